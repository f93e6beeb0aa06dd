// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Index values beyond 32 bits, in comparisons and as data.
//
// RUN: %e2e compare %s --work=%t | FileCheck %s
// CHECK: launches: all right
// CASE: --grid=3 --arg=x=randint:-9:9:300 --arg=out=zeros:3x64 --arg=n=100 --arg=big=2147483600
// CASE: --grid=3 --arg=x=randint:-9:9:300 --arg=out=zeros:3x64 --arg=n=-100 --arg=big=-2147483648

!idx   = tensor<64xi32>
tile.kernel @wide_index(%x: !tile.ptr<i32>, %out: !tile.ptr<i32>, %n: i32, %big: i32) {
  %c64 = arith.constant 64 : i32
  %pid = tile.program_id x
  %lanes = tile.arange : !idx
  %b = tile.splat %big : i32 -> !idx
  %at = arith.addi %b, %lanes : !idx
  %ns = tile.splat %n : i32 -> !idx
  %m = arith.cmpi sgt, %at, %ns : !idx
  %r = arith.muli %at, %at : !idx
  %m2 = arith.cmpi slt, %r, %b : !idx
  %mm = arith.xori %m, %m2 : tensor<64xi1>
  %v = tile.load %x[%lanes] mask %mm other %at : !tile.ptr<i32>, !idx
  %o = arith.muli %pid, %c64 : i32
  %po = tile.addptr %out, %o : !tile.ptr<i32>, i32
  %back = arith.subi %at, %b : !idx
  tile.store %v, %po[%back] : !tile.ptr<i32>, !idx
  tile.return
}
