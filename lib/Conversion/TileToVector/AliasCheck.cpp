// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The run-time check behind a fused loop: every two accesses that could conflict touch disjoint
// bytes, or the same element at the same time. What all programs of a launch touch is compared
// first: the answer is the same in every program, so the loop over programs asks once. Where the
// answer is no, each program compares what it touches itself.
#include "GroupEmitter.h"
#include "gems/Analysis/LaunchReach.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;
using namespace gems;

namespace {

/// The part of a loop dimension that accesses reach: [low, high).
struct Extent {
  Value low, high;
};

/// An access in bytes.
struct ByteRange {
  /// Address of the element at coordinate zero, and the range of all elements.
  Value origin, begin, end;
};

class AliasChecker {
public:
  AliasChecker(KernelEmitter &kernel, Group &group, std::optional<RowLoop> row,
               ArrayRef<AliasPair> pairs)
      : kernel(kernel), builder(kernel.getBuilder()), group(group), row(row), pairs(pairs),
        loc(group.roots.front().op->getLoc()) {}

  Value run() {
    if (row)
      kernel.setScalar(row->loop.getInductionVar(), row->lower);
    if (!findReaches())
      return checkProgram();
    Value launch = checkLaunch();
    auto choice = scf::IfOp::create(builder, loc, builder.getI1Type(), launch, /*withElse=*/true);
    OpBuilder::InsertionGuard guard(builder);
    builder.setInsertionPointToStart(choice.thenBlock());
    scf::YieldOp::create(builder, loc, constantTrue());
    builder.setInsertionPointToStart(choice.elseBlock());
    scf::YieldOp::create(builder, loc, checkProgram());
    return choice.getResult(0);
  }

private:
  //===--------------------------------------------------------------------===//
  // One program
  //===--------------------------------------------------------------------===//

  Value checkProgram() {
    for (unsigned dim = 0; dim < group.shape.size(); ++dim)
      extents.push_back(getExtent(dim));
    Value all = constantTrue();
    for (const AliasPair &pair : pairs)
      all = both(all, checkPair(pair));
    return all;
  }

  Extent getExtent(unsigned dim) {
    Value zero = kernel.constant(loc, 0), low = zero;
    Value size =
        row && dim == group.rowDim() ? row->extent : kernel.constant(loc, group.shape[dim]);
    Value high = size;
    for (const DimBound &bound : group.domain) {
      // Outside of the domain not every access is masked off when something else happens there.
      if (bound.dim != dim || group.outside == Outside::General)
        continue;
      Value limit = kernel.emitBound(loc, bound);
      if (bound.isUpper)
        high = builder.createOrFold<arith::MinSIOp>(loc, high, limit);
      else
        low = builder.createOrFold<arith::MaxSIOp>(loc, low, limit);
    }
    if (low != zero)
      low = builder.createOrFold<arith::MinSIOp>(loc, low, size);
    return {low, builder.createOrFold<arith::MaxSIOp>(loc, high, low)};
  }

  ByteRange getRange(const Access &access, const DimMap &dims) {
    Value first = kernel.emitPoly(loc, access.form->base);
    Value origin = first, last = first;
    for (auto [dim, coefficient] : llvm::enumerate(access.form->coefficients)) {
      if (coefficient.isZero() || dims[dim] < 0)
        continue;
      const Extent &extent = extents[dims[dim]];
      Value stride = kernel.emitPoly(loc, coefficient);
      Value a = mul(stride, extent.low);
      Value b = mul(stride, add(extent.high, kernel.constant(loc, -1)));
      std::optional<int64_t> known = coefficient.getConstant();
      if (known && *known < 0)
        std::swap(a, b);
      if (known) {
        first = add(first, a);
        last = add(last, b);
      } else {
        first = add(first, builder.createOrFold<arith::MinSIOp>(loc, a, b));
        last = add(last, builder.createOrFold<arith::MaxSIOp>(loc, a, b));
      }
    }
    return inBytes(access, origin, first, last);
  }

  Value checkPair(const AliasPair &pair) {
    ByteRange a = getRange(pair.a, pair.aDims), b = getRange(pair.b, pair.bDims);
    Value disjoint = isDisjoint(a, b);
    if (!pair.identicalIsFine)
      return disjoint;
    return either(disjoint, isIdentical(pair, a, b, [&](unsigned dim) {
                    return builder.createOrFold<arith::SubIOp>(loc, extents[dim].high,
                                                               extents[dim].low);
                  }));
  }

  //===--------------------------------------------------------------------===//
  // All programs of the launch
  //===--------------------------------------------------------------------===//

