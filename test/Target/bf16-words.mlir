// RUN: gems-opt %s --gems-bf16-words | FileCheck %s

// Moves become moves of integers.
// CHECK-LABEL: llvm.func @moves
// CHECK: %[[C:.*]] = llvm.mlir.constant(16256 : i16) : i16
// CHECK: %[[A:.*]] = llvm.load %{{.*}} : !llvm.ptr -> i16
// CHECK: %[[S:.*]] = llvm.select %{{.*}}, %[[A]], %[[C]] : i1, i16
// CHECK: llvm.store %[[S]], %{{.*}} : i16, !llvm.ptr
llvm.func @moves(%p: !llvm.ptr, %m: i1) {
  %c = llvm.mlir.constant(1.0 : bf16) : bf16
  %a = llvm.load %p : !llvm.ptr -> bf16
  %s = llvm.select %m, %a, %c : i1, bf16
  llvm.store %s, %p : bf16, !llvm.ptr
  llvm.return
}

// Conversions see bf16 between casts; blocks take words.
// CHECK-LABEL: llvm.func @converts
// CHECK: %[[A:.*]] = llvm.load %{{.*}} : !llvm.ptr -> vector<8xi16>
// CHECK: llvm.br ^[[BLOCK:.*]](%[[A]] : vector<8xi16>)
// CHECK: ^[[BLOCK]](%[[X:.*]]: vector<8xi16>):
// CHECK: %[[B:.*]] = llvm.bitcast %[[X]] : vector<8xi16> to vector<8xbf16>
// CHECK: %[[W:.*]] = llvm.fpext %[[B]] : vector<8xbf16> to vector<8xf32>
// CHECK: %[[N:.*]] = llvm.fneg %{{.*}} : vector<8xbf16>
// CHECK: %[[NW:.*]] = llvm.bitcast %[[N]] : vector<8xbf16> to vector<8xi16>
// CHECK: llvm.store %[[NW]], %{{.*}} : vector<8xi16>, !llvm.ptr
llvm.func @converts(%p: !llvm.ptr, %q: !llvm.ptr) {
  %a = llvm.load %p : !llvm.ptr -> vector<8xbf16>
  llvm.br ^next(%a : vector<8xbf16>)
^next(%x: vector<8xbf16>):
  %w = llvm.fpext %x : vector<8xbf16> to vector<8xf32>
  llvm.store %w, %q : vector<8xf32>, !llvm.ptr
  %n = llvm.fneg %x : vector<8xbf16>
  llvm.store %n, %p : vector<8xbf16>, !llvm.ptr
  llvm.return
}

// CHECK-LABEL: llvm.func @masked
// CHECK: llvm.mlir.constant(dense<16256> : vector<8xi16>) : vector<8xi16>
// CHECK: llvm.intr.masked.load {{.*}} -> vector<8xi16>
// CHECK: llvm.intr.vector.deinterleave2{{.*}} (vector<8xi16>) -> !llvm.struct<(vector<4xi16>, vector<4xi16>)>
// CHECK: llvm.extractvalue {{.*}} : !llvm.struct<(vector<4xi16>, vector<4xi16>)>
llvm.func @masked(%p: !llvm.ptr, %m: vector<8xi1>) {
  %z = llvm.mlir.constant(dense<1.0> : vector<8xbf16>) : vector<8xbf16>
  %v = llvm.intr.masked.load %p, %m, %z {alignment = 2 : i32}
      : (!llvm.ptr, vector<8xi1>, vector<8xbf16>) -> vector<8xbf16>
  %d = "llvm.intr.vector.deinterleave2"(%v)
      : (vector<8xbf16>) -> !llvm.struct<(vector<4xbf16>, vector<4xbf16>)>
  %e = llvm.extractvalue %d[0] : !llvm.struct<(vector<4xbf16>, vector<4xbf16>)>
  llvm.store %e, %p : vector<4xbf16>, !llvm.ptr
  llvm.return
}
