// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Pointer arithmetic as offset arithmetic from kernel arguments.
#include "gems/Conversion/TileToVector/TileToVector.h"
#include "gems/IR/Tile.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/PatternMatch.h"

namespace gems {
#define GEN_PASS_DEF_RESOLVEPOINTERS
#include "gems/Conversion/TileToVector/Passes.h.inc"
} // namespace gems

using namespace mlir;
using namespace gems;

namespace {

bool isPointer(Value value) { return isa<tile::PointerType>(value.getType()); }

/// The kernel argument that a chain of `tile.addptr` starts at, or null.
Value getRoot(Value pointer) {
  while (auto add = pointer.getDefiningOp<tile::AddPtrOp>())
    pointer = add.getBase();
  auto argument = dyn_cast<BlockArgument>(pointer);
  bool isKernelArgument = argument && isa<tile::KernelOp>(argument.getOwner()->getParentOp());
  return isKernelArgument ? pointer : Value();
}

class PointerResolver {
public:
  explicit PointerResolver(tile::KernelOp kernel) : kernel(kernel), rewriter(kernel.getContext()) {}

  void run() {
    // Outer control flow first: what it carries is a chain from an argument afterwards.
    SmallVector<Operation *> control;
    SmallVector<scf::IfOp> branches;
    kernel.walk<WalkOrder::PreOrder>([&](Operation *op) {
      if (auto branch = dyn_cast<scf::IfOp>(op))
        branches.push_back(branch);
      else if (isa<scf::ForOp, arith::SelectOp>(op))
        control.push_back(op);
    });
    for (Operation *op : control) {
      rewriter.setInsertionPoint(op);
      if (auto loop = dyn_cast<scf::ForOp>(op))
        resolveLoop(loop);
      else if (auto select = dyn_cast<arith::SelectOp>(op))
        resolveSelect(select);
    }
    for (scf::IfOp branch : llvm::reverse(branches))
      resolveBranch(branch);
    kernel.walk([&](tile::LoadOp load) { resolveAccess(load, load.getBase(), load.getOffsets()); });
    kernel.walk(
        [&](tile::StoreOp store) { resolveAccess(store, store.getBase(), store.getOffsets()); });
    SmallVector<tile::AddPtrOp> dead;
    kernel.walk([&](tile::AddPtrOp add) { dead.push_back(add); });
    for (tile::AddPtrOp add : llvm::reverse(dead))
      if (add->use_empty())
        add.erase();
  }

private:
  Value widen(Location loc, Value offset) {
    if (getElementTypeOrSelf(offset.getType()).isInteger(64))
      return offset;
    Type type = rewriter.getI64Type();
    if (auto tile = dyn_cast<RankedTensorType>(offset.getType()))
      type = tile.clone(type);
    return rewriter.createOrFold<arith::ExtSIOp>(loc, type, offset);
  }

  /// The distance of a pointer from its root; created where the builder stands.
  Value getOffset(Location loc, Value pointer) {
    auto add = pointer.getDefiningOp<tile::AddPtrOp>();
    if (!add)
      return arith::ConstantOp::create(rewriter, loc, rewriter.getI64IntegerAttr(0));
    Value offset = widen(add.getLoc(), add.getOffset());
    if (!add.getBase().getDefiningOp<tile::AddPtrOp>())
      return offset;
    return arith::AddIOp::create(rewriter, add.getLoc(), getOffset(loc, add.getBase()), offset);
  }

  Value makePointer(Location loc, Value root, Value offset) {
    return tile::AddPtrOp::create(rewriter, loc, root.getType(), root, offset);
  }

