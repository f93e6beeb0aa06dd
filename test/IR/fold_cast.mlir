// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Folds of casts: rounded once, saturated, wrapped, as the op's documentation says.
// RUN: gems-opt %s --canonicalize | FileCheck %s

// CHECK-LABEL: tile.kernel @same_type
tile.kernel @same_type(%p: !tile.ptr<i32>, %x: i32) {
  // CHECK-NEXT: %[[A:.*]] = tile.arange
  %a = tile.arange : tensor<4xi32>
  %b = tile.cast %a : tensor<4xi32> to tensor<4xi32>
  %y = tile.cast %x unsigned : i32 to i32
  // CHECK-NEXT: tile.store %[[A]], %p[%[[A]]]
  tile.store %b, %p[%b] : !tile.ptr<i32>, tensor<4xi32>
  // CHECK-NEXT: tile.store %x, %p[%x]
  tile.store %y, %p[%y] : !tile.ptr<i32>, i32
  tile.return
}

// CHECK-LABEL: tile.kernel @splat_constant
tile.kernel @splat_constant(%p: !tile.ptr<bf16>) {
  // CHECK: arith.constant dense<3.000000e+00> : tensor<4xbf16>
  // CHECK-NOT: tile.cast
  %a = tile.arange : tensor<4xi32>
  %c = arith.constant dense<3> : tensor<4xi32>
  %d = tile.cast %c : tensor<4xi32> to tensor<4xbf16>
  tile.store %d, %p[%a] : !tile.ptr<bf16>, tensor<4xi32>
  tile.return
}

// CHECK-LABEL: func @i32_i8_0(
// CHECK-NEXT: %[[C:.*]] = arith.constant 44 : i8
// CHECK-NEXT: return %[[C]]
func.func @i32_i8_0() -> i8 {
  %c = arith.constant 300 : i32
  %r = tile.cast %c : i32 to i8
  return %r : i8
}

// CHECK-LABEL: func @i8_i32_1(
// CHECK-NEXT: %[[C:.*]] = arith.constant -1 : i32
// CHECK-NEXT: return %[[C]]
func.func @i8_i32_1() -> i32 {
  %c = arith.constant -1 : i8
  %r = tile.cast %c : i8 to i32
  return %r : i32
}

// CHECK-LABEL: func @i8_unsigned_i32_2(
// CHECK-NEXT: %[[C:.*]] = arith.constant 255 : i32
// CHECK-NEXT: return %[[C]]
func.func @i8_unsigned_i32_2() -> i32 {
  %c = arith.constant -1 : i8
  %r = tile.cast %c unsigned : i8 to i32
  return %r : i32
}

// CHECK-LABEL: func @i1_i32_3(
// CHECK-NEXT: %[[C:.*]] = arith.constant 1 : i32
// CHECK-NEXT: return %[[C]]
func.func @i1_i32_3() -> i32 {
  %c = arith.constant true
  %r = tile.cast %c : i1 to i32
  return %r : i32
}

// CHECK-LABEL: func @i1_unsigned_i32_4(
// CHECK-NEXT: %[[C:.*]] = arith.constant 1 : i32
// CHECK-NEXT: return %[[C]]
func.func @i1_unsigned_i32_4() -> i32 {
  %c = arith.constant true
  %r = tile.cast %c unsigned : i1 to i32
  return %r : i32
}

// CHECK-LABEL: func @i1_f32_5(
// CHECK-NEXT: %[[C:.*]] = arith.constant 1.000000e+00 : f32
// CHECK-NEXT: return %[[C]]
func.func @i1_f32_5() -> f32 {
  %c = arith.constant true
  %r = tile.cast %c : i1 to f32
  return %r : f32
}

// CHECK-LABEL: func @i1_unsigned_f32_6(
// CHECK-NEXT: %[[C:.*]] = arith.constant 1.000000e+00 : f32
// CHECK-NEXT: return %[[C]]
func.func @i1_unsigned_f32_6() -> f32 {
  %c = arith.constant true
  %r = tile.cast %c unsigned : i1 to f32
  return %r : f32
}

// CHECK-LABEL: func @i32_i1_7(
// CHECK-NEXT: %[[C:.*]] = arith.constant false
// CHECK-NEXT: return %[[C]]
func.func @i32_i1_7() -> i1 {
  %c = arith.constant 2 : i32
  %r = tile.cast %c : i32 to i1
  return %r : i1
}

// CHECK-LABEL: func @i32_f32_8(
// CHECK-NEXT: %[[C:.*]] = arith.constant 0x4B800000 : f32
// CHECK-NEXT: return %[[C]]
func.func @i32_f32_8() -> f32 {
  %c = arith.constant 16777217 : i32
  %r = tile.cast %c : i32 to f32
  return %r : f32
}

