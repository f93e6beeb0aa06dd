// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One case: a kernel, the launches to try it with, and how exact each buffer has to be.
#ifndef GEMS_FUZZ_CASE_H
#define GEMS_FUZZ_CASE_H

#include "gems/Fuzz/Coverage.h"
#include "gems/Interpreter/Interpreter.h"
#include "mlir/IR/OwningOpRef.h"
#include <optional>
#include <string>
#include <vector>

namespace gems::fuzz {

/// How far two results of one kernel may differ in a buffer of floats. Nothing of other buffers
/// may differ; NaN equals NaN everywhere.
struct Tolerance {
  double absolute = 0;
  uint64_t ulps = 0;
  /// Whether sums of inexact data are in there, whose order each target chooses. Without them
  /// compiled kernels agree bit for bit.
  bool mayReorder = false;
};

struct BufferSpec {
  std::string name;
  /// The type of its elements; arguments of other integer types may look at the same bytes.
  interp::ElementKind kind;
  Tolerance tolerance;
};

/// What an argument gets in one launch.
struct Binding {
  int buffer = -1; // of a pointer
  int64_t byteOffset = 0;
  int64_t integer = 0;
  double real = 0;
};

using Bytes = std::vector<uint8_t>;

struct Launch {
  interp::GridPoint grid;
  std::vector<Binding> bindings;
  /// What is in each buffer before.
  std::vector<Bytes> contents;
};

struct Case {
  uint64_t seed = 0;
  mlir::OwningOpRef<mlir::ModuleOp> module;
  std::vector<BufferSpec> buffers;
  std::vector<Launch> launches;
  Coverage coverage;

  tile::KernelOp getKernel() { return *module->getOps<tile::KernelOp>().begin(); }
};

/// Makes the kernel and the launches of a seed.
Case generateCase(mlir::MLIRContext &context, uint64_t seed);

/// Runs a launch in the interpreter. On failure, diagnostics say why.
mlir::FailureOr<std::vector<Bytes>> interpretLaunch(mlir::ModuleOp module, const Launch &launch);

/// The first difference that matters, in words, or nothing.
std::optional<std::string> compareBuffers(llvm::ArrayRef<BufferSpec> specs,
                                          llvm::ArrayRef<Bytes> expected,
                                          llvm::ArrayRef<Bytes> got);
/// The same between two compiled kernels, which have to agree where nothing was reordered.
std::optional<std::string> compareTargets(llvm::ArrayRef<BufferSpec> specs,
                                          llvm::ArrayRef<Bytes> expected,
                                          llvm::ArrayRef<Bytes> got);

} // namespace gems::fuzz

#endif // GEMS_FUZZ_CASE_H
