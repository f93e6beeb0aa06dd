// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The arguments of each kernel in the order of its file, and its grid.
#include "Kernels.h"

#include "gems/Runtime/Runtime.h"

using namespace gems::bench;

using ParamFn = llvm::function_ref<int64_t(const char *)>;

static Arg array(int64_t count, bool isInOut = false) {
  Arg arg{Arg::Array};
  arg.count = count;
  arg.isInOut = isInOut;
  return arg;
}

static Arg integer(int64_t value) {
  Arg arg{Arg::Int};
  arg.intValue = int32_t(value);
  return arg;
}

static Arg epsilon() {
  Arg arg{Arg::Float};
  arg.floatValue = 1e-6f;
  return arg;
}

static int64_t divideUp(int64_t a, int64_t b) { return (a + b - 1) / b; }

static int64_t rows(Shape shape) { return shape.m; }
static int64_t one(Shape) { return 1; }
static int64_t programPerRow(Shape shape, ParamFn) { return shape.m; }

static std::vector<Arg> fusedAddRmsNormArgs(Shape s) {
  return {array(s.elements(), true),
          array(s.elements(), true),
          array(s.n),
          integer(s.n),
          integer(s.n),
          integer(s.n),
          epsilon()};
}

static std::vector<Arg> rmsNormArgs(Shape s) {
  return {array(s.elements()), array(s.n), array(s.elements()), integer(s.n), integer(s.n),
          integer(s.n),        epsilon()};
}

static std::vector<Arg> layerNormArgs(Shape s) {
  return {array(s.elements()), array(s.elements()), array(s.n), array(s.n),
          integer(s.n),        integer(s.n),        epsilon()};
}

static std::vector<Arg> softmaxArgs(Shape s) {
  return {array(s.elements()), array(s.elements()), integer(s.n), integer(s.n), integer(s.n)};
}

static std::vector<Arg> siluAndMulArgs(Shape s) {
  return {array(2 * s.elements()), array(s.elements()), integer(2 * s.n), integer(s.n),
          integer(s.n)};
}

static std::vector<Arg> addArgs(Shape s) {
  return {array(s.elements()), array(s.elements()), array(s.elements()), integer(s.elements())};
}

static std::vector<Arg> rowSumArgs(Shape s) {
  return {array(s.elements()), array(s.m), integer(s.m), integer(s.n), integer(s.n)};
}

static std::vector<Arg> colSumArgs(Shape s) {
  return {array(s.elements()), array(s.n), integer(s.m), integer(s.n), integer(s.n)};
}

static int64_t addPrograms(Shape s, ParamFn param) {
  return divideUp(s.elements(), param("BLOCK"));
}
static int64_t rowSumPrograms(Shape s, ParamFn param) { return divideUp(s.m, param("BLOCK_M")); }
static int64_t colSumPrograms(Shape s, ParamFn param) { return divideUp(s.n, param("BLOCK_N")); }

static const Kernel kernels[] = {
    {"fused_add_rms_norm", fusedAddRmsNormArgs, programPerRow, rows, "BLOCK", 1},
    {"rms_norm", rmsNormArgs, programPerRow, rows, "BLOCK", 1},
    {"layer_norm", layerNormArgs, programPerRow, rows, "BLOCK", 1},
    {"softmax", softmaxArgs, programPerRow, rows, "BLOCK", 1},
    {"silu_and_mul", siluAndMulArgs, programPerRow, rows, "BLOCK", 1},
    {"add", addArgs, addPrograms, one, "BLOCK", 1},
    {"row_sum", rowSumArgs, rowSumPrograms, rows, "BLOCK_N", 16},
    {"col_sum", colSumArgs, colSumPrograms, one, "BLOCK_N", 64},
};

llvm::ArrayRef<Kernel> gems::bench::allKernels() { return kernels; }

const Kernel *gems::bench::findKernel(llvm::StringRef name) {
  for (const Kernel &kernel : kernels)
    if (name == kernel.name)
      return &kernel;
  return nullptr;
}

const char *gems::bench::typeName(gems_type type) { return gems_type_name(type); }
