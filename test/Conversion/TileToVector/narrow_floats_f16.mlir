// RUN: gems-opt %s --gems-narrow-floats="isa=neon f16 f16-long" | FileCheck %s
// RUN: gems-opt %s --gems-narrow-floats="isa=avx512" | FileCheck %s --check-prefix=OTHER
// RUN: gems-opt %s --gems-narrow-floats="isa=neon f16" | FileCheck %s --check-prefix=ARITHMETIC

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

// Without long multiply-adds, arithmetic in f16 is still worth it.
// ARITHMETIC-LABEL: func.func @add
// ARITHMETIC: arith.addf {{.*}} : vector<8xf16>
// ARITHMETIC-NOT: fmlal

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

// On AVX-512 a rounded register is stored as it is, not joined with the next.
// OTHER-LABEL: func.func @store
// OTHER-SAME: %[[X:[a-z0-9]+]]: memref<?xf16>, %[[I:[a-z0-9]+]]: index
// OTHER-DAG: %[[C16:.+]] = arith.constant 16 : index
// OTHER-DAG: %[[MODE:.+]] = arith.constant 8 : i32
// OTHER: %[[LOW:.+]] = llvm.call_intrinsic "llvm.x86.avx512.mask.vcvtps2ph.512"(%{{.+}}, %[[MODE]]
// OTHER: %[[LOW_F16:.+]] = arith.bitcast %[[LOW]]
// OTHER: vector.store %[[LOW_F16]], %[[X]][%[[I]]] : memref<?xf16>, vector<16xf16>
// OTHER: %[[HIGH:.+]] = llvm.call_intrinsic "llvm.x86.avx512.mask.vcvtps2ph.512"
// OTHER: %[[HIGH_F16:.+]] = arith.bitcast %[[HIGH]]
// OTHER: %[[NEXT:.+]] = arith.addi %[[I]], %[[C16]] : index
// OTHER: vector.store %[[HIGH_F16]], %[[X]][%[[NEXT]]] : memref<?xf16>, vector<16xf16>
// OTHER: return
func.func @store(%x: memref<?xf16>, %i: index, %a: vector<32xf32>) {
  %n = arith.truncf %a : vector<32xf32> to vector<32xf16>
  vector.store %n, %x[%i] : memref<?xf16>, vector<32xf16>
  return
}
