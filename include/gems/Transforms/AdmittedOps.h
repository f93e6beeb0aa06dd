// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The ops that a kernel may use, with their element types and edge cases.
#ifndef GEMS_TRANSFORMS_ADMITTEDOPS_H
#define GEMS_TRANSFORMS_ADMITTEDOPS_H

#include "mlir/IR/Types.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"

namespace gems {

/// A set of element types.
enum ElementSet : unsigned {
  I1 = 1 << 0,
  I8 = 1 << 1,
  I16 = 1 << 2,
  I32 = 1 << 3,
  I64 = 1 << 4,
  F16 = 1 << 5,
  BF16 = 1 << 6,
  F32 = 1 << 7,
  F64 = 1 << 8,
  Offset = I32 | I64,
  Int = I8 | I16 | I32 | I64,
  Bits = I1 | Int,
  Upto32 = F16 | BF16 | F32,
  Float = Upto32 | F64,
  Number = Int | Float,
  Any = I1 | Number,
  None = 0,
};

/// One row of the table.
struct AdmittedOp {
  llvm::StringLiteral name;
  /// What operands and results may hold, alone or in tiles. Pointers are the dialect's affair.
  ElementSet operands, results;
  /// What the op does where its own documentation leaves it undefined.
  llvm::StringLiteral edgeCases;
};

/// All rows, by dialect and name.
llvm::ArrayRef<AdmittedOp> getAdmittedOps();

/// The row of the op with this full name, or null.
const AdmittedOp *lookupAdmittedOp(llvm::StringRef name);

/// Whether the set holds the type, a scalar one.
bool contains(ElementSet set, mlir::Type element);

/// The set in words: "f16, bf16 or f32".
std::string describe(ElementSet set);

/// Writes the table for reading, in Markdown.
void printAdmittedOps(llvm::raw_ostream &os);

} // namespace gems

#endif // GEMS_TRANSFORMS_ADMITTEDOPS_H
