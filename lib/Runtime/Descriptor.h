// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Checks of what a loaded library says about a kernel.
#ifndef GEMS_LIB_RUNTIME_DESCRIPTOR_H
#define GEMS_LIB_RUNTIME_DESCRIPTOR_H

#include "gems/Runtime/Runtime.h"

namespace gems {

/// Whether the descriptor keeps every rule of gems/Runtime/Abi.h.
gems_status checkDescriptor(const gems_kernel_info *kernel, gems_message *message);

/// Bytes to allocate for the scratch memory: the size rounded up to the alignment.
uint64_t paddedScratchSize(const gems_kernel_info *kernel);

/// Whether the kernel looks for accesses out of bounds.
bool isChecked(const gems_kernel_info *kernel);

} // namespace gems

#endif // GEMS_LIB_RUNTIME_DESCRIPTOR_H
