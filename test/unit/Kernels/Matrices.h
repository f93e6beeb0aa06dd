// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Matrices of the three types with rows that are further apart than they are long.
#ifndef GEMS_TEST_UNIT_KERNELS_MATRICES_H
#define GEMS_TEST_UNIT_KERNELS_MATRICES_H

#include "gems/Kernels/Kernels.h"

#include <cmath>
#include <cstring>
#include <gtest/gtest.h>
#include <vector>

namespace gems {

/// f16 to double, exactly.
inline double fromHalf(uint16_t bits) {
  int exponent = bits >> 10 & 31, fraction = bits & 1023;
  double value = exponent ? std::ldexp(1024 + fraction, exponent - 25) : std::ldexp(fraction, -24);
  return bits & 0x8000 ? -value : value;
}

/// A number that all three types hold exactly: a few bits around 1.
inline double sample(uint32_t &seed) {
  seed = seed * 1664525 + 1013904223;
  return (int(seed >> 24) - 128) / 64.0;
}

class Matrix {
public:
  Matrix(gems_type type, int64_t rows, int64_t columns, int64_t stride, uint32_t seed = 0)
      : type(type), rows(rows), columns(columns), stride(stride),
        bytes(size_t(rows * stride + 1) * gems_type_size(type), 0x5a) {
    for (int64_t m = 0; seed && m < rows; ++m)
      for (int64_t n = 0; n < columns; ++n)
        set(m, n, sample(seed));
  }

  void *data() { return bytes.data(); }

  double get(int64_t m, int64_t n) const {
    const unsigned char *at = address(m, n);
    if (type == GEMS_F32) {
      float value;
      memcpy(&value, at, 4);
      return value;
    }
    uint16_t bits;
    memcpy(&bits, at, 2);
    if (type == GEMS_F16)
      return fromHalf(bits);
    uint32_t wide = uint32_t(bits) << 16;
    float value;
    memcpy(&value, &wide, 4);
    return value;
  }

  void set(int64_t m, int64_t n, double value) {
    auto *at = const_cast<unsigned char *>(address(m, n));
    auto single = float(value);
    uint32_t wide;
    memcpy(&wide, &single, 4);
    if (type == GEMS_F32) {
      memcpy(at, &single, 4);
      return;
    }
    auto bits = uint16_t(wide >> 16);
    if (type == GEMS_F16) {
      // Exact for what sample() gives.
      int exponent = int(wide >> 23 & 255) - 127 + 15;
      bits = uint16_t((wide >> 16 & 0x8000) |
                      (value == 0 ? 0u : uint32_t(exponent) << 10 | (wide >> 13 & 1023)));
    }
    memcpy(at, &bits, 2);
  }

  /// Expects a value within a few units in the last place of the type, or of `terms`, the sum of
  /// the magnitudes of what the value is the sum of.
  void expect(int64_t m, int64_t n, double expected, double terms = 0.01) const {
    double unit = type == GEMS_F32 ? 0x1p-21 : type == GEMS_F16 ? 0x1p-9 : 0x1p-6;
    double got = get(m, n);
    ASSERT_LE(std::fabs(got - expected), unit * std::max(terms, std::fabs(expected)))
        << "element " << m << ", " << n << " of " << rows << " x " << columns << " "
        << gems_type_name(type) << ": expected " << expected << ", got " << got;
  }

  /// Expects that nothing between and after the rows was written.
  void expectGaps() const {
    size_t size = gems_type_size(type);
    for (int64_t m = 0; m < rows; ++m)
      for (const unsigned char *at = address(m, columns); at < address(m, stride); ++at)
        ASSERT_EQ(*at, 0x5a) << "after row " << m;
    for (size_t i = bytes.size() - size; i < bytes.size(); ++i)
      ASSERT_EQ(bytes[i], 0x5a);
  }

  bool operator==(const Matrix &other) const { return bytes == other.bytes; }

  gems_type type;
  int64_t rows, columns, stride;

private:
  const unsigned char *address(int64_t m, int64_t n) const {
    return bytes.data() + size_t(m * stride + n) * gems_type_size(type);
  }

  std::vector<unsigned char> bytes;
};

} // namespace gems

#endif // GEMS_TEST_UNIT_KERNELS_MATRICES_H
