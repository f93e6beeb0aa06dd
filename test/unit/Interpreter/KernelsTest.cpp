// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The shipped kernels and the translations of Triton's, interpreted, against formulas in double.
#include "TestKernel.h"
#include <cmath>
#include <gtest/gtest.h>
#include <random>

using namespace gems::interp;

namespace {
struct Config {
  const char *type;
  ElementKind kind;
  int64_t block, rows, columns;

  std::vector<std::string> definitions() const {
    return {std::string("T=") + type, "BLOCK=" + std::to_string(block)};
  }
  std::vector<std::string> definitions2d() const {
    return {std::string("T=") + type, "BLOCK_M=" + std::to_string(block % 7 + 1),
            "BLOCK_N=" + std::to_string(block)};
  }
  /// Rows lie further apart than they are long.
  int64_t stride() const { return columns + 3; }
};

std::ostream &operator<<(std::ostream &stream, const Config &config) {
  return stream << config.type << " BLOCK=" << config.block << " " << config.rows << "x"
                << config.columns;
}

class Kernels : public testing::TestWithParam<Config> {
protected:
  const Config &config = GetParam();
  std::mt19937 random{7};

  /// Numbers of the type, padding between rows included.
  std::vector<double> makeMatrix(int64_t rows, int64_t stride) {
    std::normal_distribution<double> normal;
    std::vector<double> numbers(rows * stride);
    for (double &number : numbers)
      number = roundTo(config.kind, normal(random));
    return numbers;
  }
  double round(double value) const { return roundTo(config.kind, value); }

  /// Runs with every check on. Matrices are passed in the order of the kernel's pointers and hold
  /// what is in memory afterwards.
  void run(llvm::StringRef path, std::vector<std::string> definitions,
           std::vector<std::vector<double> *> matrices, std::vector<Argument> scalars,
           GridPoint grid) {
    auto kernel = TestKernel::fromFile(path, std::move(definitions));
    ASSERT_TRUE(kernel);
    std::vector<Argument> arguments;
    for (std::vector<double> *matrix : matrices)
      arguments.push_back(
          Argument::pointer(addNumbers(kernel->memory, "matrix", config.kind, *matrix)));
    arguments.insert(arguments.end(), scalars.begin(), scalars.end());
    InterpreterOptions options;
    options.checkRaces = options.checkWritten = options.warnNarrowOverflow = true;
    ASSERT_TRUE(kernel->run(arguments, grid, options)) << testing::PrintToString(kernel->messages);
    EXPECT_TRUE(kernel->messages.empty()) << testing::PrintToString(kernel->messages);
    for (size_t i = 0; i < matrices.size(); ++i)
      *matrices[i] = getNumbers(kernel->memory, i, config.kind);
  }

  /// Equal but for the inexactness of f32 sums and one rounding to the type.
  void expectNear(double got, double expected, int64_t row, int64_t column) {
    double step = config.kind == ElementKind::F32   ? 0x1p-23
                  : config.kind == ElementKind::F16 ? 0x1p-10
                                                    : 0x1p-7;
    double tolerance = (2 * step + 1e-5) * std::fabs(expected) + 1e-6;
    EXPECT_NEAR(got, expected, tolerance) << "row " << row << ", column " << column;
  }

  /// Compares the rows of a matrix, and what lies between them with what was there.
  template <typename Fn>
  void expectMatrix(const std::vector<double> &got, const std::vector<double> &before, Fn expected,
                    bool isExact = false) {
    for (int64_t m = 0; m < config.rows; ++m)
      for (int64_t n = 0; n < config.stride(); ++n) {
        double value = got[m * config.stride() + n];
        if (n >= config.columns)
          EXPECT_EQ(value, before[m * config.stride() + n]);
        else if (isExact)
          EXPECT_EQ(value, expected(m, n)) << "row " << m << ", column " << n;
        else
          expectNear(value, expected(m, n), m, n);
      }
  }

  Argument integer(int64_t value) { return Argument::integerValue(value); }
  GridPoint perRow() { return {uint32_t(config.rows), 1, 1}; }
  uint32_t blocks(int64_t count, int64_t block) { return (count + block - 1) / block; }

  void fusedAddRmsNorm(llvm::StringRef path);
  void layerNorm(llvm::StringRef path);
  void softmax(llvm::StringRef path, bool isTriton);
  void add(llvm::StringRef path);
};
} // namespace

