// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The arguments of a launch: from text to values and descriptions of arrays.
#ifndef GEMS_RUNTIME_ARGUMENTS_H
#define GEMS_RUNTIME_ARGUMENTS_H

#include "gems/Runtime/Runtime.h"
#include "gems/Runtime/Spec.h"

namespace gems {

/// One argument of the kernel.
struct Argument {
  const gems_arg_info *info = nullptr;
  Spec spec;
  gems_value scalar = {};
  // Arrays:
  Shape shape;
  int64_t numElements = 0;
  size_t owner = 0;   ///< the argument whose memory this is; its own number if no alias
  int64_t offset = 0; ///< elements from the owner's first to this one's first
  bool isFilled = false;
  SpecData data; ///< if isFilled
  void *elements = nullptr;

  bool isArray() const { return info->kind == GEMS_POINTER; }
  gems_type type() const { return static_cast<gems_type>(info->type); }
};

/// An array to write after the launch.
struct Output {
  size_t argument;
  std::string path;
};

/// Reads all NAME=SPEC against the kernel. On success there is one entry per argument, in order.
bool resolveArguments(const gems_kernel_info &kernel, const std::vector<std::string> &texts,
                      std::vector<Argument> &arguments, std::string &error);

/// Reads all NAME=FILE and checks that the folders exist.
bool resolveOutputs(const gems_kernel_info &kernel, const std::vector<std::string> &texts,
                    std::vector<Output> &outputs, std::string &error);

} // namespace gems

#endif // GEMS_RUNTIME_ARGUMENTS_H
