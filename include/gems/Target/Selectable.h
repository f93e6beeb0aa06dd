// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which ops each target turns into instructions: no abort, no library call, no branch per lane.
#ifndef GEMS_TARGET_SELECTABLE_H
#define GEMS_TARGET_SELECTABLE_H

#include "gems/Target/TargetInfo.h"

#include "mlir/IR/Types.h"

namespace mlir {
class Operation;
} // namespace mlir

namespace gems {

/// The columns of the table: sets, one bit for each member.
namespace selectable {

/// Element types.
enum ElementTypes : uint32_t {
  I1 = 1 << 0,
  I8 = 1 << 1,
  I16 = 1 << 2,
  I32 = 1 << 3,
  I64 = 1 << 4,
  Index = 1 << 5,
  F16 = 1 << 6,
  BF16 = 1 << 7,
  F32 = 1 << 8,
  F64 = 1 << 9,
};

/// Shapes. An op has the largest shape among its operands and results.
enum Shapes : uint32_t { Scalar = 1, Fixed = 2, Scalable = 4 };

/// Targets, in the order of Isa.
enum Targets : uint32_t { Neon = 1, Sve = 2, Avx2 = 4, Avx512 = 8 };

/// A feature without which a row does not count.
enum Needs { Nothing, NativeF16, NativeBF16 };

} // namespace selectable

/// One row: an op on these types and shapes can be selected on these targets.
struct SelectableRow {
  /// The op's name; for vector.reduction, "vector.reduction" and the kind.
  llvm::StringRef op;
  /// Element types of operands and of results.
  uint32_t from, to;
  uint32_t shapes, targets;
  selectable::Needs needs;
  /// For the test: the types of operands %a, %b, %c, one letter each, and of the result %r, and the
  /// op. See test/unit/Target.
  llvm::StringRef operands, result, example;
};

llvm::ArrayRef<SelectableRow> getSelectableRows();

/// What a target can do, as the table's columns ask for it.
struct SelectableTarget {
  Isa isa;
  bool nativeBF16, nativeF16;
};

/// Success if the target can select the op. Otherwise sets `reason` to what it can select instead.
bool isSelectable(mlir::Operation *op, const SelectableTarget &target, std::string &reason);

/// Whether the width of a type is at most eight native registers. Not a vector, or a mask: yes.
bool fitsRegisters(mlir::Type type, Isa isa);
/// The limit of fitsRegisters, in bits.
inline unsigned getWidthLimit(Isa isa) { return 8 * getVectorBits(isa); }

} // namespace gems

#endif // GEMS_TARGET_SELECTABLE_H
