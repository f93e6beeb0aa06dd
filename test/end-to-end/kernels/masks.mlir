// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Masks of every kind: both ends bounded, a bound from data, a condition on data, and, or, not,
// beyond the end; others that are numbers, tiles and NaN.
//
// RUN: %e2e compare %s --work=%t | FileCheck %s
// CHECK: launches: all right
// PARAMS: T=f32,bf16,f16,i8,i16 BLOCK=19,96
// CASE: --grid=3 --arg=x=randint:-9:9:400 --arg=y=randint:-9:9:400 --arg=out=zeros:400 --arg=sums=zeros:3x4 --arg=lo=5 --arg=hi=250
// CASE: --grid=3 --arg=x=randint:-9:9:400 --arg=y=randint:-9:9:400 --arg=out=zeros:400 --arg=sums=zeros:3x4 --arg=lo=-5 --arg=hi=20
// CASE: --grid=3 --arg=x=randint:-9:9:400 --arg=y=randint:-9:9:400 --arg=out=@x+7 --arg=sums=zeros:3x4 --arg=lo=30 --arg=hi=20
// CASE: --grid=1 --arg=x=randint:-9:9:400 --arg=y=@x-3 --arg=out=@x --arg=sums=zeros:3x4 --arg=lo=3 --arg=hi=390

!T     = !tile.param<T : [f32, bf16, f16, i8, i16] = f32>
#BLOCK = #tile.param<BLOCK : i32 = 19>
!x     = !tile.tile<BLOCK x T>
!f     = !tile.tile<BLOCK x f32>
!idx   = !tile.tile<BLOCK x i32>
!m     = !tile.tile<BLOCK x i1>

tile.kernel @masks(%x: !tile.ptr<!T>, %y: !tile.ptr<!T>, %out: !tile.ptr<!T>,
                   %sums: !tile.ptr<f32>, %lo: i32, %hi: i32) {
  %c0 = arith.constant 0 : i32
  %c1 = arith.constant 1 : i32
  %c4 = arith.constant 4 : i32
  %c100 = arith.constant 100 : i32
  %block = arith.constant #BLOCK
  %zero = arith.constant 0.0 : f32
  %pid = tile.program_id x
  %first = arith.muli %pid, %c100 : i32
  %px = tile.addptr %x, %first : !tile.ptr<!T>, i32
  %lanes = tile.arange : !idx
  %los = tile.splat %lo : i32 -> !idx
  %his = tile.splat %hi : i32 -> !idx
  %zeros = arith.constant dense<0> : !idx
  %end = arith.constant dense<100> : !idx
  %true = arith.constant dense<true> : !m
  %seven = arith.constant dense<7.0> : !f
  %seven_t = tile.cast %seven : !f to !x
  %s0, %s1 = scf.for %off = %c0 to %c100 step %block iter_args(%p = %zero, %q = %zero)
      -> (f32, f32) : i32 {
    %start = tile.splat %off : i32 -> !idx
    %cols = arith.addi %start, %lanes : !idx
    %above = arith.cmpi sge, %cols, %los : !idx
    %below = arith.cmpi slt, %cols, %his : !idx
    %in_row = arith.cmpi slt, %cols, %end : !idx
    %both = arith.andi %above, %below : !m
    %mask = arith.andi %both, %in_row : !m
    %v = tile.load %px[%cols] mask %mask other %seven_t : !tile.ptr<!T>, !idx
    %v32 = tile.cast %v : !x to !f
    %part = tile.sum %v32 axis 0 : !f
    %p2 = arith.addf %p, %part : f32
    // Where data say so, and not within the bounds.
    %odd = tile.cast %v : !x to !idx
    %positive = arith.cmpi sgt, %odd, %zeros : !idx
    %outside = arith.xori %mask, %true : !m
    %either = arith.ori %positive, %outside : !m
    %mask2 = arith.andi %either, %in_row : !m
    %py = tile.addptr %y, %first : !tile.ptr<!T>, i32
    %ahead = arith.addi %cols, %cols : !idx
    %third = arith.cmpi slt, %ahead, %end : !idx
    %mask3 = arith.andi %mask2, %third : !m
    %w = tile.load %py[%ahead] mask %mask3 other %v : !tile.ptr<!T>, !idx
    %w32 = tile.cast %w : !x to !f
    %part2 = tile.sum %w32 axis 0 : !f
    %q2 = arith.addf %q, %part2 : f32
    %po = tile.addptr %out, %first : !tile.ptr<!T>, i32
    tile.store %w, %po[%cols] mask %mask2 : !tile.ptr<!T>, !idx
    scf.yield %p2, %q2 : f32, f32
  }
  %at = arith.muli %pid, %c4 : i32
  %at1 = arith.addi %at, %c1 : i32
  tile.store %s0, %sums[%at] : !tile.ptr<f32>, i32
  tile.store %s1, %sums[%at1] : !tile.ptr<f32>, i32
  tile.return
}
