// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The shape of real kernels: loops over a row or over the rows of a matrix, tile by tile, that
// accumulate, and a second pass that uses what the first one has found.
#include "FloatError.h"
#include "KernelGen.h"

using namespace mlir;
using namespace gems;
using namespace gems::fuzz;

/// What a loop carries: a reduction of each tile, or a tile of partial results.
struct KernelGen::Accumulator {
  ElementKind kind;
  StringRef name;    // "sum", "max" or "min"
  bool isTile;       // carries the tile and reduces after the loop
  bool isGuarded;    // keeps its value where a condition says so
  Value init;
  Fact result;       // of what is carried, known once the body is there
};

struct KernelGen::Row {
  ElementKind kind;   // of offsets
  Shape tile;
  unsigned moving;    // the dimension that the loop walks along
  int64_t limit;      // the largest end
  int64_t pitch;      // from row to row
  int64_t step, from;
  int64_t trips;
  Value end;
  SmallVector<PointerArg *> pointers;
  SmallVector<Accumulator> accumulators;
  SmallVector<Value> results;
  /// The first pointer moves with the loop, as a value that the loop carries.
  bool movesPointer;
  // In the body:
  Value offsets, mask;
};

void KernelGen::planRow(Row &row) {
  row.kind = random.pick<ElementKind>({ElementKind::I32, ElementKind::I64});
  row.tile = shapes[0];
  row.moving = row.tile.size() == 2 ? random.below(2) : 0;
  row.pitch = 0;
  row.limit = extent;
  if (row.tile.size() == 2) {
    int64_t rows = row.tile[0], columns = row.tile[1];
    row.pitch = row.moving == 1 ? extent / rows
                                : std::min(extent, columns + random.between(0, 3));
    row.limit = row.moving == 1 ? row.pitch : extent / row.pitch;
  }
  row.limit = std::max<int64_t>(row.limit, 1);
  int64_t size = row.tile[row.moving];
  row.step = random.chance(88) ? size : random.between(std::max<int64_t>(1, size / 2), size + 3);
  row.from = random.chance(85) ? 0 : random.between(0, row.limit);
  row.trips = (row.limit + row.step - 1) / row.step;
  row.movesPointer = random.chance(12);
  row.end = row.limit == extent ? extentArgument(row.kind)
                                : scalarArgument(row.kind, ScalarRole::Extent, row.limit,
                                                 Fact::integers(0, row.limit));
  for (unsigned i = 0, count = random.between(1, 3); i < count; ++i)
    row.pointers.push_back(&pickPointer(pickKind(), random.chance(60), extent));
}

/// The offsets of a tile that begins at \p start.
Value KernelGen::offsetsFrom(Row &row, Value start) {
  Value along = addStart(laneNumber(row.tile, row.kind, row.moving), start);
  if (row.tile.size() == 1)
    return along;
  Value across = laneNumber(row.tile, row.kind, 1 - row.moving);
  Value rows = scaled(row.moving == 0 ? along : across, row.pitch);
  return intOp("arith.addi", rows, row.moving == 0 ? across : along);
}

/// The offsets of this iteration's tile, and the mask that ends it.
void KernelGen::locateRow(Row &row, Value variable) {
  Value along = addStart(laneNumber(row.tile, row.kind, row.moving), variable);
  row.mask = below(along, splat(row.end, row.tile));
  row.offsets = row.tile.size() == 1 ? along : offsetsFrom(row, variable);
}

KernelGen::Accumulator KernelGen::planAccumulator(Row &row) {
  Accumulator acc;
  acc.kind = random.chance(50) ? random.pick<ElementKind>({ElementKind::F32, ElementKind::F32,
                                                           ElementKind::F64, ElementKind::I32})
                               : pickKind();
  acc.name = random.pick<const char *>({"sum", "sum", "sum", "max", "min"});
  acc.isTile = random.chance(20);
  acc.isGuarded = random.chance(10);
  Shape shape = row.tile;
  if (!acc.isTile)
    shape.erase(shape.begin() + row.moving);
  if (interp::isInteger(acc.kind))
    acc.init = intConstant(acc.kind, shape, random.pick<int64_t>({0, 0, 5, INT32_MIN, -1}));
  else
    acc.init = floatConstant(acc.kind, shape,
                             acc.name == "sum" ? random.pick<double>({0.0, 0.0, 1.0, -0.0})
                                               : random.pick<double>({-INFINITY, INFINITY, 0.0}));
  return acc;
}

