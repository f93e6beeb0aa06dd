// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// bf16 in the halves of 32-bit words, for targets that do not round to it exactly.
//
// Rounding adds just under half of the lowest kept bit, and that bit, to the word. Where a NaN may
// have a lower half other than zero, which would carry into its upper half, it is replaced first.
#include "NarrowFloats.h"

using namespace mlir;
using namespace gems;

namespace {

VectorType withElement(Type type, Type element) {
  return cast<VectorType>(type).cloneWith(std::nullopt, element);
}

Value splat(OpBuilder &builder, Location loc, Type type, int64_t value) {
  auto vector = cast<VectorType>(type);
  unsigned bits = vector.getElementTypeBitWidth();
  return arith::ConstantOp::create(
      builder, loc, DenseElementsAttr::get(vector, APInt(bits, uint64_t(value), false, true)));
}

bool isBF16Vector(Type type) {
  auto vector = dyn_cast<VectorType>(type);
  return vector && vector.getElementType().isBF16();
}

/// The words of what a conversion rounds, without NaNs that rounding would spoil.
Value getWords(OpBuilder &builder, arith::TruncFOp op) {
  Value value = op.getIn();
  if (!op->hasAttr(kShortNaN))
    value = shortenNaN(builder, op.getLoc(), value);
  return arith::BitcastOp::create(builder, op.getLoc(),
                                  withElement(value.getType(), builder.getI32Type()), value);
}

Value upperHalf(OpBuilder &builder, Location loc, Value word) {
  return arith::AndIOp::create(builder, loc, word, splat(builder, loc, word.getType(), 0xffff0000));
}

Value shiftLeft(OpBuilder &builder, Location loc, Value word) {
  return arith::ShLIOp::create(builder, loc, word, splat(builder, loc, word.getType(), 16));
}

Value shiftRight(OpBuilder &builder, Location loc, Value word) {
  return arith::ShRUIOp::create(builder, loc, word, splat(builder, loc, word.getType(), 16));
}

/// f32 rounded to bf16 in the upper half of a word; the lower half may hold anything.
Value roundWord(OpBuilder &builder, arith::TruncFOp op, bool hasTernary) {
  Location loc = op.getLoc();
  Value word = getWords(builder, op);
  Type type = word.getType();
  auto add = [&](Value a, Value b) {
    return arith::AddIOp::create(builder, loc, a, b).getResult();
  };
  if (!hasTernary) {
    Value lowest = arith::AndIOp::create(builder, loc, shiftRight(builder, loc, word),
                                         splat(builder, loc, type, 1));
    return add(add(word, splat(builder, loc, type, 0x7fff)), lowest);
  }
  // Ties away from zero, and ties toward it: only the lowest bit can differ, and it has to be even.
  // One ternary instruction joins the two, and no shift is in the way.
  Value away = add(word, splat(builder, loc, type, 0x8000));
  Value toward = add(word, splat(builder, loc, type, 0x7fff));
  Value others = splat(builder, loc, type, ~0x10000);
  return arith::AndIOp::create(builder, loc, away,
                               arith::OrIOp::create(builder, loc, toward, others));
}

/// Rounds numbers whose upper and lower halves are given, all in 16 bits. The lowest kept bit joins
/// the ones that are dropped, so that more than half is what has to be rounded up.
Value roundHalves(OpBuilder &builder, Location loc, Value lower, Value upper) {
  Type type = upper.getType();
  Value lowest = arith::AndIOp::create(builder, loc, upper, splat(builder, loc, type, 1));
  Value dropped = arith::OrIOp::create(builder, loc, lower, lowest);
  Value isMore = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::ugt, dropped,
                                       splat(builder, loc, type, 0x8000));
  return arith::AddIOp::create(builder, loc, upper,
                               arith::ExtUIOp::create(builder, loc, type, isMore));
}

