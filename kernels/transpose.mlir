// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Transposes a matrix: out[n, m] = x[m, n].
//
// Grid: (ceil(N / BLOCK_N), ceil(M / BLOCK_M), 1), one program per tile of x.
// Arguments:
//   x_ptr       [M, N], read
//   out_ptr     [N, M], written; it may not overlap x
//   M           rows of x
//   N           columns of x
//   x_stride    elements from one row of x to the next, at least N
//   out_stride  elements from one row of out to the next, at least M
// Parameters: T, the type in memory; BLOCK_M and BLOCK_N, rows and columns of a tile of x.

!T       = !tile.param<T : [f32, f16, bf16] = bf16>
#BLOCK_M = #tile.param<BLOCK_M : i32 = 32>
#BLOCK_N = #tile.param<BLOCK_N : i32 = 32>
!x       = !tile.tile<BLOCK_M x BLOCK_N x T>
!idx     = !tile.tile<BLOCK_M x BLOCK_N x i32>
!mask    = !tile.tile<BLOCK_M x BLOCK_N x i1>
!xt      = !tile.tile<BLOCK_N x BLOCK_M x T>
!idxt    = !tile.tile<BLOCK_N x BLOCK_M x i32>
!maskt   = !tile.tile<BLOCK_N x BLOCK_M x i1>
!rows    = !tile.tile<BLOCK_M x i32>
!rows2   = !tile.tile<BLOCK_M x 1 x i32>
!rmask2  = !tile.tile<BLOCK_M x 1 x i1>
!rowst   = !tile.tile<1 x BLOCK_M x i32>
!cols    = !tile.tile<BLOCK_N x i32>
!cols2   = !tile.tile<1 x BLOCK_N x i32>
!cmask2  = !tile.tile<1 x BLOCK_N x i1>
!colst   = !tile.tile<BLOCK_N x 1 x i32>

tile.kernel @transpose(%x_ptr: !tile.ptr<!T>, %out_ptr: !tile.ptr<!T>, %M: i32, %N: i32,
                       %x_stride: i32, %out_stride: i32) {
  %block_m = arith.constant #BLOCK_M
  %block_n = arith.constant #BLOCK_N
  %pid_n = tile.program_id x
  %pid_m = tile.program_id y
  %first_col = arith.muli %pid_n, %block_n : i32
  %first_row = arith.muli %pid_m, %block_m : i32
  %row_start = tile.splat %first_row : i32 -> !rows
  %row_lanes = tile.arange : !rows
  %rows = arith.addi %row_start, %row_lanes : !rows
  %col_start = tile.splat %first_col : i32 -> !cols
  %col_lanes = tile.arange : !cols
  %cols = arith.addi %col_start, %col_lanes : !cols

  // Where the tile lies in x: rows down, columns across.
  %rows2 = tile.expand_dims %rows axis 1 : !rows -> !rows2
  %cols2 = tile.expand_dims %cols axis 0 : !cols -> !cols2
  %x_stride2 = tile.splat %x_stride : i32 -> !rows2
  %x_rows2 = arith.muli %rows2, %x_stride2 : !rows2
  %x_rows = tile.broadcast %x_rows2 : !rows2 -> !idx
  %x_cols = tile.broadcast %cols2 : !cols2 -> !idx
  %x_offsets = arith.addi %x_rows, %x_cols : !idx
  %row_end = tile.splat %M : i32 -> !rows2
  %row_mask2 = arith.cmpi slt, %rows2, %row_end : !rows2
  %row_mask = tile.broadcast %row_mask2 : !rmask2 -> !mask
  %col_end = tile.splat %N : i32 -> !cols2
  %col_mask2 = arith.cmpi slt, %cols2, %col_end : !cols2
  %col_mask = tile.broadcast %col_mask2 : !cmask2 -> !mask
  %mask = arith.andi %row_mask, %col_mask : !mask

  // Where it lies in out: the columns of x down, its rows across.
  %colst = tile.expand_dims %cols axis 1 : !cols -> !colst
  %rowst = tile.expand_dims %rows axis 0 : !rows -> !rowst
  %out_stride2 = tile.splat %out_stride : i32 -> !colst
  %out_cols2 = arith.muli %colst, %out_stride2 : !colst
  %out_cols = tile.broadcast %out_cols2 : !colst -> !idxt
  %out_rows = tile.broadcast %rowst : !rowst -> !idxt
  %out_offsets = arith.addi %out_cols, %out_rows : !idxt
  %out_mask = tile.trans %mask : !mask -> !maskt

  %x = tile.load %x_ptr[%x_offsets] mask %mask : !tile.ptr<!T>, !idx
  %xt = tile.trans %x : !x -> !xt
  tile.store %xt, %out_ptr[%out_offsets] mask %out_mask : !tile.ptr<!T>, !idxt
  tile.return
}
