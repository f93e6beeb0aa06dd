// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The sum of exponentials of a row in tiles of BLOCK. Lanes beyond the row read `other` and count,
// so the result depends on BLOCK.
//
//   out[m] = sum over n of exp(x[m, n]) + (ceil(N / BLOCK) * BLOCK - N) * exp(T(other))
//
// RUN: %e2e check %s --targets=host --work=%t -D T=f32,f16,bf16 -D BLOCK=16,100,128,1024,65536 | FileCheck %s
// CHECK-COUNT-15: exp_sum
// CHECK: 15 libraries: all right

!T     = !tile.param<T : [f32, f16, bf16] = bf16>
#BLOCK = #tile.param<BLOCK : i32 = 128>
!x     = !tile.tile<BLOCK x T>
!acc   = !tile.tile<BLOCK x f32>
!idx   = !tile.tile<BLOCK x i32>

tile.kernel @exp_sum(%x_ptr: !tile.ptr<!T>, %out_ptr: !tile.ptr<f32>, %stride: i32, %N: i32,
                     %other: f32) {
  %c0 = arith.constant 0 : i32
  %block = arith.constant #BLOCK
  %zero = arith.constant 0.0 : f32
  %other_t = tile.cast %other : f32 to !T
  %others = tile.splat %other_t : !T -> !x
  %pid = tile.program_id x
  %offset = arith.muli %pid, %stride : i32
  %row = tile.addptr %x_ptr, %offset : !tile.ptr<!T>, i32
  %lanes = tile.arange : !idx
  %end = tile.splat %N : i32 -> !idx
  %sum = scf.for %off = %c0 to %N step %block iter_args(%acc = %zero) -> (f32) : i32 {
    %start = tile.splat %off : i32 -> !idx
    %cols = arith.addi %start, %lanes : !idx
    %mask = arith.cmpi slt, %cols, %end : !idx
    %x_t = tile.load %row[%cols] mask %mask other %others : !tile.ptr<!T>, !idx
    %x = tile.cast %x_t : !x to !acc
    %e = math.exp %x : !acc
    %tile_sum = tile.sum %e axis 0 : !acc
    %next = arith.addf %acc, %tile_sum : f32
    scf.yield %next : f32
  }
  tile.store %sum, %out_ptr[%pid] : !tile.ptr<f32>, i32
  tile.return
}
