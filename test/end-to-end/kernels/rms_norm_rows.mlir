// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RMS norm of a block of rows at once: the sums of squares are a tile that the loop over columns
// carries. The data are small whole numbers, so every sum is exact. The output may be the input.
//
// RUN: %e2e compare %s --work=%t | FileCheck %s
// CHECK: launches: all right
// PARAMS: T=f32,bf16 ROWS=1,4,6 COLS=16,128
// CASE: --grid=2 --arg=height=7 --arg=width=100 --arg=ld=101 --arg=tiny=1e-5 --arg=x=randint:-5:5:12x101 --arg=y=zeros:12x101 --arg=gain=randint:-3:3:100
// CASE: --grid=1 --arg=height=4 --arg=width=128 --arg=ld=128 --arg=tiny=1e-5 --arg=x=randint:-5:5:6x128 --arg=y=@x --arg=gain=randint:-3:3:128
// CASE: --grid=1 --arg=height=3 --arg=width=33 --arg=ld=33 --arg=tiny=1 --arg=x=randint:-5:5:6x33 --arg=y=@x+7=zeros:6x33 --arg=gain=randint:-3:3:33
// CASE: --grid=1 --arg=height=0 --arg=width=16 --arg=ld=16 --arg=tiny=1 --arg=x=randint:-5:5:6x16 --arg=y=zeros:6x16 --arg=gain=randint:-3:3:16

!T     = !tile.param<T : [f32, bf16] = f32>
#ROWS  = #tile.param<ROWS : i32 = 4>
#COLS  = #tile.param<COLS : i32 = 128>
!x     = !tile.tile<ROWS x COLS x T>
!acc   = !tile.tile<ROWS x COLS x f32>
!idx   = !tile.tile<ROWS x COLS x i32>
!mask  = !tile.tile<ROWS x COLS x i1>
!r     = !tile.tile<ROWS x i32>
!r1    = !tile.tile<ROWS x 1 x i32>
!rm    = !tile.tile<ROWS x 1 x i1>
!rf    = !tile.tile<ROWS x f32>
!rf1   = !tile.tile<ROWS x 1 x f32>
!c     = !tile.tile<COLS x i32>
!c1    = !tile.tile<1 x COLS x i32>
!cm    = !tile.tile<1 x COLS x i1>

tile.kernel @rms_norm_rows(%gain: !tile.ptr<!T>, %x: !tile.ptr<!T>, %y: !tile.ptr<!T>,
                           %height: i32, %width: i32, %ld: i32, %tiny: f32) {
  %c0 = arith.constant 0 : i32
  %rows_step = arith.constant #ROWS
  %cols_step = arith.constant #COLS
  %zeros = arith.constant dense<0.0> : !rf
  %one = arith.constant dense<1.0> : !rf
  %block = tile.program_id x
  %top = arith.muli %block, %rows_step : i32
  %tops = tile.splat %top : i32 -> !r
  %r_lanes = tile.arange : !r
  %rows0 = arith.addi %tops, %r_lanes : !r
  %rows = tile.expand_dims %rows0 axis 1 : !r -> !r1
  %heights = tile.splat %height : i32 -> !r1
  %row_in = arith.cmpi slt, %rows, %heights : !r1
  %row_mask = tile.broadcast %row_in : !rm -> !mask
  %lds = tile.splat %ld : i32 -> !r1
  %down = arith.muli %rows, %lds : !r1
  %downs = tile.broadcast %down : !r1 -> !idx
  %c_lanes = tile.arange : !c
  %widths = tile.splat %width : i32 -> !c1
  %sums = scf.for %off = %c0 to %width step %cols_step iter_args(%acc = %zeros) -> (!rf) : i32 {
    %offs = tile.splat %off : i32 -> !c
    %cols0 = arith.addi %offs, %c_lanes : !c
    %cols = tile.expand_dims %cols0 axis 0 : !c -> !c1
    %col_in = arith.cmpi slt, %cols, %widths : !c1
    %col_mask = tile.broadcast %col_in : !cm -> !mask
    %mask = arith.andi %row_mask, %col_mask : !mask
    %across = tile.broadcast %cols : !c1 -> !idx
    %at = arith.addi %downs, %across : !idx
    %v_t = tile.load %x[%at] mask %mask : !tile.ptr<!T>, !idx
    %v = tile.cast %v_t : !x to !acc
    %sq = arith.mulf %v, %v : !acc
    %part = tile.sum %sq axis 1 : !acc
    %next = arith.addf %acc, %part : !rf
    scf.yield %next : !rf
  }
  %n = arith.sitofp %width : i32 to f32
  %ns = tile.splat %n : f32 -> !rf
  %mean = arith.divf %sums, %ns : !rf
  %tinies = tile.splat %tiny : f32 -> !rf
  %safe = arith.addf %mean, %tinies : !rf
  %root = math.sqrt %safe : !rf
  %inv = arith.divf %one, %root : !rf
  %inv1 = tile.expand_dims %inv axis 1 : !rf -> !rf1
  %scale = tile.broadcast %inv1 : !rf1 -> !acc
  scf.for %off = %c0 to %width step %cols_step : i32 {
    %offs = tile.splat %off : i32 -> !c
    %cols0 = arith.addi %offs, %c_lanes : !c
    %cols = tile.expand_dims %cols0 axis 0 : !c -> !c1
    %col_in = arith.cmpi slt, %cols, %widths : !c1
    %col_mask = tile.broadcast %col_in : !cm -> !mask
    %mask = arith.andi %row_mask, %col_mask : !mask
    %across = tile.broadcast %cols : !c1 -> !idx
    %at = arith.addi %downs, %across : !idx
    %v_t = tile.load %x[%at] mask %mask : !tile.ptr<!T>, !idx
    %g_t = tile.load %gain[%across] mask %col_mask : !tile.ptr<!T>, !idx
    %v = tile.cast %v_t : !x to !acc
    %g = tile.cast %g_t : !x to !acc
    %normal = arith.mulf %v, %scale : !acc
    %scaled = arith.mulf %normal, %g : !acc
    %out = tile.cast %scaled : !acc to !x
    tile.store %out, %y[%at] mask %mask : !tile.ptr<!T>, !idx
  }
  tile.return
}
