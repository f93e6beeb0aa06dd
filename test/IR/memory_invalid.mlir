// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The rules of pointers and of the ops that touch memory.
// RUN: gems-opt %s -split-input-file -verify-diagnostics

// expected-error @+1 {{expected a pointee of type i8, i16, i32, i64, f16, bf16, f32 or f64, got 'i1'}}
tile.kernel @k(%q: !tile.ptr<i1>) {
  tile.return
}

// -----

// expected-error @+1 {{expected a pointee of type i8, i16, i32, i64, f16, bf16, f32 or f64, got 'i4'}}
tile.kernel @k(%q: !tile.ptr<i4>) {
  tile.return
}

// -----

// expected-error @+1 {{expected a pointee of type i8, i16, i32, i64, f16, bf16, f32 or f64, got 'index'}}
tile.kernel @k(%q: !tile.ptr<index>) {
  tile.return
}

// -----

// expected-error @+1 {{expected a pointee of type i8, i16, i32, i64, f16, bf16, f32 or f64, got '!tile.ptr<f32>'}}
tile.kernel @k(%q: !tile.ptr<!tile.ptr<f32>>) {
  tile.return
}

// -----

// expected-error @+1 {{expected a pointee of type i8, i16, i32, i64, f16, bf16, f32 or f64, got 'tensor<4xf32>'}}
tile.kernel @k(%q: !tile.ptr<tensor<4xf32>>) {
  tile.return
}

// -----

// expected-error @+1 {{expected a pointee of type i8, i16, i32, i64, f16, bf16, f32 or f64, got 'f80'}}
tile.kernel @k(%q: !tile.ptr<f80>) {
  tile.return
}

// -----

// expected-error @+1 {{expected a pointee of type i8, i16, i32, i64, f16, bf16, f32 or f64, got 'ui8'}}
tile.kernel @k(%q: !tile.ptr<ui8>) {
  tile.return
}

// -----

tile.kernel @k(%p: !tile.ptr<f32>, %i: i16) {
  // expected-error @+1 {{operand #1 must be i32 or i64, but got 'i16'}}
  %0 = tile.addptr %p, %i : !tile.ptr<f32>, i16
  tile.return
}

// -----

tile.kernel @k(%p: !tile.ptr<f32>) {
  %a = tile.arange : tensor<4xi32>
  // expected-error @+1 {{operand #1 must be i32 or i64, but got 'tensor<4xi32>'}}
  %0 = tile.addptr %p, %a : !tile.ptr<f32>, tensor<4xi32>
  tile.return
}

// -----

tile.kernel @k(%p: !tile.ptr<f32>, %i: i32) {
  // expected-error @+1 {{failed to verify that all of {base, result} have same type}}
  %0 = "tile.addptr"(%p, %i) : (!tile.ptr<f32>, i32) -> !tile.ptr<f16>
  tile.return
}

// -----

tile.kernel @k(%p: i64) {
  %a = tile.arange : tensor<4xi32>
  // expected-error @+1 {{expected a pointer type as base, got 'i64'}}
  %0 = tile.load %p[%a] : i64, tensor<4xi32>
  tile.return
}

// -----

tile.kernel @k(%p: i64) {
  %a = tile.arange : tensor<4xi32>
  // expected-error @+1 {{operand #0 must be pointer to elements in memory, but got 'i64'}}
  %0 = "tile.load"(%p, %a) <{operandSegmentSizes = array<i32: 1, 1, 0, 0>}> : (i64, tensor<4xi32>) -> tensor<4xf32>
  tile.return
}

// -----

tile.kernel @k(%p: !tile.ptr<f32>) {
  %a = tile.arange : tensor<4xi32>
  %v = tile.load %p[%a] : !tile.ptr<f32>, tensor<4xi32>
  // expected-error @+1 {{operand #1 must be i32 or i64 or a tile of rank 1 or 2, dimensions >= 1 and at most 1048576 elements of i32 or i64, but got 'tensor<4xf32>'}}
  %0 = tile.load %p[%v] : !tile.ptr<f32>, tensor<4xf32>
  tile.return
}

// -----

tile.kernel @k(%p: !tile.ptr<f32>) {
  %a = tile.arange : tensor<4xi32>
  // expected-error @+2 {{inferred type(s) 'tensor<4xf32>' are incompatible with return type(s) of operation 'tensor<4xf16>'}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = "tile.load"(%p, %a) <{operandSegmentSizes = array<i32: 1, 1, 0, 0>}> : (!tile.ptr<f32>, tensor<4xi32>) -> tensor<4xf16>
  tile.return
}

// -----

