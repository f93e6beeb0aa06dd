// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the benchmark knows about each kernel: its arguments and grid for a shape.
#ifndef GEMS_BENCH_KERNELS_H
#define GEMS_BENCH_KERNELS_H

#include "gems/Runtime/Abi.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringRef.h"

#include <string>
#include <vector>

namespace gems::bench {

/// M rows of N elements.
struct Shape {
  int64_t m, n;
  int64_t elements() const { return m * n; }
  std::string str() const { return std::to_string(m) + "x" + std::to_string(n); }
};

/// One argument of a launch.
struct Arg {
  enum Kind { Array, Int, Float } kind;
  int64_t count = 0; ///< elements of an array
  /// An array is read and written: it has to be restored before the next run.
  bool isInOut = false;
  int32_t intValue = 0;
  float floatValue = 0;
};

struct Kernel {
  const char *name;
  std::vector<Arg> (*makeArgs)(Shape shape);
  /// The number of programs of the compiled kernel; `param` gives values of integer parameters.
  int64_t (*countPrograms)(Shape shape, llvm::function_ref<int64_t(const char *)> param);
  /// The number of programs of a hand-written one.
  int64_t (*countRows)(Shape shape);
  /// The parameter that a sweep over tile sizes changes.
  const char *blockParam;
  /// Rows of the smallest shapes: a tile of several rows has nothing to do for a single one.
  int64_t leastRows;
};

llvm::ArrayRef<Kernel> allKernels();
const Kernel *findKernel(llvm::StringRef name);

/// "f32", "bf16", "f16".
const char *typeName(gems_type type);

} // namespace gems::bench

#endif // GEMS_BENCH_KERNELS_H
