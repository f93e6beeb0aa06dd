// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Pointers carried by a loop and chosen by a condition.
//
// RUN: %e2e compare %s --work=%t | FileCheck %s
// CHECK: launches: all right
// CASE: --grid=1 --arg=x=randint:-9:9:400 --arg=y=randint:-9:9:400 --arg=out=zeros:37 --arg=steps=9
// CASE: --grid=1 --arg=x=randint:-9:9:400 --arg=y=randint:-9:9:400 --arg=out=zeros:37 --arg=steps=0
// CASE: --grid=1 --arg=x=randint:-9:9:400 --arg=y=randint:-9:9:400 --arg=out=@x+30 --arg=steps=9

!x   = !tile.tile<37 x i32>

tile.kernel @pointer_loop(%x: !tile.ptr<i32>, %y: !tile.ptr<i32>, %out: !tile.ptr<i32>,
                          %steps: i32) {
  %c0 = arith.constant 0 : i32
  %c1 = arith.constant 1 : i32
  %c39 = arith.constant 39 : i32
  %lanes = tile.arange : !x
  %zeros = arith.constant dense<0> : !x
  %p, %q, %sum = scf.for %i = %c0 to %steps step %c1 iter_args(%a = %x, %b = %y, %acc = %zeros)
      -> (!tile.ptr<i32>, !tile.ptr<i32>, !x) : i32 {
    %v = tile.load %a[%lanes] : !tile.ptr<i32>, !x
    %w = tile.load %b[%lanes] : !tile.ptr<i32>, !x
    %product = arith.muli %v, %w : !x
    %next = arith.addi %acc, %product : !x
    tile.store %next, %out[%lanes] : !tile.ptr<i32>, !x
    %a2 = tile.addptr %a, %c39 : !tile.ptr<i32>, i32
    %b2 = tile.addptr %b, %c1 : !tile.ptr<i32>, i32
    scf.yield %a2, %b2, %next : !tile.ptr<i32>, !tile.ptr<i32>, !x
  }
  %v = tile.load %p[%lanes] : !tile.ptr<i32>, !x
  %w = tile.load %q[%lanes] : !tile.ptr<i32>, !x
  %last = arith.subi %v, %w : !x
  %both = arith.addi %last, %sum : !x
  tile.store %both, %out[%lanes] : !tile.ptr<i32>, !x
  tile.return
}
