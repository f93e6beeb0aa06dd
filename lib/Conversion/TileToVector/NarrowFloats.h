// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Conversions between bf16 or f16 and f32 on vectors, as instruction sets do them best.
#ifndef GEMS_LIB_CONVERSION_TILETOVECTOR_NARROWFLOATS_H
#define GEMS_LIB_CONVERSION_TILETOVECTOR_NARROWFLOATS_H

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/PatternMatch.h"
#include "mlir/IR/TypeUtilities.h"

namespace gems {

/// The run of elements of which a value is the even (0) or odd (1) ones.
struct Side {
  mlir::Value run;
  unsigned parity;
};
std::optional<Side> getSide(mlir::Value value);
/// The side that `value` widens to f32, when its elements are of type `element`.
std::optional<Side> getWidenedSide(mlir::Value value, mlir::Type element);
/// The two f32 values that a run of rounded elements of type `element` is made of.
std::optional<std::pair<mlir::Value, mlir::Value>> getRoundedSides(mlir::vector::InterleaveOp op,
                                                                   mlir::Type element);
mlir::Value callIntrinsic(mlir::OpBuilder &builder, mlir::Location loc, llvm::StringRef name,
                          mlir::Type type, mlir::ValueRange operands);
/// The same number on all lanes.
mlir::Value splatFloat(mlir::OpBuilder &builder, mlir::Location loc, mlir::VectorType type,
                       double value);

/// Set on conversions to bf16 of which no operand is a NaN whose lower half is not zero.
inline constexpr llvm::StringLiteral kShortNaN = "gems.short_nan";
/// Sets it where that can be shown, or done outside of a loop.
void markShortNaNs(mlir::Operation *root);
/// f32 with the default NaN in place of any NaN.
mlir::Value shortenNaN(mlir::OpBuilder &builder, mlir::Location loc, mlir::Value value);

/// Widening one side of a run of bf16 by a shift or a mask of 32-bit words.
void populateWideningPatterns(mlir::RewritePatternSet &patterns);
/// Rounding to bf16 in integers, for targets without instructions that round exactly.
void populateWordPatterns(mlir::RewritePatternSet &patterns, llvm::StringRef isa);
/// f16 arithmetic in place of f32 arithmetic between two conversions.
void populateNativeF16Patterns(mlir::RewritePatternSet &patterns);
/// SVE's conversions and long multiplications of one narrow type.
void populateSVEPatterns(mlir::RewritePatternSet &patterns, mlir::Type element);
/// AVX-512's conversion to f16.
void populateAVX512Patterns(mlir::RewritePatternSet &patterns);
/// NEON's long multiplications of f16.
void populateNEONPatterns(mlir::RewritePatternSet &patterns);

} // namespace gems

#endif // GEMS_LIB_CONVERSION_TILETOVECTOR_NARROWFLOATS_H
