// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Folds and canonical forms.
// RUN: gems-opt %s --canonicalize | FileCheck %s

// CHECK-LABEL: tile.kernel @splat
tile.kernel @splat(%p: !tile.ptr<i32>, %q: !tile.ptr<bf16>) {
  // CHECK-DAG: arith.constant dense<7> : tensor<4xi32>
  // CHECK-DAG: arith.constant dense<1.500000e+00> : tensor<2x2xbf16>
  %c = arith.constant 7 : i32
  %s = tile.splat %c : i32 -> tensor<4xi32>
  %i = tile.arange : tensor<4xi32>
  tile.store %s, %p[%i] : !tile.ptr<i32>, tensor<4xi32>
  %f = arith.constant 1.5 : bf16
  %t = tile.splat %f : bf16 -> tensor<2x2xbf16>
  %j = tile.reshape %i : tensor<4xi32> -> tensor<2x2xi32>
  // CHECK-NOT: tile.splat
  tile.store %t, %q[%j] : !tile.ptr<bf16>, tensor<2x2xi32>
  tile.return
}

// Changes of shape of a splat are splats; an index value keeps all its bits in them.
// CHECK-LABEL: tile.kernel @shape_of_splat
tile.kernel @shape_of_splat(%p: !tile.ptr<i32>) {
  // CHECK: %[[PID:.*]] = tile.program_id x
  %pid = tile.program_id x
  %s = tile.splat %pid : i32 -> tensor<4xi32>
  %e = tile.expand_dims %s axis 0 : tensor<4xi32> -> tensor<1x4xi32>
  %b = tile.broadcast %e : tensor<1x4xi32> -> tensor<3x4xi32>
  %t = tile.trans %b : tensor<3x4xi32> -> tensor<4x3xi32>
  %r = tile.reshape %t : tensor<4x3xi32> -> tensor<12xi32>
  // CHECK: %[[S:.*]] = tile.splat %[[PID]] : i32 -> tensor<12xi32>
  // CHECK-NEXT: tile.store %[[S]], %p[%[[S]]]
  tile.store %r, %p[%r] : !tile.ptr<i32>, tensor<12xi32>
  tile.return
}

// CHECK-LABEL: tile.kernel @shape_of_constant
tile.kernel @shape_of_constant(%p: !tile.ptr<i8>, %q: !tile.ptr<i8>) {
  // CHECK-DAG: %[[GROWN:.*]] = arith.constant dense<5> : tensor<3x4xi8>
  // CHECK-DAG: %[[ROW:.*]] = arith.constant dense<{{\[\[}}1, 2, 3]]> : tensor<1x3xi8>
  // CHECK-DAG: %[[FLAT:.*]] = arith.constant dense<[1, 2, 3, 4]> : tensor<4xi8>
  %c = arith.constant dense<5> : tensor<4x1xi8>
  %b = tile.broadcast %c : tensor<4x1xi8> -> tensor<4x3xi8>
  %t = tile.trans %b : tensor<4x3xi8> -> tensor<3x4xi8>
  %i = tile.arange : tensor<12xi32>
  %j = tile.reshape %i : tensor<12xi32> -> tensor<3x4xi32>
  // CHECK: tile.store %[[GROWN]]
  tile.store %t, %p[%j] : !tile.ptr<i8>, tensor<3x4xi32>
  %d = arith.constant dense<[1, 2, 3]> : tensor<3xi8>
  %e = tile.expand_dims %d axis 0 : tensor<3xi8> -> tensor<1x3xi8>
  %k = tile.arange : tensor<3xi32>
  %l = tile.expand_dims %k axis 0 : tensor<3xi32> -> tensor<1x3xi32>
  // CHECK: tile.store %[[ROW]]
  tile.store %e, %p[%l] : !tile.ptr<i8>, tensor<1x3xi32>
  %f = arith.constant dense<[[1, 2], [3, 4]]> : tensor<2x2xi8>
  %g = tile.reshape %f : tensor<2x2xi8> -> tensor<4xi8>
  %m = tile.arange : tensor<4xi32>
  // CHECK: tile.store %[[FLAT]]
  tile.store %g, %q[%m] : !tile.ptr<i8>, tensor<4xi32>
  tile.return
}

