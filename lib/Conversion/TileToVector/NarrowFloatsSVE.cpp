// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Pairs of bf16 or f16 in SVE's instructions: conversions that write every other element, and
// multiply-adds that read every other element.
#include "NarrowFloats.h"

using namespace mlir;
using namespace gems;

namespace {

/// Splits operands of several registers, applies an intrinsic to each, and joins the results.
Value forEachRegister(PatternRewriter &rewriter, Location loc, VectorType result,
                      ValueRange operands, function_ref<Value(ValueRange, VectorType)> emit) {
  auto withCount = [](VectorType type, int64_t count) {
    return VectorType::get({count}, type.getElementType(), type.getScalableDims());
  };
  int64_t native = 128 / result.getElementTypeBitWidth();
  int64_t registers = result.getDimSize(0) / native;
  Value joined = arith::ConstantOp::create(rewriter, loc, rewriter.getZeroAttr(result));
  for (int64_t index = 0; index < registers; ++index) {
    SmallVector<Value, 2> parts;
    for (Value operand : operands) {
      auto type = cast<VectorType>(operand.getType());
      int64_t count = type.getDimSize(0) / registers;
      Value part = operand;
      if (registers > 1)
        part = vector::ScalableExtractOp::create(rewriter, loc, withCount(type, count), operand,
                                                 index * count);
      parts.push_back(part);
    }
    Value part = emit(parts, withCount(result, native));
    if (registers == 1)
      return part;
    joined = vector::ScalableInsertOp::create(rewriter, loc, part, joined, index * native);
  }
  return joined;
}

/// Whether a result is a whole number of registers.
bool fillsRegisters(VectorType type) {
  return type.isScalable() && type.getDimSize(0) * type.getElementTypeBitWidth() % 128 == 0;
}

/// The parts of this file's patterns that depend on the narrow type.
struct Names {
  explicit Names(Type element) : element(element) {}

  StringRef convert() const {
    return element.isBF16() ? "llvm.aarch64.sve.fcvt.bf16f32.v2" : "llvm.aarch64.sve.fcvt.f16f32";
  }
  StringRef convertOdd() const {
    return element.isBF16() ? "llvm.aarch64.sve.fcvtnt.bf16f32.v2"
                            : "llvm.aarch64.sve.fcvtnt.f16f32";
  }
  std::string multiplyAdd(unsigned parity) const {
    std::string name = element.isBF16() ? "llvm.aarch64.sve.bfmlal" : "llvm.aarch64.sve.fmlal";
    name += parity ? "t" : "b";
    return element.isBF16() ? name : name + ".nxv4f32";
  }

  Type element;
};

template <typename OpTy> struct SVEPattern : OpRewritePattern<OpTy> {
  SVEPattern(MLIRContext *context, Type element, PatternBenefit benefit)
      : OpRewritePattern<OpTy>(context, benefit), names(element) {}

  /// addend + a * b on one parity of two runs, with a single rounding.
  Value multiplyAdd(PatternRewriter &rewriter, Location loc, VectorType type, Value addend,
                    Value a, Value b, unsigned parity) const {
    SmallVector<Value, 3> operands{a};
    if (b)
      operands.push_back(b);
    if (addend)
      operands.push_back(addend);
    return forEachRegister(
        rewriter, loc, type, operands, [&](ValueRange parts, VectorType part) {
          auto run = cast<VectorType>(parts[0].getType());
          Value factor = b ? parts[1] : splatFloat(rewriter, loc, run, 1.0);
          // Adding to -0.0 keeps every product as it is, zeros included.
          Value sum = addend ? parts.back() : splatFloat(rewriter, loc, part, -0.0);
          return callIntrinsic(rewriter, loc, names.multiplyAdd(parity), part,
                               {sum, parts[0], factor});
        });
  }

  Names names;
};

/// The first conversion rounds the even elements into place, the second the odd ones beside them.
struct ConvertRounded : SVEPattern<vector::InterleaveOp> {
  using SVEPattern::SVEPattern;