/// The upper halves of `upper`, the lower halves of `lower`. As shifts and masks LLVM would make a
/// permutation of two registers out of it, which costs more.
Value joinByTernary(OpBuilder &builder, Location loc, Value upper, Value lower) {
  auto type = cast<VectorType>(upper.getType());
  auto part = VectorType::get({16}, type.getElementType());
  const int64_t size = 16, stride = 1;
  Value mask = splat(builder, loc, part, 0xffff0000);
  const int chooseByFirst = 0xca;
  Value choice = arith::ConstantOp::create(builder, loc, builder.getI32IntegerAttr(chooseByFirst));
  Value joined = arith::ConstantOp::create(builder, loc, builder.getZeroAttr(type));
  for (int64_t offset = 0; offset < type.getDimSize(0); offset += size) {
    auto slice = [&](Value whole) {
      return vector::ExtractStridedSliceOp::create(builder, loc, whole, ArrayRef(offset),
                                                   ArrayRef(size), ArrayRef(stride));
    };
    Value piece = callIntrinsic(builder, loc, "llvm.x86.avx512.pternlog.d.512", part,
                                {mask, slice(upper), slice(lower), choice});
    joined = vector::InsertStridedSliceOp::create(builder, loc, piece, joined, ArrayRef(offset),
                                                  ArrayRef(stride));
  }
  return joined;
}

/// The even elements of a run are the lower halves of its words, the odd ones the upper halves.
struct WidenSide : OpRewritePattern<arith::ExtFOp> {
  WidenSide(MLIRContext *context, bool splitsRuns)
      : OpRewritePattern(context), splitsRuns(splitsRuns) {}

  LogicalResult matchAndRewrite(arith::ExtFOp op, PatternRewriter &rewriter) const override {
    std::optional<Side> side = getSide(op.getIn());
    if (!side || !isBF16Vector(op.getIn().getType()))
      return rewriter.notifyMatchFailure(op, "is no side of a bf16 pair");
    if (splitsRuns && side->run.getDefiningOp<vector::InterleaveOp>())
      return rewriter.notifyMatchFailure(op, "is a side of what will not be interleaved");
    Location loc = op.getLoc();
    auto words = withElement(op.getType(), rewriter.getI32Type());
    Value word = vector::BitCastOp::create(rewriter, loc, words, side->run);
    Value wide = side->parity ? upperHalf(rewriter, loc, word) : shiftLeft(rewriter, loc, word);
    rewriter.replaceOpWithNewOp<arith::BitcastOp>(op, op.getType(), wide);
    return success();
  }

  bool splitsRuns;
};

struct SplitInterleaved : OpRewritePattern<vector::DeinterleaveOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(vector::DeinterleaveOp op,
                                PatternRewriter &rewriter) const override {
    auto run = op.getSource().getDefiningOp<vector::InterleaveOp>();
    if (!run)
      return rewriter.notifyMatchFailure(op, "parts no interleaved run");
    rewriter.replaceOp(op, {run.getLhs(), run.getRhs()});
    return success();
  }
};

template <typename OpTy> struct WordPattern : OpRewritePattern<OpTy> {
  WordPattern(MLIRContext *context, StringRef isa)
      : OpRewritePattern<OpTy>(context), hasTernary(isa == "avx512"), hasBlend(isa == "avx2") {}

  bool hasTernary, hasBlend;
};

/// Rounding and widening again only clears the lower half.
struct WidenRounded : WordPattern<arith::ExtFOp> {
  using WordPattern::WordPattern;

  LogicalResult matchAndRewrite(arith::ExtFOp op, PatternRewriter &rewriter) const override {
    auto rounded = op.getIn().getDefiningOp<arith::TruncFOp>();
    if (!rounded || !isBF16Vector(rounded.getType()) || rounded.getIn().getType() != op.getType())
      return rewriter.notifyMatchFailure(op, "widens no rounded value");
    Value word = upperHalf(rewriter, op.getLoc(), roundWord(rewriter, rounded, hasTernary));
    rewriter.replaceOpWithNewOp<arith::BitcastOp>(op, op.getType(), word);
    return success();
  }
};

/// Rounds two words and joins their upper halves; where blending halves is cheap and rounding
/// words is not, joins first and rounds both at once.
struct JoinRounded : WordPattern<vector::InterleaveOp> {
  using WordPattern::WordPattern;

