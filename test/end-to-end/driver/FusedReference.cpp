// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The fused add and RMS norm of one row, tile by tile and op by op.
#include "FusedReference.h"

#include <algorithm>
#include <cfloat>

using namespace e2e;

FusedReference::FusedReference(const Program &program, const FusedCase &theCase,
                               const Arena &before)
    : theCase(theCase), type(program.type()), block(program.integerParam("BLOCK")),
      lanes(program.lanes()), memory(before) {}

int64_t FusedReference::errorBound() const {
  int64_t log2 = 0;
  while ((int64_t(1) << log2) < lanes)
    ++log2;
  return 2 + (theCase.N + lanes - 1) / lanes + log2;
}

FusedReference::Roots FusedReference::runPass1(int64_t row) {
  const int64_t N = theCase.N;
  double sum = 0, exactSum = 0;
  float exactF32 = 0;
  sums.resize(static_cast<size_t>(std::min(block, N)));
  wide.clear();
  for (int64_t start = 0; start < N; start += block) {
    const int64_t size = std::min(block, N - start);
    for (int64_t i = 0; i < size; ++i) {
      double x = memory.get(theCase.input.at(row, start + i));
      double r = memory.get(theCase.residual.at(row, start + i));
      sums[static_cast<size_t>(i)] = static_cast<float>(x) + static_cast<float>(r);
      wide.push_back(x + r);
      exactSum += (x + r) * (x + r);
    }
    for (int64_t i = 0; i < size; ++i) {
      float s = sums[static_cast<size_t>(i)];
      memory.set(theCase.residual.at(row, start + i), static_cast<double>(s));
      float square = s * s;
      exactF32 += square;
      // A square beyond f32 is an infinity, whatever double can hold.
      sum += std::isinf(square) ? static_cast<double>(square)
                                : static_cast<double>(s) * static_cast<double>(s);
    }
  }
  if (sum > FLT_MAX)
    sum = INFINITY;
  if (theCase.isExact) {
    // Every operation rounded in f32, as the kernel's author wrote it.
    float root = 1.0f / std::sqrt(exactF32 / static_cast<float>(N) + theCase.eps);
    return {static_cast<double>(root), static_cast<double>(root)};
  }
  double n = static_cast<double>(N), eps = static_cast<double>(theCase.eps);
  return {1 / std::sqrt(exactSum / n + eps), 1 / std::sqrt(sum / n + eps)};
}

int64_t FusedReference::runPass2(int64_t row, float root, const Arena &got, uint32_t &expected) {
  std::vector<uint32_t> products;
  for (int64_t start = 0; start < theCase.N; start += block) {
    const int64_t size = std::min(block, theCase.N - start);
    products.clear();
    for (int64_t i = 0; i < size; ++i) {
      float x = static_cast<float>(memory.get(theCase.residual.at(row, start + i)));
      double w = memory.get(theCase.weight.at(0, start + i));
      double y = roundTo(type, static_cast<double>(x * root));
      // A product of two numbers of 24 bits or fewer is exact in double, so this rounds once.
      products.push_back(toBits(type, y * w));
    }
    for (int64_t i = 0; i < size; ++i) {
      int64_t position = theCase.input.at(row, start + i);
      expected = products[static_cast<size_t>(i)];
      if (!isSame(type, expected, got.bits(position)))
        return position;
      memory.setBits(position, got.bits(position));
    }
  }
  return -1;
}

bool FusedReference::findRoot(const Arena &got, int64_t row, double root, Report &report,
                              float &found) {
  const float first = static_cast<float>(root);
  const bool isOnlyOne = theCase.isExact || !std::isfinite(first) || first == 0;
  const int64_t bound = isOnlyOne ? 0 : errorBound();
  const Matrix &input = theCase.input;
  std::vector<uint32_t> saved;
  for (int64_t column = 0; column < theCase.N; ++column)
    saved.push_back(memory.bits(input.at(row, column)));
  int64_t wrongPosition = -1;
  uint32_t wrongExpected = 0;
  for (int64_t step = 0; step <= 2 * bound; ++step) {
    int64_t distance = step % 2 ? (step + 1) / 2 : -step / 2;
    found = floatFromBits(static_cast<uint32_t>(floatBits(first) + distance));
    uint32_t expected = 0;
    int64_t position = runPass2(row, found, got, expected);
    if (position < 0)
      return true;
    if (step == 0) {
      wrongPosition = position;
      wrongExpected = expected;
    }
    for (int64_t column = 0; column < theCase.N; ++column)
      memory.setBits(input.at(row, column), saved[static_cast<size_t>(column)]);
  }
  char text[160];
  snprintf(text, sizeof(text),
           "no reciprocal root within %lld units of %.9g gives the whole row; the nearest gives "
           "another element here",
           static_cast<long long>(bound), static_cast<double>(first));
  report.fail(got, wrongPosition, wrongExpected, text);
  return false;
}

