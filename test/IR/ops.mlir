// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Every op in its pretty and in its generic form: each prints as itself and parses back.
// RUN: gems-opt %s --verify-roundtrip | FileCheck %s
// RUN: gems-opt %s --mlir-print-op-generic | gems-opt | FileCheck %s
// RUN: gems-opt %s --mlir-print-op-generic | FileCheck %s --check-prefix=GENERIC
// RUN: gems-opt %s --emit-bytecode | gems-opt | FileCheck %s

// CHECK-LABEL: tile.kernel @kernel(%from: !tile.ptr<bf16>, %to: !tile.ptr<bf16> {tile.noalias},
// CHECK-SAME: %a: i8, %b: i16, %n: i32, %d: i64, %e: f16, %f: bf16, %g: f32, %h: f64)
// CHECK-SAME: attributes {note = "kept"} {
// GENERIC: "tile.kernel"() <{arg_attrs = [{}, {tile.noalias}, {},
// GENERIC-SAME: arg_names = ["from", "to", "a", "b", "n", "d", "e", "f", "g", "h"]
// GENERIC-SAME: function_type = (!tile.ptr<bf16>, !tile.ptr<bf16>, i8, i16, i32, i64, f16, bf16, f32, f64) -> ()
// GENERIC-SAME: sym_name = "kernel"}>
tile.kernel @kernel(%from: !tile.ptr<bf16>, %to: !tile.ptr<bf16> {tile.noalias}, %a: i8, %b: i16,
                    %n: i32, %d: i64, %e: f16, %f: bf16, %g: f32, %h: f64)
    attributes {note = "kept"} {
  // CHECK-NEXT: tile.return
  tile.return
}

// CHECK-LABEL: tile.kernel @no_arguments() {
tile.kernel @no_arguments() {
  tile.return
}

// CHECK-LABEL: tile.kernel @grid()
tile.kernel @grid() {
  // CHECK-NEXT: %pid_x = tile.program_id x
  // GENERIC: "tile.program_id"() <{axis = 0 : i32}> : () -> i32
  %x = tile.program_id x
  // CHECK-NEXT: %pid_y = tile.program_id y
  %y = tile.program_id y
  // CHECK-NEXT: %pid_z = tile.program_id z
  %z = tile.program_id z
  // CHECK-NEXT: %programs_x = tile.num_programs x
  %nx = tile.num_programs x
  // CHECK-NEXT: %programs_y = tile.num_programs y
  // GENERIC: "tile.num_programs"() <{axis = 1 : i32}> : () -> i32
  %ny = tile.num_programs y
  // CHECK-NEXT: %programs_z = tile.num_programs z
  %nz = tile.num_programs z
  tile.return
}

// CHECK-LABEL: tile.kernel @shapes(
// CHECK-SAME: %[[N:.*]]: i32)
tile.kernel @shapes(%n: i32) {
  // CHECK-NEXT: %[[A:.*]] = tile.arange : tensor<100xi32>
  // GENERIC: "tile.arange"() <{start = 0 : i64}> : () -> tensor<100xi32>
  %a = tile.arange : tensor<100xi32>
  // CHECK-NEXT: tile.arange 16 : tensor<8xi64>
  %b = tile.arange 16 : tensor<8xi64>
  // CHECK-NEXT: tile.arange -3 : tensor<1xi32>
  %c = tile.arange -3 : tensor<1xi32>
  // Attributes are not taken for the first number.
  // CHECK-NEXT: tile.arange {note = 7 : i64} : tensor<4xi64>
  %d = tile.arange {note = 7} : tensor<4xi64>
  // CHECK-NEXT: tile.splat %[[N]] : i32 -> tensor<3x7xi32>
  %s = tile.splat %n : i32 -> tensor<3x7xi32>
  // CHECK-NEXT: %[[COL:.*]] = tile.expand_dims %[[A]] axis 1 : tensor<100xi32> -> tensor<100x1xi32>
  // GENERIC: "tile.expand_dims"(%{{.*}}) <{axis = 1 : i32}>
  %col = tile.expand_dims %a axis 1 : tensor<100xi32> -> tensor<100x1xi32>
  // CHECK-NEXT: %[[ROW:.*]] = tile.expand_dims %[[A]] axis 0 : tensor<100xi32> -> tensor<1x100xi32>
  %row = tile.expand_dims %a axis 0 : tensor<100xi32> -> tensor<1x100xi32>
  // CHECK-NEXT: %[[B:.*]] = tile.broadcast %[[COL]] : tensor<100x1xi32> -> tensor<100x6xi32>
  %grown = tile.broadcast %col : tensor<100x1xi32> -> tensor<100x6xi32>
  // CHECK-NEXT: tile.trans %[[B]] : tensor<100x6xi32> -> tensor<6x100xi32>
  %tr = tile.trans %grown : tensor<100x6xi32> -> tensor<6x100xi32>
  // CHECK-NEXT: tile.reshape %[[B]] : tensor<100x6xi32> -> tensor<600xi32>
  %flat = tile.reshape %grown : tensor<100x6xi32> -> tensor<600xi32>
  tile.return
}

