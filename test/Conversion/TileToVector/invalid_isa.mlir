// RUN: not gems-opt %s --tile-to-vector=isa=mmx 2>&1 | FileCheck %s
// CHECK: expected isa to be neon, sve, avx2 or avx512, got 'mmx'
module {}
