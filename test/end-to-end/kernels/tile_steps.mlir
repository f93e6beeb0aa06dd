// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A loop over tiles that is no loop over a row: what it reads moves two tiles, or half of one, while
// what it writes moves one.
//
// RUN: %e2e compare %s --work=%t | FileCheck %s
// CHECK: launches: all right
// PARAMS: BLOCK=16,100
// CASE: --grid=1 --arg=x=randint:-9:9:700 --arg=out=zeros:2x300 --arg=sums=zeros:1 --arg=n=300
// CASE: --grid=1 --arg=x=randint:-9:9:700 --arg=out=zeros:2x300 --arg=sums=zeros:1 --arg=n=77

#BLOCK = #tile.param<BLOCK : i32 = 16>
!x     = !tile.tile<BLOCK x f32>
!i     = !tile.tile<BLOCK x i32>

tile.kernel @tile_steps(%x: !tile.ptr<f32>, %out: !tile.ptr<f32>, %sums: !tile.ptr<f32>, %n: i32) {
  %c0 = arith.constant 0 : i32
  %c2 = arith.constant 2 : i32
  %row = arith.constant 300 : i32
  %block = arith.constant #BLOCK
  %zero = arith.constant 0.0 : f32
  %lanes = tile.arange : !i
  %end = tile.splat %n : i32 -> !i
  %out1 = tile.addptr %out, %row : !tile.ptr<f32>, i32
  %sum = scf.for %off = %c0 to %n step %block iter_args(%acc = %zero) -> (f32) : i32 {
    %start = tile.splat %off : i32 -> !i
    %cols = arith.addi %start, %lanes : !i
    %mask = arith.cmpi slt, %cols, %end : !i
    %twice = arith.muli %off, %c2 : i32
    %begin = tile.splat %twice : i32 -> !i
    %places = arith.addi %begin, %lanes : !i
    %v = tile.load %x[%places] mask %mask : !tile.ptr<f32>, !i
    tile.store %v, %out[%cols] mask %mask : !tile.ptr<f32>, !i
    %tile_sum = tile.sum %v axis 0 : !x
    %next = arith.addf %acc, %tile_sum : f32
    scf.yield %next : f32
  }
  tile.store %sum, %sums[%c0] : !tile.ptr<f32>, i32
  scf.for %off = %c0 to %n step %block : i32 {
    %start = tile.splat %off : i32 -> !i
    %cols = arith.addi %start, %lanes : !i
    %mask = arith.cmpi slt, %cols, %end : !i
    %twice = arith.addi %lanes, %lanes : !i
    %places = arith.addi %start, %twice : !i
    %v = tile.load %x[%places] mask %mask : !tile.ptr<f32>, !i
    tile.store %v, %out1[%cols] mask %mask : !tile.ptr<f32>, !i
  }
  tile.return
}
