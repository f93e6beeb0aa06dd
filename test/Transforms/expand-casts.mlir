// RUN: gems-opt %s --tile-expand-numerics | FileCheck %s --check-prefixes=CHECK,INT
// RUN: gems-opt %s --tile-expand-numerics=native-bf16 | FileCheck %s --check-prefixes=CHECK,BF16
// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Conversions between element types.

// CHECK-LABEL: func.func @extend_bf16
// CHECK-SAME: (%[[X:.*]]: tensor<8xbf16>)
func.func @extend_bf16(%x: tensor<8xbf16>) -> tensor<8xf32> {
  // CHECK-DAG: %[[C16:.*]] = arith.constant dense<16> : tensor<8xi32>
  // CHECK-DAG: %[[B:.*]] = arith.bitcast %[[X]] : tensor<8xbf16> to tensor<8xi16>
  // CHECK-DAG: %[[W:.*]] = arith.extui %[[B]] : tensor<8xi16> to tensor<8xi32>
  // CHECK: %[[S:.*]] = arith.shli %[[W]], %[[C16]] : tensor<8xi32>
  // CHECK: %[[R:.*]] = arith.bitcast %[[S]] : tensor<8xi32> to tensor<8xf32>
  // CHECK: return %[[R]]
  %r = arith.extf %x : tensor<8xbf16> to tensor<8xf32>
  return %r : tensor<8xf32>
}

// CHECK-LABEL: func.func @round_to_bf16
// CHECK-SAME: (%[[X:.*]]: f32)
func.func @round_to_bf16(%x: f32) -> bf16 {
  // BF16-NEXT: %[[R:.*]] = arith.truncf %[[X]] : f32 to bf16
  // INT: %[[W:.*]] = arith.bitcast %[[X]] : f32 to i32
  // INT: %[[H:.*]] = arith.shrui %[[W]], %{{.*}} : i32
  // INT: %[[ODD:.*]] = arith.andi %[[H]], %{{.*}} : i32
  // INT: %[[BIAS:.*]] = arith.addi %[[ODD]], %{{.*}} : i32
  // INT: %[[SUM:.*]] = arith.addi %[[W]], %[[BIAS]] : i32
  // INT: %[[SH:.*]] = arith.shrui %[[SUM]], %{{.*}} : i32
  // INT: %[[NAN:.*]] = arith.cmpf uno, %[[X]], %[[X]] : f32
  // INT: %[[SEL:.*]] = arith.select %[[NAN]], %{{.*}}, %[[SH]] : i32
  // INT: %[[T:.*]] = arith.trunci %[[SEL]] : i32 to i16
  // INT: %[[R:.*]] = arith.bitcast %[[T]] : i16 to bf16
  // CHECK: return %[[R]]
  %r = tile.cast %x : f32 to bf16
  return %r : bf16
}

// f16 and f32 are converted by instructions; so is f64 to f32.
// CHECK-LABEL: func.func @instructions
// CHECK-NEXT: arith.extf {{.*}} : f16 to f32
// CHECK-NEXT: arith.truncf {{.*}} : f32 to f16
// CHECK-NEXT: arith.truncf {{.*}} : f64 to f32
// CHECK-NEXT: arith.extf {{.*}} : f32 to f64
// CHECK-NEXT: arith.sitofp {{.*}} : i32 to f32
// CHECK-NEXT: arith.uitofp {{.*}} : i64 to f64
// CHECK-NEXT: return
func.func @instructions(%h: f16, %s: f32, %d: f64, %i: i32, %j: i64) {
  %0 = arith.extf %h : f16 to f32
  %1 = arith.truncf %s : f32 to f16
  %2 = tile.cast %d : f64 to f32
  %3 = tile.cast %s : f32 to f64
  %4 = arith.sitofp %i : i32 to f32
  %5 = tile.cast %j unsigned : i64 to f64
  return
}

// By way of f32 rounded to odd.
// CHECK-LABEL: func.func @double_to_half
// CHECK-SAME: (%[[X:.*]]: f64)
func.func @double_to_half(%x: f64) -> f16 {
  // CHECK: %[[N:.*]] = arith.truncf %[[X]] : f64 to f32
  // CHECK: %[[B:.*]] = arith.extf %[[N]] : f32 to f64
  // CHECK: arith.cmpf one, %[[B]], %[[X]] : f64
  // CHECK: %[[W:.*]] = arith.select
  // CHECK: %[[ODD:.*]] = arith.bitcast %{{.*}} : i32 to f32
  // CHECK: %[[R:.*]] = arith.truncf %[[ODD]] : f32 to f16
  // CHECK: return %[[R]]
  %r = arith.truncf %x : f64 to f16
  return %r : f16
}

