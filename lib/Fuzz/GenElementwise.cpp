// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Elementwise ops, casts, comparisons, selects; everything the table of admitted ops lists.
#include "KernelGen.h"
#include "gems/Transforms/AdmittedOps.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "llvm/ADT/StringSwitch.h"

using namespace mlir;
using namespace gems;
using namespace gems::fuzz;

static bool holds(ElementSet set, ElementKind kind) {
  return set & (1u << static_cast<unsigned>(kind));
}

/// The number of operands of an op that takes and gives one type; 0 for other ops.
static unsigned getArity(StringRef name) {
  auto [dialect, op] = name.split('.');
  if (dialect == "math")
    return llvm::StringSwitch<unsigned>(op)
        .Case("fma", 3)
        .Case("copysign", 2)
        .Cases({"isfinite", "isinf", "isnan"}, 0)
        .Default(1);
  if (dialect != "arith")
    return 0;
  return llvm::StringSwitch<unsigned>(op)
      .Case("negf", 1)
      .Cases({"bitcast", "cmpf", "cmpi", "constant", "extf"}, 0)
      .Cases({"extsi", "extui", "fptosi", "fptoui", "select"}, 0)
      .Cases({"sitofp", "truncf", "trunci", "uitofp"}, 0)
      .Default(2);
}

Value KernelGen::withoutNaN(Value value) {
  if (!getFact(value).mayNaN)
    return value;
  Value isNaN = createOp("math.isnan", {value}, getType(ElementKind::I1, getShape(value)))
                    ->getResult(0);
  facts[isNaN] = getFullRange(ElementKind::I1);
  Value zero = floatConstant(getKind(value), getShape(value), 0);
  Value result = arith::SelectOp::create(builder, loc, isNaN, zero, value);
  Fact fact = join(getFact(value), getFact(zero));
  fact.mayNaN = false;
  facts[result] = fact;
  return result;
}

Value KernelGen::clamp(Value value, double bound) {
  ElementKind kind = getKind(value);
  Value high = floatConstant(kind, getShape(value), bound);
  Value low = floatConstant(kind, getShape(value), -bound);
  Value limited = createOp("arith.minimumf", {value, high}, value.getType())->getResult(0);
  Value result = createOp("arith.maximumf", {limited, low}, value.getType())->getResult(0);
  facts[result] = applyClamp(kind, getFact(value), bound);
  return result;
}

Value KernelGen::makeIntegral(Value value) {
  double bound = random.between(1, 8);
  Value limited = clamp(value, bound);
  StringRef name = random.pick<const char *>({"math.trunc", "math.roundeven", "math.floor"});
  Value result = createOp(name, {limited}, value.getType())->getResult(0);
  Fact fact = Fact::floats(-bound, bound, true);
  fact.mayNaN = getFact(limited).mayNaN;
  facts[result] = fact;
  return result;
}

Value KernelGen::makeSummable(Value value, int64_t count, bool mayBeInexact) {
  ElementKind kind = getKind(value);
  if (interp::isInteger(kind))
    return value;
  std::optional<Fact> sum = applySum(kind, getFact(value), count);
  if (sum && (sum->isExact() || mayBeInexact))
    return value;
  if (getFact(value).isExact() && !(mayBeInexact && random.chance(50)))
    return makeIntegral(value);
  if (!mayBeInexact)
    return nullptr;
  Value limited = clamp(value, 2);
  return applySum(kind, getFact(limited), count) ? limited : Value();
}

Value KernelGen::castTo(Value value, ElementKind kind, bool isUnsigned) {
  ElementKind from = getKind(value);
  if (from == kind)
    return value;
  std::optional<Fact> fact = applyCast(from, kind, getFact(value), isUnsigned);
  if (!fact)
    return nullptr;
  auto cast = tile::CastOp::create(builder, loc, getType(kind, getShape(value)), value);
  cast.setIsUnsigned(isUnsigned);
  return remember(cast, *fact);
}