tile.kernel @k(%p: !tile.ptr<f32>) {
  %a = tile.arange : tensor<4xi32>
  %b = tile.arange : tensor<5xi32>
  %m = arith.cmpi eq, %a, %a : tensor<4xi32>
  // expected-note @-1 {{prior use here}}
  // expected-error @+1 {{use of value '%m' expects different type than prior uses: 'tensor<5xi1>' vs 'tensor<4xi1>'}}
  %0 = tile.load %p[%b] mask %m : !tile.ptr<f32>, tensor<5xi32>
  tile.return
}

// -----

tile.kernel @k(%p: !tile.ptr<f32>) {
  %a = tile.arange : tensor<4xi32>
  %b = tile.arange : tensor<5xi32>
  %m = arith.cmpi eq, %a, %a : tensor<4xi32>
  // expected-error @+1 {{expected a mask of the offsets' shape, 'tensor<5xi1>', got 'tensor<4xi1>'}}
  %0 = "tile.load"(%p, %b, %m) <{operandSegmentSizes = array<i32: 1, 1, 1, 0>}> : (!tile.ptr<f32>, tensor<5xi32>, tensor<4xi1>) -> tensor<5xf32>
  tile.return
}

// -----

tile.kernel @k(%p: !tile.ptr<f32>) {
  %a = tile.arange : tensor<4xi32>
  // expected-error @+1 {{operand #2 must be i1 or a tile of rank 1 or 2, dimensions >= 1 and at most 1048576 elements of i1, but got 'tensor<4xi32>'}}
  %0 = "tile.load"(%p, %a, %a) <{operandSegmentSizes = array<i32: 1, 1, 1, 0>}> : (!tile.ptr<f32>, tensor<4xi32>, tensor<4xi32>) -> tensor<4xf32>
  tile.return
}

// -----

tile.kernel @k(%p: !tile.ptr<f32>) {
  %a = tile.arange : tensor<4xi32>
  %v = tile.load %p[%a] : !tile.ptr<f32>, tensor<4xi32>
  // expected-error @+1 {{expected a mask beside 'other', got none}}
  %0 = tile.load %p[%a] other %v : !tile.ptr<f32>, tensor<4xi32>
  tile.return
}

// -----

tile.kernel @k(%p: !tile.ptr<f32>) {
  %a = tile.arange : tensor<4xi32>
  %m = arith.cmpi eq, %a, %a : tensor<4xi32>
  // expected-error @+1 {{expected 'other' of the result's type 'tensor<4xf32>', got 'tensor<4xi32>'}}
  %0 = "tile.load"(%p, %a, %m, %a) <{operandSegmentSizes = array<i32: 1, 1, 1, 1>}> : (!tile.ptr<f32>, tensor<4xi32>, tensor<4xi1>, tensor<4xi32>) -> tensor<4xf32>
  tile.return
}

// -----

tile.kernel @k(%p: !tile.ptr<f32>) {
  %a = tile.arange : tensor<4xi32>
  %m = arith.cmpi eq, %a, %a : tensor<4xi32>
  %v = tile.load %p[%a] : !tile.ptr<f32>, tensor<4xi32>
  // expected-error @+1 {{expected a value of the offsets' shape and the pointee's type, 'tensor<4xf32>', got 'tensor<4xi32>'}}
  "tile.store"(%a, %p, %a) : (tensor<4xi32>, !tile.ptr<f32>, tensor<4xi32>) -> ()
  tile.return
}

// -----

tile.kernel @k(%p: !tile.ptr<f32>) {
  %a = tile.arange : tensor<4xi32>
  %b = tile.arange : tensor<5xi32>
  %v = tile.load %p[%a] : !tile.ptr<f32>, tensor<4xi32>
  // expected-error @+1 {{expected a value of the offsets' shape and the pointee's type, 'tensor<5xf32>', got 'tensor<4xf32>'}}
  "tile.store"(%v, %p, %b) : (tensor<4xf32>, !tile.ptr<f32>, tensor<5xi32>) -> ()
  tile.return
}

// -----

tile.kernel @k(%p: !tile.ptr<f32>) {
  %a = tile.arange : tensor<4xi32>
  %b = tile.arange : tensor<5xi32>
  %m = arith.cmpi eq, %a, %a : tensor<4xi32>
  %v = tile.load %p[%b] : !tile.ptr<f32>, tensor<5xi32>
  // expected-error @+1 {{expected a mask of the offsets' shape, 'tensor<5xi1>', got 'tensor<4xi1>'}}
  "tile.store"(%v, %p, %b, %m) : (tensor<5xf32>, !tile.ptr<f32>, tensor<5xi32>, tensor<4xi1>) -> ()
  tile.return
}

// -----

tile.kernel @k(%p: !tile.ptr<f32>) {
  %a = tile.arange : tensor<4xi32>
  %v = tile.load %p[%a] : !tile.ptr<f32>, tensor<4xi32>
  // expected-error @+1 {{expected a pointer type as base, got 'tensor<4xi32>'}}
  tile.store %v, %a[%a] : tensor<4xi32>, tensor<4xi32>
  tile.return
}
