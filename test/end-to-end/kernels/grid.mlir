// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A grid of three dimensions, nested loops with run-time bounds and steps, scalars in memory, index
// values as data.
//
// RUN: %e2e compare %s --work=%t | FileCheck %s
// CHECK: launches: all right
// CASE: --grid=3,2,4 --arg=out=zeros:24x67 --arg=table=randint:0:20:24 --arg=lo=-3 --arg=hi=11 --arg=step=4
// CASE: --grid=3,2,4 --threads=3 --arg=out=zeros:24x67 --arg=table=randint:0:20:24 --arg=lo=-3 --arg=hi=11 --arg=step=4
// CASE: --grid=1,7,2 --arg=out=zeros:24x67 --arg=table=randint:0:20:24 --arg=lo=5 --arg=hi=5 --arg=step=1
// CASE: --grid=24 --arg=out=zeros:24x67 --arg=table=randint:0:20:24 --arg=lo=0 --arg=hi=3 --arg=step=0
// CASE: --grid=2,3,4 --arg=out=zeros:24x67 --arg=table=randint:0:20:24 --arg=lo=2147483640 --arg=hi=2147483647 --arg=step=5

!i = tensor<67xi32>
!l = tensor<67xi64>

tile.kernel @grid(%out: !tile.ptr<i64>, %table: !tile.ptr<i32>, %lo: i32, %hi: i32, %step: i32) {
  %c1 = arith.constant 1 : i32
  %c67 = arith.constant 67 : i32
  %x = tile.program_id x
  %y = tile.program_id y
  %z = tile.program_id z
  %nx = tile.num_programs x
  %ny = tile.num_programs y
  %nz = tile.num_programs z
  %zy = arith.muli %z, %ny : i32
  %zy2 = arith.addi %zy, %y : i32
  %zyx = arith.muli %zy2, %nx : i32
  %linear = arith.addi %zyx, %x : i32
  %limit = tile.load %table[%linear] : !tile.ptr<i32>, i32
  %lanes = tile.arange 3 : !i
  %zeros = arith.constant dense<0> : !l
  %sum = scf.for %i = %lo to %hi step %step iter_args(%acc = %zeros) -> (!l) : i32 {
    %inner = scf.for %k = %c1 to %limit step %c1 iter_args(%acc2 = %acc) -> (!l) : i32 {
      %product = arith.muli %i, %k : i32
      %ps = tile.splat %product : i32 -> !i
      %mixed = arith.xori %ps, %lanes : !i
      %wide = arith.extsi %mixed : !i to !l
      %next = arith.addi %acc2, %wide : !l
      scf.yield %next : !l
    }
    scf.yield %inner : !l
  }
  %first = arith.muli %linear, %c67 : i32
  %row = tile.addptr %out, %first : !tile.ptr<i64>, i32
  %at = tile.arange : !l
  %nzs = tile.splat %nz : i32 -> !i
  %nzl = arith.extui %nzs : !i to !l
  %all = arith.addi %sum, %nzl : !l
  tile.store %all, %row[%at] : !tile.ptr<i64>, !l
  tile.return
}
