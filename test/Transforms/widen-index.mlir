// RUN: gems-opt %s --tile-widen-index | FileCheck %s
// RUN: gems-opt %s --tile-widen-index -o %t.once
// RUN: gems-opt %s --tile-widen-index --tile-widen-index | diff %t.once -
// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Index values in i64, and what their uses become.

// CHECK-LABEL: tile.kernel @row
// CHECK-SAME: (%[[P:.*]]: !tile.ptr<f32>, %[[STRIDE:.*]]: i32, %[[N:.*]]: i32)
tile.kernel @row(%p: !tile.ptr<f32>, %stride: i32, %n: i32) {
  // CHECK-DAG: %[[NW:.*]] = arith.extsi %[[N]] : i32 to i64
  // CHECK-DAG: %[[STRIDEW:.*]] = arith.extsi %[[STRIDE]] : i32 to i64
  // CHECK: %[[PID:.*]] = tile.program_id x
  // CHECK: %[[PIDW:.*]] = arith.extsi %[[PID]] : i32 to i64
  %pid = tile.program_id x
  // The written promise not to overflow was about i32.
  // CHECK: %[[OFF:.*]] = arith.muli %[[PIDW]], %[[STRIDEW]] : i64
  %off = arith.muli %pid, %stride overflow<nsw> : i32
  // CHECK: %[[ROW:.*]] = tile.addptr %[[P]], %[[OFF]] : !tile.ptr<f32>, i64
  %row = tile.addptr %p, %off : !tile.ptr<f32>, i32
  // CHECK: %[[COLS:.*]] = tile.arange 16 : tensor<100xi64>
  %cols = tile.arange 16 : tensor<100xi32>
  // CHECK: %[[END:.*]] = tile.splat %[[NW]] : i64 -> tensor<100xi64>
  %end = tile.splat %n : i32 -> tensor<100xi32>
  // CHECK: %[[M:.*]] = arith.cmpi slt, %[[COLS]], %[[END]] : tensor<100xi64>
  %m = arith.cmpi slt, %cols, %end : tensor<100xi32>
  // CHECK: tile.load %[[ROW]][%[[COLS]]] mask %[[M]] : !tile.ptr<f32>, tensor<100xi64>
  %v = tile.load %row[%cols] mask %m : !tile.ptr<f32>, tensor<100xi32>
  tile.return
}

// Other uses take the written type.
// CHECK-LABEL: tile.kernel @other_uses
tile.kernel @other_uses(%p: !tile.ptr<i32>, %d: i32) {
  // CHECK: %[[PID:.*]] = tile.program_id y
  %pid = tile.program_id y
  // CHECK: arith.divsi %[[PID]], %{{.*}} : i32
  %q = arith.divsi %pid, %d : i32
  // CHECK: %[[I:.*]] = tile.arange : tensor<8xi64>
  %i = tile.arange : tensor<8xi32>
  %c = arith.constant dense<5> : tensor<8xi32>
  // CHECK: %[[C:.*]] = arith.constant dense<5> : tensor<8xi64>
  // CHECK: %[[J:.*]] = arith.addi %[[I]], %[[C]] : tensor<8xi64>
  %j = arith.addi %i, %c : tensor<8xi32>
  // CHECK: %[[JN:.*]] = arith.trunci %[[J]] : tensor<8xi64> to tensor<8xi32>
  // CHECK: arith.sitofp %[[JN]] : tensor<8xi32> to tensor<8xf32>
  %f = arith.sitofp %j : tensor<8xi32> to tensor<8xf32>
  // CHECK: %[[JS:.*]] = arith.trunci %[[J]] : tensor<8xi64> to tensor<8xi32>
  // CHECK: tile.store %[[JS]], %{{.*}}[%[[I]]] : !tile.ptr<i32>, tensor<8xi64>
  tile.store %j, %p[%i] : !tile.ptr<i32>, tensor<8xi32>
  tile.return
}

