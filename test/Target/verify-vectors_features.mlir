// RUN: gems-opt %s --gems-verify-vectors="isa=sve native-bf16 native-f16" | FileCheck %s
// RUN: not gems-opt %s --gems-verify-vectors="isa=sve native-f16" 2>&1 | FileCheck %s --check-prefix=NO-BF16
// RUN: not gems-opt %s --gems-verify-vectors="isa=sve native-bf16" 2>&1 | FileCheck %s --check-prefix=NO-F16
// RUN: not gems-opt %s --gems-verify-vectors=isa=mmx 2>&1 | FileCheck %s --check-prefix=ISA

// NO-BF16: [[@LINE+9]]:8: error: expected an op that sve selects, got 'arith.truncf' on scalable vectors
// NO-F16: [[@LINE+9]]:8: error: expected an op that sve selects, got 'arith.addf' on scalable vectors
// ISA: error: expected isa to be neon, sve, avx2 or avx512, got 'mmx'
// CHECK-LABEL: func.func @features
func.func @features(%p: memref<?xf32>, %x: memref<?xf16>, %i: index, %m: vector<[4]xi1>,
                    %h: vector<[8]xf16>) {
  %z = arith.constant dense<0.0> : vector<[4]xf32>
  %v = vector.maskedload %p[%i], %m, %z
      : memref<?xf32>, vector<[4]xi1>, vector<[4]xf32> into vector<[4]xf32>
  %w = arith.truncf %v : vector<[4]xf32> to vector<[4]xbf16>
  %s = arith.addf %h, %h : vector<[8]xf16>
  vector.store %s, %x[%i] : memref<?xf16>, vector<[8]xf16>
  return
}
