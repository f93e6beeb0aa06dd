// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Ops of `tile` that make tiles, change their shapes, and give the program's place.
#include "Machine.h"

using namespace mlir;
using namespace gems::interp;

static LogicalResult programId(Operation *op, Machine &machine) {
  auto id = cast<gems::tile::ProgramIdOp>(op);
  machine.result(id.getResult()).elements[0].integer =
      machine.getProgramId()[static_cast<unsigned>(id.getAxis())];
  return success();
}

static LogicalResult numPrograms(Operation *op, Machine &machine) {
  auto count = cast<gems::tile::NumProgramsOp>(op);
  machine.result(count.getResult()).elements[0].integer =
      machine.getGrid()[static_cast<unsigned>(count.getAxis())];
  return success();
}

static LogicalResult arange(Operation *op, Machine &machine) {
  auto range = cast<gems::tile::ArangeOp>(op);
  TileValue &result = machine.result(range.getResult());
  for (size_t i = 0, e = result.size(); i < e; ++i)
    result.elements[i].integer = static_cast<int64_t>(range.getStart()) + static_cast<int64_t>(i);
  return success();
}

static LogicalResult splat(Operation *op, Machine &machine) {
  Element element = machine.get(op->getOperand(0)).elements[0];
  llvm::fill(machine.result(op->getResult(0)).elements, element);
  return success();
}

static LogicalResult broadcast(Operation *op, Machine &machine) {
  const TileValue &source = machine.get(op->getOperand(0));
  TileValue &result = machine.result(op->getResult(0));
  // A tile of rank 1 counts as one row.
  auto columns = [](const TileValue &tile) { return tile.shape.back(); };
  auto rows = [](const TileValue &tile) { return tile.shape.size() == 2 ? tile.shape[0] : 1; };
  int64_t rowStep = rows(source) == 1 ? 0 : columns(source);
  int64_t columnStep = columns(source) == 1 ? 0 : 1;
  for (int64_t i = 0, e = rows(result); i < e; ++i)
    for (int64_t j = 0, f = columns(result); j < f; ++j)
      result.elements[i * f + j] = source.elements[i * rowStep + j * columnStep];
  return success();
}

/// The elements stay in row-major order.
static LogicalResult reshape(Operation *op, Machine &machine) {
  machine.set(op->getResult(0), machine.get(op->getOperand(0)));
  return success();
}

static LogicalResult transpose(Operation *op, Machine &machine) {
  const TileValue &source = machine.get(op->getOperand(0));
  TileValue &result = machine.result(op->getResult(0));
  int64_t rows = result.shape[0], columns = result.shape[1];
  for (int64_t i = 0; i < rows; ++i)
    for (int64_t j = 0; j < columns; ++j)
      result.elements[i * columns + j] = source.elements[j * rows + i];
  return success();
}

void gems::interp::addShapeHandlers(HandlerTable &table) {
  table.add<tile::ProgramIdOp>(programId);
  table.add<tile::NumProgramsOp>(numPrograms);
  table.add<tile::ArangeOp>(arange);
  table.add<tile::SplatOp>(splat);
  table.add<tile::BroadcastOp>(broadcast);
  table.add<tile::ExpandDimsOp, tile::ReshapeOp>(reshape);
  table.add<tile::TransOp>(transpose);
}
