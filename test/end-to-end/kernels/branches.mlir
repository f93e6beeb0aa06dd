// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Conditions around tiles: results that are tiles, stores on one side only, a loop inside.
//
// RUN: %e2e compare %s --work=%t | FileCheck %s
// CHECK: launches: all right
// PARAMS: T=f32,f16
// CASE: --grid=5 --arg=x=randint:-9:9:5x53 --arg=out=zeros:5x53 --arg=sums=zeros:5 --arg=limit=2
// CASE: --grid=5 --arg=x=randint:-9:9:5x53 --arg=out=@x --arg=sums=zeros:5 --arg=limit=4

!T = !tile.param<T : [f32, f16] = f32>
!x = !tile.tile<53 x T>
!i = !tile.tile<53 x i32>

tile.kernel @branches(%x: !tile.ptr<!T>, %out: !tile.ptr<!T>, %sums: !tile.ptr<!T>, %limit: i32) {
  %c0 = arith.constant 0 : i32
  %c1 = arith.constant 1 : i32
  %c53 = arith.constant 53 : i32
  %pid = tile.program_id x
  %first = arith.muli %pid, %c53 : i32
  %starts = tile.splat %first : i32 -> !i
  %lanes = tile.arange : !i
  %at = arith.addi %starts, %lanes : !i
  %v = tile.load %x[%at] : !tile.ptr<!T>, !i
  %is_small = arith.cmpi slt, %pid, %limit : i32
  %r, %s = scf.if %is_small -> (!x, !T) {
    %double = arith.addf %v, %v : !x
    %sum = tile.sum %double axis 0 : !x
    scf.yield %double, %sum : !x, !T
  } else {
    %sq = arith.mulf %v, %v : !x
    %max = tile.max %v axis 0 : !x
    %more = scf.for %k = %c0 to %pid step %c1 iter_args(%t = %sq) -> (!x) : i32 {
      %t2 = arith.subf %t, %v : !x
      scf.yield %t2 : !x
    }
    scf.yield %more, %max : !x, !T
  }
  tile.store %r, %out[%at] : !tile.ptr<!T>, !i
  %is_odd = arith.andi %pid, %c1 : i32
  %odd = arith.cmpi ne, %is_odd, %c0 : i32
  scf.if %odd {
    %again = tile.load %out[%at] : !tile.ptr<!T>, !i
    %minus = arith.negf %again : !x
    tile.store %minus, %out[%at] : !tile.ptr<!T>, !i
    tile.store %s, %sums[%pid] : !tile.ptr<!T>, i32
  }
  tile.return
}
