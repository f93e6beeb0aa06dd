// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Integer arithmetic of every width, edge cases included: division by zero and overflow, shifts by
// the width and more.
//
// RUN: %e2e compare %s --work=%t | FileCheck %s
// CHECK: launches: all right
// PARAMS: I=i8,i16,i32,i64 BLOCK=29,64
// CASE: --grid=4 --arg=x=randint:-128:127:200 --arg=y=randint:-4:4:200 --arg=out=zeros:18x200 --arg=n=200
// CASE: --grid=4 --arg=x=full:-128:200 --arg=y=randint:-1:1:200 --arg=out=zeros:18x200 --arg=n=199
// CASE: --grid=4 --arg=x=randint:-128:127:200 --arg=y=randint:-128:127:200 --arg=out=zeros:18x200 --arg=n=200

!I     = !tile.param<I : [i8, i16, i32, i64] = i8>
#BLOCK = #tile.param<BLOCK : i32 = 29>
!x     = !tile.tile<BLOCK x I>
!idx   = !tile.tile<BLOCK x i32>

tile.kernel @integers(%x: !tile.ptr<!I>, %y: !tile.ptr<!I>, %out: !tile.ptr<!I>, %n: i32) {
  %c1 = arith.constant 1 : i32
  %c200 = arith.constant 200 : i32
  %block = arith.constant #BLOCK
  %pid = tile.program_id x
  %lanes = tile.arange : !idx
  %end = tile.splat %n : i32 -> !idx
  %np = tile.num_programs x
  %step = arith.muli %np, %block : i32
  %first = arith.muli %pid, %block : i32
  scf.for %at = %first to %n step %step : i32 {
    %starts = tile.splat %at : i32 -> !idx
    %cols = arith.addi %starts, %lanes : !idx
    %mask = arith.cmpi slt, %cols, %end : !idx
    %a = tile.load %x[%cols] mask %mask : !tile.ptr<!I>, !idx
    %b = tile.load %y[%cols] mask %mask : !tile.ptr<!I>, !idx
    %r0 = arith.addi %a, %b : !x
    %r1 = arith.subi %a, %b : !x
    %r2 = arith.muli %a, %b : !x
    %r3 = arith.divsi %a, %b : !x
    %r4 = arith.divui %a, %b : !x
    %r5 = arith.remsi %a, %b : !x
    %r6 = arith.remui %a, %b : !x
    %r7 = arith.shli %a, %b : !x
    %r8 = arith.shrsi %a, %b : !x
    %r9 = arith.shrui %a, %b : !x
    %r10 = arith.maxsi %a, %b : !x
    %r11 = arith.minui %a, %b : !x
    %r12 = arith.xori %a, %b : !x
    %r13 = arith.floordivsi %a, %b : !x
    %r14 = arith.ceildivsi %a, %b : !x
    %r15 = arith.ceildivui %a, %b : !x
    %r16 = math.absi %a : !x
    %lt = arith.cmpi ult, %a, %b : !x
    %r17 = arith.select %lt, %a, %r0 : !tile.tile<BLOCK x i1>, !x
    %p1 = tile.addptr %out, %c200 : !tile.ptr<!I>, i32
    %p2 = tile.addptr %p1, %c200 : !tile.ptr<!I>, i32
    %p3 = tile.addptr %p2, %c200 : !tile.ptr<!I>, i32
    %p4 = tile.addptr %p3, %c200 : !tile.ptr<!I>, i32
    %p5 = tile.addptr %p4, %c200 : !tile.ptr<!I>, i32
    %p6 = tile.addptr %p5, %c200 : !tile.ptr<!I>, i32
    %p7 = tile.addptr %p6, %c200 : !tile.ptr<!I>, i32
    %p8 = tile.addptr %p7, %c200 : !tile.ptr<!I>, i32
    %p9 = tile.addptr %p8, %c200 : !tile.ptr<!I>, i32
    %p10 = tile.addptr %p9, %c200 : !tile.ptr<!I>, i32
    %p11 = tile.addptr %p10, %c200 : !tile.ptr<!I>, i32
    %p12 = tile.addptr %p11, %c200 : !tile.ptr<!I>, i32
    %p13 = tile.addptr %p12, %c200 : !tile.ptr<!I>, i32
    %p14 = tile.addptr %p13, %c200 : !tile.ptr<!I>, i32
    %p15 = tile.addptr %p14, %c200 : !tile.ptr<!I>, i32
    %p16 = tile.addptr %p15, %c200 : !tile.ptr<!I>, i32
    %p17 = tile.addptr %p16, %c200 : !tile.ptr<!I>, i32
    tile.store %r0, %out[%cols] mask %mask : !tile.ptr<!I>, !idx
    tile.store %r1, %p1[%cols] mask %mask : !tile.ptr<!I>, !idx
    tile.store %r2, %p2[%cols] mask %mask : !tile.ptr<!I>, !idx
    tile.store %r3, %p3[%cols] mask %mask : !tile.ptr<!I>, !idx
    tile.store %r4, %p4[%cols] mask %mask : !tile.ptr<!I>, !idx
    tile.store %r5, %p5[%cols] mask %mask : !tile.ptr<!I>, !idx
    tile.store %r6, %p6[%cols] mask %mask : !tile.ptr<!I>, !idx
    tile.store %r7, %p7[%cols] mask %mask : !tile.ptr<!I>, !idx
    tile.store %r8, %p8[%cols] mask %mask : !tile.ptr<!I>, !idx
    tile.store %r9, %p9[%cols] mask %mask : !tile.ptr<!I>, !idx
    tile.store %r10, %p10[%cols] mask %mask : !tile.ptr<!I>, !idx
    tile.store %r11, %p11[%cols] mask %mask : !tile.ptr<!I>, !idx
    tile.store %r12, %p12[%cols] mask %mask : !tile.ptr<!I>, !idx
    tile.store %r13, %p13[%cols] mask %mask : !tile.ptr<!I>, !idx
    tile.store %r14, %p14[%cols] mask %mask : !tile.ptr<!I>, !idx
    tile.store %r15, %p15[%cols] mask %mask : !tile.ptr<!I>, !idx
    tile.store %r16, %p16[%cols] mask %mask : !tile.ptr<!I>, !idx
    tile.store %r17, %p17[%cols] mask %mask : !tile.ptr<!I>, !idx
  }
  tile.return
}
