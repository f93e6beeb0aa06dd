// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The arguments of an operator: checked in the order in which a caller wrote them, then launched.
#ifndef GEMS_LIB_KERNELS_OPERANDS_H
#define GEMS_LIB_KERNELS_OPERANDS_H

#include "Variants.h"

namespace gems {

/// One call of an operator. After the first wrong argument the others are not looked at.
class Operands {
public:
  Operands(const char *name, KernelId kernel, gems_type type, gems_message *message)
      : name(name), type(type), message(message) {
    chosen = findKernel(kernel, type, name, message, status);
  }

  /// An array, which may be null when it has no elements.
  void array(const char *what, const void *data, bool isEmpty);
  /// A size of at least 0.
  void size(const char *what, int64_t size);
  /// A stride for rows of a length.
  void stride(const char *what, int64_t stride, int64_t length);

  int64_t blockM() const { return chosen ? chosen->blockM : 1; }
  int64_t blockN() const { return chosen ? chosen->blockN : 1; }

  /// Launches with arguments in the order of the kernel. Each program takes about `ns`.
  template <typename... Args>
  gems_status launch(gems_executor *executor, int64_t x, int64_t y, double ns, Args... args) {
    if (status != GEMS_OK)
      return status;
    const gems_value values[] = {toValue(args)...};
    const int64_t grid[3] = {x, y, 1};
    return gems_kernel_launch(chosen->info, values, grid, executor, ns, message);
  }

private:
  void range(const char *what, int64_t number, int64_t least);

  static gems_value toValue(const void *pointer) {
    gems_value value;
    value.ptr = const_cast<void *>(pointer);
    return value;
  }
  static gems_value toValue(int64_t number) {
    gems_value value;
    value.i32 = static_cast<int32_t>(number);
    return value;
  }
  static gems_value toValue(float number) {
    gems_value value;
    value.f32 = number;
    return value;
  }

  const char *name;
  gems_type type;
  gems_message *message;
  const ChosenKernel *chosen = nullptr;
  gems_status status = GEMS_OK;
};

/// How many tiles cover a size.
inline int64_t divideUp(int64_t size, int64_t block) { return (size + block - 1) / block; }

} // namespace gems

#endif // GEMS_LIB_KERNELS_OPERANDS_H
