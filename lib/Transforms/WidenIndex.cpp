// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The pass that makes the 64 bits of index values explicit.
#include "gems/IR/Tile.h"
#include "gems/Transforms/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/Matchers.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;

namespace gems {

#define GEN_PASS_DEF_TILEWIDENINDEX
#include "gems/Transforms/Passes.h.inc"

namespace {

/// Rewrites one kernel. First it finds the index values; then it visits each op once, in order,
/// gives its index results the type i64 in place, and its operands the form that the op takes.
class Widening {
public:
  explicit Widening(tile::KernelOp kernel) : kernel(kernel), builder(kernel.getContext()) {}

  void run() {
    findIndexValues();
    SmallVector<Operation *> ops;
    kernel.getBody().walk<WalkOrder::PreOrder>([&](Operation *op) { ops.push_back(op); });
    for (Operation *op : ops)
      visit(op);
    for (Operation *op : llvm::reverse(replaced))
      op->erase();
  }

private:
  struct IndexValue {
    /// The type in the source, which uses without index semantics take.
    Type written;
    /// The same value in i64. Null before its op has been visited.
    Value wide;
  };

  bool isIndex(Value value) const { return indexValues.contains(value); }
  /// Whether the value is new among the index values.
  bool mark(Value value) {
    return indexValues.try_emplace(value, IndexValue{value.getType(), Value()}).second;
  }

  void findIndexValues();
  bool propagate(Operation *op);
  bool propagateLoop(scf::ForOp loop);
  bool propagateBranches(scf::IfOp branches);

  void visit(Operation *op);
  void visitLoop(scf::ForOp loop);
  void visitYield(scf::YieldOp yield);
  void widenResults(ValueRange values);
  void widenOperand(OpOperand &operand) { operand.set(widen(operand.get())); }
  void narrowOperand(OpOperand &operand);
  Value widen(Value value);
  Value extend(Value value, bool isUnsigned);
  Value createExtension(Value value, bool isUnsigned);