/// A value of the tile's shape, preferably one of this body.
Value KernelGen::pickRowValue(Row &row, ElementKind kind) {
  for (Value value : llvm::reverse(pool))
    if (getShape(value) == row.tile && getKind(value) == kind && random.chance(60))
      return value;
  Value value = pickValue(kind, row.tile, true);
  return value;
}

/// The new value of an accumulator; also finds out what it may become in all iterations.
Value KernelGen::accumulate(Row &row, Accumulator &acc, Value carried) {
  Value source = pickRowValue(row, acc.kind);
  bool isFloat = interp::isFloat(acc.kind);
  bool isSum = acc.name == "sum";
  int64_t count = row.trips * (acc.isTile ? 1 : row.tile[row.moving]) + 1;
  if (isFloat && isSum) {
    source = makeSummable(source, count, random.chance(50) && !acc.isTile);
    if (source && getFact(source).isExact() &&
        getFact(source).getMagnitude() * count + 1 > getIntegerLimit(acc.kind) &&
        (acc.isTile || getFact(source).isIntegral))
      source = nullptr;
  } else if (isFloat && !getFact(source).isExact()) {
    source = nullptr;
  }
  if (!source)
    return carried;
  Fact fact = getFact(source), init = getFact(acc.init);
  Value reduced = source;
  if (!acc.isTile) {
    if (isSum && isFloat && !applySum(acc.kind, fact, count))
      return carried;
    reduced = genReduction(source, acc.name, row.moving);
  }
  bool isMax = acc.name == "max";
  StringRef name = isSum     ? (isFloat ? "arith.addf" : "arith.addi")
                   : isFloat ? (isMax ? "arith.maximumf" : "arith.minimumf")
                             : (isMax ? "arith.maxsi" : "arith.minsi");
  Value next = random.chance(80)
                   ? createOp(name, {carried, reduced}, carried.getType())->getResult(0)
                   : createOp(name, {reduced, carried}, carried.getType())->getResult(0);
  if (!isFloat) {
    acc.result = Fact(); // may be an index value
  } else if (isSum) {
    double magnitude = fact.getMagnitude() * count + init.getMagnitude();
    acc.result = fact;
    acc.result.floor = -magnitude;
    acc.result.ceiling = magnitude;
    acc.result.mayNaN |= fact.mayInf;
    if (!fact.isIntegral || !fact.isExact()) {
      acc.result.exactness = Exactness::Bounded;
      acc.result.isIntegral = false;
      acc.result.mayReorder = true;
      acc.result.error =
          fact.error * count + 4 * (count + row.trips) * getUnit(acc.kind) * magnitude;
    }
  } else {
    acc.result = join(fact, init);
    acc.result.mayInf |= init.mayInf;
  }
  if (!acc.isGuarded)
    return next;
  return arith::SelectOp::create(builder, loc, makeCondition(), next, carried);
}

/// Stores something of the body at the tile's own offsets.
void KernelGen::genRowStore(Row &row) {
  PointerArg *pointer = random.pickFrom(row.pointers);
  Group &group = groups[pointer->group];
  if (group.isShared || random.chance(15))
    pointer = &pickPointer(pointer->kind, /*isStore=*/true, extent);
  bool isLocked = int(pointer->group) == lockedGroup;
  Value value = pickValue(pointer->kind, row.tile, /*needExact=*/!isLocked);
  if (isLocked && !getFact(value).isExact() && getFact(value).exactness != Exactness::Ulps) {
    // Nobody reads this memory after the loop.
    groups[pointer->group].isSink = true;
  } else {
    value = conform(value, groups[pointer->group]);
    if (!value) {
      value = pickValue(pointer->kind, row.tile, false);
      pointer = &pickSink(pointer->kind, extent);
    }
  }
  if (getShape(value) == row.tile)
    emitStore(*pointer, value, row.offsets, row.mask);
}