/// Conversions of arith: from `kind` to one that the op allows.
bool KernelGen::genCast(StringRef name, ElementKind kind, ArrayRef<int64_t> shape) {
  const AdmittedOp &row = *lookupAdmittedOp(name);
  unsigned from = interp::getBitWidth(kind);
  auto isFit = [&](ElementKind target) {
    unsigned to = interp::getBitWidth(target);
    return holds(row.results, target) &&
           llvm::StringSwitch<bool>(name)
               .Case("arith.bitcast", from == to && kind != target)
               .Cases({"arith.extf", "arith.extsi", "arith.extui"}, to > from)
               .Cases({"arith.truncf", "arith.trunci"}, to < from)
               .Default(true);
  };
  SmallVector<ElementKind> targets;
  for (unsigned i = 0; i < 9; ++i)
    if (isFit(static_cast<ElementKind>(i)))
      targets.push_back(static_cast<ElementKind>(i));
  if (!holds(row.operands, kind) || targets.empty())
    return false;
  ElementKind target = random.pickFrom(targets);
  bool needExact = !name.starts_with("arith.ext") && name != "arith.truncf";
  Value source = pickValue(kind, shape, needExact);
  if (name == "arith.bitcast") {
    // The bits of a NaN are nobody's business.
    if (interp::isFloat(kind))
      source = withoutNaN(source);
    Value result = createOp(name, {source}, getType(target, shape))->getResult(0);
    remember(result, getFullRange(target));
    return true;
  }
  bool isUnsigned = name == "arith.extui" || name == "arith.uitofp" || name == "arith.fptoui";
  std::optional<Fact> fact = applyCast(kind, target, getFact(source), isUnsigned);
  if (!fact)
    return false;
  if (kind == ElementKind::I1 && interp::isFloat(target))
    fact = Fact::floats(-1, 1, true);
  remember(createOp(name, {source}, getType(target, shape))->getResult(0), *fact);
  return true;
}

Value KernelGen::genCompare(ElementKind kind, ArrayRef<int64_t> shape) {
  Value a = pickValue(kind, shape), b = pickValue(kind, shape);
  Value result;
  if (interp::isFloat(kind))
    result = arith::CmpFOp::create(builder, loc,
                                   static_cast<arith::CmpFPredicate>(random.below(16)), a, b);
  else
    result = arith::CmpIOp::create(builder, loc,
                                   static_cast<arith::CmpIPredicate>(random.below(10)), a, b);
  return remember(result, getFullRange(ElementKind::I1));
}

Value KernelGen::genSelect(ElementKind kind, ArrayRef<int64_t> shape) {
  Value a = pickValue(kind, shape, /*needExact=*/false);
  Value b = pickValue(kind, shape, /*needExact=*/false);
  Fact fact = join(getFact(a), getFact(b));
  // An infinity beside inexact values would be taken for one of them.
  if (!fact.isExact() && (getFact(a).exactness != getFact(b).exactness || fact.mayInf))
    return nullptr;
  bool isScalar = random.chance(20);
  Value condition = pickValue(ElementKind::I1, isScalar ? ArrayRef<int64_t>() : shape);
  return remember(arith::SelectOp::create(builder, loc, condition, a, b), fact);
}

bool KernelGen::genElementwiseOp(StringRef name, ElementKind kind, ArrayRef<int64_t> shape) {
  const AdmittedOp &row = *lookupAdmittedOp(name);
  if (!holds(row.operands, kind))
    return false;
  unsigned arity = getArity(name);
  bool isFloat = interp::isFloat(kind);
  SmallVector<Value> operands;
  bool isSmooth = isFloat && random.chance(40);
  for (unsigned i = 0; i < arity; ++i)
    operands.push_back(pickValue(kind, shape, /*needExact=*/!isSmooth));
  if (name == "math.copysign")
    operands[1] = withoutNaN(operands[1]);
  Value result;
  if (isFloat) {
    result = floatOp(name, operands);
  } else {
    result = createOp(name, operands, operands[0].getType())->getResult(0);
    SmallVector<Fact> known;
    for (Value operand : operands)
      known.push_back(getFact(operand));
    facts[result] = applyInteger(name, kind, known);
  }
  if (!result)
    return false;
  remember(result, getFact(result));
  return true;
}

void KernelGen::genElementwise() {
  for (int tries = 0; tries < 20; ++tries) {
    const AdmittedOp &row = random.pickFrom(getAdmittedOps());
    StringRef name = row.name;
    Shape shape = pickShape();
    ElementKind kind = pickKind(/*isDataOnly=*/false);
    if (!name.starts_with("arith.") && !name.starts_with("math.") && name != "tile.cast")
      continue;
    bool isDone = false;
    if (getArity(name)) {
      isDone = genElementwiseOp(name, kind, shape);
    } else if (name == "arith.select") {
      isDone = genSelect(kind, shape) != nullptr;
    } else if (name == "arith.cmpf" || name == "arith.cmpi") {
      isDone = holds(row.operands, kind) && genCompare(kind, shape);
    } else if (name == "tile.cast") {
      Value source = pickValue(kind, shape, random.chance(70));
      isDone = castTo(source, static_cast<ElementKind>(random.below(9)), random.chance(30)) !=
               nullptr;
    } else if (name.starts_with("math.")) { // isnan and its like
      if (holds(row.operands, kind)) {
        Value source = pickValue(kind, shape);
        remember(createOp(name, {source}, getType(ElementKind::I1, shape))->getResult(0),
                 getFullRange(ElementKind::I1));
        isDone = true;
      }
    } else if (name != "arith.constant") {
      isDone = genCast(name, kind, shape);
    }
    if (isDone)
      return;
  }
}
