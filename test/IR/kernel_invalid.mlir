// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The rules of kernels and of the attributes that the dialect puts on them.
// RUN: gems-opt %s -split-input-file -verify-diagnostics

// expected-error @+1 {{expected a C identifier as name, got 'a.b'}}
tile.kernel @a.b() {
  tile.return
}

// -----

// expected-error @+1 {{expected a C identifier as name, got 'double'}}
tile.kernel @double() {
  tile.return
}

// -----

// expected-error @+1 {{expected a C identifier as name of argument 1, got '0'}}
tile.kernel @k(%a: i32, %0: i32) {
  tile.return
}

// -----

// expected-error @+1 {{expected a C identifier as name of argument 0, got 'int'}}
tile.kernel @k(%int: i32) {
  tile.return
}

// -----

// expected-error @+1 {{expected a C identifier as name of argument 0, got ''}}
"tile.kernel"() <{arg_names = [""], function_type = (i32) -> (), sym_name = "k"}> ({
^bb0(%arg0: i32):
  "tile.return"() : () -> ()
}) : () -> ()

// -----

// expected-error @+1 {{requires attribute 'arg_names'}}
"tile.kernel"() <{function_type = () -> (), sym_name = "k"}> ({
  "tile.return"() : () -> ()
}) : () -> ()

// -----

// expected-error @+1 {{expected 'arg_names' to hold one name for each of 1 arguments, got 2}}
"tile.kernel"() <{arg_names = ["a", "b"], function_type = (i32) -> (), sym_name = "k"}> ({
^bb0(%arg0: i32):
  "tile.return"() : () -> ()
}) : () -> ()

// -----

// expected-error @+1 {{expected each argument to have a name of its own, got 'a' for arguments 0 and 2}}
"tile.kernel"() <{arg_names = ["a", "b", "a"], function_type = (i32, i32, i32) -> (), sym_name = "k"}> ({
^bb0(%arg0: i32, %arg1: i32, %arg2: i32):
  "tile.return"() : () -> ()
}) : () -> ()

// -----

// expected-error @+1 {{entry block must have 2 arguments to match function signature}}
"tile.kernel"() <{arg_names = ["a", "b"], function_type = (i32, i32) -> (), sym_name = "k"}> ({
^bb0(%arg0: i32):
  "tile.return"() : () -> ()
}) : () -> ()

// -----

// expected-error @+1 {{expected no results, got '() -> i32'}}
"tile.kernel"() <{arg_names = [], function_type = () -> i32, sym_name = "k"}> ({
  "tile.return"() : () -> ()
}) : () -> ()

// -----

// expected-error @+1 {{expected argument 1 of type !tile.ptr, i8, i16, i32, i64, f16, bf16, f32 or f64, got 'i1'}}
tile.kernel @k(%a: i32, %b: i1) {
  tile.return
}

// -----

// expected-error @+1 {{expected argument 0 of type !tile.ptr, i8, i16, i32, i64, f16, bf16, f32 or f64, got 'tensor<4xf32>'}}
tile.kernel @k(%a: tensor<4xf32>) {
  tile.return
}

// -----

// expected-error @+1 {{expected 'tile.noalias' on a pointer, got it on argument 0 of type 'i32'}}
tile.kernel @k(%a: i32 {tile.noalias}) {
  tile.return
}

// -----

// expected-error @+1 {{expected 'tile.noalias' without a value on argument 0, got 1}}
tile.kernel @k(%a: !tile.ptr<f32> {tile.noalias = 1}) {
  tile.return
}

// -----

// expected-error @+1 {{expected no attribute but 'tile.noalias' on argument 0, got "tile.align"}}
tile.kernel @k(%a: !tile.ptr<f32> {tile.align = 16}) {
  tile.return
}

// -----

// expected-error @+1 {{expected no attribute but 'tile.noalias' on argument 0, got "llvm.noalias"}}
tile.kernel @k(%a: !tile.ptr<f32> {llvm.noalias}) {
  tile.return
}

// -----

// expected-error @+1 {{expected attributes that the signature does not give, got 'arg_names'}}
tile.kernel @k(%a: i32) attributes {arg_names = ["b"]} {
  tile.return
}

// -----

// expected-error @+1 {{expected a public symbol, since a launch finds it by name, got a private one}}
tile.kernel @k() attributes {sym_visibility = "private"} {
  tile.return
}

// -----

// expected-error @+1 {{expected a public symbol, since a launch finds it by name, got a nested one}}
tile.kernel @k() attributes {sym_visibility = "nested"} {
  tile.return
}

// -----

// expected-error @+1 {{expected a body that ends in 'tile.return', got an empty one}}
tile.kernel @k() {
}

// -----

// expected-error @+1 {{expected a body that ends in 'tile.return', got an empty one}}
"tile.kernel"() <{arg_names = [], function_type = () -> (), sym_name = "k"}> ({
^bb0:
}) : () -> ()

// -----

// expected-error @+1 {{expected a body that ends in 'tile.return', got 'tile.program_id'}}
tile.kernel @k() {
  // expected-note @+1 {{the body ends here}}
  %0 = tile.program_id x
}

// -----

// expected-error @+1 {{region #0 ('body') failed to verify constraint: region with 1 blocks}}
tile.kernel @k() {
  cf.br ^next
^next:
  tile.return
}

// -----

func.func @f() {
  // expected-error @+1 {{expects parent op 'tile.kernel'}}
  tile.return
}

// -----

tile.kernel @k(%n: i32) {
  // expected-error @+1 {{requires zero operands}}
  "tile.return"(%n) : (i32) -> ()
}

// -----

// A kernel sees nothing of what is around it.
func.func @f(%n: i32) {
  builtin.module {
    // expected-note @+1 {{required by region isolation constraints}}
    tile.kernel @k() {
      // expected-error @+1 {{using value defined outside the region}}
      %0 = tile.splat %n : i32 -> tensor<4xi32>
      tile.return
    }
  }
  return
}

// -----

tile.kernel @k() {
  // expected-error @+1 {{expected 'x', 'y' or 'z' as a dimension of the grid, got 'w'}}
  %0 = tile.program_id w
  tile.return
}

// -----

// expected-error @+1 {{expected attributes of the tile dialect on arguments of tile.kernel only, got "tile.noalias" on argument 0}}
func.func @f(%p: memref<?xf32> {tile.noalias}) {
  return
}

// -----

// expected-error @+1 {{expected 'tile.params' on a module only, got it here}}
func.func @f() attributes {tile.params = {}} {
  return
}

// -----

// expected-error @+1 {{expected 'tile.params' to be a dictionary, got 3}}
module attributes {tile.params = 3} {
}

// -----

// expected-error @+1 {{expected parameter "A" to be a type or a number, got "x"}}
module attributes {tile.params = {A = "x"}} {
}

// -----

// expected-error @+1 {{expected no attribute of the tile dialect but 'tile.params', got "tile.other"}}
module attributes {tile.other} {
}
