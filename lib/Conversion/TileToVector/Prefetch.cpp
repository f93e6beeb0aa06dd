// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// While a program works on its row, the row of the next program comes into the cache.
#include "ElementEmitter.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"

using namespace mlir;
using namespace gems;

/// The place of the program along x, if the offsets of the access are linear in it.
static Value findPlace(const Access &access) {
  for (const Poly::Term &term : access.form->base.getTerms())
    for (Value factor : term.factors)
      if (auto place = factor.getDefiningOp<tile::ProgramIdOp>())
        if (place.getAxis() == tile::ProgramAxis::x && access.form->base.coefficientOf(factor))
          return factor;
  return {};
}

/// Where the offsets of the access begin, apart from the variables of loops.
static Poly getStart(const Access &access) {
  Poly start;
  for (const Poly::Term &term : access.form->base.getTerms()) {
    Poly product = Poly::constant(term.coefficient);
    for (Value factor : term.factors)
      product = product * Poly::symbol(factor);
    bool isLooped = llvm::any_of(term.factors, [](Value factor) {
      auto argument = dyn_cast<BlockArgument>(factor);
      return argument && isa<scf::ForOp>(argument.getOwner()->getParentOp());
    });
    if (!isLooped)
      start = start + product;
  }
  return start;
}

/// Of the loads of one row, the last prefetches: an earlier one finds memory busy with what
/// it loads itself.
void KernelEmitter::findPrefetched() {
  // Measured: of what computes less, memory cannot bring more, whoever asks for it.
  constexpr unsigned leastCost = 10;
  if (!target.prefetchBits || schedule.getCost() < leastCost)
    return;
  struct Row {
    Operation *load;
    Value base;
    Poly start;
  };
  SmallVector<Row> rows;
  schedule.getKernel().walk([&](tile::LoadOp load) {
    const Access &access = schedule.getAccess(load);
    if (!isTile(load.getResult()) || !access.form || !findPlace(access) ||
        access.elementType.getIntOrFloatBitWidth() > target.prefetchBits)
      return;
    Row row{load, access.base, getStart(access)};
    llvm::erase_if(rows, [&](const Row &earlier) {
      return earlier.base == row.base && earlier.start == row.start;
    });
    rows.push_back(row);
  });
  for (const Row &row : rows)
    prefetched.insert(row.load);
}

/// One instruction for each cache line that the vector covers. The last program reads the same
/// lines once more, which costs less than a branch.
void ElementEmitter::emitPrefetch(const Access &access, const Address &address) {
  bool isRun = !point.lanes.isScalar() && !point.live && !point.pairLive && !address.laneOffsets &&
               address.stride.getConstant() == 1;
  if (!isRun || !kernel.takePrefetch(access.op))
    return;
  Location loc = access.op->getLoc();
  Poly step = *access.form->base.coefficientOf(findPlace(access));
  Value next = arith::AddIOp::create(builder, loc, kernel.getPlace(tile::ProgramAxis::x),
                                     arith::ConstantIntOp::create(builder, loc, 1, 32));
  Value isNotLast = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::ult, next,
                                          kernel.getGridSize(tile::ProgramAxis::x));
  Value distance = arith::SelectOp::create(builder, loc, isNotLast, kernel.emitPoly(loc, step),
                                           kernel.constant(loc, 0));
  Value ahead = arith::AddIOp::create(builder, loc, address.base, distance);
  constexpr int64_t lineBits = 512;
  int64_t bits = access.elementType.getIntOrFloatBitWidth();
  int64_t elements = point.lanes.count * (point.parity >= 0 ? 2 : 1);
  for (int64_t first = 0; first < elements; first += lineBits / bits) {
    Value index = arith::AddIOp::create(builder, loc, ahead, kernel.constant(loc, first));
    memref::PrefetchOp::create(builder, loc, address.memref, kernel.toIndex(loc, index),
                               /*isWrite=*/false, /*localityHint=*/3, /*isDataCache=*/true);
  }
}
