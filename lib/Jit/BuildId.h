// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which build of this compiler runs.
#ifndef GEMS_LIB_JIT_BUILDID_H
#define GEMS_LIB_JIT_BUILDID_H

#include <string>

namespace gems {

/// Text that differs between any two builds of this library or of LLVM.
const std::string &compilerId();

} // namespace gems

#endif // GEMS_LIB_JIT_BUILDID_H
