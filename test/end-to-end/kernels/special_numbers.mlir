// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Maxima, minima and comparisons of floats with NaN, infinities, subnormals and zeros of both
// signs, element by element and as reductions.
//
// RUN: %e2e compare %s --work=%t | FileCheck %s
// CHECK: launches: all right
// PARAMS: T=f16,bf16,f32,f64
// CASE: --grid=1 --arg=x=randint:-3:3:40 --arg=y=randint:-3:3:40 --arg=out=zeros:11x40 --arg=red=zeros:4 --arg=flags=zeros:6x40 --arg=s=nan --arg=t=-0.0
// CASE: --grid=1 --arg=x=full:-0.0:40 --arg=y=zeros:40 --arg=out=zeros:11x40 --arg=red=zeros:4 --arg=flags=zeros:6x40 --arg=s=0 --arg=t=-0.0
// CASE: --grid=1 --arg=x=full:nan:40 --arg=y=randint:-3:3:40 --arg=out=zeros:11x40 --arg=red=zeros:4 --arg=flags=zeros:6x40 --arg=s=1 --arg=t=inf
// CASE: --grid=1 --arg=x=full:-inf:40 --arg=y=full:inf:40 --arg=out=zeros:11x40 --arg=red=zeros:4 --arg=flags=zeros:6x40 --arg=s=-inf --arg=t=nan
// CASE: --grid=1 --arg=x=full:1e-7:40 --arg=y=randn:40 --arg=out=zeros:11x40 --arg=red=zeros:4 --arg=flags=zeros:6x40 --arg=s=-1e-7 --arg=t=6e4

!T = !tile.param<T : [f16, bf16, f32, f64] = f16>
!x = !tile.tile<40 x T>
!i = tensor<40xi32>
!f = tensor<40xi8>

