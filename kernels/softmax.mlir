// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Softmax of each row, of any length: its maximum, the sum of exp(x - maximum), the quotients.
//
//   out[m, n] = T(exp(f32(x[m, n]) - max[m]) / sum over k of exp(f32(x[m, k]) - max[m]))
//
// A NaN anywhere in a row, +inf, or nothing but -inf makes the whole row NaN.
//
// Grid: (M, 1, 1), one program per row.
// Arguments:
//   x_ptr       [M, N], read
//   out_ptr     [M, N], written; it may be x exactly, so the kernel works in place
//   x_stride    elements from one row of x to the next, at least N
//   out_stride  elements from one row of out to the next, at least N
//   N           elements in a row
// Parameters: T, the type in memory (everything between is f32); BLOCK, elements in a tile.

!T     = !tile.param<T : [f32, f16, bf16] = bf16>
#BLOCK = #tile.param<BLOCK : i32 = 128>
!x     = !tile.tile<BLOCK x T>
!acc   = !tile.tile<BLOCK x f32>
!idx   = !tile.tile<BLOCK x i32>

tile.kernel @softmax(%x_ptr: !tile.ptr<!T>, %out_ptr: !tile.ptr<!T>, %x_stride: i32,
                     %out_stride: i32, %N: i32) {
  %c0 = arith.constant 0 : i32
  %block = arith.constant #BLOCK
  %zero = arith.constant 0.0 : f32
  %minus_inf = arith.constant 0xFF800000 : f32
  %minus_inf_t = tile.cast %minus_inf : f32 to !T
  // exp(-inf - max) is zero, so lanes beyond the row change neither the maximum nor the sum.
  %other = tile.splat %minus_inf_t : !T -> !x

  %pid = tile.program_id x
  %x_offset = arith.muli %pid, %x_stride : i32
  %x_row = tile.addptr %x_ptr, %x_offset : !tile.ptr<!T>, i32
  %out_offset = arith.muli %pid, %out_stride : i32
  %out_row = tile.addptr %out_ptr, %out_offset : !tile.ptr<!T>, i32
  %lanes = tile.arange : !idx
  %end = tile.splat %N : i32 -> !idx

  // Pass 1: the maximum, which keeps the exponentials below from overflowing.
  %max = scf.for %off = %c0 to %N step %block iter_args(%running = %minus_inf) -> (f32) : i32 {
    %start = tile.splat %off : i32 -> !idx
    %cols = arith.addi %start, %lanes : !idx
    %mask = arith.cmpi slt, %cols, %end : !idx
    %x_t = tile.load %x_row[%cols] mask %mask other %other : !tile.ptr<!T>, !idx
    %x = tile.cast %x_t : !x to !acc
    %tile_max = tile.max %x axis 0 : !acc
    %next = arith.maximumf %running, %tile_max : f32
    scf.yield %next : f32
  }
  %max_tile = tile.splat %max : f32 -> !acc

  // Pass 2: the sum of the exponentials.
  %sum = scf.for %off = %c0 to %N step %block iter_args(%acc = %zero) -> (f32) : i32 {
    %start = tile.splat %off : i32 -> !idx
    %cols = arith.addi %start, %lanes : !idx
    %mask = arith.cmpi slt, %cols, %end : !idx
    %x_t = tile.load %x_row[%cols] mask %mask other %other : !tile.ptr<!T>, !idx
    %x = tile.cast %x_t : !x to !acc
    %shifted = arith.subf %x, %max_tile : !acc
    %e = math.exp %shifted : !acc
    %tile_sum = tile.sum %e axis 0 : !acc
    %next = arith.addf %acc, %tile_sum : f32
    scf.yield %next : f32
  }
  %sum_tile = tile.splat %sum : f32 -> !acc

  // Pass 3: the quotients. Computing exp again costs less than keeping the row in f32.
  scf.for %off = %c0 to %N step %block : i32 {
    %start = tile.splat %off : i32 -> !idx
    %cols = arith.addi %start, %lanes : !idx
    %mask = arith.cmpi slt, %cols, %end : !idx
    %x_t = tile.load %x_row[%cols] mask %mask other %other : !tile.ptr<!T>, !idx
    %x = tile.cast %x_t : !x to !acc
    %shifted = arith.subf %x, %max_tile : !acc
    %e = math.exp %shifted : !acc
    %y = arith.divf %e, %sum_tile : !acc
    %y_t = tile.cast %y : !acc to !x
    tile.store %y_t, %out_row[%cols] mask %mask : !tile.ptr<!T>, !idx
  }
  tile.return
}
