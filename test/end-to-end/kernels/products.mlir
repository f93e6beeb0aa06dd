// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A product of matrices from outer products, in tiles of two shapes, with a carried tile of rank 2.
//
// RUN: %e2e compare %s --work=%t | FileCheck %s
// CHECK: launches: all right
// PARAMS: T=f32,f16,i32 M=5,16 N=11,48
// CASE: --grid=2 --arg=a=randint:-4:4:2x{M}x13 --arg=b=randint:-4:4:13x{N} --arg=c=zeros:2x{M}x{N} --arg=norms=zeros:2x{M} --arg=k=13
// CASE: --grid=2 --arg=a=randint:-4:4:2x{M}x13 --arg=b=randint:-4:4:13x{N} --arg=c=zeros:2x{M}x{N} --arg=norms=zeros:2x{M} --arg=k=0

!T  = !tile.param<T : [f32, f16, i32] = f32>
#M  = #tile.param<M : i32 = 5>
#N  = #tile.param<N : i32 = 11>
!mn = !tile.tile<M x N x T>
!f  = !tile.tile<M x N x f32>
!i  = !tile.tile<M x N x i32>
!m  = !tile.tile<M x i32>
!m1 = !tile.tile<M x 1 x i32>
!n  = !tile.tile<N x i32>
!n1 = !tile.tile<1 x N x i32>
!a  = !tile.tile<M x T>
!a1 = !tile.tile<M x 1 x T>
!b  = !tile.tile<N x T>
!b1 = !tile.tile<1 x N x T>

tile.kernel @products(%a: !tile.ptr<!T>, %b: !tile.ptr<!T>, %c: !tile.ptr<!T>,
                      %norms: !tile.ptr<f32>, %k: i32) {
  %c0 = arith.constant 0 : i32
  %c1 = arith.constant 1 : i32
  %c13 = arith.constant 13 : i32
  %cm = arith.constant #M
  %cn = arith.constant #N
  %zeros = arith.constant dense<0.0> : !f
  %pid = tile.program_id x
  %first = arith.muli %pid, %cm : i32
  %im = tile.arange : !m
  %in = tile.arange : !n
  %firsts = tile.splat %first : i32 -> !m
  %rows = arith.addi %firsts, %im : !m
  %w = arith.constant dense<13> : !m
  %a_at = arith.muli %rows, %w : !m
  %sum = scf.for %q = %c0 to %k step %c1 iter_args(%acc = %zeros) -> (!f) : i32 {
    %qs = tile.splat %q : i32 -> !m
    %at = arith.addi %a_at, %qs : !m
    %x = tile.load %a[%at] : !tile.ptr<!T>, !m
    %q_row = arith.muli %q, %cn : i32
    %pb = tile.addptr %b, %q_row : !tile.ptr<!T>, i32
    %y = tile.load %pb[%in] : !tile.ptr<!T>, !n
    %x1 = tile.expand_dims %x axis 1 : !a -> !a1
    %y1 = tile.expand_dims %y axis 0 : !b -> !b1
    %x2 = tile.broadcast %x1 : !a1 -> !mn
    %y2 = tile.broadcast %y1 : !b1 -> !mn
    %x3 = tile.cast %x2 : !mn to !f
    %y3 = tile.cast %y2 : !mn to !f
    %xy = arith.mulf %x3, %y3 : !f
    %next = arith.addf %acc, %xy : !f
    scf.yield %next : !f
  }
  %ns = tile.splat %cn : i32 -> !m
  %c_rows = arith.muli %rows, %ns : !m
  %c_rows1 = tile.expand_dims %c_rows axis 1 : !m -> !m1
  %c_rows2 = tile.broadcast %c_rows1 : !m1 -> !i
  %c_cols1 = tile.expand_dims %in axis 0 : !n -> !n1
  %c_cols2 = tile.broadcast %c_cols1 : !n1 -> !i
  %c_at = arith.addi %c_rows2, %c_cols2 : !i
  %low = tile.cast %sum : !f to !mn
  tile.store %low, %c[%c_at] : !tile.ptr<!T>, !i
  %norm = tile.sum %sum axis 1 : !f
  tile.store %norm, %norms[%rows] : !tile.ptr<f32>, !m
  tile.return
}
