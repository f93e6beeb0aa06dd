// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Loops over the columns of a block of rows that store: rows that do not touch, rows that overlap
// so that the order of tiles decides what stays, in place, shifted against the input, the same row
// again and again, backwards.
//
// RUN: %e2e compare %s --work=%t | FileCheck %s
// CHECK: launches: all right
// PARAMS: T=f32,i8 ROWS=3,8 COLS=16,40
// CASE: --grid=2 --arg=ld_x=101 --arg=ld_y=103 --arg=width=100 --arg=x=randint:-9:9:17x103 --arg=y=zeros:17x103
// CASE: --grid=1 --arg=ld_x=50 --arg=ld_y=33 --arg=width=90 --arg=x=randint:-9:9:1000 --arg=y=zeros:1000
// CASE: --grid=1 --arg=ld_x=70 --arg=ld_y=70 --arg=width=70 --arg=x=randint:-9:9:1000 --arg=y=@x
// CASE: --grid=1 --arg=ld_x=70 --arg=ld_y=70 --arg=width=70 --arg=x=randint:-9:9:1000 --arg=y=@x+9=zeros:900
// CASE: --grid=1 --arg=ld_x=30 --arg=ld_y=30 --arg=width=70 --arg=x=randint:-9:9:1000 --arg=y=@x
// CASE: --grid=1 --arg=ld_x=30 --arg=ld_y=0 --arg=width=70 --arg=x=randint:-9:9:1000 --arg=y=zeros:900
// CASE: --grid=1 --arg=ld_x=70 --arg=ld_y=-70 --arg=width=70 --arg=x=randint:-9:9:1000 --arg=y=zeros:1400

!T    = !tile.param<T : [f32, i8] = f32>
#ROWS = #tile.param<ROWS : i32 = 8>
#COLS = #tile.param<COLS : i32 = 16>
!x    = !tile.tile<ROWS x COLS x T>
!idx  = !tile.tile<ROWS x COLS x i32>
!mask = !tile.tile<ROWS x COLS x i1>
!r    = !tile.tile<ROWS x i32>
!r1   = !tile.tile<ROWS x 1 x i32>
!c    = !tile.tile<COLS x i32>
!c1   = !tile.tile<1 x COLS x i32>
!cm   = !tile.tile<1 x COLS x i1>

tile.kernel @row_order(%x: !tile.ptr<!T>, %y: !tile.ptr<!T>, %ld_x: i32, %ld_y: i32,
                       %width: i32) {
  %c0 = arith.constant 0 : i32
  %rows_step = arith.constant #ROWS
  %cols_step = arith.constant #COLS
  // Room for rows that go backwards.
  %home = arith.constant 560 : i32
  %zero = arith.constant 0 : i32
  %is_back = arith.cmpi slt, %ld_y, %zero : i32
  %shift = arith.select %is_back, %home, %zero : i32
  %y_home = tile.addptr %y, %shift : !tile.ptr<!T>, i32
  %block = tile.program_id x
  %top = arith.muli %block, %rows_step : i32
  %tops = tile.splat %top : i32 -> !r
  %r_lanes = tile.arange : !r
  %rows0 = arith.addi %tops, %r_lanes : !r
  %rows = tile.expand_dims %rows0 axis 1 : !r -> !r1
  %lds_x = tile.splat %ld_x : i32 -> !r1
  %lds_y = tile.splat %ld_y : i32 -> !r1
  %down_x1 = arith.muli %rows, %lds_x : !r1
  %down_y1 = arith.muli %rows, %lds_y : !r1
  %down_x = tile.broadcast %down_x1 : !r1 -> !idx
  %down_y = tile.broadcast %down_y1 : !r1 -> !idx
  %c_lanes = tile.arange : !c
  %widths = tile.splat %width : i32 -> !c1
  scf.for %off = %c0 to %width step %cols_step : i32 {
    %offs = tile.splat %off : i32 -> !c
    %cols0 = arith.addi %offs, %c_lanes : !c
    %cols = tile.expand_dims %cols0 axis 0 : !c -> !c1
    %col_in = arith.cmpi slt, %cols, %widths : !c1
    %mask = tile.broadcast %col_in : !cm -> !mask
    %across = tile.broadcast %cols : !c1 -> !idx
    %at_x = arith.addi %down_x, %across : !idx
    %at_y = arith.addi %down_y, %across : !idx
    %v = tile.load %x[%at_x] mask %mask : !tile.ptr<!T>, !idx
    tile.store %v, %y_home[%at_y] mask %mask : !tile.ptr<!T>, !idx
  }
  tile.return
}