void Kernels::fusedAddRmsNorm(llvm::StringRef path) {
  auto [type, kind, block, rows, columns] = config;
  int64_t stride = config.stride();
  std::vector<double> input = makeMatrix(rows, stride), residual = makeMatrix(rows, stride);
  std::vector<double> weight = makeMatrix(1, columns);
  std::vector<double> inputBefore = input, residualBefore = residual;
  run(path, config.definitions(), {&input, &residual, &weight},
      {integer(stride), integer(stride), integer(columns), Argument::floatValue(1e-6)}, perRow());
  auto sum = [&](int64_t m, int64_t n) {
    size_t i = m * stride + n;
    return static_cast<double>(static_cast<float>(inputBefore[i] + residualBefore[i]));
  };
  expectMatrix(
      residual, residualBefore, [&](int64_t m, int64_t n) { return round(sum(m, n)); }, true);
  std::vector<double> scale(rows);
  for (int64_t m = 0; m < rows; ++m) {
    double squares = 0;
    for (int64_t n = 0; n < columns; ++n)
      squares += sum(m, n) * sum(m, n);
    scale[m] = 1 / std::sqrt(squares / columns + 1e-6);
  }
  expectMatrix(input, inputBefore,
               [&](int64_t m, int64_t n) { return round(sum(m, n)) * scale[m] * weight[n]; });
}

void Kernels::layerNorm(llvm::StringRef path) {
  auto [type, kind, block, rows, columns] = config;
  int64_t stride = config.stride();
  std::vector<double> x = makeMatrix(rows, stride), y = makeMatrix(rows, stride);
  std::vector<double> w = makeMatrix(1, columns), b = makeMatrix(1, columns);
  std::vector<double> yBefore = y;
  run(path, config.definitions(), {&x, &y, &w, &b},
      {integer(stride), integer(columns), Argument::floatValue(1e-5)}, perRow());
  std::vector<double> mean(rows), scale(rows);
  for (int64_t m = 0; m < rows; ++m) {
    double sum = 0, squares = 0;
    for (int64_t n = 0; n < columns; ++n)
      sum += x[m * stride + n];
    mean[m] = sum / columns;
    for (int64_t n = 0; n < columns; ++n)
      squares += (x[m * stride + n] - mean[m]) * (x[m * stride + n] - mean[m]);
    scale[m] = 1 / std::sqrt(squares / columns + 1e-5);
  }
  expectMatrix(y, yBefore, [&](int64_t m, int64_t n) {
    return (x[m * stride + n] - mean[m]) * scale[m] * w[n] + b[n];
  });
}

void Kernels::softmax(llvm::StringRef path, bool isTriton) {
  auto [type, kind, block, rows, columns] = config;
  int64_t stride = config.stride();
  std::vector<double> x = makeMatrix(rows, stride), out = makeMatrix(rows, stride);
  std::vector<double> before = out;
  if (isTriton)
    run(path, config.definitions(), {&out, &x}, {integer(stride), integer(columns)}, perRow());
  else
    run(path, config.definitions(), {&x, &out},
        {integer(stride), integer(stride), integer(columns)}, perRow());
  std::vector<double> sum(rows);
  for (int64_t m = 0; m < rows; ++m)
    for (int64_t n = 0; n < columns; ++n)
      sum[m] += std::exp(x[m * stride + n]);
  expectMatrix(out, before,
               [&](int64_t m, int64_t n) { return std::exp(x[m * stride + n]) / sum[m]; });
}

void Kernels::add(llvm::StringRef path) {
  int64_t count = config.columns;
  std::vector<double> x = makeMatrix(1, count), y = makeMatrix(1, count), out(count);
  run(path, config.definitions(), {&x, &y, &out}, {integer(count)},
      {blocks(count, config.block), 1, 1});
  for (int64_t i = 0; i < count; ++i)
    EXPECT_EQ(out[i], round(x[i] + y[i])) << i;
}

TEST_P(Kernels, FusedAddRmsNorm) { fusedAddRmsNorm("kernels/fused_add_rms_norm.mlir"); }
TEST_P(Kernels, LayerNorm) { layerNorm("kernels/layer_norm.mlir"); }
TEST_P(Kernels, Softmax) { softmax("kernels/softmax.mlir", false); }
TEST_P(Kernels, Add) { add("kernels/add.mlir"); }
TEST_P(Kernels, TritonFusedAddRmsNorm) { fusedAddRmsNorm("test/ttir/fused_add_rms_norm.mlir"); }
TEST_P(Kernels, TritonLayerNorm) { layerNorm("test/ttir/layer_norm.mlir"); }
TEST_P(Kernels, TritonVectorAdd) { add("test/ttir/vector_add.mlir"); }
TEST_P(Kernels, TritonSoftmaxRow) {
  if (config.columns <= config.block) // the row is one tile
    softmax("test/ttir/softmax_row.mlir", true);
}

