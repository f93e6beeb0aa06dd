// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Even and odd bf16 elements as the halves of 32-bit words, and the instructions that SVE has for
// them.
#include "gems/Conversion/TileToVector/TileToVector.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/PatternMatch.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

namespace gems {
#define GEN_PASS_DEF_PAIRBF16
#include "gems/Conversion/TileToVector/Passes.h.inc"
} // namespace gems

using namespace mlir;

namespace {

VectorType withElement(Type type, Type element) {
  return cast<VectorType>(type).cloneWith(std::nullopt, element);
}

VectorType withCount(VectorType type, int64_t count) {
  return VectorType::get({count}, type.getElementType(), type.getScalableDims());
}

Value splat(OpBuilder &builder, Location loc, Type type, int64_t value) {
  Type element = cast<VectorType>(type).getElementType();
  return arith::ConstantOp::create(
      builder, loc,
      DenseElementsAttr::get(cast<ShapedType>(type), builder.getIntegerAttr(element, value)));
}

bool isBF16Vector(Type type) {
  auto vector = dyn_cast<VectorType>(type);
  return vector && vector.getElementType().isBF16();
}

/// The pair of even and odd elements that `value` is one side of.
struct Side {
  Value run;
  unsigned parity;
};
std::optional<Side> getSide(Value value) {
  auto parts = value.getDefiningOp<vector::DeinterleaveOp>();
  if (!parts)
    return std::nullopt;
  return Side{parts.getSource(), cast<OpResult>(value).getResultNumber()};
}

/// f32 rounded to bf16 in the upper half of a word; the lower half may hold anything.
Value roundWord(OpBuilder &builder, Location loc, Value value) {
  Type words = withElement(value.getType(), builder.getI32Type());
  Value word = arith::BitcastOp::create(builder, loc, words, value);
  Value odd = arith::AndIOp::create(
      builder, loc,
      arith::ShRUIOp::create(builder, loc, word, splat(builder, loc, words, 16)),
      splat(builder, loc, words, 1));
  Value bias = arith::AddIOp::create(builder, loc, odd, splat(builder, loc, words, 0x7fff));
  Value rounded = arith::AddIOp::create(builder, loc, word, bias);
  Value isNaN = arith::CmpFOp::create(builder, loc, arith::CmpFPredicate::UNO, value, value);
  return arith::SelectOp::create(builder, loc, isNaN, splat(builder, loc, words, 0x7fc00000),
                                 rounded);
}

Value upperHalf(OpBuilder &builder, Location loc, Value word) {
  return arith::AndIOp::create(builder, loc, word,
                               splat(builder, loc, word.getType(), int64_t(int32_t(0xffff0000))));
}

/// The even elements of a run are the lower halves of its words, the odd ones the upper halves.
struct WidenSide : OpRewritePattern<arith::ExtFOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(arith::ExtFOp op, PatternRewriter &rewriter) const override {
    std::optional<Side> side = getSide(op.getIn());
    if (!side || !isBF16Vector(op.getIn().getType()))
      return rewriter.notifyMatchFailure(op, "is no side of a bf16 pair");
    Location loc = op.getLoc();
    auto words = withElement(op.getType(), rewriter.getI32Type());
    Value word = vector::BitCastOp::create(rewriter, loc, words, side->run);
    Value wide = side->parity ? upperHalf(rewriter, loc, word)
                              : arith::ShLIOp::create(rewriter, loc, word,
                                                      splat(rewriter, loc, words, 16));
    rewriter.replaceOpWithNewOp<arith::BitcastOp>(op, op.getType(), wide);
    return success();
  }
};

/// Rounding and widening again only clears the lower half.
struct WidenRounded : OpRewritePattern<arith::ExtFOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(arith::ExtFOp op, PatternRewriter &rewriter) const override {
    auto rounded = op.getIn().getDefiningOp<arith::TruncFOp>();
    if (!rounded || !isBF16Vector(rounded.getType()) ||
        rounded.getIn().getType() != op.getType())
      return rewriter.notifyMatchFailure(op, "widens no rounded value");
    Value word = upperHalf(rewriter, op.getLoc(), roundWord(rewriter, op.getLoc(), rounded.getIn()));
    rewriter.replaceOpWithNewOp<arith::BitcastOp>(op, op.getType(), word);
    return success();
  }
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

