// RUN: gems-opt %s --tile-expand-numerics | FileCheck %s
// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The edge cases of integer ops.

// CHECK-LABEL: func.func @divide
// CHECK-SAME: (%[[X:.*]]: tensor<4xi32>, %[[Y:.*]]: tensor<4xi32>)
func.func @divide(%x: tensor<4xi32>, %y: tensor<4xi32>) -> (tensor<4xi32>, tensor<4xi32>) {
  // CHECK: %[[Z:.*]] = arith.cmpi eq, %[[Y]], %{{.*}} : tensor<4xi32>
  // CHECK-DAG: %[[L:.*]] = arith.cmpi eq, %[[X]], %{{.*}} : tensor<4xi32>
  // CHECK-DAG: %[[M:.*]] = arith.cmpi eq, %[[Y]], %{{.*}} : tensor<4xi32>
  // CHECK: %[[O:.*]] = arith.andi %[[L]], %[[M]] : tensor<4xi1>
  // CHECK: %[[U:.*]] = arith.ori %[[Z]], %[[O]] : tensor<4xi1>
  // CHECK: %[[D:.*]] = arith.select %[[U]], %{{.*}}, %[[Y]] : tensor<4xi1>, tensor<4xi32>
  // CHECK: %[[Q:.*]] = arith.divsi %[[X]], %[[D]] : tensor<4xi32>
  // CHECK: %[[R0:.*]] = arith.select %[[Z]], %{{.*}}, %[[Q]] : tensor<4xi1>, tensor<4xi32>
  %0 = arith.divsi %x, %y : tensor<4xi32>
  // CHECK: %[[Z:.*]] = arith.cmpi eq, %[[Y]], %{{.*}} : tensor<4xi32>
  // CHECK: %[[D:.*]] = arith.select %[[Z]], %{{.*}}, %[[Y]] : tensor<4xi1>, tensor<4xi32>
  // CHECK: %[[Q:.*]] = arith.remui %[[X]], %[[D]] : tensor<4xi32>
  // CHECK: %[[R1:.*]] = arith.select %[[Z]], %[[X]], %[[Q]] : tensor<4xi1>, tensor<4xi32>
  %1 = arith.remui %x, %y : tensor<4xi32>
  // CHECK: return %[[R0]], %[[R1]]
  return %0, %1 : tensor<4xi32>, tensor<4xi32>
}

// CHECK-LABEL: func.func @divide_by_constants
// CHECK-DAG: arith.constant 7
// CHECK-DAG: arith.constant -1
// CHECK-NEXT: arith.divsi
// CHECK-NEXT: arith.remsi
// CHECK-NEXT: arith.divui
// CHECK-NEXT: return
func.func @divide_by_constants(%x: i32) {
  %seven = arith.constant 7 : i32
  %minus = arith.constant -1 : i32
  %0 = arith.divsi %x, %seven : i32
  %1 = arith.remsi %x, %seven : i32
  %2 = arith.divui %x, %minus : i32
  return
}

// CHECK-LABEL: func.func @directed
func.func @directed(%x: i64, %y: i64) {
  // CHECK: arith.divsi
  // CHECK-NOT: arith.floordivsi
  %0 = arith.floordivsi %x, %y : i64
  // CHECK: arith.divsi
  // CHECK-NOT: arith.ceildivsi
  %1 = arith.ceildivsi %x, %y : i64
  // CHECK: arith.divui
  // CHECK-NOT: arith.ceildivui
  %2 = arith.ceildivui %x, %y : i64
  return
}

