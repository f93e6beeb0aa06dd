// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A library of kernels that the compiler holds, or is about to.
#include "Library.h"

#include "Message.h"

#include <string>

using namespace gems;

gems_status Library::find(const char *name, const gems_kernel_info **kernel,
                          gems_message *message) const {
  if (name && *name)
    return gems_module_find_kernel(module, name, kernel, message);
  size_t numKernels = gems_module_num_kernels(module);
  *kernel = numKernels == 1 ? gems_module_kernel(module, 0) : nullptr;
  if (*kernel)
    return succeed(message);
  std::string names;
  for (size_t i = 0; i < numKernels; ++i)
    names += (i ? ", " : "") + std::string(gems_module_kernel(module, i)->name);
  return fail(message, GEMS_ERROR_NOT_FOUND,
              "'%s': expected the name of one of its kernels, got none; it has: %s",
              request.path.c_str(), names.c_str());
}
