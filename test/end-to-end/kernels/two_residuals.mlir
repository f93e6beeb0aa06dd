// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Two residuals, one updated and one read, arguments in another order and with other names. The
// data are small whole numbers, so every sum is exact.
//
// RUN: %e2e compare %s --work=%t | FileCheck %s
// CHECK: launches: all right
// PARAMS: TY=f32,f16,bf16 TILE=96,1000
// CASE: --grid=3 --arg=width=1000 --arg=tiny=1e-5 --arg=gain=randint:-3:3:1000 --arg=ld=1001 --arg=second=randint:-4:4:3x1001 --arg=first=randint:-4:4:3x1001 --arg=out=zeros:3x1001
// CASE: --grid=1 --arg=width=77 --arg=tiny=1e-5 --arg=gain=randint:-3:3:77 --arg=ld=77 --arg=second=randint:-4:4:77 --arg=first=@second+1=randint:-2:2:77 --arg=out=zeros:77
// CASE: --grid=1 --arg=width=200 --arg=tiny=1 --arg=gain=randint:-3:3:200 --arg=ld=200 --arg=second=randint:-4:4:200 --arg=first=@second --arg=out=@second+5=zeros:200
// CASE: --grid=1 --arg=width=200 --arg=tiny=1 --arg=gain=@first+3=ones:200 --arg=ld=200 --arg=second=@first-7=ones:200 --arg=first=randint:-4:4:200 --arg=out=@first-1=zeros:200

!T    = !tile.param<TY : [f32, f16, bf16] = f16>
#TILE = #tile.param<TILE : i32 = 96>
!x    = !tile.tile<TILE x TY>
!acc  = !tile.tile<TILE x f32>
!idx  = !tile.tile<TILE x i32>

tile.kernel @two_residuals(%width: i32, %tiny: f32, %gain: !tile.ptr<!T>, %ld: i32,
                           %second: !tile.ptr<!T>, %first: !tile.ptr<!T>, %out: !tile.ptr<!T>) {
  %zero_i = arith.constant 0 : i32
  %step = arith.constant #TILE
  %zero = arith.constant 0.0 : f32
  %one = arith.constant 1.0 : f32
  %row = tile.program_id x
  %shift = arith.muli %ld, %row : i32
  %a_row = tile.addptr %first, %shift : !tile.ptr<!T>, i32
  %b_row = tile.addptr %second, %shift : !tile.ptr<!T>, i32
  %o_row = tile.addptr %out, %shift : !tile.ptr<!T>, i32
  %limit = tile.splat %width : i32 -> !idx
  %total = scf.for %at = %zero_i to %width step %step iter_args(%sum = %zero) -> (f32) : i32 {
    %at_tile = tile.splat %at : i32 -> !idx
    %iota = tile.arange : !idx
    %where = arith.addi %iota, %at_tile : !idx
    %inside = arith.cmpi sgt, %limit, %where : !idx
    %b = tile.load %b_row[%where] mask %inside : !tile.ptr<!T>, !idx
    %b32 = tile.cast %b : !x to !acc
    %a = tile.load %a_row[%where] mask %inside : !tile.ptr<!T>, !idx
    %a32 = tile.cast %a : !x to !acc
    %o = tile.load %o_row[%where] mask %inside : !tile.ptr<!T>, !idx
    %o32 = tile.cast %o : !x to !acc
    %ab = arith.addf %b32, %a32 : !acc
    %abo = arith.addf %ab, %o32 : !acc
    %low = tile.cast %abo : !acc to !x
    tile.store %low, %a_row[%where] mask %inside : !tile.ptr<!T>, !idx
    tile.store %low, %b_row[%where] mask %inside : !tile.ptr<!T>, !idx
    %sq = arith.mulf %abo, %abo : !acc
    %part = tile.sum %sq axis 0 : !acc
    %next = arith.addf %part, %sum : f32
    scf.yield %next : f32
  }
  %count = arith.sitofp %width : i32 to f32
  %mean = arith.divf %total, %count : f32
  %safe = arith.addf %tiny, %mean : f32
  %root = math.sqrt %safe : f32
  %inv = arith.divf %one, %root : f32
  %inv_tile = tile.splat %inv : f32 -> !acc
  scf.for %at = %zero_i to %width step %step : i32 {
    %at_tile = tile.splat %at : i32 -> !idx
    %iota = tile.arange : !idx
    %where = arith.addi %iota, %at_tile : !idx
    %inside = arith.cmpi sgt, %limit, %where : !idx
    %g = tile.load %gain[%where] mask %inside : !tile.ptr<!T>, !idx
    %a = tile.load %a_row[%where] mask %inside : !tile.ptr<!T>, !idx
    %a32 = tile.cast %a : !x to !acc
    %n = arith.mulf %inv_tile, %a32 : !acc
    %low = tile.cast %n : !acc to !x
    %scaled = arith.mulf %low, %g : !x
    tile.store %scaled, %o_row[%where] mask %inside : !tile.ptr<!T>, !idx
  }
  tile.return
}
