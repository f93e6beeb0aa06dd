// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The compiled variants of the kernels, and the choice among them.
#ifndef GEMS_LIB_KERNELS_VARIANTS_H
#define GEMS_LIB_KERNELS_VARIANTS_H

#include "gems/Runtime/Runtime.h"

namespace gems {

enum class KernelId {
#include "KernelIds.inc"
  count
};

/// A kernel for this CPU.
struct ChosenKernel {
  const gems_kernel_info *info = nullptr;
  /// Elements of a tile in its first and second dimension, 1 without: BLOCK_M and BLOCK_N, or
  /// BLOCK.
  int64_t blockM = 1, blockN = 1;
};

/// Finds the kernel of a type for this CPU; null with a message when there is none. `name` is the
/// operator's, for the message.
const ChosenKernel *findKernel(KernelId kernel, gems_type type, const char *name,
                               gems_message *message, gems_status &status);

} // namespace gems

#endif // GEMS_LIB_KERNELS_VARIANTS_H
