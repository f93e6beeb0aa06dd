// RUN: gems-opt %s --tile-to-vector=isa=sve --canonicalize --cse | FileCheck %s

// How many of 40 elements whole vectors cover: 32 while 16 or 32 fit on a vector, none when 64 do.
// There is a constant for each length: a constant that is masked by a multiple of vscale is
// compiled to wrong code by LLVM.
// CHECK-LABEL: func.func @constant_extent
// CHECK-NOT: arith.andi
// CHECK: %[[COUNT:.+]] = arith.muli %{{.+}}, %c16_i64
// CHECK: %[[FITS:.+]] = arith.cmpi ule, %[[COUNT]], %c32_i64
// CHECK: %[[WHOLE:.+]] = arith.select %[[FITS]], %c32_i64, %c0_i64
// CHECK: scf.for %{{.+}} = %c0_i64 to %[[WHOLE]] step %[[COUNT]]
// CHECK-NOT: arith.andi
tile.kernel @constant_extent(%x: !tile.ptr<f32>, %y: !tile.ptr<f32> {tile.noalias}) {
  %lanes = tile.arange : tensor<40xi64>
  %v = tile.load %x[%lanes] : !tile.ptr<f32>, tensor<40xi64>
  tile.store %v, %y[%lanes] : !tile.ptr<f32>, tensor<40xi64>
  tile.return
}
