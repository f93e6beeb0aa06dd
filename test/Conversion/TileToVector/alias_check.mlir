// RUN: gems-opt %s --tile-to-vector=isa=neon --canonicalize --cse | FileCheck %s

// Two versions behind one comparison of byte ranges. The ordered one, which is small rather than
// fast, loads the whole tile to scratch memory before it stores.
// CHECK-LABEL: func.func @shift
// CHECK-SAME: gems.scratch_size = 256
// CHECK-DAG: %[[X:.+]] = memref.extract_aligned_pointer_as_index %arg0
// CHECK-DAG: %[[Y:.+]] = memref.extract_aligned_pointer_as_index %arg1
// CHECK: %[[APART:.+]] = arith.ori
// CHECK: %[[SAME:.+]] = arith.cmpi eq
// CHECK: %[[SAFE:.+]] = arith.ori %[[APART]], %[[SAME]]
// CHECK: scf.if %[[SAFE]] {
// CHECK:   scf.for
// CHECK:     vector.load %arg0
// CHECK:     vector.store %{{.+}}, %arg1
// CHECK: } else {
// CHECK:   scf.for
// CHECK:     %[[V:.+]] = memref.load %arg0
// CHECK:     memref.store %[[V]], %[[SCRATCH:view.*]][
// CHECK:   scf.for
// CHECK:     memref.load %[[SCRATCH]]
// CHECK:     memref.store %{{.+}}, %arg1
tile.kernel @shift(%x: !tile.ptr<f32>, %y: !tile.ptr<f32>) {
  %i = tile.arange : tensor<64xi64>
  %a = tile.load %x[%i] : !tile.ptr<f32>, tensor<64xi64>
  %b = arith.addf %a, %a : tensor<64xf32>
  tile.store %b, %y[%i] : !tile.ptr<f32>, tensor<64xi64>
  tile.return
}

// In place, every element is read before it is written: nothing to check.
// CHECK-LABEL: func.func @in_place
// CHECK-NOT: scf.if
// CHECK-NOT: extract_aligned_pointer
// CHECK: return
tile.kernel @in_place(%x: !tile.ptr<f32>) {
  %i = tile.arange : tensor<64xi64>
  %a = tile.load %x[%i] : !tile.ptr<f32>, tensor<64xi64>
  %b = arith.addf %a, %a : tensor<64xf32>
  tile.store %b, %x[%i] : !tile.ptr<f32>, tensor<64xi64>
  tile.return
}