// The largest i16 is an f32, the largest i32 is none.
// CHECK-LABEL: func.func @to_integers
// CHECK-SAME: (%[[X:.*]]: f32)
func.func @to_integers(%x: f32) -> (i16, i32, i1) {
  // CHECK: %[[ORD:.*]] = arith.cmpf ord, %[[X]], %[[X]] : f32
  // CHECK: %[[N:.*]] = arith.select %[[ORD]], %[[X]], %{{.*}} : f32
  // CHECK: %[[LO:.*]] = arith.maximumf %[[N]], %{{.*}} : f32
  // CHECK: %[[HI:.*]] = arith.minimumf %[[LO]], %{{.*}} : f32
  // CHECK: %[[I:.*]] = arith.fptosi %[[HI]] : f32 to i32
  // CHECK: %[[R0:.*]] = arith.trunci %[[I]] : i32 to i16
  %0 = arith.fptosi %x : f32 to i16
  // CHECK: %[[IN:.*]] = arith.cmpf olt, %[[X]], %{{.*}} : f32
  // CHECK: %[[OVER:.*]] = arith.cmpf oge, %[[X]], %{{.*}} : f32
  // CHECK: %[[LO:.*]] = arith.maximumf %[[X]], %{{.*}} : f32
  // CHECK: %[[SAFE:.*]] = arith.select %[[IN]], %[[LO]], %{{.*}} : f32
  // CHECK: %[[I:.*]] = arith.fptosi %[[SAFE]] : f32 to i32
  // CHECK: %[[R1:.*]] = arith.select %[[OVER]], %{{.*}}, %[[I]] : i32
  %1 = tile.cast %x : f32 to i32
  // CHECK: %[[R2:.*]] = arith.cmpf oge, %[[X]], %{{.*}} : f32
  %2 = tile.cast %x : f32 to i1
  // CHECK: return %[[R0]], %[[R1]], %[[R2]]
  return %0, %1, %2 : i16, i32, i1
}

// Small integers through i32; large ones keep a sticky bit.
// CHECK-LABEL: func.func @from_integers
// CHECK-SAME: (%[[A:.*]]: i8, %[[B:.*]]: i64)
func.func @from_integers(%a: i8, %b: i64) -> (f64, f32) {
  // CHECK: %[[W:.*]] = arith.extui %[[A]] : i8 to i32
  // CHECK: %[[R0:.*]] = arith.sitofp %[[W]] : i32 to f64
  %0 = arith.uitofp %a : i8 to f64
  // CHECK: %[[LOW:.*]] = arith.andi %[[B]], %{{.*}} : i64
  // CHECK: arith.cmpi ne, %[[LOW]], %{{.*}} : i64
  // CHECK: %[[S:.*]] = arith.select {{.*}} : i64
  // CHECK: %[[S2:.*]] = arith.select {{.*}} : i64
  // CHECK: %[[D:.*]] = arith.sitofp %[[S2]] : i64 to f64
  // CHECK: %[[R1:.*]] = arith.truncf %[[D]] : f64 to f32
  %1 = arith.sitofp %b : i64 to f32
  // CHECK: return %[[R0]], %[[R1]]
  return %0, %1 : f64, f32
}

// CHECK-LABEL: func.func @between_integers
// CHECK-SAME: (%[[A:.*]]: tensor<4xi8>, %[[M:.*]]: tensor<4xi1>)
func.func @between_integers(%a: tensor<4xi8>, %m: tensor<4xi1>) {
  // CHECK-NEXT: arith.extsi %[[A]] : tensor<4xi8> to tensor<4xi16>
  %0 = tile.cast %a : tensor<4xi8> to tensor<4xi16>
  // CHECK-NEXT: arith.extui %[[A]] : tensor<4xi8> to tensor<4xi64>
  %1 = tile.cast %a unsigned : tensor<4xi8> to tensor<4xi64>
  // CHECK-NEXT: arith.trunci %[[A]] : tensor<4xi8> to tensor<4xi1>
  %2 = tile.cast %a : tensor<4xi8> to tensor<4xi1>
  // A mask counts as 0 and 1.
  // CHECK-NEXT: %[[W:.*]] = arith.extui %[[M]] : tensor<4xi1> to tensor<4xi32>
  // CHECK-NEXT: arith.sitofp %[[W]] : tensor<4xi32> to tensor<4xf32>
  %3 = tile.cast %m : tensor<4xi1> to tensor<4xf32>
  return
}

// CHECK-LABEL: func.func @constants
func.func @constants() -> (bf16, i32) {
  %big = arith.constant 1.0e10 : f32
  %third = arith.constant 0.333333343 : f32
  // INT-DAG: %[[R0:.*]] = arith.constant 3.339840e-01 : bf16
  // CHECK-DAG: %[[R1:.*]] = arith.constant 2147483647 : i32
  %0 = tile.cast %third : f32 to bf16
  %1 = arith.fptosi %big : f32 to i32
  // INT: return %[[R0]], %[[R1]]
  return %0, %1 : bf16, i32
}
