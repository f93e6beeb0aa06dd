// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Loads and stores.
#include "KernelGen.h"

using namespace mlir;
using namespace gems;
using namespace gems::fuzz;

KernelGen::Access KernelGen::randomAccess(unsigned rank) {
  Access access;
  access.access = static_cast<AccessClass>(
      random.chance(50) ? 0 : random.below(numAccessClasses));
  access.mask = static_cast<MaskClass>(random.chance(35)   ? 0
                                       : random.chance(40) ? 1
                                                           : random.below(numMaskClasses));
  if (loopVariable && random.chance(60) && getFact(loopVariable).low >= 0)
    access.start = loopVariable;
  else if (random.chance(15))
    access.start = findSmallScalar(ElementKind::I32, extent);
  return access;
}

/// The base and the offsets of an access, from the program's region or from all of them.
std::pair<Value, Value> KernelGen::locate(PointerArg &pointer, Value offsets) {
  ElementKind kind = getKind(offsets);
  Shape shape = getShape(offsets);
  auto move = [&](Value base, int64_t distance) -> Value {
    return tile::AddPtrOp::create(builder, loc, base, intConstant(kind, {}, distance));
  };
  unsigned dice = random.below(100);
  if (dice < 12 && pointer.region) {
    Value region = splat(toKind(pointer.region, kind), shape);
    return {pointer.argument, intOp("arith.addi", region, offsets)};
  }
  if (dice < 20) { // further, and back
    int64_t distance = random.between(-5, 40);
    Value back = intConstant(kind, shape, distance);
    return {move(pointer.base, distance), intOp("arith.subi", offsets, back)};
  }
  if (dice < 26) { // further on a condition, and back as far
    int64_t distance = random.between(1, 20);
    Value condition = makeCondition();
    Value base = choosePointer(condition, move(pointer.base, distance), pointer.base);
    Value back = arith::SelectOp::create(builder, loc, condition, intConstant(kind, {}, distance),
                                         intConstant(kind, {}, 0));
    facts[back] = Fact::integers(0, distance);
    return {base, intOp("arith.subi", offsets, splat(back, shape))};
  }
  return {pointer.base, offsets};
}

/// One of two pointers, by a select or a branch.
Value KernelGen::choosePointer(Value condition, Value yes, Value no) {
  if (random.chance(60))
    return arith::SelectOp::create(builder, loc, condition, yes, no);
  auto branch = scf::IfOp::create(builder, loc, yes.getType(), condition, true, true);
  OpBuilder::InsertionGuard guard(builder);
  for (unsigned side = 0; side < 2; ++side) {
    builder.setInsertionPointToStart(side == 0 ? branch.thenBlock() : branch.elseBlock());
    scf::YieldOp::create(builder, loc, side == 0 ? yes : no);
  }
  return branch.getResult(0);
}

Value KernelGen::pickOther(PointerArg &pointer, ArrayRef<int64_t> shape) {
  if (random.chance(50))
    return nullptr;
  const Fact &content = groups[pointer.group].content;
  if (random.chance(50))
    if (Value value = findValue(pointer.kind, shape, true))
      if (getFact(value).isWithin(content))
        return value;
  Value value = randomConstant(pointer.kind, random.chance(50) ? Shape() : Shape(shape), content);
  return changeShape(value, shape);
}

Value KernelGen::emitLoad(PointerArg &pointer, Value offsets, Value mask) {
  auto [base, position] = locate(pointer, offsets);
  Value other = mask ? pickOther(pointer, getShape(offsets)) : Value();
  Value value = tile::LoadOp::create(builder, loc, getType(pointer.kind, getShape(offsets)), base,
                                     position, mask, other);
  Fact fact = groups[pointer.group].content;
  if (mask)
    fact = join(fact, other ? getFact(other)
                            : interp::isInteger(pointer.kind) ? Fact::integers(0, 0)
                                                              : Fact::floats(0, 0, true));
  fact.isIndex = false;
  if (interp::isInteger(pointer.kind)) { // `other` is wrapped, if it was an index value
    Fact full = getFullRange(pointer.kind);
    if (fact.low < full.low || fact.high > full.high)
      fact = full;
  }
  return remember(value, fact);
}

