// RUN: gems-opt %s --gems-kernel-abi=check-bounds --convert-scf-to-cf --gems-check-bounds | FileCheck %s
// RUN: gems-opt %s --gems-kernel-abi --convert-scf-to-cf --gems-check-bounds | FileCheck %s --check-prefix=OFF

// Without the option there is nothing to go by, and nothing changes.
// OFF-NOT: cmpxchg
// OFF-NOT: ssa.copy

// Bit 1 of an argument's flags says that the kernel checks.
// CHECK: llvm.mlir.constant(2 : i16)

// Each access has a site: line, argument, whether it stores.
// CHECK-DAG: llvm.mlir.global private constant @k.site0.location("{{.*}}check-bounds.mlir:[[#@LINE+57]]:10\00")
// CHECK-DAG: llvm.mlir.global private constant @k.site0() {{.*}} !llvm.struct<(ptr, i32, i32)>

// CHECK-LABEL: llvm.func @k(
// CHECK-SAME: %[[LAUNCH:[^:]*]]: !llvm.ptr
// CHECK: %[[CHECKS_AT:.*]] = llvm.getelementptr %[[LAUNCH]][24]
// CHECK: %[[CHECKS:.*]] = llvm.load %[[CHECKS_AT]] : !llvm.ptr -> !llvm.ptr
// CHECK: %[[EXTENTS_AT:.*]] = llvm.getelementptr %[[CHECKS]][0]
// CHECK: %[[EXTENTS:.*]] = llvm.load %[[EXTENTS_AT]]
// A launch with a violation is over.
// CHECK: llvm.load %{{.*}} atomic monotonic {alignment = 4 : i64} : !llvm.ptr -> i32
// CHECK: cf.cond_br %{{.*}}, ^[[DONE:bb[0-9]+]], ^{{bb[0-9]+}}

// The extents are read once, and so is how far a run of 16 may begin.
// CHECK: %[[EXTENT_AT:.*]] = llvm.getelementptr %[[EXTENTS]][8]
// CHECK: %[[EXTENT:.*]] = llvm.load %[[EXTENT_AT]] : !llvm.ptr -> i64
// CHECK: %[[PLACES:.*]] = arith.subi %[[EXTENT]],
// CHECK: %[[LIMIT:.*]] = arith.maxsi %[[PLACES]],

// CHECK: %[[PLACE:.*]] = arith.index_cast %[[I:.*]] : index to i64
// CHECK: %[[OUTSIDE:.*]] = arith.cmpi uge, %[[PLACE]], %[[LIMIT]] : i64
// CHECK: cf.cond_br %[[OUTSIDE]] weights([1, 1048576]), ^[[BAD:bb[0-9]+]], ^[[GOOD:bb[0-9]+]]
// CHECK: ^[[BAD]]:
// CHECK: %[[BEGINS:.*]] = arith.cmpi ult, %[[PLACE]], %[[EXTENT]] : i64
// CHECK: %[[ELEMENT:.*]] = arith.select %[[BEGINS]], %[[EXTENT]], %[[PLACE]] : i64
// CHECK: %[[SITE:.*]] = llvm.mlir.addressof @k.site0
// CHECK: cf.br ^[[REPORT:bb[0-9]+]](%[[SITE]], %[[ELEMENT]] : !llvm.ptr, i64)
// CHECK: ^[[GOOD]]:
// CHECK: vector.load

// One element needs no limit.
// CHECK: %[[ONE:.*]] = arith.index_cast %[[I]] : index to i64
// CHECK: arith.cmpi uge, %[[ONE]], %[[EXTENT]] : i64
// CHECK: memref.load
// CHECK: %[[MASK:.*]] = vector.create_mask %[[I]] :

// Masked neighbours: those before the first element, and those past the last one.
// CHECK: %[[PAST:.*]] = vector.create_mask
// CHECK: %[[BEFORE:.*]] = vector.create_mask
// CHECK: %[[NOT:.*]] = arith.xori %[[PAST]],
// CHECK: %[[ANYWHERE:.*]] = arith.ori %[[NOT]], %[[BEFORE]]
// CHECK: %[[WRONG:.*]] = arith.andi %[[MASK]], %[[ANYWHERE]]
// CHECK: vector.reduction <or>, %[[WRONG]]
// CHECK: %[[FIRST:.*]] = llvm.call_intrinsic "llvm.experimental.cttz.elts"(%[[WRONG]],
// CHECK: arith.addi %{{.*}}, %[[FIRST]] : i64
// CHECK: vector.maskedstore %{{.*}}[%{{.*}}], %[[MASK]],

// Lanes with places of their own.
// CHECK: %[[LANES:.*]] = arith.addi %{{.*}}, %{{.*}} : vector<16xi64>
// CHECK: %[[BEYOND:.*]] = arith.cmpi uge, %[[LANES]], %{{.*}} : vector<16xi64>
// CHECK: vector.reduction <or>
// CHECK: vector.extract %[[LANES]][%{{.*}}] : i64 from vector<16xi64>
// CHECK: vector.gather
func.func @k(%to: memref<?xf32>, %from: memref<?xf32>, %pid_x: i32, %pid_y: i32, %pid_z: i32,
             %n_x: i32, %n_y: i32, %n_z: i32, %scratch: memref<?xi8>)
    attributes {gems.arg_names = ["to", "from"]} {
  %i = arith.index_cast %pid_x : i32 to index
  %run = vector.load %from[%i] : memref<?xf32>, vector<16xf32>
  %one = memref.load %from[%i] : memref<?xf32>
  %mask = vector.create_mask %i : vector<16xi1>
  vector.maskedstore %to[%i], %mask, %run : memref<?xf32>, vector<16xi1>, vector<16xf32>
  %places = arith.constant dense<3> : vector<16xi32>
  %lanes = vector.gather %from[%i][%places], %mask, %run
      : memref<?xf32>, vector<16xi32>, vector<16xi1>, vector<16xf32> into vector<16xf32>
  %splat = vector.broadcast %one : f32 to vector<16xf32>
  %sum = arith.addf %lanes, %splat : vector<16xf32>
  // Scratch memory is not checked.
  // CHECK-NOT: cf.cond_br
  // CHECK: vector.store
  %c0 = arith.constant 0 : index
  %slot = memref.view %scratch[%c0][] : memref<?xi8> to memref<16xf32>
  vector.store %sum, %slot[%c0] : memref<16xf32>, vector<16xf32>
  return
}

// The first of all threads writes what it found; then the range ends.
// CHECK: ^[[DONE]]:
// CHECK: llvm.return
// CHECK: ^[[REPORT]](%[[WHERE:.*]]: !llvm.ptr, %[[WHAT:.*]]: i64):
// CHECK: llvm.cmpxchg %{{.*}}, %{{.*}}, %{{.*}} acq_rel monotonic : !llvm.ptr, i32
// CHECK: llvm.store %[[WHERE]],
// CHECK: llvm.store %{{.*}}, %{{.*}} : i64, !llvm.ptr
// CHECK: llvm.store %[[WHAT]],
// CHECK: cf.br ^[[DONE]]

// Nothing to check, nothing to report.
// CHECK-LABEL: llvm.func @idle(
// CHECK-NOT: cmpxchg
// CHECK-NOT: ssa.copy
// CHECK: llvm.return
func.func @idle(%pid_x: i32, %pid_y: i32, %pid_z: i32, %n_x: i32, %n_y: i32, %n_z: i32,
                %scratch: memref<?xi8>) attributes {gems.arg_names = []} {
  return
}