tile.kernel @special_numbers(%x: !tile.ptr<!T>, %y: !tile.ptr<!T>, %out: !tile.ptr<!T>,
                             %red: !tile.ptr<!T>, %flags: !tile.ptr<i8>, %s: f32, %t: f32) {
  %c0 = arith.constant 0 : i32
  %c1 = arith.constant 1 : i32
  %c2 = arith.constant 2 : i32
  %c3 = arith.constant 3 : i32
  %c40 = arith.constant 40 : i32
  %lanes = tile.arange : !i
  %a0 = tile.load %x[%lanes] : !tile.ptr<!T>, !i
  %b = tile.load %y[%lanes] : !tile.ptr<!T>, !i
  // One special number in one lane, another in a second.
  %st = tile.cast %s : f32 to !T
  %tt = tile.cast %t : f32 to !T
  %ss = tile.splat %st : !T -> !x
  %ts = tile.splat %tt : !T -> !x
  %c17 = arith.constant dense<17> : !i
  %c31 = arith.constant dense<31> : !i
  %is17 = arith.cmpi eq, %lanes, %c17 : !i
  %is31 = arith.cmpi eq, %lanes, %c31 : !i
  %a1 = arith.select %is17, %ss, %a0 : tensor<40xi1>, !x
  %a = arith.select %is31, %ts, %a1 : tensor<40xi1>, !x
  %r0 = arith.maximumf %a, %b : !x
  %r1 = arith.minimumf %a, %b : !x
  %r2 = arith.maxnumf %a, %b : !x
  %r3 = arith.minnumf %a, %b : !x
  %r4 = arith.negf %a : !x
  %r5 = math.absf %a : !x
  %r6 = math.copysign %a, %b : !x
  %r7 = arith.divf %a, %b : !x
  %r8 = math.sqrt %a : !x
  %r9 = math.fma %a, %b, %a : !x
  %r10 = arith.subf %a, %b : !x
  %p1 = tile.addptr %out, %c40 : !tile.ptr<!T>, i32
  %p2 = tile.addptr %p1, %c40 : !tile.ptr<!T>, i32
  %p3 = tile.addptr %p2, %c40 : !tile.ptr<!T>, i32
  %p4 = tile.addptr %p3, %c40 : !tile.ptr<!T>, i32
  %p5 = tile.addptr %p4, %c40 : !tile.ptr<!T>, i32
  %p6 = tile.addptr %p5, %c40 : !tile.ptr<!T>, i32
  %p7 = tile.addptr %p6, %c40 : !tile.ptr<!T>, i32
  %p8 = tile.addptr %p7, %c40 : !tile.ptr<!T>, i32
  %p9 = tile.addptr %p8, %c40 : !tile.ptr<!T>, i32
  %p10 = tile.addptr %p9, %c40 : !tile.ptr<!T>, i32
  tile.store %r0, %out[%lanes] : !tile.ptr<!T>, !i
  tile.store %r1, %p1[%lanes] : !tile.ptr<!T>, !i
  tile.store %r2, %p2[%lanes] : !tile.ptr<!T>, !i
  tile.store %r3, %p3[%lanes] : !tile.ptr<!T>, !i
  tile.store %r4, %p4[%lanes] : !tile.ptr<!T>, !i
  tile.store %r5, %p5[%lanes] : !tile.ptr<!T>, !i
  tile.store %r6, %p6[%lanes] : !tile.ptr<!T>, !i
  tile.store %r7, %p7[%lanes] : !tile.ptr<!T>, !i
  tile.store %r8, %p8[%lanes] : !tile.ptr<!T>, !i
  tile.store %r9, %p9[%lanes] : !tile.ptr<!T>, !i
  tile.store %r10, %p10[%lanes] : !tile.ptr<!T>, !i
  %max = tile.max %a axis 0 : !x
  %min = tile.min %a axis 0 : !x
  %maxb = tile.max %b axis 0 : !x
  %minb = tile.min %b axis 0 : !x
  tile.store %max, %red[%c0] : !tile.ptr<!T>, i32
  tile.store %min, %red[%c1] : !tile.ptr<!T>, i32
  tile.store %maxb, %red[%c2] : !tile.ptr<!T>, i32
  tile.store %minb, %red[%c3] : !tile.ptr<!T>, i32
  %f0 = arith.cmpf olt, %a, %b : !x
  %f1 = arith.cmpf ueq, %a, %b : !x
  %f2 = arith.cmpf uno, %a, %b : !x
  %f3 = math.isnan %a : !x
  %f4 = math.isinf %a : !x
  %f5 = arith.cmpf one, %a, %b : !x
  %g0 = arith.extui %f0 : tensor<40xi1> to !f
  %g1 = arith.extsi %f1 : tensor<40xi1> to !f
  %g2 = arith.extui %f2 : tensor<40xi1> to !f
  %g3 = tile.cast %f3 : tensor<40xi1> to !f
  %g4 = arith.extui %f4 : tensor<40xi1> to !f
  %g5 = arith.extui %f5 : tensor<40xi1> to !f
  %q1 = tile.addptr %flags, %c40 : !tile.ptr<i8>, i32
  %q2 = tile.addptr %q1, %c40 : !tile.ptr<i8>, i32
  %q3 = tile.addptr %q2, %c40 : !tile.ptr<i8>, i32
  %q4 = tile.addptr %q3, %c40 : !tile.ptr<i8>, i32
  %q5 = tile.addptr %q4, %c40 : !tile.ptr<i8>, i32
  tile.store %g0, %flags[%lanes] : !tile.ptr<i8>, !i
  tile.store %g1, %q1[%lanes] : !tile.ptr<i8>, !i
  tile.store %g2, %q2[%lanes] : !tile.ptr<i8>, !i
  tile.store %g3, %q3[%lanes] : !tile.ptr<i8>, !i
  tile.store %g4, %q4[%lanes] : !tile.ptr<i8>, !i
  tile.store %g5, %q5[%lanes] : !tile.ptr<i8>, !i
  tile.return
}