void KernelGen::emitStore(PointerArg &pointer, Value value, Value offsets, Value mask) {
  auto [base, position] = locate(pointer, offsets);
  tile::StoreOp::create(builder, loc, value, base, position, mask);
  Group &group = groups[pointer.group];
  const Fact fact = getFact(value);
  if (!group.isSink || fact.isExact())
    return;
  group.tolerance.absolute = std::max(group.tolerance.absolute, fact.error);
  group.tolerance.ulps = std::max(group.tolerance.ulps, fact.ulps);
  group.tolerance.mayReorder |= fact.mayReorder;
}

Value KernelGen::genLoad(PointerArg &pointer, ArrayRef<int64_t> shape, Access access) {
  ++loadDepth;
  bool mustFit = access.mask == MaskClass::None;
  Value offsets = genOffsets(access.access, shape, pointer.extent, access.start, mustFit);
  if (!offsets) {
    access.access = AccessClass::Indexed;
    offsets = genIndexed(shape, pointer.extent, ElementKind::I64);
  }
  Value mask = genMask(access.mask, offsets, pointer.extent);
  mask = andMasks(mask, boundsMask(offsets, pointer.extent));
  --loadDepth;
  if (!shape.empty())
    coverage.addAccess({/*isStore=*/false, access.access, access.mask, pointer.kind,
                        static_cast<unsigned>(shape.size())});
  return emitLoad(pointer, offsets, mask);
}

void KernelGen::genStore(PointerArg &pointer, Value value, Access access) {
  Shape shape = getShape(value);
  bool mustFit = access.mask == MaskClass::None;
  Value offsets = genOffsets(access.access, shape, pointer.extent, access.start, mustFit);
  if (!offsets) {
    access.access = AccessClass::Indexed;
    offsets = genIndexed(shape, pointer.extent, ElementKind::I64);
  }
  Value mask = genMask(access.mask, offsets, pointer.extent);
  mask = andMasks(mask, boundsMask(offsets, pointer.extent));
  if (!shape.empty())
    coverage.addAccess({/*isStore=*/true, access.access, access.mask, pointer.kind,
                        static_cast<unsigned>(shape.size())});
  emitStore(pointer, value, offsets, mask);
}

/// Stores a value where it is allowed to go.
void KernelGen::storeValue(Value value) {
  ElementKind kind = getKind(value);
  if (kind == ElementKind::I1) {
    value = castTo(value, random.pickFrom(kinds), random.chance(50));
    kind = getKind(value);
  }
  Shape shape = getShape(value);
  if (getFact(value).isExact() && !random.chance(20)) {
    PointerArg &pointer = pickPointer(kind, /*isStore=*/true, extent);
    if (Value fitting = conform(value, groups[pointer.group]))
      return genStore(pointer, fitting, randomAccess(shape.size()));
  }
  genStore(pickSink(kind, extent), value, randomAccess(shape.size()));
}

/// Each seed sees to one combination of access, mask, type and rank.
void KernelGen::genMandatoryAccess() {
  AccessCell cell = getAccessCell(seed % getNumAccessCells());
  ArrayRef<int64_t> shape = shapes[0];
  int64_t wanted = extent;
  bool isSpread = cell.access == AccessClass::Strided;
  if (isSpread && cell.mask == MaskClass::None)
    wanted = std::max<int64_t>(extent, shape.size() == 2 ? 4 * shape[0] * shape[1] : 2 * shape[0]);
  if (cell.isStore) {
    Value value = pickValue(cell.kind, shape, /*needExact=*/true);
    PointerArg &pointer = pickPointer(cell.kind, true, wanted);
    Value fitting = conform(value, groups[pointer.group]);
    if (fitting)
      return genStore(pointer, fitting, {cell.access, cell.mask, {}});
    return genStore(pickSink(cell.kind, wanted), value, {cell.access, cell.mask, {}});
  }
  Value value = genLoad(pickPointer(cell.kind, false, wanted), shape, {cell.access, cell.mask, {}});
  if (random.chance(50))
    storeValue(value);
}

void KernelGen::genLoadOrStore() {
  Shape shape = pickShape();
  ElementKind kind = pickKind();
  if (random.chance(50)) {
    genLoad(pickPointer(kind, false, extent), shape, randomAccess(shape.size()));
    return;
  }
  storeValue(pickValue(kind, shape, /*needExact=*/random.chance(70)));
}
