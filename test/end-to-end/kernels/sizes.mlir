// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Tiles of one element, of a prime number of elements, and of as many as there may be.
//
// RUN: %e2e compare %s --work=%t | FileCheck %s
// CHECK: launches: all right
// PARAMS: T=f32,f16,bf16,f64 BLOCK=1,2,3,97,1009,65536,1048576
// CASE: --grid=1 --arg=x=randint:-9:9:1500 --arg=y=randint:-9:9:1500 --arg=out=zeros:1500 --arg=sum=zeros:1 --arg=n=1500
// CASE: --grid=1 --arg=x=randint:-9:9:1500 --arg=y=@x+1 --arg=out=@x+2 --arg=sum=zeros:1 --arg=n=7

!T     = !tile.param<T : [f32, f16, bf16, f64] = f32>
#BLOCK = #tile.param<BLOCK : i32 = 97>
!x     = !tile.tile<BLOCK x T>
!idx   = !tile.tile<BLOCK x i32>

tile.kernel @sizes(%x: !tile.ptr<!T>, %y: !tile.ptr<!T>, %out: !tile.ptr<!T>, %sum: !tile.ptr<!T>,
                   %n: i32) {
  %c0 = arith.constant 0 : i32
  %block = arith.constant #BLOCK
  %zero = arith.constant 0.0 : f32
  %zero_t = tile.cast %zero : f32 to !T
  %lanes = tile.arange : !idx
  %end = tile.splat %n : i32 -> !idx
  %total = scf.for %off = %c0 to %n step %block iter_args(%acc = %zero_t) -> (!T) : i32 {
    %start = tile.splat %off : i32 -> !idx
    %cols = arith.addi %start, %lanes : !idx
    %mask = arith.cmpi slt, %cols, %end : !idx
    %a = tile.load %x[%cols] mask %mask : !tile.ptr<!T>, !idx
    %b = tile.load %y[%cols] mask %mask : !tile.ptr<!T>, !idx
    %s = arith.addf %a, %b : !x
    tile.store %s, %out[%cols] mask %mask : !tile.ptr<!T>, !idx
    %max = tile.max %a axis 0 : !x
    %next = arith.maximumf %acc, %max : !T
    scf.yield %next : !T
  }
  tile.store %total, %sum[%c0] : !tile.ptr<!T>, i32
  tile.return
}