TEST_P(Kernels, RmsNorm) {
  auto [type, kind, block, rows, columns] = config;
  int64_t stride = config.stride();
  std::vector<double> x = makeMatrix(rows, stride), weight = makeMatrix(1, columns);
  std::vector<double> out = makeMatrix(rows, stride), before = out;
  run("kernels/rms_norm.mlir", config.definitions(), {&x, &weight, &out},
      {integer(stride), integer(stride), integer(columns), Argument::floatValue(1e-6)}, perRow());
  std::vector<double> scale(rows);
  for (int64_t m = 0; m < rows; ++m) {
    double squares = 0;
    for (int64_t n = 0; n < columns; ++n)
      squares += x[m * stride + n] * x[m * stride + n];
    scale[m] = 1 / std::sqrt(squares / columns + 1e-6);
  }
  expectMatrix(out, before,
               [&](int64_t m, int64_t n) { return x[m * stride + n] * scale[m] * weight[n]; });
}

TEST_P(Kernels, SiluAndMul) {
  auto [type, kind, block, rows, columns] = config;
  int64_t wide = 2 * columns + 1, stride = config.stride();
  std::vector<double> x = makeMatrix(rows, wide), out = makeMatrix(rows, stride), before = out;
  run("kernels/silu_and_mul.mlir", config.definitions(), {&x, &out},
      {integer(wide), integer(stride), integer(columns)}, perRow());
  expectMatrix(out, before, [&](int64_t m, int64_t n) {
    double gate = x[m * wide + n];
    return gate / (1 + std::exp(-gate)) * x[m * wide + columns + n];
  });
}

TEST_P(Kernels, TritonSiluAndMul) {
  int64_t count = config.columns;
  std::vector<double> x = makeMatrix(1, count), y = makeMatrix(1, count), out(count);
  run("test/ttir/silu_and_mul.mlir", config.definitions(), {&x, &y, &out}, {integer(count)},
      {blocks(count, config.block), 1, 1});
  for (int64_t i = 0; i < count; ++i)
    expectNear(out[i], x[i] / (1 + std::exp(-x[i])) * y[i], 0, i);
}

TEST_P(Kernels, RowSum) {
  auto [type, kind, block, rows, columns] = config;
  std::vector<double> x = makeMatrix(rows, config.stride()), out(rows);
  for (double &number : x) // integers, so that every sum is exact
    number = std::nearbyint(2 * number);
  run("kernels/row_sum.mlir", config.definitions2d(), {&x, &out},
      {integer(rows), integer(columns), integer(config.stride())},
      {blocks(rows, block % 7 + 1), 1, 1});
  for (int64_t m = 0; m < rows; ++m) {
    double sum = 0;
    for (int64_t n = 0; n < columns; ++n)
      sum += x[m * config.stride() + n];
    EXPECT_EQ(out[m], round(sum)) << m;
  }
}

TEST_P(Kernels, ColSum) {
  auto [type, kind, block, rows, columns] = config;
  std::vector<double> x = makeMatrix(rows, config.stride()), out(columns);
  for (double &number : x)
    number = std::nearbyint(2 * number);
  run("kernels/col_sum.mlir", config.definitions2d(), {&x, &out},
      {integer(rows), integer(columns), integer(config.stride())}, {blocks(columns, block), 1, 1});
  for (int64_t n = 0; n < columns; ++n) {
    double sum = 0;
    for (int64_t m = 0; m < rows; ++m)
      sum += x[m * config.stride() + n];
    EXPECT_EQ(out[n], round(sum)) << n;
  }
}

TEST_P(Kernels, Transpose) {
  auto [type, kind, block, rows, columns] = config;
  int64_t outStride = rows + 2;
  std::vector<double> x = makeMatrix(rows, config.stride());
  std::vector<double> out = makeMatrix(columns, outStride), before = out;
  run("kernels/transpose.mlir", config.definitions2d(), {&x, &out},
      {integer(rows), integer(columns), integer(config.stride()), integer(outStride)},
      {blocks(columns, block), blocks(rows, block % 7 + 1), 1});
  for (int64_t n = 0; n < columns; ++n)
    for (int64_t m = 0; m < outStride; ++m)
      EXPECT_EQ(out[n * outStride + m],
                m < rows ? x[m * config.stride() + n] : before[n * outStride + m]);
}

