// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Adds two vectors: out[i] = x[i] + y[i], rounded once in T.
//
// Grid: (ceil(n / BLOCK), 1, 1), one program per tile.
// Arguments:
//   x_ptr    [n], read
//   y_ptr    [n], read
//   out_ptr  [n], written; it may be x or y exactly, so the kernel works in place
//   n        elements
// Parameters: T, the type in memory and of the addition; BLOCK, elements in a tile.

!T     = !tile.param<T : [f32, f16, bf16] = bf16>
#BLOCK = #tile.param<BLOCK : i32 = 1024>
!x     = !tile.tile<BLOCK x T>
!idx   = !tile.tile<BLOCK x i32>

tile.kernel @add(%x_ptr: !tile.ptr<!T>, %y_ptr: !tile.ptr<!T>, %out_ptr: !tile.ptr<!T>, %n: i32) {
  %block = arith.constant #BLOCK
  %pid = tile.program_id x
  %first = arith.muli %pid, %block : i32
  %start = tile.splat %first : i32 -> !idx
  %lanes = tile.arange : !idx
  %offsets = arith.addi %start, %lanes : !idx
  %end = tile.splat %n : i32 -> !idx
  %mask = arith.cmpi slt, %offsets, %end : !idx

  %x = tile.load %x_ptr[%offsets] mask %mask : !tile.ptr<!T>, !idx
  %y = tile.load %y_ptr[%offsets] mask %mask : !tile.ptr<!T>, !idx
  %sum = arith.addf %x, %y : !x
  tile.store %sum, %out_ptr[%offsets] mask %mask : !tile.ptr<!T>, !idx
  tile.return
}
