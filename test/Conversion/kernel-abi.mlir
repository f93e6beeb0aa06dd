// RUN: gems-opt %s --gems-kernel-abi="triple=aarch64-unknown-linux-gnu cpu=neoverse-v2 features=+bf16 required=+neon,+sve isa=sve" | FileCheck %s
// RUN: gems-opt %s --gems-kernel-abi="triple=arm64-apple-macos cpu=apple-m1 isa=neon" | FileCheck %s --check-prefix=MACHO

module attributes {tile.params = {BLOCK = 128 : i32, T = bf16}} {

// CHECK-DAG: llvm.mlir.global private constant @fill.data{{[0-9]+}}("value\00")
// CHECK-DAG: llvm.mlir.global private constant @fill.data{{[0-9]+}}("BLOCK\00")
// CHECK-DAG: llvm.mlir.global private constant @fill.data{{[0-9]+}}("128\00")
// CHECK-DAG: llvm.mlir.global private constant @fill.data{{[0-9]+}}("bf16\00")
// CHECK-DAG: llvm.mlir.global private constant @fill.data{{[0-9]+}}("aarch64-unknown-linux-gnu\00")
// CHECK-DAG: llvm.mlir.global private constant @fill.data{{[0-9]+}}("neoverse-v2\00")
// CHECK-DAG: llvm.mlir.global private constant @fill.data{{[0-9]+}}("+neon,+sve\00")
// Name, kind, type, flags, reserved.
// CHECK-DAG: llvm.mlir.global private constant @fill.data{{[0-9]+}}() {{.*}} !llvm.array<2 x struct<(ptr, i8, i8, i16, i32)>>
// CHECK-DAG: llvm.mlir.global private constant @fill.data{{[0-9]+}}() {{.*}} !llvm.array<2 x struct<(ptr, ptr)>>
// CHECK: llvm.mlir.global external constant @gems_kernel_fill() {{.*}} !llvm.struct<(i32, i32, ptr, ptr, ptr, ptr, i32, i32, ptr, ptr, ptr, i64, i32, i32)>
// CHECK: llvm.mlir.addressof @fill :
// CHECK: llvm.mlir.constant(4096 : i64)

// CHECK-LABEL: llvm.func @fill(
// CHECK-SAME: %[[LAUNCH:.*]]: !llvm.ptr {llvm.noalias, llvm.readonly}, %[[FIRST:.*]]: i64, %[[LAST:.*]]: i64, %[[SCRATCH:.*]]: !llvm.ptr {llvm.align = 64 : i64, llvm.noalias})
// CHECK-SAME: vscale_range(1, 16)
// CHECK-SAME: frame_pointer = #llvm.framePointerKind<none>
// CHECK-SAME: no_unwind
// CHECK-SAME: target_cpu = "neoverse-v2"
// CHECK-SAME: target_features = #llvm.target_features<["+bf16"]>
// Arguments and grid are read before the loop.
// CHECK: %[[ARGS:.*]] = llvm.load %[[LAUNCH]] : !llvm.ptr -> !llvm.ptr
// CHECK: %[[GRID:.*]] = llvm.getelementptr %[[LAUNCH]][8]
// CHECK: %[[X:.*]] = llvm.load %[[GRID]] : !llvm.ptr -> i32
// CHECK: %[[TO:.*]] = llvm.load %[[ARGS]] : !llvm.ptr -> !llvm.ptr
// CHECK: %[[ARRAY:.*]] = builtin.unrealized_conversion_cast %{{.*}} : !llvm.struct<{{.*}}> to memref<?xf32>
// CHECK: %[[SLOT:.*]] = llvm.getelementptr %[[ARGS]][8]
// CHECK: %[[VALUE:.*]] = llvm.load %[[SLOT]] : !llvm.ptr -> f32
// The first row of a grid needs no division.
// CHECK: %[[WIDTH:.*]] = arith.extui %[[X]] : i32 to i64
// CHECK: %[[IN_ROW:.*]] = arith.cmpi ult, %[[FIRST]], %[[WIDTH]] : i64
// CHECK: %[[START:.*]]:3 = scf.if %[[IN_ROW]] -> (i32, i32, i32)
// CHECK: arith.divui
// CHECK: scf.for %{{.*}} = %[[FIRST]] to %[[LAST]] step %{{.*}} iter_args(%[[PX:.*]] = %[[START]]#0, %{{.*}} = %[[START]]#1, %{{.*}} = %[[START]]#2) -> (i32, i32, i32) : i64
// CHECK: %[[INDEX:.*]] = arith.index_cast %[[PX]] : i32 to index
// CHECK: memref.store %[[VALUE]], %[[ARRAY]][%[[INDEX]]] : memref<?xf32>
// CHECK: %[[NEXT:.*]] = arith.addi %[[PX]],
// CHECK: %[[IS_END:.*]] = arith.cmpi eq, %[[NEXT]], %[[X]] : i32
// CHECK: arith.select %[[IS_END]],
// CHECK: llvm.return
func.func @fill(%to: memref<?xf32>, %value: f32, %pid_x: i32, %pid_y: i32, %pid_z: i32, %n_x: i32,
                %n_y: i32, %n_z: i32, %scratch: memref<?xi8>)
    attributes {gems.arg_names = ["to", "value"], gems.noalias = array<i64: 1, 0>,
                gems.scratch_size = 4096 : i64, gems.scratch_align = 64 : i64} {
  %i = arith.index_cast %pid_x : i32 to index
  memref.store %value, %to[%i] : memref<?xf32>
  return
}

// A truth value is a byte; small numbers are read by their own types.
// CHECK-LABEL: llvm.func @scale(
// CHECK: llvm.load %{{.*}} : !llvm.ptr -> i8
// CHECK: arith.cmpi ne, %{{.*}} : i8
// CHECK: llvm.load %{{.*}} : !llvm.ptr -> bf16
// CHECK: llvm.load %{{.*}} : !llvm.ptr -> i16
func.func @scale(%flag: i1, %factor: bf16, %count: i16, %pid_x: i32, %pid_y: i32, %pid_z: i32,
                 %n_x: i32, %n_y: i32, %n_z: i32, %scratch: memref<?xi8>)
    attributes {gems.arg_names = ["flag", "factor", "count"]} {
  return
}

// What is no program stays as it is.
// CHECK-LABEL: func.func @helper
func.func @helper() {
  return
}

}

// The note lists all kernels; nothing refers to it, so it is marked as used.
// CHECK: llvm.mlir.global internal constant @gems.note("\05\00\00\00{{.*}}gems\00{{.*}}fill\00scale\00{{.*}}") {{.*}}section = ".note.gems"
// CHECK: llvm.mlir.global appending @llvm.compiler.used() {{.*}}section = "llvm.metadata"
// MACHO: llvm.mlir.global internal constant @gems.note({{.*}}section = "__TEXT,__note_gems"
