// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Offsets of every class of access.
#include "KernelGen.h"

using namespace mlir;
using namespace gems;
using namespace gems::fuzz;

Value KernelGen::arange(int64_t size, ElementKind kind, int64_t start) {
  Type type = getType(kind, {size});
  Value value = tile::ArangeOp::create(builder, loc, type, builder.getI64IntegerAttr(start));
  facts[value] = Fact::index(start, start + size - 1);
  return value;
}

/// The number of each lane along a dimension.
Value KernelGen::laneNumber(ArrayRef<int64_t> shape, ElementKind kind, unsigned dim) {
  Value lanes = arange(shape[dim], kind);
  if (shape.size() == 1)
    return lanes;
  Shape thin = dim == 0 ? Shape{shape[0], 1} : Shape{1, shape[1]};
  return changeShape(changeShape(lanes, thin), shape);
}

/// The number of each lane in row-major order.
Value KernelGen::linearLane(ArrayRef<int64_t> shape, ElementKind kind) {
  if (shape.size() == 1)
    return arange(shape[0], kind);
  if (random.chance(40))
    return changeShape(arange(shape[0] * shape[1], kind), shape);
  return intOp("arith.addi", scaled(laneNumber(shape, kind, 0), shape[1]),
               laneNumber(shape, kind, 1));
}

Value KernelGen::scaled(Value offsets, int64_t factor) {
  ElementKind kind = getKind(offsets);
  Value scale = random.chance(70)
                    ? intConstant(kind, getShape(offsets), factor)
                    : splat(intConstant(kind, {}, factor), getShape(offsets));
  return random.chance(80) ? intOp("arith.muli", offsets, scale)
                           : intOp("arith.muli", scale, offsets);
}

Value KernelGen::addStart(Value offsets, Value start) {
  if (!start)
    return offsets;
  Value tile = splat(toKind(start, getKind(offsets)), getShape(offsets));
  return random.chance(50) ? intOp("arith.addi", offsets, tile)
                           : intOp("arith.addi", tile, offsets);
}

bool KernelGen::isWithin(Value offsets, int64_t limit) const {
  Fact fact = getFact(offsets);
  return fact.low >= 0 && fact.high < limit;
}

/// Any integers as offsets within [0, limit).
Value KernelGen::limitOffsets(Value offsets, int64_t limit) {
  ElementKind kind = getKind(offsets);
  Shape shape = getShape(offsets);
  int64_t power = llvm::bit_floor(static_cast<uint64_t>(limit));
  Value result;
  switch (random.below(3)) {
  case 0:
    result = intOp("arith.remui", offsets, intConstant(kind, shape, limit));
    break;
  case 1:
    result = intOp("arith.andi", offsets, intConstant(kind, shape, power - 1));
    break;
  default:
    result = intOp("arith.minsi", offsets, intConstant(kind, shape, limit - 1));
    result = intOp("arith.maxsi", result, intConstant(kind, shape, 0));
  }
  facts[result] = Fact::integers(0, limit - 1);
  return result;
}

Value KernelGen::genIndexed(ArrayRef<int64_t> shape, int64_t limit, ElementKind kind) {
  if (random.chance(45)) { // a permutation, or nearly
    Value lanes = scaled(linearLane(shape, kind), random.between(1, 40));
    return limitOffsets(addStart(lanes, intConstant(kind, {}, random.between(0, 40))), limit);
  }
  if (loadDepth < 2 && random.chance(60)) {
    for (PointerArg &pointer : pointers)
      if (groups[pointer.group].isIndex && pointer.kind == kind &&
          groups[pointer.group].content.high < limit)
        return genLoad(pointer, shape, {AccessClass::Contiguous, MaskClass::None, {}});
    if (pointers.size() < 6) {
      unsigned group = createGroup(kind, Fact::integers(0, limit - 1));
      groups[group].isIndex = true;
      groups[group].isShared = true;
      PointerArg &pointer = createPointer(kind, group, "index");
      return genLoad(pointer, shape, {AccessClass::Contiguous, MaskClass::None, {}});
    }
  }
  return limitOffsets(pickValue(kind, shape), limit);
}

