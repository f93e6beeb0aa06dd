// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Polynomials over scalars and the affine forms of tiles.
#include "gems/Analysis/AffineForm.h"
#include "gems/IR/Tile.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/Matchers.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;
using namespace gems;

//===----------------------------------------------------------------------===//
// Poly
//===----------------------------------------------------------------------===//

Poly Poly::constant(int64_t value) {
  Poly poly;
  poly.add({{}, value});
  return poly;
}

Poly Poly::symbol(Value value) {
  Poly poly;
  poly.add({{value}, 1});
  return poly;
}

/// Whether two products have the same factors; they are few, and their order does not matter.
static bool sameFactors(ArrayRef<Value> a, ArrayRef<Value> b) {
  if (a.size() != b.size())
    return false;
  SmallVector<Value, 2> rest(b);
  for (Value factor : a) {
    auto *it = llvm::find(rest, factor);
    if (it == rest.end())
      return false;
    rest.erase(it);
  }
  return true;
}

void Poly::add(const Term &term) {
  for (auto *it = terms.begin(); it != terms.end(); ++it) {
    if (!sameFactors(it->factors, term.factors))
      continue;
    it->coefficient = int64_t(uint64_t(it->coefficient) + uint64_t(term.coefficient));
    if (it->coefficient == 0)
      terms.erase(it);
    return;
  }
  if (term.coefficient != 0)
    terms.push_back(term);
}

Poly Poly::operator+(const Poly &other) const {
  Poly sum = *this;
  for (const Term &term : other.terms)
    sum.add(term);
  return sum;
}

Poly Poly::operator-(const Poly &other) const {
  Poly difference = *this;
  for (const Term &term : other.terms)
    difference.add({term.factors, int64_t(-uint64_t(term.coefficient))});
  return difference;
}

Poly Poly::operator*(const Poly &other) const {
  Poly product;
  for (const Term &a : terms) {
    for (const Term &b : other.terms) {
      Term term = a;
      term.factors.append(b.factors.begin(), b.factors.end());
      term.coefficient = int64_t(uint64_t(a.coefficient) * uint64_t(b.coefficient));
      product.add(term);
    }
  }
  return product;
}

std::optional<int64_t> Poly::getConstant() const {
  if (terms.empty())
    return 0;
  if (terms.size() == 1 && terms.front().factors.empty())
    return terms.front().coefficient;
  return std::nullopt;
}

std::optional<Poly> Poly::coefficientOf(Value value) const {
  Poly coefficient;
  for (const Term &term : terms) {
    Term rest = term;
    auto *it = llvm::find(rest.factors, value);
    if (it == rest.factors.end())
      continue;
    rest.factors.erase(it);
    if (llvm::is_contained(rest.factors, value))
      return std::nullopt;
    coefficient.add(rest);
  }
  return coefficient;
}

bool Poly::uses(Value value) const {
  return llvm::any_of(terms,
                      [&](const Term &term) { return llvm::is_contained(term.factors, value); });
}

void Poly::print(raw_ostream &os) const {
  if (terms.empty())
    os << "0";
  llvm::interleave(
      terms, os,
      [&](const Term &term) {
        os << term.coefficient;
        for (Value factor : term.factors) {
          os << "*";
          factor.printAsOperand(os, OpPrintingFlags());
        }
      },
      " + ");
}

//===----------------------------------------------------------------------===//
// AffineForm
//===----------------------------------------------------------------------===//

bool AffineForm::isUniform() const {
  return llvm::all_of(coefficients, [](const Poly &poly) { return poly.isZero(); });
}

bool AffineForm::operator==(const AffineForm &other) const {
  return base == other.base && coefficients == other.coefficients;
}

void AffineForm::print(raw_ostream &os) const {
  base.print(os);
  for (auto [dim, coefficient] : llvm::enumerate(coefficients)) {
    os << " + (";
    coefficient.print(os);
    os << ")*d" << dim;
  }
}

//===----------------------------------------------------------------------===//
// AffineAnalysis
//===----------------------------------------------------------------------===//

static int64_t rankOf(Value value) {
  auto tile = dyn_cast<RankedTensorType>(value.getType());
  return tile ? tile.getRank() : 0;
}

