// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Looks ops up in the table of what can be selected.
#include "gems/Target/Selectable.h"

#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Operation.h"
#include "mlir/IR/TypeUtilities.h"
#include "llvm/Support/raw_ostream.h"

using namespace gems;
using namespace gems::selectable;
using namespace mlir;

static const SelectableRow rows[] = {
#define ROW(op, from, to, shapes, targets, needs, operands, result, example)                       \
  {op, from, to, shapes, targets, needs, operands, result, example},
#include "SelectableOps.def"
};

ArrayRef<SelectableRow> gems::getSelectableRows() { return rows; }

/// The bit of an element type; 0 for a type that no row has.
static uint32_t getElementBit(Type type) {
  Type element = getElementTypeOrSelf(type);
  if (element.isIndex())
    return Index;
  if (auto integer = dyn_cast<IntegerType>(element))
    switch (integer.getWidth()) {
    case 1:
      return I1;
    case 8:
      return I8;
    case 16:
      return I16;
    case 32:
      return I32;
    case 64:
      return I64;
    default:
      return 0;
    }
  if (isa<Float16Type>(element))
    return F16;
  if (isa<BFloat16Type>(element))
    return BF16;
  if (isa<Float32Type>(element))
    return F32;
  return isa<Float64Type>(element) ? uint32_t(F64) : 0;
}

static uint32_t getShape(Type type) {
  auto vector = dyn_cast<VectorType>(type);
  return !vector ? Scalar : vector.isScalable() ? Scalable : Fixed;
}

static bool accepts(uint32_t set, TypeRange types) {
  return llvm::all_of(types, [&](Type type) { return (set & getElementBit(type)) != 0; });
}

/// A function's types are its signature's, not those of operands and results.
static uint32_t getOpShape(Operation *op) {
  uint32_t shape = Scalar;
  for (Type type : op->getOperandTypes())
    shape = std::max(shape, getShape(type));
  for (Type type : op->getResultTypes())
    shape = std::max(shape, getShape(type));
  return shape;
}

static std::string getRowName(Operation *op) {
  std::string name = op->getName().getStringRef().str();
  if (auto reduction = dyn_cast<vector::ReductionOp>(op))
    name += (" " + vector::stringifyCombiningKind(reduction.getKind())).str();
  return name;
}

static bool hasFeature(Needs needs, const SelectableTarget &target) {
  switch (needs) {
  case Nothing:
    return true;
  case NativeF16:
    return target.nativeF16;
  case NativeBF16:
    return target.nativeBF16;
  }
  llvm_unreachable("all cases returned");
}

bool gems::isSelectable(Operation *op, const SelectableTarget &target, std::string &reason) {
  std::string name = getRowName(op);
  uint32_t shape = getOpShape(op), isa = 1u << static_cast<unsigned>(target.isa);
  bool isListed = false, hasShape = false;
  for (const SelectableRow &row : rows) {
    if (row.op != name)
      continue;
    isListed = true;
    if ((row.targets & isa) == 0 || (row.shapes & shape) == 0)
      continue;
    hasShape = true;
    if (accepts(row.from, op->getOperandTypes()) && accepts(row.to, op->getResultTypes()) &&
        hasFeature(row.needs, target))
      return true;
  }
  const char *shapeName = shape == Scalar ? "scalars" : shape == Fixed ? "fixed" : "scalable";
  llvm::raw_string_ostream stream(reason);
  stream << "expected an op that " << stringifyIsa(target.isa) << " selects, got '" << name << "'";
  if (!isListed)
    return false;
  stream << " on " << shapeName;
  if (shape != Scalar)
    stream << " vectors";
  if (!hasShape)
    return false;
  stream << " from (" << op->getOperandTypes() << ") to (" << op->getResultTypes() << ")";
  return false;
}

bool gems::fitsRegisters(Type type, Isa isa) {
  auto vector = dyn_cast<VectorType>(type);
  if (!vector || vector.getElementType().isInteger(1))
    return true;
  Type element = vector.getElementType();
  int64_t bits = element.isIntOrFloat() ? element.getIntOrFloatBitWidth() : 64;
  return vector.getNumElements() * bits <= getWidthLimit(isa);
}
