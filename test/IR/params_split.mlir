// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Each part of a split file has parameters of its own, and is checked on its own.
// RUN: gems-opt %s -split-input-file -D N=4 -verify-diagnostics | FileCheck %s

// CHECK: tile.params = {N = 4 : i32}
#N = #tile.param<N : i32 = 1>

// -----

// CHECK: tile.params = {N = 4 : i64}
#N = #tile.param<N : i64 = 2>

// -----

// expected-error @+1 {{expected a parameter that the file declares, which are 'M', got 'N'}}
#M = #tile.param<M : i64 = 2>
