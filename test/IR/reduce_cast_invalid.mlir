// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The rules of reductions and of the cast.
// RUN: gems-opt %s -split-input-file -verify-diagnostics

tile.kernel @k(%p: !tile.ptr<f32>) {
  %a = tile.arange : tensor<4xi32>
  // expected-error @+1 {{expected an axis from 0 to 0 for source 'tensor<4xi32>', got 1}}
  %0 = tile.sum %a axis 1 : tensor<4xi32>
  tile.return
}

// -----

tile.kernel @k(%p: !tile.ptr<f32>) {
  %a = tile.arange : tensor<4xi32>
  // expected-error @+1 {{expected an axis from 0 to 0 for source 'tensor<4xi32>', got 1}}
  %0 = tile.max %a axis 1 : tensor<4xi32>
  tile.return
}

// -----

tile.kernel @k(%p: !tile.ptr<f32>) {
  %a = tile.arange : tensor<4xi32>
  // expected-error @+1 {{expected an axis from 0 to 0 for source 'tensor<4xi32>', got 1}}
  %0 = tile.min %a axis 1 : tensor<4xi32>
  tile.return
}

// -----

tile.kernel @k(%p: !tile.ptr<f32>) {
  %a = tile.arange : tensor<4xi32>
  %b = tile.expand_dims %a axis 1 : tensor<4xi32> -> tensor<4x1xi32>
  // expected-error @+1 {{expected an axis from 0 to 1 for source 'tensor<4x1xi32>', got -1}}
  %0 = tile.sum %b axis -1 : tensor<4x1xi32>
  tile.return
}

// -----

tile.kernel @k(%p: !tile.ptr<f32>) {
  %a = tile.arange : tensor<4xi32>
  %m = arith.cmpi eq, %a, %a : tensor<4xi32>
  // expected-error @+1 {{operand #0 must be a tile of rank 1 or 2, dimensions >= 1 and at most 1048576 elements of i8, i16, i32, i64, f16, bf16, f32 or f64, but got 'tensor<4xi1>'}}
  %0 = tile.sum %m axis 0 : tensor<4xi1>
  tile.return
}

// -----

tile.kernel @k(%p: !tile.ptr<f32>, %n: i32) {
  // expected-error @+1 {{invalid kind of type specified: expected builtin.tensor, but found 'i32'}}
  %0 = tile.sum %n axis 0 : i32
  tile.return
}

// -----

tile.kernel @k(%p: !tile.ptr<f32>) {
  %a = tile.arange : tensor<4xi32>
  // expected-error @+2 {{inferred type(s) 'i32' are incompatible with return type(s) of operation 'i64'}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = "tile.sum"(%a) <{axis = 0 : i32}> : (tensor<4xi32>) -> i64
  tile.return
}

// -----

tile.kernel @k(%p: !tile.ptr<f32>) {
  %a = tile.arange : tensor<4xi32>
  // expected-error @+1 {{expected a result of the source's shape, 'tensor<4xf32>', got 'tensor<5xf32>'}}
  %0 = tile.cast %a : tensor<4xi32> to tensor<5xf32>
  tile.return
}

// -----

tile.kernel @k(%p: !tile.ptr<f32>, %n: i32) {
  // expected-error @+1 {{expected a result of the source's shape, 'f32', got 'tensor<5xf32>'}}
  %0 = tile.cast %n : i32 to tensor<5xf32>
  tile.return
}

// -----

tile.kernel @k(%p: !tile.ptr<f32>) {
  %a = tile.arange : tensor<4xi32>
  // expected-error @+1 {{expected a result of the source's shape, 'tensor<4xf32>', got 'f32'}}
  %0 = tile.cast %a : tensor<4xi32> to f32
  tile.return
}

// -----

tile.kernel @k(%p: !tile.ptr<f32>, %n: i32) {
  // expected-error @+1 {{result #0 must be i1, i8, i16, i32, i64, f16, bf16, f32 or f64 or a tile of rank 1 or 2, dimensions >= 1 and at most 1048576 elements of i1, i8, i16, i32, i64, f16, bf16, f32 or f64, but got 'i7'}}
  %0 = tile.cast %n : i32 to i7
  tile.return
}

// -----

tile.kernel @k(%p: !tile.ptr<f32>) {
  // expected-error @+1 {{operand #0 must be i1, i8, i16, i32, i64, f16, bf16, f32 or f64 or a tile of rank 1 or 2, dimensions >= 1 and at most 1048576 elements of i1, i8, i16, i32, i64, f16, bf16, f32 or f64, but got '!tile.ptr<f32>'}}
  %0 = tile.cast %p : !tile.ptr<f32> to i64
  tile.return
}