// CHECK-LABEL: tile.kernel @memory(
// CHECK-SAME: %[[P:.*]]: !tile.ptr<f16>, %[[N:.*]]: i32, %[[M:.*]]: i64)
tile.kernel @memory(%p: !tile.ptr<f16>, %n: i32, %m: i64) {
  // CHECK-NEXT: tile.addptr %[[P]], %[[N]] : !tile.ptr<f16>, i32
  %p32 = tile.addptr %p, %n : !tile.ptr<f16>, i32
  // CHECK-NEXT: %[[P64:.*]] = tile.addptr %[[P]], %[[M]] : !tile.ptr<f16>, i64
  %p64 = tile.addptr %p, %m : !tile.ptr<f16>, i64
  %i = tile.arange : tensor<9xi32>
  %l = tile.arange : tensor<9xi64>
  %end = tile.splat %n : i32 -> tensor<9xi32>
  // CHECK: %[[MASK:.*]] = arith.cmpi
  %mask = arith.cmpi slt, %i, %end : tensor<9xi32>
  // CHECK-NEXT: %[[V:.*]] = tile.load %[[P64]][%{{.*}}] : !tile.ptr<f16>, tensor<9xi32>
  %v = tile.load %p64[%i] : !tile.ptr<f16>, tensor<9xi32>
  // CHECK-NEXT: tile.load %[[P]][%{{.*}}] mask %[[MASK]] : !tile.ptr<f16>, tensor<9xi64>
  // GENERIC: "tile.load"(%{{.*}}, %{{.*}}, %{{.*}}) <{operandSegmentSizes = array<i32: 1, 1, 1, 0>}>
  // GENERIC-SAME: (!tile.ptr<f16>, tensor<9xi64>, tensor<9xi1>) -> tensor<9xf16>
  %w = tile.load %p[%l] mask %mask : !tile.ptr<f16>, tensor<9xi64>
  // CHECK-NEXT: tile.load %[[P]][%{{.*}}] mask %[[MASK]] other %[[V]] {hint} : !tile.ptr<f16>, tensor<9xi64>
  %x = tile.load %p[%l] mask %mask other %v {hint} : !tile.ptr<f16>, tensor<9xi64>
  // CHECK-NEXT: %[[S:.*]] = tile.load %[[P]][%[[N]]] : !tile.ptr<f16>, i32
  %s = tile.load %p[%n] : !tile.ptr<f16>, i32
  // CHECK-NEXT: %[[TRUE:.*]] = arith.constant true
  %true = arith.constant true
  // CHECK-NEXT: tile.load %[[P]][%[[M]]] mask %[[TRUE]] other %[[S]] : !tile.ptr<f16>, i64
  %t = tile.load %p[%m] mask %true other %s : !tile.ptr<f16>, i64
  // CHECK-NEXT: tile.store %[[V]], %[[P]][%{{.*}}] mask %[[MASK]] : !tile.ptr<f16>, tensor<9xi32>
  // GENERIC: "tile.store"(%{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}) : (tensor<9xf16>, !tile.ptr<f16>, tensor<9xi32>, tensor<9xi1>) -> ()
  tile.store %v, %p[%i] mask %mask : !tile.ptr<f16>, tensor<9xi32>
  // CHECK-NEXT: tile.store %[[V]], %[[P]][%{{.*}}] : !tile.ptr<f16>, tensor<9xi64>
  tile.store %v, %p[%l] : !tile.ptr<f16>, tensor<9xi64>
  // CHECK-NEXT: tile.store %[[S]], %[[P]][%[[M]]] : !tile.ptr<f16>, i64
  tile.store %s, %p[%m] : !tile.ptr<f16>, i64
  tile.return
}

