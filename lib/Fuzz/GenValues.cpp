// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Values: types, constants, arguments, and finding operands.
#include "FloatError.h"
#include "KernelGen.h"
#include "mlir/IR/TypeUtilities.h"

using namespace mlir;
using namespace gems;
using namespace gems::fuzz;

Type KernelGen::getType(ElementKind kind) {
  switch (kind) {
  case ElementKind::F16:
    return builder.getF16Type();
  case ElementKind::BF16:
    return builder.getBF16Type();
  case ElementKind::F32:
    return builder.getF32Type();
  case ElementKind::F64:
    return builder.getF64Type();
  default:
    return builder.getIntegerType(interp::getBitWidth(kind));
  }
}

Type KernelGen::getType(ElementKind kind, ArrayRef<int64_t> shape) {
  Type element = getType(kind);
  return shape.empty() ? element : RankedTensorType::get(shape, element);
}

ElementKind KernelGen::getKind(Value value) { return *interp::getElementKind(value.getType()); }

Shape KernelGen::getShape(Value value) {
  auto type = dyn_cast<RankedTensorType>(value.getType());
  return type ? Shape(type.getShape()) : Shape();
}

Value KernelGen::remember(Value value, const Fact &fact) {
  facts[value] = fact;
  pool.push_back(value);
  return value;
}

Operation *KernelGen::createOp(StringRef name, ValueRange operands, Type result) {
  OperationState state(loc, name);
  state.addOperands(operands);
  state.addTypes(result);
  return builder.create(state);
}

Value KernelGen::constant(ElementKind kind, ArrayRef<int64_t> shape, APInt bits, const Fact &fact) {
  Type element = getType(kind);
  TypedAttr attribute;
  if (auto floatType = dyn_cast<FloatType>(element))
    attribute = FloatAttr::get(floatType, APFloat(floatType.getFloatSemantics(), bits));
  else
    attribute = IntegerAttr::get(element, bits);
  if (!shape.empty())
    attribute = SplatElementsAttr::get(RankedTensorType::get(shape, element), attribute);
  Value value = arith::ConstantOp::create(builder, loc, attribute);
  facts[value] = fact;
  return value;
}

Value KernelGen::intConstant(ElementKind kind, ArrayRef<int64_t> shape, int64_t value) {
  unsigned width = interp::getBitWidth(kind);
  value = interp::signExtend(value, width);
  return constant(kind, shape, APInt(width, value, /*isSigned=*/true),
                  Fact::integers(value, value));
}

Value KernelGen::floatConstant(ElementKind kind, ArrayRef<int64_t> shape, double value) {
  value = interp::roundTo(kind, value);
  Fact fact;
  fact.mayNaN = std::isnan(value);
  fact.mayInf = std::isinf(value);
  if (std::isfinite(value)) {
    fact.floor = fact.ceiling = value;
    fact.isIntegral = value == std::trunc(value) && std::abs(value) <= getIntegerLimit(kind);
  } else {
    fact.floor = fact.ceiling = 0; // nothing is finite
    fact.isIntegral = true;
  }
  return constant(kind, shape, APInt(interp::getBitWidth(kind), interp::encodeFloat(kind, value)),
                  fact);
}

double KernelGen::randomFloat(ElementKind kind) {
  unsigned width = interp::getBitWidth(kind);
  switch (random.below(8)) {
  case 0: // any bits
    return interp::decodeFloat(kind, random.next() & (~uint64_t(0) >> (64 - width)));
  case 1:
    return random.pick<double>({0.0, -0.0, INFINITY, -INFINITY, NAN, 1.0, -1.0, 0.5});
  case 2:
    return getTiny(kind) * random.between(-300, 300);
  case 3:
    return getLargest(kind) * random.pick<double>({1, -1, 0.5, 0.25});
  case 4: // near integers, for casts
    return random.between(-300, 300) + random.pick<double>({0, 0.5, 0.25, 0.499});
  case 5:
    return std::ldexp(random.unit() - 0.5, random.between(-20, 66));
  default:
    return (random.unit() - 0.5) * 8;
  }
}

