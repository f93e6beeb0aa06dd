// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The pointer type, and what the dialect accepts as elements and as tiles.
#ifndef GEMS_IR_TILETYPES_H
#define GEMS_IR_TILETYPES_H

#include "mlir/IR/BuiltinTypes.h"

#define GET_TYPEDEF_CLASSES
#include "gems/IR/TileTypes.h.inc"

namespace gems::tile {

/// No tile has more elements than this.
constexpr int64_t maxTileElements = int64_t(1) << 20;

/// Whether a value may be of this type, alone or as an element of a tile: i1, i8, i16, i32, i64,
/// f16, bf16, f32 or f64.
bool isElement(mlir::Type type);

/// Whether memory may hold it: an element type other than i1.
bool isPointee(mlir::Type type);

/// Whether this is a tile: a static tensor of rank 1 or 2 of such elements, of dimensions >= 1 and
/// at most `maxTileElements` elements.
bool isTile(mlir::Type type);

/// The type of `like`'s shape, a tile or a scalar, with another element type.
mlir::Type withElement(mlir::Type like, mlir::Type element);

} // namespace gems::tile

#endif // GEMS_IR_TILETYPES_H
