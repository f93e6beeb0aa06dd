// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// f16 in NEON's long multiply-adds, which widen faster than its conversions do.
#include "NarrowFloats.h"

using namespace mlir;
using namespace gems;

namespace {

/// addend + a, for f16 elements in natural order: FMLAL takes the lower half of a register of
/// eight, FMLAL2 the upper half. Each sum is rounded once. No addend stands for -0.0.
Value addLong(PatternRewriter &rewriter, Location loc, VectorType result, Value addend, Value a) {
  auto part = VectorType::get({4}, rewriter.getF32Type());
  auto run = VectorType::get({8}, rewriter.getF16Type());
  const int64_t stride = 1;
  auto slice = [&](Value whole, VectorType type, int64_t offset) -> Value {
    if (whole.getType() == type)
      return whole;
    const int64_t size = type.getDimSize(0);
    return vector::ExtractStridedSliceOp::create(rewriter, loc, whole, ArrayRef(offset),
                                                 ArrayRef(size), ArrayRef(stride));
  };
  Value one = splatFloat(rewriter, loc, run, 1.0);
  Value joined = arith::ConstantOp::create(rewriter, loc, rewriter.getZeroAttr(result));
  for (int64_t offset = 0; offset < result.getDimSize(0); offset += 4) {
    Value source = slice(a, run, offset / 8 * 8);
    Value sum = addend ? slice(addend, part, offset) : splatFloat(rewriter, loc, part, -0.0);
    StringRef name = offset % 8 ? "llvm.aarch64.neon.fmlal2.v4f32.v8f16"
                                : "llvm.aarch64.neon.fmlal.v4f32.v8f16";
    Value piece = callIntrinsic(rewriter, loc, name, part, {sum, source, one});
    joined = vector::InsertStridedSliceOp::create(rewriter, loc, piece, joined, ArrayRef(offset),
                                                  ArrayRef(stride));
  }
  return joined;
}

/// The f16 vector of whole registers that `value` widens, or null.
Value getWidened(Value value) {
  auto extension = value.getDefiningOp<arith::ExtFOp>();
  auto type = dyn_cast<VectorType>(value.getType());
  if (!extension || !type || type.isScalable() || type.getDimSize(0) % 8 ||
      !type.getElementType().isF32() || !getElementTypeOrSelf(extension.getIn()).isF16())
    return {};
  return extension.getIn();
}

struct Add : OpRewritePattern<arith::AddFOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(arith::AddFOp op, PatternRewriter &rewriter) const override {
    for (unsigned operand : {1u, 0u}) {
      Value narrow = getWidened(op->getOperand(operand));
      if (!narrow)
        continue;
      rewriter.replaceOp(op, addLong(rewriter, op.getLoc(), cast<VectorType>(op.getType()),
                                     op->getOperand(1 - operand), narrow));
      return success();
    }
    return rewriter.notifyMatchFailure(op, "adds no widened f16 number");
  }
};

struct Widen : OpRewritePattern<arith::ExtFOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(arith::ExtFOp op, PatternRewriter &rewriter) const override {
    Value narrow = getWidened(op.getResult());
    if (!narrow)
      return rewriter.notifyMatchFailure(op, "widens no whole registers of f16");
    rewriter.replaceOp(
        op, addLong(rewriter, op.getLoc(), cast<VectorType>(op.getType()), {}, narrow));
    return success();
  }
};

} // namespace

void gems::populateNEONPatterns(RewritePatternSet &patterns) {
  patterns.add<Add>(patterns.getContext(), /*benefit=*/2);
  patterns.add<Widen>(patterns.getContext(), /*benefit=*/1);
}
