// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The frame of a kernel: shapes, arguments, the beginning and the end.
#include "KernelGen.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/TypeUtilities.h"

using namespace mlir;
using namespace gems;
using namespace gems::fuzz;

KernelGen::KernelGen(MLIRContext &context, uint64_t seed)
    : context(context), seed(seed), random(seed * 0x2545f4914f6cdd1du + 1), builder(&context),
      loc(UnknownLoc::get(&context)), prologue(&context) {
  context.loadDialect<tile::TileDialect, arith::ArithDialect, math::MathDialect,
                      scf::SCFDialect>();
}

static int64_t pickSize(Random &random) {
  static constexpr int64_t primes[] = {3,   5,   7,   11,  13,  17,  31,   61,
                                       127, 131, 251, 257, 509, 521, 1021, 4093};
  unsigned dice = random.below(100);
  if (dice < 40)
    return random.between(1, 24);
  if (dice < 60)
    return int64_t(1) << random.between(0, 8);
  if (dice < 75)
    return primes[random.below(12)];
  if (dice < 92)
    return random.between(25, 200);
  if (dice < 98)
    return random.between(201, 1100);
  return random.chance(50) ? random.between(1101, 4096) : random.pick<int64_t>({2048, 4096, 4093});
}

void KernelGen::planShapes() {
  unsigned rank = getAccessCell(seed % getNumAccessCells()).rank;
  if (rank == 1) {
    int64_t size = pickSize(random);
    shapes.push_back({size});
    if (random.chance(15))
      shapes.push_back({pickSize(random) % 64 + 1});
    if (size % 2 == 0 && random.chance(20))
      shapes.push_back({size / 2, 2});
    extent = size + random.between(0, 2 * size + 8);
    return;
  }
  int64_t rows = random.chance(60) ? random.between(1, 9) : random.between(1, 40);
  int64_t columns = random.chance(70) ? random.between(1, 20) : random.between(1, 130);
  if (random.chance(30))
    columns = int64_t(1) << random.between(0, 7);
  if (rows * columns > 4096)
    rows = 4096 / columns;
  shapes.push_back({rows, columns});
  shapes.push_back({rows});
  shapes.push_back({columns});
  shapes.push_back({rows, 1});
  shapes.push_back({1, columns});
  if (random.chance(60))
    shapes.push_back({columns, rows});
  if (random.chance(40))
    shapes.push_back({rows * columns});
  extent = rows * (columns + random.between(0, 4)) + random.between(0, rows * columns);
}

Value KernelGen::addArgument(Type type, StringRef name) {
  argumentNames.push_back((name + Twine(argumentNames.size())).str());
  return kernel.getBody().front().addArgument(type, loc);
}

void KernelGen::createKernel() {
  module = ModuleOp::create(loc);
  builder.setInsertionPointToStart(module->getBody());
  kernel = tile::KernelOp::create(builder, loc, "fuzz" + std::to_string(seed), TypeRange(),
                                  ArrayRef<StringRef>());
  builder.setInsertionPointToStart(&kernel.getBody().front());
  auto end = tile::ReturnOp::create(builder, loc);
  // What belongs to the arguments goes before this op, the statements after it.
  builder.setInsertionPoint(end);
  Value marker = intConstant(ElementKind::I32, {}, 0);
  prologue.setInsertionPoint(marker.getDefiningOp());
}

Case KernelGen::run() {
  planShapes();
  for (int i = 0; i < 3; ++i)
    kinds.push_back(static_cast<ElementKind>(random.between(1, 8)));
  kinds.push_back(getAccessCell(seed % getNumAccessCells()).kind);
  createKernel();
  gridRank = random.chance(70) ? 1 : random.between(1, 3);
  opBudget = random.between(4, 40);
  unsigned dice = random.below(100);
  genMandatoryAccess();
  if (dice < 50)
    genRowLoops();
  if (dice >= 40)
    genStatements(random.between(2, 14));
  storeSome(random.between(1, 4));
  Case result;
  finishKernel(result);
  return result;
}

void KernelGen::countOps(Coverage &coverage) {
  kernel.walk([&](Operation *op) {
    // The condition of a select says nothing of what it selects.
    Value subject = isa<arith::SelectOp>(op) ? op->getResult(0) : Value();
    if (subject && isa<tile::PointerType>(subject.getType()))
      return;
    for (Value value : llvm::concat<Value>(op->getOperands(), op->getResults()))
      if (!subject && !isa<tile::PointerType>(value.getType()))
        subject = value;
    if (!subject)
      return;
    auto tensor = dyn_cast<RankedTensorType>(subject.getType());
    coverage.addOp(op->getName().getStringRef(), getKind(subject), tensor ? tensor.getRank() : 0);
  });
}

void KernelGen::finishKernel(Case &result) {
  SmallVector<StringRef> names(argumentNames.begin(), argumentNames.end());
  Block &body = kernel.getBody().front();
  kernel.setFunctionTypeAttr(TypeAttr::get(builder.getFunctionType(body.getArgumentTypes(), {})));
  kernel.setArgNamesAttr(builder.getStrArrayAttr(names));
  for (PointerArg &pointer : pointers)
    if (pointer.isNoAlias)
      kernel.setArgAttr(pointer.position, tile::TileDialect::getNoAliasAttrName(),
                        builder.getUnitAttr());
  countOps(coverage);
  result.seed = seed;
  result.module = std::move(module);
  genBuffers(result);
  for (unsigned number = 0, count = random.between(2, 4); number < count; ++number)
    genLaunch(result, number);
  result.coverage = std::move(coverage);
}

Case gems::fuzz::generateCase(MLIRContext &context, uint64_t seed) {
  return KernelGen(context, seed).run();
}
