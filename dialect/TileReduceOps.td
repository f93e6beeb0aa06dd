// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The ops that combine the elements of a tile along an axis.
#ifndef GEMS_DIALECT_TILEREDUCEOPS_TD
#define GEMS_DIALECT_TILEREDUCEOPS_TD

include "TileTypes.td"
include "mlir/Interfaces/InferTypeOpInterface.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

class Tile_ReduceOp<string mnemonic> : Tile_Op<mnemonic, [Pure, InferTypeOpAdaptor]> {
  let arguments = (ins Arg<Tile_NumberTile, "the tile to reduce">:$source, I32Attr:$axis);
  let results = (outs Tile_Number:$result);
  let assemblyFormat = "$source `axis` $axis attr-dict `:` type($source)";
  let hasFolder = 1;
}

def Tile_SumOp : Tile_ReduceOp<"sum"> {
  let summary = "the sum along an axis";
  let description = [{
    Adds the elements along `axis`. A tile of rank 1 gives a scalar, a tile of rank 2 a tile of
    rank 1 without that dimension.

    Integer sums wrap. Floating point sums may be added in any order, but the order never depends on
    addresses, on threads or on how the grid is split; f16 and bf16 are added in f32 and rounded
    once at the end. A sum starts at +0.0, so a sum of nothing but -0.0 is +0.0. A product that
    feeds a sum may be contracted into a fused multiply-add.

    ```mlir
    %s = tile.sum %t axis 0 : tensor<100xf32>
    %rows = tile.sum %u axis 1 : tensor<4x25xf32>
    ```
  }];
}

def Tile_MaxOp : Tile_ReduceOp<"max"> {
  let summary = "the largest element along an axis";
  let description = [{
    Gives the largest element along `axis`; the shapes are those of `tile.sum`. Integers are
    signed. Floating point: NaN when any element is one, and +0.0 is larger than -0.0.

    ```mlir
    %s = tile.max %t axis 0 : tensor<100xf32>
    ```
  }];
}

def Tile_MinOp : Tile_ReduceOp<"min"> {
  let summary = "the smallest element along an axis";
  let description = [{
    Gives the smallest element along `axis`; the shapes are those of `tile.sum`. Integers are
    signed. Floating point: NaN when any element is one, and -0.0 is smaller than +0.0.

    ```mlir
    %s = tile.min %t axis 1 : tensor<4x25xi32>
    ```
  }];
}

#endif // GEMS_DIALECT_TILEREDUCEOPS_TD
