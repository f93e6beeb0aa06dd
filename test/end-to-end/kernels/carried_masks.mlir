// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Masks that a loop carries, that come out of a loop, and that a branch chooses.
//
// RUN: %e2e compare %s --work=%t | FileCheck %s
// CHECK: launches: all right
// PARAMS: T=f32,i8 BLOCK=19,64
// CASE: --grid=2 --arg=x=randint:-9:9:200 --arg=out=zeros:2x5x{BLOCK} --arg=n=3
// CASE: --grid=2 --arg=x=randint:-9:9:200 --arg=out=zeros:2x5x{BLOCK} --arg=n=0

!T     = !tile.param<T : [f32, i8] = f32>
#BLOCK = #tile.param<BLOCK : i32 = 64>
!x     = !tile.tile<BLOCK x T>
!i     = !tile.tile<BLOCK x i32>
!m     = !tile.tile<BLOCK x i1>

tile.kernel @carried_masks(%x: !tile.ptr<!T>, %out: !tile.ptr<!T>, %n: i32) {
  %c0 = arith.constant 0 : i32
  %c1 = arith.constant 1 : i32
  %c5 = arith.constant 5 : i32
  %block = arith.constant #BLOCK
  %none = arith.constant dense<false> : !m
  %pid = tile.program_id x
  %lanes = tile.arange : !i
  %first = arith.muli %pid, %block : i32
  %xs = tile.addptr %x, %first : !tile.ptr<!T>, i32
  %place = arith.muli %first, %c5 : i32
  %outs = tile.addptr %out, %place : !tile.ptr<!T>, i32
  %v = tile.load %xs[%lanes] : !tile.ptr<!T>, !i
  %w = tile.cast %v : !x to !i
  // Round 0 stores nothing, round i what is greater than i - 1.
  %last = scf.for %i = %c0 to %n step %c1 iter_args(%mask = %none) -> (!m) : i32 {
    %offset = arith.muli %i, %block : i32
    %row = tile.addptr %outs, %offset : !tile.ptr<!T>, i32
    tile.store %v, %row[%lanes] mask %mask : !tile.ptr<!T>, !i
    %limit = tile.splat %i : i32 -> !i
    %next = arith.cmpi sgt, %w, %limit : !i
    scf.yield %next : !m
  }
  %three = arith.constant 3 : i32
  %offset3 = arith.muli %three, %block : i32
  %row3 = tile.addptr %outs, %offset3 : !tile.ptr<!T>, i32
  %kept = tile.load %xs[%lanes] mask %last other %v : !tile.ptr<!T>, !i
  tile.store %kept, %row3[%lanes] mask %last : !tile.ptr<!T>, !i
  %isEven = arith.cmpi eq, %pid, %c0 : i32
  %chosen = scf.if %isEven -> (!m) {
    %zero = arith.constant dense<0> : !i
    %positive = arith.cmpi sgt, %w, %zero : !i
    scf.yield %positive : !m
  } else {
    scf.yield %last : !m
  }
  %offset4 = arith.addi %offset3, %block : i32
  %row4 = tile.addptr %outs, %offset4 : !tile.ptr<!T>, i32
  tile.store %v, %row4[%lanes] mask %chosen : !tile.ptr<!T>, !i
  tile.return
}
