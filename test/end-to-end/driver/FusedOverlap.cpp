// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Fused add and RMS norm: buffers that are the same, overlap in part, or touch.
//
// The result is what the kernel says op by op: within a tile every load completes before the store
// that follows it, and one tile completes before the next. Rows that disturb each other are
// launched alone, in order.
#include "FusedReference.h"

using namespace e2e;

namespace {

/// Where a second array begins, counted from the first one's first element.
struct Shift {
  std::string name;
  int64_t elements;
};

} // namespace

static std::vector<Shift> getShifts(const Program &program, int64_t N, int64_t stride) {
  const int64_t vector = program.lanes() * (program.type() == GEMS_F32 ? 1 : 2);
  std::vector<Shift> shifts = {{"the same", 0}};
  auto add = [&](const std::string &name, int64_t elements) {
    shifts.push_back({name + " after", elements});
    shifts.push_back({name + " before", -elements});
  };
  add("1 element", 1);
  add("1 vector", vector);
  add("1 vector and 1 element", vector + 1);
  add("4 vectors", 4 * vector);
  add("all but 1 element", N - 1);
  add("1 row", stride);
  return shifts;
}

static void fillAll(Arena &arena, const FusedCase &one) {
  arena.fillNormal(one.input, 1);
  arena.fillNormal(one.residual, 2);
  arena.fillNormal(one.weight, 3);
}

/// Both arrays within one piece of memory.
static int64_t reserveBoth(Arena &arena, int64_t numElements, int64_t shift) {
  int64_t distance = shift < 0 ? -shift : shift;
  int64_t position = arena.reserve(numElements + distance, 1);
  return shift < 0 ? position + distance : position;
}

static void checkResidual(const Program &program, int64_t M, int64_t N, const Shift &shift,
                          int64_t gap, Report &report) {
  Arena arena(program.type());
  FusedCase one;
  one.name = "residual " + shift.name + " input";
  one.M = M;
  one.N = N;
  // Programs do not meet when every row is its own, or when there is one row.
  one.oneByOne = M > 1 && (shift.elements != 0 || gap != 0);
  const int64_t stride = N + 2;
  int64_t input = reserveBoth(arena, M * (stride + gap), shift.elements);
  one.input = arena.view("input_ptr", input, M, N, stride);
  one.residual = arena.view("residual_ptr", input + shift.elements, M, N, stride + gap);
  one.weight = arena.place("weight_ptr", 1, N, N);
  arena.allocate();
  fillAll(arena, one);
  FusedAccuracy accuracy;
  checkFusedCase(program, one, arena, report, accuracy);
}

static void checkWeight(const Program &program, int64_t N, const Shift &shift, bool ofInput,
                        Report &report) {
  Arena arena(program.type());
  FusedCase one;
  one.name = "weight " + shift.name + (ofInput ? " input" : " residual");
  one.M = 1;
  one.N = N;
  int64_t position = reserveBoth(arena, N, shift.elements);
  int64_t other = arena.reserve(N);
  one.input = arena.view("input_ptr", ofInput ? position : other, 1, N, N);
  one.residual = arena.view("residual_ptr", ofInput ? other : position, 1, N, N);
  one.weight = arena.view("weight_ptr", position + shift.elements, 1, N, N);
  arena.allocate();
  fillAll(arena, one);
  FusedAccuracy accuracy;
  checkFusedCase(program, one, arena, report, accuracy);
}

static void checkAllThree(const Program &program, int64_t N, int64_t residual, int64_t weight,
                          Report &report) {
  Arena arena(program.type());
  FusedCase one;
  one.name = "residual " + std::to_string(residual) + " and weight " + std::to_string(weight) +
             " elements after input";
  one.M = 1;
  one.N = N;
  int64_t position = arena.reserve(3 * N) + N;
  one.input = arena.view("input_ptr", position, 1, N, N);
  one.residual = arena.view("residual_ptr", position + residual, 1, N, N);
  one.weight = arena.view("weight_ptr", position + weight, 1, N, N);
  arena.allocate();
  fillAll(arena, one);
  FusedAccuracy accuracy;
  checkFusedCase(program, one, arena, report, accuracy);
}

void e2e::checkFusedOverlap(const Program &program, Report &report) {
  report.begin("residual overlaps input");
  for (int64_t N : {1, 7, 128, 897, 1000}) {
    for (const Shift &shift : getShifts(program, N, N + 2)) {
      checkResidual(program, 1, N, shift, 0, report);
      if (shift.elements == 0 || N == 897)
        checkResidual(program, 3, N, shift, 0, report);
    }
    // The same first row, but not the same rows after it.
    checkResidual(program, 3, N, {"the same, with another stride, as", 0}, 1, report);
  }
  checkResidual(program, 64, 1000, {"the same", 0}, 0, report);
  checkResidual(program, 1, 4096, {"1 element after", 1}, 0, report);
  checkResidual(program, 1, 4096, {"1 element before", -1}, 0, report);
  report.end();

  report.begin("weight overlaps");
  for (int64_t N : {7, 897, 1000})
    for (const Shift &shift : getShifts(program, N, N))
      for (bool ofInput : {true, false})
        checkWeight(program, N, shift, ofInput, report);
  for (int64_t residual : {-1, 0, 1, 16})
    for (int64_t weight : {-17, -1, 0, 1})
      checkAllThree(program, 300, residual, weight, report);
  report.end();
}
