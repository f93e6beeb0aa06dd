// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Moves bf16 values as 16-bit integers.
#include "gems/Target/Passes.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/PatternMatch.h"

namespace gems {
#define GEN_PASS_DEF_BF16WORDS
#include "gems/Target/Passes.h.inc"
} // namespace gems

using namespace mlir;

/// The type with i16 in place of bf16; the type itself when it holds none.
static Type getWords(Type type) {
  if (type.isBF16())
    return IntegerType::get(type.getContext(), 16);
  if (auto vector = dyn_cast<VectorType>(type))
    return vector.getElementType().isBF16()
               ? vector.cloneWith(std::nullopt, getWords(vector.getElementType()))
               : type;
  if (auto structure = dyn_cast<LLVM::LLVMStructType>(type);
      structure && !structure.isIdentified()) {
    SmallVector<Type> members;
    for (Type member : structure.getBody())
      members.push_back(getWords(member));
    return LLVM::LLVMStructType::getLiteral(type.getContext(), members, structure.isPacked());
  }
  return type;
}

static bool holdsBF16(Type type) { return getWords(type) != type; }

/// Ops that do the same to integers of 16 bits as to bf16.
static bool isMove(Operation *op) {
  return isa<LLVM::BitcastOp, LLVM::BrOp, LLVM::CondBrOp, LLVM::ConstantOp, LLVM::ExtractElementOp,
             LLVM::ExtractValueOp, LLVM::FreezeOp, LLVM::InsertElementOp, LLVM::InsertValueOp,
             LLVM::LoadOp, LLVM::MaskedLoadOp, LLVM::MaskedStoreOp, LLVM::PoisonOp, LLVM::SelectOp,
             LLVM::ShuffleVectorOp, LLVM::StoreOp, LLVM::SwitchOp, LLVM::UndefOp, LLVM::ZeroOp,
             LLVM::masked_gather, LLVM::masked_scatter, LLVM::vector_deinterleave2,
             LLVM::vector_extract, LLVM::vector_insert, LLVM::vector_interleave2>(op);
}

static Attribute getConstantWords(Attribute value) {
  if (auto number = dyn_cast<FloatAttr>(value))
    return IntegerAttr::get(getWords(number.getType()), number.getValue().bitcastToAPInt());
  if (auto elements = dyn_cast<DenseElementsAttr>(value))
    return elements.bitcast(getWords(elements.getElementType()));
  return value;
}

/// The op's results become words, and so do what it takes and what it holds.
static void changeMove(Operation *op) {
  if (auto constant = dyn_cast<LLVM::ConstantOp>(op); constant && holdsBF16(constant.getType()))
    constant.setValueAttr(getConstantWords(constant.getValue()));
  for (OpResult result : op->getResults())
    result.setType(getWords(result.getType()));
}

/// Puts bitcasts around an op that has to see bf16. `types` are its operands' before any change.
static void wrap(Operation *op, ArrayRef<Type> types) {
  OpBuilder builder(op);
  for (auto [operand, type] : llvm::zip_equal(op->getOpOperands(), types))
    if (holdsBF16(type))
      operand.set(LLVM::BitcastOp::create(builder, op->getLoc(), type, operand.get()));
  builder.setInsertionPointAfter(op);
  for (OpResult result : op->getResults()) {
    if (!holdsBF16(result.getType()))
      continue;
    auto words = LLVM::BitcastOp::create(builder, op->getLoc(), getWords(result.getType()), result);
    result.replaceAllUsesExcept(words, words);
  }
}

namespace {
struct BF16WordsPass : gems::impl::BF16WordsBase<BF16WordsPass> {
  void runOnOperation() override {
    for (auto func : getOperation().getOps<LLVM::LLVMFuncOp>())
      if (!func.isExternal())
        convert(func.getBody());
  }

private:
  static void convert(Region &body) {
    SmallVector<Operation *> moves;
    SmallVector<std::pair<Operation *, SmallVector<Type>>> others;
    body.walk([&](Operation *op) {
      bool isConcerned = llvm::any_of(op->getOperandTypes(), holdsBF16) ||
                         llvm::any_of(op->getResultTypes(), holdsBF16);
      if (isConcerned && isMove(op))
        moves.push_back(op);
      else if (isConcerned)
        others.emplace_back(op, llvm::to_vector(op->getOperandTypes()));
    });
    for (Block &block : body)
      if (!block.isEntryBlock())
        for (BlockArgument argument : block.getArguments())
          argument.setType(getWords(argument.getType()));
    for (Operation *op : moves)
      changeMove(op);
    for (auto &[op, types] : others)
      wrap(op, types);
  }
};
} // namespace
