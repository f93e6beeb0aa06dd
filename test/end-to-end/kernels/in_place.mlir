// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Memory that is read and written in ways that no loop may mix: a row reversed in place, a stencil
// in place, a transpose in place, a copy that overlaps itself.
//
// RUN: %e2e compare %s --work=%t | FileCheck %s
// CHECK: launches: all right
// PARAMS: T=f32,f16,bf16,i8,i64 N=37,128
// CASE: --grid=1 --arg=x=randint:-9:9:400 --arg=y=randint:-9:9:400 --arg=m=randint:-9:9:9x9
// CASE: --grid=1 --arg=x=randint:-9:9:400 --arg=y=@x+1=zeros:400 --arg=m=randint:-9:9:9x9
// CASE: --grid=1 --arg=x=randint:-9:9:400 --arg=y=@x-4=zeros:400 --arg=m=randint:-9:9:9x9
// CASE: --grid=1 --arg=x=randint:-9:9:400 --arg=y=@x+64=zeros:400 --arg=m=@x+2

!T = !tile.param<T : [f32, f16, bf16, i8, i64] = f32>
#N = #tile.param<N : i32 = 37>
!x = !tile.tile<N x T>
!i = !tile.tile<N x i32>
!m = tensor<9x9xi32>

tile.kernel @in_place(%x: !tile.ptr<!T>, %y: !tile.ptr<!T>, %m: !tile.ptr<!T>) {
  %c0 = arith.constant 0 : i32
  %c1 = arith.constant 1 : i32
  %c3 = arith.constant 3 : i32
  %n = arith.constant #N
  %one = arith.constant dense<1> : !i
  %lanes = tile.arange : !i
  %last = arith.subi %n, %c1 : i32
  %lasts = tile.splat %last : i32 -> !i
  %back = arith.subi %lasts, %lanes : !i
  // Reversed.
  %a = tile.load %x[%back] : !tile.ptr<!T>, !i
  tile.store %a, %x[%lanes] : !tile.ptr<!T>, !i
  // A stencil of three; two of its loads see what a loop over elements would have stored.
  %b = tile.load %x[%lanes] : !tile.ptr<!T>, !i
  %right = arith.addi %lanes, %one : !i
  %right2 = arith.addi %right, %one : !i
  %c = tile.load %x[%right] : !tile.ptr<!T>, !i
  %d = tile.load %y[%right2] : !tile.ptr<!T>, !i
  %lt = arith.cmpi slt, %lanes, %back : !i
  %e = arith.select %lt, %b, %c : !tile.tile<N x i1>, !x
  tile.store %e, %x[%right] : !tile.ptr<!T>, !i
  tile.store %d, %x[%lanes] : !tile.ptr<!T>, !i
  // A copy by three elements, tile by tile.
  scf.for %k = %c0 to %n step %c3 : i32 {
    %ks = tile.splat %k : i32 -> !i
    %at = arith.addi %ks, %lanes : !i
    %f = tile.load %x[%at] : !tile.ptr<!T>, !i
    %to = tile.addptr %y, %c3 : !tile.ptr<!T>, i32
    tile.store %f, %to[%at] : !tile.ptr<!T>, !i
  }
  // A square turned where it lies.
  %nine = tile.arange : tensor<9xi32>
  %w = arith.constant dense<9> : tensor<9xi32>
  %down = arith.muli %nine, %w : tensor<9xi32>
  %down1 = tile.expand_dims %down axis 1 : tensor<9xi32> -> tensor<9x1xi32>
  %down2 = tile.broadcast %down1 : tensor<9x1xi32> -> !m
  %across1 = tile.expand_dims %nine axis 0 : tensor<9xi32> -> tensor<1x9xi32>
  %across2 = tile.broadcast %across1 : tensor<1x9xi32> -> !m
  %at = arith.addi %down2, %across2 : !m
  %sq = tile.load %m[%at] : !tile.ptr<!T>, !m
  %turned = tile.trans %sq : !tile.tile<9 x 9 x T> -> !tile.tile<9 x 9 x T>
  tile.store %turned, %m[%at] : !tile.ptr<!T>, !m
  tile.return
}
