// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The row of the next program is prefetched on x86, where it is narrow and is loaded for the last
// time; that of the last program is its own.
// RUN: gems-opt %s --tile-to-vector='isa=avx512' | FileCheck %s
// RUN: gems-opt %s --tile-to-vector='isa=avx2' | FileCheck %s --check-prefix=AVX2
// RUN: gems-opt %s --tile-to-vector='isa=sve' | FileCheck %s --check-prefix=ARM
// RUN: gems-opt %s --tile-to-vector='isa=neon' | FileCheck %s --check-prefix=ARM
// ARM-NOT: memref.prefetch

// The row of `x` is loaded twice, `w` is the same for all programs. 64 elements are two lines.
// CHECK-LABEL: func.func @twice
// AVX2-LABEL: func.func @twice
// CHECK-NOT: memref.prefetch
// CHECK: math.fma
// CHECK-NOT: memref.prefetch
// CHECK: scf.for
// CHECK-NOT: scf.for
// CHECK: %[[NEXT:.*]] = arith.addi %arg[[X:[0-9]+]], %{{.*}} : i32
// CHECK: %[[MORE:.*]] = arith.cmpi ult, %[[NEXT]], %{{.*}} : i32
// CHECK: arith.select %[[MORE]]
// CHECK-COUNT-2: memref.prefetch %arg0[%{{.*}}], read, locality<3>, data : memref<?xf16>
// CHECK-NOT: memref.prefetch
// AVX2: memref.prefetch %arg0
// AVX2-NOT: memref.prefetch %arg1
tile.kernel @twice(%x: !tile.ptr<f16>, %w: !tile.ptr<f16>, %y: !tile.ptr<f32> {tile.noalias},
                   %stride: i64) {
  %place = tile.program_id x
  %wide = arith.extsi %place : i32 to i64
  %start = arith.muli %wide, %stride : i64
  %starts = tile.splat %start : i64 -> tensor<256xi64>
  %lanes = tile.arange : tensor<256xi64>
  %offsets = arith.addi %starts, %lanes : tensor<256xi64>
  %a = tile.load %x[%offsets] : !tile.ptr<f16>, tensor<256xi64>
  %a32 = arith.extf %a : tensor<256xf16> to tensor<256xf32>
  %squares = arith.mulf %a32, %a32 : tensor<256xf32>
  %sum = tile.sum %squares axis 0 : tensor<256xf32>
  %sums = tile.splat %sum : f32 -> tensor<256xf32>
  %b = tile.load %x[%offsets] : !tile.ptr<f16>, tensor<256xi64>
  %v = tile.load %w[%lanes] : !tile.ptr<f16>, tensor<256xi64>
  %b32 = arith.extf %b : tensor<256xf16> to tensor<256xf32>
  %v32 = arith.extf %v : tensor<256xf16> to tensor<256xf32>
  %o = arith.addf %b32, %v32 : tensor<256xf32>
  %n = arith.subf %o, %sums : tensor<256xf32>
  %m = math.sqrt %n : tensor<256xf32>
  %p = arith.mulf %m, %v32 : tensor<256xf32>
  %q = arith.mulf %p, %sums : tensor<256xf32>
  tile.store %q, %y[%offsets] : !tile.ptr<f32>, tensor<256xi64>
  tile.return
}

// Memory is the limit for f32, whoever asks.
// CHECK-LABEL: func.func @wide
// CHECK-NOT: memref.prefetch
tile.kernel @wide(%x: !tile.ptr<f32>, %y: !tile.ptr<f32> {tile.noalias}, %stride: i64) {
  %place = tile.program_id x
  %wide = arith.extsi %place : i32 to i64
  %start = arith.muli %wide, %stride : i64
  %starts = tile.splat %start : i64 -> tensor<256xi64>
  %lanes = tile.arange : tensor<256xi64>
  %offsets = arith.addi %starts, %lanes : tensor<256xi64>
  %a = tile.load %x[%offsets] : !tile.ptr<f32>, tensor<256xi64>
  tile.store %a, %y[%offsets] : !tile.ptr<f32>, tensor<256xi64>
  tile.return
}

// So is it for a kernel that hardly computes.
// CHECK-LABEL: func.func @light
// CHECK-NOT: memref.prefetch
tile.kernel @light(%x: !tile.ptr<f16>, %y: !tile.ptr<f16> {tile.noalias}, %stride: i64) {
  %place = tile.program_id x
  %wide = arith.extsi %place : i32 to i64
  %start = arith.muli %wide, %stride : i64
  %starts = tile.splat %start : i64 -> tensor<256xi64>
  %lanes = tile.arange : tensor<256xi64>
  %offsets = arith.addi %starts, %lanes : tensor<256xi64>
  %a = tile.load %x[%offsets] : !tile.ptr<f16>, tensor<256xi64>
  tile.store %a, %y[%offsets] : !tile.ptr<f16>, tensor<256xi64>
  tile.return
}
