// RUN: gems-compile %s --target=aarch64-linux-gnu --cpu=neoverse-v2 --emit=llvm-ir -o - | FileCheck %s

// Whole vectors cover 32 of 40 elements where that many or half of them fit on a vector, and none
// where 64 do. LLVM must not look through the mask: it takes the lowest bits of vscale for those
// of an odd number.
// CHECK-LABEL: define void @constant_extent
// CHECK: %[[SCALE:.+]] = call i64 @llvm.vscale.i64()
// CHECK: %[[HIDDEN:.+]] = freeze i64 %{{.+}}
// CHECK: and i64 %[[HIDDEN]], 32
tile.kernel @constant_extent(%x: !tile.ptr<f32>, %y: !tile.ptr<f32> {tile.noalias}) {
  %lanes = tile.arange : tensor<40xi64>
  %v = tile.load %x[%lanes] : !tile.ptr<f32>, tensor<40xi64>
  tile.store %v, %y[%lanes] : !tile.ptr<f32>, tensor<40xi64>
  tile.return
}
