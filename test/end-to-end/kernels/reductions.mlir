// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Sums, maxima and minima of every element type, along a vector and along both axes of a matrix.
// Sums of floats stay exact; that of -0.0 alone is +0.0.
//
// RUN: %e2e compare %s --work=%t | FileCheck %s
// CHECK: launches: all right
// PARAMS: T=i8,i16,i32,i64,f16,bf16,f32,f64 A=5,37
// CASE: --grid=1 --arg=x=randint:-9:9:{A}x44 --arg=all=zeros:3 --arg=rows=zeros:3x{A} --arg=cols=zeros:3x44 --arg=n=44
// CASE: --grid=1 --arg=x=randint:-9:-2:{A}x44 --arg=all=zeros:3 --arg=rows=zeros:3x{A} --arg=cols=zeros:3x44 --arg=n=31
// CASE: --grid=1 --arg=x=randint:100:120:{A}x44 --arg=all=zeros:3 --arg=rows=zeros:3x{A} --arg=cols=zeros:3x44 --arg=n=0
// CASE: --grid=1 --arg=x=full:-0:{A}x44 --arg=all=zeros:3 --arg=rows=zeros:3x{A} --arg=cols=zeros:3x44 --arg=n=44

!T  = !tile.param<T : [i8, i16, i32, i64, f16, bf16, f32, f64] = i8>
#A  = #tile.param<A : i32 = 5>
!x  = !tile.tile<A x 44 x T>
!i  = !tile.tile<A x 44 x i32>
!m  = !tile.tile<A x 44 x i1>
!a  = !tile.tile<A x i32>
!a1 = !tile.tile<A x 1 x i32>
!b  = !tile.tile<44 x i32>
!b1 = !tile.tile<1 x 44 x i32>
!v  = !tile.tile<44 x T>
!vm = !tile.tile<44 x i1>

tile.kernel @reductions(%x: !tile.ptr<!T>, %all: !tile.ptr<!T>, %rows: !tile.ptr<!T>,
                        %cols: !tile.ptr<!T>, %n: i32) {
  %c0 = arith.constant 0 : i32
  %c1 = arith.constant 1 : i32
  %c2 = arith.constant 2 : i32
  %c44 = arith.constant 44 : i32
  %ca = arith.constant #A
  %ia = tile.arange : !a
  %ib = tile.arange : !b
  %w = arith.constant dense<44> : !a
  %down = arith.muli %ia, %w : !a
  %down1 = tile.expand_dims %down axis 1 : !a -> !a1
  %down2 = tile.broadcast %down1 : !a1 -> !i
  %across1 = tile.expand_dims %ib axis 0 : !b -> !b1
  %across2 = tile.broadcast %across1 : !b1 -> !i
  %at = arith.addi %down2, %across2 : !i
  %ends = tile.splat %n : i32 -> !i
  %mask = arith.cmpi slt, %across2, %ends : !i
  %v = tile.load %x[%at] mask %mask : !tile.ptr<!T>, !i
  %sum0 = tile.sum %v axis 0 : !x
  %sum1 = tile.sum %v axis 1 : !x
  %max0 = tile.max %v axis 0 : !x
  %max1 = tile.max %v axis 1 : !x
  %min0 = tile.min %v axis 0 : !x
  %min1 = tile.min %v axis 1 : !x
  %r1 = tile.addptr %rows, %ca : !tile.ptr<!T>, i32
  %r2 = tile.addptr %r1, %ca : !tile.ptr<!T>, i32
  %k1 = tile.addptr %cols, %c44 : !tile.ptr<!T>, i32
  %k2 = tile.addptr %k1, %c44 : !tile.ptr<!T>, i32
  tile.store %sum1, %rows[%ia] : !tile.ptr<!T>, !a
  tile.store %max1, %r1[%ia] : !tile.ptr<!T>, !a
  tile.store %min1, %r2[%ia] : !tile.ptr<!T>, !a
  tile.store %sum0, %cols[%ib] : !tile.ptr<!T>, !b
  tile.store %max0, %k1[%ib] : !tile.ptr<!T>, !b
  tile.store %min0, %k2[%ib] : !tile.ptr<!T>, !b
  %end1 = tile.splat %n : i32 -> !b
  %mask1 = arith.cmpi slt, %ib, %end1 : !b
  %u = tile.load %x[%ib] mask %mask1 : !tile.ptr<!T>, !b
  %sum = tile.sum %u axis 0 : !v
  %max = tile.max %u axis 0 : !v
  %min = tile.min %u axis 0 : !v
  tile.store %sum, %all[%c0] : !tile.ptr<!T>, i32
  tile.store %max, %all[%c1] : !tile.ptr<!T>, i32
  tile.store %min, %all[%c2] : !tile.ptr<!T>, i32
  tile.return
}
