// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Rotary position embedding of neighbours: each pair of an even and an odd element is turned by an
// angle. In place, out of place, and where the output overlaps the input in part. Whole numbers
// keep every product exact.
//
// RUN: %e2e compare %s --work=%t | FileCheck %s
// CHECK: launches: all right
// PARAMS: T=f32,bf16,f16 PAIRS=32,100
// CASE: --grid=3,2 --arg=pairs=64 --arg=x=randint:-9:9:6x128 --arg=out=zeros:6x128 --arg=cosine=randint:-3:3:3x64 --arg=sine=randint:-3:3:3x64
// CASE: --grid=2,2 --arg=pairs=77 --arg=x=randint:-9:9:4x154 --arg=out=@x --arg=cosine=randint:-3:3:2x77 --arg=sine=randint:-3:3:2x77
// CASE: --grid=1 --arg=pairs=100 --arg=x=randint:-9:9:200 --arg=out=@x+1=zeros:200 --arg=cosine=randint:-3:3:100 --arg=sine=randint:-3:3:100
// CASE: --grid=1 --arg=pairs=37 --arg=x=randint:-9:9:74 --arg=out=@cosine+2=zeros:74 --arg=cosine=randint:-3:3:37 --arg=sine=randint:-3:3:37

!T     = !tile.param<T : [f32, f16, bf16] = f32>
#PAIRS = #tile.param<PAIRS : i32 = 32>
!x     = !tile.tile<PAIRS x T>
!acc   = !tile.tile<PAIRS x f32>
!idx   = !tile.tile<PAIRS x i32>

tile.kernel @rope(%out: !tile.ptr<!T>, %x: !tile.ptr<!T>, %cosine: !tile.ptr<!T>,
                  %sine: !tile.ptr<!T>, %pairs: i32) {
  %c0 = arith.constant 0 : i32
  %two = arith.constant 2 : i32
  %twos = arith.constant dense<2> : !idx
  %ones = arith.constant dense<1> : !idx
  %step = arith.constant #PAIRS
  %token = tile.program_id x
  %head = tile.program_id y
  %tokens = tile.num_programs x
  %above = arith.muli %head, %tokens : i32
  %row = arith.addi %above, %token : i32
  %width = arith.muli %pairs, %two : i32
  %at_row = arith.muli %row, %width : i32
  %x_row = tile.addptr %x, %at_row : !tile.ptr<!T>, i32
  %out_row = tile.addptr %out, %at_row : !tile.ptr<!T>, i32
  %at_angle = arith.muli %token, %pairs : i32
  %cos_row = tile.addptr %cosine, %at_angle : !tile.ptr<!T>, i32
  %sin_row = tile.addptr %sine, %at_angle : !tile.ptr<!T>, i32
  %end = tile.splat %pairs : i32 -> !idx
  %lanes = tile.arange : !idx
  scf.for %off = %c0 to %pairs step %step : i32 {
    %start = tile.splat %off : i32 -> !idx
    %pair = arith.addi %start, %lanes : !idx
    %mask = arith.cmpi slt, %pair, %end : !idx
    %even = arith.muli %pair, %twos : !idx
    %odd = arith.addi %even, %ones : !idx
    %c_t = tile.load %cos_row[%pair] mask %mask : !tile.ptr<!T>, !idx
    %s_t = tile.load %sin_row[%pair] mask %mask : !tile.ptr<!T>, !idx
    %b_t = tile.load %x_row[%odd] mask %mask : !tile.ptr<!T>, !idx
    %a_t = tile.load %x_row[%even] mask %mask : !tile.ptr<!T>, !idx
    %c = tile.cast %c_t : !x to !acc
    %s = tile.cast %s_t : !x to !acc
    %a = tile.cast %a_t : !x to !acc
    %b = tile.cast %b_t : !x to !acc
    %ac = arith.mulf %a, %c : !acc
    %bs = arith.mulf %b, %s : !acc
    %left = arith.subf %ac, %bs : !acc
    %bc = arith.mulf %b, %c : !acc
    %as = arith.mulf %a, %s : !acc
    %right = arith.addf %bc, %as : !acc
    %left_t = tile.cast %left : !acc to !x
    %right_t = tile.cast %right : !acc to !x
    tile.store %left_t, %out_row[%even] mask %mask : !tile.ptr<!T>, !idx
    tile.store %right_t, %out_row[%odd] mask %mask : !tile.ptr<!T>, !idx
  }
  tile.return
}
