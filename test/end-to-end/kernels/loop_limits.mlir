// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Loops whose counter would leave 64 bits after the last iteration: they end there.
//
// RUN: %e2e compare %s --work=%t | FileCheck %s
// CHECK: launches: all right
// CASE: --grid=1 --arg=x=randint:-9:9:7 --arg=out=zeros:8 --arg=lo=9223372036854775800 --arg=hi=9223372036854775807 --arg=step=5
// CASE: --grid=1 --arg=x=randint:-9:9:7 --arg=out=zeros:8 --arg=lo=-9223372036854775808 --arg=hi=9223372036854775807 --arg=step=9223372036854775807
// CASE: --grid=1 --arg=x=randint:-9:9:7 --arg=out=zeros:8 --arg=lo=-5 --arg=hi=9 --arg=step=3
// CASE: --grid=1 --arg=x=randint:-9:9:7 --arg=out=zeros:8 --arg=lo=1 --arg=hi=9 --arg=step=0
// CASE: --grid=1 --arg=x=randint:-9:9:7 --arg=out=zeros:8 --arg=lo=1 --arg=hi=9 --arg=step=-1
// CASE: --grid=1 --arg=x=randint:-9:9:7 --arg=out=zeros:8 --arg=lo=9 --arg=hi=9 --arg=step=1

!x = tensor<7xi32>
tile.kernel @loop_limits(%x: !tile.ptr<i32>, %out: !tile.ptr<i64>, %lo: i64, %hi: i64, %step: i64) {
  %c0 = arith.constant 0 : i64
  %c1 = arith.constant 1 : i64
  %c2 = arith.constant 2 : i64
  %c3 = arith.constant 3 : i64
  %zero = arith.constant 0 : i32
  %huge = arith.constant 9000000000000000000 : i64
  %lanes = tile.arange : tensor<7xi64>
  // The sum of what the counter was, and the tile once for each iteration.
  %counters, %sum = scf.for %i = %lo to %hi step %step iter_args(%n = %c0, %s = %zero) -> (i64, i32) : i64 {
    %next = arith.addi %n, %i : i64
    %t = tile.load %x[%lanes] : !tile.ptr<i32>, tensor<7xi64>
    %part = tile.sum %t axis 0 : !x
    %more = arith.addi %s, %part : i32
    scf.yield %next, %more : i64, i32
  }
  %wide = arith.extsi %sum : i32 to i64
  tile.store %counters, %out[%c0] : !tile.ptr<i64>, i64
  tile.store %wide, %out[%c1] : !tile.ptr<i64>, i64
  // A step that is known, with bounds that are not.
  %count = scf.for %i = %lo to %hi step %huge iter_args(%n = %c0) -> (i64) : i64 {
    %next = arith.addi %n, %c1 : i64
    scf.yield %next : i64
  }
  tile.store %count, %out[%c2] : !tile.ptr<i64>, i64
  // The same as unsigned numbers.
  %unsigned = scf.for unsigned %i = %lo to %hi step %huge iter_args(%n = %c0) -> (i64) : i64 {
    %next = arith.addi %n, %i : i64
    scf.yield %next : i64
  }
  tile.store %unsigned, %out[%c3] : !tile.ptr<i64>, i64
  // Bounds that are known, and further apart than 63 bits can tell; an unsigned step of 2^64 - 9.
  %c4 = arith.constant 4 : i64
  %c5 = arith.constant 5 : i64
  %least = arith.constant -9223372036854775807 : i64
  %most = arith.constant 9223372036854775805 : i64
  %nearly = arith.constant -9 : i64
  %far = scf.for %i = %least to %most step %huge iter_args(%n = %c0) -> (i64) : i64 {
    %next = arith.addi %n, %i : i64
    scf.yield %next : i64
  }
  tile.store %far, %out[%c4] : !tile.ptr<i64>, i64
  %once = scf.for unsigned %i = %c3 to %nearly step %nearly iter_args(%n = %c0) -> (i64) : i64 {
    %next = arith.addi %n, %i : i64
    scf.yield %next : i64
  }
  tile.store %once, %out[%c5] : !tile.ptr<i64>, i64
  tile.return
}