/// Offsets of a matrix: `mustFit` was seen to by the caller.
Value KernelGen::genOffsets2D(AccessClass access, ArrayRef<int64_t> shape, int64_t limit,
                              ElementKind kind) {
  int64_t rows = shape[0], columns = shape[1];
  auto combine = [&](int64_t rowStep, int64_t columnStep) {
    Value row = scaled(laneNumber(shape, kind, 0), rowStep);
    Value column = columnStep == 1 ? laneNumber(shape, kind, 1)
                                   : scaled(laneNumber(shape, kind, 1), columnStep);
    return random.chance(80) ? intOp("arith.addi", row, column)
                             : intOp("arith.addi", column, row);
  };
  int64_t pad = std::max<int64_t>(0, std::min<int64_t>(4, limit / rows - columns));
  int64_t pitch = columns + random.between(0, pad);
  switch (access) {
  case AccessClass::Contiguous:
    return random.chance(25) ? linearLane(shape, kind) : combine(pitch, 1);
  case AccessClass::Strided:
    return random.chance(50) ? combine(1, rows) : combine(2 * columns, 2);
  case AccessClass::Negative: {
    bool isReversed = random.chance(50); // rows from last to first as well
    Value last = intConstant(kind, shape, columns - 1 + (isReversed ? (rows - 1) * pitch : 0));
    Value row = scaled(laneNumber(shape, kind, 0), pitch);
    Value offsets = intOp("arith.subi", last, laneNumber(shape, kind, 1));
    return intOp(isReversed ? "arith.subi" : "arith.addi", offsets, row);
  }
  default:
    if (random.chance(50))
      return scaled(laneNumber(shape, kind, 0), random.between(0, limit / rows));
    return random.chance(70) ? laneNumber(shape, kind, 1) : scaled(linearLane(shape, kind), 0);
  }
}

/// Offsets of a class. They are within [0, limit) if `mustFit`; otherwise a mask has to see to it.
Value KernelGen::genOffsets(AccessClass access, ArrayRef<int64_t> shape, int64_t limit,
                            Value start, bool mustFit) {
  ElementKind kind = random.pick<ElementKind>({ElementKind::I32, ElementKind::I64});
  if (shape.empty()) {
    Value scalar = start ? start : findSmallScalar(kind, limit);
    scalar = scalar ? toKind(scalar, kind) : intConstant(kind, {}, random.below(limit));
    return mustFit && !isWithin(scalar, limit) ? limitOffsets(scalar, limit) : scalar;
  }
  if (access == AccessClass::Indexed)
    return genIndexed(shape, limit, kind);
  Value offsets;
  if (shape.size() == 2) {
    offsets = genOffsets2D(access, shape, limit, kind);
  } else {
    int64_t size = shape[0];
    int64_t most = size > 1 ? (limit - 1) / (size - 1) : limit;
    int64_t step = mustFit ? std::min<int64_t>(7, std::max<int64_t>(most, 1)) : 7;
    step = random.between(std::min<int64_t>(2, step), step);
    switch (access) {
    case AccessClass::Contiguous:
      offsets = arange(size, kind, start || !random.chance(20) ? 0 : random.between(0, 5));
      break;
    case AccessClass::Strided:
      offsets = scaled(arange(size, kind), step);
      break;
    case AccessClass::Negative: {
      int64_t last = std::min((size - 1) * step, limit - 1) * (start ? random.below(2) : 1);
      Value lanes = random.chance(60) ? arange(size, kind) : scaled(arange(size, kind), step);
      if (random.chance(25) && !start) {
        offsets = addStart(scaled(lanes, -1), intConstant(kind, {}, last));
        break;
      }
      offsets = intOp("arith.subi", intConstant(kind, shape, last), lanes);
      break;
    }
    default:
      offsets = random.chance(60) ? splat(intConstant(kind, {}, random.below(limit)), shape)
                                  : scaled(arange(size, kind), 0);
      if (start)
        offsets = splat(intConstant(kind, {}, 0), shape);
    }
  }
  offsets = addStart(offsets, start);
  if (mustFit && !isWithin(offsets, limit))
    return nullptr;
  return offsets;
}