  /// Whether it is known what all accesses reach in a launch, and that is not the same question as
  /// what one program reaches.
  bool findReaches() {
    AffineAnalysis &affine = kernel.getSchedule().getAffine();
    auto find = [&](const Access &access, const DimMap &dims) {
      auto reach = getLaunchReach(access, dims, group, row ? row->loop : scf::ForOp(), affine);
      if (reach)
        reaches.push_back(*reach);
      return reach.has_value();
    };
    auto findBoth = [&](const AliasPair &pair) {
      return find(pair.a, pair.aDims) && find(pair.b, pair.bDims);
    };
    return llvm::all_of(pairs, findBoth) &&
           llvm::any_of(reaches, [](const LaunchReach &reach) { return reach.dependsOnPlace(); });
  }

  Value checkLaunch() {
    Value all = constantTrue();
    const LaunchReach *reach = reaches.data();
    for (const AliasPair &pair : pairs) {
      all = both(all, checkPairInLaunch(pair, reach[0], reach[1]));
      reach += 2;
    }
    for (Value assumption : assumptions)
      all = both(all, assumption);
    return all;
  }

  Value checkPairInLaunch(const AliasPair &pair, const LaunchReach &reachA,
                          const LaunchReach &reachB) {
    bool isFirstProgram = moveTogether(pair.a, reachA, pair.b, reachB);
    ByteRange a = getRangeInLaunch(pair.a, reachA, isFirstProgram);
    ByteRange b = getRangeInLaunch(pair.b, reachB, isFirstProgram);
    Value disjoint = isDisjoint(a, b);
    if (!pair.identicalIsFine)
      return disjoint;
    Value identical = isIdentical(pair, a, b, [&](unsigned dim) { return getCountInLaunch(dim); });
    for (auto &[place, step] : reachA.first.steps)
      identical = both(identical, isEqual(step, reachB.first.getStep(place)));
    for (auto &[place, step] : reachB.first.steps)
      if (reachA.first.getStep(place).isZero())
        identical = both(identical, isEqual(step, Poly()));
    return either(disjoint, identical);
  }

  /// No program reaches more coordinates along a dimension.
  Value getCountInLaunch(unsigned dim) {
    AffineAnalysis &affine = kernel.getSchedule().getAffine();
    if (std::optional<Poly> count =
            getLaunchExtent(group, dim, row ? row->loop : scf::ForOp(), affine))
      return kernel.emitPoly(loc, *count);
    return row && dim == group.rowDim() ? row->extent : kernel.constant(loc, group.shape[dim]);
  }

  /// With `isFirstProgram`, what is reached where all places are zero: elsewhere it is as far from
  /// what the other access reaches.
  ByteRange getRangeInLaunch(const Access &access, const LaunchReach &reach, bool isFirstProgram) {
    Value first = kernel.emitPoly(loc, reach.first.rest);
    Value last = kernel.emitPoly(loc, reach.last.rest);
    for (const Poly &stride : reach.strides)
      getDistance(stride);
    if (isFirstProgram)
      return inBytes(access, first, first, last);
    for (auto &[place, step] : reach.first.steps)
      getDistance(step);
    for (auto &[place, step] : reach.last.steps)
      last = add(last, mul(getDistance(step), getLastPlace(place)));
    return inBytes(access, first, first, last);
  }

  /// A distance between programs or rows. That none goes backwards, nor so far that a product
  /// could wrap, is checked with the ranges.
  Value getDistance(const Poly &distance) {
    constexpr int64_t farthest = int64_t(1) << 26;
    Value value = kernel.emitPoly(loc, distance);
    std::optional<int64_t> known = distance.getConstant();
    bool isFine = known && *known >= 0 && *known < farthest;
    if (!isFine && !llvm::is_contained(checkedDistances, distance)) {
      checkedDistances.push_back(distance);
      assumptions.push_back(
          compare(arith::CmpIPredicate::ult, value, kernel.constant(loc, farthest)));
    }
    return value;
  }

  /// The greatest number of a program along an axis.
  Value getLastPlace(tile::ProgramIdOp place) {
    Value &last = lastPlaces[unsigned(place.getAxis())];
    if (last)
      return last;
    Value count = builder.createOrFold<arith::ExtSIOp>(loc, builder.getI64Type(),
                                                       kernel.getGridSize(place.getAxis()));
    last = add(count, kernel.constant(loc, -1));
    assumptions.push_back(compare(arith::CmpIPredicate::sge, last, kernel.constant(loc, 0)));
    return last;
  }

  //===--------------------------------------------------------------------===//
  // Two accesses
  //===--------------------------------------------------------------------===//

