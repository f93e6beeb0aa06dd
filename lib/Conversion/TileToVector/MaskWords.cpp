// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Masked bf16 accesses as accesses of 16-bit integers, which every target with masks has.
#include "gems/Conversion/TileToVector/TileToVector.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/IR/BuiltinOps.h"

namespace gems {
#define GEN_PASS_DEF_MASKWORDS
#include "gems/Conversion/TileToVector/Passes.h.inc"
} // namespace gems

using namespace mlir;

namespace {

/// The type of the same vector of words, or null when it holds no bf16.
VectorType getWords(Type type) {
  auto vector = dyn_cast<VectorType>(type);
  if (!vector || !vector.getElementType().isBF16())
    return {};
  return vector.cloneWith(std::nullopt, IntegerType::get(type.getContext(), 16));
}

struct MaskWordsPass : gems::impl::MaskWordsBase<MaskWordsPass> {
  void runOnOperation() override {
    getOperation().walk([](LLVM::MaskedLoadOp load) {
      VectorType words = getWords(load.getType());
      if (!words)
        return;
      OpBuilder builder(load);
      Type type = load.getType();
      for (OpOperand &operand : load.getPassThruMutable())
        operand.set(LLVM::BitcastOp::create(builder, load.getLoc(), words, operand.get()));
      load.getResult().setType(words);
      builder.setInsertionPointAfter(load);
      Value elements = LLVM::BitcastOp::create(builder, load.getLoc(), type, load);
      load.getResult().replaceAllUsesExcept(elements, elements.getDefiningOp());
    });
    getOperation().walk([](LLVM::MaskedStoreOp store) {
      VectorType words = getWords(store.getValue().getType());
      if (!words)
        return;
      OpBuilder builder(store);
      store.getValueMutable().assign(
          LLVM::BitcastOp::create(builder, store.getLoc(), words, store.getValue()));
    });
  }
};

} // namespace