INSTANTIATE_TEST_SUITE_P(All, Kernels,
                         testing::Values(Config{"f32", ElementKind::F32, 128, 3, 127},
                                         Config{"f16", ElementKind::F16, 128, 2, 300},
                                         Config{"bf16", ElementKind::BF16, 128, 3, 129},
                                         Config{"bf16", ElementKind::BF16, 100, 2, 7},
                                         Config{"f32", ElementKind::F32, 16, 5, 1},
                                         Config{"f32", ElementKind::F32, 1024, 1, 1000},
                                         Config{"f16", ElementKind::F16, 1, 2, 5},
                                         Config{"bf16", ElementKind::BF16, 4096, 2, 896}));

/// The result of softmax over a row with a NaN, an infinity, or only -inf is NaN, and the rows
/// around it are as they are alone.
TEST(Kernels, SpecialValuesStayInTheirRow) {
  std::vector<double> rows[] = {{1, 2, 3},
                                {1, NAN, 3},
                                {INFINITY, 1, 2},
                                {-INFINITY, 0, 0},
                                {-INFINITY, -INFINITY, -INFINITY}};
  auto softmax = [&](llvm::ArrayRef<std::vector<double>> some) {
    auto kernel = TestKernel::fromFile("kernels/softmax.mlir", {"T=f32", "BLOCK=2"});
    std::vector<double> x;
    for (const std::vector<double> &row : some)
      x.insert(x.end(), row.begin(), row.end());
    BufferId in = addNumbers(kernel->memory, "x", ElementKind::F32, x);
    BufferId out = kernel->memory.addBuffer("out", x.size() * 4);
    EXPECT_TRUE(
        kernel->run({Argument::pointer(in), Argument::pointer(out), Argument::integerValue(3),
                     Argument::integerValue(3), Argument::integerValue(3)},
                    {uint32_t(some.size()), 1, 1}));
    return getNumbers(kernel->memory, out, ElementKind::F32);
  };
  std::vector<double> together = softmax(rows);
  for (size_t m = 0; m < 5; ++m) {
    std::vector<double> alone = softmax(rows[m]);
    for (size_t n = 0; n < 3; ++n) {
      bool isNan = m == 1 || m == 2 || m == 4;
      EXPECT_EQ(std::isnan(together[3 * m + n]), isNan) << m;
      if (!isNan) {
        EXPECT_EQ(together[3 * m + n], alone[n]);
      }
    }
  }
  EXPECT_EQ(together[10], 0.5);
}

/// Row offsets beyond 2^31 elements are computed in 64 bits.
TEST(Kernels, RowOffsetsDoNotOverflow) {
  auto kernel = TestKernel::fromFile("kernels/rms_norm.mlir", {"T=f32", "BLOCK=4"});
  BufferId x = addNumbers(kernel->memory, "x", ElementKind::F32, {3, 4, 5, 6});
  BufferId weight = addNumbers(kernel->memory, "weight", ElementKind::F32, {1, 1, 1, 1});
  BufferId out = kernel->memory.addBuffer("out", 16);
  InterpreterOptions options;
  options.warnNarrowOverflow = true;
  // Program 3 of a stride of 2^30 looks at element 3 * 2^30, so the pointer starts that much
  // before.
  int64_t back = -4 * (int64_t(3) << 30);
  Interpreter interpreter(kernel->get(), kernel->memory, options);
  ASSERT_TRUE(succeeded(interpreter.prepare()));
  EXPECT_TRUE(succeeded(interpreter.launchRange(
      {Argument::pointer(x, back), Argument::pointer(weight), Argument::pointer(out),
       Argument::integerValue(1 << 30), Argument::integerValue(0), Argument::integerValue(4),
       Argument::floatValue(0)},
      {4, 1, 1}, 3, 4)));
  ASSERT_EQ(kernel->messages.size(), 1u);
  EXPECT_NE(kernel->messages[0].find("index value 3221225472 does not fit 32 bits"),
            std::string::npos);
  EXPECT_NEAR(getNumbers(kernel->memory, out, ElementKind::F32)[0], 3 / std::sqrt(21.5), 1e-6);
}
