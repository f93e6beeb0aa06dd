// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Parameters become builtin types and attributes; the values used stand on the module.
// RUN: gems-opt %s | FileCheck %s --check-prefixes=CHECK,DEFAULT
// RUN: gems-opt %s -D T=f16 -DBLOCK=100 -D EPS=0.5 -D FLAG=false -D WIDE=-9223372036854775808 | FileCheck %s --check-prefixes=CHECK,GIVEN
// RUN: gems-opt %s -D FLAG=0 -D EPS=1e-3 | FileCheck %s --check-prefix=OTHER
// RUN: gems-opt %s | gems-opt | FileCheck %s --check-prefixes=CHECK,DEFAULT

// DEFAULT: module attributes {tile.params = {BLOCK = 128 : i32, EPS = 9.99999997E-7 : f32, FLAG = true, T = bf16, U = i8, W = -1.5{{0*}}e+00 : f64, WIDE = 7 : i64}}
// GIVEN: module attributes {tile.params = {BLOCK = 100 : i32, EPS = 5.000000e-01 : f32, FLAG = false, T = f16, U = i8, W = -1.5{{0*}}e+00 : f64, WIDE = -9223372036854775808 : i64}}
// OTHER: EPS = 1.000000e-03 : f32, FLAG = false,
!T = !tile.param<T : [f32, f16, bf16] = bf16>
!U = !tile.param<U : [i8] = i8>
#BLOCK = #tile.param<BLOCK : i32 = 128>
#EPS = #tile.param<EPS : f32 = 1.0e-6>
#W = #tile.param<W : f64 = -1.5>
#FLAG = #tile.param<FLAG : i1 = true>
#WIDE = #tile.param<WIDE : i64 = 7>

// The same declaration may come twice.
!again = !tile.param<T : [f32, f16, bf16] = bf16>

!x = !tile.tile<BLOCK x T>
!y = !tile.tile<3 x BLOCK x f32>
!z = !tile.tile<BLOCK x 2 x T>
!tight = !tile.tile<4x25xf64>
!alias = !tile.tile<BLOCK x 5x!T>

// CHECK-LABEL: tile.kernel @types
// DEFAULT-SAME: (%p: !tile.ptr<bf16>)
// GIVEN-SAME: (%p: !tile.ptr<f16>)
tile.kernel @types(%p: !tile.ptr<!T>) {
  // DEFAULT-NEXT: %{{.*}} = arith.constant 128 : i32
  // GIVEN-NEXT: %{{.*}} = arith.constant 100 : i32
  %block = arith.constant #BLOCK
  // DEFAULT-NEXT: %{{.*}} = arith.constant 9.99999997E-7 : f32
  // GIVEN-NEXT: %{{.*}} = arith.constant 5.000000e-01 : f32
  %eps = arith.constant #EPS
  // DEFAULT-NEXT: arith.constant true
  // GIVEN-NEXT: arith.constant false
  %flag = arith.constant #FLAG
  // DEFAULT-NEXT: arith.constant dense<0.000000e+00> : tensor<128xbf16>
  // GIVEN-NEXT: arith.constant dense<0.000000e+00> : tensor<100xf16>
  %x = arith.constant dense<0.0> : !x
  // DEFAULT-NEXT: arith.constant dense<0.000000e+00> : tensor<3x128xf32>
  // GIVEN-NEXT: arith.constant dense<0.000000e+00> : tensor<3x100xf32>
  %y = arith.constant dense<0.0> : !y
  // DEFAULT-NEXT: arith.constant dense<0.000000e+00> : tensor<128x2xbf16>
  // GIVEN-NEXT: arith.constant dense<0.000000e+00> : tensor<100x2xf16>
  %z = arith.constant dense<0.0> : !z
  // CHECK-NEXT: arith.constant dense<0.000000e+00> : tensor<4x25xf64>
  %t = arith.constant dense<0.0> : !tight
  // DEFAULT-NEXT: arith.constant dense<0.000000e+00> : tensor<128x5xbf16>
  // GIVEN-NEXT: arith.constant dense<0.000000e+00> : tensor<100x5xf16>
  %a = arith.constant dense<0.0> : !alias
  // Where the type stands, not only in an alias.
  // CHECK-NEXT: arith.constant dense<0> : tensor<7xi32>
  %direct = arith.constant dense<0> : !tile.tile<7 x i32>
  tile.return
}
