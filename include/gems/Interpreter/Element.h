// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The element types of the tile dialect, and their rounding, bit for bit, in integer code.
#ifndef GEMS_INTERPRETER_ELEMENT_H
#define GEMS_INTERPRETER_ELEMENT_H

#include "mlir/IR/Types.h"
#include <cstdint>
#include <optional>

namespace gems::interp {

enum class ElementKind : uint8_t { I1, I8, I16, I32, I64, F16, BF16, F32, F64, Pointer };

/// The kind of a scalar, or of a tensor's elements; none for a type outside the dialect. `index`
/// counts as i64.
std::optional<ElementKind> getElementKind(mlir::Type type);

inline bool isInteger(ElementKind kind) { return kind <= ElementKind::I64; }
inline bool isFloat(ElementKind kind) {
  return kind >= ElementKind::F16 && kind <= ElementKind::F64;
}

/// The width of an element in bits; 64 for a pointer.
unsigned getBitWidth(ElementKind kind);

/// The size of an element in memory in bytes; 1 for i1.
unsigned getByteSize(ElementKind kind);

/// One element. An integer is kept sign-extended from its written width, so the i1 `true` is -1; an
/// index value is kept in 64 bits. A float of any type is kept as the double of the same value.
/// A pointer is the distance from the start of its buffer in bytes.
union Element {
  int64_t integer;
  double real;
};

/// The low `width` bits, sign-extended.
inline int64_t signExtend(int64_t value, unsigned width) {
  unsigned shift = 64 - width;
  return static_cast<int64_t>(static_cast<uint64_t>(value) << shift) >> shift;
}

/// The low `width` bits, zero-extended.
inline uint64_t zeroExtend(int64_t value, unsigned width) {
  return static_cast<uint64_t>(value) & (~uint64_t(0) >> (64 - width));
}

/// Rounds to the nearest value of a float type, ties to even.
double roundTo(ElementKind kind, double value);

/// Rounds sign and magnitude of an integer to the nearest value of a float type, once.
double roundInteger(ElementKind kind, bool negative, uint64_t magnitude);

/// The bits in memory of a value that its type represents exactly. A NaN keeps its payload.
uint64_t encodeFloat(ElementKind kind, double value);

/// The value of bits in memory.
double decodeFloat(ElementKind kind, uint64_t bits);

/// The bits of any element but a pointer, as in memory.
uint64_t encode(ElementKind kind, Element element);
Element decode(ElementKind kind, uint64_t bits);

} // namespace gems::interp

#endif // GEMS_INTERPRETER_ELEMENT_H
