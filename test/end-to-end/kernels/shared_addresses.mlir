// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A tile that lies column by column in memory is stored where its elements may share addresses: the
// last of them in row-major order stays, in whatever order the tile is read. Strides that keep the
// elements apart and such that do not, in place, and places from memory.
//
// RUN: %e2e compare %s --work=%t | FileCheck %s
// CHECK: launches: all right
// PARAMS: T=f32,bf16,i8 ROWS=8,19,64 COLS=4,24
// CASE: --grid=1 --arg=down=1 --arg=across=64 --arg=x=randint:-9:9:1536 --arg=y=zeros:9000 --arg=z=zeros:40 --arg=place=randint:0:39:1536
// CASE: --grid=1 --arg=down=1 --arg=across=1 --arg=x=randint:-9:9:1536 --arg=y=zeros:9000 --arg=z=zeros:40 --arg=place=randint:0:9:1536
// CASE: --grid=1 --arg=down=3 --arg=across=2 --arg=x=randint:-9:9:1536 --arg=y=zeros:9000 --arg=z=zeros:40 --arg=place=randint:0:1:1536
// CASE: --grid=1 --arg=down=0 --arg=across=1 --arg=x=randint:-9:9:1536 --arg=y=zeros:9000 --arg=z=zeros:40 --arg=place=randint:0:39:1536
// CASE: --grid=1 --arg=down=1 --arg=across=0 --arg=x=randint:-9:9:1536 --arg=y=zeros:9000 --arg=z=zeros:40 --arg=place=randint:0:39:1536
// CASE: --grid=1 --arg=down=-1 --arg=across=-30 --arg=x=randint:-9:9:1536 --arg=y=zeros:9000 --arg=z=zeros:40 --arg=place=randint:0:39:1536
// CASE: --grid=1 --arg=down=1 --arg=across=7 --arg=x=randint:-9:9:1536 --arg=y=@x+4=zeros:9000 --arg=z=zeros:40 --arg=place=randint:0:39:1536

!T    = !tile.param<T : [f32, bf16, i8] = f32>
#ROWS = #tile.param<ROWS : i32 = 8>
#COLS = #tile.param<COLS : i32 = 4>
!x    = !tile.tile<ROWS x COLS x T>
!idx  = !tile.tile<ROWS x COLS x i32>
!r    = !tile.tile<ROWS x i32>
!r1   = !tile.tile<ROWS x 1 x i32>
!c    = !tile.tile<COLS x i32>
!c1   = !tile.tile<1 x COLS x i32>

tile.kernel @shared_addresses(%x: !tile.ptr<!T>, %y: !tile.ptr<!T>, %z: !tile.ptr<!T>,
                              %place: !tile.ptr<i32>, %down: i32, %across: i32) {
  %height = arith.constant #ROWS
  // Room for strides that go backwards.
  %room = arith.constant 4000 : i32
  %zero = arith.constant 0 : i32
  %is_back = arith.cmpi slt, %down, %zero : i32
  %home = arith.select %is_back, %room, %zero : i32
  %y_home = tile.addptr %y, %home : !tile.ptr<!T>, i32
  %lanes_r = tile.arange : !r
  %rows1 = tile.expand_dims %lanes_r axis 1 : !r -> !r1
  %rows = tile.broadcast %rows1 : !r1 -> !idx
  %lanes_c = tile.arange : !c
  %cols1 = tile.expand_dims %lanes_c axis 0 : !c -> !c1
  %cols = tile.broadcast %cols1 : !c1 -> !idx

  %heights = tile.splat %height : i32 -> !idx
  %column = arith.muli %cols, %heights : !idx
  %from = arith.addi %column, %rows : !idx
  %elements = tile.load %x[%from] : !tile.ptr<!T>, !idx

  %downs = tile.splat %down : i32 -> !idx
  %acrosses = tile.splat %across : i32 -> !idx
  %y_down = arith.muli %rows, %downs : !idx
  %y_across = arith.muli %cols, %acrosses : !idx
  %to = arith.addi %y_down, %y_across : !idx
  tile.store %elements, %y_home[%to] : !tile.ptr<!T>, !idx

  %places = tile.load %place[%from] : !tile.ptr<i32>, !idx
  tile.store %elements, %z[%places] : !tile.ptr<!T>, !idx
  tile.return
}
