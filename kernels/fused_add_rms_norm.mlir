// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Adds a residual to the input and normalizes the sum by its root mean square, in place.
//
//   residual[m, n] = T(s),              s = f32(input[m, n]) + f32(residual[m, n])
//   rrms[m]        = 1 / sqrt(sum over n of s * s / N + eps)
//   input[m, n]    = T(f32(residual[m, n]) * rrms[m]) * weight[n]
//
// The squares are those of the sums before they are rounded to T.
//
// Grid: (M, 1, 1), one program per row.
// Arguments:
//   input_ptr     [M, N], read, and overwritten with the result
//   residual_ptr  [M, N], read, and overwritten with the sum; it may overlap input
//   weight_ptr    [N], read
//   in_stride_r   elements from one row of input to the next, at least N
//   r_stride_r    elements from one row of residual to the next, at least N
//   N             elements in a row
//   eps           added to the mean square before the root
// Parameters: T, the type in memory (everything between is f32); BLOCK, elements in a tile.

!T     = !tile.param<T : [f32, f16, bf16] = bf16>
#BLOCK = #tile.param<BLOCK : i32 = 128>
!x     = !tile.tile<BLOCK x T>
!acc   = !tile.tile<BLOCK x f32>
!idx   = !tile.tile<BLOCK x i32>

tile.kernel @fused_add_rms_norm(%input_ptr: !tile.ptr<!T>, %residual_ptr: !tile.ptr<!T>,
                                %weight_ptr: !tile.ptr<!T>, %in_stride_r: i32, %r_stride_r: i32,
                                %N: i32, %eps: f32) {
  %c0 = arith.constant 0 : i32
  %block = arith.constant #BLOCK
  %zero = arith.constant 0.0 : f32
  %one = arith.constant 1.0 : f32
  %other = arith.constant dense<0.0> : !x

  // The row that this program works on; offsets are computed in 64 bits.
  %pid = tile.program_id x
  %in_offset = arith.muli %pid, %in_stride_r : i32
  %in_row = tile.addptr %input_ptr, %in_offset : !tile.ptr<!T>, i32
  %r_offset = arith.muli %pid, %r_stride_r : i32
  %r_row = tile.addptr %residual_ptr, %r_offset : !tile.ptr<!T>, i32

  %lanes = tile.arange : !idx
  %end = tile.splat %N : i32 -> !idx

  // Pass 1: store the sum, and add up its squares.
  %sum_sq = scf.for %off = %c0 to %N step %block iter_args(%acc = %zero) -> (f32) : i32 {
    %start = tile.splat %off : i32 -> !idx
    %cols = arith.addi %start, %lanes : !idx
    %mask = arith.cmpi slt, %cols, %end : !idx
    %x_t = tile.load %in_row[%cols] mask %mask other %other : !tile.ptr<!T>, !idx
    %r_t = tile.load %r_row[%cols] mask %mask other %other : !tile.ptr<!T>, !idx
    %x = tile.cast %x_t : !x to !acc
    %r = tile.cast %r_t : !x to !acc
    %s = arith.addf %x, %r : !acc
    %s_t = tile.cast %s : !acc to !x
    tile.store %s_t, %r_row[%cols] mask %mask : !tile.ptr<!T>, !idx
    %sq = arith.mulf %s, %s : !acc
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

  // Pass 2: normalize the stored sum and apply the weight.
  scf.for %off = %c0 to %N step %block : i32 {
    %start = tile.splat %off : i32 -> !idx
    %cols = arith.addi %start, %lanes : !idx
    %mask = arith.cmpi slt, %cols, %end : !idx
    %x_t = tile.load %r_row[%cols] mask %mask other %other : !tile.ptr<!T>, !idx
    %w = tile.load %weight_ptr[%cols] mask %mask other %other : !tile.ptr<!T>, !idx
    %x = tile.cast %x_t : !x to !acc
    %y = arith.mulf %x, %scale : !acc
    %y_t = tile.cast %y : !acc to !x
    %out = arith.mulf %y_t, %w : !x
    tile.store %out, %in_row[%cols] mask %mask : !tile.ptr<!T>, !idx
  }
  tile.return
}
