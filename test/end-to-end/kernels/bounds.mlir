// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Masks that are bounds: every comparison, the lanes on either side, ends inside, at and beyond
// those of the tile.
//
// RUN: %e2e compare %s --work=%t | FileCheck %s
// CHECK: launches: all right
// PARAMS: BLOCK=19,64
// CASE: --grid=1 --arg=x=randint:1:99:64 --arg=out=zeros:10x64 --arg=n=7
// CASE: --grid=1 --arg=x=randint:1:99:64 --arg=out=zeros:10x64 --arg=n=0
// CASE: --grid=1 --arg=x=randint:1:99:64 --arg=out=zeros:10x64 --arg=n=18
// CASE: --grid=1 --arg=x=randint:1:99:64 --arg=out=zeros:10x64 --arg=n=64
// CASE: --grid=1 --arg=x=randint:1:99:64 --arg=out=zeros:10x64 --arg=n=-1

#BLOCK = #tile.param<BLOCK : i32 = 64>
!x     = !tile.tile<BLOCK x i32>

tile.kernel @bounds(%x: !tile.ptr<i32>, %out: !tile.ptr<i32>, %n: i32) {
  %row = arith.constant 64 : i32
  %lanes = tile.arange : !x
  %end = tile.splat %n : i32 -> !x
  %v = tile.load %x[%lanes] : !tile.ptr<i32>, !x
  %m0 = arith.cmpi slt, %lanes, %end : !x
  tile.store %v, %out[%lanes] mask %m0 : !tile.ptr<i32>, !x
  %out0 = tile.addptr %out, %row : !tile.ptr<i32>, i32
  %m1 = arith.cmpi slt, %end, %lanes : !x
  tile.store %v, %out0[%lanes] mask %m1 : !tile.ptr<i32>, !x
  %out1 = tile.addptr %out0, %row : !tile.ptr<i32>, i32
  %m2 = arith.cmpi sle, %lanes, %end : !x
  tile.store %v, %out1[%lanes] mask %m2 : !tile.ptr<i32>, !x
  %out2 = tile.addptr %out1, %row : !tile.ptr<i32>, i32
  %m3 = arith.cmpi sle, %end, %lanes : !x
  tile.store %v, %out2[%lanes] mask %m3 : !tile.ptr<i32>, !x
  %out3 = tile.addptr %out2, %row : !tile.ptr<i32>, i32
  %m4 = arith.cmpi sgt, %lanes, %end : !x
  tile.store %v, %out3[%lanes] mask %m4 : !tile.ptr<i32>, !x
  %out4 = tile.addptr %out3, %row : !tile.ptr<i32>, i32
  %m5 = arith.cmpi sgt, %end, %lanes : !x
  tile.store %v, %out4[%lanes] mask %m5 : !tile.ptr<i32>, !x
  %out5 = tile.addptr %out4, %row : !tile.ptr<i32>, i32
  %m6 = arith.cmpi sge, %lanes, %end : !x
  tile.store %v, %out5[%lanes] mask %m6 : !tile.ptr<i32>, !x
  %out6 = tile.addptr %out5, %row : !tile.ptr<i32>, i32
  %m7 = arith.cmpi sge, %end, %lanes : !x
  tile.store %v, %out6[%lanes] mask %m7 : !tile.ptr<i32>, !x
  %out7 = tile.addptr %out6, %row : !tile.ptr<i32>, i32
  %m8 = arith.cmpi eq, %lanes, %end : !x
  tile.store %v, %out7[%lanes] mask %m8 : !tile.ptr<i32>, !x
  %out8 = tile.addptr %out7, %row : !tile.ptr<i32>, i32
  %m9 = arith.cmpi eq, %end, %lanes : !x
  tile.store %v, %out8[%lanes] mask %m9 : !tile.ptr<i32>, !x
  tile.return
}
