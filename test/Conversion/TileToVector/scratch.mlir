// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RUN: gems-opt %s --tile-to-vector='isa=neon' | FileCheck %s

// For buffers that overlap, each of the two loops copies 64 numbers first: into the same memory.
// CHECK-LABEL: func.func @twice
// CHECK-SAME: gems.scratch_size = 256 : i64
// CHECK: memref.view %{{.*}}[%c0][] : memref<?xi8> to memref<48xf32>
// CHECK: memref.view %{{.*}}[%c0_0][] : memref<?xi8> to memref<64xf32>
// CHECK-NOT: memref.view
tile.kernel @twice(%x: !tile.ptr<f32>, %y: !tile.ptr<f32>, %z: !tile.ptr<f32>) {
  %i = tile.arange : tensor<64xi64>
  %a = tile.load %x[%i] : !tile.ptr<f32>, tensor<64xi64>
  tile.store %a, %y[%i] : !tile.ptr<f32>, tensor<64xi64>
  // Another shape, another loop.
  %j = tile.arange 1 : tensor<48xi64>
  %b = tile.load %y[%j] : !tile.ptr<f32>, tensor<48xi64>
  tile.store %b, %z[%j] : !tile.ptr<f32>, tensor<48xi64>
  tile.return
}

// What one loop copies needs memory at the same time.
// CHECK-LABEL: func.func @swap
// CHECK-SAME: gems.scratch_size = 512 : i64
tile.kernel @swap(%x: !tile.ptr<f32>, %y: !tile.ptr<f32>) {
  %i = tile.arange : tensor<64xi64>
  %a = tile.load %x[%i] : !tile.ptr<f32>, tensor<64xi64>
  %b = tile.load %y[%i] : !tile.ptr<f32>, tensor<64xi64>
  tile.store %a, %y[%i] : !tile.ptr<f32>, tensor<64xi64>
  tile.store %b, %x[%i] : !tile.ptr<f32>, tensor<64xi64>
  tile.return
}

// A value that a later loop reads keeps its memory from the copies of the loop between.
// CHECK-LABEL: func.func @kept
// CHECK-SAME: gems.scratch_size = 512 : i64
tile.kernel @kept(%x: !tile.ptr<f32>, %y: !tile.ptr<f32>, %z: !tile.ptr<f32>) {
  %i = tile.arange : tensor<64xi64>
  %a = tile.load %x[%i] : !tile.ptr<f32>, tensor<64xi64>
  %b = tile.load %y[%i] : !tile.ptr<f32>, tensor<64xi64>
  tile.store %b, %x[%i] : !tile.ptr<f32>, tensor<64xi64>
  %c = tile.sum %a axis 0 : tensor<64xf32>
  %s = tile.splat %c : f32 -> tensor<64xf32>
  %d = arith.addf %s, %a : tensor<64xf32>
  tile.store %d, %z[%i] : !tile.ptr<f32>, tensor<64xi64>
  tile.return
}
