// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Masks that are bounds: every comparison, the lanes on either side, ends inside, at and beyond
// those of the tile. Sums count what lies on the other side of them.
//
// RUN: %e2e compare %s --work=%t | FileCheck %s
// CHECK: launches: all right
// PARAMS: BLOCK=19,64
// CASE: --grid=1 --arg=x=randint:1:99:64 --arg=out=zeros:10x64 --arg=sums=zeros:4 --arg=n=7
// CASE: --grid=1 --arg=x=randint:1:99:64 --arg=out=zeros:10x64 --arg=sums=zeros:4 --arg=n=0
// CASE: --grid=1 --arg=x=randint:1:99:64 --arg=out=zeros:10x64 --arg=sums=zeros:4 --arg=n=18
// CASE: --grid=1 --arg=x=randint:1:99:64 --arg=out=zeros:10x64 --arg=sums=zeros:4 --arg=n=64
// CASE: --grid=1 --arg=x=randint:1:99:64 --arg=out=zeros:10x64 --arg=sums=zeros:4 --arg=n=-1

#BLOCK = #tile.param<BLOCK : i32 = 64>
!x     = !tile.tile<BLOCK x i32>

tile.kernel @bounds(%x: !tile.ptr<i32>, %out: !tile.ptr<i32>, %sums: !tile.ptr<i32>,
                    %n: i32) {
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

  %three = arith.constant dense<3> : !x
  %at0 = arith.constant 0 : i32
  %v0 = tile.load %x[%lanes] mask %m0 other %three : !tile.ptr<i32>, !x
  %sum0 = tile.sum %v0 axis 0 : !x
  tile.store %sum0, %sums[%at0] : !tile.ptr<i32>, i32
  %at1 = arith.constant 1 : i32
  %v1 = tile.load %x[%lanes] mask %m1 other %three : !tile.ptr<i32>, !x
  %sum1 = tile.sum %v1 axis 0 : !x
  tile.store %sum1, %sums[%at1] : !tile.ptr<i32>, i32
  %at2 = arith.constant 2 : i32
  %v2 = tile.load %x[%lanes] mask %m6 other %three : !tile.ptr<i32>, !x
  %sum2 = tile.sum %v2 axis 0 : !x
  tile.store %sum2, %sums[%at2] : !tile.ptr<i32>, i32
  %at3 = arith.constant 3 : i32
  %v3 = tile.load %x[%lanes] mask %m8 other %three : !tile.ptr<i32>, !x
  %sum3 = tile.sum %v3 axis 0 : !x
  tile.store %sum3, %sums[%at3] : !tile.ptr<i32>, i32
  tile.return
}
