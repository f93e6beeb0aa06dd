// RUN: gems-opt %s --tile-to-vector=isa=neon --canonicalize --cse | FileCheck %s --check-prefixes=CHECK,NEON
// RUN: gems-opt %s --tile-to-vector=isa=sve --canonicalize --cse | FileCheck %s --check-prefixes=CHECK,SVE

// A loop over tiles of 100 becomes one loop over the row: the size of the tile is not to be seen
// in the vectors. The sum is carried as one vector of partial results.
// CHECK-LABEL: func.func @row_sum
// NEON: scf.for {{.*}} iter_args(%[[ACC:.+]] = %{{.+}}) -> (vector<32xf32>)
// NEON:   %[[X:.+]] = vector.load {{.*}} : memref<?xf32>, vector<32xf32>
// NEON:   %[[S:.+]] = math.fma %[[X]], %[[X]], %[[ACC]] : vector<32xf32>
// NEON:   scf.yield %[[S]]
// NEON: scf.if
// NEON:   scf.for
// NEON:     vector.load {{.*}} : memref<?xf32>, vector<4xf32>
// NEON:   scf.for
// NEON:     memref.load
// NEON: vector.reduction <add>
// SVE: scf.for {{.*}} iter_args(%[[ACC:.+]] = %{{.+}}) -> (vector<[16]xf32>)
// SVE:   %[[X:.+]] = vector.load {{.*}} : memref<?xf32>, vector<[16]xf32>
// SVE:   math.fma %[[X]], %[[X]], %[[ACC]] : vector<[16]xf32>
// SVE: scf.if
// SVE:   %[[LIVE:.+]] = vector.create_mask
// SVE:   %[[T:.+]] = vector.maskedload {{.*}}, %[[LIVE]]
// SVE:   %[[F:.+]] = math.fma %[[T]], %[[T]]
// SVE:   arith.select %[[LIVE]], %[[F]]
// SVE: vector.reduction <add>
tile.kernel @row_sum(%x: !tile.ptr<f32>, %n: i32, %out: !tile.ptr<f32>) {
  %zero = arith.constant 0.0 : f32
  %first = arith.constant 0 : i64
  %last = arith.extsi %n : i32 to i64
  %step = arith.constant 100 : i64
  %lanes = tile.arange : tensor<100xi64>
  %end = tile.splat %last : i64 -> tensor<100xi64>
  %sum = scf.for %off = %first to %last step %step iter_args(%acc = %zero) -> (f32) : i64 {
    %start = tile.splat %off : i64 -> tensor<100xi64>
    %cols = arith.addi %start, %lanes : tensor<100xi64>
    %m = arith.cmpi slt, %cols, %end : tensor<100xi64>
    %v = tile.load %x[%cols] mask %m : !tile.ptr<f32>, tensor<100xi64>
    %sq = arith.mulf %v, %v : tensor<100xf32>
    %part = tile.sum %sq axis 0 : tensor<100xf32>
    %next = arith.addf %acc, %part : f32
    scf.yield %next : f32
  }
  tile.store %sum, %out[%first] : !tile.ptr<f32>, i64
  tile.return
}

// Masked-off lanes count: here each adds exp2-like 3.0, as often as there are such lanes.
// CHECK-LABEL: func.func @counts_other
// CHECK: %[[SUM:.+]] = vector.reduction <add>
// CHECK: %[[COUNT:.+]] = arith.sitofp %{{.+}} : i64 to f32
// CHECK: %[[REST:.+]] = arith.mulf %[[COUNT]], %{{.+}} : f32
// CHECK: arith.addf %[[SUM]], %[[REST]] : f32
tile.kernel @counts_other(%x: !tile.ptr<f32>, %n: i64, %out: !tile.ptr<f32>) {
  %first = arith.constant 0 : i64
  %i = tile.arange : tensor<256xi64>
  %three = arith.constant dense<3.0> : tensor<256xf32>
  %end = tile.splat %n : i64 -> tensor<256xi64>
  %m = arith.cmpi slt, %i, %end : tensor<256xi64>
  %v = tile.load %x[%i] mask %m other %three : !tile.ptr<f32>, tensor<256xi64>
  %sum = tile.sum %v axis 0 : tensor<256xf32>
  tile.store %sum, %out[%first] : !tile.ptr<f32>, i64
  tile.return
}
