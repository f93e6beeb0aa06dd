// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Every operator in every type against its formula, on the variant that this CPU picks.
#include "Matrices.h"

#include <cstdlib>
#include <string>

using namespace gems;

namespace {

struct Shape {
  int64_t rows, columns, gap;
};
constexpr Shape shapes[] = {{1, 1, 0},   {3, 7, 2},  {5, 128, 0},
                            {2, 300, 5}, {0, 10, 0}, {70, 33, 1}};
constexpr double eps = 1e-5;

/// Runs a test for all types and shapes, on one thread and on three; both must write the same bits.
class Operator : public testing::TestWithParam<gems_type> {
protected:
  void SetUp() override {
    ASSERT_EQ(gems_executor_create_pool(3, &executor, &message), GEMS_OK) << message.text;
    gems_executor_set_grain(executor, 0);
  }
  ~Operator() override { gems_executor_release(executor); }

  template <typename Call> void run(Matrix &out, Call call) {
    Matrix before = out;
    ASSERT_EQ(call(out, nullptr), GEMS_OK) << message.text;
    out.expectGaps();
    ASSERT_EQ(call(before, executor), GEMS_OK) << message.text;
    EXPECT_TRUE(before == out) << "threads change the result";
  }

  gems_type type() const { return GetParam(); }
  gems_executor *executor = nullptr;
  gems_message message;
};

double sumOfSquares(const Matrix &x, int64_t m) {
  double sum = 0;
  for (int64_t n = 0; n < x.columns; ++n)
    sum += x.get(m, n) * x.get(m, n);
  return sum;
}

TEST(Variants, AreThoseOfTheCpu) {
  std::string got;
  for (gems_type type : {GEMS_F32, GEMS_F16, GEMS_BF16})
    got += (got.empty() ? "" : ",") + std::string(gems_kernels_variant(type));
  const char *expected = getenv("GEMS_EXPECT_VARIANTS");
  EXPECT_EQ(got, expected ? expected : got);
  EXPECT_EQ(got.find("none"), std::string::npos) << got;
  EXPECT_STREQ(gems_kernels_variant(GEMS_I8), "none");
}

TEST_P(Operator, Add) {
  for (int64_t count : {0, 1, 100, 5000}) {
    Matrix x(type(), 1, count, count, 1), y(type(), 1, count, count, 2);
    Matrix out(type(), 1, count, count);
    run(out, [&](Matrix &out, gems_executor *executor) {
      return gems_add(x.data(), y.data(), out.data(), count, type(), executor, &message);
    });
    for (int64_t n = 0; n < count; ++n)
      out.expect(0, n, x.get(0, n) + y.get(0, n));
  }
}

TEST_P(Operator, FusedAddRmsNorm) {
  for (auto [rows, columns, gap] : shapes) {
    Matrix x(type(), rows, columns, columns + gap, 1), weight(type(), 1, columns, columns, 3);
    Matrix residual(type(), rows, columns, columns + 2 * gap, 2), sum = residual;
    for (int64_t m = 0; m < rows; ++m)
      for (int64_t n = 0; n < columns; ++n)
        sum.set(m, n, x.get(m, n) + residual.get(m, n));
    Matrix start = residual;
    run(x, [&](Matrix &x, gems_executor *executor) {
      residual = start;
      return gems_fused_add_rms_norm(x.data(), residual.data(), weight.data(), rows, columns,
                                     x.stride, residual.stride, float(eps), type(), executor,
                                     &message);
    });
    residual.expectGaps();
    for (int64_t m = 0; m < rows; ++m) {
      double scale = 1 / std::sqrt(sumOfSquares(sum, m) / double(columns) + eps);
      for (int64_t n = 0; n < columns; ++n) {
        residual.expect(m, n, sum.get(m, n));
        x.expect(m, n, residual.get(m, n) * scale * weight.get(0, n));
      }
    }
  }
}

TEST_P(Operator, RmsNorm) {
  for (auto [rows, columns, gap] : shapes) {
    Matrix x(type(), rows, columns, columns + gap, 1), weight(type(), 1, columns, columns, 3);
    Matrix out(type(), rows, columns, columns + 3 * gap);
    run(out, [&](Matrix &out, gems_executor *executor) {
      return gems_rms_norm(x.data(), weight.data(), out.data(), rows, columns, x.stride, out.stride,
                           float(eps), type(), executor, &message);
    });
    for (int64_t m = 0; m < rows; ++m) {
      double scale = 1 / std::sqrt(sumOfSquares(x, m) / double(columns) + eps);
      for (int64_t n = 0; n < columns; ++n)
        out.expect(m, n, x.get(m, n) * scale * weight.get(0, n));
    }
  }
}

TEST_P(Operator, LayerNorm) {
  for (auto [rows, columns, gap] : shapes) {
    Matrix x(type(), rows, columns, columns + gap, 1), out(type(), rows, columns, columns + gap);
    Matrix weight(type(), 1, columns, columns, 3), bias(type(), 1, columns, columns, 4);
    run(out, [&](Matrix &out, gems_executor *executor) {
      return gems_layer_norm(x.data(), weight.data(), bias.data(), out.data(), rows, columns,
                             x.stride, float(eps), type(), executor, &message);
    });
    for (int64_t m = 0; m < rows; ++m) {
      double mean = 0, variance = 0;
      for (int64_t n = 0; n < columns; ++n)
        mean += x.get(m, n) / double(columns);
      for (int64_t n = 0; n < columns; ++n)
        variance += (x.get(m, n) - mean) * (x.get(m, n) - mean) / double(columns);
      for (int64_t n = 0; n < columns; ++n) {
        double scale = weight.get(0, n) / std::sqrt(variance + eps), shift = bias.get(0, n);
        double terms =
            (std::fabs(x.get(m, n)) + std::fabs(mean)) * std::fabs(scale) + std::fabs(shift);
        out.expect(m, n, (x.get(m, n) - mean) * scale + shift, terms);
      }
    }
  }
}

TEST_P(Operator, Softmax) {
  for (auto [rows, columns, gap] : shapes) {
    Matrix x(type(), rows, columns, columns + gap, 1), out(type(), rows, columns, columns);
    run(out, [&](Matrix &out, gems_executor *executor) {
      return gems_softmax(x.data(), out.data(), rows, columns, x.stride, out.stride, type(),
                          executor, &message);
    });
    for (int64_t m = 0; m < rows; ++m) {
      double sum = 0;
      for (int64_t n = 0; n < columns; ++n)
        sum += std::exp(x.get(m, n));
      for (int64_t n = 0; n < columns; ++n)
        out.expect(m, n, std::exp(x.get(m, n)) / sum);
    }
  }
}

TEST_P(Operator, SiluAndMul) {
  for (auto [rows, columns, gap] : shapes) {
    Matrix x(type(), rows, 2 * columns, 2 * columns + gap, 1);
    Matrix out(type(), rows, columns, columns + gap);
    run(out, [&](Matrix &out, gems_executor *executor) {
      return gems_silu_and_mul(x.data(), out.data(), rows, columns, x.stride, out.stride, type(),
                               executor, &message);
    });
    for (int64_t m = 0; m < rows; ++m)
      for (int64_t n = 0; n < columns; ++n)
        out.expect(m, n, x.get(m, n) / (1 + std::exp(-x.get(m, n))) * x.get(m, columns + n));
  }
}

TEST_P(Operator, Sums) {
  for (auto [rows, columns, gap] : shapes) {
    Matrix x(type(), rows, columns, columns + gap, 1);
    Matrix byRow(type(), 1, rows, rows), byColumn(type(), 1, columns, columns);
    run(byRow, [&](Matrix &out, gems_executor *executor) {
      return gems_row_sum(x.data(), out.data(), rows, columns, x.stride, type(), executor,
                          &message);
    });
    run(byColumn, [&](Matrix &out, gems_executor *executor) {
      return gems_col_sum(x.data(), out.data(), rows, columns, x.stride, type(), executor,
                          &message);
    });
    std::vector<double> columnSums(size_t(columns), 0.0);
    for (int64_t m = 0; m < rows; ++m) {
      double sum = 0;
      for (int64_t n = 0; n < columns; ++n) {
        sum += x.get(m, n);
        columnSums[size_t(n)] += x.get(m, n);
      }
      byRow.expect(0, m, sum);
    }
    for (int64_t n = 0; n < columns; ++n)
      byColumn.expect(0, n, columnSums[size_t(n)]);
  }
}

TEST_P(Operator, Transpose) {
  for (auto [rows, columns, gap] : shapes) {
    Matrix x(type(), rows, columns, columns + gap, 1), out(type(), columns, rows, rows + gap);
    run(out, [&](Matrix &out, gems_executor *executor) {
      return gems_transpose(x.data(), out.data(), rows, columns, x.stride, out.stride, type(),
                            executor, &message);
    });
    for (int64_t m = 0; m < rows; ++m)
      for (int64_t n = 0; n < columns; ++n)
        ASSERT_EQ(out.get(n, m), x.get(m, n));
  }
}

INSTANTIATE_TEST_SUITE_P(Types, Operator, testing::Values(GEMS_F32, GEMS_F16, GEMS_BF16),
                         [](auto &info) { return gems_type_name(info.param); });

} // namespace
