// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Finds roundings to bf16 that need no test for NaN.
//
// Arithmetic makes the default NaN or hands on that of an operand, made quiet. The lower half of
// the default NaN is zero, and so is that of a widened bf16: such a NaN is called short here, and
// rounding it in integers leaves it as it is.
#include "NarrowFloats.h"

#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/Matchers.h"
#include "mlir/Interfaces/FunctionInterfaces.h"
#include "llvm/ADT/SmallPtrSet.h"

using namespace mlir;
using namespace gems;

static bool isF32(Value value) { return getElementTypeOrSelf(value).isF32(); }

/// What computes: a NaN that comes out may be any NaN.
static bool isArithmetic(Operation *op) {
  return isa<arith::AddFOp, arith::DivFOp, arith::MulFOp, arith::SubFOp, math::FmaOp, math::SqrtOp>(
      op);
}

/// What hands on a NaN as it is, but for the sign.
static bool isMove(Operation *op) {
  return isa<arith::NegFOp, arith::SelectOp, math::AbsFOp, math::CopySignOp, vector::BroadcastOp,
             vector::ExtractStridedSliceOp, vector::InsertStridedSliceOp>(op);
}

static bool isShort(const APFloat &value) {
  return !value.isNaN() || value.bitcastToAPInt().countr_zero() >= 16;
}

static bool hasShortNaNs(Attribute constant) {
  if (auto number = dyn_cast<FloatAttr>(constant))
    return isShort(number.getValue());
  auto elements = dyn_cast<DenseFPElementsAttr>(constant);
  return elements && llvm::all_of(elements.getValues<APFloat>(), isShort);
}

/// Whether `op` makes a float out of something else that has no long NaN.
static bool isShortSource(Operation *op) {
  if (auto extension = dyn_cast<arith::ExtFOp>(op))
    return getElementTypeOrSelf(extension.getIn()).isBF16();
  Attribute constant;
  if (matchPattern(op, m_Constant(&constant)))
    return hasShortNaNs(constant);
  if (auto bits = dyn_cast<arith::BitcastOp>(op)) {
    auto shift = bits.getIn().getDefiningOp<arith::ShLIOp>();
    APInt amount;
    return shift && matchPattern(shift.getRhs(), m_ConstantInt(&amount)) && amount.uge(16);
  }
  return isa<arith::SIToFPOp, arith::UIToFPOp>(op);
}

namespace {

/// What reaches one rounding from inside of its region.
class Trace {
public:
  explicit Trace(Region *scope) : scope(scope) {}

  /// Whether all NaNs are short, but for those of `invariants`.
  bool run(OpOperand &start) {
    SmallVector<OpOperand *> stack{&start};
    while (!stack.empty()) {
      OpOperand *use = stack.pop_back_val();
      if (isInvariant(use->get())) {
        invariants.push_back(use);
        continue;
      }
      Operation *op = use->get().getDefiningOp();
      if (!op)
        return false;
      if (!visited.insert(op).second || isShortSource(op))
        continue;
      if (!isArithmetic(op) && !isMove(op))
        return false;
      for (OpOperand &operand : op->getOpOperands())
        if (isF32(operand.get()))
          stack.push_back(&operand);
    }
    return llvm::all_of(invariants, isReplaceable);
  }

  SmallVector<OpOperand *> invariants;

private:
  bool isInvariant(Value value) {
    if (auto broadcast = value.getDefiningOp<vector::BroadcastOp>())
      value = broadcast.getSource();
    return !scope->isAncestor(value.getParentRegion()) ||
           (isa<BlockArgument>(value) && isa<FunctionOpInterface>(scope->getParentOp()));
  }

  /// A value that is only moved keeps its bits.
  static bool isReplaceable(OpOperand *use) {
    Operation *source = use->get().getDefiningOp(), *user = use->getOwner();
    return isArithmetic(user) || isa<arith::TruncFOp>(user) || (source && isShortSource(source));
  }

  Region *scope;
  SmallPtrSet<Operation *, 16> visited;
};

/// Makes the NaNs of values from outside short, once for all roundings in a loop.
class Shortener {
public:
  void replace(OpOperand &use) {
    Value value = use.get();
    Operation *source = value.getDefiningOp();
    if (source && isShortSource(source))
      return;
    auto broadcast = dyn_cast_if_present<vector::BroadcastOp>(source);
    if (!broadcast)
      return use.set(getShort(value));
    OpBuilder builder(use.getOwner());
    use.set(vector::BroadcastOp::create(builder, broadcast.getLoc(), value.getType(),
                                        getShort(broadcast.getSource())));
  }

private:
  Value getShort(Value value) {
    Value &result = shortened[value];
    if (!result) {
      OpBuilder builder(value.getContext());
      builder.setInsertionPointAfterValue(value);
      result = shortenNaN(builder, value.getLoc(), value);
    }
    return result;
  }

  DenseMap<Value, Value> shortened;
};

} // namespace

Value gems::shortenNaN(OpBuilder &builder, Location loc, Value value) {
  TypedAttr nan =
      builder.getFloatAttr(builder.getF32Type(), APFloat::getQNaN(APFloat::IEEEsingle()));
  if (auto type = dyn_cast<VectorType>(value.getType()))
    nan = DenseElementsAttr::get(type, Attribute(nan));
  Value isNaN = arith::CmpFOp::create(builder, loc, arith::CmpFPredicate::UNO, value, value);
  return arith::SelectOp::create(builder, loc, isNaN, arith::ConstantOp::create(builder, loc, nan),
                                 value);
}

void gems::markShortNaNs(Operation *root) {
  Shortener shortener;
  root->walk([&](arith::TruncFOp op) {
    if (!isF32(op.getIn()) || !getElementTypeOrSelf(op.getType()).isBF16())
      return;
    Trace trace(op->getParentRegion());
    if (!trace.run(op->getOpOperand(0)))
      return;
    for (OpOperand *use : trace.invariants)
      shortener.replace(*use);
    op->setAttr(kShortNaN, UnitAttr::get(op->getContext()));
  });
}
