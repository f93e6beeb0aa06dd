// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Builds the entry of a kernel, and what the entry and the descriptor need to know of the target.
#ifndef GEMS_LIB_CONVERSION_KERNELABI_ENTRYBUILDER_H
#define GEMS_LIB_CONVERSION_KERNELABI_ENTRYBUILDER_H

#include "mlir/IR/Builders.h"
#include "mlir/Support/LLVM.h"

namespace mlir {
class LLVMTypeConverter;
} // namespace mlir

namespace gems {

class ProgramFunction;

/// The target as the pass's options spell it.
struct AbiTarget {
  llvm::StringRef triple, cpu, features, required;
  /// gems_isa.
  uint32_t isa;
  /// Whether `gems-check-bounds` follows.
  bool checkBounds;
};

/// Builds the entry at the builder's insertion point. The program's body moves into it; the rest
/// of the program function is left to be erased.
void buildEntry(mlir::OpBuilder &builder, const mlir::LLVMTypeConverter &converter,
                const ProgramFunction &program, const AbiTarget &target);

} // namespace gems

#endif // GEMS_LIB_CONVERSION_KERNELABI_ENTRYBUILDER_H
