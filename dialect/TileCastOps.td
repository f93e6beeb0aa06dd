// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The conversion between element types.
#ifndef GEMS_DIALECT_TILECASTOPS_TD
#define GEMS_DIALECT_TILECASTOPS_TD

include "TileTypes.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

def Tile_CastShapes : NativeOpTrait<"CastShapes"> {
  let cppNamespace = "::gems::tile";
}

def Tile_CastOp : Tile_Op<"cast", [Pure, Tile_CastShapes, ElementwiseMappable]> {
  let summary = "converts elements to another type";
  let description = [{
    Converts a scalar, or each element of a tile, to another element type; the shape stays. Each
    result is rounded once, from the exact value.

    - float to float and integer to float: to the nearest, ties to even, subnormals included;
      beyond the largest finite value, infinity. NaN stays NaN.
    - float to integer: towards zero, saturating at the ends of the integer type; NaN gives 0.
    - integer to integer: keeps the low bits, or extends.
    - to the same type: the operand itself.

    A cast of an index value to its own type or to i64 is still that index value, with all its
    bits; any other cast takes it wrapped to its written type.

    Integers are read and written as signed, or as unsigned with `unsigned`. An i1 is 0 or 1 either
    way: `true` becomes 1, and a float of at least 1 becomes `true`.

    ```mlir
    %k = tile.cast %v : tensor<100xf32> to tensor<100xbf16>
    %u = tile.cast %b unsigned : i8 to f32
    ```
  }];
  let arguments = (ins Arg<Tile_Value, "what to convert">:$source, UnitAttr:$isUnsigned);
  let results = (outs Tile_Value:$result);
  let assemblyFormat = [{
    $source (`unsigned` $isUnsigned^)? attr-dict `:` type($source) `to` type($result)
  }];
  let hasFolder = 1;
}

#endif // GEMS_DIALECT_TILECASTOPS_TD
