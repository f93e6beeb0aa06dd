// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Conditions under another shape: as data, and as a mask.
//
// RUN: %e2e compare %s --work=%t | FileCheck %s
// CHECK: launches: all right
// PARAMS: T=f32,f16
// CASE: --grid=2 --arg=x=randint:-9:9:2x36 --arg=out=zeros:2x36 --arg=kept=zeros:2x36

!T = !tile.param<T : [f32, f16] = f32>
!m = tensor<2x18xi32>
!f = tensor<36xi32>

tile.kernel @reshaped_mask(%x: !tile.ptr<!T>, %out: !tile.ptr<!T>, %kept: !tile.ptr<!T>) {
  %size = arith.constant 36 : i32
  %zero = arith.constant dense<0> : !m
  %pid = tile.program_id x
  %first = arith.muli %pid, %size : i32
  %xs = tile.addptr %x, %first : !tile.ptr<!T>, i32
  %outs = tile.addptr %out, %first : !tile.ptr<!T>, i32
  %keeps = tile.addptr %kept, %first : !tile.ptr<!T>, i32
  %lanes = tile.arange : !f
  %places = tile.reshape %lanes : !f -> !m
  %v = tile.load %xs[%places] : !tile.ptr<!T>, !m
  %w = tile.cast %v : !tile.tile<2 x 18 x T> to !m
  %isPositive = arith.cmpi sgt, %w, %zero : !m
  %flat = tile.reshape %isPositive : tensor<2x18xi1> -> tensor<36xi1>
  %number = tile.cast %flat unsigned : tensor<36xi1> to !tile.tile<36 x T>
  tile.store %number, %outs[%lanes] : !tile.ptr<!T>, !f
  %all = tile.load %xs[%lanes] : !tile.ptr<!T>, !f
  tile.store %all, %keeps[%lanes] mask %flat : !tile.ptr<!T>, !f
  tile.return
}
