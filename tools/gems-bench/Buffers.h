// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The arrays of one launch, and how they looked before.
#ifndef GEMS_BENCH_BUFFERS_H
#define GEMS_BENCH_BUFFERS_H

#include "Kernels.h"

#include <memory>

namespace gems::bench {

/// Every version of a kernel runs on the same memory, so that no alignment favours one of them.
class Buffers {
public:
  /// Null when there is not enough memory.
  static std::unique_ptr<Buffers> create(llvm::ArrayRef<Arg> args, gems_type type);
  ~Buffers();
  Buffers(const Buffers &) = delete;
  Buffers &operator=(const Buffers &) = delete;

  const std::vector<gems_value> &getValues() const { return values; }
  /// Puts what is read and written back to where it began.
  void restore();
  /// Clears what is only written as well, so that a run that writes nothing is noticed.
  void reset();
  /// The arrays that a launch writes or may write, element for element.
  std::vector<float> snapshot() const;

private:
  struct Array {
    char *data;
    size_t bytes;
    bool isInOut;
    /// The contents: this, over and over again.
    std::vector<char> pattern;
  };

  explicit Buffers(gems_type type) : type(type) {}
  bool allocate(size_t bytes);
  void refill(Array &array);

  gems_type type;
  char *memory = nullptr;
  size_t memoryBytes = 0;
  std::vector<Array> arrays;
  std::vector<gems_value> values;
};

/// Where two results differ by more than the order of sums explains; empty if nowhere.
std::string compareResults(llvm::ArrayRef<float> expected, llvm::ArrayRef<float> actual,
                           gems_type type, Shape shape);

/// Elements of a type as f32.
void widenElements(const char *data, size_t count, gems_type type, std::vector<float> &result);

} // namespace gems::bench

#endif // GEMS_BENCH_BUFFERS_H
