// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A kernel with its arguments.
#ifndef GEMS_LIB_RUNTIME_BINDING_H
#define GEMS_LIB_RUNTIME_BINDING_H

#include "Executor.h"

struct gems_binding {
  const gems_kernel_info *kernel;
  char *scratch; ///< a part for each thread of the executor
  gems_value *values;
  bool *isBound;
  int64_t *extents; ///< -1: not known
  bool isChecked;   ///< whether the kernel asks for them
  uint32_t numMissing;
  gems_executor *executor; ///< null for one of one thread, too
  gems::Cost cost;
};

namespace gems {

/// Allocates scratch memory for several threads at once; null when the kernel needs none.
gems_status createScratch(const gems_kernel_info *kernel, uint32_t numThreads, void **scratch,
                          gems_message *message);

/// From one thread's scratch memory to the next one's.
size_t scratchStride(const gems_kernel_info *kernel);

/// Reports the first argument that is missing, or of which the kernel does not know enough.
gems_status checkArguments(const gems_binding *binding, int64_t programs, gems_message *message);

/// Whether all arguments are bound, with what the kernel has to know of them. An array's extent
/// matters only where `programs` run.
inline gems_status checkComplete(const gems_binding *binding, int64_t programs,
                                 gems_message *message) {
  if (binding->numMissing == 0 && !binding->isChecked)
    return GEMS_OK;
  return checkArguments(binding, programs, message);
}

} // namespace gems

#endif // GEMS_LIB_RUNTIME_BINDING_H