// A constant whose elements differ is transposed at run time.
// CHECK-LABEL: tile.kernel @trans_of_constant
tile.kernel @trans_of_constant(%p: !tile.ptr<i32>) {
  %f = arith.constant dense<[[1, 2], [3, 4]]> : tensor<2x2xi32>
  // CHECK: tile.trans
  %g = tile.trans %f : tensor<2x2xi32> -> tensor<2x2xi32>
  tile.store %f, %p[%g] : !tile.ptr<i32>, tensor<2x2xi32>
  tile.return
}

// CHECK-LABEL: tile.kernel @shape_of_shape
tile.kernel @shape_of_shape(%p: !tile.ptr<i32>) {
  // CHECK: %[[A:.*]] = tile.arange : tensor<6xi32>
  %a = tile.arange : tensor<6xi32>
  %same = tile.reshape %a : tensor<6xi32> -> tensor<6xi32>
  %grown = tile.broadcast %same : tensor<6xi32> -> tensor<6xi32>
  %e = tile.expand_dims %grown axis 1 : tensor<6xi32> -> tensor<6x1xi32>
  // CHECK-NEXT: %[[E:.*]] = tile.expand_dims
  // CHECK-NEXT: %[[R:.*]] = tile.reshape %[[A]] : tensor<6xi32> -> tensor<2x3xi32>
  %r = tile.reshape %e : tensor<6x1xi32> -> tensor<3x2xi32>
  %r2 = tile.reshape %r : tensor<3x2xi32> -> tensor<2x3xi32>
  %t = tile.trans %r2 : tensor<2x3xi32> -> tensor<3x2xi32>
  %t2 = tile.trans %t : tensor<3x2xi32> -> tensor<2x3xi32>
  // CHECK-NEXT: tile.store %[[R]], %p[%[[R]]]
  tile.store %t2, %p[%t2] : !tile.ptr<i32>, tensor<2x3xi32>
  %b1 = tile.broadcast %e : tensor<6x1xi32> -> tensor<6x1xi32>
  // CHECK-NEXT: %[[B:.*]] = tile.broadcast %[[E]] : tensor<6x1xi32> -> tensor<6x2xi32>
  %b2 = tile.broadcast %b1 : tensor<6x1xi32> -> tensor<6x2xi32>
  // CHECK-NEXT: tile.store %[[B]]
  tile.store %b2, %p[%b2] : !tile.ptr<i32>, tensor<6x2xi32>
  tile.return
}

// CHECK-LABEL: tile.kernel @broadcast_twice
tile.kernel @broadcast_twice(%p: !tile.ptr<i32>) {
  %n = arith.constant dense<0> : tensor<1x1xi32>
  %c = tile.load %p[%n] : !tile.ptr<i32>, tensor<1x1xi32>
  // CHECK: %[[V:.*]] = tile.load
  // CHECK-NEXT: %[[B:.*]] = tile.broadcast %[[V]] : tensor<1x1xi32> -> tensor<4x3xi32>
  %b = tile.broadcast %c : tensor<1x1xi32> -> tensor<4x1xi32>
  %d = tile.broadcast %b : tensor<4x1xi32> -> tensor<4x3xi32>
  // CHECK-NEXT: tile.store %[[B]]
  tile.store %d, %p[%d] : !tile.ptr<i32>, tensor<4x3xi32>
  tile.return
}

// An arange stays one, of a single element too: a constant is not an index value.
// CHECK-LABEL: tile.kernel @arange
tile.kernel @arange(%p: !tile.ptr<i32>) {
  // CHECK-NEXT: tile.arange 5 : tensor<1xi32>
  %a = tile.arange 5 : tensor<1xi32>
  tile.store %a, %p[%a] : !tile.ptr<i32>, tensor<1xi32>
  tile.return
}

