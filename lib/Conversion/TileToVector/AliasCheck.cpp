// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The run-time check behind a fused loop: every two accesses that could conflict touch disjoint
// bytes, or the same element at the same time.
#include "GroupEmitter.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"

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
  AliasChecker(KernelEmitter &kernel, Group &group, std::optional<RowLoop> row)
      : kernel(kernel), builder(kernel.getBuilder()), group(group), row(row),
        loc(group.roots.front().op->getLoc()) {}

  Value run() {
    if (row)
      kernel.setScalar(row->loop.getInductionVar(), row->lower);
    for (unsigned dim = 0; dim < group.shape.size(); ++dim)
      extents.push_back(getExtent(dim));
    Value all;
    for (const AliasPair &pair : group.aliasPairs) {
      Value fine = checkPair(pair);
      all = all ? builder.createOrFold<arith::AndIOp>(loc, all, fine) : fine;
    }
    return all;
  }

private:
  Extent getExtent(unsigned dim) {
    Value zero = kernel.constant(loc, 0), low = zero;
    Value size = row ? row->extent : kernel.constant(loc, group.shape[dim]);
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

  Value add(Value a, Value b) { return builder.createOrFold<arith::AddIOp>(loc, a, b); }
  Value mul(Value a, Value b) { return builder.createOrFold<arith::MulIOp>(loc, a, b); }
  Value compare(arith::CmpIPredicate predicate, Value a, Value b) {
    return builder.createOrFold<arith::CmpIOp>(loc, predicate, a, b);
  }
  Value either(Value a, Value b) { return builder.createOrFold<arith::OrIOp>(loc, a, b); }
  Value both(Value a, Value b) { return builder.createOrFold<arith::AndIOp>(loc, a, b); }

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
    Value index = memref::ExtractAlignedPointerAsIndexOp::create(builder, loc,
                                                                 kernel.getScalar(access.base));
    Value pointer = arith::IndexCastOp::create(builder, loc, builder.getI64Type(), index);
    Value bytes = kernel.constant(loc, access.elementType.getIntOrFloatBitWidth() / 8);
    return {add(pointer, mul(origin, bytes)), add(pointer, mul(first, bytes)),
            add(pointer, mul(add(last, kernel.constant(loc, 1)), bytes))};
  }

  /// The access reaches every element once: its longer stride steps over the reach of the shorter.
  Value isInjective(const Access &access, const DimMap &dims) {
    Value result = arith::ConstantOp::create(builder, loc, builder.getBoolAttr(true));
    SmallVector<std::pair<Value, Value>, 2> strides;
    for (auto [dim, coefficient] : llvm::enumerate(access.form->coefficients)) {
      if (dims[dim] < 0 || group.shape[dims[dim]] == 1)
        continue;
      const Extent &extent = extents[dims[dim]];
      Value stride = kernel.emitPoly(loc, coefficient);
      Value negative = arith::SubIOp::create(builder, loc, kernel.constant(loc, 0), stride);
      stride = builder.createOrFold<arith::MaxSIOp>(loc, stride, negative);
      Value count = builder.createOrFold<arith::SubIOp>(loc, extent.high, extent.low);
      strides.push_back({stride, count});
      if (!coefficient.getConstant() || coefficient.isZero())
        result = both(result, compare(arith::CmpIPredicate::sgt, stride, kernel.constant(loc, 0)));
    }
    if (strides.size() < 2)
      return result;
    auto stepsOver = [&](std::pair<Value, Value> inner, std::pair<Value, Value> outer) {
      Value reach = mul(inner.first, add(inner.second, kernel.constant(loc, -1)));
      return compare(arith::CmpIPredicate::sgt, outer.first, reach);
    };
    return both(result, either(stepsOver(strides[1], strides[0]), stepsOver(strides[0], strides[1])));
  }

  Value checkPair(const AliasPair &pair) {
    ByteRange a = getRange(pair.a, pair.aDims), b = getRange(pair.b, pair.bDims);
    Value disjoint = either(compare(arith::CmpIPredicate::ule, a.end, b.begin),
                            compare(arith::CmpIPredicate::ule, b.end, a.begin));
    if (!pair.identicalIsFine)
      return disjoint;
    Value identical = compare(arith::CmpIPredicate::eq, a.origin, b.origin);
    for (auto [dim, strides] :
         llvm::enumerate(llvm::zip(pair.a.form->coefficients, pair.b.form->coefficients))) {
      auto &[mine, theirs] = strides;
      if (mine != theirs)
        identical = both(identical, compare(arith::CmpIPredicate::eq, kernel.emitPoly(loc, mine),
                                            kernel.emitPoly(loc, theirs)));
    }
    identical = both(identical, isInjective(pair.a, pair.aDims));
    return either(disjoint, identical);
  }

  KernelEmitter &kernel;
  OpBuilder &builder;
  Group &group;
  std::optional<RowLoop> row;
  Location loc;
  SmallVector<Extent, 2> extents;
};

} // namespace

Value gems::emitAliasCheck(KernelEmitter &kernel, Group &group, std::optional<RowLoop> row) {
  return AliasChecker(kernel, group, row).run();
}