/// The two values that a run of rounded elements is made of.
std::optional<std::pair<Value, Value>> getRounded(vector::InterleaveOp op) {
  auto even = op.getLhs().getDefiningOp<arith::TruncFOp>();
  auto odd = op.getRhs().getDefiningOp<arith::TruncFOp>();
  if (!even || !odd || !isBF16Vector(op.getLhs().getType()) ||
      !getElementTypeOrSelf(even.getIn()).isF32() || !getElementTypeOrSelf(odd.getIn()).isF32())
    return std::nullopt;
  return std::make_pair(even.getIn(), odd.getIn());
}

/// Rounds two words and joins their upper halves.
struct JoinRounded : OpRewritePattern<vector::InterleaveOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(vector::InterleaveOp op,
                                PatternRewriter &rewriter) const override {
    auto sides = getRounded(op);
    if (!sides)
      return rewriter.notifyMatchFailure(op, "interleaves no rounded values");
    Location loc = op.getLoc();
    Value even = roundWord(rewriter, loc, sides->first);
    even = arith::ShRUIOp::create(rewriter, loc, even, splat(rewriter, loc, even.getType(), 16));
    Value odd = upperHalf(rewriter, loc, roundWord(rewriter, loc, sides->second));
    Value word = arith::OrIOp::create(rewriter, loc, even, odd);
    rewriter.replaceOpWithNewOp<vector::BitCastOp>(op, op.getType(), word);
    return success();
  }
};

//===----------------------------------------------------------------------===//
// SVE
//===----------------------------------------------------------------------===//

/// Splits operands of several registers, applies an intrinsic to each, and joins the results.
/// Every operand and the result have a whole number of the same registers.
Value forEachRegister(PatternRewriter &rewriter, Location loc, VectorType result,
                      ValueRange operands,
                      function_ref<Value(ValueRange, VectorType)> emit) {
  int64_t native = 128 / result.getElementTypeBitWidth();
  int64_t registers = result.getDimSize(0) / native;
  Value joined = arith::ConstantOp::create(rewriter, loc, rewriter.getZeroAttr(result));
  for (int64_t index = 0; index < registers; ++index) {
    SmallVector<Value> parts;
    for (Value operand : operands) {
      auto type = cast<VectorType>(operand.getType());
      int64_t count = type.getDimSize(0) / registers;
      parts.push_back(registers == 1 ? operand
                                     : vector::ScalableExtractOp::create(
                                           rewriter, loc, withCount(type, count), operand,
                                           index * count)
                                           .getResult());
    }
    Value part = emit(parts, withCount(result, native));
    if (registers == 1)
      return part;
    joined = vector::ScalableInsertOp::create(rewriter, loc, part, joined, index * native);
  }
  return joined;
}

Value callIntrinsic(OpBuilder &builder, Location loc, StringRef name, Type type,
                    ValueRange operands) {
  return LLVM::CallIntrinsicOp::create(builder, loc, type, builder.getStringAttr(name), operands)
      .getResults();
}

/// BFCVT rounds the even elements into place, BFCVTNT the odd ones beside them.
struct ConvertRoundedSVE : OpRewritePattern<vector::InterleaveOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(vector::InterleaveOp op,
                                PatternRewriter &rewriter) const override {
    auto sides = getRounded(op);
    if (!sides)
      return rewriter.notifyMatchFailure(op, "interleaves no rounded values");
    Location loc = op.getLoc();
    auto mask = VectorType::get({4}, rewriter.getI1Type(), {true});
    Value all = arith::ConstantOp::create(rewriter, loc, DenseElementsAttr::get(mask, true));
    Value run = forEachRegister(
        rewriter, loc, op.getType(), {sides->first, sides->second},
        [&](ValueRange parts, VectorType type) {
          Value none = arith::ConstantOp::create(rewriter, loc, rewriter.getZeroAttr(type));
          Value even = callIntrinsic(rewriter, loc, "llvm.aarch64.sve.fcvt.bf16f32.v2", type,
                                     {none, all, parts[0]});
          return callIntrinsic(rewriter, loc, "llvm.aarch64.sve.fcvtnt.bf16f32.v2", type,
                               {even, all, parts[1]});
        });
    rewriter.replaceOp(op, run);
    return success();
  }
};

