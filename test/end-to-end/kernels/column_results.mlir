// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Results of reductions along either dimension that are stored, carried by a loop and spread again,
// in memory that overlaps what they were made of; tiles of few columns, where whole vectors of one
// length fit and of another do not.
//
// RUN: %e2e compare %s --work=%t | FileCheck %s
// CHECK: launches: all right
// PARAMS: M=7,33 N=4,19,64
// CASE: --grid=1 --arg=x=randint:-9:9:3000 --arg=y=randint:-9:9:3000 --arg=n=77
// CASE: --grid=1 --arg=x=randint:-9:9:3000 --arg=y=@x=zeros:2900 --arg=n=9
// CASE: --grid=1 --arg=x=randint:-9:9:3000 --arg=y=@x+1=zeros:2900 --arg=n=77
// CASE: --grid=1 --arg=x=randint:-9:9:3000 --arg=y=@x-3=zeros:2900 --arg=n=200
// CASE: --grid=1 --arg=x=randint:-9:9:3000 --arg=y=@x+19=zeros:2900 --arg=n=77

#M = #tile.param<M : i32 = 7>
#N = #tile.param<N : i32 = 19>
!x = !tile.tile<M x N x f32>
!i = !tile.tile<M x N x i32>
!b = !tile.tile<M x N x i1>
!r = !tile.tile<N x f32>
!ri = !tile.tile<N x i32>
!r1 = !tile.tile<1 x N x f32>
!ri1 = !tile.tile<1 x N x i32>
!c = !tile.tile<M x f32>
!ci = !tile.tile<M x i32>
!c1 = !tile.tile<M x 1 x f32>
!ci1 = !tile.tile<M x 1 x i32>
!t = !tile.tile<N x M x f32>
!ti = !tile.tile<N x M x i32>
tile.kernel @column_results(%x: !tile.ptr<f32>, %y: !tile.ptr<f32>, %n: i32) {
  %c0 = arith.constant 0 : i32
  %c1 = arith.constant 1 : i32
  %c3 = arith.constant 3 : i32
  %cn = arith.constant #N
  %a = tile.arange : !ri
  %d = tile.arange : !ci
  %w = tile.splat %cn : i32 -> !ci
  %dw = arith.muli %d, %w : !ci
  %dw1 = tile.expand_dims %dw axis 1 : !ci -> !ci1
  %dw2 = tile.broadcast %dw1 : !ci1 -> !i
  %a1 = tile.expand_dims %a axis 0 : !ri -> !ri1
  %a2 = tile.broadcast %a1 : !ri1 -> !i
  %at = arith.addi %dw2, %a2 : !i
  %z = arith.constant dense<0.0> : !r
  // Sums of columns and maxima of rows of a window that moves.
  %acc = scf.for %k = %c0 to %c3 step %c1 iter_args(%s = %z) -> (!r) : i32 {
    %ks = tile.splat %k : i32 -> !i
    %o = arith.addi %at, %ks : !i
    %v = tile.load %x[%o] : !tile.ptr<f32>, !i
    %p = tile.sum %v axis 0 : !x
    %m = tile.max %v axis 1 : !x
    %q = arith.addf %s, %p : !r
    tile.store %p, %y[%a] : !tile.ptr<f32>, !ri
    tile.store %m, %y[%d] : !tile.ptr<f32>, !ci
    %u = tile.load %x[%o] : !tile.ptr<f32>, !i
    %q1 = tile.expand_dims %q axis 0 : !r -> !r1
    %q2 = tile.broadcast %q1 : !r1 -> !x
    %m1 = tile.expand_dims %m axis 1 : !c -> !c1
    %m2 = tile.broadcast %m1 : !c1 -> !x
    %f = arith.addf %u, %q2 : !x
    %g = arith.subf %f, %m2 : !x
    %ns = tile.splat %n : i32 -> !i
    %mask = arith.cmpi slt, %at, %ns : !i
    tile.store %g, %y[%o] mask %mask : !tile.ptr<f32>, !i
    scf.yield %q : !r
  }
  tile.store %acc, %x[%a] : !tile.ptr<f32>, !ri
  %at_t = tile.trans %at : !i -> !ti
  %last = tile.load %x[%at_t] : !tile.ptr<f32>, !ti
  %back = tile.trans %last : !t -> !x
  %mx = tile.load %y[%a] : !tile.ptr<f32>, !ri
  %mx1 = tile.expand_dims %mx axis 0 : !r -> !r1
  %mx2 = tile.broadcast %mx1 : !r1 -> !x
  %h = arith.addf %back, %mx2 : !x
  tile.store %h, %y[%at] : !tile.ptr<f32>, !i
  tile.return
}
