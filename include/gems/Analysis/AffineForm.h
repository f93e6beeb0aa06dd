// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Integer values of a kernel as polynomials over its scalars, plus a multiple of each tile
// coordinate. Everything that is known of addresses and mask bounds is known in this form.
#ifndef GEMS_ANALYSIS_AFFINEFORM_H
#define GEMS_ANALYSIS_AFFINEFORM_H

#include "mlir/IR/Value.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SmallVector.h"
#include <optional>

namespace gems {

/// A closed interval of integers that is known to hold a value. Wide enough for products of three
/// 32-bit numbers, so that bounds computed with it never wrap.
struct Interval {
  __int128 low;
  __int128 high;
};

/// A polynomial with 64-bit coefficients over scalar SSA values, modulo 2^64. A factor narrower
/// than 64 bits stands for its sign-extended value.
class Poly {
public:
  struct Term {
    llvm::SmallVector<mlir::Value, 2> factors;
    int64_t coefficient;
  };

  Poly() = default;
  static Poly constant(int64_t value);
  static Poly symbol(mlir::Value value);

  Poly operator+(const Poly &other) const;
  Poly operator-(const Poly &other) const;
  Poly operator*(const Poly &other) const;
  bool operator==(const Poly &other) const { return (*this - other).isZero(); }
  bool operator!=(const Poly &other) const { return !(*this == other); }

  bool isZero() const { return terms.empty(); }
  /// The value when it is a compile-time constant.
  std::optional<int64_t> getConstant() const;
  /// The terms in the order in which they arose; no two have the same factors, none is zero.
  llvm::ArrayRef<Term> getTerms() const { return terms; }
  /// The multiple of `value` that the polynomial holds, when it is linear in it.
  std::optional<Poly> coefficientOf(mlir::Value value) const;
  bool uses(mlir::Value value) const;
  void print(llvm::raw_ostream &os) const;

private:
  void add(const Term &term);
  llvm::SmallVector<Term, 2> terms;
};

/// base + sum over the dimensions of coefficient * coordinate. Scalars have no coefficients.
struct AffineForm {
  Poly base;
  llvm::SmallVector<Poly, 2> coefficients;

  bool isUniform() const;
  bool operator==(const AffineForm &other) const;
  void print(llvm::raw_ostream &os) const;
};

/// Finds the affine form of integer scalars and tiles. It reads the IR after `tile-widen-index`,
/// never changes it, and remembers what it has found.
class AffineAnalysis {
public:
  /// The form of `value`, or nothing when it has none (data-dependent, non-linear).
  std::optional<AffineForm> get(mlir::Value value);
  /// The scalar `value` as a polynomial; at worst a polynomial of itself.
  Poly getScalar(mlir::Value value);
  /// What is known of the size of `poly` without any wrapping.
  std::optional<Interval> getInterval(const Poly &poly);

private:
  std::optional<AffineForm> compute(mlir::Value value);
  std::optional<AffineForm> computeShapeOp(mlir::Operation *op);
  std::optional<AffineForm> computeArith(mlir::Operation *op, mlir::Value value);
  std::optional<Interval> getSymbolInterval(mlir::Value symbol);

  llvm::DenseMap<mlir::Value, std::optional<AffineForm>> forms;
};

} // namespace gems

#endif // GEMS_ANALYSIS_AFFINEFORM_H
