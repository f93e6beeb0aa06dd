// RUN: gems-opt %s --gems-verify-vectors=isa=neon | FileCheck %s

// Masks have no width of their own.
// CHECK-LABEL: func.func @fits
func.func @fits(%x: memref<?xf32>, %i: index, %n: index) {
  %mask = vector.create_mask %n : vector<64xi1>
  %v = vector.load %x[%i] : memref<?xf32>, vector<32xf32>
  %w = arith.addf %v, %v : vector<32xf32>
  vector.store %w, %x[%i] : memref<?xf32>, vector<32xf32>
  return
}