  /// A loop carries the offsets of its pointers instead.
  void resolveLoop(scf::ForOp loop) {
    Location loc = loop.getLoc();
    SmallVector<Value> roots, inits;
    bool any = false;
    for (Value init : loop.getInitArgs()) {
      Value root = isPointer(init) ? getRoot(init) : Value();
      roots.push_back(root);
      inits.push_back(root ? getOffset(loc, init) : init);
      any |= bool(root);
    }
    if (!any)
      return;
    // The body first becomes a chain from the roots; only then can what it yields be told.
    Block *body = loop.getBody();
    for (auto [index, root] : llvm::enumerate(roots)) {
      if (!root)
        continue;
      BlockArgument argument = loop.getRegionIterArg(index);
      argument.setType(rewriter.getI64Type());
      rewriter.setInsertionPointToStart(body);
      Value pointer = makePointer(loc, root, argument);
      argument.replaceAllUsesExcept(pointer, pointer.getDefiningOp());
    }
    auto yield = cast<scf::YieldOp>(body->getTerminator());
    rewriter.setInsertionPoint(yield);
    SmallVector<Value> yielded;
    for (auto [operand, root] : llvm::zip(yield.getOperands(), roots)) {
      bool isChain = root && getRoot(operand) == root;
      if (root && !isChain) {
        yield.emitError("expected a loop to carry a pointer into one argument, got another");
        hasFailed = true;
      }
      yielded.push_back(isChain ? getOffset(loc, operand) : operand);
    }
    yield->setOperands(yielded);
    rewriter.setInsertionPoint(loop);
    auto resolved = scf::ForOp::create(rewriter, loc, loop.getLowerBound(), loop.getUpperBound(),
                                       loop.getStep(), inits);
    resolved.setUnsignedCmp(loop.getUnsignedCmp());
    resolved.getRegion().takeBody(loop.getRegion());
    rewriter.setInsertionPointAfter(resolved);
    for (auto [index, root] : llvm::enumerate(roots)) {
      Value result = resolved.getResult(index);
      if (root)
        result = makePointer(loc, root, result);
      loop.getResult(index).replaceAllUsesWith(result);
    }
    loop.erase();
  }

  void resolveSelect(arith::SelectOp select) {
    if (!isPointer(select.getResult()))
      return;
    Value root = getRoot(select.getTrueValue());
    if (!root || root != getRoot(select.getFalseValue()))
      return;
    Location loc = select.getLoc();
    Value otherwise = getOffset(loc, select.getFalseValue());
    Value chosen = getOffset(loc, select.getTrueValue());
    Value offset = arith::SelectOp::create(rewriter, loc, select.getCondition(), chosen, otherwise);
    rewriter.replaceOp(select, makePointer(loc, root, offset));
  }

  /// A branch yields the offsets of its pointers instead.
  void resolveBranch(scf::IfOp branch) {
    SmallVector<Value> roots;
    SmallVector<Type> types;
    bool any = false;
    for (auto [index, result] : llvm::enumerate(branch.getResults())) {
      Value root;
      if (isPointer(result)) {
        root = getRoot(branch.thenYield().getOperand(index));
        if (root != getRoot(branch.elseYield().getOperand(index)))
          root = {};
      }
      roots.push_back(root);
      types.push_back(root ? Type(rewriter.getI64Type()) : result.getType());
      any |= bool(root);
    }
    if (!any)
      return;
    Location loc = branch.getLoc();
    for (scf::YieldOp yield : {branch.thenYield(), branch.elseYield()}) {
      rewriter.setInsertionPoint(yield);
      for (auto [index, root] : llvm::enumerate(roots))
        if (root)
          yield->setOperand(index, getOffset(loc, yield.getOperand(index)));
    }
    rewriter.setInsertionPoint(branch);
    auto resolved = scf::IfOp::create(rewriter, loc, types, branch.getCondition(), true);
    resolved.getThenRegion().takeBody(branch.getThenRegion());
    resolved.getElseRegion().takeBody(branch.getElseRegion());
    rewriter.setInsertionPointAfter(resolved);
    for (auto [index, root] : llvm::enumerate(roots)) {
      Value result = resolved.getResult(index);
      branch.getResult(index).replaceAllUsesWith(root ? makePointer(loc, root, result) : result);
    }
    branch.erase();
  }

  template <typename OpTy> void resolveAccess(OpTy access, Value base, Value offsets) {
    Value root = getRoot(base);
    if (!root || root == base)
      return;
    Location loc = access.getLoc();
    rewriter.setInsertionPoint(access);
    Value distance = getOffset(loc, base);
    Value wide = widen(loc, offsets);
    if (isa<RankedTensorType>(wide.getType()))
      distance = tile::SplatOp::create(rewriter, loc, wide.getType(), distance);
    Value sum = arith::AddIOp::create(rewriter, loc, wide, distance);
    access.getBaseMutable().assign(root);
    access.getOffsetsMutable().assign(sum);
  }

  tile::KernelOp kernel;
  IRRewriter rewriter;

public:
  bool hasFailed = false;
};

struct ResolvePointersPass : gems::impl::ResolvePointersBase<ResolvePointersPass> {
  void runOnOperation() override {
    for (auto kernel : getOperation().getOps<tile::KernelOp>()) {
      PointerResolver resolver(kernel);
      resolver.run();
      if (resolver.hasFailed)
        return signalPassFailure();
    }
  }
};

} // namespace
