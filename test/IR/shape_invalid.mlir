// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The rules of the ops that make tiles and change their shapes.
// RUN: gems-opt %s -split-input-file -verify-diagnostics

tile.kernel @k() {
  // expected-error @+1 {{expected a result of rank 1, got 'tensor<2x4xi32>'}}
  %0 = tile.arange : tensor<2x4xi32>
  tile.return
}

// -----

tile.kernel @k() {
  // expected-error @+1 {{expected a start of type i64, got "four"}}
  %0 = tile.arange "four" : tensor<4xi32>
  tile.return
}

// -----

tile.kernel @k() {
  // expected-error @+1 {{expected values in the range of 'i32', got 2147483648}}
  %0 = tile.arange 2147483640 : tensor<9xi32>
  tile.return
}

// -----

tile.kernel @k() {
  // expected-error @+1 {{expected values in the range of 'i32', got -2147483649}}
  %0 = tile.arange -2147483649 : tensor<9xi32>
  tile.return
}

// -----

tile.kernel @k() {
  // expected-error @+1 {{expected values in the range of 'i64', got 9223372036854775808}}
  %0 = tile.arange 9223372036854775807 : tensor<2xi64>
  tile.return
}

// -----

tile.kernel @k() {
  // expected-error @+1 {{must be a tile of rank 1 or 2, dimensions >= 1 and at most 1048576 elements of i32 or i64, but got 'tensor<4xi16>'}}
  %0 = tile.arange : tensor<4xi16>
  tile.return
}

// -----

tile.kernel @k() {
  // expected-error @+1 {{must be a tile of rank 1 or 2, dimensions >= 1 and at most 1048576 elements of i32 or i64, but got 'tensor<4xindex>'}}
  %0 = tile.arange : tensor<4xindex>
  tile.return
}

// -----

tile.kernel @k() {
  // expected-error @+1 {{must be a tile of rank 1 or 2, dimensions >= 1 and at most 1048576 elements of i32 or i64, but got 'tensor<4xf32>'}}
  %0 = tile.arange : tensor<4xf32>
  tile.return
}

// -----

// The limits of a tile.
tile.kernel @k(%n: i32) {
  // expected-error @+1 {{must be a tile of rank 1 or 2, dimensions >= 1 and at most 1048576 elements of i1, i8, i16, i32, i64, f16, bf16, f32 or f64, but got 'tensor<2x2x2xi32>'}}
  %0 = tile.splat %n : i32 -> tensor<2x2x2xi32>
  tile.return
}

// -----

tile.kernel @k(%n: i32) {
  // expected-error @+1 {{result #0 must be a tile of rank 1 or 2, dimensions >= 1 and at most 1048576 elements of i1, i8, i16, i32, i64, f16, bf16, f32 or f64, but got 'tensor<i32>'}}
  %0 = tile.splat %n : i32 -> tensor<i32>
  tile.return
}

// -----

tile.kernel @k(%n: i32) {
  // expected-error @+1 {{result #0 must be a tile of rank 1 or 2, dimensions >= 1 and at most 1048576 elements of i1, i8, i16, i32, i64, f16, bf16, f32 or f64, but got 'tensor<?xi32>'}}
  %0 = tile.splat %n : i32 -> tensor<?xi32>
  tile.return
}

// -----

tile.kernel @k(%n: i32) {
  // expected-error @+1 {{result #0 must be a tile of rank 1 or 2, dimensions >= 1 and at most 1048576 elements of i1, i8, i16, i32, i64, f16, bf16, f32 or f64, but got 'tensor<0xi32>'}}
  %0 = tile.splat %n : i32 -> tensor<0xi32>
  tile.return
}

// -----

tile.kernel @k(%n: i32) {
  // expected-error @+1 {{result #0 must be a tile of rank 1 or 2, dimensions >= 1 and at most 1048576 elements of i1, i8, i16, i32, i64, f16, bf16, f32 or f64, but got 'tensor<1048577xi32>'}}
  %0 = tile.splat %n : i32 -> tensor<1048577xi32>
  tile.return
}

// -----

tile.kernel @k(%n: i32) {
  // expected-error @+1 {{result #0 must be a tile of rank 1 or 2, dimensions >= 1 and at most 1048576 elements of i1, i8, i16, i32, i64, f16, bf16, f32 or f64, but got 'tensor<1025x1024xi32>'}}
  %0 = tile.splat %n : i32 -> tensor<1025x1024xi32>
  tile.return
}

// -----

tile.kernel @k(%n: i32) {
  // expected-error @+1 {{result #0 must be a tile of rank 1 or 2, dimensions >= 1 and at most 1048576 elements of i1, i8, i16, i32, i64, f16, bf16, f32 or f64, but got 'tensor<4294967296x4294967296xi32>'}}
  %0 = tile.splat %n : i32 -> tensor<4294967296x4294967296xi32>
  tile.return
}

// -----

tile.kernel @k(%n: i32) {
  // expected-error @+1 {{result #0 must be a tile of rank 1 or 2, dimensions >= 1 and at most 1048576 elements of i1, i8, i16, i32, i64, f16, bf16, f32 or f64, but got 'tensor<4xi4>'}}
  %0 = tile.splat %n : i32 -> tensor<4xi4>
  tile.return
}

// -----

tile.kernel @k(%n: i32) {
  // expected-error @+1 {{result #0 must be a tile of rank 1 or 2, dimensions >= 1 and at most 1048576 elements of i1, i8, i16, i32, i64, f16, bf16, f32 or f64, but got 'tensor<4xui32>'}}
  %0 = tile.splat %n : i32 -> tensor<4xui32>
  tile.return
}

