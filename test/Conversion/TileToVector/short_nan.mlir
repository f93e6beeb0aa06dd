// RUN: gems-opt %s --gems-narrow-floats=isa=avx512 --tile-expand-bf16 --canonicalize --cse | FileCheck %s

// Rounding in integers would carry out of a NaN whose lower half is not zero. Sums, products and
// quotients of widened bf16 have no such NaN, so nothing is tested.
// CHECK-LABEL: func.func @from_bf16
// CHECK-NOT: arith.cmpf
// CHECK-NOT: arith.select
// CHECK: return
func.func @from_bf16(%a: vector<16xbf16>, %b: vector<16xbf16>) -> vector<16xbf16> {
  %c = arith.constant dense<3.0> : vector<16xf32>
  %x = arith.extf %a : vector<16xbf16> to vector<16xf32>
  %y = arith.extf %b : vector<16xbf16> to vector<16xf32>
  %s = arith.addf %x, %y : vector<16xf32>
  %p = math.fma %s, %c, %y : vector<16xf32>
  %q = arith.divf %p, %x : vector<16xf32>
  %n = arith.negf %q : vector<16xf32>
  %r = arith.truncf %n : vector<16xf32> to vector<16xbf16>
  return %r : vector<16xbf16>
}

// A number from outside of the loop may be any NaN: it is replaced there, once for both roundings.
// CHECK-LABEL: func.func @invariant
// CHECK-SAME: %[[F:[a-z0-9]+]]: f32
// CHECK: %[[NAN:.+]] = arith.constant 0x7FC00000 : f32
// CHECK: %[[IS_NAN:.+]] = arith.cmpf uno, %[[F]], %[[F]] : f32
// CHECK: %[[SHORT:.+]] = arith.select %[[IS_NAN]], %[[NAN]], %[[F]] : f32
// CHECK-NOT: arith.cmpf
// CHECK: scf.for
// CHECK-NOT: arith.cmpf
// CHECK: %[[SPREAD:.+]] = vector.broadcast %[[SHORT]] : f32 to vector<16xf32>
// CHECK: arith.mulf %{{.+}}, %[[SPREAD]] : vector<16xf32>
// CHECK: arith.mulf %{{.+}}, %[[SPREAD]] : vector<16xf32>
// CHECK-NOT: arith.cmpf
// CHECK: return
func.func @invariant(%x: memref<?xbf16>, %f: f32, %n: index) {
  %c0 = arith.constant 0 : index
  %c16 = arith.constant 16 : index
  scf.for %i = %c0 to %n step %c16 {
    %a = vector.load %x[%i] : memref<?xbf16>, vector<16xbf16>
    %w = arith.extf %a : vector<16xbf16> to vector<16xf32>
    %s = vector.broadcast %f : f32 to vector<16xf32>
    %p = arith.mulf %w, %s : vector<16xf32>
    %r = arith.truncf %p : vector<16xf32> to vector<16xbf16>
    %v = arith.extf %r : vector<16xbf16> to vector<16xf32>
    %q = arith.mulf %v, %s : vector<16xf32>
    %t = arith.truncf %q : vector<16xf32> to vector<16xbf16>
    vector.store %t, %x[%i] : memref<?xbf16>, vector<16xbf16>
  }
  return
}

// The bits of a number that the loop only moves stay as they are: it is the rounding that tests.
// CHECK-LABEL: func.func @moved
// CHECK-SAME: %[[F:[a-z0-9]+]]: f32
// CHECK-NOT: arith.cmpf
// CHECK: scf.for
// CHECK: %[[SPREAD:.+]] = vector.broadcast %[[F]] : f32 to vector<16xf32>
// CHECK: %[[NEGATIVE:.+]] = arith.negf %[[SPREAD]]
// CHECK: arith.cmpf uno, %[[NEGATIVE]], %[[NEGATIVE]]
// CHECK: vector.store %[[NEGATIVE]]
func.func @moved(%x: memref<?xbf16>, %y: memref<?xf32>, %f: f32, %n: index) {
  %c0 = arith.constant 0 : index
  %c16 = arith.constant 16 : index
  scf.for %i = %c0 to %n step %c16 {
    %s = vector.broadcast %f : f32 to vector<16xf32>
    %m = arith.negf %s : vector<16xf32>
    %r = arith.truncf %m : vector<16xf32> to vector<16xbf16>
    vector.store %r, %x[%i] : memref<?xbf16>, vector<16xbf16>
    vector.store %m, %y[%i] : memref<?xf32>, vector<16xf32>
  }
  return
}

// What is loaded as f32, widened from f16, narrowed from f64 or made of bits may hold any NaN.
// CHECK-LABEL: func.func @long
// CHECK-COUNT-4: arith.cmpf uno
func.func @long(%x: memref<?xf32>, %h: vector<16xf16>, %d: vector<16xf64>, %w: vector<16xi32>)
    -> (vector<16xbf16>, vector<16xbf16>, vector<16xbf16>, vector<16xbf16>) {
  %c0 = arith.constant 0 : index
  %a = vector.load %x[%c0] : memref<?xf32>, vector<16xf32>
  %b = arith.extf %h : vector<16xf16> to vector<16xf32>
  %c = arith.truncf %d : vector<16xf64> to vector<16xf32>
  %e = arith.bitcast %w : vector<16xi32> to vector<16xf32>
  %ar = arith.truncf %a : vector<16xf32> to vector<16xbf16>
  %br = arith.truncf %b : vector<16xf32> to vector<16xbf16>
  %cr = arith.truncf %c : vector<16xf32> to vector<16xbf16>
  %er = arith.truncf %e : vector<16xf32> to vector<16xbf16>
  return %ar, %br, %cr, %er
      : vector<16xbf16>, vector<16xbf16>, vector<16xbf16>, vector<16xbf16>
}

// A constant may be such a NaN too.
// CHECK-LABEL: func.func @constants
// CHECK-COUNT-1: arith.cmpf uno
// CHECK-NOT: arith.cmpf uno
// CHECK: return
func.func @constants(%a: vector<16xbf16>) -> (vector<16xbf16>, vector<16xbf16>) {
  %short = arith.constant dense<0x7FC10000> : vector<16xf32>
  %long = arith.constant dense<0x7FC00001> : vector<16xf32>
  %x = arith.extf %a : vector<16xbf16> to vector<16xf32>
  %p = arith.addf %x, %short : vector<16xf32>
  %q = arith.addf %x, %long : vector<16xf32>
  %pr = arith.truncf %p : vector<16xf32> to vector<16xbf16>
  %qr = arith.truncf %q : vector<16xf32> to vector<16xbf16>
  return %pr, %qr : vector<16xbf16>, vector<16xbf16>
}
