// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Values given by -D that the declarations do not take.
// RUN: not gems-opt %s -D T=f64 2>&1 | FileCheck %s --check-prefix=LIST
// RUN: not gems-opt %s -D T=float 2>&1 | FileCheck %s --check-prefix=TYPE
// RUN: not gems-opt %s -D N=abc 2>&1 | FileCheck %s --check-prefix=INTEGER
// RUN: not gems-opt %s -D N= 2>&1 | FileCheck %s --check-prefix=EMPTY
// RUN: not gems-opt %s -D N=1.5 2>&1 | FileCheck %s --check-prefix=FRACTION
// RUN: not gems-opt %s -D N=2147483648 2>&1 | FileCheck %s --check-prefix=RANGE
// RUN: not gems-opt %s -D N=0 2>&1 | FileCheck %s --check-prefix=DIM
// RUN: not gems-opt %s -D EPS=small 2>&1 | FileCheck %s --check-prefix=FLOAT
// RUN: not gems-opt %s -D EPS=inf 2>&1 | FileCheck %s --check-prefix=FINITE
// RUN: not gems-opt %s -D EPS=1e39 2>&1 | FileCheck %s --check-prefix=LARGE
// RUN: not gems-opt %s -D M=1 2>&1 | FileCheck %s --check-prefix=UNKNOWN
// RUN: not gems-opt %s -D N=4 -D n=1 2>&1 | FileCheck %s --check-prefix=CASE
// RUN: not gems-opt %s -D N 2>&1 | FileCheck %s --check-prefix=FORM
// RUN: not gems-opt %s -D =4 2>&1 | FileCheck %s --check-prefix=NAME
// RUN: not gems-opt %s -D N=4 -D N=4 2>&1 | FileCheck %s --check-prefix=TWICE
// RUN: echo "module {}" | not gems-opt -D N=4 2>&1 | FileCheck %s --check-prefix=NONE

// LIST: params_values_invalid.mlir:[[#@LINE+2]]:18: error: expected one of [f32, f16] for parameter 'T', got 'f64'
// TYPE: params_values_invalid.mlir:[[#@LINE+1]]:18: error: expected one of [f32, f16] for parameter 'T', got 'float'
!T = !tile.param<T : [f32, f16] = f32>
// INTEGER: params_values_invalid.mlir:[[#@LINE+6]]:18: error: expected an integer of type i32 for parameter 'N', got 'abc'
// EMPTY: params_values_invalid.mlir:[[#@LINE+5]]:18: error: expected an integer of type i32 for parameter 'N', got ''
// FRACTION: params_values_invalid.mlir:[[#@LINE+4]]:18: error: expected an integer of type i32 for parameter 'N', got '1.5'
// RANGE: params_values_invalid.mlir:[[#@LINE+3]]:18: error: expected an integer in the range of type i32 for parameter 'N', got '2147483648'
// DIM: params_values_invalid.mlir:[[#@LINE+7]]:17: error: expected a tile dimension >= 1, got 'N' = 0
// DIM: params_values_invalid.mlir:[[#@LINE+1]]:18: note: declared here
#N = #tile.param<N : i32 = 128>
// FLOAT: params_values_invalid.mlir:[[#@LINE+3]]:20: error: expected a number of type f32 for parameter 'EPS', got 'small'
// FINITE: params_values_invalid.mlir:[[#@LINE+2]]:20: error: expected a finite number in the range of type f32 for parameter 'EPS', got 'inf'
// LARGE: params_values_invalid.mlir:[[#@LINE+1]]:20: error: expected a finite number in the range of type f32 for parameter 'EPS', got '1e39'
#EPS = #tile.param<EPS : f32 = 1.0e-6>
!x = !tile.tile<N x T>

// UNKNOWN: error: expected a parameter that the file declares, which are 'T', 'N', 'EPS', got 'M'
// CASE: error: expected a parameter that the file declares, which are 'T', 'N', 'EPS', got 'n'
// FORM: gems-opt: error: expected -D NAME=VALUE, got 'N'
// NAME: gems-opt: error: expected -D NAME=VALUE, got '=4'
// TWICE: gems-opt: error: expected one value for parameter 'N', got '4' and '4'
// NONE: error: expected a parameter that the file declares, but it declares none, got 'N'
