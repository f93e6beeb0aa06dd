// RUN: gems-opt %s --tile-check-admitted | FileCheck %s
// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the check lets through, and that it changes nothing.

// CHECK-LABEL: tile.kernel @admitted
tile.kernel @admitted(%p: !tile.ptr<f64>, %n: i64) {
  %c0 = arith.constant 0 : i64
  %i = tile.arange : tensor<100xi32>
  %e = tile.expand_dims %i axis 1 : tensor<100xi32> -> tensor<100x1xi32>
  %one = arith.constant dense<1> : tensor<100xi32>
  %v = tile.load %p[%i] : !tile.ptr<f64>, tensor<100xi32>
  // CHECK: math.sqrt
  %s = math.sqrt %v : tensor<100xf64>
  // CHECK: scf.for
  %r = scf.for %k = %c0 to %n step %n iter_args(%acc = %s) -> tensor<100xf64> : i64 {
    %c = arith.cmpi slt, %k, %n : i64
    %x = scf.if %c -> tensor<100xf64> {
      scf.yield %acc : tensor<100xf64>
    } else {
      scf.yield %s : tensor<100xf64>
    }
    scf.yield %x : tensor<100xf64>
  }
  tile.store %r, %p[%i] : !tile.ptr<f64>, tensor<100xi32>
  // A step that is positive as an unsigned number.
  %step = arith.constant -4 : i64
  // CHECK: scf.for unsigned
  scf.for unsigned %k = %c0 to %n step %step : i64 {
  }
  tile.return
}

// Only kernels are checked.
// CHECK-LABEL: func.func @outside
func.func @outside(%x: f32) -> f32 {
  // CHECK: math.powf
  %y = math.powf %x, %x : f32
  return %y : f32
}
