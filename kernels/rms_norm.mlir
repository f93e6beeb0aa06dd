// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Normalizes each row by its root mean square.
//
//   rrms[m]   = 1 / sqrt(sum over n of x[m, n] * x[m, n] / N + eps)
//   out[m, n] = T(f32(x[m, n]) * rrms[m]) * weight[n]
//
// Grid: (M, 1, 1), one program per row.
// Arguments:
//   x_ptr       [M, N], read
//   weight_ptr  [N], read
//   out_ptr     [M, N], written; it may be x exactly, so the kernel works in place
//   x_stride    elements from one row of x to the next, at least N
//   out_stride  elements from one row of out to the next, at least N
//   N           elements in a row
//   eps         added to the mean square before the root
// Parameters: T, the type in memory (everything between is f32); BLOCK, elements in a tile.

!T     = !tile.param<T : [f32, f16, bf16] = bf16>
#BLOCK = #tile.param<BLOCK : i32 = 128>
!x     = !tile.tile<BLOCK x T>
!acc   = !tile.tile<BLOCK x f32>
!idx   = !tile.tile<BLOCK x i32>

tile.kernel @rms_norm(%x_ptr: !tile.ptr<!T>, %weight_ptr: !tile.ptr<!T>, %out_ptr: !tile.ptr<!T>,
                      %x_stride: i32, %out_stride: i32, %N: i32, %eps: f32) {
  %c0 = arith.constant 0 : i32
  %block = arith.constant #BLOCK
  %zero = arith.constant 0.0 : f32
  %one = arith.constant 1.0 : f32
  %pid = tile.program_id x
  %x_offset = arith.muli %pid, %x_stride : i32
  %x_row = tile.addptr %x_ptr, %x_offset : !tile.ptr<!T>, i32
  %out_offset = arith.muli %pid, %out_stride : i32
  %out_row = tile.addptr %out_ptr, %out_offset : !tile.ptr<!T>, i32
  %lanes = tile.arange : !idx
  %end = tile.splat %N : i32 -> !idx

  // Lanes beyond the row read zero, which adds nothing to the sum.
  %sum_sq = scf.for %off = %c0 to %N step %block iter_args(%acc = %zero) -> (f32) : i32 {
    %start = tile.splat %off : i32 -> !idx
    %cols = arith.addi %start, %lanes : !idx
    %mask = arith.cmpi slt, %cols, %end : !idx
    %x_t = tile.load %x_row[%cols] mask %mask : !tile.ptr<!T>, !idx
    %x = tile.cast %x_t : !x to !acc
    %sq = arith.mulf %x, %x : !acc
    %tile_sum = tile.sum %sq axis 0 : !acc
    %next = arith.addf %acc, %tile_sum : f32
    scf.yield %next : f32
  }

  %n = arith.sitofp %N : i32 to f32
  %mean = arith.divf %sum_sq, %n : f32
  %shifted = arith.addf %mean, %eps : f32
  %rms = math.sqrt %shifted : f32
  %rrms = arith.divf %one, %rms : f32
  %scale = tile.splat %rrms : f32 -> !acc

  scf.for %off = %c0 to %N step %block : i32 {
    %start = tile.splat %off : i32 -> !idx
    %cols = arith.addi %start, %lanes : !idx
    %mask = arith.cmpi slt, %cols, %end : !idx
    %x_t = tile.load %x_row[%cols] mask %mask : !tile.ptr<!T>, !idx
    %w = tile.load %weight_ptr[%cols] mask %mask : !tile.ptr<!T>, !idx
    %x = tile.cast %x_t : !x to !acc
    %y = arith.mulf %x, %scale : !acc
    %y_t = tile.cast %y : !acc to !x
    %out = arith.mulf %y_t, %w : !x
    tile.store %out, %out_row[%cols] mask %mask : !tile.ptr<!T>, !idx
  }
  tile.return
}