void KernelGen::genRowBody(Row &row, scf::ForOp loop, bool isLast) {
  locateRow(row, loop.getInductionVar());
  coverage.addAccess({false, AccessClass::Contiguous, MaskClass::Prefix, row.pointers[0]->kind,
                      static_cast<unsigned>(row.tile.size())});
  for (PointerArg *pointer : row.pointers)
    if (!groups[pointer->group].isSink && random.chance(85))
      emitLoad(*pointer, row.offsets, row.mask);
  if (row.movesPointer && !groups[row.pointers[0]->group].isSink) {
    PointerArg moved = *row.pointers[0];
    moved.base = loop.getRegionIterArgs().back();
    moved.region = {};
    emitLoad(moved, offsetsFrom(row, intConstant(row.kind, {}, row.from)), row.mask);
  }
  // The results of earlier passes, spread over the tile.
  for (Value result : row.results) {
    Shape shape = getShape(result);
    if (shape.size() == 1 && row.tile.size() == 2)
      result = changeShape(result, row.moving == 0 ? Shape{1, shape[0]} : Shape{shape[0], 1});
    if (Value spread = result ? changeShape(result, row.tile) : Value())
      remember(spread, getFact(spread));
  }
  unsigned statements = random.between(1, 6);
  for (unsigned i = 0; i < statements; ++i)
    genElementwise();
  if (random.chance(12) && depth < 3 && lockedGroup < 0)
    genStatements(2);
  if (isLast || random.chance(40))
    genRowStore(row);
}

void KernelGen::genRowPass(Row &row, bool isLast) {
  row.accumulators.clear();
  for (unsigned i = 0, count = isLast ? random.below(2) : random.between(1, 3); i < count; ++i)
    row.accumulators.push_back(planAccumulator(row));
  SmallVector<Value> inits;
  for (Accumulator &acc : row.accumulators)
    inits.push_back(acc.init);
  if (row.movesPointer)
    inits.push_back(row.pointers[0]->base);
  Value from = intConstant(row.kind, {}, row.from), step = intConstant(row.kind, {}, row.step);
  auto loop = scf::ForOp::create(builder, loc, from, row.end, step, inits);
  {
    OpBuilder::InsertionGuard guard(builder);
    size_t visible = pool.size();
    Value outer = std::exchange(loopVariable, loop.getInductionVar());
    int64_t outerTrips = std::exchange(trips, trips * row.trips);
    ++depth;
    if (inits.empty())
      builder.setInsertionPoint(loop.getBody()->getTerminator());
    else
      builder.setInsertionPointToEnd(loop.getBody());
    remember(loop.getInductionVar(), Fact::index(row.from, std::max(row.from, row.limit - 1)));
    genRowBody(row, loop, isLast);
    SmallVector<Value> yields;
    for (auto [acc, carried] : llvm::zip(row.accumulators, loop.getRegionIterArgs())) {
      acc.result = getFact(acc.init);
      yields.push_back(accumulate(row, acc, carried));
    }
    if (row.movesPointer) {
      int64_t distance = row.step * (row.moving == 0 && row.pitch ? row.pitch : 1);
      yields.push_back(tile::AddPtrOp::create(builder, loc, loop.getRegionIterArgs().back(),
                                              intConstant(row.kind, {}, distance)));
    }
    if (!inits.empty())
      scf::YieldOp::create(builder, loc, yields);
    --depth;
    loopVariable = outer;
    trips = outerTrips;
    pool.resize(visible);
  }
  finishRowPass(row, loop);
}

/// What the loop has found out, reduced where that is left to do.
void KernelGen::finishRowPass(Row &row, scf::ForOp loop) {
  for (auto [acc, result] : llvm::zip(row.accumulators, loop.getResults())) {
    Value value = remember(result, acc.result);
    if (acc.isTile && applySum(acc.kind, acc.result, row.tile[row.moving]) &&
        (acc.result.isExact() || acc.name == "sum"))
      value = genReduction(value, acc.name, row.moving);
    if (!acc.isTile || value != result)
      row.results.push_back(value);
  }
}

void KernelGen::genRowLoops() {
  Row row;
  planRow(row);
  unsigned passes = random.between(1, 3);
  for (unsigned pass = 0; pass < passes; ++pass) {
    bool isLast = pass + 1 == passes;
    // The last pass may leave inexact values in memory that only the loop's own lanes reach.
    PointerArg *target = random.pickFrom(row.pointers);
    Group &group = groups[target->group];
    int outer = lockedGroup;
    bool isOwn = group.pointers.size() == 1 && !group.isShared && !group.isIndex;
    if (isLast && depth == 0 && isOwn && row.step >= row.tile[row.moving] && random.chance(60)) {
      lockedGroup = target->group;
      row.pointers = {target};
    }
    genRowPass(row, isLast);
    lockedGroup = outer;
    for (unsigned i = 0, count = random.below(3); i < count && !isLast; ++i) {
      genElementwise();
      if (!pool.empty() && getShape(pool.back()) == getShape(row.results.empty()
                                                                 ? pool.back()
                                                                 : row.results.back()))
        row.results.push_back(pool.back());
    }
  }
}
