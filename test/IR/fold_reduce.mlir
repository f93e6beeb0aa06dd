// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Folds of reductions.
// RUN: gems-opt %s --canonicalize | FileCheck %s

// Integer sums wrap.
// CHECK-LABEL: tile.kernel @sum_integers
tile.kernel @sum_integers(%p: !tile.ptr<i8>, %n: i32) {
  // 100 * 3 - 256
  // CHECK-DAG: %[[S:.*]] = arith.constant 44 : i8
  // 300 of 1, in i8
  // CHECK-DAG: %[[L:.*]] = arith.constant dense<44> : tensor<2xi8>
  %a = arith.constant dense<100> : tensor<3xi8>
  %s = tile.sum %a axis 0 : tensor<3xi8>
  // CHECK: tile.store %[[S]], %p
  tile.store %s, %p[%n] : !tile.ptr<i8>, i32
  %b = arith.constant dense<1> : tensor<2x300xi8>
  %r = tile.sum %b axis 1 : tensor<2x300xi8>
  %i = tile.arange : tensor<2xi32>
  // CHECK: tile.store %[[L]], %p
  tile.store %r, %p[%i] : !tile.ptr<i8>, tensor<2xi32>
  tile.return
}

// The sum of one -0.0 is +0.0, and no floating point sum is a constant of ours to compute.
// CHECK-LABEL: tile.kernel @sum_floats
tile.kernel @sum_floats(%p: !tile.ptr<f32>, %n: i32) {
  %a = arith.constant dense<-0.0> : tensor<1xf32>
  // CHECK: tile.sum
  %s = tile.sum %a axis 0 : tensor<1xf32>
  tile.store %s, %p[%n] : !tile.ptr<f32>, i32
  tile.return
}

// CHECK-LABEL: tile.kernel @extremes
tile.kernel @extremes(%p: !tile.ptr<f32>, %x: f32, %n: i32) {
  // CHECK-DAG: %[[C:.*]] = arith.constant dense<-0.000000e+00> : tensor<5xf32>
  // CHECK-DAG: %[[I:.*]] = tile.arange : tensor<5xi32>
  %i = tile.arange : tensor<5xi32>
  %a = arith.constant dense<-0.0> : tensor<3x5xf32>
  %m = tile.max %a axis 0 : tensor<3x5xf32>
  // CHECK: tile.store %[[C]], %p
  tile.store %m, %p[%i] : !tile.ptr<f32>, tensor<5xi32>
  // CHECK: tile.store %x, %p
  %s = tile.splat %x : f32 -> tensor<7xf32>
  %o = tile.min %s axis 0 : tensor<7xf32>
  tile.store %o, %p[%n] : !tile.ptr<f32>, i32
  tile.return
}

// A maximum wraps an index value, so the splat of one does not pass through it.
// CHECK-LABEL: tile.kernel @max_of_index
tile.kernel @max_of_index(%p: !tile.ptr<i32>) {
  %pid = tile.program_id x
  %s = tile.splat %pid : i32 -> tensor<7xi32>
  // CHECK: tile.max
  %m = tile.max %s axis 0 : tensor<7xi32>
  tile.store %m, %p[%m] : !tile.ptr<i32>, i32
  tile.return
}
