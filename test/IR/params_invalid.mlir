// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Errors in declarations and uses of parameters.
// RUN: gems-opt %s -split-input-file -verify-diagnostics

// expected-error @+1 {{expected one of [f32, f16] for parameter 'T', got 'bf16'}}
!T = !tile.param<T : [f32, f16] = bf16>

// -----

// expected-error @+1 {{expected i1, i8, i16, i32, i64, f16, bf16, f32 or f64 for parameter 'T', got 'index'}}
!T = !tile.param<T : [f32, index] = f32>

// -----

// expected-error @+1 {{expected i1, i8, i16, i32, i64, f16, bf16, f32 or f64 for parameter 'T', got 'tensor<4xf32>'}}
!T = !tile.param<T : [tensor<4xf32>] = f32>

// -----

// expected-error @+1 {{expected one of [] for parameter 'T', got 'f32'}}
!T = !tile.param<T : [] = f32>

// -----

// expected-error @+1 {{expected a parameter name that is a C identifier, neither 'x' nor a type, got 'x'}}
!T = !tile.param<x : [f32] = f32>

// -----

// expected-error @+1 {{expected a parameter name that is a C identifier, neither 'x' nor a type, got 'f32'}}
!T = !tile.param<f32 : [f32] = f32>

// -----

// expected-error @+1 {{expected a parameter name that is a C identifier, neither 'x' nor a type, got 'a.b'}}
#A = #tile.param<a.b : i32 = 1>

// -----

// expected-error @+1 {{expected a parameter name that is a C identifier, neither 'x' nor a type, got 'i32'}}
#A = #tile.param<i32 : i32 = 1>

// -----

// expected-error @+1 {{expected valid keyword}}
#A = #tile.param<3 : i32 = 1>

// -----

// expected-error @+1 {{expected ':'}}
#A = #tile.param<A = 1>

// -----

// expected-error @+1 {{expected '='}}
#A = #tile.param<A : i32>

// -----

// expected-error @+1 {{expected '['}}
!A = !tile.param<A : f32 = f32>

// -----

// expected-error @+1 {{expected i1, i8, i16, i32, i64, f32 or f64 as the type of parameter 'A', got 'f16'}}
#A = #tile.param<A : f16 = 1.0>

// -----

// expected-error @+1 {{expected i1, i8, i16, i32, i64, f32 or f64 as the type of parameter 'A', got 'index'}}
#A = #tile.param<A : index = 1>

// -----

// expected-error @+1 {{expected an integer in the range of type i8 for parameter 'A', got '128'}}
#A = #tile.param<A : i8 = 128>

// -----

// expected-error @+1 {{expected an integer in the range of type i64 for parameter 'A', got '9223372036854775808'}}
#A = #tile.param<A : i64 = 9223372036854775808>

// -----

// expected-error @+1 {{expected an integer in the range of type i1 for parameter 'A', got '2'}}
#A = #tile.param<A : i1 = 2>

// -----

// expected-error @+1 {{expected an integer in the range of type i1 for parameter 'A', got '-1'}}
#A = #tile.param<A : i1 = -1>

// -----

// expected-error @+1 {{expected an integer of type i32 for parameter 'A', got '1.5'}}
#A = #tile.param<A : i32 = 1.5>

// -----

// expected-error @+1 {{expected an integer of type i32 for parameter 'A', got 'true'}}
#A = #tile.param<A : i32 = true>

// -----

// expected-error @+1 {{expected a number of type f32 for parameter 'A', got 'true'}}
#A = #tile.param<A : f32 = true>

// -----

// expected-error @+1 {{expected a finite number in the range of type f32 for parameter 'A', got '1.0e39'}}
#A = #tile.param<A : f32 = 1.0e39>

// -----

// expected-error @+2 {{unexpected decimal integer literal for a floating point value}}
// expected-note @+1 {{add a trailing dot to make the literal a float}}
#A = #tile.param<A : f32 = 1>

// -----

// expected-note @+1 {{declared before here}}
#A = #tile.param<A : i32 = 1>
// expected-error @+1 {{expected one value and type for parameter 'A', got 1 : i32 and 2 : i32}}
#B = #tile.param<A : i32 = 2>

