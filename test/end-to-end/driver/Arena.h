// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The memory of one case: all its arrays, with bytes around and between rows that must not change.
#ifndef GEMS_TEST_ENDTOEND_ARENA_H
#define GEMS_TEST_ENDTOEND_ARENA_H

#include "Machine.h"
#include "Numbers.h"
#include "gems/Runtime/Generator.h"

#include <memory>
#include <string>
#include <vector>

namespace e2e {

/// A matrix in an arena; a vector is a matrix of one row.
struct Matrix {
  std::string name;
  int64_t position = 0; ///< elements from the arena's start
  int64_t rows = 0, columns = 0, stride = 0;

  int64_t at(int64_t row, int64_t column) const { return position + row * stride + column; }
};

/// Elements of one floating type. Whatever is in no matrix holds a pattern that is no NaN, so a
/// comparison of two arenas checks every byte.
class Arena {
public:
  explicit Arena(gems_type type) : type(type) {}
  Arena(const Arena &other) { *this = other; }
  Arena &operator=(const Arena &other);

  /// Places a matrix `misalign` elements past a 64-byte boundary, after everything placed so far.
  Matrix place(const std::string &name, int64_t rows, int64_t columns, int64_t stride,
               int64_t misalign = 0);
  /// Places elements for matrices that overlap; the caller says where with `view`.
  int64_t reserve(int64_t numElements, int64_t misalign = 0);
  Matrix view(const std::string &name, int64_t position, int64_t rows, int64_t columns,
              int64_t stride);
  /// Makes the memory. Nothing can be placed afterwards.
  void allocate();

  gems_type getType() const { return type; }
  void *address(int64_t position) { return bytes.get() + position * elementSize(); }
  int64_t size() const { return numElements; }

  uint32_t bits(int64_t position) const {
    const uint8_t *element = bytes.get() + position * elementSize();
    if (type == GEMS_F32) {
      uint32_t value;
      memcpy(&value, element, sizeof(value));
      return value;
    }
    uint16_t value;
    memcpy(&value, element, sizeof(value));
    return value;
  }
  void setBits(int64_t position, uint32_t value) {
    memcpy(bytes.get() + position * elementSize(), &value, static_cast<size_t>(elementSize()));
  }
  double get(int64_t position) const { return fromBits(type, bits(position)); }
  void set(int64_t position, double value) { setBits(position, toBits(type, value)); }

  /// About normal numbers times `scale`.
  void fillNormal(const Matrix &matrix, uint64_t seed, double scale = 1);
  /// Whole numbers in [low, high].
  void fillIntegers(const Matrix &matrix, uint64_t seed, int64_t low, int64_t high);
  void fill(const Matrix &matrix, double value);

  /// "residual_ptr, row 3, column 17".
  std::string describe(int64_t position) const;
  /// The first element that is not as in `expected`, or -1.
  int64_t findDifference(const Arena &expected) const;

private:
  int64_t elementSize() const { return type == GEMS_F32 ? 4 : 2; }

  struct Free {
    void operator()(uint8_t *pointer) const { Pool::get().release(pointer); }
  };
  gems_type type;
  int64_t numElements = 2048;
  std::unique_ptr<uint8_t, Free> bytes;
  std::vector<Matrix> matrices;
};

} // namespace e2e

#endif // GEMS_TEST_ENDTOEND_ARENA_H