  LogicalResult matchAndRewrite(vector::InterleaveOp op,
                                PatternRewriter &rewriter) const override {
    auto sides = getRoundedSides(op, names.element);
    if (!sides || !fillsRegisters(op.getType()))
      return rewriter.notifyMatchFailure(op, "interleaves no rounded values");
    Location loc = op.getLoc();
    auto mask = VectorType::get({4}, rewriter.getI1Type(), {true});
    Value all = arith::ConstantOp::create(rewriter, loc, DenseElementsAttr::get(mask, true));
    Value run = forEachRegister(
        rewriter, loc, op.getType(), {sides->first, sides->second},
        [&](ValueRange parts, VectorType type) {
          Value none = arith::ConstantOp::create(rewriter, loc, rewriter.getZeroAttr(type));
          Value even = callIntrinsic(rewriter, loc, names.convert(), type, {none, all, parts[0]});
          return callIntrinsic(rewriter, loc, names.convertOdd(), type, {even, all, parts[1]});
        });
    rewriter.replaceOp(op, run);
    return success();
  }
};

/// The product of two narrow numbers is exact in f32.
struct Multiply : SVEPattern<arith::MulFOp> {
  using SVEPattern::SVEPattern;

  LogicalResult matchAndRewrite(arith::MulFOp op, PatternRewriter &rewriter) const override {
    std::optional<Side> left = getWidenedSide(op.getLhs(), names.element);
    std::optional<Side> right = getWidenedSide(op.getRhs(), names.element);
    auto type = dyn_cast<VectorType>(op.getType());
    if (!left || !right || left->parity != right->parity || !fillsRegisters(type))
      return rewriter.notifyMatchFailure(op, "multiplies no two sides of the same parity");
    rewriter.replaceOp(op, multiplyAdd(rewriter, op.getLoc(), type, {}, left->run, right->run,
                                       left->parity));
    return success();
  }
};

/// Adding a narrow number is adding once that number, rounded once.
struct Add : SVEPattern<arith::AddFOp> {
  using SVEPattern::SVEPattern;

  LogicalResult matchAndRewrite(arith::AddFOp op, PatternRewriter &rewriter) const override {
    for (unsigned operand : {1u, 0u}) {
      std::optional<Side> side = getWidenedSide(op->getOperand(operand), names.element);
      if (!side || !fillsRegisters(cast<VectorType>(op.getType())))
        continue;
      rewriter.replaceOp(op, multiplyAdd(rewriter, op.getLoc(), cast<VectorType>(op.getType()),
                                         op->getOperand(1 - operand), side->run, {},
                                         side->parity));
      return success();
    }
    return rewriter.notifyMatchFailure(op, "adds no side of a pair");
  }
};

/// An f16 number is once itself: SVE's own conversions are slower than its multiplications.
struct Widen : SVEPattern<arith::ExtFOp> {
  using SVEPattern::SVEPattern;

  LogicalResult matchAndRewrite(arith::ExtFOp op, PatternRewriter &rewriter) const override {
    std::optional<Side> side = getWidenedSide(op.getResult(), names.element);
    if (!side || !fillsRegisters(cast<VectorType>(op.getType())))
      return rewriter.notifyMatchFailure(op, "widens no side of a pair");
    rewriter.replaceOp(op, multiplyAdd(rewriter, op.getLoc(), cast<VectorType>(op.getType()), {},
                                       side->run, {}, side->parity));
    return success();
  }
};

} // namespace

void gems::populateSVEPatterns(RewritePatternSet &patterns, Type element) {
  MLIRContext *context = patterns.getContext();
  // Products and sums first: they read the packed run as it is.
  patterns.add<Multiply, Add>(context, element, /*benefit=*/2);
  patterns.add<ConvertRounded>(context, element, /*benefit=*/1);
  if (element.isF16())
    patterns.add<Widen>(context, element, /*benefit=*/1);
}
