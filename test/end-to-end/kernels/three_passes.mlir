// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Three passes over a row, each of which needs the one before: the range, the sum of what is left
// of it, and the quotients. The output is declared not to alias.
//
// RUN: %e2e compare %s --work=%t | FileCheck %s
// CHECK: launches: all right
// PARAMS: BLOCK=61,256
// CASE: --grid=2 --arg=out=zeros:2x500 --arg=x=randint:-60:60:2x500 --arg=n=500
// CASE: --grid=4 --arg=out=zeros:4x3 --arg=x=randint:-60:60:4x3 --arg=n=3
// CASE: --grid=0 --arg=out=zeros:4x3 --arg=x=randint:-60:60:4x3 --arg=n=3

#BLOCK = #tile.param<BLOCK : i32 = 61>
!x     = !tile.tile<BLOCK x f32>
!idx   = !tile.tile<BLOCK x i32>
!mask  = !tile.tile<BLOCK x i1>

tile.kernel @three_passes(%out: !tile.ptr<f32> {tile.noalias}, %x: !tile.ptr<f32>, %n: i32) {
  %c0 = arith.constant 0 : i32
  %block = arith.constant #BLOCK
  %zero = arith.constant 0.0 : f32
  %one = arith.constant 1.0 : f32
  %most = arith.constant 0x7F800000 : f32
  %least = arith.constant 0xFF800000 : f32
  %mosts = tile.splat %most : f32 -> !x
  %leasts = tile.splat %least : f32 -> !x
  %pid = tile.program_id x
  %offset = arith.muli %pid, %n : i32
  %row = tile.addptr %x, %offset : !tile.ptr<f32>, i32
  %o_row = tile.addptr %out, %offset : !tile.ptr<f32>, i32
  %end = tile.splat %n : i32 -> !idx
  %lanes = tile.arange : !idx
  %low, %high = scf.for %at = %c0 to %n step %block iter_args(%l = %most, %h = %least)
      -> (f32, f32) : i32 {
    %start = tile.splat %at : i32 -> !idx
    %cols = arith.addi %start, %lanes : !idx
    %mask = arith.cmpi slt, %cols, %end : !idx
    %a = tile.load %row[%cols] mask %mask other %mosts : !tile.ptr<f32>, !idx
    %b = tile.load %row[%cols] mask %mask other %leasts : !tile.ptr<f32>, !idx
    %min = tile.min %a axis 0 : !x
    %max = tile.max %b axis 0 : !x
    %l2 = arith.minimumf %l, %min : f32
    %h2 = arith.maximumf %h, %max : f32
    scf.yield %l2, %h2 : f32, f32
  }
  %lows = tile.splat %low : f32 -> !x
  %zeros = tile.splat %zero : f32 -> !x
  %sum = scf.for %at = %c0 to %n step %block iter_args(%acc = %zero) -> (f32) : i32 {
    %start = tile.splat %at : i32 -> !idx
    %cols = arith.addi %start, %lanes : !idx
    %mask = arith.cmpi slt, %cols, %end : !idx
    %a = tile.load %row[%cols] mask %mask : !tile.ptr<f32>, !idx
    %rest = arith.subf %a, %lows : !x
    %inside = arith.select %mask, %rest, %zeros : !mask, !x
    %part = tile.sum %inside axis 0 : !x
    %next = arith.addf %acc, %part : f32
    scf.yield %next : f32
  }
  %width = arith.subf %high, %low : f32
  %scale = arith.divf %width, %sum : f32
  %scales = tile.splat %scale : f32 -> !x
  scf.for %at = %c0 to %n step %block : i32 {
    %start = tile.splat %at : i32 -> !idx
    %cols = arith.addi %start, %lanes : !idx
    %mask = arith.cmpi slt, %cols, %end : !idx
    %a = tile.load %row[%cols] mask %mask : !tile.ptr<f32>, !idx
    %rest = arith.subf %a, %lows : !x
    %y = arith.mulf %rest, %scales : !x
    tile.store %y, %o_row[%cols] mask %mask : !tile.ptr<f32>, !idx
  }
  tile.return
}
