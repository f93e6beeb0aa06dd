// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A tile whose columns are runs in memory is stored column by column where no two columns overlap.
// Where they do, or all lie at one address, the last element in row-major order stays.
//
// RUN: %e2e compare %s --work=%t | FileCheck %s
// CHECK: launches: all right
// PARAMS: T=f32,i8 ROWS=8,19 COLS=6,16
// CASE: --grid=1 --arg=x=randint:-9:9:400 --arg=y=zeros:400 --arg=ld_x=19 --arg=ld_y=19
// CASE: --grid=1 --arg=x=randint:-9:9:400 --arg=y=zeros:400 --arg=ld_x=20 --arg=ld_y=3
// CASE: --grid=1 --arg=x=randint:-9:9:400 --arg=y=zeros:400 --arg=ld_x=20 --arg=ld_y=1
// CASE: --grid=1 --arg=x=randint:-9:9:400 --arg=y=zeros:400 --arg=ld_x=19 --arg=ld_y=0
// CASE: --grid=1 --arg=x=randint:-9:9:400 --arg=y=@x+4=zeros:400 --arg=ld_x=19 --arg=ld_y=7

!T    = !tile.param<T : [f32, i8] = f32>
#ROWS = #tile.param<ROWS : i32 = 8>
#COLS = #tile.param<COLS : i32 = 6>
!x    = !tile.tile<ROWS x COLS x T>
!idx  = !tile.tile<ROWS x COLS x i32>
!r    = !tile.tile<ROWS x i32>
!r1   = !tile.tile<ROWS x 1 x i32>
!c    = !tile.tile<COLS x i32>
!c1   = !tile.tile<1 x COLS x i32>

tile.kernel @column_order(%x: !tile.ptr<!T>, %y: !tile.ptr<!T>, %ld_x: i32, %ld_y: i32) {
  %r_lanes = tile.arange : !r
  %rows1 = tile.expand_dims %r_lanes axis 1 : !r -> !r1
  %rows = tile.broadcast %rows1 : !r1 -> !idx
  %c_lanes = tile.arange : !c
  %cols1 = tile.expand_dims %c_lanes axis 0 : !c -> !c1
  %lds_x = tile.splat %ld_x : i32 -> !c1
  %lds_y = tile.splat %ld_y : i32 -> !c1
  %right_x1 = arith.muli %cols1, %lds_x : !c1
  %right_y1 = arith.muli %cols1, %lds_y : !c1
  %right_x = tile.broadcast %right_x1 : !c1 -> !idx
  %right_y = tile.broadcast %right_y1 : !c1 -> !idx
  %from = arith.addi %right_x, %rows : !idx
  %to = arith.addi %right_y, %rows : !idx
  %v = tile.load %x[%from] : !tile.ptr<!T>, !idx
  tile.store %v, %y[%to] : !tile.ptr<!T>, !idx
  tile.return
}
