// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The gated activation of a feed-forward layer: SiLU of a row's first half times its second half.
//
//   gate = x[m, n], up = x[m, D + n] for n < D
//   out[m, n] = T(gate / (1 + exp(-gate))) * up
//
// Grid: (M, 1, 1), one program per row.
// Arguments:
//   x_ptr       [M, 2 * D], read
//   out_ptr     [M, D], written; it may begin at x with the same stride, so it works in place
//   x_stride    elements from one row of x to the next, at least 2 * D
//   out_stride  elements from one row of out to the next, at least D
//   D           elements in a row of out
// Parameters: T, the type in memory and of the last product (the SiLU is f32); BLOCK, elements in
// a tile.

!T     = !tile.param<T : [f32, f16, bf16] = bf16>
#BLOCK = #tile.param<BLOCK : i32 = 1024>
!x     = !tile.tile<BLOCK x T>
!acc   = !tile.tile<BLOCK x f32>
!idx   = !tile.tile<BLOCK x i32>

tile.kernel @silu_and_mul(%x_ptr: !tile.ptr<!T>, %out_ptr: !tile.ptr<!T>, %x_stride: i32,
                          %out_stride: i32, %D: i32) {
  %c0 = arith.constant 0 : i32
  %block = arith.constant #BLOCK
  %ones = arith.constant dense<1.0> : !acc
  %pid = tile.program_id x
  %x_offset = arith.muli %pid, %x_stride : i32
  %gate_row = tile.addptr %x_ptr, %x_offset : !tile.ptr<!T>, i32
  %up_row = tile.addptr %gate_row, %D : !tile.ptr<!T>, i32
  %out_offset = arith.muli %pid, %out_stride : i32
  %out_row = tile.addptr %out_ptr, %out_offset : !tile.ptr<!T>, i32
  %lanes = tile.arange : !idx
  %end = tile.splat %D : i32 -> !idx

  scf.for %off = %c0 to %D step %block : i32 {
    %start = tile.splat %off : i32 -> !idx
    %cols = arith.addi %start, %lanes : !idx
    %mask = arith.cmpi slt, %cols, %end : !idx
    %gate_t = tile.load %gate_row[%cols] mask %mask : !tile.ptr<!T>, !idx
    %up = tile.load %up_row[%cols] mask %mask : !tile.ptr<!T>, !idx
    %gate = tile.cast %gate_t : !x to !acc
    %minus = arith.negf %gate : !acc
    %e = math.exp %minus : !acc
    %denominator = arith.addf %e, %ones : !acc
    %silu = arith.divf %gate, %denominator : !acc
    %silu_t = tile.cast %silu : !acc to !x
    %out = arith.mulf %silu_t, %up : !x
    tile.store %out, %out_row[%cols] mask %mask : !tile.ptr<!T>, !idx
  }
  tile.return
}
