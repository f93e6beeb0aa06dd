// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Functions that are not exact, within the bounds of the table of admitted ops, here against
// results that are rounded once.
//
// RUN: %e2e compare %s --work=%t | FileCheck %s
// CHECK: launches: all right
// PARAMS: T=f32,f16,bf16
// CASE: --grid=3 --arg=x=randn:3x77 --arg=out=zeros:9x77 --arg=scale=1
// CASE: --grid=3 --arg=x=randn:3x77 --arg=out=zeros:9x77 --arg=scale=10
// ULPS: 2

!T = !tile.param<T : [f32, f16, bf16] = f32>
!x = !tile.tile<77 x T>
!i = tensor<77xi32>

tile.kernel @math(%x: !tile.ptr<!T>, %out: !tile.ptr<!T>, %scale: f32) {
  %c77 = arith.constant 77 : i32
  %c3 = arith.constant 3 : i32
  %pid = tile.program_id x
  %first = arith.muli %pid, %c77 : i32
  %px = tile.addptr %x, %first : !tile.ptr<!T>, i32
  %lanes = tile.arange : !i
  %s = tile.cast %scale : f32 to !T
  %ss = tile.splat %s : !T -> !x
  %x0 = tile.load %px[%lanes] : !tile.ptr<!T>, !i
  %v = arith.mulf %x0, %ss : !x
  %p = math.absf %v : !x
  %exp = math.exp %v : !x
  %exp2 = math.exp2 %v : !x
  %log = math.log %p : !x
  %log2 = math.log2 %p : !x
  %sin = math.sin %v : !x
  %cos = math.cos %v : !x
  %tanh = math.tanh %v : !x
  %erf = math.erf %v : !x
  %rsqrt = math.rsqrt %p : !x
  %floor = math.floor %v : !x
  %ceil = math.ceil %v : !x
  %round = math.round %v : !x
  %even = math.roundeven %v : !x
  %trunc = math.trunc %v : !x
  %c0 = arith.constant 0 : i32
  %c1 = arith.constant 1 : i32
  %is0 = arith.cmpi eq, %pid, %c0 : i32
  %is1 = arith.cmpi eq, %pid, %c1 : i32
  %width = arith.muli %c3, %first : i32
  %p0 = tile.addptr %out, %width : !tile.ptr<!T>, i32
  %p1 = tile.addptr %p0, %c77 : !tile.ptr<!T>, i32
  %p2 = tile.addptr %p1, %c77 : !tile.ptr<!T>, i32
  %a:3 = scf.if %is0 -> (!x, !x, !x) {
    scf.yield %exp, %log, %tanh : !x, !x, !x
  } else {
    %b:3 = scf.if %is1 -> (!x, !x, !x) {
      scf.yield %exp2, %log2, %sin : !x, !x, !x
    } else {
      scf.yield %cos, %rsqrt, %erf : !x, !x, !x
    }
    scf.yield %b#0, %b#1, %b#2 : !x, !x, !x
  }
  tile.store %a#0, %p0[%lanes] : !tile.ptr<!T>, !i
  tile.store %a#1, %p1[%lanes] : !tile.ptr<!T>, !i
  tile.store %a#2, %p2[%lanes] : !tile.ptr<!T>, !i
  // The exact ones must agree in every bit, so their difference must.
  %d0 = arith.subf %floor, %ceil : !x
  %d1 = arith.subf %round, %even : !x
  %d2 = arith.addf %d0, %trunc : !x
  %d3 = arith.addf %d1, %d2 : !x
  tile.store %d3, %px[%lanes] : !tile.ptr<!T>, !i
  tile.return
}
