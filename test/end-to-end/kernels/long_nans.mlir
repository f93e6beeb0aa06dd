// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Rounding to bf16 what may be any NaN: one whose bits below bf16's would carry into its sign, from
// a scalar, from an array, and from f16; and numbers halfway between two of bf16.
//
// RUN: %e2e compare %s --work=%t | FileCheck %s
// CHECK: launches: all right
// PARAMS: BLOCK=64,100
// CASE: --grid=1 --arg=x=randn:300 --arg=words=full:2147483647:300 --arg=h=full:nan:300 --arg=out=zeros:4x300 --arg=n=300 --arg=bits=2147483647
// CASE: --grid=1 --arg=x=randn:297 --arg=words=full:-1:297 --arg=h=randn:297 --arg=out=zeros:4x297 --arg=n=297 --arg=bits=-1
// CASE: --grid=1 --arg=x=full:nan:131 --arg=words=full:2139095041:131 --arg=h=full:inf:131 --arg=out=zeros:4x131 --arg=n=131 --arg=bits=1073741824
// CASE: --grid=1 --arg=x=full:inf:131 --arg=words=full:1065385984:131 --arg=h=full:-inf:131 --arg=out=zeros:4x131 --arg=n=131 --arg=bits=0
// CASE: --grid=1 --arg=x=ones:131 --arg=words=full:1065451520:131 --arg=h=full:1e-7:131 --arg=out=zeros:4x131 --arg=n=131 --arg=bits=98304
// CASE: --grid=1 --arg=x=ones:131 --arg=words=full:2139095040:131 --arg=h=full:65504:131 --arg=out=zeros:4x131 --arg=n=131 --arg=bits=32768
// CASE: --grid=1 --arg=x=full:-1:131 --arg=words=full:2139062272:131 --arg=h=zeros:131 --arg=out=zeros:4x131 --arg=n=131 --arg=bits=2139062272

#BLOCK = #tile.param<BLOCK : i32 = 64>
!x = !tile.tile<BLOCK x bf16>
!h = !tile.tile<BLOCK x f16>
!w = !tile.tile<BLOCK x i32>
!f = !tile.tile<BLOCK x f32>
!mask = !tile.tile<BLOCK x i1>

tile.kernel @long_nans(%x: !tile.ptr<bf16>, %words: !tile.ptr<i32>, %h: !tile.ptr<f16>,
                       %out: !tile.ptr<bf16>, %n: i32, %bits: i32) {
  %c0 = arith.constant 0 : i32
  %step = arith.constant #BLOCK
  %lanes = tile.arange : !w
  %end = tile.splat %n : i32 -> !w
  %number = arith.bitcast %bits : i32 to f32
  %scale = tile.splat %number : f32 -> !f
  %out1 = tile.addptr %out, %n : !tile.ptr<bf16>, i32
  %out2 = tile.addptr %out1, %n : !tile.ptr<bf16>, i32
  %out3 = tile.addptr %out2, %n : !tile.ptr<bf16>, i32
  // Runs of bf16 alone, as vectors of even and of odd elements.
  scf.for %i = %c0 to %n step %step : i32 {
    %start = tile.splat %i : i32 -> !w
    %at = arith.addi %start, %lanes : !w
    %mask = arith.cmpi slt, %at, %end : !w
    %a = tile.load %x[%at] mask %mask : !tile.ptr<bf16>, !w
    %aw = tile.cast %a : !x to !f
    %p = arith.mulf %aw, %scale : !f
    %pn = tile.cast %p : !f to !x
    %s = arith.addf %pn, %a : !x
    tile.store %s, %out[%at] mask %mask : !tile.ptr<bf16>, !w
  }
  // Neighbours in order.
  scf.for %i = %c0 to %n step %step : i32 {
    %start = tile.splat %i : i32 -> !w
    %at = arith.addi %start, %lanes : !w
    %mask = arith.cmpi slt, %at, %end : !w
    %v = tile.load %words[%at] mask %mask : !tile.ptr<i32>, !w
    %vf = arith.bitcast %v : !w to !f
    %vn = tile.cast %vf : !f to !x
    tile.store %vn, %out1[%at] mask %mask : !tile.ptr<bf16>, !w
  }
  scf.for %i = %c0 to %n step %step : i32 {
    %start = tile.splat %i : i32 -> !w
    %at = arith.addi %start, %lanes : !w
    %mask = arith.cmpi slt, %at, %end : !w
    %b = tile.load %h[%at] mask %mask : !tile.ptr<f16>, !w
    %bw = tile.cast %b : !h to !f
    %d = arith.addf %bw, %scale : !f
    %dn = tile.cast %d : !f to !x
    tile.store %dn, %out2[%at] mask %mask : !tile.ptr<bf16>, !w
  }
  // The number itself, rounded for every element.
  scf.for %i = %c0 to %n step %step : i32 {
    %start = tile.splat %i : i32 -> !w
    %at = arith.addi %start, %lanes : !w
    %mask = arith.cmpi slt, %at, %end : !w
    %a = tile.load %x[%at] mask %mask : !tile.ptr<bf16>, !w
    %aw = tile.cast %a : !x to !f
    %isLess = arith.cmpf olt, %aw, %scale : !f
    %m = arith.select %isLess, %aw, %scale : !mask, !f
    %mn = tile.cast %m : !f to !x
    tile.store %mn, %out3[%at] mask %mask : !tile.ptr<bf16>, !w
  }
  tile.return
}
