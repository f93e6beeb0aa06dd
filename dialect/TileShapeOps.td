// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The ops that make tiles and change their shapes.
#ifndef GEMS_DIALECT_TILESHAPEOPS_TD
#define GEMS_DIALECT_TILESHAPEOPS_TD

include "TileTypes.td"
include "mlir/Interfaces/InferTypeOpInterface.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

def Tile_ArangeOp : Tile_Op<"arange", [Pure]> {
  let summary = "consecutive integers";
  let description = [{
    Makes a tile of rank 1 that holds `start`, `start + 1`, `start + 2` and so on; `start` is 0
    unless given. All of them must fit the element type, i32 or i64. The elements are index values:
    what is added to them or multiplied with them is computed in 64 bits.

    ```mlir
    %i = tile.arange : tensor<100xi32>
    %j = tile.arange 16 : tensor<8xi64>
    ```
  }];
  let arguments = (ins DefaultValuedAttr<I64Attr, "0">:$start);
  let results = (outs Tile_OffsetTile:$result);
  let assemblyFormat = "custom<Start>($start) attr-dict `:` type($result)";
  let hasVerifier = 1;
}

// A tile made of another value; the elements move, none changes.
class Tile_ShapeOp<string mnemonic, Type from, Type to, list<Trait> traits = []>
    : Tile_Op<mnemonic, !listconcat([Pure], traits)> {
  let arguments = (ins from:$source);
  let results = (outs to:$result);
  let assemblyFormat = "$source attr-dict `:` type($source) `->` type($result)";
  let hasFolder = 1;
}

def Tile_SplatOp : Tile_ShapeOp<"splat", Tile_Scalar, Tile_Tile> {
  let summary = "a tile of one value";
  let description = [{
    Makes a tile whose elements are all the scalar `source`, which has the tile's element type. A
    splat of an index value holds index values.

    ```mlir
    %s = tile.splat %n : i32 -> tensor<100xi32>
    ```
  }];
  let hasVerifier = 1;
}

def Tile_BroadcastOp : Tile_ShapeOp<"broadcast", Tile_Tile, Tile_Tile> {
  let summary = "repeats a tile along its dimensions of size 1";
  let description = [{
    Makes a larger tile of the same rank and element type. A dimension of size 1 grows to the
    result's size, every element along it being the one there was; the other dimensions are the
    same on both sides.

    ```mlir
    %b = tile.broadcast %t : tensor<4x1xf32> -> tensor<4x100xf32>
    ```
  }];
  let hasVerifier = 1;
  let hasCanonicalizer = 1;
}

def Tile_ExpandDimsOp : Tile_ShapeOp<"expand_dims", Tile_Rank<1>, Tile_Rank<2>,
                                     [InferTypeOpAdaptor]> {
  let summary = "makes a tile of rank 1 a row or a column";
  let description = [{
    Inserts a dimension of size 1 before dimension 0 (`axis 0`, a row) or after it (`axis 1`, a
    column) of a tile of rank 1.

    ```mlir
    %row = tile.expand_dims %a axis 0 : tensor<100xi32> -> tensor<1x100xi32>
    %column = tile.expand_dims %a axis 1 : tensor<100xi32> -> tensor<100x1xi32>
    ```
  }];
  let arguments = (ins Tile_Rank<1>:$source, I32Attr:$axis);
  let assemblyFormat = "$source `axis` $axis attr-dict `:` type($source) `->` type($result)";
  let hasCanonicalizer = 1;
}

def Tile_ReshapeOp : Tile_ShapeOp<"reshape", Tile_Tile, Tile_Tile> {
  let summary = "the same elements in another shape";
  let description = [{
    Gives the elements of `source` another shape. Both sides have the same element type and the
    same number of elements, which keep their row-major order.

    ```mlir
    %r = tile.reshape %t : tensor<4x25xf32> -> tensor<100xf32>
    ```
  }];
  let hasVerifier = 1;
  let hasCanonicalizer = 1;
}

def Tile_TransOp : Tile_ShapeOp<"trans", Tile_Rank<2>, Tile_Rank<2>, [InferTypeOpAdaptor]> {
  let summary = "the transpose of a tile of rank 2";
  let description = [{
    Swaps the two dimensions: element `(i, j)` of the result is element `(j, i)` of `source`.

    ```mlir
    %tr = tile.trans %t : tensor<4x25xf32> -> tensor<25x4xf32>
    ```
  }];
  let hasCanonicalizer = 1;
}

#endif // GEMS_DIALECT_TILESHAPEOPS_TD
