// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// From a request to the bytes of a library.
#ifndef GEMS_LIB_JIT_COMPILE_H
#define GEMS_LIB_JIT_COMPILE_H

#include "DiskCache.h"
#include "Request.h"

namespace gems {

/// What a request comes down to: the text and the machine, everything that the bytes depend on.
struct CompileJob {
  std::string path, source;
  std::vector<std::string> definitions;
  TargetInfo target;

  Digest digest() const;
};

/// Resolves a request. Its file is read once, so the digest is that of what is compiled.
gems_status makeJob(const gems_jit_request &request, CompileJob &job, gems_message *message);

/// Compiles to the bytes of a shared library. `diagnostics` gets all that was reported, the message
/// its first error.
gems_status compileJob(const CompileJob &job, Bytes &library, std::string &diagnostics,
                       gems_message *message);

} // namespace gems

#endif // GEMS_LIB_JIT_COMPILE_H
