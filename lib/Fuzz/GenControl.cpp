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
    if (value.use_empty() && !isa<tile::PointerType>(value.getType()) &&
        !isa<BlockArgument>(value))
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

void KernelGen::genFor() {
  ElementKind kind = random.pick<ElementKind>({ElementKind::I32, ElementKind::I64});
  // Few trips, whatever the bounds: the interpreter has to walk them all.
  int64_t most = std::max<int64_t>(1, std::min<int64_t>(6, 40000 / (trips * extent)));
  int64_t step = random.chance(50) ? std::max<int64_t>(1, shapes[0].back())
                                   : random.between(1, 7);
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
  SmallVector<Value> inits;
  for (unsigned i = 0, count = random.below(4); i < count; ++i)
    inits.push_back(pickValue(pickKind(false), pickShape()));
  Value stepValue = intConstant(kind, {}, step);
  bool isUnsigned = random.chance(8) && getFact(low).low >= 0;
  auto loop = scf::ForOp::create(builder, loc, low, high, stepValue, inits, nullptr, isUnsigned);
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
    loopVariable = remember(loop.getInductionVar(), range);
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
