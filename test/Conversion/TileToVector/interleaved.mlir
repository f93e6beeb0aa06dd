// RUN: gems-opt %s --tile-to-vector=isa=neon --canonicalize --cse | FileCheck %s --check-prefixes=CHECK,NEON
// RUN: gems-opt %s --tile-to-vector=isa=sve --canonicalize --cse | FileCheck %s --check-prefixes=CHECK,SVE
// RUN: gems-opt %s --tile-to-vector="isa=neon remarks" 2>&1 >/dev/null | FileCheck %s --check-prefix=REMARK

// Even and odd elements are one run, read and written as a whole. In place there is nothing to
// check: even and odd elements never meet.
// CHECK-LABEL: func.func @turn
// CHECK-NOT: extract_aligned_pointer
// CHECK: scf.for
// NEON:   %[[BOTH:.+]] = vector.load %arg0{{.*}} vector<32xf32>
// SVE:    %[[BOTH:.+]] = vector.load %arg0{{.*}} vector<[32]xf32>
// CHECK:  %[[EVEN:.+]], %[[ODD:.+]] = vector.deinterleave %[[BOTH]]
// CHECK:  %[[MINUS:.+]] = arith.negf %[[ODD]]
// CHECK:  %[[TURNED:.+]] = vector.interleave %[[MINUS]], %[[EVEN]]
// CHECK:  vector.store %[[TURNED]], %arg0
// SVE: scf.if
// SVE:   %[[LIVE:.+]] = vector.create_mask %{{.+}} : vector<[32]xi1>
// SVE:   vector.maskedload %arg0[%{{.+}}], %[[LIVE]]
// SVE:   vector.maskedstore %arg0[%{{.+}}], %[[LIVE]]
// CHECK: return
// REMARK-NOT: remark
tile.kernel @turn(%x: !tile.ptr<f32>, %n32: i32) {
  %n = arith.extsi %n32 : i32 to i64
  %i = tile.arange : tensor<256xi64>
  %one = arith.constant dense<1> : tensor<256xi64>
  %two = arith.constant dense<2> : tensor<256xi64>
  %even = arith.muli %i, %two : tensor<256xi64>
  %odd = arith.addi %even, %one : tensor<256xi64>
  %end = tile.splat %n : i64 -> tensor<256xi64>
  %m = arith.cmpi slt, %i, %end : tensor<256xi64>
  %a = tile.load %x[%even] mask %m : !tile.ptr<f32>, tensor<256xi64>
  %b = tile.load %x[%odd] mask %m : !tile.ptr<f32>, tensor<256xi64>
  %c = arith.negf %b : tensor<256xf32>
  tile.store %c, %x[%even] mask %m : !tile.ptr<f32>, tensor<256xi64>
  tile.store %a, %x[%odd] mask %m : !tile.ptr<f32>, tensor<256xi64>
  tile.return
}

// Half a pair reads nothing that the kernel does not: the element behind the last may not exist.
// CHECK-LABEL: func.func @half
// CHECK-NOT: vector.deinterleave
// CHECK: return
// REMARK: :[[@LINE+6]]:8: remark: gathers element by element: neighbours along dimension 0 are 2 elements apart in memory
// REMARK-NOT: remark
tile.kernel @half(%x: !tile.ptr<f32>, %y: !tile.ptr<f32>) {
  %i = tile.arange : tensor<256xi64>
  %two = arith.constant dense<2> : tensor<256xi64>
  %even = arith.muli %i, %two : tensor<256xi64>
  %a = tile.load %x[%even] : !tile.ptr<f32>, tensor<256xi64>
  tile.store %a, %y[%i] : !tile.ptr<f32>, tensor<256xi64>
  tile.return
}

// A store between the loads may change what the second one reads.
// CHECK-LABEL: func.func @between
// CHECK-NOT: vector.deinterleave
// CHECK: return
// REMARK-COUNT-2: remark: gathers
tile.kernel @between(%x: !tile.ptr<f32>, %y: !tile.ptr<f32>) {
  %i = tile.arange : tensor<256xi64>
  %one = arith.constant dense<1> : tensor<256xi64>
  %two = arith.constant dense<2> : tensor<256xi64>
  %even = arith.muli %i, %two : tensor<256xi64>
  %odd = arith.addi %even, %one : tensor<256xi64>
  %a = tile.load %x[%even] : !tile.ptr<f32>, tensor<256xi64>
  tile.store %a, %y[%i] : !tile.ptr<f32>, tensor<256xi64>
  %b = tile.load %x[%odd] : !tile.ptr<f32>, tensor<256xi64>
  %c = arith.addf %a, %b : tensor<256xf32>
  tile.store %c, %y[%i] : !tile.ptr<f32>, tensor<256xi64>
  tile.return
}

// The author counts columns first: vectors run along them all the same.
// CHECK-LABEL: func.func @columns_first
// NEON: vector.load %arg0{{.*}} vector<{{16|32}}xf32>
// NEON: vector.store %{{.+}}, %arg0
// SVE:  vector.load %arg0{{.*}} vector<[16]xf32>
// CHECK: return
// REMARK-NOT: remark
tile.kernel @columns_first(%x: !tile.ptr<f32>, %ld: i64) {
  %i = tile.arange : tensor<64xi64>
  %i2 = tile.expand_dims %i axis 1 : tensor<64xi64> -> tensor<64x1xi64>
  %across = tile.broadcast %i2 : tensor<64x1xi64> -> tensor<64x8xi64>
  %j = tile.arange : tensor<8xi64>
  %lds = tile.splat %ld : i64 -> tensor<8xi64>
  %down1 = arith.muli %j, %lds : tensor<8xi64>
  %down2 = tile.expand_dims %down1 axis 0 : tensor<8xi64> -> tensor<1x8xi64>
  %down = tile.broadcast %down2 : tensor<1x8xi64> -> tensor<64x8xi64>
  %at = arith.addi %across, %down : tensor<64x8xi64>
  %a = tile.load %x[%at] : !tile.ptr<f32>, tensor<64x8xi64>
  %b = arith.negf %a : tensor<64x8xf32>
  tile.store %b, %x[%at] : !tile.ptr<f32>, tensor<64x8xi64>
  tile.return
}
