// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A library of kernels that the compiler holds, or is about to.
#ifndef GEMS_LIB_JIT_LIBRARY_H
#define GEMS_LIB_JIT_LIBRARY_H

#include "Request.h"

namespace gems {

/// Made when it is first asked for, by one thread; others who ask meanwhile wait for it.
class Library {
public:
  Library(const gems_jit_request &request, const FileVersion &version)
      : request(request, version) {}
  ~Library() { gems_module_release(module); }
  Library(const Library &) = delete;

  /// The kernel of a name, or the only one.
  gems_status find(const char *name, const gems_kernel_info **kernel, gems_message *message) const;

  const OwnedRequest request;
  bool isReady = false;
  gems_status status = GEMS_OK;
  gems_message failure = {};
  gems_module *module = nullptr;
};

} // namespace gems

#endif // GEMS_LIB_JIT_LIBRARY_H
