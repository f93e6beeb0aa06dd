// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Checks of accesses: one comparison for what is contiguous, one for each lane for what is not.
#include "AccessCheck.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace gems;
using namespace mlir;
using arith::CmpIPredicate;

/// The parts of any op that reads or writes a memref; no base for others.
static CheckedAccess readParts(Operation *op, Value &base) {
  CheckedAccess access = {op, 0, false, {}, {}, {}, {}};
  auto set = [&](Value memref, ValueRange indices, Type type, bool isStore) {
    base = memref;
    access.index = indices.front();
    access.type = dyn_cast<VectorType>(type);
    access.isStore = isStore;
  };
  llvm::TypeSwitch<Operation *>(op)
      .Case([&](memref::LoadOp op) { set(op.getMemRef(), op.getIndices(), op.getType(), false); })
      .Case([&](memref::StoreOp op) {
        set(op.getMemRef(), op.getIndices(), op.getValueToStore().getType(), true);
      })
      .Case([&](vector::LoadOp op) { set(op.getBase(), op.getIndices(), op.getType(), false); })
      .Case([&](vector::StoreOp op) {
        set(op.getBase(), op.getIndices(), op.getValueToStore().getType(), true);
      })
      .Case([&](vector::MaskedLoadOp op) {
        set(op.getBase(), op.getIndices(), op.getType(), false);
        access.mask = op.getMask();
      })
      .Case([&](vector::MaskedStoreOp op) {
        set(op.getBase(), op.getIndices(), op.getValueToStore().getType(), true);
        access.mask = op.getMask();
      })
      .Case([&](vector::GatherOp op) {
        set(op.getBase(), op.getOffsets(), op.getType(), false);
        access.mask = op.getMask();
        access.laneOffsets = op.getIndices();
      })
      .Case([&](vector::ScatterOp op) {
        set(op.getBase(), op.getOffsets(), op.getValueToStore().getType(), true);
        access.mask = op.getMask();
        access.laneOffsets = op.getIndices();
      });
  return access;
}

FailureOr<std::optional<CheckedAccess>> gems::readAccess(Operation *op) {
  Value base;
  CheckedAccess access = readParts(op, base);
  if (!base)
    return std::optional<CheckedAccess>();
  if (auto view = base.getDefiningOp<memref::ViewOp>())
    base = view.getSource();
  auto cast = base.getDefiningOp<UnrealizedConversionCastOp>();
  if (!cast)
    return op->emitError("expected an access to an array or to scratch memory, got one to ")
           << base.getType();
  auto argument = cast->getAttrOfType<IntegerAttr>("gems.argument");
  if (!argument)
    return std::optional<CheckedAccess>();
  access.argument = argument.getInt();
  return std::optional(access);
}

namespace {
class CheckBuilder {
public:
  CheckBuilder(OpBuilder &builder, Location loc)
      : builder(builder), loc(loc), i64(builder.getI64Type()) {}

  Value constant(int64_t value) {
    return arith::ConstantOp::create(builder, loc, builder.getI64IntegerAttr(value));
  }
  Value compare(CmpIPredicate predicate, Value left, Value right) {
    return arith::CmpIOp::create(builder, loc, predicate, left, right);
  }
  Value toInteger(Value index) { return arith::IndexCastOp::create(builder, loc, i64, index); }
  Value toIndex(Value integer) {
    return arith::IndexCastOp::create(builder, loc, builder.getIndexType(), integer);
  }
  Value spread(VectorType type, Value value) {
    return vector::BroadcastOp::create(builder, loc, type, value);
  }
  Value countLanes(VectorType type) {
    Value count = constant(type.getNumElements());
    if (!type.isScalable())
      return count;
    Value scale = toInteger(vector::VectorScaleOp::create(builder, loc));
    return arith::MulIOp::create(builder, loc, count, scale);
  }
  /// The lanes below `count`, which may be negative or more than all.
  Value lanesBelow(VectorType masks, Value count, Value all) {
    Value some = arith::MaxSIOp::create(builder, loc, count, constant(0));
    some = arith::MinSIOp::create(builder, loc, some, all);
    return vector::CreateMaskOp::create(builder, loc, masks, ValueRange{toIndex(some)});
  }
  /// The number of the first lane that is set.
  Value findFirst(Value lanes) {
    Value isPoison =
        LLVM::ConstantOp::create(builder, loc, builder.getI1Type(), builder.getBoolAttr(true));
    return LLVM::CallIntrinsicOp::create(builder, loc, i64,
                                         builder.getStringAttr("llvm.experimental.cttz.elts"),
                                         ValueRange{lanes, isPoison})
        .getResult(0);
  }

