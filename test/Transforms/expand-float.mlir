// RUN: gems-opt %s --tile-expand-numerics=native-bf16 | FileCheck %s --check-prefixes=CHECK,WIDE
// RUN: gems-opt %s --tile-expand-numerics="native-bf16 native-f16" \
// RUN:   | FileCheck %s --check-prefixes=CHECK,NATIVE
// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// bf16 and f16 arithmetic in f32, and the functions made of simpler ops.

// CHECK-LABEL: func.func @multiply
// CHECK-SAME: (%[[X:.*]]: tensor<8xf16>, %[[Y:.*]]: tensor<8xf16>)
func.func @multiply(%x: tensor<8xf16>, %y: tensor<8xf16>) -> tensor<8xf16> {
  // WIDE: %[[A:.*]] = arith.extf %[[X]] : tensor<8xf16> to tensor<8xf32>
  // WIDE: %[[B:.*]] = arith.extf %[[Y]] : tensor<8xf16> to tensor<8xf32>
  // WIDE: %[[C:.*]] = arith.mulf %[[A]], %[[B]] : tensor<8xf32>
  // WIDE: %[[R:.*]] = arith.truncf %[[C]] : tensor<8xf32> to tensor<8xf16>
  // NATIVE-NEXT: %[[R:.*]] = arith.mulf %[[X]], %[[Y]] : tensor<8xf16>
  // CHECK: return %[[R]]
  %r = arith.mulf %x, %y : tensor<8xf16>
  return %r : tensor<8xf16>
}

// CHECK-LABEL: func.func @compare
// CHECK-SAME: (%[[X:.*]]: bf16, %[[Y:.*]]: bf16)
func.func @compare(%x: bf16, %y: bf16) -> i1 {
  // CHECK: %[[A:.*]] = arith.bitcast %{{.*}} : i32 to f32
  // CHECK: %[[B:.*]] = arith.bitcast %{{.*}} : i32 to f32
  // CHECK: %[[R:.*]] = arith.cmpf olt, %[[A]], %[[B]] : f32
  // CHECK: return %[[R]] : i1
  %r = arith.cmpf olt, %x, %y : bf16
  return %r : i1
}

// The sign is a bit.
// CHECK-LABEL: func.func @signs
func.func @signs(%x: tensor<4xbf16>, %y: tensor<4xbf16>) {
  // CHECK: arith.xori %{{.*}}, %{{.*}} : tensor<4xi16>
  %0 = arith.negf %x : tensor<4xbf16>
  // CHECK: arith.andi %{{.*}}, %{{.*}} : tensor<4xi16>
  %1 = math.absf %x : tensor<4xbf16>
  // CHECK: arith.ori %{{.*}}, %{{.*}} : tensor<4xi16>
  %2 = math.copysign %x, %y : tensor<4xbf16>
  return
}

// CHECK-LABEL: func.func @choose
// CHECK-SAME: (%[[M:.*]]: tensor<4xi1>, %[[X:.*]]: tensor<4xbf16>, %[[Y:.*]]: tensor<4xbf16>)
func.func @choose(%m: tensor<4xi1>, %x: tensor<4xbf16>, %y: tensor<4xbf16>) -> tensor<4xbf16> {
  // CHECK-DAG: %[[A:.*]] = arith.bitcast %[[X]] : tensor<4xbf16> to tensor<4xi16>
  // CHECK-DAG: %[[B:.*]] = arith.bitcast %[[Y]] : tensor<4xbf16> to tensor<4xi16>
  // CHECK: %[[C:.*]] = arith.select %[[M]], %[[A]], %[[B]] : tensor<4xi1>, tensor<4xi16>
  // CHECK: arith.bitcast %[[C]] : tensor<4xi16> to tensor<4xbf16>
  %r = arith.select %m, %x, %y : tensor<4xi1>, tensor<4xbf16>
  return %r : tensor<4xbf16>
}

