// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Element types: bits to values, values to bits, and rounding.
#include "gems/Interpreter/Element.h"
#include "gems/IR/Tile.h"
#include "mlir/IR/BuiltinTypes.h"
#include "llvm/ADT/bit.h"
#include <cmath>

using namespace gems::interp;

std::optional<ElementKind> gems::interp::getElementKind(mlir::Type type) {
  type = mlir::getElementTypeOrSelf(type);
  if (mlir::isa<tile::PointerType>(type))
    return ElementKind::Pointer;
  if (type.isIndex())
    return ElementKind::I64;
  if (type.isF16())
    return ElementKind::F16;
  if (type.isBF16())
    return ElementKind::BF16;
  if (type.isF32())
    return ElementKind::F32;
  if (type.isF64())
    return ElementKind::F64;
  if (!type.isSignlessInteger())
    return std::nullopt;
  switch (type.getIntOrFloatBitWidth()) {
  case 1:
    return ElementKind::I1;
  case 8:
    return ElementKind::I8;
  case 16:
    return ElementKind::I16;
  case 32:
    return ElementKind::I32;
  case 64:
    return ElementKind::I64;
  default:
    return std::nullopt;
  }
}

unsigned gems::interp::getBitWidth(ElementKind kind) {
  switch (kind) {
  case ElementKind::I1:
    return 1;
  case ElementKind::I8:
    return 8;
  case ElementKind::I16:
  case ElementKind::F16:
  case ElementKind::BF16:
    return 16;
  case ElementKind::I32:
  case ElementKind::F32:
    return 32;
  default:
    return 64;
  }
}

unsigned gems::interp::getByteSize(ElementKind kind) {
  return kind == ElementKind::I1 ? 1 : getBitWidth(kind) / 8;
}

namespace {
/// An IEEE format narrower than double.
struct Format {
  int mantissaBits; // stored, without the leading one
  int exponentBits;

  int bias() const { return (1 << (exponentBits - 1)) - 1; }
  int minExponent() const { return 1 - bias(); }
  int width() const { return 1 + exponentBits + mantissaBits; }
};

constexpr int doubleMantissaBits = 52;
constexpr int doubleBias = 1023;
constexpr uint64_t doubleSign = uint64_t(1) << 63;
constexpr uint64_t doubleInfinity = uint64_t(0x7FF) << doubleMantissaBits;
constexpr uint64_t doubleMantissaMask = (uint64_t(1) << doubleMantissaBits) - 1;
} // namespace

static Format getFormat(ElementKind kind) {
  switch (kind) {
  case ElementKind::F16:
    return {10, 5};
  case ElementKind::BF16:
    return {7, 8};
  default:
    return {23, 8};
  }
}

/// Drops the low `count` bits, rounding to nearest, ties to even; a carry moves on into the bits
/// above, which is what an exponent wants.
static uint64_t roundAway(uint64_t bits, unsigned count) {
  if (count == 0)
    return bits;
  if (count > 63)
    return 0;
  uint64_t kept = bits >> count;
  uint64_t dropped = bits & ((uint64_t(1) << count) - 1);
  uint64_t half = uint64_t(1) << (count - 1);
  return kept + (dropped > half || (dropped == half && (kept & 1)));
}

/// The bits of `value` rounded to `format`.
static uint64_t roundToBits(Format format, double value) {
  uint64_t bits = llvm::bit_cast<uint64_t>(value);
  uint64_t magnitude = bits & ~doubleSign;
  uint64_t sign = (bits >> 63) << (format.width() - 1);
  int drop = doubleMantissaBits - format.mantissaBits;
  uint64_t infinity = ((uint64_t(1) << format.exponentBits) - 1) << format.mantissaBits;
  if (magnitude > doubleInfinity) {
    uint64_t payload = (magnitude & doubleMantissaMask) >> drop;
    uint64_t quiet = uint64_t(1) << (format.mantissaBits - 1);
    return sign | infinity | (payload ? payload : quiet);
  }
  int exponent = static_cast<int>(magnitude >> doubleMantissaBits) - doubleBias;
  if (exponent >= format.minExponent()) {
    uint64_t rebased = magnitude - (uint64_t(doubleBias - format.bias()) << doubleMantissaBits);
    return sign | std::min(roundAway(rebased, drop), infinity);
  }
  // Subnormal or zero: the exponent no longer moves, so more mantissa bits fall off. A subnormal
  // double is far below half the smallest value of any format.
  if (exponent == -doubleBias)
    return sign;
  uint64_t mantissa = (magnitude & doubleMantissaMask) | (uint64_t(1) << doubleMantissaBits);
  return sign | roundAway(mantissa, drop + (format.minExponent() - exponent));
}

static double widen(Format format, uint64_t bits) {
  uint64_t sign = ((bits >> (format.width() - 1)) & 1) << 63;
  uint64_t exponent = (bits >> format.mantissaBits) & ((uint64_t(1) << format.exponentBits) - 1);
  uint64_t mantissa = bits & ((uint64_t(1) << format.mantissaBits) - 1);
  int drop = doubleMantissaBits - format.mantissaBits;
  if (exponent == (uint64_t(1) << format.exponentBits) - 1)
    return llvm::bit_cast<double>(sign | doubleInfinity | (mantissa << drop));
  if (exponent == 0) {
    double value = std::ldexp(double(mantissa), format.minExponent() - format.mantissaBits);
    return sign ? -value : value;
  }
  exponent += doubleBias - format.bias();
  return llvm::bit_cast<double>(sign | (exponent << doubleMantissaBits) | (mantissa << drop));
}

uint64_t gems::interp::encodeFloat(ElementKind kind, double value) {
  if (kind == ElementKind::F64)
    return llvm::bit_cast<uint64_t>(value);
  return roundToBits(getFormat(kind), value);
}

double gems::interp::decodeFloat(ElementKind kind, uint64_t bits) {
  if (kind == ElementKind::F64)
    return llvm::bit_cast<double>(bits);
  return widen(getFormat(kind), bits);
}

double gems::interp::roundTo(ElementKind kind, double value) {
  if (kind == ElementKind::F64 || std::isnan(value))
    return value;
  if (kind == ElementKind::F32)
    return static_cast<float>(value);
  Format format = getFormat(kind);
  return widen(format, roundToBits(format, value));
}

double gems::interp::roundInteger(ElementKind kind, bool negative, uint64_t magnitude) {
  double value;
  // Beyond 2^53 a double would round once more than the type asks for, so the low bits are
  // gathered into a sticky one, which no narrower format keeps.
  if (kind != ElementKind::F64 && magnitude >> 53)
    value = static_cast<double>((magnitude >> 11 << 11) | (magnitude & 0x7FF ? 0x800 : 0));
  else
    value = static_cast<double>(magnitude);
  return roundTo(kind, negative ? -value : value);
}

uint64_t gems::interp::encode(ElementKind kind, Element element) {
  if (isFloat(kind))
    return encodeFloat(kind, element.real);
  return zeroExtend(element.integer, getBitWidth(kind));
}

Element gems::interp::decode(ElementKind kind, uint64_t bits) {
  Element element;
  if (isFloat(kind))
    element.real = decodeFloat(kind, bits);
  else
    element.integer = signExtend(static_cast<int64_t>(bits), getBitWidth(kind));
  return element;
}
