// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Tiles carried by loops: added, swapped, rotated among three, shifted in memory, in nested loops.
//
// RUN: %e2e compare %s --work=%t | FileCheck %s
// CHECK: launches: all right
// PARAMS: W=31,64
// CASE: --grid=2 --arg=x=randint:-9:9:2x{W} --arg=y=randint:-9:9:2x{W} --arg=out=zeros:2x{W} --arg=out2=zeros:2x{W} --arg=n=7
// CASE: --grid=2 --arg=x=randint:-9:9:2x{W} --arg=y=randint:-9:9:2x{W} --arg=out=zeros:2x{W} --arg=out2=zeros:2x{W} --arg=n=0
// CASE: --grid=1 --arg=x=randint:-9:9:2x{W} --arg=y=@x+1 --arg=out=@x+3 --arg=out2=@x+5=zeros:2x{W} --arg=n=4

#W = #tile.param<W : i32 = 31>
!x = !tile.tile<W x i32>

tile.kernel @carried_tiles(%x: !tile.ptr<i32>, %y: !tile.ptr<i32>, %out: !tile.ptr<i32>,
                           %out2: !tile.ptr<i32>, %n: i32) {
  %c0 = arith.constant 0 : i32
  %c1 = arith.constant 1 : i32
  %w = arith.constant #W
  %pid = tile.program_id x
  %first = arith.muli %pid, %w : i32
  %starts = tile.splat %first : i32 -> !x
  %lanes = tile.arange : !x
  %at = arith.addi %starts, %lanes : !x
  %a0 = tile.load %x[%at] : !tile.ptr<i32>, !x
  %b0 = tile.load %y[%at] : !tile.ptr<i32>, !x
  // Fibonacci: both change places in every turn.
  %a, %b = scf.for %i = %c0 to %n step %c1 iter_args(%p = %a0, %q = %b0) -> (!x, !x) : i32 {
    %sum = arith.addi %p, %q : !x
    scf.yield %q, %sum : !x, !x
  }
  // Three that move around, while the first is stored.
  %d, %e, %f = scf.for %i = %c0 to %n step %c1 iter_args(%p = %a, %q = %b, %r = %lanes)
      -> (!x, !x, !x) : i32 {
    tile.store %p, %out[%at] : !tile.ptr<i32>, !x
    scf.yield %q, %r, %p : !x, !x, !x
  }
  // A tile that depends on its neighbours of the turn before, through memory.
  %g = scf.for %i = %c0 to %n step %c1 iter_args(%p = %d) -> (!x) : i32 {
    %inner = scf.for %k = %c0 to %i step %c1 iter_args(%q = %p) -> (!x) : i32 {
      %ks = tile.splat %k : i32 -> !x
      %q2 = arith.addi %q, %ks : !x
      %q3 = arith.muli %q2, %e : !x
      scf.yield %q3 : !x
    }
    tile.store %inner, %out2[%at] : !tile.ptr<i32>, !x
    %total = tile.max %inner axis 0 : !x
    %wi = arith.constant #W
    %last = arith.subi %wi, %c1 : i32
    %lasts = tile.splat %last : i32 -> !x
    %back = arith.subi %lasts, %lanes : !x
    %back_at = arith.addi %back, %starts : !x
    %turned = tile.load %out2[%back_at] : !tile.ptr<i32>, !x
    %totals = tile.splat %total : i32 -> !x
    %next = arith.subi %turned, %totals : !x
    scf.yield %next : !x
  }
  %h = arith.xori %g, %f : !x
  tile.store %h, %out2[%at] : !tile.ptr<i32>, !x
  %v = tile.load %out[%at] : !tile.ptr<i32>, !x
  %u = arith.addi %v, %e : !x
  tile.store %u, %out[%at] : !tile.ptr<i32>, !x
  tile.return
}
