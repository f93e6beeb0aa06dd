// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Statements, branches and loops.
#include "KernelGen.h"

using namespace mlir;
using namespace gems;
using namespace gems::fuzz;

void KernelGen::genStatements(unsigned count) {
  for (unsigned i = 0; i < count && opBudget; ++i) {
    --opBudget;
    genStatement();
  }
}

void KernelGen::genStatement() {
  unsigned dice = random.below(100);
  if (dice < 50)
    return genElementwise();
  if (dice < 68)
    return genLoadOrStore();
  if (dice < 78)
    return genReduce();
  if (dice < 88)
    return genShapeOp();
  if (depth >= 3)
    return genElementwise();
  if (dice < 95)
    return genFor();
  return genIf();
}

/// Stores some of the values that nothing uses yet, so that they matter.
void KernelGen::storeSome(unsigned count) {
  SmallVector<Value> unused;
  for (Value value : llvm::reverse(pool))
    if (value.use_empty() && !isa<tile::PointerType>(value.getType()) && !isa<BlockArgument>(value))
      unused.push_back(value);
  for (Value value : llvm::ArrayRef(unused).take_front(count))
    storeValue(value);
}

/// Exact values of these types that are visible here.
SmallVector<Value> KernelGen::pickYields(TypeRange types) {
  SmallVector<Value> values;
  for (Type type : types) {
    auto tensor = dyn_cast<RankedTensorType>(type);
    Shape shape = tensor ? Shape(tensor.getShape()) : Shape();
    values.push_back(pickValue(*interp::getElementKind(type), shape));
  }
  return values;
}

void KernelGen::genIf() {
  SmallVector<Type> types;
  for (unsigned i = 0, count = random.below(3); i < count; ++i)
    types.push_back(getType(pickKind(false), pickShape()));
  bool hasElse = !types.empty() || random.chance(50);
  auto branch = scf::IfOp::create(builder, loc, types, makeCondition(), true, hasElse);
  SmallVector<Fact> results(types.size());
  for (unsigned side = 0; side < 1u + hasElse; ++side) {
    OpBuilder::InsertionGuard guard(builder);
    Block *block = side == 0 ? branch.thenBlock() : branch.elseBlock();
    size_t visible = pool.size();
    builder.setInsertionPointToStart(block);
    ++depth;
    genStatements(random.between(1, 4));
    storeSome(random.below(2) + (types.empty() ? 1 : 0));
    SmallVector<Value> yields = pickYields(types);
    for (auto [index, value] : llvm::enumerate(yields))
      results[index] = side == 0 ? getFact(value) : join(results[index], getFact(value));
    scf::YieldOp::create(builder, loc, yields);
    --depth;
    pool.resize(visible);
  }
  for (auto [value, fact] : llvm::zip(branch.getResults(), results))
    remember(value, fact);
}

/// What a loop counts through.
struct KernelGen::Counter {
  Value low, high, step;
  bool isUnsigned;
  Fact range; // of the induction variable
};

/// Few trips, whatever the bounds: the interpreter has to walk them all.
KernelGen::Counter KernelGen::planCounter(ElementKind kind, int64_t most) {
  int64_t step = random.chance(50) ? std::max<int64_t>(1, shapes[0].back()) : random.between(1, 7);
  step = std::max<int64_t>(step, (extent + most - 1) / most);
  int64_t from = random.chance(70) ? 0 : random.between(0, extent);
  int64_t highest = extent - 1;
  Value low = intConstant(kind, {}, from);
  Value high = extentArgument(kind);
  if (random.chance(30)) {
    low = intConstant(kind, {}, random.between(-2, 2));
    high = intConstant(kind, {}, highest = random.between(0, most));
    step = 1;
    --highest;
  }
  Fact range = Fact::index(std::min(getFact(low).low, highest), std::max<int64_t>(highest, from));
  bool isUnsigned = random.chance(8) && getFact(low).low >= 0;
  return {low, high, intConstant(kind, {}, step), isUnsigned, range};
}

/// Bounds at either end of the type, and steps up to its largest number: a counter of that width
/// would leave the type after the last trip, and a difference of the bounds may not fit in it.
KernelGen::Counter KernelGen::planCounterAtLimits(ElementKind kind, int64_t most) {
  bool isUnsigned = random.chance(30);
  Fact full = getFullRange(kind);
  __int128 least = isUnsigned ? 0 : full.low;
  __int128 largest = __int128(full.high) - full.low + least;
  int64_t trips = random.between(0, most);
  __int128 longest = (largest - least) / std::max<int64_t>(trips, 1);
  __int128 step =
      random.chance(50) ? random.between(1, 9) : std::min(longest, largest) - random.between(0, 3);
  __int128 span = trips * step;
  if (span > 0)
    span -= random.between(0, static_cast<int64_t>(std::min<__int128>(step - 1, 3)));
  int64_t slack = static_cast<int64_t>(std::min<__int128>(largest - least - span, 3));
  __int128 low = random.chance(50) ? least + random.between(0, slack)
                                   : largest - span - random.between(0, slack);
  __int128 high = low + span;
  if (span == 0 && random.chance(50)) {
    low = largest;
    high = least;
  }
  auto number = [&](__int128 value) {
    auto bits = static_cast<int64_t>(static_cast<uint64_t>(value));
    if (random.chance(50))
      return intConstant(kind, {}, bits);
    bits = interp::signExtend(bits, interp::getBitWidth(kind));
    return scalarArgument(kind, ScalarRole::Limit, bits, Fact::integers(bits, bits));
  };
  Fact range =
      Fact::index(std::numeric_limits<int64_t>::min(), std::numeric_limits<int64_t>::max());
  if (span > 0 && high - 1 <= range.high)
    range = Fact::index(static_cast<int64_t>(low), static_cast<int64_t>(high - 1));
  return {number(low), number(high), number(step), isUnsigned, range};
}

void KernelGen::genFor() {
  ElementKind kind = random.pick<ElementKind>({ElementKind::I32, ElementKind::I64});
  int64_t most = std::max<int64_t>(1, std::min<int64_t>(6, 40000 / (trips * extent)));
  Counter counter = random.chance(15) ? planCounterAtLimits(kind, most) : planCounter(kind, most);
  SmallVector<Value> inits;
  for (unsigned i = 0, count = random.below(4); i < count; ++i)
    inits.push_back(pickValue(pickKind(false), pickShape()));
  auto loop = scf::ForOp::create(builder, loc, counter.low, counter.high, counter.step, inits,
                                 nullptr, counter.isUnsigned);
  {
    OpBuilder::InsertionGuard guard(builder);
    size_t visible = pool.size();
    Value outer = loopVariable;
    int64_t outerTrips = trips;
    trips *= most;
    ++depth;
    if (loop.getBody()->mightHaveTerminator())
      builder.setInsertionPoint(loop.getBody()->getTerminator());
    else
      builder.setInsertionPointToEnd(loop.getBody());
    loopVariable = remember(loop.getInductionVar(), counter.range);
    // What is carried may be an index value, or become one by what is yielded.
    for (Value argument : loop.getRegionIterArgs())
      remember(argument, Fact());
    genStatements(random.between(2, 6));
    storeSome(random.below(2) + inits.empty());
    SmallVector<Value> yields = pickYields(TypeRange(ValueRange(inits)));
    if (!inits.empty())
      scf::YieldOp::create(builder, loc, yields);
    --depth;
    trips = outerTrips;
    loopVariable = outer;
    pool.resize(visible);
  }
  for (Value result : loop.getResults())
    remember(result, Fact());
}
