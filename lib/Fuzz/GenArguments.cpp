// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Pointer arguments, and the memory that they share.
#include "KernelGen.h"

using namespace mlir;
using namespace gems;
using namespace gems::fuzz;

static constexpr unsigned maxPointers = 7;

unsigned KernelGen::createGroup(ElementKind kind, const Fact &content) {
  Group group;
  group.kind = kind;
  group.content = content;
  groups.push_back(group);
  return groups.size() - 1;
}

/// Adds an argument that points into a group's memory, and what a program needs to find its region.
PointerArg &KernelGen::createPointer(ElementKind kind, unsigned number, StringRef prefix) {
  Group &group = groups[number];
  unsigned bytes = interp::getByteSize(kind);
  if (group.extentBytes == 0) {
    int64_t elements = extent * (random.chance(60) ? 1 : random.between(1, 3));
    group.extentBytes = llvm::alignTo(elements * bytes, 8);
    // Room for arguments that are shifted against each other, up to being apart.
    group.strideBytes =
        random.chance(40) ? group.extentBytes
                          : llvm::alignTo(2 * group.extentBytes + 8 * random.below(9), 8);
  }
  PointerArg pointer;
  pointer.kind = kind;
  pointer.group = number;
  pointer.extent = group.extentBytes / bytes;
  pointer.argument = pointer.base =
      addArgument(tile::PointerType::get(&context, getType(kind)), prefix);
  pointer.position = kernel.getBody().getNumArguments() - 1;
  if (!group.isShared) {
    int64_t stride = group.strideBytes / bytes;
    ElementKind offsetKind = random.pick<ElementKind>({ElementKind::I32, ElementKind::I64});
    Value number = programNumber();
    OpBuilder::InsertionGuard guard(builder);
    builder.restoreInsertionPoint(prologue.saveInsertionPoint());
    number = toKind(number, offsetKind);
    Value step = random.chance(50) ? intConstant(offsetKind, {}, stride)
                                   : scalarArgument(offsetKind, ScalarRole::Stride, stride,
                                                    Fact::integers(stride, stride));
    pointer.region = intOp("arith.muli", number, step);
    pointer.base = tile::AddPtrOp::create(builder, loc, pointer.argument, pointer.region);
  }
  group.pointers.push_back(pointers.size());
  pointers.push_back(pointer);
  return pointers.back();
}

/// What a new group's memory holds.
Fact KernelGen::randomContent(ElementKind kind) {
  if (interp::isInteger(kind))
    return getFullRange(kind);
  Fact fact;
  switch (random.below(3)) {
  case 0:
    return Fact(); // anything
  case 1:
    fact = Fact::floats(-8, 8, /*isIntegral=*/true);
    fact.mayNaN = random.chance(15);
    fact.mayInf = random.chance(15);
    return fact;
  default:
    fact = Fact::floats(-2, 2, /*isIntegral=*/false);
    return fact;
  }
}

PointerArg &KernelGen::createPointerGroup(ElementKind kind, bool isStored, int64_t wanted) {
  unsigned number = createGroup(kind, randomContent(kind));
  groups[number].isShared = !isStored && random.chance(50);
  if (wanted > extent) {
    groups[number].extentBytes = llvm::alignTo(wanted * interp::getByteSize(kind), 8);
    groups[number].strideBytes = groups[number].extentBytes * random.between(1, 2);
  }
  PointerArg &pointer = createPointer(kind, number, isStored ? "p" : "in");
  pointer.isNoAlias = isStored && random.chance(25);
  return pointer;
}

PointerArg &KernelGen::pickPointer(ElementKind kind, bool isStore, int64_t wanted) {
  SmallVector<PointerArg *> found;
  SmallVector<unsigned> joinable;
  for (auto [number, group] : llvm::enumerate(groups)) {
    bool isLocked = !isStore && int(number) == lockedGroup;
    if (group.isSink || group.isIndex || isLocked || (isStore && group.isShared))
      continue;
    bool isPromised = false;
    for (unsigned index : group.pointers) {
      isPromised |= pointers[index].isNoAlias;
      if (pointers[index].kind == kind && pointers[index].extent >= wanted)
        found.push_back(&pointers[index]);
    }
    // Integers of another width may look at the same bytes; floats must not, for their NaNs.
    bool isSameType = group.kind == kind ||
                      (interp::isInteger(group.kind) && interp::isInteger(kind));
    if (isSameType && !isPromised &&
        group.extentBytes / interp::getByteSize(kind) >= wanted)
      joinable.push_back(number);
  }
  bool isFull = pointers.size() >= maxPointers;
  if (!found.empty() && (isFull || random.chance(65)))
    return *random.pickFrom(found);
  if (!joinable.empty() && random.chance(60))
    return createPointer(kind, random.pickFrom(joinable), "q");
  return createPointerGroup(kind, isStore, wanted);
}

/// A pointer for inexact results.
PointerArg &KernelGen::pickSink(ElementKind kind, int64_t wanted) {
  for (PointerArg &pointer : pointers)
    if (groups[pointer.group].isSink && pointer.kind == kind && pointer.extent >= wanted)
      return pointer;
  unsigned number = createGroup(kind, Fact());
  groups[number].isSink = true;
  if (wanted > extent)
    groups[number].extentBytes = groups[number].strideBytes =
        llvm::alignTo(wanted * interp::getByteSize(kind), 8);
  return createPointer(kind, number, "out");
}

/// A value that the memory of a group may hold.
Value KernelGen::conform(Value value, const Group &group) {
  Fact fact = getFact(value);
  ElementKind kind = getKind(value);
  if (group.isSink || interp::isInteger(kind))
    return value;
  if (!fact.isExact())
    return nullptr;
  const Fact &content = group.content;
  if (fact.isWithin(content))
    return value;
  if (!content.mayNaN)
    value = withoutNaN(value);
  if (getFact(value).isWithin(content))
    return value;
  return content.isIntegral ? makeIntegral(value) : clamp(value, content.ceiling);
}
