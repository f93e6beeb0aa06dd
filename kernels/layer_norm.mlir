// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Layer normalization of each row, with the variance taken around the mean in a pass of its own.
//
//   mean[m] = sum over n of x[m, n] / N
//   rstd[m] = 1 / sqrt(sum over n of (x[m, n] - mean[m])^2 / N + eps)
//   y[m, n] = T((x[m, n] - mean[m]) * rstd[m] * w[n] + b[n])
//
// Grid: (M, 1, 1), one program per row.
// Arguments:
//   x_ptr   [M, N], read
//   y_ptr   [M, N], written; it may be x exactly, so the kernel works in place
//   w_ptr   [N], read
//   b_ptr   [N], read
//   stride  elements from one row to the next, of x and of y, at least N
//   N       elements in a row
//   eps     added to the variance before the root
// Parameters: T, the type in memory (everything between is f32); BLOCK, elements in a tile.

!T     = !tile.param<T : [f32, f16, bf16] = bf16>
#BLOCK = #tile.param<BLOCK : i32 = 128>
!x     = !tile.tile<BLOCK x T>
!acc   = !tile.tile<BLOCK x f32>
!idx   = !tile.tile<BLOCK x i32>
!mask  = !tile.tile<BLOCK x i1>

tile.kernel @layer_norm(%x_ptr: !tile.ptr<!T>, %y_ptr: !tile.ptr<!T>, %w_ptr: !tile.ptr<!T>,
                        %b_ptr: !tile.ptr<!T>, %stride: i32, %N: i32, %eps: f32) {
  %c0 = arith.constant 0 : i32
  %block = arith.constant #BLOCK
  %zero = arith.constant 0.0 : f32
  %one = arith.constant 1.0 : f32
  %zeros = arith.constant dense<0.0> : !acc
  %row = tile.program_id x
  %row_offset = arith.muli %row, %stride : i32
  %x_row = tile.addptr %x_ptr, %row_offset : !tile.ptr<!T>, i32
  %y_row = tile.addptr %y_ptr, %row_offset : !tile.ptr<!T>, i32
  %lanes = tile.arange : !idx
  %end = tile.splat %N : i32 -> !idx
  %n = arith.sitofp %N : i32 to f32

  %sum = scf.for %off = %c0 to %N step %block iter_args(%acc = %zero) -> (f32) : i32 {
    %start = tile.splat %off : i32 -> !idx
    %cols = arith.addi %start, %lanes : !idx
    %mask = arith.cmpi slt, %cols, %end : !idx
    %x_t = tile.load %x_row[%cols] mask %mask : !tile.ptr<!T>, !idx
    %x = tile.cast %x_t : !x to !acc
    %tile_sum = tile.sum %x axis 0 : !acc
    %next = arith.addf %acc, %tile_sum : f32
    scf.yield %next : f32
  }
  %mean = arith.divf %sum, %n : f32
  %mean_tile = tile.splat %mean : f32 -> !acc

  %sum_sq = scf.for %off = %c0 to %N step %block iter_args(%acc = %zero) -> (f32) : i32 {
    %start = tile.splat %off : i32 -> !idx
    %cols = arith.addi %start, %lanes : !idx
    %mask = arith.cmpi slt, %cols, %end : !idx
    %x_t = tile.load %x_row[%cols] mask %mask : !tile.ptr<!T>, !idx
    %x = tile.cast %x_t : !x to !acc
    %centred = arith.subf %x, %mean_tile : !acc
    // Lanes beyond the row would add the square of the mean.
    %d = arith.select %mask, %centred, %zeros : !mask, !acc
    %sq = arith.mulf %d, %d : !acc
    %tile_sum = tile.sum %sq axis 0 : !acc
    %next = arith.addf %acc, %tile_sum : f32
    scf.yield %next : f32
  }
  %variance = arith.divf %sum_sq, %n : f32
  %shifted = arith.addf %variance, %eps : f32
  %deviation = math.sqrt %shifted : f32
  %rstd = arith.divf %one, %deviation : f32
  %rstd_tile = tile.splat %rstd : f32 -> !acc

  scf.for %off = %c0 to %N step %block : i32 {
    %start = tile.splat %off : i32 -> !idx
    %cols = arith.addi %start, %lanes : !idx
    %mask = arith.cmpi slt, %cols, %end : !idx
    %w_t = tile.load %w_ptr[%cols] mask %mask : !tile.ptr<!T>, !idx
    %b_t = tile.load %b_ptr[%cols] mask %mask : !tile.ptr<!T>, !idx
    %x_t = tile.load %x_row[%cols] mask %mask : !tile.ptr<!T>, !idx
    %w = tile.cast %w_t : !x to !acc
    %b = tile.cast %b_t : !x to !acc
    %x = tile.cast %x_t : !x to !acc
    %centred = arith.subf %x, %mean_tile : !acc
    %normal = arith.mulf %centred, %rstd_tile : !acc
    %scaled = arith.mulf %normal, %w : !acc
    %y = arith.addf %scaled, %b : !acc
    %y_t = tile.cast %y : !acc to !x
    tile.store %y_t, %y_row[%cols] mask %mask : !tile.ptr<!T>, !idx
  }
  tile.return
}