// Values that are no index values keep their types, as offsets too.
// CHECK-LABEL: tile.kernel @no_index
tile.kernel @no_index(%p: !tile.ptr<f32>, %q: !tile.ptr<i32>, %n: i32) {
  // CHECK: %[[S:.*]] = arith.muli %{{.*}}, %{{.*}} overflow<nsw> : i32
  %s = arith.muli %n, %n overflow<nsw> : i32
  // CHECK: %[[I:.*]] = tile.load %{{.*}}[%[[S]]] : !tile.ptr<i32>, i32
  %i = tile.load %q[%s] : !tile.ptr<i32>, i32
  // CHECK: tile.load %{{.*}}[%[[I]]] : !tile.ptr<f32>, i32
  %v = tile.load %p[%i] : !tile.ptr<f32>, i32
  tile.return
}

// Extensions and casts of an index value are that value, with all its bits.
// CHECK-LABEL: tile.kernel @casts
tile.kernel @casts(%p: !tile.ptr<f32>, %k: i64) {
  // CHECK: %[[I:.*]] = tile.arange : tensor<8xi64>
  %i = tile.arange : tensor<8xi32>
  %a = arith.extsi %i : tensor<8xi32> to tensor<8xi64>
  %b = arith.extui %i : tensor<8xi32> to tensor<8xi64>
  %c = tile.cast %i : tensor<8xi32> to tensor<8xi64>
  // CHECK-NEXT: %[[S:.*]] = arith.addi %[[I]], %[[I]] : tensor<8xi64>
  %s = arith.addi %a, %b : tensor<8xi64>
  // CHECK-NEXT: arith.addi %[[S]], %[[I]] : tensor<8xi64>
  %t = arith.addi %s, %c : tensor<8xi64>
  // A cast to fewer bits is a use like any other.
  // CHECK-NEXT: arith.trunci %[[S]] : tensor<8xi64> to tensor<8xi32>
  %u = arith.trunci %s : tensor<8xi64> to tensor<8xi32>
  tile.return
}

// The shape ops, before and after.
// CHECK-LABEL: tile.kernel @shapes
tile.kernel @shapes(%p: !tile.ptr<f32>, %t: i32) {
  // CHECK: %[[T:.*]] = arith.extsi %{{.*}} : i32 to i64
  // CHECK: %[[I:.*]] = tile.arange : tensor<4xi64>
  %i = tile.arange : tensor<4xi32>
  // CHECK: %[[R:.*]] = tile.expand_dims %[[I]] axis 1 : tensor<4xi64> -> tensor<4x1xi64>
  %r = tile.expand_dims %i axis 1 : tensor<4xi32> -> tensor<4x1xi32>
  // CHECK: %[[S:.*]] = tile.splat %[[T]] : i64 -> tensor<1x8xi64>
  %s = tile.splat %t : i32 -> tensor<1x8xi32>
  // CHECK: %[[SB:.*]] = tile.broadcast %[[S]] : tensor<1x8xi64> -> tensor<4x8xi64>
  %sb = tile.broadcast %s : tensor<1x8xi32> -> tensor<4x8xi32>
  // CHECK: %[[RB:.*]] = tile.broadcast %[[R]] : tensor<4x1xi64> -> tensor<4x8xi64>
  %rb = tile.broadcast %r : tensor<4x1xi32> -> tensor<4x8xi32>
  // CHECK: arith.subi %[[RB]], %[[SB]] : tensor<4x8xi64>
  %d = arith.subi %rb, %sb : tensor<4x8xi32>
  tile.return
}

