// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Even and odd elements in every way that differs: pairs of loads of all types, with masks that are
// bounds and masks that are not, with a value for masked-off lanes, in sums, in one tile without a
// loop; one element of a pair alone; a store between the two loads of a pair.
//
// RUN: %e2e compare %s --work=%t | FileCheck %s
// CHECK: launches: all right
// PARAMS: T=i8,i16,i64,f16,bf16,f32,f64 N=24,130
// CASE: --grid=1 --arg=x=randint:-4:4:260 --arg=y=randint:-4:4:1300 --arg=sums=zeros:2 --arg=n=130
// CASE: --grid=1 --arg=x=randint:-4:4:260 --arg=y=randint:-4:4:1300 --arg=sums=zeros:2 --arg=n=19
// CASE: --grid=1 --arg=x=randint:-4:4:260 --arg=y=randint:-4:4:1300 --arg=sums=zeros:2 --arg=n=0
// CASE: --grid=1 --arg=x=randint:-4:4:260 --arg=y=@x+3=randint:-4:4:1300 --arg=sums=@x+5=zeros:2 --arg=n=22

!T = !tile.param<T : [i8, i16, i64, f16, bf16, f32, f64] = f32>
#N = #tile.param<N : i32 = 24>
!x = !tile.tile<N x T>
!i = !tile.tile<N x i32>
!m = !tile.tile<N x i1>

tile.kernel @interleaved(%x: !tile.ptr<!T>, %y: !tile.ptr<!T>, %sums: !tile.ptr<!T>, %n: i32) {
  %c0 = arith.constant 0 : i32
  %c1 = arith.constant 1 : i32
  %size = arith.constant #N
  %two = arith.constant 2 : i32
  %far = arith.muli %size, %two : i32
  %ones = arith.constant dense<1> : !i
  %twos = arith.constant dense<2> : !i
  %lanes = tile.arange : !i
  %even = arith.muli %lanes, %twos : !i
  %odd = arith.addi %even, %ones : !i
  %ends = tile.splat %n : i32 -> !i
  %bound = arith.cmpi slt, %lanes, %ends : !i

  // Swapped, with a value of their own where the mask is false.
  %one = tile.cast %c1 : i32 to !T
  %other = tile.splat %one : !T -> !x
  %a = tile.load %x[%even] mask %bound other %other : !tile.ptr<!T>, !i
  %b = tile.load %x[%odd] mask %bound : !tile.ptr<!T>, !i
  %sum_a = tile.sum %a axis 0 : !x
  %sum_b = tile.sum %b axis 0 : !x
  tile.store %b, %y[%even] mask %bound : !tile.ptr<!T>, !i
  tile.store %a, %y[%odd] mask %bound : !tile.ptr<!T>, !i
  tile.store %sum_a, %sums[%c0] : !tile.ptr<!T>, i32
  tile.store %sum_b, %sums[%c1] : !tile.ptr<!T>, i32

  // A mask that is no bound.
  %y1 = tile.addptr %y, %far : !tile.ptr<!T>, i32
  %rest = arith.remsi %lanes, %twos : !i
  %some = arith.cmpi eq, %rest, %ones : !i
  %c = tile.load %x[%even] mask %some other %other : !tile.ptr<!T>, !i
  %d = tile.load %x[%odd] mask %some other %other : !tile.ptr<!T>, !i
  tile.store %d, %y1[%even] mask %some : !tile.ptr<!T>, !i
  tile.store %c, %y1[%odd] mask %some : !tile.ptr<!T>, !i

  // Without a mask, every second element of the output untouched.
  %y2 = tile.addptr %y1, %far : !tile.ptr<!T>, i32
  %e = tile.load %x[%even] : !tile.ptr<!T>, !i
  tile.store %e, %y2[%odd] : !tile.ptr<!T>, !i

  // In place, the second load after the first store.
  %f = tile.load %y2[%odd] mask %bound : !tile.ptr<!T>, !i
  tile.store %f, %y2[%even] mask %bound : !tile.ptr<!T>, !i
  %g = tile.load %y2[%even] mask %bound : !tile.ptr<!T>, !i
  %y3 = tile.addptr %y2, %far : !tile.ptr<!T>, i32
  tile.store %g, %y3[%even] : !tile.ptr<!T>, !i
  tile.return
}
