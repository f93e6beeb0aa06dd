// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The sum of each row of a matrix: out[m] = T(sum over n of f32(x[m, n])).
//
// Grid: (ceil(M / BLOCK_M), 1, 1), one program per BLOCK_M rows.
// Arguments:
//   x_ptr    [M, N], read
//   out_ptr  [M], written; it may not overlap x
//   M        rows
//   N        elements in a row
//   stride   elements from one row of x to the next, at least N
// Parameters: T, the type in memory (the sums are f32); BLOCK_M and BLOCK_N, rows and columns of a
// tile.

!T       = !tile.param<T : [f32, f16, bf16] = bf16>
#BLOCK_M = #tile.param<BLOCK_M : i32 = 8>
#BLOCK_N = #tile.param<BLOCK_N : i32 = 128>
!x       = !tile.tile<BLOCK_M x BLOCK_N x T>
!acc     = !tile.tile<BLOCK_M x BLOCK_N x f32>
!idx     = !tile.tile<BLOCK_M x BLOCK_N x i32>
!mask    = !tile.tile<BLOCK_M x BLOCK_N x i1>
!out     = !tile.tile<BLOCK_M x T>
!sums    = !tile.tile<BLOCK_M x f32>
!rows    = !tile.tile<BLOCK_M x i32>
!rows2   = !tile.tile<BLOCK_M x 1 x i32>
!rmask2  = !tile.tile<BLOCK_M x 1 x i1>
!cols    = !tile.tile<BLOCK_N x i32>
!cols2   = !tile.tile<1 x BLOCK_N x i32>
!cmask2  = !tile.tile<1 x BLOCK_N x i1>

tile.kernel @row_sum(%x_ptr: !tile.ptr<!T>, %out_ptr: !tile.ptr<!T>, %M: i32, %N: i32,
                     %stride: i32) {
  %c0 = arith.constant 0 : i32
  %block_m = arith.constant #BLOCK_M
  %block_n = arith.constant #BLOCK_N
  %zeros = arith.constant dense<0.0> : !sums
  %pid = tile.program_id x
  %first_row = arith.muli %pid, %block_m : i32
  %row_start = tile.splat %first_row : i32 -> !rows
  %row_lanes = tile.arange : !rows
  %rows = arith.addi %row_start, %row_lanes : !rows
  %row_end = tile.splat %M : i32 -> !rows
  %row_mask = arith.cmpi slt, %rows, %row_end : !rows

  %rows2 = tile.expand_dims %rows axis 1 : !rows -> !rows2
  %stride2 = tile.splat %stride : i32 -> !rows2
  %row_offsets2 = arith.muli %rows2, %stride2 : !rows2
  %row_offsets = tile.broadcast %row_offsets2 : !rows2 -> !idx
  %row_end2 = tile.splat %M : i32 -> !rows2
  %row_mask2 = arith.cmpi slt, %rows2, %row_end2 : !rows2
  %row_masks = tile.broadcast %row_mask2 : !rmask2 -> !mask
  %col_lanes = tile.arange : !cols
  %col_end2 = tile.splat %N : i32 -> !cols2

  %sums = scf.for %off = %c0 to %N step %block_n iter_args(%acc = %zeros) -> (!sums) : i32 {
    %col_start = tile.splat %off : i32 -> !cols
    %cols = arith.addi %col_start, %col_lanes : !cols
    %cols2 = tile.expand_dims %cols axis 0 : !cols -> !cols2
    %col_mask2 = arith.cmpi slt, %cols2, %col_end2 : !cols2
    %col_masks = tile.broadcast %col_mask2 : !cmask2 -> !mask
    %mask = arith.andi %row_masks, %col_masks : !mask
    %col_offsets = tile.broadcast %cols2 : !cols2 -> !idx
    %offsets = arith.addi %row_offsets, %col_offsets : !idx
    %x_t = tile.load %x_ptr[%offsets] mask %mask : !tile.ptr<!T>, !idx
    %x = tile.cast %x_t : !x to !acc
    %tile_sums = tile.sum %x axis 1 : !acc
    %next = arith.addf %acc, %tile_sums : !sums
    scf.yield %next : !sums
  }
  %out = tile.cast %sums : !sums to !out
  tile.store %out, %out_ptr[%rows] mask %row_mask : !tile.ptr<!T>, !rows
  tile.return
}