// CHECK-LABEL: tile.kernel @addptr
// CHECK-SAME: %[[P:.*]]: !tile.ptr<i32>, %[[N:.*]]: i64)
tile.kernel @addptr(%p: !tile.ptr<i32>, %n: i64) {
  // CHECK-DAG: %[[PID:.*]] = tile.program_id x
  // CHECK-DAG: %[[C:.*]] = arith.constant 5 : i64
  %zero = arith.constant 0 : i32
  %two = arith.constant 2 : i32
  %three = arith.constant 3 : i64
  %pid = tile.program_id x
  // CHECK: tile.store %{{.*}}, %[[P]][%[[PID]]]
  %p0 = tile.addptr %p, %zero : !tile.ptr<i32>, i32
  tile.store %pid, %p0[%pid] : !tile.ptr<i32>, i32
  // CHECK: %[[P5:.*]] = tile.addptr %[[P]], %[[C]] : !tile.ptr<i32>, i64
  // CHECK: tile.store %{{.*}}, %[[P5]]
  %p2 = tile.addptr %p, %two : !tile.ptr<i32>, i32
  %p5 = tile.addptr %p2, %three : !tile.ptr<i32>, i64
  tile.store %pid, %p5[%pid] : !tile.ptr<i32>, i32
  // CHECK: %[[EXT:.*]] = arith.extsi %[[PID]] : i32 to i64
  // CHECK: %[[SUM:.*]] = arith.addi %[[EXT]], %[[N]] : i64
  // CHECK: tile.addptr %[[P]], %[[SUM]] : !tile.ptr<i32>, i64
  %pp = tile.addptr %p, %pid : !tile.ptr<i32>, i32
  %ppn = tile.addptr %pp, %n : !tile.ptr<i32>, i64
  tile.store %pid, %ppn[%pid] : !tile.ptr<i32>, i32
  tile.return
}

// CHECK-LABEL: tile.kernel @load
tile.kernel @load(%p: !tile.ptr<f32>, %q: !tile.ptr<f32>) {
  // CHECK-DAG: %[[ZERO:.*]] = arith.constant dense<0.000000e+00> : tensor<4xf32>
  // CHECK-DAG: %[[SCALAR:.*]] = arith.constant 0.000000e+00 : f32
  %i = tile.arange : tensor<4xi32>
  %true = arith.constant true
  %false = arith.constant dense<false> : tensor<4xi1>
  %all = tile.splat %true : i1 -> tensor<4xi1>
  // CHECK: %[[V:.*]] = tile.load %p[%[[I:.*]]] : !tile.ptr<f32>, tensor<4xi32>
  %v = tile.load %p[%i] : !tile.ptr<f32>, tensor<4xi32>
  // CHECK-NEXT: %[[W:.*]] = tile.load %q[%[[I]]] : !tile.ptr<f32>, tensor<4xi32>
  %w = tile.load %q[%i] mask %all other %v : !tile.ptr<f32>, tensor<4xi32>
  // CHECK-NEXT: tile.store %[[W]], %p[%[[I]]] : !tile.ptr<f32>, tensor<4xi32>
  tile.store %w, %p[%i] mask %all : !tile.ptr<f32>, tensor<4xi32>
  // CHECK-NEXT: tile.store %[[V]], %q
  %x = tile.load %p[%i] mask %false other %v : !tile.ptr<f32>, tensor<4xi32>
  tile.store %x, %q[%i] : !tile.ptr<f32>, tensor<4xi32>
  // CHECK-NEXT: tile.store %[[ZERO]], %q
  %y = tile.load %p[%i] mask %false : !tile.ptr<f32>, tensor<4xi32>
  tile.store %y, %q[%i] : !tile.ptr<f32>, tensor<4xi32>
  // CHECK-NOT: %p
  tile.store %y, %p[%i] mask %false : !tile.ptr<f32>, tensor<4xi32>
  %no = arith.constant false
  %c = arith.constant 1 : i64
  // CHECK: tile.store %[[SCALAR]], %q
  %z = tile.load %p[%c] mask %no : !tile.ptr<f32>, i64
  tile.store %z, %q[%c] mask %true : !tile.ptr<f32>, i64
  tile.return
}

// A mask of different lanes stays.
// CHECK-LABEL: tile.kernel @mixed_mask
tile.kernel @mixed_mask(%p: !tile.ptr<f32>) {
  %i = tile.arange : tensor<2xi32>
  %m = arith.constant dense<[true, false]> : tensor<2xi1>
  // CHECK: tile.load {{.*}} mask
  %v = tile.load %p[%i] mask %m : !tile.ptr<f32>, tensor<2xi32>
  // CHECK: tile.store {{.*}} mask
  tile.store %v, %p[%i] mask %m : !tile.ptr<f32>, tensor<2xi32>
  tile.return
}

// A load whose result nobody wants goes away; a store never does.
// CHECK-LABEL: tile.kernel @unused
tile.kernel @unused(%p: !tile.ptr<f32>, %n: i32) {
  // CHECK-NEXT: tile.return
  %v = tile.load %p[%n] : !tile.ptr<f32>, i32
  tile.return
}
