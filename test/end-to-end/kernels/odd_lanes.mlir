// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The last bit of an index as a mask and as a condition.
//
// RUN: %e2e compare %s --work=%t | FileCheck %s
// CHECK: launches: all right
// PARAMS: T=f32,i8,f16 BLOCK=19,64
// CASE: --grid=3 --arg=x=randint:-9:9:200 --arg=out=zeros:200

!T     = !tile.param<T : [f32, f16, i8] = f32>
#BLOCK = #tile.param<BLOCK : i32 = 64>
!x     = !tile.tile<BLOCK x T>
!i     = !tile.tile<BLOCK x i32>
!m     = !tile.tile<BLOCK x i1>

tile.kernel @odd_lanes(%x: !tile.ptr<!T>, %out: !tile.ptr<!T>) {
  %block = arith.constant #BLOCK
  %other = tile.cast %block : i32 to !T
  %others = tile.splat %other : !T -> !x
  %pid = tile.program_id x
  %first = arith.muli %pid, %block : i32
  %firsts = tile.splat %first : i32 -> !i
  %lanes = tile.arange : !i
  %cols = arith.addi %firsts, %lanes : !i
  %isOdd = arith.trunci %cols : !i to !m
  %v = tile.load %x[%cols] mask %isOdd other %others : !tile.ptr<!T>, !i
  %three = arith.constant dense<3> : !i
  %thirds = arith.muli %cols, %three : !i
  %isOddThird = arith.trunci %thirds : !i to !m
  %chosen = arith.select %isOddThird, %v, %others : !m, !x
  tile.store %chosen, %out[%cols] : !tile.ptr<!T>, !i
  tile.return
}