// CHECK-LABEL: tile.kernel @loop
// CHECK-SAME: , %[[N:.*]]: i32)
tile.kernel @loop(%p: !tile.ptr<i32>, %n: i32) {
  // CHECK: %[[NW:.*]] = arith.extsi %[[N]] : i32 to i64
  // CHECK: %[[Z32:.*]] = arith.constant 0 : i32
  %c0 = arith.constant 0 : i32
  %c4 = arith.constant 4 : i32
  // The second value only becomes an index value at the end of the body; the third never does.
  // CHECK: %[[R:.*]]:3 = scf.for %[[K:.*]] = %{{.*}} to %[[NW]] step %{{.*}} iter_args(%[[A:.*]] = %{{.*}}, %[[B:.*]] = %{{.*}}, %[[C:.*]] = %[[Z32]]) -> (i64, i64, i32) : i64
  %r:3 = scf.for %k = %c0 to %n step %c4 iter_args(%a = %c0, %b = %c0, %c = %c0)
      -> (i32, i32, i32) : i32 {
    // CHECK: %[[A2:.*]] = arith.addi %[[B]], %[[B]] : i64
    %a2 = arith.addi %b, %b : i32
    // CHECK: %[[B2:.*]] = arith.addi %[[A]], %[[K]] : i64
    %b2 = arith.addi %a, %k : i32
    // CHECK: %[[KN:.*]] = arith.trunci %[[K]] : i64 to i32
    // CHECK: %[[C2:.*]] = arith.maxsi %[[C]], %[[KN]] : i32
    %c2 = arith.maxsi %c, %k : i32
    // CHECK: scf.yield %[[A2]], %[[B2]], %[[C2]] : i64, i64, i32
    scf.yield %a2, %b2, %c2 : i32, i32, i32
  }
  // CHECK: tile.store %[[R]]#2, %{{.*}}[%[[R]]#0] : !tile.ptr<i32>, i64
  tile.store %r#2, %p[%r#0] : !tile.ptr<i32>, i32
  tile.return
}

// CHECK-LABEL: tile.kernel @branches
tile.kernel @branches(%p: !tile.ptr<i32>, %n: i32, %c: i32) {
  // CHECK-DAG: %[[NW:.*]] = arith.extsi %{{.*}} : i32 to i64
  // CHECK-DAG: %[[PID:.*]] = tile.program_id x
  // CHECK-DAG: %[[PIDW:.*]] = arith.extsi %[[PID]] : i32 to i64
  %pid = tile.program_id x
  %b = arith.trunci %c : i32 to i1
  // CHECK: %[[X:.*]] = scf.if %[[B:.*]] -> (i64)
  %x = scf.if %b -> i32 {
    // CHECK: scf.yield %[[PIDW]] : i64
    scf.yield %pid : i32
  } else {
    // CHECK: scf.yield %[[NW]] : i64
    scf.yield %n : i32
  }
  // CHECK: %[[Y:.*]] = arith.select %[[B]], %[[NW]], %[[X]] : i64
  %y = arith.select %b, %n, %x : i32
  // CHECK: tile.store %{{.*}}, %{{.*}}[%[[Y]]] : !tile.ptr<i32>, i64
  tile.store %n, %p[%y] : !tile.ptr<i32>, i32
  tile.return
}

// Unsigned bounds are below 2^32, where the comparison needs no sign.
// CHECK-LABEL: tile.kernel @unsigned_loop
tile.kernel @unsigned_loop(%n: i32, %m: i64) {
  // CHECK: %[[NW:.*]] = arith.extui %{{.*}} : i32 to i64
  %c1 = arith.constant -1 : i32
  // CHECK: %[[C:.*]] = arith.constant 4294967295 : i64
  // CHECK: scf.for %{{.*}} = %[[NW]] to %[[C]] step %[[NW]] : i64
  scf.for unsigned %k = %n to %c1 step %n : i32 {
  }
  // CHECK: scf.for unsigned %{{.*}} = %{{.*}} to %{{.*}} step %{{.*}} : i64
  scf.for unsigned %k = %m to %m step %m : i64 {
  }
  // CHECK: %[[PID:.*]] = arith.extsi %{{.*}} : i32 to i64
  %pid = tile.program_id x
  // CHECK: scf.for unsigned %{{.*}} = %[[NW]] to %[[PID]] step %{{.*}} : i64
  scf.for unsigned %k = %n to %pid step %n : i32 {
  }
  tile.return
}
