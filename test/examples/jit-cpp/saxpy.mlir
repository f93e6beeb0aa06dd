// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// y[i] = a * x[i] + y[i] for i < n. Grid: (ceil(n / BLOCK), 1, 1).
#BLOCK = #tile.param<BLOCK : i32 = 1024>
!x     = !tile.tile<BLOCK x f32>
!idx   = !tile.tile<BLOCK x i32>

tile.kernel @saxpy(%x_ptr: !tile.ptr<f32>, %y_ptr: !tile.ptr<f32>, %a: f32, %n: i32) {
  %block = arith.constant #BLOCK
  %pid = tile.program_id x
  %first = arith.muli %pid, %block : i32
  %start = tile.splat %first : i32 -> !idx
  %lanes = tile.arange : !idx
  %at = arith.addi %start, %lanes : !idx
  %end = tile.splat %n : i32 -> !idx
  %mask = arith.cmpi slt, %at, %end : !idx
  %x = tile.load %x_ptr[%at] mask %mask : !tile.ptr<f32>, !idx
  %y = tile.load %y_ptr[%at] mask %mask : !tile.ptr<f32>, !idx
  %factor = tile.splat %a : f32 -> !x
  %scaled = arith.mulf %factor, %x : !x
  %sum = arith.addf %scaled, %y : !x
  tile.store %sum, %y_ptr[%at] mask %mask : !tile.ptr<f32>, !idx
  tile.return
}