std::optional<AffineForm> AffineAnalysis::get(Value value) {
  auto it = forms.find(value);
  if (it != forms.end())
    return it->second;
  std::optional<AffineForm> form = compute(value);
  forms[value] = form;
  return form;
}

Poly AffineAnalysis::getScalar(Value value) {
  std::optional<AffineForm> form = get(value);
  return form ? form->base : Poly::symbol(value);
}

std::optional<AffineForm> AffineAnalysis::compute(Value value) {
  auto element = dyn_cast<IntegerType>(getElementTypeOrSelf(value.getType()));
  if (!element || element.getWidth() == 1)
    return std::nullopt;
  AffineForm form;
  form.coefficients.resize(rankOf(value));
  APInt constant;
  if (matchPattern(value, m_ConstantInt(&constant))) {
    form.base = Poly::constant(constant.getSExtValue());
    return form;
  }
  if (Operation *op = value.getDefiningOp()) {
    if (std::optional<AffineForm> shaped = computeShapeOp(op))
      return shaped;
    // Narrower arithmetic wraps at its own width, so only 64-bit arithmetic is taken apart.
    if (element.getWidth() == 64)
      if (std::optional<AffineForm> sum = computeArith(op, value))
        return sum;
  }
  if (rankOf(value) > 0)
    return std::nullopt;
  form.base = Poly::symbol(value);
  return form;
}

std::optional<AffineForm> AffineAnalysis::computeArith(Operation *op, Value value) {
  if (!isa<arith::AddIOp, arith::SubIOp, arith::MulIOp, arith::ShLIOp, arith::ExtSIOp>(op))
    return std::nullopt;
  std::optional<AffineForm> a = get(op->getOperand(0));
  if (!a)
    return std::nullopt;
  if (isa<arith::ExtSIOp>(op)) {
    // The sign-extended value of a narrow uniform value is what its symbol stands for.
    return a->isUniform() ? a : std::nullopt;
  }
  std::optional<AffineForm> b = get(op->getOperand(1));
  if (!b)
    return std::nullopt;
  AffineForm form;
  form.coefficients.resize(rankOf(value));
  if (isa<arith::ShLIOp>(op)) {
    std::optional<int64_t> amount = b->isUniform() ? b->base.getConstant() : std::nullopt;
    if (!amount || *amount < 0 || *amount > 62)
      return std::nullopt;
    b->base = Poly::constant(int64_t(1) << *amount);
  }
  bool isProduct = isa<arith::MulIOp, arith::ShLIOp>(op);
  if (isProduct && !b->isUniform())
    std::swap(a, b);
  if (isProduct && !b->isUniform())
    return std::nullopt;
  auto combine = [&](const Poly &x, const Poly &y) {
    return isa<arith::SubIOp>(op) ? x - y : x + y;
  };
  form.base = isProduct ? a->base * b->base : combine(a->base, b->base);
  for (size_t dim = 0; dim < form.coefficients.size(); ++dim)
    form.coefficients[dim] = isProduct ? a->coefficients[dim] * b->base
                                       : combine(a->coefficients[dim], b->coefficients[dim]);
  return form;
}

/// The form of a reshaped tile: both shapes count the same elements in row-major order.
static std::optional<AffineForm> reshapeForm(const AffineForm &source, RankedTensorType from,
                                             RankedTensorType to) {
  // Bring the source to one coefficient per linear index.
  Poly linear;
  SmallVector<int64_t> fromShape(from.getShape());
  bool seen = false;
  int64_t stride = 1;
  for (int64_t dim = from.getRank() - 1; dim >= 0; --dim) {
    if (fromShape[dim] != 1) {
      const Poly &coefficient = source.coefficients[dim];
      if (!seen) {
        if (stride != 1)
          return std::nullopt;
        linear = coefficient;
        seen = true;
      } else if (coefficient != linear * Poly::constant(stride)) {
        return std::nullopt;
      }
    }
    stride *= fromShape[dim];
  }
  AffineForm form;
  form.base = source.base;
  form.coefficients.resize(to.getRank());
  stride = 1;
  for (int64_t dim = to.getRank() - 1; dim >= 0; --dim) {
    if (to.getDimSize(dim) != 1)
      form.coefficients[dim] = linear * Poly::constant(stride);
    stride *= to.getDimSize(dim);
  }
  return form;
}

