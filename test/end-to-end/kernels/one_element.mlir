// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reductions of tiles of one element: a sum starts at +0.0, which a lone -0.0 does not change.
//
// RUN: %e2e compare %s --work=%t | FileCheck %s
// CHECK: launches: all right
// PARAMS: T=f32,f16,bf16,f64
// CASE: --grid=4 --arg=x=zeros:4 --arg=out=zeros:4x4
// CASE: --grid=4 --arg=x=randint:-3:3:4 --arg=out=zeros:4x4

!T = !tile.param<T : [f32, f16, bf16, f64] = f32>
!x = !tile.tile<1 x T>
!m = !tile.tile<1 x 1 x T>

tile.kernel @one_element(%x: !tile.ptr<!T>, %out: !tile.ptr<!T>) {
  %c1 = arith.constant 1 : i32
  %c4 = arith.constant 4 : i32
  %pid = tile.program_id x
  %value = tile.load %x[%pid] : !tile.ptr<!T>, i32
  %negative = arith.negf %value : !T
  %place = arith.muli %pid, %c4 : i32
  %out0 = tile.addptr %out, %place : !tile.ptr<!T>, i32
  %out1 = tile.addptr %out0, %c1 : !tile.ptr<!T>, i32
  %out2 = tile.addptr %out1, %c1 : !tile.ptr<!T>, i32
  %out3 = tile.addptr %out2, %c1 : !tile.ptr<!T>, i32
  %c0 = arith.constant 0 : i32
  %tile = tile.splat %negative : !T -> !x
  %sum = tile.sum %tile axis 0 : !x
  tile.store %sum, %out0[%c0] : !tile.ptr<!T>, i32
  %square = tile.splat %negative : !T -> !m
  %column = tile.sum %square axis 0 : !m
  %both = tile.sum %column axis 0 : !x
  tile.store %both, %out1[%c0] : !tile.ptr<!T>, i32
  %most = tile.max %tile axis 0 : !x
  tile.store %most, %out2[%c0] : !tile.ptr<!T>, i32
  %lane = tile.arange : tensor<1xi32>
  %loaded = tile.load %x[%lane] : !tile.ptr<!T>, tensor<1xi32>
  %turned = arith.negf %loaded : !x
  %last = tile.sum %turned axis 0 : !x
  tile.store %last, %out3[%c0] : !tile.ptr<!T>, i32
  tile.return
}
