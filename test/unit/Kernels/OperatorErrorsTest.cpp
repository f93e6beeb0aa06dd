// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What operators refuse, and how they say so.
#include "Matrices.h"

using namespace gems;

namespace {

class OperatorErrors : public testing::Test {
protected:
  /// Normalizes a 3 x 7 matrix, with one argument changed by the test.
  gems_status normalize() {
    return gems_fused_add_rms_norm(x, residual, weight, rows, columns, xStride, residualStride,
                                   1e-6f, type, nullptr, &message);
  }

  float values[100] = {};
  void *x = values, *residual = values + 30;
  const void *weight = values + 60;
  int64_t rows = 3, columns = 7, xStride = 7, residualStride = 8;
  gems_type type = GEMS_F32;
  gems_message message;
};

TEST_F(OperatorErrors, NullAndMisaligned) {
  residual = nullptr;
  EXPECT_EQ(normalize(), GEMS_ERROR_ARGUMENT);
  EXPECT_STREQ(message.text, "fused_add_rms_norm: expected an array residual, got null");
  residual = reinterpret_cast<char *>(values) + 3;
  EXPECT_EQ(normalize(), GEMS_ERROR_ARGUMENT);
  EXPECT_STREQ(message.text, "fused_add_rms_norm: expected an address of residual that is a "
                             "multiple of 4, got one 3 past it");
  x = residual = nullptr, weight = nullptr, rows = 0;
  EXPECT_EQ(normalize(), GEMS_OK) << message.text;
  EXPECT_STREQ(message.text, "");
}

TEST_F(OperatorErrors, SizesAndStrides) {
  rows = -1;
  EXPECT_EQ(normalize(), GEMS_ERROR_ARGUMENT);
  EXPECT_STREQ(message.text, "fused_add_rms_norm: expected rows 0..2147483647, got -1");
  rows = int64_t(1) << 31;
  EXPECT_EQ(normalize(), GEMS_ERROR_ARGUMENT);
  rows = 3, xStride = 6;
  EXPECT_EQ(normalize(), GEMS_ERROR_ARGUMENT);
  EXPECT_STREQ(message.text, "fused_add_rms_norm: expected x_stride 7..2147483647, got 6");
  xStride = 7;
  EXPECT_EQ(normalize(), GEMS_OK) << message.text;
  EXPECT_EQ(gems_silu_and_mul(values, values + 50, 1, 5, 9, 5, GEMS_F32, nullptr, &message),
            GEMS_ERROR_ARGUMENT);
  EXPECT_STREQ(message.text, "silu_and_mul: expected x_stride 10..2147483647, got 9");
  EXPECT_EQ(gems_transpose(values, values + 50, 4, 5, 5, 3, GEMS_F32, nullptr, &message),
            GEMS_ERROR_ARGUMENT);
  EXPECT_STREQ(message.text, "transpose: expected out_stride 4..2147483647, got 3");
  EXPECT_EQ(gems_add(values, values, values, -5, GEMS_F32, nullptr, nullptr), GEMS_ERROR_ARGUMENT);
}

TEST_F(OperatorErrors, Types) {
  type = GEMS_F64;
  EXPECT_EQ(normalize(), GEMS_ERROR_TYPE);
  EXPECT_STREQ(message.text, "fused_add_rms_norm: expected a type of f32, f16 or bf16, got f64");
}

} // namespace