std::optional<AffineForm> AffineAnalysis::computeShapeOp(Operation *op) {
  if (auto arange = dyn_cast<tile::ArangeOp>(op)) {
    AffineForm form;
    form.base = Poly::constant(arange.getStart());
    int64_t size = cast<RankedTensorType>(arange.getType()).getDimSize(0);
    form.coefficients.push_back(size == 1 ? Poly() : Poly::constant(1));
    return form;
  }
  if (!isa<tile::SplatOp, tile::BroadcastOp, tile::ExpandDimsOp, tile::ReshapeOp, tile::TransOp>(
          op))
    return std::nullopt;
  std::optional<AffineForm> source = get(op->getOperand(0));
  if (!source)
    return std::nullopt;
  auto to = cast<RankedTensorType>(op->getResult(0).getType());
  AffineForm form = *source;
  if (isa<tile::SplatOp>(op)) {
    form.coefficients.assign(to.getRank(), Poly());
  } else if (auto expand = dyn_cast<tile::ExpandDimsOp>(op)) {
    form.coefficients.insert(form.coefficients.begin() + expand.getAxis(), Poly());
  } else if (isa<tile::TransOp>(op)) {
    if (form.coefficients.size() == 2)
      std::swap(form.coefficients[0], form.coefficients[1]);
  } else if (isa<tile::ReshapeOp>(op)) {
    return reshapeForm(*source, cast<RankedTensorType>(op->getOperand(0).getType()), to);
  }
  return form; // A broadcast keeps its form: coordinates of unit dimensions carry no coefficient.
}

/// 64-bit numbers that stand for 32-bit ones, and constants, have known bounds; so does a loop
/// variable between such numbers.
std::optional<Interval> AffineAnalysis::getSymbolInterval(Value symbol) {
  auto type = dyn_cast<IntegerType>(symbol.getType());
  if (!type)
    return std::nullopt;
  if (type.getWidth() < 64)
    return Interval{-(__int128(1) << (type.getWidth() - 1)),
                    (__int128(1) << (type.getWidth() - 1)) - 1};
  if (auto extension = symbol.getDefiningOp<arith::ExtUIOp>()) {
    unsigned width = extension.getIn().getType().getIntOrFloatBitWidth();
    return Interval{0, (__int128(1) << width) - 1};
  }
  if (auto argument = dyn_cast<BlockArgument>(symbol)) {
    auto loop = dyn_cast<scf::ForOp>(argument.getOwner()->getParentOp());
    if (!loop || loop.getInductionVar() != symbol || loop.getUnsignedCmp())
      return std::nullopt;
    std::optional<Interval> low = getInterval(getScalar(loop.getLowerBound()));
    std::optional<Interval> high = getInterval(getScalar(loop.getUpperBound()));
    if (low && high)
      return Interval{low->low, high->high > low->low ? high->high : low->low};
  }
  return std::nullopt;
}

std::optional<Interval> AffineAnalysis::getInterval(const Poly &poly) {
  const __int128 limit = __int128(1) << 80;
  Interval sum{0, 0};
  for (const Poly::Term &term : poly.getTerms()) {
    Interval product{term.coefficient, term.coefficient};
    for (Value factor : term.factors) {
      std::optional<Interval> bound = getSymbolInterval(factor);
      if (!bound || product.low < -limit || product.high > limit || bound->low < -limit / 65536 ||
          bound->high > limit / 65536)
        return std::nullopt;
      // Products of more than two 32-bit factors are not worth a proof.
      if (product.low < -(__int128(1) << 62) || product.high > (__int128(1) << 62))
        return std::nullopt;
      __int128 corners[] = {product.low * bound->low, product.low * bound->high,
                            product.high * bound->low, product.high * bound->high};
      product.low = product.high = corners[0];
      for (__int128 corner : corners) {
        product.low = corner < product.low ? corner : product.low;
        product.high = corner > product.high ? corner : product.high;
      }
    }
    sum.low += product.low;
    sum.high += product.high;
    if (sum.low < -limit || sum.high > limit)
      return std::nullopt;
  }
  return sum;
}