int64_t KernelGen::randomInteger(ElementKind kind) {
  unsigned width = interp::getBitWidth(kind);
  int64_t value;
  switch (random.below(5)) {
  case 0:
    value = static_cast<int64_t>(random.next());
    break;
  case 1: {
    int64_t least = interp::signExtend(int64_t(uint64_t(1) << (width - 1)), width);
    value = random.pick<int64_t>({0, 1, -1, least, ~least, least + 1, width, width - 1});
    break;
  }
  case 2:
    value = static_cast<int64_t>((uint64_t(1) << random.below(width)) - random.below(2));
    break;
  default:
    value = random.between(-20, 100);
  }
  return interp::signExtend(value, width);
}

Value KernelGen::randomConstant(ElementKind kind, ArrayRef<int64_t> shape, const Fact &wanted) {
  if (interp::isInteger(kind)) {
    int64_t value = randomInteger(kind);
    if (value < wanted.low || value > wanted.high)
      value = random.between(std::max<int64_t>(wanted.low, 0),
                             std::max<int64_t>(wanted.low, 0) + (wanted.high > wanted.low));
    return intConstant(kind, shape, value);
  }
  if (wanted.isIntegral)
    return floatConstant(kind, shape, random.between(-2, 2));
  if (!wanted.mayInf)
    return floatConstant(kind, shape, (random.unit() - 0.5) * 2);
  return floatConstant(kind, shape, randomFloat(kind));
}

Value KernelGen::splat(Value scalar, ArrayRef<int64_t> shape) {
  if (shape.empty())
    return scalar;
  Type type = RankedTensorType::get(shape, scalar.getType());
  Value value = tile::SplatOp::create(builder, loc, type, scalar);
  facts[value] = getFact(scalar);
  return value;
}

Value KernelGen::intOp(StringRef name, Value a, Value b) {
  Value value = createOp(name, {a, b}, a.getType())->getResult(0);
  facts[value] = applyInteger(name, getKind(a), {getFact(a), getFact(b)});
  return value;
}

Value KernelGen::floatOp(StringRef name, ValueRange operands) {
  SmallVector<Fact> known;
  for (Value operand : operands)
    known.push_back(getFact(operand));
  std::optional<Fact> fact = applyFloat(name, getKind(operands[0]), known);
  if (!fact)
    return nullptr;
  Value value = createOp(name, operands, operands[0].getType())->getResult(0);
  facts[value] = *fact;
  return value;
}

/// Offsets and counts as i32 or i64, whatever they were.
Value KernelGen::toKind(Value integer, ElementKind kind) {
  if (getKind(integer) == kind)
    return integer;
  Fact fact = getFact(integer);
  bool isWider = interp::getBitWidth(kind) > interp::getBitWidth(getKind(integer));
  StringRef name = !isWider                             ? "arith.trunci"
                   : fact.low >= 0 && random.chance(20) ? "arith.extui"
                                                        : "arith.extsi";
  Value value = createOp(name, {integer}, getType(kind, getShape(integer)))->getResult(0);
  facts[value] = *applyCast(getKind(integer), kind, fact, false);
  // A small number stays what it was.
  if (fact.low >= getFullRange(ElementKind::I32).low &&
      fact.high <= getFullRange(ElementKind::I32).high)
    facts[value] = fact;
  return value;
}

Value KernelGen::scalarArgument(ElementKind kind, ScalarRole role, int64_t value,
                                const Fact &fact) {
  static constexpr StringLiteral names[] = {"n", "stride", "limit", "s"};
  StringRef name = names[static_cast<unsigned>(role)];
  Value argument = addArgument(getType(kind), name);
  scalars.push_back({kernel.getBody().getNumArguments() - 1, kind, role, value});
  facts[argument] = fact;
  return argument;
}

Value KernelGen::extentArgument(ElementKind kind) {
  for (Value value : extentValues)
    if (getKind(value) == kind && random.chance(80))
      return value;
  if (extentValues.size() >= 3)
    return toKind(extentValues[random.below(3)], kind);
  Value value = scalarArgument(kind, ScalarRole::Extent, extent, Fact::integers(0, extent));
  extentValues.push_back(value);
  return value;
}

