// RUN: gems-opt %s --tile-expand-bf16 | FileCheck %s
// RUN: gems-opt %s --tile-expand-bf16=native-bf16 | FileCheck %s --check-prefix=NATIVE

// Only conversions of bf16 change; a division keeps what it has.
// CHECK-LABEL: func.func @convert
// CHECK-NOT: arith.extf
// CHECK: arith.shli
// CHECK: arith.divui
// CHECK-NOT: arith.truncf
// CHECK: arith.select
// CHECK: return

// NATIVE-LABEL: func.func @convert
// NATIVE: arith.shli
// NATIVE: arith.truncf {{.*}} : vector<8xf32> to vector<8xbf16>
func.func @convert(%x: vector<8xbf16>, %a: i32, %b: i32) -> (vector<8xbf16>, i32) {
  %w = arith.extf %x : vector<8xbf16> to vector<8xf32>
  %d = arith.divui %a, %b : i32
  %s = arith.addf %w, %w : vector<8xf32>
  %n = arith.truncf %s : vector<8xf32> to vector<8xbf16>
  return %n, %d : vector<8xbf16>, i32
}

// A conversion that has no NaN to lose is not told from the others by a test.
// CHECK-LABEL: func.func @short
// CHECK-NOT: arith.select
// CHECK: return
func.func @short(%s: vector<8xf32>) -> vector<8xbf16> {
  %n = arith.truncf %s {gems.short_nan} : vector<8xf32> to vector<8xbf16>
  return %n : vector<8xbf16>
}
