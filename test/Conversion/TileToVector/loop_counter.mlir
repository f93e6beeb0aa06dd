// Loops that cannot leave 64 bits count as they are written; others count their iterations.
//
// RUN: gems-opt %s --tile-widen-index --tile-to-vector=isa=neon | FileCheck %s

// CHECK-LABEL: func.func @narrow
// CHECK: %[[N:.*]] = arith.extsi %{{.*}} : i32 to i64
// CHECK: scf.for %{{.*}} = %{{.*}} to %[[N]] step
tile.kernel @narrow(%out: !tile.ptr<i64>, %n: i32) {
  %c0 = arith.constant 0 : i32
  %c3 = arith.constant 3 : i32
  scf.for %i = %c0 to %n step %c3 : i32 {
    %v = arith.extsi %i : i32 to i64
    tile.store %v, %out[%i] : !tile.ptr<i64>, i32
  }
  tile.return
}

// CHECK-LABEL: func.func @computed
// CHECK: scf.for %{{.*}} = %{{.*}} to %{{.*}} step
tile.kernel @computed(%out: !tile.ptr<i64>, %n: i32) {
  %c3 = arith.constant 3 : i32
  %pid = tile.program_id x
  %start = arith.muli %pid, %n : i32
  %end = arith.addi %start, %n : i32
  scf.for %i = %start to %end step %c3 : i32 {
    %v = arith.extsi %i : i32 to i64
    tile.store %v, %out[%i] : !tile.ptr<i64>, i32
  }
  tile.return
}

// CHECK-LABEL: func.func @wide
// CHECK-SAME: %[[LOWER:arg1]]: i64, %[[UPPER:arg2]]: i64
// CHECK: %[[RUNS:.*]] = arith.cmpi slt, %[[LOWER]], %[[UPPER]] : i64
// CHECK: %[[LENGTH:.*]] = arith.subi %[[UPPER]], %[[LOWER]] : i64
// CHECK: %[[LAST:.*]] = arith.subi %[[LENGTH]], %{{.*}} : i64
// CHECK: %[[TIMES:.*]] = arith.divui %[[LAST]], %{{.*}} : i64
// CHECK: %[[MORE:.*]] = arith.addi %[[TIMES]], %{{.*}} : i64
// CHECK: %[[COUNT:.*]] = arith.select %[[RUNS]], %[[MORE]], %{{.*}} : i64
// CHECK: scf.for unsigned %[[K:.*]] = %{{.*}} to %[[COUNT]] step
// CHECK: %[[DISTANCE:.*]] = arith.muli %[[K]], %{{.*}} : i64
// CHECK: arith.addi %[[LOWER]], %[[DISTANCE]] : i64
tile.kernel @wide(%out: !tile.ptr<i64>, %lo: i64, %hi: i64) {
  %c0 = arith.constant 0 : i64
  %c3 = arith.constant 3 : i64
  scf.for %i = %lo to %hi step %c3 : i64 {
    tile.store %i, %out[%c0] : !tile.ptr<i64>, i64
  }
  tile.return
}
