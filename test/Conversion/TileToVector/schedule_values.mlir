// RUN: gems-opt %s --split-input-file --tile-print-schedule | FileCheck %s

// A load whose value is wanted after a store that may touch it moves to scratch memory. Swapping
// two buffers needs no scratch: both loads come before both stores in the same loop.
// CHECK-LABEL: schedule of swap
// CHECK-NEXT: group 64 loads 2 checks 3 bounds 0 outside dead {{.*}}: store store
tile.kernel @swap(%x: !tile.ptr<f32>, %y: !tile.ptr<f32>) {
  %i = tile.arange : tensor<64xi64>
  %a = tile.load %x[%i] : !tile.ptr<f32>, tensor<64xi64>
  %b = tile.load %y[%i] : !tile.ptr<f32>, tensor<64xi64>
  tile.store %b, %x[%i] : !tile.ptr<f32>, tensor<64xi64>
  tile.store %a, %y[%i] : !tile.ptr<f32>, tensor<64xi64>
  tile.return
}

// -----

// The sum has to be complete before the second loop, and by then %x may have been overwritten.
// CHECK-LABEL: schedule of used_after_store
// CHECK-NEXT: group 64 loads 1 checks 1 bounds 0 outside dead {{.*}}: scratch store sum
// CHECK-NEXT: group 64 loads 0 checks 0 bounds 0 outside dead {{.*}}: store
tile.kernel @used_after_store(%x: !tile.ptr<f32>, %y: !tile.ptr<f32>) {
  %i = tile.arange : tensor<64xi64>
  %a = tile.load %x[%i] : !tile.ptr<f32>, tensor<64xi64>
  %b = arith.addf %a, %a : tensor<64xf32>
  tile.store %b, %y[%i] : !tile.ptr<f32>, tensor<64xi64>
  %sum = tile.sum %a axis 0 : tensor<64xf32>
  %s = tile.splat %sum : f32 -> tensor<64xf32>
  %c = arith.mulf %a, %s : tensor<64xf32>
  tile.store %c, %y[%i] : !tile.ptr<f32>, tensor<64xi64>
  tile.return
}

// -----

// Promised to be apart, the load is simply repeated.
// CHECK-LABEL: schedule of noalias
// CHECK-NEXT: group 64 loads 1 checks 0 bounds 0 outside dead {{.*}}: store sum
// CHECK-NEXT: group 64 loads 1 checks 0 bounds 0 outside dead {{.*}}: store
tile.kernel @noalias(%x: !tile.ptr<f32>, %y: !tile.ptr<f32> {tile.noalias}) {
  %i = tile.arange : tensor<64xi64>
  %a = tile.load %x[%i] : !tile.ptr<f32>, tensor<64xi64>
  %b = arith.addf %a, %a : tensor<64xf32>
  tile.store %b, %y[%i] : !tile.ptr<f32>, tensor<64xi64>
  %sum = tile.sum %a axis 0 : tensor<64xf32>
  %s = tile.splat %sum : f32 -> tensor<64xf32>
  %c = arith.mulf %a, %s : tensor<64xf32>
  tile.store %c, %y[%i] : !tile.ptr<f32>, tensor<64xi64>
  tile.return
}

// -----

// A gather may read what the store of the same loop has written: nothing can be checked.
// CHECK-LABEL: schedule of gather
// CHECK-NEXT: group 64 loads {{[12]}} checks 0 bounds 0 outside dead {{.*}}: scratch
// CHECK-NEXT: group 64 loads 0 checks 0 bounds 0 outside dead {{.*}}: store
tile.kernel @gather(%x: !tile.ptr<f32>, %ids: !tile.ptr<i32> , %y: !tile.ptr<f32>) {
  %i = tile.arange : tensor<64xi64>
  %k = tile.load %ids[%i] : !tile.ptr<i32>, tensor<64xi64>
  %a = tile.load %x[%k] : !tile.ptr<f32>, tensor<64xi32>
  tile.store %a, %y[%i] : !tile.ptr<f32>, tensor<64xi64>
  tile.return
}

// -----

// What is dear to compute twice waits in scratch memory.
// CHECK-LABEL: schedule of costly
// CHECK-NEXT: group 64 loads 1 checks 0 {{.*}}: scratch sum
// CHECK-NEXT: group 64 loads 0 checks 0 {{.*}}: store
tile.kernel @costly(%x: !tile.ptr<f32>) {
  %i = tile.arange : tensor<64xi64>
  %a = tile.load %x[%i] : !tile.ptr<f32>, tensor<64xi64>
  %b = math.sqrt %a : tensor<64xf32>
  %c = arith.divf %b, %a : tensor<64xf32>
  %sum = tile.sum %c axis 0 : tensor<64xf32>
  %s = tile.splat %sum : f32 -> tensor<64xf32>
  %d = arith.divf %c, %s : tensor<64xf32>
  tile.store %d, %x[%i] : !tile.ptr<f32>, tensor<64xi64>
  tile.return
}

// -----

// Both sums share one loop, although the first is used before the second is asked for.
// CHECK-LABEL: schedule of two_sums
// CHECK-NEXT: group 64 loads 1 checks 0 {{.*}}: sum max
// CHECK-NEXT: {{^module}}
tile.kernel @two_sums(%x: !tile.ptr<f32>, %out: !tile.ptr<f32>) {
  %zero = arith.constant 0 : i64
  %i = tile.arange : tensor<64xi64>
  %a = tile.load %x[%i] : !tile.ptr<f32>, tensor<64xi64>
  %sum = tile.sum %a axis 0 : tensor<64xf32>
  %twice = arith.addf %sum, %sum : f32
  %max = tile.max %a axis 0 : tensor<64xf32>
  %both = arith.addf %twice, %max : f32
  tile.store %both, %out[%zero] : !tile.ptr<f32>, i64
  tile.return
}

// -----

// What the second loop needs of `a + b` is kept, not both of its operands, which the store may
// overwrite.
// CHECK-LABEL: schedule of keeps_sum
// CHECK-NEXT: group 128 loads 2 {{.*}}: scratch store sum
// CHECK-NEXT: group 128 loads 0 {{.*}}: store
// CHECK-NEXT: {{^module}}
tile.kernel @keeps_sum(%x: !tile.ptr<f32>, %r: !tile.ptr<f32>) {
  %i = tile.arange : tensor<128xi64>
  %a = tile.load %x[%i] : !tile.ptr<f32>, tensor<128xi64>
  %b = tile.load %r[%i] : !tile.ptr<f32>, tensor<128xi64>
  %c = arith.addf %a, %b : tensor<128xf32>
  tile.store %c, %r[%i] : !tile.ptr<f32>, tensor<128xi64>
  %sum = tile.sum %c axis 0 : tensor<128xf32>
  %scale = tile.splat %sum : f32 -> tensor<128xf32>
  %d = arith.mulf %c, %scale : tensor<128xf32>
  tile.store %d, %x[%i] : !tile.ptr<f32>, tensor<128xi64>
  tile.return
}
