// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Passes that keep code away from what LLVM 22 gets wrong.
#include "Workarounds.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/IntrinsicInst.h"

using namespace llvm;

/// The function's calls of an intrinsic.
static SmallVector<IntrinsicInst *> findCalls(Function &function, Intrinsic::ID id) {
  SmallVector<IntrinsicInst *> calls;
  for (Instruction &instruction : instructions(function))
    if (auto *call = dyn_cast<IntrinsicInst>(&instruction))
      if (call->getIntrinsicID() == id)
        calls.push_back(call);
  return calls;
}

static PreservedAnalyses preserve(bool hasChanged) {
  if (!hasChanged)
    return PreservedAnalyses::all();
  PreservedAnalyses preserved;
  preserved.preserveSet<CFGAnalyses>();
  return preserved;
}

/// Whether the lanes that the mask leaves out are extended wrongly.
static bool hasUnextendedLanes(IntrinsicInst *load) {
  auto *type = dyn_cast<ScalableVectorType>(load->getType());
  auto *others = dyn_cast<Constant>(load->getArgOperand(2));
  bool isZero = others && (others->isNullValue() || isa<UndefValue>(others));
  return type && !isZero && type->getElementType()->isIntegerTy() &&
         type->getScalarSizeInBits() < 64;
}

/// Zeros where the mask is false, and a select after it.
static void selectOthers(IntrinsicInst *load) {
  Value *others = load->getArgOperand(2);
  load->setArgOperand(2, Constant::getNullValue(load->getType()));
  IRBuilder<> builder(load->getParent(), std::next(load->getIterator()));
  Value *result = builder.CreateSelect(load->getArgOperand(1), load, others);
  load->replaceUsesWithIf(result, [&](Use &use) { return use.getUser() != result; });
}

/// Whether a store may come between the load and one of its uses.
static bool canBeOvertaken(IntrinsicInst *load) {
  if (load->isUsedOutsideOfBlock(load->getParent()))
    return true;
  auto after = make_range(std::next(load->getIterator()), load->getParent()->end());
  return any_of(after, [](Instruction &next) { return next.mayWriteToMemory(); });
}

PreservedAnalyses gems::PinLoads::run(Function &function, FunctionAnalysisManager &) {
  SmallVector<IntrinsicInst *> pinned;
  SmallVector<IntrinsicInst *> loads = findCalls(function, Intrinsic::masked_load);
  append_range(loads, findCalls(function, Intrinsic::masked_gather));
  for (IntrinsicInst *load : loads) {
    bool isSplit = hasUnextendedLanes(load);
    if (isSplit)
      selectOthers(load);
    if (isSplit || canBeOvertaken(load))
      pinned.push_back(load);
  }
  for (IntrinsicInst *load : pinned) {
    IRBuilder<> builder(load->getParent(), std::next(load->getIterator()));
    builder.CreateIntrinsic(Intrinsic::fake_use, {load});
  }
  return preserve(!pinned.empty());
}

PreservedAnalyses gems::UnpinLoads::run(Function &function, FunctionAnalysisManager &) {
  SmallVector<IntrinsicInst *> pins = findCalls(function, Intrinsic::fake_use);
  for (IntrinsicInst *pin : pins)
    pin->eraseFromParent();
  return preserve(!pins.empty());
}

/// Whether a value is computed from vscale and constants.
static bool isOfVectorScale(Value *value) {
  if (auto *call = dyn_cast<IntrinsicInst>(value))
    return call->getIntrinsicID() == Intrinsic::vscale;
  auto *op = dyn_cast<BinaryOperator>(value);
  return op && any_of(op->operands(), [](Value *operand) { return isOfVectorScale(operand); });
}

PreservedAnalyses gems::HideVectorScale::run(Function &function, FunctionAnalysisManager &) {
  SmallVector<Instruction *> masks;
  for (Instruction &op : instructions(function)) {
    bool isMask = isa<TruncInst>(op) ||
                  (op.getOpcode() == Instruction::And && isa<Constant>(op.getOperand(1)));
    if (isMask && isOfVectorScale(op.getOperand(0)))
      masks.push_back(&op);
  }
  for (Instruction *mask : masks)
    mask->setOperand(0, IRBuilder<>(mask).CreateFreeze(mask->getOperand(0)));
  return preserve(!masks.empty());
}

/// The only lane of a constant mask that is set.
static std::optional<unsigned> getSingleLane(Value *mask) {
  auto *lanes = dyn_cast<Constant>(mask);
  auto *type = dyn_cast<FixedVectorType>(mask->getType());
  if (!lanes || !type)
    return std::nullopt;
  std::optional<unsigned> single;
  for (unsigned lane = 0; lane < type->getNumElements(); ++lane) {
    Constant *bit = lanes->getAggregateElement(lane);
    if (!bit || (bit->isOneValue() && single))
      return std::nullopt;
    if (bit->isOneValue())
      single = lane;
  }
  return single;
}

PreservedAnalyses gems::StoreSingleLanes::run(Function &function, FunctionAnalysisManager &) {
  bool hasChanged = false;
  for (IntrinsicInst *store : findCalls(function, Intrinsic::masked_store)) {
    Value *value = store->getArgOperand(0), *pointer = store->getArgOperand(1);
    std::optional<unsigned> lane = getSingleLane(store->getArgOperand(2));
    if (!lane)
      continue;
    IRBuilder<> builder(store);
    Type *element = value->getType()->getScalarType();
    uint64_t offset = *lane * (element->getPrimitiveSizeInBits() / 8);
    Align align = commonAlignment(store->getParamAlign(1).valueOrOne(), offset);
    llvm::Value *address = builder.CreateConstGEP1_64(element, pointer, *lane);
    builder.CreateAlignedStore(builder.CreateExtractElement(value, *lane), address, align);
    store->eraseFromParent();
    hasChanged = true;
  }
  return preserve(hasChanged);
}
