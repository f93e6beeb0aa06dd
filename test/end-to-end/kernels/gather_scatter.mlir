// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Offsets that come from memory: a gather, a scatter to distinct places, and one in which several
// lanes name one element and the last of them wins.
//
// RUN: %e2e compare %s --work=%t | FileCheck %s
// CHECK: launches: all right
// PARAMS: T=f32,f16,bf16,i8,i64 BLOCK=17,64
// CASE: --grid=1 --arg=index=randint:0:99:{BLOCK} --arg=x=randint:-9:9:100 --arg=gathered=zeros:{BLOCK} --arg=scattered=zeros:100 --arg=n={BLOCK}
// CASE: --grid=1 --arg=index=randint:0:9:{BLOCK} --arg=x=randint:-9:9:100 --arg=gathered=zeros:{BLOCK} --arg=scattered=zeros:100 --arg=n=13
// CASE: --grid=1 --arg=index=randint:0:9:{BLOCK} --arg=x=randint:-9:9:100 --arg=gathered=@x+2 --arg=scattered=@x --arg=n=16

!T     = !tile.param<T : [f32, f16, bf16, i8, i64] = f32>
#BLOCK = #tile.param<BLOCK : i32 = 17>
!x     = !tile.tile<BLOCK x T>
!idx   = !tile.tile<BLOCK x i32>
!m     = !tile.tile<BLOCK x i1>

tile.kernel @gather_scatter(%index: !tile.ptr<i32>, %x: !tile.ptr<!T>, %gathered: !tile.ptr<!T>,
                            %scattered: !tile.ptr<!T>, %n: i32) {
  %lanes = tile.arange : !idx
  %end = tile.splat %n : i32 -> !idx
  %mask = arith.cmpi slt, %lanes, %end : !idx
  %where = tile.load %index[%lanes] mask %mask : !tile.ptr<i32>, !idx
  %v = tile.load %x[%where] mask %mask : !tile.ptr<!T>, !idx
  tile.store %v, %gathered[%lanes] mask %mask : !tile.ptr<!T>, !idx
  %five = arith.constant dense<5> : !idx
  %few = arith.cmpi sgt, %where, %five : !idx
  %both = arith.andi %few, %mask : !m
  %u = tile.load %x[%lanes] mask %both : !tile.ptr<!T>, !idx
  tile.store %u, %scattered[%where] mask %both : !tile.ptr<!T>, !idx
  tile.return
}
