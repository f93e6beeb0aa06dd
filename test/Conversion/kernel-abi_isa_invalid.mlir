// RUN: not gems-opt %s --gems-kernel-abi=isa=mmx 2>&1 | FileCheck %s
// CHECK: error: expected isa to be neon, sve, avx2 or avx512, got 'mmx'