  OpBuilder &builder;
  Location loc;
  Type i64;
};
} // namespace

/// All lanes are in use: the array must have room for them at the index. As a comparison without
/// sign, this holds for no negative index.
static AccessCheck checkRun(OpBuilder &builder, OpBuilder &start, const CheckedAccess &access,
                            Value extent) {
  CheckBuilder build(builder, access.op->getLoc());
  Value limit = extent;
  if (access.type) {
    CheckBuilder early(start, access.op->getLoc());
    Value others =
        arith::SubIOp::create(start, early.loc, early.countLanes(access.type), early.constant(1));
    Value places = arith::SubIOp::create(start, early.loc, extent, others);
    limit = arith::MaxSIOp::create(start, early.loc, places, early.constant(0));
  }
  Value index = build.toInteger(access.index);
  Value isOutside = build.compare(CmpIPredicate::uge, index, limit);
  auto find = [=, loc = build.loc](OpBuilder &builder) -> Value {
    CheckBuilder build(builder, loc);
    // A run that begins inside leaves the array at its end.
    Value beginsInside = build.compare(CmpIPredicate::ult, index, extent);
    return arith::SelectOp::create(builder, loc, beginsInside, extent, index);
  };
  return {isOutside, find};
}

/// Neighbouring lanes, some of them masked off.
static AccessCheck checkMaskedRun(OpBuilder &builder, const CheckedAccess &access, Value extent) {
  CheckBuilder build(builder, access.op->getLoc());
  Location loc = build.loc;
  auto masks = cast<VectorType>(access.mask.getType());
  Value index = build.toInteger(access.index), all = build.countLanes(access.type);
  Value room = arith::SubIOp::create(builder, loc, extent, index);
  Value missing = arith::SubIOp::create(builder, loc, build.constant(0), index);
  Value notPast = build.lanesBelow(masks, room, all);
  Value before = build.lanesBelow(masks, missing, all);
  Value on =
      build.spread(masks, arith::ConstantOp::create(builder, loc, builder.getBoolAttr(true)));
  Value past = arith::XOrIOp::create(builder, loc, notPast, on);
  Value anywhere = arith::OrIOp::create(builder, loc, past, before);
  Value outside = arith::AndIOp::create(builder, loc, access.mask, anywhere);
  Value any = vector::ReductionOp::create(builder, loc, vector::CombiningKind::OR, outside);
  auto find = [=](OpBuilder &builder) -> Value {
    Value first = CheckBuilder(builder, loc).findFirst(outside);
    return arith::AddIOp::create(builder, loc, index, first);
  };
  return {any, find};
}

/// Each lane has a place of its own.
static AccessCheck checkLanes(OpBuilder &builder, const CheckedAccess &access, Value extent) {
  CheckBuilder build(builder, access.op->getLoc());
  Location loc = build.loc;
  auto offsets = cast<VectorType>(access.laneOffsets.getType());
  auto wide = VectorType::get(offsets.getShape(), build.i64, offsets.getScalableDims());
  Value places = access.laneOffsets;
  if (offsets != wide)
    places = arith::ExtSIOp::create(builder, loc, wide, places);
  Value index = build.spread(wide, build.toInteger(access.index));
  places = arith::AddIOp::create(builder, loc, places, index);
  Value isBeyond = build.compare(CmpIPredicate::uge, places, build.spread(wide, extent));
  Value outside = arith::AndIOp::create(builder, loc, access.mask, isBeyond);
  Value any = vector::ReductionOp::create(builder, loc, vector::CombiningKind::OR, outside);
  auto find = [=](OpBuilder &builder) -> Value {
    CheckBuilder build(builder, loc);
    Value first = build.toIndex(build.findFirst(outside));
    return vector::ExtractOp::create(builder, loc, places, OpFoldResult(first));
  };
  return {any, find};
}

AccessCheck gems::buildAccessCheck(OpBuilder &builder, OpBuilder &start,
                                   const CheckedAccess &access, Value extent) {
  if (access.laneOffsets)
    return checkLanes(builder, access, extent);
  return access.mask ? checkMaskedRun(builder, access, extent)
                     : checkRun(builder, start, access, extent);
}
