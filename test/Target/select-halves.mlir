// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A choice between f16 numbers by a comparison that LLVM turns into the flags of an addition: its
// code generator for AArch64 without f16 arithmetic dies of that.
// RUN: gems-compile %s --target=aarch64-linux-gnu --emit=asm -o - | FileCheck %s
// CHECK: adds
// CHECK: csel w{{[0-9]+}}, w{{[0-9]+}}, w{{[0-9]+}}

tile.kernel @select(%x: !tile.ptr<f16>, %y: !tile.ptr<f16>, %flags: !tile.ptr<i8>, %s: f32) {
  %lanes = tile.arange : tensor<43xi32>
  %a = tile.load %x[%lanes] : !tile.ptr<f16>, tensor<43xi32>
  %b = tile.load %y[%lanes] : !tile.ptr<f16>, tensor<43xi32>
  %half = tile.cast %s : f32 to f16
  %halves = tile.splat %half : f16 -> tensor<43xf16>
  %last = arith.constant dense<-1> : tensor<43xi32>
  %isLast = arith.cmpi eq, %lanes, %last : tensor<43xi32>
  %chosen = arith.select %isLast, %halves, %a : tensor<43xi1>, tensor<43xf16>
  %less = arith.cmpf olt, %chosen, %b : tensor<43xf16>
  %flag = arith.extui %less : tensor<43xi1> to tensor<43xi8>
  tile.store %flag, %flags[%lanes] : !tile.ptr<i8>, tensor<43xi32>
  tile.return
}
