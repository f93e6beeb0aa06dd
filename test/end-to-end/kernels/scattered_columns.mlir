// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A tile is transposed, and stored where its elements may share addresses: the last of them in
// row-major order stays, though the tile is better read column by column.
//
// RUN: %e2e compare %s --work=%t | FileCheck %s
// CHECK: launches: all right
// PARAMS: T=f32,bf16,i8 ROWS=8,19,64 COLS=4,24
// CASE: --grid=1 --arg=x=randint:-9:9:1536 --arg=place=randint:0:39:1536 --arg=z=zeros:40
// CASE: --grid=1 --arg=x=randint:-9:9:1536 --arg=place=randint:0:1:1536 --arg=z=zeros:40

!T    = !tile.param<T : [f32, bf16, i8] = f32>
#ROWS = #tile.param<ROWS : i32 = 8>
#COLS = #tile.param<COLS : i32 = 4>
!x    = !tile.tile<COLS x ROWS x T>
!xt   = !tile.tile<ROWS x COLS x T>
!from = !tile.tile<COLS x ROWS x i32>
!idx  = !tile.tile<ROWS x COLS x i32>

tile.kernel @scattered_columns(%x: !tile.ptr<!T>, %place: !tile.ptr<i32>, %z: !tile.ptr<!T>) {
  %lanes_c = tile.arange : !tile.tile<COLS x i32>
  %cols1 = tile.expand_dims %lanes_c axis 1 : !tile.tile<COLS x i32> -> !tile.tile<COLS x 1 x i32>
  %cols = tile.broadcast %cols1 : !tile.tile<COLS x 1 x i32> -> !from
  %lanes_r = tile.arange : !tile.tile<ROWS x i32>
  %rows1 = tile.expand_dims %lanes_r axis 0 : !tile.tile<ROWS x i32> -> !tile.tile<1 x ROWS x i32>
  %rows = tile.broadcast %rows1 : !tile.tile<1 x ROWS x i32> -> !from
  %height = arith.constant #ROWS
  %heights = tile.splat %height : i32 -> !from
  %column = arith.muli %cols, %heights : !from
  %from = arith.addi %column, %rows : !from
  %elements = tile.load %x[%from] : !tile.ptr<!T>, !from
  %transposed = tile.trans %elements : !x -> !xt
  %to = tile.trans %from : !from -> !idx
  %places = tile.load %place[%to] : !tile.ptr<i32>, !idx
  tile.store %transposed, %z[%places] : !tile.ptr<!T>, !idx
  tile.return
}