// CHECK-LABEL: tile.kernel @reductions(
tile.kernel @reductions(%p: !tile.ptr<f32>, %q: !tile.ptr<i8>) {
  %i = tile.arange : tensor<12xi32>
  %i2 = tile.reshape %i : tensor<12xi32> -> tensor<3x4xi32>
  // CHECK: %[[V:.*]] = tile.load
  %v = tile.load %p[%i] : !tile.ptr<f32>, tensor<12xi32>
  // CHECK: %[[W:.*]] = tile.load
  %w = tile.load %q[%i2] : !tile.ptr<i8>, tensor<3x4xi32>
  // CHECK-NEXT: %[[S:.*]] = tile.sum %[[V]] axis 0 : tensor<12xf32>
  // GENERIC: "tile.sum"(%{{.*}}) <{axis = 0 : i32}> : (tensor<12xf32>) -> f32
  %s = tile.sum %v axis 0 : tensor<12xf32>
  // CHECK-NEXT: %[[M:.*]] = tile.max %[[W]] axis 0 : tensor<3x4xi8>
  // GENERIC: "tile.max"(%{{.*}}) <{axis = 0 : i32}> : (tensor<3x4xi8>) -> tensor<4xi8>
  %m = tile.max %w axis 0 : tensor<3x4xi8>
  // CHECK-NEXT: tile.min %[[W]] axis 1 : tensor<3x4xi8>
  // GENERIC: "tile.min"(%{{.*}}) <{axis = 1 : i32}> : (tensor<3x4xi8>) -> tensor<3xi8>
  %n = tile.min %w axis 1 : tensor<3x4xi8>
  // CHECK-NEXT: tile.cast %[[S]] : f32 to f16
  %k = tile.cast %s : f32 to f16
  // CHECK-NEXT: tile.cast %[[M]] unsigned : tensor<4xi8> to tensor<4xf64>
  // GENERIC: "tile.cast"(%{{.*}}) <{isUnsigned}> : (tensor<4xi8>) -> tensor<4xf64>
  %l = tile.cast %m unsigned : tensor<4xi8> to tensor<4xf64>
  tile.return
}

// The largest tile, and names that other values would like to have.
// CHECK-LABEL: tile.kernel @names(%pid_x: i32, %c0_i32: i32, %_: i32, %A1: i32)
tile.kernel @names(%pid_x: i32, %c0_i32: i32, %_: i32, %A1: i32) {
  // CHECK-NEXT: %pid_x_0 = tile.program_id x
  %0 = tile.program_id x
  // CHECK-NEXT: %c0_i32_1 = arith.constant 0 : i32
  %1 = arith.constant 0 : i32
  // CHECK-NEXT: tile.splat %{{.*}} : i32 -> tensor<1048576xi32>
  %2 = tile.splat %1 : i32 -> tensor<1048576xi32>
  // CHECK-NEXT: tile.splat %{{.*}} : i32 -> tensor<1024x1024xi32>
  %3 = tile.splat %1 : i32 -> tensor<1024x1024xi32>
  tile.return
}
