// RUN: gems-opt %s --tile-to-vector=isa=neon --canonicalize --cse | FileCheck %s

// The scale of a row is read once, before the loop along the row, and only if the row has elements:
// the check before has found that no store touches it.
// CHECK-LABEL: func.func @scale_rows
// CHECK: scf.if
// CHECK:   scf.for %[[ROW:.+]] = %c0_i64 to %c8_i64
// CHECK:     scf.if
// CHECK:       %[[AT:.+]] = arith.index_cast %[[ROW]] : i64 to index
// CHECK:       %[[SCALE:.+]] = memref.load %arg1[%[[AT]]]
// CHECK:       scf.for
// CHECK-NOT:     memref.load
// CHECK:         %[[SPREAD:.+]] = vector.broadcast %[[SCALE]]
// CHECK:         %[[Y:.+]] = arith.mulf %{{.+}}, %[[SPREAD]]
// CHECK:         vector.store %[[Y]]
tile.kernel @scale_rows(%x: !tile.ptr<f32>, %scales: !tile.ptr<f32>, %n32: i32) {
  %n = arith.extsi %n32 : i32 to i64
  %rows = tile.arange : tensor<8xi64>
  %scale = tile.load %scales[%rows] : !tile.ptr<f32>, tensor<8xi64>
  %scale2 = tile.expand_dims %scale axis 1 : tensor<8xf32> -> tensor<8x1xf32>
  %factor = tile.broadcast %scale2 : tensor<8x1xf32> -> tensor<8x128xf32>
  %rows2 = tile.expand_dims %rows axis 1 : tensor<8xi64> -> tensor<8x1xi64>
  %width = arith.constant dense<128> : tensor<8x1xi64>
  %down2 = arith.muli %rows2, %width : tensor<8x1xi64>
  %down = tile.broadcast %down2 : tensor<8x1xi64> -> tensor<8x128xi64>
  %cols = tile.arange : tensor<128xi64>
  %cols2 = tile.expand_dims %cols axis 0 : tensor<128xi64> -> tensor<1x128xi64>
  %across = tile.broadcast %cols2 : tensor<1x128xi64> -> tensor<8x128xi64>
  %end = tile.splat %n : i64 -> tensor<8x128xi64>
  %m = arith.cmpi slt, %across, %end : tensor<8x128xi64>
  %at = arith.addi %down, %across : tensor<8x128xi64>
  %v = tile.load %x[%at] mask %m : !tile.ptr<f32>, tensor<8x128xi64>
  %y = arith.mulf %v, %factor : tensor<8x128xf32>
  tile.store %y, %x[%at] mask %m : !tile.ptr<f32>, tensor<8x128xi64>
  tile.return
}