  tile::KernelOp kernel;
  OpBuilder builder;
  DenseMap<Value, IndexValue> indexValues;
  /// Other values in i64, by whether they are zero-extended.
  DenseMap<Value, Value> extensions[2];
  /// Ops that became one of their operands.
  SmallVector<Operation *> replaced;
};

} // namespace

static Type wideType(Type like) {
  return tile::withElement(like, IntegerType::get(like.getContext(), 64));
}

/// Whether the op gives back its operand in i64 or in the type it has. Such a cast of an index
/// value is that value.
static bool isIndexNeutralCast(Operation *op) {
  if (!isa<arith::ExtSIOp, arith::ExtUIOp, tile::CastOp>(op))
    return false;
  Type from = op->getOperand(0).getType(), to = op->getResult(0).getType();
  return from == to || getElementTypeOrSelf(to).isInteger(64);
}

// Finding.

void Widening::findIndexValues() {
  // A value that a loop carries may be found out at the loop's end.
  for (bool changed = true; changed;) {
    changed = false;
    kernel.getBody().walk<WalkOrder::PreOrder>([&](Operation *op) { changed |= propagate(op); });
  }
}

bool Widening::propagate(Operation *op) {
  return llvm::TypeSwitch<Operation *, bool>(op)
      .Case<tile::ProgramIdOp, tile::NumProgramsOp, tile::ArangeOp>(
          [&](auto source) { return mark(source.getResult()); })
      .Case<arith::AddIOp, arith::SubIOp, arith::MulIOp>([&](auto sum) {
        return (isIndex(sum.getLhs()) || isIndex(sum.getRhs())) && mark(sum.getResult());
      })
      .Case<tile::SplatOp, tile::BroadcastOp, tile::ExpandDimsOp, tile::ReshapeOp, tile::TransOp>(
          [&](auto shape) { return isIndex(shape.getSource()) && mark(shape.getResult()); })
      .Case<arith::SelectOp>([&](auto choice) {
        return (isIndex(choice.getTrueValue()) || isIndex(choice.getFalseValue())) &&
               mark(choice.getResult());
      })
      .Case<scf::ForOp>([&](auto loop) { return propagateLoop(loop); })
      .Case<scf::IfOp>([&](auto branches) { return propagateBranches(branches); })
      .Default([&](Operation *cast) {
        return isIndexNeutralCast(cast) && isIndex(cast->getOperand(0)) && mark(cast->getResult(0));
      });
}

bool Widening::propagateLoop(scf::ForOp loop) {
  bool changed = mark(loop.getInductionVar());
  for (auto [init, argument, yielded, result] :
       llvm::zip_equal(loop.getInitArgs(), loop.getRegionIterArgs(), loop.getYieldedValues(),
                       loop.getResults())) {
    if (!isIndex(init) && !isIndex(yielded) && !isIndex(argument))
      continue;
    changed |= mark(argument);
    changed |= mark(result);
  }
  return changed;
}

bool Widening::propagateBranches(scf::IfOp branches) {
  if (branches->getNumResults() == 0)
    return false;
  bool changed = false;
  for (auto [first, second, result] :
       llvm::zip_equal(branches.thenYield().getOperands(), branches.elseYield().getOperands(),
                       branches.getResults()))
    if (isIndex(first) || isIndex(second))
      changed |= mark(result);
  return changed;
}

// Rewriting.

/// The value in i64: an index value with all its bits, any other sign-extended.
Value Widening::widen(Value value) {
  auto found = indexValues.find(value);
  return found == indexValues.end() ? extend(value, /*isUnsigned=*/false) : found->second.wide;
}

/// Extends a value that is no index value, once for all its uses.
Value Widening::extend(Value value, bool isUnsigned) {
  if (value.getType() == wideType(value.getType()))
    return value;
  if (Value known = extensions[isUnsigned].lookup(value))
    return known;
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointAfterValue(value);
  Value extended = createExtension(value, isUnsigned);
  extensions[isUnsigned][value] = extended;
  return extended;
}

/// Extends what a tile was made of rather than the tile.
Value Widening::createExtension(Value value, bool isUnsigned) {
  Type wide = wideType(value.getType());
  Operation *op = value.getDefiningOp();
  if (isa_and_nonnull<tile::SplatOp, tile::BroadcastOp, tile::ExpandDimsOp, tile::ReshapeOp,
                      tile::TransOp>(op)) {
    Value source = extend(op->getOperand(0), isUnsigned);
    Operation *moved = builder.clone(*op);
    moved->setOperand(0, source);
    moved->getResult(0).setType(wide);
    return moved->getResult(0);
  }
  if (isUnsigned)
    return builder.createOrFold<arith::ExtUIOp>(value.getLoc(), wide, value);
  return builder.createOrFold<arith::ExtSIOp>(value.getLoc(), wide, value);
}

/// Gives an op without index semantics the written type.
void Widening::narrowOperand(OpOperand &operand) {
  auto found = indexValues.find(operand.get());
  if (found == indexValues.end())
    return;
  auto [written, wide] = found->second;
  builder.setInsertionPoint(operand.getOwner());
  operand.set(wide.getType() == written ? wide
                                        : builder.createOrFold<arith::TruncIOp>(
                                              operand.getOwner()->getLoc(), written, wide));
}

void Widening::widenResults(ValueRange values) {
  for (Value value : values) {
    auto found = indexValues.find(value);
    if (found == indexValues.end())
      continue;
    value.setType(wideType(value.getType()));
    found->second.wide = value;
  }
}

void Widening::visitLoop(scf::ForOp loop) {
  bool zeroExtends = loop.getUnsignedCmp() && !loop.getInductionVar().getType().isInteger(64);
  bool allExtended = zeroExtends;
  for (OpOperand &operand : loop->getOpOperands()) {
    if (operand.getOperandNumber() >= loop.getNumControlOperands()) {
      Value argument = loop.getTiedLoopRegionIterArg(&operand);
      isIndex(argument) ? widenOperand(operand) : narrowOperand(operand);
    } else if (zeroExtends && !isIndex(operand.get())) {
      operand.set(extend(operand.get(), /*isUnsigned=*/true));
    } else {
      allExtended = false;
      widenOperand(operand);
    }
  }
  // Zero-extended bounds compare the same either way.
  if (allExtended)
    loop.setUnsignedCmp(false);
  widenResults(loop.getBody()->getArguments());
  widenResults(loop.getResults());
}

void Widening::visitYield(scf::YieldOp yield) {
  // Other ops that yield are refused before this pass.
  if (!isa<scf::ForOp, scf::IfOp>(yield->getParentOp()))
    return;
  for (auto [operand, result] :
       llvm::zip_equal(yield->getOpOperands(), yield->getParentOp()->getResults()))
    isIndex(result) ? widenOperand(operand) : narrowOperand(operand);
}

void Widening::visit(Operation *op) {
  builder.setInsertionPoint(op);
  auto widenAll = [&](MutableArrayRef<OpOperand> operands) {
    for (OpOperand &operand : operands)
      widenOperand(operand);
    widenResults(op->getResults());
  };
  auto narrowAll = [&](MutableArrayRef<OpOperand> operands) {
    for (OpOperand &operand : operands)
      narrowOperand(operand);
  };
  // Memory ops take all bits of an index value as offsets; other offsets keep their type.
  auto visitAccess = [&](OpOperand &offsets) {
    for (OpOperand &operand : op->getOpOperands())
      &operand == &offsets &&isIndex(offsets.get()) ? widenOperand(operand)
                                                    : narrowOperand(operand);
  };
  llvm::TypeSwitch<Operation *>(op)
      .Case<tile::ProgramIdOp, tile::NumProgramsOp>([&](auto id) {
        builder.setInsertionPointAfter(op);
        Value result = id.getResult();
        indexValues.find(result)->second.wide =
            arith::ExtSIOp::create(builder, op->getLoc(), wideType(result.getType()), result);
      })
      .Case<tile::ArangeOp>([&](auto) { widenResults(op->getResults()); })
      .Case<scf::ForOp>([&](auto loop) { visitLoop(loop); })
      .Case<scf::YieldOp>([&](auto yield) { visitYield(yield); })
      .Case<scf::IfOp>([&](auto) {
        narrowAll(op->getOpOperands());
        widenResults(op->getResults());
      })
      .Case<arith::CmpIOp>([&](auto compare) {
        if (isIndex(compare.getLhs()) || isIndex(compare.getRhs()))
          widenAll(op->getOpOperands());
      })
      .Case<tile::LoadOp, tile::StoreOp>(
          [&](auto access) { visitAccess(access.getOffsetsMutable()); })
      .Case<tile::AddPtrOp>([&](auto move) { visitAccess(move.getOffsetMutable()); })
      .Case<arith::SelectOp>([&](auto) {
        if (isIndex(op->getResult(0)))
          widenAll(op->getOpOperands().drop_front());
        else
          narrowAll(op->getOpOperands());
      })
      .Default([&](Operation *) {
        if (op->getNumResults() != 1 || !isIndex(op->getResult(0)))
          return narrowAll(op->getOpOperands());
        if (isIndexNeutralCast(op)) {
          indexValues.find(op->getResult(0))->second.wide = widen(op->getOperand(0));
          replaced.push_back(op);
          return;
        }
        if (auto flagged = dyn_cast<arith::ArithIntegerOverflowFlagsInterface>(op))
          op->setAttr(flagged.getIntegerOverflowAttrName(),
                      arith::IntegerOverflowFlagsAttr::get(op->getContext(),
                                                           arith::IntegerOverflowFlags::none));
        widenAll(op->getOpOperands());
      });
}

namespace {
struct WidenIndex : impl::TileWidenIndexBase<WidenIndex> {
  using TileWidenIndexBase::TileWidenIndexBase;

  void runOnOperation() override {
    getOperation()->walk([](tile::KernelOp kernel) { Widening(kernel).run(); });
  }
};
} // namespace

} // namespace gems
