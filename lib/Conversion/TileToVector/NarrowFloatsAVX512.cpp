// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// f16 in AVX-512's conversions, which give half a register.
#include "NarrowFloats.h"

using namespace mlir;
using namespace gems;

namespace {

constexpr int64_t kLanes = 16;

/// One register of f32, rounded to f16. The form that raises no exceptions cannot write to memory:
/// a conversion that does takes twice as long as one and a store on AMD's CPUs.
Value roundRegister(PatternRewriter &rewriter, Location loc, Value value) {
  auto halves = VectorType::get({kLanes}, rewriter.getI16Type());
  const int toNearestWithoutExceptions = 8;
  Value mode = arith::ConstantOp::create(rewriter, loc,
                                         rewriter.getI32IntegerAttr(toNearestWithoutExceptions));
  Value none = arith::ConstantOp::create(rewriter, loc, rewriter.getZeroAttr(halves));
  Value all =
      arith::ConstantOp::create(rewriter, loc, rewriter.getIntegerAttr(rewriter.getI16Type(), -1));
  Value bits = callIntrinsic(rewriter, loc, "llvm.x86.avx512.mask.vcvtps2ph.512", halves,
                             {value, mode, none, all});
  return arith::BitcastOp::create(rewriter, loc, VectorType::get({kLanes}, rewriter.getF16Type()),
                                  bits);
}

/// Stores what each register of f32 rounds to where it is. Rounded and stored as a whole, two
/// halves would first be put into one register.
struct StoreRounded : OpRewritePattern<vector::StoreOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(vector::StoreOp op, PatternRewriter &rewriter) const override {
    auto rounded = op.getValueToStore().getDefiningOp<arith::TruncFOp>();
    VectorType type = op.getVectorType();
    if (!rounded || !rounded->hasOneUse() || !type.getElementType().isF16() ||
        !getElementTypeOrSelf(rounded.getIn()).isF32())
      return rewriter.notifyMatchFailure(op, "stores nothing that is only rounded to f16 for it");
    if (type.getDimSize(0) % kLanes || op.getIndices().size() != 1)
      return rewriter.notifyMatchFailure(op, "stores no whole registers");
    Location loc = op.getLoc();
    const int64_t stride = 1;
    for (int64_t offset = 0; offset < type.getDimSize(0); offset += kLanes) {
      Value part = rewriter.createOrFold<vector::ExtractStridedSliceOp>(
          loc, rounded.getIn(), ArrayRef(offset), ArrayRef(kLanes), ArrayRef(stride));
      part = roundRegister(rewriter, rounded.getLoc(), part);
      Value index = rewriter.createOrFold<arith::AddIOp>(
          loc, op.getIndices().front(), arith::ConstantIndexOp::create(rewriter, loc, offset));
      vector::StoreOp::create(rewriter, loc, part, op.getBase(), index);
    }
    rewriter.eraseOp(op);
    return success();
  }
};

} // namespace

void gems::populateAVX512Patterns(RewritePatternSet &patterns) {
  patterns.add<StoreRounded>(patterns.getContext());
}
