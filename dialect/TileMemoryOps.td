// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The ops that touch memory or make addresses.
#ifndef GEMS_DIALECT_TILEMEMORYOPS_TD
#define GEMS_DIALECT_TILEMEMORYOPS_TD

include "TileTypes.td"
include "mlir/Interfaces/InferTypeOpInterface.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

def Tile_AddPtrOp : Tile_Op<"addptr", [Pure, AllTypesMatch<["base", "result"]>]> {
  let summary = "moves a pointer by a number of elements";
  let description = [{
    Adds `offset`, counted in elements and possibly negative, to a pointer. An i32 offset is
    sign-extended; one that is an index value counts with all its 64 bits. The result may point
    anywhere: only a load or a store has to stay within memory.

    ```mlir
    %p = tile.addptr %base, %off : !tile.ptr<bf16>, i64
    ```
  }];
  let arguments = (ins Arg<Tile_PointerType, "the pointer">:$base,
                       Arg<Tile_OffsetScalar, "elements to move by">:$offset);
  let results = (outs Tile_PointerType:$result);
  let assemblyFormat = "$base `,` $offset attr-dict `:` qualified(type($base)) `,` type($offset)";
  let hasFolder = 1;
  let hasCanonicalizer = 1;
}

def Tile_LoadOp : Tile_Op<"load", [
    MemoryEffects<[MemRead]>, AttrSizedOperandSegments, InferTypeOpAdaptor]> {
  let summary = "reads elements from memory";
  let description = [{
    Reads the elements at `base + offsets`. The result has the offsets' shape, a scalar or a tile,
    and the pointee's type. Offsets count elements, with all 64 bits where they are index values,
    sign-extended otherwise; they may be negative and in any order.

    A lane whose `mask` is false touches no memory and reads the same lane of `other`, zero when
    `other` is absent. It is a lane like any other in what follows: a sum over the result counts
    `other` once for every masked-off lane. `other` needs a mask.

    ```mlir
    %v = tile.load %p[%i] mask %m other %o : !tile.ptr<f32>, tensor<100xi32>
    ```
  }];
  let arguments = (ins Arg<Tile_PointerType, "where the offsets count from">:$base,
                       Arg<Tile_Offsets, "distances from the base in elements">:$offsets,
                       Arg<Optional<Tile_MaskValue>, "which lanes to read">:$mask,
                       Arg<Optional<Tile_Number>, "what the other lanes read">:$other);
  let results = (outs Tile_Number:$result);
  let assemblyFormat = [{
    $base `[` $offsets `]` (`mask` $mask^)? (`other` $other^)? attr-dict
    `:` custom<LoadTypes>(ref($mask), ref($other), type($base), type($offsets), type($mask),
                          type($other), type($result))
  }];
  let hasVerifier = 1;
  let hasCanonicalizer = 1;
}

def Tile_StoreOp : Tile_Op<"store", [MemoryEffects<[MemWrite]>]> {
  let summary = "writes elements to memory";
  let description = [{
    Writes `value` to the elements at `base + offsets`. `value` has the offsets' shape and the
    pointee's type; offsets count as in `tile.load`. A lane whose `mask` is false touches no
    memory. Where several lanes name the same element, the last of them in row-major order wins.

    ```mlir
    tile.store %v, %p[%i] mask %m : !tile.ptr<f32>, tensor<100xi32>
    ```
  }];
  let arguments = (ins Arg<Tile_Number, "what to write">:$value,
                       Arg<Tile_PointerType, "where the offsets count from">:$base,
                       Arg<Tile_Offsets, "distances from the base in elements">:$offsets,
                       Arg<Optional<Tile_MaskValue>, "which lanes to write">:$mask);
  let assemblyFormat = [{
    $value `,` $base `[` $offsets `]` (`mask` $mask^)? attr-dict
    `:` custom<StoreTypes>(ref($mask), type($value), type($base), type($offsets), type($mask))
  }];
  let hasVerifier = 1;
  let hasCanonicalizer = 1;
}

#endif // GEMS_DIALECT_TILEMEMORYOPS_TD