// -----

tile.kernel @k(%n: i32) {
  // expected-error @+1 {{result #0 must be a tile of rank 1 or 2, dimensions >= 1 and at most 1048576 elements of i1, i8, i16, i32, i64, f16, bf16, f32 or f64, but got 'tensor<4xf80>'}}
  %0 = tile.splat %n : i32 -> tensor<4xf80>
  tile.return
}

// -----

tile.kernel @k(%n: i32) {
  // expected-error @+1 {{result #0 must be a tile of rank 1 or 2, dimensions >= 1 and at most 1048576 elements of i1, i8, i16, i32, i64, f16, bf16, f32 or f64, but got 'tensor<4xi32, 1 : i64>'}}
  %0 = tile.splat %n : i32 -> tensor<4xi32, 1>
  tile.return
}

// -----

tile.kernel @k(%n: i32) {
  // expected-error @+1 {{invalid kind of type specified: expected builtin.tensor, but found 'vector<4xi32>'}}
  %0 = tile.splat %n : i32 -> vector<4xi32>
  tile.return
}

// -----

tile.kernel @k(%n: i32) {
  // expected-error @+1 {{expected a source of the result's element type 'f32', got 'i32'}}
  %0 = tile.splat %n : i32 -> tensor<4xf32>
  tile.return
}

// -----

tile.kernel @k(%p: !tile.ptr<f32>) {
  // expected-error @+1 {{operand #0 must be i1, i8, i16, i32, i64, f16, bf16, f32 or f64, but got '!tile.ptr<f32>'}}
  %0 = tile.splat %p : !tile.ptr<f32> -> tensor<4xf32>
  tile.return
}

// -----

tile.kernel @k() {
  %a = tile.arange : tensor<4xi32>
  // expected-error @+1 {{expected a result of the source's element type 'i32', got 'i64'}}
  %0 = tile.broadcast %a : tensor<4xi32> -> tensor<4xi64>
  tile.return
}

// -----

tile.kernel @k() {
  %a = tile.arange : tensor<4xi32>
  // expected-error @+1 {{expected a result of the source's rank 1, got 2}}
  %0 = tile.broadcast %a : tensor<4xi32> -> tensor<4x4xi32>
  tile.return
}

// -----

tile.kernel @k() {
  %a = tile.arange : tensor<4xi32>
  // expected-error @+1 {{expected dimension 0 to keep its size 4, since only size 1 grows, got 8}}
  %0 = tile.broadcast %a : tensor<4xi32> -> tensor<8xi32>
  tile.return
}

// -----

tile.kernel @k() {
  %a = tile.arange : tensor<4xi32>
  %b = tile.expand_dims %a axis 1 : tensor<4xi32> -> tensor<4x1xi32>
  // expected-error @+1 {{expected dimension 0 to keep its size 4, since only size 1 grows, got 1}}
  %0 = tile.broadcast %b : tensor<4x1xi32> -> tensor<1x1xi32>
  tile.return
}

// -----

tile.kernel @k() {
  %a = tile.arange : tensor<4xi32>
  // expected-error @+1 {{expected a result of the source's element type 'i32', got 'i64'}}
  %0 = tile.reshape %a : tensor<4xi32> -> tensor<2x2xi64>
  tile.return
}

// -----

tile.kernel @k() {
  %a = tile.arange : tensor<4xi32>
  // expected-error @+1 {{expected a result of 4 elements as the source 'tensor<4xi32>' has, got 6 in 'tensor<2x3xi32>'}}
  %0 = tile.reshape %a : tensor<4xi32> -> tensor<2x3xi32>
  tile.return
}

// -----

tile.kernel @k() {
  %a = tile.arange : tensor<4xi32>
  // expected-error @+2 {{expected axis 0 or 1, got 2}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = tile.expand_dims %a axis 2 : tensor<4xi32> -> tensor<4x1xi32>
  tile.return
}

// -----

tile.kernel @k() {
  %a = tile.arange : tensor<4xi32>
  // expected-error @+2 {{inferred type(s) 'tensor<1x4xi32>' are incompatible with return type(s) of operation 'tensor<4x1xi32>'}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = tile.expand_dims %a axis 0 : tensor<4xi32> -> tensor<4x1xi32>
  tile.return
}

// -----

tile.kernel @k() {
  %a = tile.arange : tensor<4xi32>
  %b = tile.expand_dims %a axis 1 : tensor<4xi32> -> tensor<4x1xi32>
  // expected-error @+1 {{operand #0 must be a tile of rank 1, but got 'tensor<4x1xi32>'}}
  %0 = tile.expand_dims %b axis 0 : tensor<4x1xi32> -> tensor<4x1xi32>
  tile.return
}

// -----

tile.kernel @k() {
  %a = tile.arange : tensor<4xi32>
  %b = tile.expand_dims %a axis 1 : tensor<4xi32> -> tensor<4x1xi32>
  // expected-error @+2 {{inferred type(s) 'tensor<1x4xi32>' are incompatible with return type(s) of operation 'tensor<4x1xi32>'}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = tile.trans %b : tensor<4x1xi32> -> tensor<4x1xi32>
  tile.return
}

// -----

tile.kernel @k() {
  %a = tile.arange : tensor<4xi32>
  // expected-error @+1 {{operand #0 must be a tile of rank 2, but got 'tensor<4xi32>'}}
  %0 = tile.trans %a : tensor<4xi32> -> tensor<4xi32>
  tile.return
}
