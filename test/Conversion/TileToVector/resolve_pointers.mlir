// RUN: gems-opt %s --tile-resolve-pointers | FileCheck %s

// CHECK-LABEL: tile.kernel @chain(%x: !tile.ptr<f32>, %row: i64)
// CHECK-DAG: %[[I:.+]] = tile.arange
// CHECK: %[[S:.+]] = tile.splat %{{.+}} : i64 -> tensor<8xi64>
// CHECK: %[[J:.+]] = arith.addi %[[I]], %[[S]] : tensor<8xi64>
// CHECK: tile.load %x[%[[J]]]
// CHECK-NOT: tile.addptr
tile.kernel @chain(%x: !tile.ptr<f32>, %row: i64) {
  %i = tile.arange : tensor<8xi64>
  %p = tile.addptr %x, %row : !tile.ptr<f32>, i64
  %v = tile.load %p[%i] : !tile.ptr<f32>, tensor<8xi64>
  tile.store %v, %p[%i] : !tile.ptr<f32>, tensor<8xi64>
  tile.return
}

// A loop carries the distance instead of the pointer.
// CHECK-LABEL: tile.kernel @carried
// CHECK: scf.for {{.*}} iter_args(%[[D:.+]] = %{{.+}}) -> (i64)
// CHECK:   %[[S:.+]] = tile.splat %[[D]] : i64 -> tensor<8xi64>
// CHECK:   %[[J:.+]] = arith.addi %{{.+}}, %[[S]]
// CHECK:   tile.store %{{.+}}, %x[%[[J]]]
// CHECK:   %[[N:.+]] = arith.addi %[[D]], %{{.+}} : i64
// CHECK:   scf.yield %[[N]] : i64
tile.kernel @carried(%x: !tile.ptr<f32>, %n: i64) {
  %i = tile.arange : tensor<8xi64>
  %c0 = arith.constant 0 : i64
  %c8 = arith.constant 8 : i64
  %v = arith.constant dense<1.0> : tensor<8xf32>
  %end = scf.for %off = %c0 to %n step %c8 iter_args(%p = %x) -> (!tile.ptr<f32>) : i64 {
    tile.store %v, %p[%i] : !tile.ptr<f32>, tensor<8xi64>
    %q = tile.addptr %p, %c8 : !tile.ptr<f32>, i64
    scf.yield %q : !tile.ptr<f32>
  }
  tile.return
}

// CHECK-LABEL: tile.kernel @branch
// CHECK: %[[D:.+]] = scf.if %{{.+}} -> (i64)
// CHECK: tile.store %{{.+}}, %x[
tile.kernel @branch(%x: !tile.ptr<f32>, %n: i64) {
  %i = tile.arange : tensor<8xi64>
  %c0 = arith.constant 0 : i64
  %c8 = arith.constant 8 : i64
  %v = arith.constant dense<1.0> : tensor<8xf32>
  %c = arith.cmpi slt, %n, %c0 : i64
  %p = scf.if %c -> (!tile.ptr<f32>) {
    scf.yield %x : !tile.ptr<f32>
  } else {
    %q = tile.addptr %x, %c8 : !tile.ptr<f32>, i64
    scf.yield %q : !tile.ptr<f32>
  }
  tile.store %v, %p[%i] : !tile.ptr<f32>, tensor<8xi64>
  tile.return
}
