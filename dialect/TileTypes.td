// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The pointer type, and the constraints on scalars and tiles.
#ifndef GEMS_DIALECT_TILETYPES_TD
#define GEMS_DIALECT_TILETYPES_TD

include "TileDialect.td"
include "mlir/IR/AttrTypeBase.td"

def Tile_PointerType : TypeDef<Tile_Dialect, "Pointer"> {
  let mnemonic = "ptr";
  let summary = "pointer to elements in memory";
  let description = [{
    The address of an element in memory. Neighbouring elements follow one another without gaps.
    Pointers are aligned to their element and to nothing more. A pointer is an argument of a kernel
    or the result of `tile.addptr`; it cannot be an element of a tile. The pointee is i8, i16, i32,
    i64, f16, bf16, f32 or f64.

    ```mlir
    !tile.ptr<bf16>
    ```
  }];
  let parameters = (ins "::mlir::Type":$pointee);
  let assemblyFormat = "`<` $pointee `>`";
  let genVerifyDecl = 1;
}

// Scalars.

def Tile_Mask : AnyTypeOf<[I1], "i1">;
def Tile_OffsetScalar : AnyTypeOf<[I32, I64], "i32 or i64">;
def Tile_Pointee : Type<CPred<"::gems::tile::isPointee($_self)">,
                        "i8, i16, i32, i64, f16, bf16, f32 or f64">;
def Tile_Scalar : Type<CPred<"::gems::tile::isElement($_self)">,
                       "i1, i8, i16, i32, i64, f16, bf16, f32 or f64">;

// Tiles: builtin tensors within the limits of the dialect.

def Tile_IsTile : CPred<"::gems::tile::isTile($_self)">;
class Tile_TileOf<Type element>
    : Type<And<[Tile_IsTile,
                SubstLeaves<"$_self",
                            "::mlir::cast<::mlir::RankedTensorType>($_self).getElementType()",
                            element.predicate>]>,
           "a tile of rank 1 or 2, dimensions >= 1 and at most 1048576 elements of "
               # element.summary, "::mlir::RankedTensorType">;

def Tile_Tile : Tile_TileOf<Tile_Scalar>;
def Tile_NumberTile : Tile_TileOf<Tile_Pointee>;
def Tile_OffsetTile : Tile_TileOf<Tile_OffsetScalar>;

class Tile_Rank<int rank>
    : Type<And<[Tile_IsTile, CPred<"::mlir::cast<::mlir::RankedTensorType>($_self).getRank() == "
                                   # rank>]>,
           "a tile of rank " # rank, "::mlir::RankedTensorType">;

// Either.

def Tile_Value : AnyTypeOf<[Tile_Scalar, Tile_Tile]>;
def Tile_Number : AnyTypeOf<[Tile_Pointee, Tile_NumberTile]>;
def Tile_Offsets : AnyTypeOf<[Tile_OffsetScalar, Tile_OffsetTile]>;
def Tile_MaskValue : AnyTypeOf<[Tile_Mask, Tile_TileOf<Tile_Mask>]>;

#endif // GEMS_DIALECT_TILETYPES_TD
