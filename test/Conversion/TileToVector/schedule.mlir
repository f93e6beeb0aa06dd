// RUN: gems-opt %s --tile-print-schedule | FileCheck %s

// One loop serves the store and the sum of a tile; the loads may be overtaken by no store.
// CHECK-LABEL: schedule of store_and_sum
// CHECK-NEXT: group 128 loads 2 checks 1 bounds 1 outside uniform {{.*}}: store sum
// CHECK-NEXT: {{^module}}
tile.kernel @store_and_sum(%x: !tile.ptr<f32>, %r: !tile.ptr<f32>, %n: i64, %s: !tile.ptr<f32>) {
  %i = tile.arange : tensor<128xi64>
  %zero = arith.constant 0 : i64
  %end = tile.splat %n : i64 -> tensor<128xi64>
  %m = arith.cmpi slt, %i, %end : tensor<128xi64>
  %a = tile.load %x[%i] mask %m : !tile.ptr<f32>, tensor<128xi64>
  %b = tile.load %r[%i] mask %m : !tile.ptr<f32>, tensor<128xi64>
  %c = arith.addf %a, %b : tensor<128xf32>
  tile.store %c, %r[%i] mask %m : !tile.ptr<f32>, tensor<128xi64>
  %sum = tile.sum %c axis 0 : tensor<128xf32>
  tile.store %sum, %s[%zero] : !tile.ptr<f32>, i64
  tile.return
}