Value KernelGen::programNumber() {
  if (programNumberValue)
    return programNumberValue;
  auto id = [&](tile::ProgramAxis axis) -> Value {
    Value value = tile::ProgramIdOp::create(prologue, loc, axis);
    facts[value] = Fact::index(0, 63);
    return value;
  };
  auto combine = [&](Value high, tile::ProgramAxis axis) -> Value {
    Value count = tile::NumProgramsOp::create(prologue, loc, axis);
    Value product = arith::MulIOp::create(prologue, loc, high, count);
    return arith::AddIOp::create(prologue, loc, id(axis), product);
  };
  Value number;
  if (gridRank == 3)
    number = combine(id(tile::ProgramAxis::z), tile::ProgramAxis::y);
  else if (gridRank == 2)
    number = id(tile::ProgramAxis::y);
  number = number ? combine(number, tile::ProgramAxis::x) : id(tile::ProgramAxis::x);
  facts[number] = Fact::index(0, 63);
  return programNumberValue = number;
}

Value KernelGen::findValue(ElementKind kind, ArrayRef<int64_t> shape, bool needExact) {
  Type type = getType(kind, shape);
  SmallVector<Value> found;
  for (Value value : pool)
    if (value.getType() == type && (!needExact || getFact(value).isExact()))
      found.push_back(value);
  if (found.empty())
    return nullptr;
  // Late values make deeper expressions.
  return random.chance(50) ? found.back() : random.pickFrom(found);
}

Value KernelGen::makeLeaf(ElementKind kind, ArrayRef<int64_t> shape) {
  bool isMask = kind == ElementKind::I1;
  if (!isMask && random.chance(shape.empty() ? 30 : 55) && loadDepth < 2)
    return genLoad(pickPointer(kind, /*isStore=*/false, extent), shape, randomAccess(shape.size()));
  if (random.chance(35))
    return remember(randomConstant(kind, shape, Fact()), getFullRange(kind));
  if (isMask)
    return genCompare(pickKind(), shape);
  bool isOffset = kind == ElementKind::I32 || kind == ElementKind::I64;
  if (isOffset && shape.size() == 1 && random.chance(15)) {
    Value lanes = arange(shape[0], kind, random.between(-4, 4));
    return remember(lanes, getFact(lanes));
  }
  Value scalar = findValue(kind, {}, true);
  if (!scalar || random.chance(20)) {
    scalar = scalars.size() < 8 ? scalarArgument(kind, ScalarRole::Data, 0, getFullRange(kind))
                                : randomConstant(kind, {}, Fact());
  }
  Value value = splat(scalar, shape);
  return remember(value, getFact(value));
}

Value KernelGen::pickValue(ElementKind kind, ArrayRef<int64_t> shape, bool needExact) {
  if (random.chance(75))
    if (Value value = findValue(kind, shape, needExact))
      return value;
  // A value of another type or of fewer dimensions, converted.
  if (random.chance(35)) {
    ElementKind other = random.pickFrom(kinds);
    Value value = findValue(other, shape, true);
    if (value && other != kind)
      if (Value converted = castTo(value, kind))
        return converted;
  }
  return makeLeaf(kind, shape);
}

Value KernelGen::findSmallScalar(ElementKind kind, int64_t limit) {
  SmallVector<Value> found;
  auto consider = [&](Value value) {
    Fact fact = getFact(value);
    if (isa<IntegerType>(value.getType()) && getKind(value) >= ElementKind::I32 && fact.low >= 0 &&
        fact.high < limit)
      found.push_back(value);
  };
  for (Value value : pool)
    consider(value);
  if (found.empty())
    return nullptr;
  return toKind(random.pickFrom(found), kind);
}

ElementKind KernelGen::pickKind(bool isDataOnly) {
  if (!isDataOnly && random.chance(10))
    return ElementKind::I1;
  return random.chance(85) ? random.pickFrom(kinds)
                           : static_cast<ElementKind>(random.between(1, 8));
}

Shape KernelGen::pickShape() {
  if (random.chance(12))
    return {};
  return random.chance(70) ? shapes[0] : random.pickFrom(shapes);
}

Value KernelGen::makeCondition() {
  if (random.chance(25))
    if (Value known = findValue(ElementKind::I1, {}, true))
      return known;
  if (random.chance(30)) {
    Value bit = intOp("arith.andi", programNumber(), intConstant(ElementKind::I32, {}, 1));
    return compare(arith::CmpIPredicate::eq, bit, intConstant(ElementKind::I32, {}, 0));
  }
  if (random.chance(40))
    return compare(arith::CmpIPredicate::sgt, extentArgument(ElementKind::I32),
                   intConstant(ElementKind::I32, {}, random.between(0, extent)));
  return genCompare(pickKind(), {});
}
