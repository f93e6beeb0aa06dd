// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reductions and changes of shape.
#include "KernelGen.h"

using namespace mlir;
using namespace gems;
using namespace gems::fuzz;

static int64_t countElements(ArrayRef<int64_t> shape) {
  int64_t count = 1;
  for (int64_t size : shape)
    count *= size;
  return count;
}

Value KernelGen::genReduction(Value source, StringRef name, unsigned axis) {
  ElementKind kind = getKind(source);
  Shape shape = getShape(source);
  int64_t count = shape[axis];
  Fact fact = getFact(source);
  Value result;
  if (name == "sum") {
    fact = *applySum(kind, fact, count);
    result = tile::SumOp::create(builder, loc, source, axis);
  } else {
    if (interp::isInteger(kind))
      fact = getFullRange(kind);
    result = name == "max" ? Value(tile::MaxOp::create(builder, loc, source, axis))
                           : Value(tile::MinOp::create(builder, loc, source, axis));
  }
  return remember(result, fact);
}

void KernelGen::genReduce() {
  SmallVector<Shape> candidates(shapes);
  Shape shape = random.chance(70) ? shapes[0] : random.pickFrom(shapes);
  ElementKind kind = pickKind();
  unsigned axis = random.below(shape.size());
  StringRef name = random.pick<const char *>({"sum", "sum", "max", "min"});
  Value source = pickValue(kind, shape, /*needExact=*/random.chance(60));
  if (name == "sum")
    source = makeSummable(source, shape[axis], random.chance(40));
  else if (getFact(source).exactness == Exactness::Ulps)
    return;
  if (source)
    genReduction(source, name, axis);
}

/// Brings a value to another shape where the dialect has a way; null where it has not.
Value KernelGen::changeShape(Value value, ArrayRef<int64_t> shape) {
  Shape from = getShape(value);
  Fact fact = getFact(value);
  Type type = getType(getKind(value), shape);
  if (from == Shape(shape))
    return value;
  if (from.empty())
    return splat(value, shape);
  if (shape.empty())
    return nullptr;
  Value result;
  bool isSameCount = countElements(from) == countElements(shape);
  bool grows = from.size() == shape.size() &&
               llvm::all_of(llvm::zip(from, shape), [](auto pair) {
                 return std::get<0>(pair) == std::get<1>(pair) || std::get<0>(pair) == 1;
               });
  bool isTransposed =
      from.size() == 2 && shape.size() == 2 && from[0] == shape[1] && from[1] == shape[0];
  if (isTransposed && (!isSameCount || random.chance(70)))
    result = tile::TransOp::create(builder, loc, value);
  else if (from.size() == 1 && shape.size() == 2 && isSameCount && random.chance(70) &&
           (shape[0] == 1 || shape[1] == 1))
    result = tile::ExpandDimsOp::create(builder, loc, type, value, shape[0] == 1 ? 0 : 1);
  else if (grows)
    result = tile::BroadcastOp::create(builder, loc, type, value);
  else if (isSameCount)
    result = tile::ReshapeOp::create(builder, loc, type, value);
  else
    return nullptr;
  facts[result] = fact;
  return result;
}

void KernelGen::genShapeOp() {
  if (pool.empty())
    return;
  for (int tries = 0; tries < 8; ++tries) {
    Value value = random.pickFrom(pool);
    if (isa<tile::PointerType>(value.getType()))
      continue;
    Shape from = getShape(value), shape = random.pickFrom(shapes);
    Shape turned(from.rbegin(), from.rend());
    if (from.size() == 2 && random.chance(40) && llvm::is_contained(shapes, turned))
      shape = turned;
    if (from.size() == 1 && shape.size() == 2 && countElements(from) != countElements(shape)) {
      // A row or a column grows to a matrix.
      bool isColumn = from[0] == shape[0] && (from[0] != shape[1] || random.chance(50));
      if (!isColumn && from[0] != shape[1])
        continue;
      value = changeShape(value, isColumn ? Shape{from[0], 1} : Shape{1, from[0]});
    }
    if (from == shape || !value)
      continue;
    if (Value result = changeShape(value, shape)) {
      remember(result, getFact(result));
      return;
    }
  }
}
