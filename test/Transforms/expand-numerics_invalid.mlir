// RUN: gems-opt %s --tile-expand-numerics --split-input-file --verify-diagnostics
// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Ops that tile-check-admitted refuses have no expansion either.

func.func @no_f64(%x: f64) {
  // expected-error @+1 {{expected an op with an expansion into exact arithmetic, got 'math.exp' on 'f64'}}
  %y = math.exp %x : f64
  return
}

// -----

func.func @remainder(%x: tensor<4xf32>) {
  // expected-error @+1 {{expected an op with an expansion into exact arithmetic, got 'arith.remf' on 'tensor<4xf32>'}}
  %y = arith.remf %x, %x : tensor<4xf32>
  return
}