// CHECK-LABEL: func.func @fused
func.func @fused(%x: bf16, %y: bf16, %z: bf16) -> bf16 {
  // CHECK: %[[P:.*]] = arith.mulf %{{.*}}, %{{.*}} : f64
  // CHECK: %[[S:.*]] = arith.addf %[[P]], %{{.*}} : f64
  // CHECK: %[[R:.*]] = arith.truncf %{{.*}} : f32 to bf16
  // CHECK: return %[[R]]
  %r = math.fma %x, %y, %z : bf16
  return %r : bf16
}

// f32 and f64 arithmetic stays as it is, flags included.
// CHECK-LABEL: func.func @stays
// CHECK-NEXT: arith.addf {{.*}} fastmath<contract> : f32
// CHECK-NEXT: arith.divf {{.*}} : f64
// CHECK-NEXT: arith.maximumf {{.*}} : f32
// CHECK-NEXT: math.sqrt {{.*}} : f64
// CHECK-NEXT: math.fma {{.*}} : f32
// CHECK-NEXT: math.roundeven {{.*}} : f32
// CHECK-NEXT: return
func.func @stays(%x: f32, %y: f64) {
  %0 = arith.addf %x, %x fastmath<contract> : f32
  %1 = arith.divf %y, %y : f64
  %2 = arith.maximumf %x, %x : f32
  %3 = math.sqrt %y : f64
  %4 = math.fma %x, %x, %x : f32
  %5 = math.roundeven %x : f32
  return
}

// CHECK-LABEL: func.func @number_maximum
// CHECK-SAME: (%[[X:.*]]: f32, %[[Y:.*]]: f32)
func.func @number_maximum(%x: f32, %y: f32) -> f32 {
  // CHECK: %[[XN:.*]] = arith.cmpf uno, %[[X]], %[[X]] : f32
  // CHECK: %[[A:.*]] = arith.select %[[XN]], %[[Y]], %[[X]] : f32
  // CHECK: %[[YN:.*]] = arith.cmpf uno, %[[Y]], %[[Y]] : f32
  // CHECK: %[[B:.*]] = arith.select %[[YN]], %[[X]], %[[Y]] : f32
  // CHECK: %[[R:.*]] = arith.maximumf %[[A]], %[[B]] : f32
  // CHECK: return %[[R]]
  %r = arith.maxnumf %x, %y : f32
  return %r : f32
}

// CHECK-LABEL: func.func @sum
// CHECK-SAME: (%[[X:.*]]: tensor<4x8xf16>)
func.func @sum(%x: tensor<4x8xf16>) -> tensor<4xf16> {
  // CHECK: %[[W:.*]] = arith.extf %[[X]] : tensor<4x8xf16> to tensor<4x8xf32>
  // CHECK: %[[S:.*]] = tile.sum %[[W]] axis 1 : tensor<4x8xf32>
  // CHECK: %[[R:.*]] = arith.truncf %[[S]] : tensor<4xf32> to tensor<4xf16>
  // CHECK: return %[[R]]
  %r = tile.sum %x axis 1 : tensor<4x8xf16>
  return %r : tensor<4xf16>
}

// Nothing but arithmetic that every target has is left of the elementary functions.
// CHECK-LABEL: func.func @functions
// CHECK-NOT: math.{{exp|log|sin|cos|tanh|erf|rsqrt|round |isnan|isinf|isfinite}}
// CHECK: return
func.func @functions(%x: tensor<8xf32>, %h: tensor<8xf16>, %d: f64) {
  %0 = math.exp %x : tensor<8xf32>
  %1 = math.exp2 %h : tensor<8xf16>
  %2 = math.log %x : tensor<8xf32>
  %3 = math.log2 %x : tensor<8xf32>
  %4 = math.sin %x : tensor<8xf32>
  %5 = math.cos %h : tensor<8xf16>
  %6 = math.tanh %x : tensor<8xf32>
  %7 = math.erf %x : tensor<8xf32>
  %8 = math.rsqrt %d : f64
  %9 = math.round %d : f64
  %10 = math.isnan %x : tensor<8xf32>
  %11 = math.isinf %h : tensor<8xf16>
  %12 = math.isfinite %d : f64
  return
}
