// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reshapes, transposes and broadcasts of tiles of rank 2, reduced along both axes.
//
// RUN: %e2e compare %s --work=%t | FileCheck %s
// CHECK: launches: all right
// PARAMS: T=f32,bf16,i16 A=7,16 B=5,32
// CASE: --grid=2 --arg=x=randint:-9:9:2x{A}x{B} --arg=turned=zeros:2x{B}x{A} --arg=flat=zeros:2x{A}x{B} --arg=rows=zeros:2x{A} --arg=cols=zeros:2x{B} --arg=outer=zeros:2x{B}x{A}
// CASE: --grid=1 --arg=x=randint:-9:9:2x{A}x{B} --arg=turned=@x --arg=flat=zeros:2x{A}x{B} --arg=rows=zeros:2x{A} --arg=cols=@rows+1=zeros:2x{B} --arg=outer=@x+3=zeros:{B}x{A}

!T   = !tile.param<T : [f32, bf16, i16] = f32>
#A   = #tile.param<A : i32 = 7>
#B   = #tile.param<B : i32 = 5>
!ab  = !tile.tile<A x B x T>
!ba  = !tile.tile<B x A x T>
!abi = !tile.tile<A x B x i32>
!bai = !tile.tile<B x A x i32>
!a   = !tile.tile<A x T>
!b   = !tile.tile<B x T>
!ai  = !tile.tile<A x i32>
!bi  = !tile.tile<B x i32>
!a1  = !tile.tile<1 x A x T>
!b1  = !tile.tile<B x 1 x T>
!ai1 = !tile.tile<A x 1 x i32>
!bi1 = !tile.tile<1 x B x i32>
!aj1 = !tile.tile<1 x A x i32>
!bj1 = !tile.tile<B x 1 x i32>

tile.kernel @shapes(%x: !tile.ptr<!T>, %turned: !tile.ptr<!T>, %flat: !tile.ptr<!T>,
                    %rows: !tile.ptr<!T>, %cols: !tile.ptr<!T>, %outer: !tile.ptr<!T>) {
  %ca = arith.constant #A
  %cb = arith.constant #B
  %pid = tile.program_id x
  %size = arith.muli %ca, %cb : i32
  %first = arith.muli %pid, %size : i32
  %px = tile.addptr %x, %first : !tile.ptr<!T>, i32
  %pt = tile.addptr %turned, %first : !tile.ptr<!T>, i32
  %pf = tile.addptr %flat, %first : !tile.ptr<!T>, i32
  %po = tile.addptr %outer, %first : !tile.ptr<!T>, i32
  %ra = arith.muli %pid, %ca : i32
  %rb = arith.muli %pid, %cb : i32
  %pr = tile.addptr %rows, %ra : !tile.ptr<!T>, i32
  %pc = tile.addptr %cols, %rb : !tile.ptr<!T>, i32

  %ia = tile.arange : !ai
  %ib = tile.arange : !bi
  %cbs = tile.splat %cb : i32 -> !ai
  %down = arith.muli %ia, %cbs : !ai
  %down1 = tile.expand_dims %down axis 1 : !ai -> !ai1
  %down2 = tile.broadcast %down1 : !ai1 -> !abi
  %across1 = tile.expand_dims %ib axis 0 : !bi -> !bi1
  %across2 = tile.broadcast %across1 : !bi1 -> !abi
  %at = arith.addi %down2, %across2 : !abi
  %v = tile.load %px[%at] : !tile.ptr<!T>, !abi

  // Row by row the same elements in the other shape.
  %again = tile.reshape %v : !ab -> !ba
  %at_ba = tile.reshape %at : !abi -> !bai
  tile.store %again, %pf[%at_ba] : !tile.ptr<!T>, !bai
  %t = tile.trans %v : !ab -> !ba
  tile.store %t, %pt[%at_ba] : !tile.ptr<!T>, !bai

  %max = tile.max %v axis 1 : !ab
  %min = tile.min %again axis 1 : !ba
  %sum = tile.sum %t axis 1 : !ba
  tile.store %max, %pr[%ia] : !tile.ptr<!T>, !ai
  tile.store %min, %pc[%ib] : !tile.ptr<!T>, !bi
  %max1 = tile.expand_dims %max axis 0 : !a -> !a1
  %max2 = tile.broadcast %max1 : !a1 -> !ba
  %sum1 = tile.expand_dims %sum axis 1 : !b -> !b1
  %sum2 = tile.broadcast %sum1 : !b1 -> !ba
  %sel = arith.cmpi slt, %at_ba, %at_ba : !bai
  %mixed = arith.select %sel, %max2, %sum2 : !tile.tile<B x A x i1>, !ba
  %odd = arith.trunci %at_ba : !bai to !tile.tile<B x A x i1>
  %both = arith.select %odd, %max2, %mixed : !tile.tile<B x A x i1>, !ba
  tile.store %both, %po[%at_ba] : !tile.ptr<!T>, !bai
  tile.return
}
