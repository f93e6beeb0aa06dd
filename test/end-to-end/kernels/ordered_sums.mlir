// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Sums and maxima in a loop that also stores over what it reads, with buffers that overlap.
//
// RUN: %e2e compare %s --work=%t | FileCheck %s
// CHECK: launches: all right
// CASE: --grid=1 --arg=x=randint:-9:9:300 --arg=y=@x+5=zeros:300 --arg=out=zeros:3 --arg=n=290
// CASE: --grid=1 --arg=x=randint:-9:9:300 --arg=y=@x-5=zeros:300 --arg=out=zeros:3 --arg=n=290
// CASE: --grid=1 --arg=x=randint:-9:9:300 --arg=y=@x --arg=out=zeros:3 --arg=n=290
// CASE: --grid=1 --arg=x=randint:-9:9:300 --arg=y=@x --arg=out=@x+7 --arg=n=290
// CASE: --grid=1 --arg=x=randint:-9:9:300 --arg=y=@x+16=zeros:300 --arg=out=@x+30 --arg=n=290

!x     = tensor<16xf32>
!idx   = tensor<16xi32>
tile.kernel @ordered_sums(%x: !tile.ptr<f32>, %y: !tile.ptr<f32>, %out: !tile.ptr<f32>, %n: i32) {
  %c0 = arith.constant 0 : i32
  %c1 = arith.constant 1 : i32
  %c2 = arith.constant 2 : i32
  %block = arith.constant 16 : i32
  %zero = arith.constant 0.0 : f32
  %inf = arith.constant 0xff800000 : f32
  %two = arith.constant dense<2.0> : !x
  %lanes = tile.arange : !idx
  %end = tile.splat %n : i32 -> !idx
  %total, %max, %cnt = scf.for %off = %c0 to %n step %block
      iter_args(%acc = %zero, %m = %inf, %c = %zero) -> (f32, f32, f32) : i32 {
    %start = tile.splat %off : i32 -> !idx
    %cols = arith.addi %start, %lanes : !idx
    %mask = arith.cmpi slt, %cols, %end : !idx
    %a = tile.load %x[%cols] mask %mask : !tile.ptr<f32>, !idx
    %b = tile.load %y[%cols] mask %mask : !tile.ptr<f32>, !idx
    %ab = arith.addf %a, %b : !x
    %h = arith.divf %ab, %two : !x
    tile.store %h, %y[%cols] mask %mask : !tile.ptr<f32>, !idx
    %a2 = tile.load %x[%cols] mask %mask : !tile.ptr<f32>, !idx
    %s = tile.sum %a2 axis 0 : !x
    %nx = arith.addf %acc, %s : f32
    %mm = tile.max %b axis 0 : !x
    %nm = arith.maximumf %mm, %m : f32
    tile.store %nm, %out[%c1] : !tile.ptr<f32>, i32
    %s3 = tile.sum %ab axis 0 : !x
    %nc = arith.subf %c, %s3 : f32
    scf.yield %nx, %nm, %nc : f32, f32, f32
  }
  tile.store %total, %out[%c0] : !tile.ptr<f32>, i32
  tile.store %cnt, %out[%c2] : !tile.ptr<f32>, i32
  tile.return
}