// CHECK-LABEL: func @i64_unsigned_f32_9(
// CHECK-NEXT: %[[C:.*]] = arith.constant 1.84467441E+19 : f32
// CHECK-NEXT: return %[[C]]
func.func @i64_unsigned_f32_9() -> f32 {
  %c = arith.constant -1 : i64
  %r = tile.cast %c unsigned : i64 to f32
  return %r : f32
}

// CHECK-LABEL: func @i32_bf16_10(
// CHECK-NEXT: %[[C:.*]] = arith.constant 1.690830e+07 : bf16
// CHECK-NEXT: return %[[C]]
func.func @i32_bf16_10() -> bf16 {
  %c = arith.constant 16842753 : i32
  %r = tile.cast %c : i32 to bf16
  return %r : bf16
}

// CHECK-LABEL: func @i32_f16_11(
// CHECK-NEXT: %[[C:.*]] = arith.constant 0x7C00 : f16
// CHECK-NEXT: return %[[C]]
func.func @i32_f16_11() -> f16 {
  %c = arith.constant 65520 : i32
  %r = tile.cast %c : i32 to f16
  return %r : f16
}

// CHECK-LABEL: func @i32_f16_12(
// CHECK-NEXT: %[[C:.*]] = arith.constant 6.550400e+04 : f16
// CHECK-NEXT: return %[[C]]
func.func @i32_f16_12() -> f16 {
  %c = arith.constant 65519 : i32
  %r = tile.cast %c : i32 to f16
  return %r : f16
}

// CHECK-LABEL: func @i16_unsigned_f16_13(
// CHECK-NEXT: %[[C:.*]] = arith.constant 0x7C00 : f16
// CHECK-NEXT: return %[[C]]
func.func @i16_unsigned_f16_13() -> f16 {
  %c = arith.constant -1 : i16
  %r = tile.cast %c unsigned : i16 to f16
  return %r : f16
}

// CHECK-LABEL: func @f32_bf16_14(
// CHECK-NEXT: %[[C:.*]] = arith.constant 1.000000e+00 : bf16
// CHECK-NEXT: return %[[C]]
func.func @f32_bf16_14() -> bf16 {
  %c = arith.constant 0x3F808000 : f32
  %r = tile.cast %c : f32 to bf16
  return %r : bf16
}

// CHECK-LABEL: func @f32_bf16_15(
// CHECK-NEXT: %[[C:.*]] = arith.constant 1.007810e+00 : bf16
// CHECK-NEXT: return %[[C]]
func.func @f32_bf16_15() -> bf16 {
  %c = arith.constant 0x3F808001 : f32
  %r = tile.cast %c : f32 to bf16
  return %r : bf16
}

// CHECK-LABEL: func @f32_bf16_16(
// CHECK-NEXT: %[[C:.*]] = arith.constant 1.015630e+00 : bf16
// CHECK-NEXT: return %[[C]]
func.func @f32_bf16_16() -> bf16 {
  %c = arith.constant 0x3F818000 : f32
  %r = tile.cast %c : f32 to bf16
  return %r : bf16
}

// CHECK-LABEL: func @f32_bf16_17(
// CHECK-NEXT: %[[C:.*]] = arith.constant 9.183550e-41 : bf16
// CHECK-NEXT: return %[[C]]
func.func @f32_bf16_17() -> bf16 {
  %c = arith.constant 0x00008001 : f32
  %r = tile.cast %c : f32 to bf16
  return %r : bf16
}

// CHECK-LABEL: func @f32_bf16_18(
// CHECK-NEXT: %[[C:.*]] = arith.constant 0x7F80 : bf16
// CHECK-NEXT: return %[[C]]
func.func @f32_bf16_18() -> bf16 {
  %c = arith.constant 0x7F7FFFFF : f32
  %r = tile.cast %c : f32 to bf16
  return %r : bf16
}

// CHECK-LABEL: func @f32_f16_19(
// CHECK-NEXT: %[[C:.*]] = arith.constant 0xFC00 : f16
// CHECK-NEXT: return %[[C]]
func.func @f32_f16_19() -> f16 {
  %c = arith.constant 0xFF800000 : f32
  %r = tile.cast %c : f32 to f16
  return %r : f16
}

// CHECK-LABEL: func @f32_f16_20(
// CHECK-NEXT: %[[C:.*]] = arith.constant 0.000000e+00 : f16
// CHECK-NEXT: return %[[C]]
func.func @f32_f16_20() -> f16 {
  %c = arith.constant 0x33000000 : f32
  %r = tile.cast %c : f32 to f16
  return %r : f16
}

// CHECK-LABEL: func @f32_f16_21(
// CHECK-NEXT: %[[C:.*]] = arith.constant 5.960460e-08 : f16
// CHECK-NEXT: return %[[C]]
func.func @f32_f16_21() -> f16 {
  %c = arith.constant 0x33000001 : f32
  %r = tile.cast %c : f32 to f16
  return %r : f16
}

