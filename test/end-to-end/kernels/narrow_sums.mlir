// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Sums of f16 and bf16 carried by a loop, where every turn rounds: they stop growing where f32 would
// not.
//
// RUN: %e2e compare %s --work=%t | FileCheck %s
// CHECK: launches: all right
// PARAMS: BLOCK=1,64 T=f16,bf16
// CASE: --grid=1 --arg=x=ones:5000 --arg=out=zeros:2 --arg=n=5000
// CASE: --grid=1 --arg=x=full:0.333:5000 --arg=out=zeros:2 --arg=n=77

!T = !tile.param<T : [f16, bf16] = f16>
#BLOCK = #tile.param<BLOCK : i32 = 97>
!x     = !tile.tile<BLOCK x T>
!idx   = !tile.tile<BLOCK x i32>
tile.kernel @narrow_sums(%x: !tile.ptr<!T>, %out: !tile.ptr<!T>, %n: i32) {
  %c0 = arith.constant 0 : i32
  %c1 = arith.constant 1 : i32
  %block = arith.constant #BLOCK
  %zero = arith.constant 0.0 : f32
  %z = tile.cast %zero : f32 to !T
  %lanes = tile.arange : !idx
  %end = tile.splat %n : i32 -> !idx
  %zs = tile.splat %z : !T -> !x
  %total, %tt = scf.for %off = %c0 to %n step %block iter_args(%acc = %z, %tacc = %zs)
      -> (!T, !x) : i32 {
    %start = tile.splat %off : i32 -> !idx
    %cols = arith.addi %start, %lanes : !idx
    %mask = arith.cmpi slt, %cols, %end : !idx
    %a = tile.load %x[%cols] mask %mask : !tile.ptr<!T>, !idx
    %s = tile.sum %a axis 0 : !x
    %nx = arith.addf %acc, %s : !T
    %nt = arith.addf %tacc, %a : !x
    scf.yield %nx, %nt : !T, !x
  }
  tile.store %total, %out[%c0] : !tile.ptr<!T>, i32
  %f = tile.max %tt axis 0 : !x
  tile.store %f, %out[%c1] : !tile.ptr<!T>, i32
  tile.return
}