  /// The range of bytes from element `first` to element `last`.
  ByteRange inBytes(const Access &access, Value origin, Value first, Value last) {
    Value index =
        memref::ExtractAlignedPointerAsIndexOp::create(builder, loc, kernel.getScalar(access.base));
    Value pointer = arith::IndexCastOp::create(builder, loc, builder.getI64Type(), index);
    Value bytes = kernel.constant(loc, access.elementType.getIntOrFloatBitWidth() / 8);
    return {add(pointer, mul(origin, bytes)), add(pointer, mul(first, bytes)),
            add(pointer, mul(add(last, kernel.constant(loc, 1)), bytes))};
  }

  Value isDisjoint(const ByteRange &a, const ByteRange &b) {
    Value after = compare(arith::CmpIPredicate::ule, b.end, a.begin);
    Value before = compare(arith::CmpIPredicate::ule, a.end, b.begin);
    return either(before, after);
  }

  /// Both accesses count from the same element, and reach each element once and together.
  Value isIdentical(const AliasPair &pair, const ByteRange &a, const ByteRange &b,
                    function_ref<Value(unsigned)> getCount) {
    Value identical = compare(arith::CmpIPredicate::eq, a.origin, b.origin);
    for (auto [mine, theirs] : llvm::zip(pair.a.form->coefficients, pair.b.form->coefficients))
      identical = both(identical, isEqual(mine, theirs));
    return both(identical, isInjective(pair.a, pair.aDims, getCount));
  }

  /// The access reaches every element once: its longer stride steps over the reach of the shorter.
  Value isInjective(const Access &access, const DimMap &dims,
                    function_ref<Value(unsigned)> getCount) {
    Value result = constantTrue();
    SmallVector<std::pair<Value, Value>, 2> strides;
    for (auto [dim, coefficient] : llvm::enumerate(access.form->coefficients)) {
      if (dims[dim] < 0 || group.shape[dims[dim]] == 1)
        continue;
      Value stride = kernel.emitPoly(loc, coefficient);
      Value negative = arith::SubIOp::create(builder, loc, kernel.constant(loc, 0), stride);
      stride = builder.createOrFold<arith::MaxSIOp>(loc, stride, negative);
      strides.push_back({stride, getCount(dims[dim])});
      if (!coefficient.getConstant() || coefficient.isZero())
        result = both(result, compare(arith::CmpIPredicate::sgt, stride, kernel.constant(loc, 0)));
    }
    if (strides.size() < 2)
      return result;
    auto stepsOver = [&](std::pair<Value, Value> inner, std::pair<Value, Value> outer) {
      Value reach = mul(inner.first, add(inner.second, kernel.constant(loc, -1)));
      return compare(arith::CmpIPredicate::sgt, outer.first, reach);
    };
    Value isFirstInner = stepsOver(strides[0], strides[1]);
    Value isSecondInner = stepsOver(strides[1], strides[0]);
    return both(result, either(isSecondInner, isFirstInner));
  }

  Value add(Value a, Value b) { return builder.createOrFold<arith::AddIOp>(loc, a, b); }
  Value mul(Value a, Value b) { return builder.createOrFold<arith::MulIOp>(loc, a, b); }
  Value compare(arith::CmpIPredicate predicate, Value a, Value b) {
    return builder.createOrFold<arith::CmpIOp>(loc, predicate, a, b);
  }
  Value isEqual(const Poly &a, const Poly &b) {
    if (a == b)
      return constantTrue();
    Value right = kernel.emitPoly(loc, b), left = kernel.emitPoly(loc, a);
    return compare(arith::CmpIPredicate::eq, left, right);
  }
  Value constantTrue() {
    return arith::ConstantOp::create(builder, loc, builder.getBoolAttr(true));
  }
  Value either(Value a, Value b) { return builder.createOrFold<arith::OrIOp>(loc, a, b); }
  Value both(Value a, Value b) { return builder.createOrFold<arith::AndIOp>(loc, b, a); }

  KernelEmitter &kernel;
  OpBuilder &builder;
  Group &group;
  std::optional<RowLoop> row;
  ArrayRef<AliasPair> pairs;
  Location loc;
  SmallVector<Extent, 2> extents;
  /// Of both accesses of each pair.
  std::vector<LaunchReach> reaches;
  SmallVector<Poly> checkedDistances;
  std::array<Value, 3> lastPlaces;
  /// What must hold for the check of the launch to mean something.
  SmallVector<Value> assumptions;
};

} // namespace

Value gems::emitAliasCheck(KernelEmitter &kernel, Group &group, std::optional<RowLoop> row,
                           ArrayRef<AliasPair> pairs) {
  return AliasChecker(kernel, group, row, pairs).run();
}