// -----

// expected-note @+1 {{declared before here}}
#A = #tile.param<A : i32 = 1>
// expected-error @+1 {{expected one value and type for parameter 'A', got 1 : i32 and 1 : i64}}
#B = #tile.param<A : i64 = 1>

// -----

// expected-note @+1 {{declared before here}}
#A = #tile.param<A : i32 = 1>
// expected-error @+1 {{expected one value and type for parameter 'A', got 1 : i32 and f32}}
!B = !tile.param<A : [f32] = f32>

// -----

// expected-error @+1 {{expected type 'ptr', 'param' or 'tile' of dialect 'tile', got 'vector'}}
!A = !tile.vector<4>

// -----

// expected-error @+1 {{expected attribute 'param' of dialect 'tile', got 'tile'}}
#A = #tile.tile<4>

// -----

// expected-error @+1 {{expected a parameter declared before, but there is none, got 'N'}}
!A = !tile.tile<N x f32>

// -----

#B = #tile.param<B : i32 = 1>
!T = !tile.param<T : [f32] = f32>
// expected-error @+1 {{expected a parameter declared before, which are 'B', 'T', got 'N'}}
!A = !tile.tile<N x f32>

// -----

#B = #tile.param<B : i32 = 1>
// expected-error @+1 {{expected a parameter declared before, which are 'B', got 'U'}}
!A = !tile.tile<B x U>

// -----

#B = #tile.param<B : i32 = 1>
// expected-error @+1 {{expected a parameter declared before, which are 'B', got 'Bxf32'}}
!A = !tile.tile<Bxf32>

// -----

// expected-note @+1 {{declared here}}
#F = #tile.param<F : f32 = 1.0>
// expected-error @+1 {{expected a tile dimension of an integer type, got parameter 'F' = 1.000000e+00 : f32}}
!A = !tile.tile<F x f32>

// -----

// expected-note @+1 {{declared here}}
#F = #tile.param<F : i1 = 1>
// expected-error @+1 {{expected a tile dimension of an integer type, got parameter 'F' = true}}
!A = !tile.tile<F x f32>

// -----

// expected-note @+1 {{declared here}}
#B = #tile.param<B : i32 = 0>
// expected-error @+1 {{expected a tile dimension >= 1, got 'B' = 0}}
!A = !tile.tile<B x f32>

// -----

// expected-note @+1 {{declared here}}
#B = #tile.param<B : i32 = -4>
// expected-error @+1 {{expected a tile dimension >= 1, got 'B' = -4}}
!A = !tile.tile<4 x B x f32>

// -----

// expected-error @+1 {{expected a tile dimension >= 1, got 0}}
!A = !tile.tile<0 x f32>

// -----

// expected-error @+1 {{expected a tile dimension >= 1, got 0}}
!A = !tile.tile<0xf32>

// -----

// expected-error @+1 {{expected a tile dimension >= 1, got -3}}
!A = !tile.tile<-3 x f32>

// -----

// expected-error @+1 {{expected an integer, a type or the name of a parameter}}
!A = !tile.tile<? x f32>

// -----

// expected-error @+1 {{expected 'x' in dimension list}}
!A = !tile.tile<4, f32>

// -----

// expected-error @+1 {{expected a tile of rank 1 or 2, got rank 0}}
!A = !tile.tile<f32>

// -----

// expected-error @+1 {{expected a tile of rank 1 or 2, got rank 3}}
!A = !tile.tile<2 x 2 x 2 x f32>

// -----

// expected-error @+1 {{expected a tile of i1, i8, i16, i32, i64, f16, bf16, f32 or f64, got 'index'}}
!A = !tile.tile<4 x index>

// -----

// expected-error @+1 {{expected a tile of at most 1048576 elements, got 'tensor<1048577xf32>'}}
!A = !tile.tile<1048577 x f32>

// -----

// expected-error @+1 {{expected a tile of at most 1048576 elements, got 'tensor<1024x1025xi1>'}}
!A = !tile.tile<1024 x 1025 x i1>

// -----

// expected-error @+1 {{integer value too large}}
!A = !tile.tile<99999999999999999999 x f32>
