// RUN: gems-opt %s --tile-check-admitted --split-input-file --verify-diagnostics
// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Each error of the check.

tile.kernel @op_of_a_known_dialect(%x: f32) {
  // expected-error @+2 {{expected an op that a kernel may use, got 'math.powf'}}
  // expected-note @+1 {{of math, a kernel may use absf, absi, ceil, copysign, cos, erf, exp,}}
  %y = math.powf %x, %x : f32
  tile.return
}

// -----

func.func private @f()
tile.kernel @op_of_another_dialect() {
  // expected-error @+1 {{expected an op that a kernel may use, got 'func.call': a kernel may use the dialects arith, math, scf and tile}}
  func.call @f() : () -> ()
  tile.return
}

// -----

tile.kernel @every_error_at_once(%x: f32) {
  // expected-error @+2 {{got 'arith.remf'}}
  // expected-note @+1 {{of arith, a kernel may use addf,}}
  %y = arith.remf %x, %x : f32
  // expected-error @+2 {{got 'math.tan'}}
  // expected-note @+1 {{of math, a kernel may use}}
  %z = math.tan %x : f32
  tile.return
}

// -----

tile.kernel @index() {
  // expected-error @+1 {{expected a value of type i32 or i64, got 'index' as result #0 of 'arith.constant': loops, program ids and tile.arange already count in 64 bits}}
  %c = arith.constant 1 : index
  tile.return
}

// -----

tile.kernel @element_of_a_result() {
  // expected-error @+1 {{expected a number or a tile of rank 1 or 2 and at most 1048576 elements, got 'i7' as result #0 of 'arith.constant'}}
  %c = arith.constant 1 : i7
  tile.return
}

// -----

tile.kernel @rank() {
  // expected-error @+1 {{expected a number or a tile of rank 1 or 2 and at most 1048576 elements, got 'tensor<2x2x2xf32>' as result #0 of 'arith.constant'}}
  %c = arith.constant dense<1.0> : tensor<2x2x2xf32>
  tile.return
}

// -----

tile.kernel @element_of_an_operand(%x: f64) {
  // expected-error @+1 {{expected operand #0 of 'math.exp' to hold f16, bf16 or f32, got 'f64'}}
  %y = math.exp %x : f64
  tile.return
}

// -----

tile.kernel @signed_i1(%x: i32) {
  %b = arith.trunci %x : i32 to i1
  // expected-error @+1 {{expected operand #0 of 'arith.sitofp' to hold i8, i16, i32 or i64, got 'i1'}}
  %y = arith.sitofp %b : i1 to f32
  tile.return
}

// -----

tile.kernel @result_of_a_cast(%x: f32) {
  // expected-error @+1 {{expected result #0 of 'arith.fptoui' to hold i8, i16, i32 or i64, got 'i1'}}
  %y = arith.fptoui %x : f32 to i1
  tile.return
}

// -----

tile.kernel @table() {
  // expected-error @+1 {{expected a tile that repeats one value, got different values: load them from memory or compute them from tile.arange}}
  %c = arith.constant dense<[1, 2, 3]> : tensor<3xi32>
  tile.return
}

// -----

tile.kernel @rounding(%x: f32) {
  // expected-error @+1 {{expected rounding to_nearest_even, got upward}}
  %y = arith.truncf %x upward : f32 to f16
  tile.return
}

// -----

tile.kernel @loop_type(%n: i16) {
  // expected-error @+1 {{expected a loop over i32 or i64, got 'i16'}}
  scf.for %i = %n to %n step %n : i16 {
  }
  tile.return
}

// -----

tile.kernel @step(%n: i32) {
  %c0 = arith.constant 0 : i32
  // expected-error @+1 {{expected a positive step, got 0}}
  scf.for %i = %c0 to %n step %c0 : i32 {
  }
  %m = arith.constant -4 : i32
  // expected-error @+1 {{expected a positive step, got -4}}
  scf.for %i = %c0 to %n step %m : i32 {
  }
  tile.return
}
