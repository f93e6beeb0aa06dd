// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Masks of every class.
#include "KernelGen.h"

using namespace mlir;
using namespace gems;
using namespace gems::fuzz;

Value KernelGen::compare(arith::CmpIPredicate predicate, Value a, Value b) {
  Value mask = arith::CmpIOp::create(builder, loc, predicate, a, b);
  facts[mask] = getFullRange(ElementKind::I1);
  return mask;
}

/// value < bound, in one of its spellings. Both are known to be small.
Value KernelGen::below(Value value, Value bound) {
  switch (random.below(6)) {
  case 0:
    return compare(arith::CmpIPredicate::sgt, bound, value);
  case 1: { // value <= bound - 1
    Value one = intConstant(getKind(bound), getShape(bound), 1);
    return compare(arith::CmpIPredicate::sle, value, intOp("arith.subi", bound, one));
  }
  case 2:
    if (getFact(value).low >= 0 && getFact(bound).low >= 0)
      return compare(arith::CmpIPredicate::ult, value, bound);
    [[fallthrough]];
  default:
    return compare(arith::CmpIPredicate::slt, value, bound);
  }
}

Value KernelGen::andMasks(Value a, Value b) {
  if (!a || !b)
    return a ? a : b;
  if (random.chance(10)) {
    Value zero = intConstant(ElementKind::I1, getShape(a), 0);
    Value both = arith::SelectOp::create(builder, loc, a, b, zero);
    facts[both] = getFullRange(ElementKind::I1);
    return both;
  }
  return random.chance(50) ? intOp("arith.andi", a, b) : intOp("arith.andi", b, a);
}

/// A bound within [0, limit] as a tile: an argument or a constant.
Value KernelGen::laneBound(ArrayRef<int64_t> shape, ElementKind kind, int64_t limit) {
  if (limit >= extent && random.chance(75))
    return splat(extentArgument(kind), shape);
  int64_t bound = random.chance(50) ? limit : random.between(0, limit);
  return random.chance(50) ? intConstant(kind, shape, bound)
                           : splat(intConstant(kind, {}, bound), shape);
}

/// The mask that keeps offsets within [0, limit), or null if they are.
Value KernelGen::boundsMask(Value offsets, int64_t limit) {
  Fact fact = getFact(offsets);
  ElementKind kind = getKind(offsets);
  Shape shape = getShape(offsets);
  Value mask;
  if (fact.high >= limit)
    mask = below(offsets, laneBound(shape, kind, limit));
  if (fact.low < 0)
    mask = andMasks(mask,
                    compare(arith::CmpIPredicate::sge, offsets, intConstant(kind, shape, 0)));
  return mask;
}

Value KernelGen::genStridedMask(ArrayRef<int64_t> shape, ElementKind kind) {
  Value lane = shape.size() == 2 && random.chance(50) ? laneNumber(shape, kind, random.below(2))
                                                      : linearLane(shape, kind);
  int64_t step = random.between(2, 5);
  int64_t phase = random.below(step);
  if (random.chance(50))
    lane = intOp("arith.remsi", lane, intConstant(kind, shape, step));
  else {
    lane = intOp("arith.andi", lane, intConstant(kind, shape, step = 3));
    phase &= 3;
  }
  return compare(random.chance(75) ? arith::CmpIPredicate::eq : arith::CmpIPredicate::ne, lane,
                 intConstant(kind, shape, phase));
}

Value KernelGen::genArbitraryMask(ArrayRef<int64_t> shape) {
  if (random.chance(40))
    if (Value known = findValue(ElementKind::I1, shape, true))
      return known;
  return genCompare(pickKind(), shape);
}

Value KernelGen::genEmptyMask(ArrayRef<int64_t> shape, ElementKind kind, Value lane) {
  switch (random.below(4)) {
  case 0:
    return intConstant(ElementKind::I1, shape, 0);
  case 1:
    return compare(arith::CmpIPredicate::slt, lane, intConstant(kind, shape, 0));
  case 2: {
    Value bound = extentArgument(kind);
    Value beyond = intOp("arith.subi", intConstant(kind, {}, -1), bound);
    return compare(arith::CmpIPredicate::slt, lane, splat(beyond, shape));
  }
  default:
    return compare(arith::CmpIPredicate::sgt, lane,
                   intConstant(kind, shape, getFact(lane).high));
  }
}

/// A mask of a class; null for none. Prefixes and the like are of lanes or of offsets.
Value KernelGen::genMask(MaskClass mask, Value offsets, int64_t limit) {
  Shape shape = getShape(offsets);
  ElementKind kind = getKind(offsets);
  if (shape.empty())
    return mask == MaskClass::None ? Value() : makeCondition();
  auto lane = [&]() -> Value {
    if (random.chance(40) && getFact(offsets).low >= 0 && getFact(offsets).high < (1 << 20))
      return offsets;
    return shape.size() == 2 ? laneNumber(shape, kind, random.below(2)) : arange(shape[0], kind);
  };
  auto bound = [&](Value lane) {
    return laneBound(shape, kind, std::max<int64_t>(getFact(lane).high + 1, 1));
  };
  switch (mask) {
  case MaskClass::None:
    return nullptr;
  case MaskClass::Prefix: {
    Value number = lane();
    Value prefix = below(number, bound(number));
    if (shape.size() == 2 && random.chance(50)) {
      Value other = lane();
      prefix = andMasks(prefix, below(other, bound(other)));
    }
    return prefix;
  }
  case MaskClass::Suffix: {
    Value number = lane();
    return compare(arith::CmpIPredicate::sge, number, bound(number));
  }
  case MaskClass::Interval: {
    Value number = lane();
    Value from = compare(arith::CmpIPredicate::sge, number, bound(number));
    Value last = random.chance(70) ? number : lane();
    return andMasks(from, below(last, bound(last)));
  }
  case MaskClass::Strided:
    return genStridedMask(shape, kind);
  case MaskClass::Arbitrary:
    return genArbitraryMask(shape);
  case MaskClass::Empty:
    return genEmptyMask(shape, kind, lane());
  }
  return nullptr;
}
