// RUN: gems-opt %s --gems-narrow-floats="isa=neon f16" | FileCheck %s
// RUN: gems-opt %s --gems-narrow-floats="isa=avx512" | FileCheck %s --check-prefix=OTHER

// Adding an f16 number to an f32 one is a long multiply-add with 1.0; the rounded sum of two f16
// numbers is an f16 sum.
// CHECK-LABEL: func.func @add
// CHECK-SAME: (%[[A:.+]]: vector<8xf16>, %[[B:.+]]: vector<8xf16>)
// CHECK-DAG: %[[SUM:.+]] = arith.addf %[[A]], %[[B]] : vector<8xf16>
// CHECK-DAG: %[[LOW:.+]] = llvm.call_intrinsic "llvm.aarch64.neon.fmlal.v4f32.v8f16"(%{{.+}}, %[[A]]
// CHECK-DAG: %[[HIGH:.+]] = llvm.call_intrinsic "llvm.aarch64.neon.fmlal2.v4f32.v8f16"(%{{.+}}, %[[A]]
// CHECK-DAG: llvm.call_intrinsic "llvm.aarch64.neon.fmlal.v4f32.v8f16"(%{{.+}}, %[[B]]
// CHECK-DAG: llvm.call_intrinsic "llvm.aarch64.neon.fmlal2.v4f32.v8f16"(%{{.+}}, %[[B]]
// CHECK: return %[[SUM]]

// OTHER-LABEL: func.func @add
// OTHER: arith.extf
// OTHER: arith.extf
// OTHER: arith.addf {{.*}} : vector<8xf32>
// OTHER: arith.truncf
func.func @add(%a: vector<8xf16>, %b: vector<8xf16>) -> (vector<8xf16>, vector<8xf32>) {
  %aw = arith.extf %a : vector<8xf16> to vector<8xf32>
  %bw = arith.extf %b : vector<8xf16> to vector<8xf32>
  %s = arith.addf %aw, %bw : vector<8xf32>
  %n = arith.truncf %s : vector<8xf32> to vector<8xf16>
  return %n, %s : vector<8xf16>, vector<8xf32>
}
