// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Values that are loaded before a store to the same memory and used in a loop behind it: the store
// has another shape, or stands in a loop or a branch.
//
// RUN: %e2e compare %s --work=%t | FileCheck %s
// CHECK: launches: all right
// PARAMS: T=f32,i16
// CASE: --grid=2 --arg=x=randint:-9:9:2x64 --arg=out=zeros:2x192 --arg=n=3

!T = !tile.param<T : [f32, i16] = f32>
!x = !tile.tile<64 x T>
!s = !tile.tile<8 x T>
!i = tensor<64xi32>
!j = tensor<8xi32>

tile.kernel @overtaken(%x: !tile.ptr<!T>, %out: !tile.ptr<!T>, %n: i32) {
  %c0 = arith.constant 0 : i32
  %c1 = arith.constant 1 : i32
  %c3 = arith.constant 3 : i32
  %c64 = arith.constant 64 : i32
  %pid = tile.program_id x
  %first = arith.muli %pid, %c64 : i32
  %xs = tile.addptr %x, %first : !tile.ptr<!T>, i32
  %place = arith.muli %first, %c3 : i32
  %out0 = tile.addptr %out, %place : !tile.ptr<!T>, i32
  %out1 = tile.addptr %out0, %c64 : !tile.ptr<!T>, i32
  %out2 = tile.addptr %out1, %c64 : !tile.ptr<!T>, i32
  %lanes = tile.arange : !i
  %few = tile.arange 4 : !j
  %five = arith.constant 5 : i32
  %five_t = tile.cast %five : i32 to !T
  %fives = tile.splat %five_t : !T -> !s

  %a = tile.load %xs[%lanes] : !tile.ptr<!T>, !i
  tile.store %fives, %xs[%few] : !tile.ptr<!T>, !j
  tile.store %a, %out0[%lanes] : !tile.ptr<!T>, !i

  %b = tile.load %xs[%lanes] : !tile.ptr<!T>, !i
  scf.for %k = %c0 to %n step %c1 : i32 {
    %k_t = tile.cast %k : i32 to !T
    %spot = tile.addptr %xs, %k : !tile.ptr<!T>, i32
    tile.store %k_t, %spot[%k] : !tile.ptr<!T>, i32
  }
  tile.store %b, %out1[%lanes] : !tile.ptr<!T>, !i

  %c = tile.load %xs[%lanes] : !tile.ptr<!T>, !i
  %isFirst = arith.cmpi eq, %pid, %c0 : i32
  scf.if %isFirst {
    tile.store %fives, %xs[%few] : !tile.ptr<!T>, !j
    %further = arith.constant dense<17> : !j
    %spots = arith.addi %few, %further : !j
    tile.store %fives, %xs[%spots] : !tile.ptr<!T>, !j
  }
  tile.store %c, %out2[%lanes] : !tile.ptr<!T>, !i
  tile.return
}