// CHECK-LABEL: func @f64_f32_22(
// CHECK-NEXT: %[[C:.*]] = arith.constant 0x7F800000 : f32
// CHECK-NEXT: return %[[C]]
func.func @f64_f32_22() -> f32 {
  %c = arith.constant 1.0e300 : f64
  %r = tile.cast %c : f64 to f32
  return %r : f32
}

// CHECK-LABEL: func @f32_i32_23(
// CHECK-NEXT: %[[C:.*]] = arith.constant 2 : i32
// CHECK-NEXT: return %[[C]]
func.func @f32_i32_23() -> i32 {
  %c = arith.constant 2.5 : f32
  %r = tile.cast %c : f32 to i32
  return %r : i32
}

// CHECK-LABEL: func @f32_i32_24(
// CHECK-NEXT: %[[C:.*]] = arith.constant -2 : i32
// CHECK-NEXT: return %[[C]]
func.func @f32_i32_24() -> i32 {
  %c = arith.constant -2.5 : f32
  %r = tile.cast %c : f32 to i32
  return %r : i32
}

// CHECK-LABEL: func @f32_i8_25(
// CHECK-NEXT: %[[C:.*]] = arith.constant 127 : i8
// CHECK-NEXT: return %[[C]]
func.func @f32_i8_25() -> i8 {
  %c = arith.constant 128.0 : f32
  %r = tile.cast %c : f32 to i8
  return %r : i8
}

// CHECK-LABEL: func @f32_i8_26(
// CHECK-NEXT: %[[C:.*]] = arith.constant -128 : i8
// CHECK-NEXT: return %[[C]]
func.func @f32_i8_26() -> i8 {
  %c = arith.constant -129.0 : f32
  %r = tile.cast %c : f32 to i8
  return %r : i8
}

// CHECK-LABEL: func @f32_unsigned_i8_27(
// CHECK-NEXT: %[[C:.*]] = arith.constant -1 : i8
// CHECK-NEXT: return %[[C]]
func.func @f32_unsigned_i8_27() -> i8 {
  %c = arith.constant 300.0 : f32
  %r = tile.cast %c unsigned : f32 to i8
  return %r : i8
}

// CHECK-LABEL: func @f32_unsigned_i8_28(
// CHECK-NEXT: %[[C:.*]] = arith.constant 0 : i8
// CHECK-NEXT: return %[[C]]
func.func @f32_unsigned_i8_28() -> i8 {
  %c = arith.constant -1.0 : f32
  %r = tile.cast %c unsigned : f32 to i8
  return %r : i8
}

// CHECK-LABEL: func @f32_i32_29(
// CHECK-NEXT: %[[C:.*]] = arith.constant 0 : i32
// CHECK-NEXT: return %[[C]]
func.func @f32_i32_29() -> i32 {
  %c = arith.constant 0x7FC00000 : f32
  %r = tile.cast %c : f32 to i32
  return %r : i32
}

// CHECK-LABEL: func @f32_i64_30(
// CHECK-NEXT: %[[C:.*]] = arith.constant 9223372036854775807 : i64
// CHECK-NEXT: return %[[C]]
func.func @f32_i64_30() -> i64 {
  %c = arith.constant 0x7F800000 : f32
  %r = tile.cast %c : f32 to i64
  return %r : i64
}

// CHECK-LABEL: func @f32_i64_31(
// CHECK-NEXT: %[[C:.*]] = arith.constant -9223372036854775808 : i64
// CHECK-NEXT: return %[[C]]
func.func @f32_i64_31() -> i64 {
  %c = arith.constant 0xFF800000 : f32
  %r = tile.cast %c : f32 to i64
  return %r : i64
}

// CHECK-LABEL: func @f32_i1_32(
// CHECK-NEXT: %[[C:.*]] = arith.constant true
// CHECK-NEXT: return %[[C]]
func.func @f32_i1_32() -> i1 {
  %c = arith.constant 1.0 : f32
  %r = tile.cast %c : f32 to i1
  return %r : i1
}

// CHECK-LABEL: func @f32_i1_33(
// CHECK-NEXT: %[[C:.*]] = arith.constant false
// CHECK-NEXT: return %[[C]]
func.func @f32_i1_33() -> i1 {
  %c = arith.constant -1.0 : f32
  %r = tile.cast %c : f32 to i1
  return %r : i1
}

// CHECK-LABEL: func @f32_unsigned_i1_34(
// CHECK-NEXT: %[[C:.*]] = arith.constant true
// CHECK-NEXT: return %[[C]]
func.func @f32_unsigned_i1_34() -> i1 {
  %c = arith.constant 3.0 : f32
  %r = tile.cast %c unsigned : f32 to i1
  return %r : i1
}
