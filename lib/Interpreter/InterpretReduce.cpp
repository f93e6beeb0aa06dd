// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reductions.
#include "Elementwise.h"

using namespace mlir;
using namespace gems::interp;

/// Combines the elements along an axis in ascending order: `first(element)` starts, and
/// `next(accumulator, element)` goes on.
template <typename First, typename Next>
static void reduce(const TileValue &source, unsigned axis, TileValue &result, First first,
                   Next next) {
  bool isMatrix = source.shape.size() == 2;
  int64_t along = source.shape[axis];
  int64_t step = isMatrix && axis == 0 ? source.shape[1] : 1;
  int64_t resultStep = isMatrix && axis == 1 ? source.shape[1] : 1;
  for (int64_t i = 0, e = result.size(); i < e; ++i) {
    const Element *element = &source.elements[i * resultStep];
    auto accumulator = first(*element);
    for (int64_t k = 1; k < along; ++k)
      accumulator = next(accumulator, element[k * step]);
    if constexpr (std::is_integral_v<decltype(accumulator)>)
      result.elements[i].integer = signExtend(accumulator, getBitWidth(result.kind));
    else
      result.elements[i].real = roundTo(result.kind, accumulator);
  }
}

static LogicalResult sum(Operation *op, Machine &machine) {
  auto sumOp = cast<gems::tile::SumOp>(op);
  const TileValue &source = machine.get(sumOp.getSource());
  TileValue &result = machine.result(sumOp.getResult());
  if (source.kind == ElementKind::F64)
    reduce(
        source, sumOp.getAxis(), result, [](Element element) { return 0.0 + element.real; },
        [](double acc, Element element) { return acc + element.real; });
  else if (isFloat(source.kind))
    reduce(
        source, sumOp.getAxis(), result,
        [](Element element) { return 0.0f + static_cast<float>(element.real); },
        [](float acc, Element element) { return acc + static_cast<float>(element.real); });
  else
    reduce(
        source, sumOp.getAxis(), result,
        [](Element element) { return static_cast<uint64_t>(element.integer); },
        [](uint64_t acc, Element element) { return acc + element.integer; });
  return success();
}

template <double (*FloatFn)(double, double), bool isMax>
static LogicalResult extreme(Operation *op, Machine &machine) {
  const TileValue &source = machine.get(op->getOperand(0));
  TileValue &result = machine.result(op->getResult(0));
  unsigned axis = op->getAttrOfType<IntegerAttr>("axis").getInt();
  if (isFloat(source.kind)) {
    reduce(
        source, axis, result, [](Element element) { return element.real; },
        [](double acc, Element element) { return FloatFn(acc, element.real); });
    return success();
  }
  unsigned width = getBitWidth(source.kind);
  reduce(
      source, axis, result, [&](Element element) { return signExtend(element.integer, width); },
      [&](int64_t acc, Element element) {
        int64_t value = signExtend(element.integer, width);
        return isMax ? std::max(acc, value) : std::min(acc, value);
      });
  return success();
}

void gems::interp::addReduceHandlers(HandlerTable &table) {
  table.add<tile::SumOp>(sum);
  table.add<tile::MaxOp>(extreme<maximum, true>);
  table.add<tile::MinOp>(extreme<minimum, false>);
}