  LogicalResult matchAndRewrite(vector::InterleaveOp op, PatternRewriter &rewriter) const override {
    if (!getRoundedSides(op, rewriter.getBF16Type()))
      return rewriter.notifyMatchFailure(op, "interleaves no rounded values");
    if (llvm::any_of(op->getUsers(), llvm::IsaPred<vector::DeinterleaveOp>))
      return rewriter.notifyMatchFailure(op, "is parted again, which needs no run");
    auto even = op.getLhs().getDefiningOp<arith::TruncFOp>();
    auto odd = op.getRhs().getDefiningOp<arith::TruncFOp>();
    Value run =
        hasBlend ? roundJoined(rewriter, op, even, odd) : joinRounded(rewriter, op, even, odd);
    rewriter.replaceOpWithNewOp<vector::BitCastOp>(op, op.getType(), run);
    return success();
  }

private:
  Value joinRounded(PatternRewriter &rewriter, vector::InterleaveOp op, arith::TruncFOp even,
                    arith::TruncFOp odd) const {
    Location loc = op.getLoc();
    Value lower = shiftRight(rewriter, loc, roundWord(rewriter, even, hasTernary));
    Value upper = roundWord(rewriter, odd, hasTernary);
    if (hasTernary && cast<VectorType>(upper.getType()).getDimSize(0) % 16 == 0)
      return joinByTernary(rewriter, loc, upper, lower);
    return arith::OrIOp::create(rewriter, loc, upperHalf(rewriter, loc, upper), lower);
  }

  Value roundJoined(PatternRewriter &rewriter, vector::InterleaveOp op, arith::TruncFOp even,
                    arith::TruncFOp odd) const {
    Location loc = op.getLoc();
    Value a = getWords(rewriter, even), b = getWords(rewriter, odd);
    Value bUpper = upperHalf(rewriter, loc, b), aUpper = shiftRight(rewriter, loc, a);
    Value upper = arith::OrIOp::create(rewriter, loc, aUpper, bUpper);
    Value lowerMask = splat(rewriter, loc, a.getType(), 0xffff);
    Value bLower = shiftLeft(rewriter, loc, b);
    Value aLower = arith::AndIOp::create(rewriter, loc, a, lowerMask);
    Value lower = arith::OrIOp::create(rewriter, loc, aLower, bLower);
    auto halves = withElement(op.getType(), rewriter.getI16Type());
    upper = vector::BitCastOp::create(rewriter, loc, halves, upper);
    lower = vector::BitCastOp::create(rewriter, loc, halves, lower);
    return roundHalves(rewriter, loc, lower, upper);
  }
};

/// Parts lower and upper halves of whole registers, which two instructions do. That is so cheap
/// that even what is widened again is rounded in halves.
struct RoundInOrder : OpRewritePattern<arith::TruncFOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(arith::TruncFOp op, PatternRewriter &rewriter) const override {
    if (!isBF16Vector(op.getType()) || !getElementTypeOrSelf(op.getIn()).isF32() ||
        cast<VectorType>(op.getType()).getDimSize(0) % 8)
      return rewriter.notifyMatchFailure(op, "rounds no whole registers to bf16");
    Location loc = op.getLoc();
    auto type = cast<VectorType>(op.getType());
    auto halves = VectorType::get({type.getDimSize(0) * 2}, rewriter.getI16Type());
    Value words = vector::BitCastOp::create(rewriter, loc, halves, getWords(rewriter, op));
    auto parts = vector::DeinterleaveOp::create(rewriter, loc, words);
    Value rounded = roundHalves(rewriter, loc, parts.getResult(0), parts.getResult(1));
    rewriter.replaceOpWithNewOp<arith::BitcastOp>(op, type, rounded);
    return success();
  }
};

} // namespace

void gems::populateWideningPatterns(RewritePatternSet &patterns) {
  patterns.add<WidenSide>(patterns.getContext(), /*splitsRuns=*/false);
}

void gems::populateWordPatterns(RewritePatternSet &patterns, StringRef isa) {
  MLIRContext *context = patterns.getContext();
  patterns.add<SplitInterleaved>(context);
  patterns.add<WidenSide>(context, /*splitsRuns=*/true);
  patterns.add<JoinRounded>(context, isa);
  if (isa == "neon")
    patterns.add<RoundInOrder>(context);
  else
    patterns.add<WidenRounded>(context, isa);
}
