// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Sums of numbers that round, whose bits tell in which order they were added. It is the same whether
// buffers lie apart or overlap, where every store waits for its turn (it leaves what it finds).
//
// RUN: %e2e compare %s --work=%t | FileCheck %s
// CHECK: launches: all right
// SAME: out
// ULPS: 200
// PARAMS: T=f32,bf16 BLOCK=64,100
// CASE: --grid=1 --arg=x=rand:1100 --arg=y=rand:1000 --arg=out=zeros:60 --arg=n=990 --arg=zero=0
// CASE: --grid=1 --arg=x=rand:1100 --arg=y=@x+37 --arg=out=zeros:60 --arg=n=990 --arg=zero=0
// CASE: --grid=1 --arg=x=rand:1100 --arg=y=@x --arg=out=zeros:60 --arg=n=990 --arg=zero=0

!T     = !tile.param<T : [f32, bf16] = f32>
#BLOCK = #tile.param<BLOCK : i32 = 64>
!x     = !tile.tile<BLOCK x T>
!acc   = !tile.tile<BLOCK x f32>
!idx   = !tile.tile<BLOCK x i32>

tile.kernel @order_of_sums(%x: !tile.ptr<!T>, %y: !tile.ptr<!T>, %out: !tile.ptr<f32>, %n: i32,
                           %zero: f32) {
  %c0 = arith.constant 0 : i32
  %c1 = arith.constant 1 : i32
  %c2 = arith.constant 2 : i32
  %c3 = arith.constant 3 : i32
  %block = arith.constant #BLOCK
  %none = arith.constant 0.0 : f32
  %lanes = tile.arange : !idx
  %nothing = tile.splat %zero : f32 -> !acc

  // A row, tile by tile: numbers and products.
  %end = tile.splat %n : i32 -> !idx
  %sum, %squares = scf.for %off = %c0 to %n step %block
      iter_args(%acc = %none, %acc2 = %none) -> (f32, f32) : i32 {
    %start = tile.splat %off : i32 -> !idx
    %cols = arith.addi %start, %lanes : !idx
    %mask = arith.cmpi slt, %cols, %end : !idx
    %a_t = tile.load %x[%cols] mask %mask : !tile.ptr<!T>, !idx
    %b_t = tile.load %y[%cols] mask %mask : !tile.ptr<!T>, !idx
    %a = tile.cast %a_t : !x to !acc
    %b = tile.cast %b_t : !x to !acc
    %c = arith.addf %b, %nothing : !acc
    %c_t = tile.cast %c : !acc to !x
    tile.store %c_t, %y[%cols] mask %mask : !tile.ptr<!T>, !idx
    %part = tile.sum %a axis 0 : !acc
    %next = arith.addf %acc, %part : f32
    %aa = arith.mulf %a, %a : !acc
    %part2 = tile.sum %aa axis 0 : !acc
    %next2 = arith.addf %acc2, %part2 : f32
    scf.yield %next, %next2 : f32, f32
  }
  tile.store %sum, %out[%c0] : !tile.ptr<f32>, i32
  tile.store %squares, %out[%c1] : !tile.ptr<f32>, i32

  // Even and odd elements of a row.
  %half = arith.divsi %n, %c2 : i32
  %half_end = tile.splat %half : i32 -> !idx
  %twos = arith.constant dense<2> : !idx
  %ones = arith.constant dense<1> : !idx
  %products = scf.for %off = %c0 to %half step %block iter_args(%acc = %none) -> (f32) : i32 {
    %start = tile.splat %off : i32 -> !idx
    %pair = arith.addi %start, %lanes : !idx
    %mask = arith.cmpi slt, %pair, %half_end : !idx
    %even = arith.muli %pair, %twos : !idx
    %odd = arith.addi %even, %ones : !idx
    %a_t = tile.load %x[%even] mask %mask : !tile.ptr<!T>, !idx
    %b_t = tile.load %x[%odd] mask %mask : !tile.ptr<!T>, !idx
    %y_t = tile.load %y[%pair] mask %mask : !tile.ptr<!T>, !idx
    %a = tile.cast %a_t : !x to !acc
    %b = tile.cast %b_t : !x to !acc
    %y32 = tile.cast %y_t : !x to !acc
    %c = arith.addf %y32, %nothing : !acc
    %c_t = tile.cast %c : !acc to !x
    tile.store %c_t, %y[%pair] mask %mask : !tile.ptr<!T>, !idx
    %ab = arith.mulf %a, %b : !acc
    %part = tile.sum %ab axis 0 : !acc
    %next = arith.addf %acc, %part : f32
    scf.yield %next : f32
  }
  tile.store %products, %out[%c2] : !tile.ptr<f32>, i32

  // One tile of its own.
  %long = tile.arange : tensor<777xi32>
  %l_t = tile.load %x[%long] : !tile.ptr<!T>, tensor<777xi32>
  %m_t = tile.load %y[%long] : !tile.ptr<!T>, tensor<777xi32>
  %l = tile.cast %l_t : tensor<777x!T> to tensor<777xf32>
  %m = tile.cast %m_t : tensor<777x!T> to tensor<777xf32>
  %nothing777 = tile.splat %zero : f32 -> tensor<777xf32>
  %k = arith.addf %m, %nothing777 : tensor<777xf32>
  %k_t = tile.cast %k : tensor<777xf32> to tensor<777x!T>
  tile.store %k_t, %y[%long] : !tile.ptr<!T>, tensor<777xi32>
  %total = tile.sum %l axis 0 : tensor<777xf32>
  tile.store %total, %out[%c3] : !tile.ptr<f32>, i32

  // Rows and columns of a matrix.
  %count = tile.arange : tensor<714xi32>
  %at = tile.reshape %count : tensor<714xi32> -> tensor<17x42xi32>
  %p_t = tile.load %x[%at] : !tile.ptr<!T>, tensor<17x42xi32>
  %q_t = tile.load %y[%at] : !tile.ptr<!T>, tensor<17x42xi32>
  %p = tile.cast %p_t : tensor<17x42x!T> to tensor<17x42xf32>
  %q = tile.cast %q_t : tensor<17x42x!T> to tensor<17x42xf32>
  %nothing2 = tile.splat %zero : f32 -> tensor<17x42xf32>
  %r = arith.addf %q, %nothing2 : tensor<17x42xf32>
  %r_t = tile.cast %r : tensor<17x42xf32> to tensor<17x42x!T>
  tile.store %r_t, %y[%at] : !tile.ptr<!T>, tensor<17x42xi32>
  %row_sums = tile.sum %p axis 1 : tensor<17x42xf32>
  %to_rows = tile.arange 4 : tensor<17xi32>
  tile.store %row_sums, %out[%to_rows] : !tile.ptr<f32>, tensor<17xi32>

  // Even and odd elements of one tile.
  %c21 = arith.constant 21 : i32
  %few = tile.arange : tensor<380xi32>
  %two380 = arith.constant dense<2> : tensor<380xi32>
  %one380 = arith.constant dense<1> : tensor<380xi32>
  %nothing380 = tile.splat %zero : f32 -> tensor<380xf32>
  %evens = arith.muli %few, %two380 : tensor<380xi32>
  %odds = arith.addi %evens, %one380 : tensor<380xi32>
  %e_t = tile.load %x[%evens] : !tile.ptr<!T>, tensor<380xi32>
  %o_t = tile.load %x[%odds] : !tile.ptr<!T>, tensor<380xi32>
  %u_t = tile.load %y[%few] : !tile.ptr<!T>, tensor<380xi32>
  %e = tile.cast %e_t : tensor<380x!T> to tensor<380xf32>
  %o = tile.cast %o_t : tensor<380x!T> to tensor<380xf32>
  %u = tile.cast %u_t : tensor<380x!T> to tensor<380xf32>
  %w = arith.addf %u, %nothing380 : tensor<380xf32>
  %w_t = tile.cast %w : tensor<380xf32> to tensor<380x!T>
  tile.store %w_t, %y[%few] : !tile.ptr<!T>, tensor<380xi32>
  %eo = arith.mulf %e, %o : tensor<380xf32>
  %eo_sum = tile.sum %eo axis 0 : tensor<380xf32>
  tile.store %eo_sum, %out[%c21] : !tile.ptr<f32>, i32
  tile.return
}
