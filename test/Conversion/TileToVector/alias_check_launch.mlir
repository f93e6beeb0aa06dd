// RUN: gems-opt %s --tile-to-vector=isa=neon --canonicalize --cse | FileCheck %s

// What all programs reach is compared first. It depends on arguments and on the grid's size only,
// so that the loop over programs asks once; each program asks for itself only if the answer is no.
// CHECK-LABEL: func.func @rows
// CHECK-DAG: %[[LD:.+]] = arith.extsi %arg2 : i32 to i64
// CHECK-DAG: %[[ROWS:.+]] = arith.extsi %arg7 : i32 to i64
// CHECK-DAG: %[[LAST:.+]] = arith.addi %[[ROWS]], %c-1_i64
// CHECK-DAG: arith.muli %[[LD]], %[[LAST]]
// CHECK-DAG: arith.cmpi ult, %[[LD]], %c67108864_i64
// CHECK: %[[SAFE:.+]] = scf.if %{{.+}} -> (i1) {
// CHECK-NEXT: scf.yield %true
// CHECK-NEXT: } else {
// CHECK:   %[[PLACE:.+]] = arith.extsi %arg4 : i32 to i64
// CHECK:   arith.muli %[[PLACE]], %[[LD]]
// CHECK:   scf.yield
// CHECK: }
// CHECK: scf.if %[[SAFE]] {
tile.kernel @rows(%x: !tile.ptr<f32>, %y: !tile.ptr<f32>, %ld: i32, %n: i32) {
  %pid = tile.program_id x
  %pid64 = arith.extsi %pid : i32 to i64
  %ld64 = arith.extsi %ld : i32 to i64
  %n64 = arith.extsi %n : i32 to i64
  %row = arith.muli %pid64, %ld64 : i64
  %start = tile.splat %row : i64 -> tensor<64xi64>
  %i = tile.arange : tensor<64xi64>
  %at = arith.addi %start, %i : tensor<64xi64>
  %end = tile.splat %n64 : i64 -> tensor<64xi64>
  %m = arith.cmpi slt, %i, %end : tensor<64xi64>
  %a = tile.load %x[%at] mask %m : !tile.ptr<f32>, tensor<64xi64>
  tile.store %a, %y[%i] mask %m : !tile.ptr<f32>, tensor<64xi64>
  tile.return
}

// Both halves of a row move together from program to program: their distance is compared once.
// CHECK-LABEL: func.func @halves
// CHECK-NOT: cmpi ult
// CHECK: scf.if %{{.+}} -> (i1) {
// CHECK: return
tile.kernel @halves(%x: !tile.ptr<f32>, %ld: i32, %half: i32) {
  %pid = tile.program_id x
  %pid64 = arith.extsi %pid : i32 to i64
  %ld64 = arith.extsi %ld : i32 to i64
  %half64 = arith.extsi %half : i32 to i64
  %row = arith.muli %pid64, %ld64 : i64
  %start = tile.splat %row : i64 -> tensor<64xi64>
  %i = tile.arange : tensor<64xi64>
  %at = arith.addi %start, %i : tensor<64xi64>
  %shift = tile.splat %half64 : i64 -> tensor<64xi64>
  %other = arith.addi %at, %shift : tensor<64xi64>
  %m = arith.cmpi slt, %i, %shift : tensor<64xi64>
  %a = tile.load %x[%at] mask %m : !tile.ptr<f32>, tensor<64xi64>
  tile.store %a, %x[%other] mask %m : !tile.ptr<f32>, tensor<64xi64>
  tile.return
}

// A row that is looked up in memory is known to its program only.
// CHECK-LABEL: func.func @looked_up
// CHECK-NOT: scf.if %{{.+}} -> (i1)
// CHECK: return
tile.kernel @looked_up(%x: !tile.ptr<f32>, %y: !tile.ptr<f32>, %rows: !tile.ptr<i64>) {
  %pid = tile.program_id x
  %row = tile.load %rows[%pid] : !tile.ptr<i64>, i32
  %start = tile.splat %row : i64 -> tensor<64xi64>
  %i = tile.arange : tensor<64xi64>
  %at = arith.addi %start, %i : tensor<64xi64>
  %a = tile.load %x[%at] : !tile.ptr<f32>, tensor<64xi64>
  tile.store %a, %y[%at] : !tile.ptr<f32>, tensor<64xi64>
  tile.return
}
