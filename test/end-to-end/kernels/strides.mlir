// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Strides that are no constant one: two, three and run-time ones, forwards and backwards, none at
// all, and buffers that lie upon each other.
//
// RUN: %e2e compare %s --work=%t | FileCheck %s
// CHECK: launches: all right
// PARAMS: T=f32,f16,i8,f64 BLOCK=23,128
// CASE: --grid=2 --arg=x=randint:-9:9:2000 --arg=out=zeros:2000 --arg=s=2 --arg=t=1 --arg=n=40
// CASE: --grid=2 --arg=x=randint:-9:9:2000 --arg=out=zeros:2000 --arg=s=1 --arg=t=3 --arg=n=300
// CASE: --grid=2 --arg=x=randint:-9:9:2000 --arg=out=zeros:2000 --arg=s=0 --arg=t=2 --arg=n=300
// CASE: --grid=1 --arg=x=randint:-9:9:2000 --arg=out=@x --arg=s=2 --arg=t=2 --arg=n=40
// CASE: --grid=1 --arg=x=randint:-9:9:2000 --arg=out=@x --arg=s=1 --arg=t=2 --arg=n=300
// CASE: --grid=1 --arg=x=randint:-9:9:2000 --arg=out=@x+1=zeros:2000 --arg=s=2 --arg=t=1 --arg=n=300
// CASE: --grid=1 --arg=x=randint:-9:9:2000 --arg=out=zeros:2000 --arg=s=1 --arg=t=0 --arg=n=30

!T     = !tile.param<T : [f32, f16, i8, f64] = f32>
#BLOCK = #tile.param<BLOCK : i32 = 23>
!x     = !tile.tile<BLOCK x T>
!idx   = !tile.tile<BLOCK x i32>

tile.kernel @strides(%x: !tile.ptr<!T>, %out: !tile.ptr<!T>, %s: i32, %t: i32, %n: i32) {
  %c0 = arith.constant 0 : i32
  %c1 = arith.constant 1 : i32
  %c1000 = arith.constant 1000 : i32
  %block = arith.constant #BLOCK
  %pid = tile.program_id x
  %first = arith.muli %pid, %c1000 : i32
  %px = tile.addptr %x, %first : !tile.ptr<!T>, i32
  %po = tile.addptr %out, %first : !tile.ptr<!T>, i32
  %lanes = tile.arange : !idx
  %end = tile.splat %n : i32 -> !idx
  %ss = tile.splat %s : i32 -> !idx
  %ts = tile.splat %t : i32 -> !idx
  %last = arith.subi %n, %c1 : i32
  %lasts = tile.splat %last : i32 -> !idx
  // Forwards in, backwards out: reversed within the first n elements.
  scf.for %off = %c0 to %n step %block : i32 {
    %start = tile.splat %off : i32 -> !idx
    %cols = arith.addi %start, %lanes : !idx
    %mask = arith.cmpi slt, %cols, %end : !idx
    %from = arith.muli %cols, %ss : !idx
    %v = tile.load %px[%from] mask %mask : !tile.ptr<!T>, !idx
    %back = arith.subi %lasts, %cols : !idx
    %to = arith.muli %back, %ts : !idx
    tile.store %v, %po[%to] mask %mask : !tile.ptr<!T>, !idx
  }
  // One tile backwards in, by threes out.
  %c3 = arith.constant dense<3> : !idx
  %wide = arith.muli %lanes, %c3 : !idx
  %back = arith.subi %lasts, %lanes : !idx
  %inside = arith.cmpi slt, %lanes, %end : !idx
  %v = tile.load %px[%back] mask %inside : !tile.ptr<!T>, !idx
  tile.store %v, %po[%wide] mask %inside : !tile.ptr<!T>, !idx
  tile.return
}
