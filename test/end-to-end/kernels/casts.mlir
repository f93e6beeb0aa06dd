// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Conversions between two types, both ways, signed and unsigned.
//
// RUN: %e2e compare %s --work=%t | FileCheck %s
// CHECK: launches: all right
// PARAMS: A=i8,i16,i32,i64,f16,bf16,f32,f64 B=i8,i16,i64,f16,bf16,f32,f64
// CASE: --grid=1 --arg=x=randint:-128:127:101 --arg=y=zeros:2x101 --arg=z=zeros:2x101
// SVE: 256

!A = !tile.param<A : [i8, i16, i32, i64, f16, bf16, f32, f64] = f32>
!B = !tile.param<B : [i8, i16, i64, f16, bf16, f32, f64] = i8>
!a = !tile.tile<101 x A>
!b = !tile.tile<101 x B>
!i = tensor<101xi32>

tile.kernel @casts(%x: !tile.ptr<!A>, %y: !tile.ptr<!B>, %z: !tile.ptr<!A>) {
  %c101 = arith.constant 101 : i32
  %lanes = tile.arange : !i
  %v = tile.load %x[%lanes] : !tile.ptr<!A>, !i
  // Spread over the whole range of the types, fractions, and beyond.
  %one = arith.constant 1.0625 : f64
  %ones = tile.splat %one : f64 -> tensor<101xf64>
  %wide = tile.cast %v : !a to tensor<101xf64>
  %w2 = arith.mulf %wide, %wide : tensor<101xf64>
  %w3 = arith.mulf %w2, %wide : tensor<101xf64>
  %w4 = arith.mulf %w3, %ones : tensor<101xf64>
  %u = tile.cast %w4 : tensor<101xf64> to !a
  %b = tile.cast %u : !a to !b
  %ub = tile.cast %u unsigned : !a to !b
  %y2 = tile.addptr %y, %c101 : !tile.ptr<!B>, i32
  %z2 = tile.addptr %z, %c101 : !tile.ptr<!A>, i32
  tile.store %b, %y[%lanes] : !tile.ptr<!B>, !i
  tile.store %ub, %y2[%lanes] : !tile.ptr<!B>, !i
  %back = tile.cast %b : !b to !a
  %uback = tile.cast %ub unsigned : !b to !a
  tile.store %back, %z[%lanes] : !tile.ptr<!A>, !i
  tile.store %uback, %z2[%lanes] : !tile.ptr<!A>, !i
  tile.return
}