StringRef multiplyAddName(unsigned parity) {
  return parity ? "llvm.aarch64.sve.bfmlalt" : "llvm.aarch64.sve.bfmlalb";
}

/// The product of two bf16 numbers is exact in f32, so adding it to -0.0 multiplies.
struct MultiplySVE : OpRewritePattern<arith::MulFOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(arith::MulFOp op, PatternRewriter &rewriter) const override {
    auto a = op.getLhs().getDefiningOp<arith::ExtFOp>();
    auto b = op.getRhs().getDefiningOp<arith::ExtFOp>();
    std::optional<Side> left = a ? getSide(a.getIn()) : std::nullopt;
    std::optional<Side> right = b ? getSide(b.getIn()) : std::nullopt;
    if (!left || !right || left->parity != right->parity || !isBF16Vector(a.getIn().getType()) ||
        !isBF16Vector(b.getIn().getType()))
      return rewriter.notifyMatchFailure(op, "multiplies no two sides of the same parity");
    Location loc = op.getLoc();
    Value product = forEachRegister(
        rewriter, loc, cast<VectorType>(op.getType()), {left->run, right->run},
        [&](ValueRange parts, VectorType type) {
          Value zero = arith::ConstantOp::create(
              rewriter, loc,
              DenseElementsAttr::get(type, rewriter.getFloatAttr(rewriter.getF32Type(), -0.0)));
          return callIntrinsic(rewriter, loc, multiplyAddName(left->parity), type,
                               {zero, parts[0], parts[1]});
        });
    rewriter.replaceOp(op, product);
    return success();
  }
};

/// Adding a bf16 number is adding once that number, rounded once.
struct AddSVE : OpRewritePattern<arith::AddFOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(arith::AddFOp op, PatternRewriter &rewriter) const override {
    for (unsigned operand : {1u, 0u}) {
      auto extension = op->getOperand(operand).getDefiningOp<arith::ExtFOp>();
      std::optional<Side> side = extension ? getSide(extension.getIn()) : std::nullopt;
      if (!side || !isBF16Vector(extension.getIn().getType()))
        continue;
      Location loc = op.getLoc();
      Value sum = forEachRegister(
          rewriter, loc, cast<VectorType>(op.getType()), {op->getOperand(1 - operand), side->run},
          [&](ValueRange parts, VectorType type) {
            auto run = cast<VectorType>(parts[1].getType());
            Value one = arith::ConstantOp::create(
                rewriter, loc,
                DenseElementsAttr::get(run, rewriter.getFloatAttr(rewriter.getBF16Type(), 1.0)));
            return callIntrinsic(rewriter, loc, multiplyAddName(side->parity), type,
                                 {parts[0], parts[1], one});
          });
      rewriter.replaceOp(op, sum);
      return success();
    }
    return rewriter.notifyMatchFailure(op, "adds no side of a bf16 pair");
  }
};

struct PairBF16Pass : gems::impl::PairBF16Base<PairBF16Pass> {
  using PairBF16Base::PairBF16Base;

  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    if (native)
      patterns.add<ConvertRoundedSVE>(&getContext());
    if (native) {
      // Products and sums first: they read the packed run as it is.
      patterns.add<MultiplySVE, AddSVE>(&getContext(), /*benefit=*/2);
      patterns.add<WidenSide>(&getContext());
    } else {
      patterns.add<SplitInterleaved, JoinRounded, WidenRounded, WidenSide>(&getContext());
    }
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns))))
      signalPassFailure();
  }
};

} // namespace
