// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// x[m, n] = x[m, n] + row[n] * column[m], where row and column may lie in x: what is loaded once and
// spread over a matrix is not what the loop over the matrix stores.
//
// RUN: %e2e compare %s --work=%t | FileCheck %s
// CHECK: launches: all right
// PARAMS: T=f32,bf16,i8 M=6,17
// CASE: --grid=1 --arg=x=randint:-9:9:600 --arg=row=randint:-9:9:40 --arg=column=randint:-9:9:40 --arg=m=6 --arg=n=16
// CASE: --grid=1 --arg=x=randint:-9:9:600 --arg=row=@x+5=zeros:40 --arg=column=randint:-9:9:40 --arg=m=5 --arg=n=13
// CASE: --grid=1 --arg=x=randint:-9:9:600 --arg=row=@x=zeros:40 --arg=column=@x+1=zeros:40 --arg=m=17 --arg=n=16
// CASE: --grid=1 --arg=x=randint:-9:9:600 --arg=row=randint:-9:9:40 --arg=column=@x+40=zeros:40 --arg=m=3 --arg=n=16
// CASE: --grid=1 --arg=x=randint:-9:9:600 --arg=row=@x+16=zeros:40 --arg=column=@x+32=zeros:40 --arg=m=0 --arg=n=9

!T = !tile.param<T : [f32, bf16, i8] = f32>
#M = #tile.param<M : i32 = 6>
!x = !tile.tile<M x 16 x T>
!i = !tile.tile<M x 16 x i32>
!b = !tile.tile<M x 16 x i1>
!ti = !tile.tile<M x i32>
!ci = !tile.tile<M x 1 x i32>
!c = !tile.tile<M x T>
!c1 = !tile.tile<M x 1 x T>
!bc1 = !tile.tile<M x 1 x i1>
!bc = !tile.tile<M x i1>
!r = !tile.tile<1 x 16 x T>

tile.kernel @spread_overlap(%x: !tile.ptr<!T>, %row: !tile.ptr<!T>, %column: !tile.ptr<!T>,
                            %m: i32, %n: i32) {
  %down = tile.arange : !ti
  %across = tile.arange : tensor<16xi32>
  %across1 = tile.expand_dims %across axis 0 : tensor<16xi32> -> tensor<1x16xi32>
  %across2 = tile.broadcast %across1 : tensor<1x16xi32> -> !i
  %m_all = tile.splat %m : i32 -> !ti
  %n_all = tile.splat %n : i32 -> tensor<1x16xi32>
  %m_mask = arith.cmpi slt, %down, %m_all : !ti
  %n_mask = arith.cmpi slt, %across1, %n_all : tensor<1x16xi32>
  %m_mask1 = tile.expand_dims %m_mask axis 1 : !bc -> !bc1
  %m_mask2 = tile.broadcast %m_mask1 : !bc1 -> !b
  %n_mask2 = tile.broadcast %n_mask : tensor<1x16xi1> -> !b
  %mask = arith.andi %m_mask2, %n_mask2 : !b
  %width = arith.constant dense<16> : !ti
  %starts = arith.muli %down, %width : !ti
  %starts1 = tile.expand_dims %starts axis 1 : !ti -> !ci
  %starts2 = tile.broadcast %starts1 : !ci -> !i
  %at = arith.addi %starts2, %across2 : !i

  %row_t = tile.load %row[%across1] mask %n_mask : !tile.ptr<!T>, tensor<1x16xi32>
  %column_t = tile.load %column[%down] mask %m_mask : !tile.ptr<!T>, !ti
  %x_t = tile.load %x[%at] mask %mask : !tile.ptr<!T>, !i
  %rows = tile.broadcast %row_t : !r -> !x
  %column1 = tile.expand_dims %column_t axis 1 : !c -> !c1
  %columns = tile.broadcast %column1 : !c1 -> !x
  %row_i = tile.cast %rows : !x to !i
  %column_i = tile.cast %columns : !x to !i
  %x_i = tile.cast %x_t : !x to !i
  %product = arith.muli %row_i, %column_i : !i
  %sum = arith.addi %x_i, %product : !i
  %sum_t = tile.cast %sum : !i to !x
  tile.store %sum_t, %x[%at] mask %mask : !tile.ptr<!T>, !i
  tile.return
}