// CHECK-LABEL: func.func @shift
// CHECK-SAME: (%[[X:.*]]: i32, %[[Y:.*]]: i32)
func.func @shift(%x: i32, %y: i32) -> (i32, i32) {
  // CHECK: %[[A:.*]] = arith.andi %[[Y]], %{{.*}} : i32
  // CHECK: %[[S:.*]] = arith.shli %[[X]], %[[A]] : i32
  // CHECK: %[[IN:.*]] = arith.cmpi ult, %[[Y]], %{{.*}} : i32
  // CHECK: %[[R0:.*]] = arith.select %[[IN]], %[[S]], %{{.*}} : i32
  %0 = arith.shli %x, %y : i32
  // CHECK: %[[A:.*]] = arith.minui %[[Y]], %{{.*}} : i32
  // CHECK: %[[R1:.*]] = arith.shrsi %[[X]], %[[A]] : i32
  %1 = arith.shrsi %x, %y : i32
  // CHECK: return %[[R0]], %[[R1]]
  return %0, %1 : i32, i32
}

// CHECK-LABEL: func.func @shift_by_constants
// CHECK-SAME: (%[[X:.*]]: i32)
func.func @shift_by_constants(%x: i32) -> (i32, i32) {
  // CHECK: %[[C31:.*]] = arith.constant 31 : i32
  %c31 = arith.constant 31 : i32
  %c32 = arith.constant 32 : i32
  // CHECK: %[[R0:.*]] = arith.shrui %[[X]], %[[C31]] : i32
  %0 = arith.shrui %x, %c31 : i32
  %1 = arith.shrui %x, %c32 : i32
  // CHECK: %[[R1:.*]] = arith.constant 0 : i32
  // CHECK: return %[[R0]], %[[R1]]
  return %0, %1 : i32, i32
}

// Promises about overflow are dropped: integers wrap.
// CHECK-LABEL: func.func @flags
// CHECK-NEXT: arith.addi %{{.*}}, %{{.*}} : i32
// CHECK-NEXT: arith.subi %{{.*}}, %{{.*}} : i32
// CHECK-NEXT: arith.muli %{{.*}}, %{{.*}} : i32
// CHECK-NEXT: arith.trunci %{{.*}} : i32 to i8
// CHECK-NEXT: return
func.func @flags(%x: i32) {
  %0 = arith.addi %x, %x overflow<nsw> : i32
  %1 = arith.subi %x, %0 overflow<nuw> : i32
  %2 = arith.muli %x, %1 overflow<nsw, nuw> : i32
  %3 = arith.trunci %x overflow<nsw> : i32 to i8
  return
}

// CHECK-LABEL: func.func @compare_masks
// CHECK-SAME: (%[[A:.*]]: tensor<4xi1>, %[[B:.*]]: tensor<4xi1>)
func.func @compare_masks(%a: tensor<4xi1>, %b: tensor<4xi1>) -> (tensor<4xi1>, tensor<4xi1>) {
  // CHECK: %[[R0:.*]] = arith.xori %[[A]], %[[B]] : tensor<4xi1>
  %0 = arith.cmpi ne, %a, %b : tensor<4xi1>
  // CHECK: %[[N:.*]] = arith.xori %[[A]], %{{.*}} : tensor<4xi1>
  // CHECK: %[[R1:.*]] = arith.andi %[[N]], %[[B]] : tensor<4xi1>
  %1 = arith.cmpi ult, %a, %b : tensor<4xi1>
  // CHECK: return %[[R0]], %[[R1]]
  return %0, %1 : tensor<4xi1>, tensor<4xi1>
}

// CHECK-LABEL: func.func @step
// CHECK-SAME: (%[[N:.*]]: i64, %[[S:.*]]: i64)
func.func @step(%n: i64, %s: i64) {
  // CHECK: %[[C0:.*]] = arith.constant 0 : i64
  %c0 = arith.constant 0 : i64
  // CHECK: %[[P:.*]] = arith.cmpi sgt, %[[S]], %{{.*}} : i64
  // CHECK: %[[U:.*]] = arith.select %[[P]], %[[N]], %[[C0]] : i64
  // CHECK: scf.for %{{.*}} = %[[C0]] to %[[U]] step %[[S]] : i64
  scf.for %i = %c0 to %n step %s : i64 {
  }
  return
}