bool FusedReference::checkAccuracy(const Arena &got, int64_t row, double root, Report &report,
                                   FusedAccuracy &accuracy) {
  const double bound = static_cast<double>(errorBound()) * 0x1p-23;
  for (int64_t column = 0; column < theCase.N; ++column) {
    int64_t position = theCase.input.at(row, column);
    double w = memory.get(theCase.weight.at(0, column));
    ++accuracy.elements;
    if (type == GEMS_F32) {
      double exact = wide[static_cast<size_t>(column)] * root * w;
      double relative = exact == 0 ? 0 : std::fabs(got.get(position) - exact) / std::fabs(exact);
      accuracy.maxRelative = std::max(accuracy.maxRelative, relative);
      accuracy.maxShare = std::max(accuracy.maxShare, relative / bound);
      if (relative <= bound)
        continue;
      report.fail(got, position, toBits(type, exact), "relative error within the bound");
      return false;
    }
    double x = memory.get(theCase.residual.at(row, column));
    uint32_t exact = toBits(type, roundTo(type, x * root) * w);
    int64_t ulps = ulpDistance(type, exact, got.bits(position));
    accuracy.different += ulps != 0;
    accuracy.maxUlps = std::max(accuracy.maxUlps, ulps);
    if (ulps <= 2)
      continue;
    report.fail(got, position, exact, "at most 2 units in the last place from float64");
    return false;
  }
  return true;
}

bool FusedReference::checkRow(const Arena &got, int64_t row, Report &report,
                              FusedAccuracy &accuracy) {
  Roots roots = runPass1(row);
  float found = 0;
  if (!findRoot(got, row, roots.stored, report, found))
    return false;
  // Only what no output of this row lies upon can still be seen.
  for (int64_t column = 0; column < theCase.N; ++column) {
    int64_t position = theCase.residual.at(row, column);
    if (!isSame(type, memory.bits(position), got.bits(position))) {
      report.fail(got, position, memory.bits(position), "the stored sum, bit for bit");
      return false;
    }
  }
  report.pass(2 * theCase.N);
  if (!theCase.isAccurate)
    return true;
  int64_t ulps =
      ulpDistance(GEMS_F32, floatBits(found), floatBits(static_cast<float>(roots.stored)));
  accuracy.maxRootUlps = std::max(accuracy.maxRootUlps, ulps);
  return checkAccuracy(got, row, type == GEMS_F32 ? roots.exact : roots.stored, report, accuracy);
}

static void bindFused(const FusedCase &theCase, Arena &arena, Launch &launch) {
  gems_type type = arena.getType();
  launch.array("input_ptr", type, arena.address(theCase.input.position))
      .array("residual_ptr", type, arena.address(theCase.residual.position))
      .array("weight_ptr", type, arena.address(theCase.weight.position))
      .i32("in_stride_r", theCase.input.stride)
      .i32("r_stride_r", theCase.residual.stride)
      .i32("N", theCase.N)
      .f32("eps", theCase.eps);
}

void e2e::launchFused(const Program &program, const FusedCase &theCase, Arena &arena) {
  Launch launch(program);
  bindFused(theCase, arena, launch);
  launch.run(theCase.M);
}

bool e2e::checkFusedCase(const Program &program, const FusedCase &theCase, Arena &arena,
                         Report &report, FusedAccuracy &accuracy) {
  report.beginCase(theCase.name + ", M=" + std::to_string(theCase.M) +
                   ", N=" + std::to_string(theCase.N));
  FusedReference reference(program, theCase, arena);
  Launch launch(program);
  bindFused(theCase, arena, launch);
  if (!theCase.oneByOne)
    launch.run(theCase.M);
  for (int64_t row = 0; row < theCase.M; ++row) {
    if (theCase.oneByOne)
      launch.runRange(theCase.M, row, row + 1);
    if (!reference.checkRow(arena, row, report, accuracy))
      return false;
  }
  return report.checkSame(arena, reference.expected(), "what no row stores stays as it was");
}
