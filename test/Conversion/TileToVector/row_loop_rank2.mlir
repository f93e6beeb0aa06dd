// RUN: gems-opt %s --tile-to-vector=isa=neon --canonicalize --cse | FileCheck %s --check-prefixes=CHECK,NEON
// RUN: gems-opt %s --tile-to-vector=isa=sve --canonicalize --cse | FileCheck %s --check-prefixes=CHECK,SVE

// A loop over tiles of 4 rows and 96 columns that carries the sums of the rows becomes a loop over
// the rows, each of which runs along all tiles at once. Rows that do not exist read nothing.
// CHECK-LABEL: func.func @row_sums
// CHECK: %[[SUMS:view.*]] = memref.view
// CHECK: scf.for %{{.+}} = %{{.+}} to %[[HIGH:.+]] step
// NEON:   %[[TOTAL:.+]] = scf.for {{.*}} -> (vector<32xf32>)
// SVE:    %[[TOTAL:.+]] = scf.for {{.*}} -> (vector<[16]xf32>)
// CHECK:     vector.load
// CHECK:   vector.reduction <add>
// CHECK:   memref.store %{{.+}}, %[[SUMS]]
// CHECK: scf.for %[[ROW:.+]] = %[[HIGH]] to %{{.+}} step %{{.+}} : i64 {
// CHECK-NOT: load
// CHECK:   memref.store %{{.+}}, %[[SUMS]]
// CHECK: return
tile.kernel @row_sums(%x: !tile.ptr<f32>, %m32: i32, %n32: i32, %out: !tile.ptr<f32>) {
  %m = arith.extsi %m32 : i32 to i64
  %n = arith.extsi %n32 : i32 to i64
  %zeros = arith.constant dense<0.0> : tensor<4xf32>
  %first = arith.constant 0 : i64
  %step = arith.constant 96 : i64
  %rows = tile.arange : tensor<4xi64>
  %rows2 = tile.expand_dims %rows axis 1 : tensor<4xi64> -> tensor<4x1xi64>
  %width = tile.splat %n : i64 -> tensor<4x1xi64>
  %down2 = arith.muli %rows2, %width : tensor<4x1xi64>
  %down = tile.broadcast %down2 : tensor<4x1xi64> -> tensor<4x96xi64>
  %row_end = tile.splat %m : i64 -> tensor<4x1xi64>
  %row_mask2 = arith.cmpi slt, %rows2, %row_end : tensor<4x1xi64>
  %row_mask = tile.broadcast %row_mask2 : tensor<4x1xi1> -> tensor<4x96xi1>
  %lanes = tile.arange : tensor<96xi64>
  %col_end = tile.splat %n : i64 -> tensor<1x96xi64>
  %sums = scf.for %off = %first to %n step %step iter_args(%acc = %zeros) -> (tensor<4xf32>) : i64 {
    %start = tile.splat %off : i64 -> tensor<96xi64>
    %cols = arith.addi %start, %lanes : tensor<96xi64>
    %cols2 = tile.expand_dims %cols axis 0 : tensor<96xi64> -> tensor<1x96xi64>
    %col_mask2 = arith.cmpi slt, %cols2, %col_end : tensor<1x96xi64>
    %col_mask = tile.broadcast %col_mask2 : tensor<1x96xi1> -> tensor<4x96xi1>
    %mask = arith.andi %row_mask, %col_mask : tensor<4x96xi1>
    %across = tile.broadcast %cols2 : tensor<1x96xi64> -> tensor<4x96xi64>
    %at = arith.addi %down, %across : tensor<4x96xi64>
    %v = tile.load %x[%at] mask %mask : !tile.ptr<f32>, tensor<4x96xi64>
    %part = tile.sum %v axis 1 : tensor<4x96xf32>
    %next = arith.addf %acc, %part : tensor<4xf32>
    scf.yield %next : tensor<4xf32>
  }
  tile.store %sums, %out[%rows] : !tile.ptr<f32>, tensor<4xi64>
  tile.return
}

// Sums of columns that a loop over rows carries: every column is added up in a register along all
// rows, and joins what the tile started with once.
// CHECK-LABEL: func.func @column_maxima
// CHECK: scf.for
// NEON:   %[[MAX:.+]] = scf.for {{.*}} -> (vector<32xf32>)
// NEON:     vector.load {{.*}} : memref<?xf32>, vector<32xf32>
// NEON:     arith.maximumf
// NEON:   %[[INIT:.+]] = vector.load
// NEON:   %[[JOINED:.+]] = arith.maximumf %[[INIT]], %[[MAX]]
// NEON:   vector.store %[[JOINED]]
// SVE:    %[[MAX:.+]] = scf.for {{.*}} -> (vector<[32]xf32>)
// SVE:      vector.load {{.*}} : memref<?xf32>, vector<[32]xf32>
// SVE:      arith.maximumf
// SVE:      scf.yield
// SVE:    %[[INIT:.+]] = vector.load
// SVE:    %[[JOINED:.+]] = arith.maximumf %[[INIT]], %[[MAX]]
// SVE:    vector.store %[[JOINED]]
// CHECK: return
tile.kernel @column_maxima(%x: !tile.ptr<f32>, %m: i64, %least: !tile.ptr<f32>,
                           %out: !tile.ptr<f32>) {
  %first = arith.constant 0 : i64
  %step = arith.constant 8 : i64
  %cols = tile.arange : tensor<64xi64>
  %cols2 = tile.expand_dims %cols axis 0 : tensor<64xi64> -> tensor<1x64xi64>
  %across = tile.broadcast %cols2 : tensor<1x64xi64> -> tensor<8x64xi64>
  %lanes = tile.arange : tensor<8xi64>
  %width = arith.constant dense<64> : tensor<8xi64>
  %init = tile.load %least[%cols] : !tile.ptr<f32>, tensor<64xi64>
  %max = scf.for %off = %first to %m step %step iter_args(%acc = %init) -> (tensor<64xf32>) : i64 {
    %start = tile.splat %off : i64 -> tensor<8xi64>
    %rows = arith.addi %start, %lanes : tensor<8xi64>
    %down1 = arith.muli %rows, %width : tensor<8xi64>
    %down2 = tile.expand_dims %down1 axis 1 : tensor<8xi64> -> tensor<8x1xi64>
    %down = tile.broadcast %down2 : tensor<8x1xi64> -> tensor<8x64xi64>
    %at = arith.addi %down, %across : tensor<8x64xi64>
    %v = tile.load %x[%at] : !tile.ptr<f32>, tensor<8x64xi64>
    %part = tile.max %v axis 0 : tensor<8x64xf32>
    %next = arith.maximumf %acc, %part : tensor<64xf32>
    scf.yield %next : tensor<64xf32>
  }
  tile.store %max, %out[%cols] : !tile.ptr<f32>, tensor<64xi64>
  tile.return
}

// Stores, too, go row by row, if no element is stored twice nor read where another is stored, over
// all tiles. Otherwise the tiles come in the author's order.
// CHECK-LABEL: func.func @negate
// CHECK: scf.if %{{.+}} {
// CHECK:   scf.for
// CHECK:     %[[WHOLE:.+]] = arith.andi
// CHECK:     scf.for %{{.+}} = %c0_i64 to %[[WHOLE]]
// CHECK:       vector.load
// CHECK:       arith.negf
// CHECK:       vector.store
// CHECK: } else {
// CHECK:   scf.for %[[OFF:.+]] = %c0_i64 to %{{.+}} step %c96_i64
// CHECK:     scf.if
// CHECK: return
tile.kernel @negate(%x: !tile.ptr<f32>, %ld32: i32, %n32: i32, %y: !tile.ptr<f32>) {
  %ld = arith.extsi %ld32 : i32 to i64
  %n = arith.extsi %n32 : i32 to i64
  %first = arith.constant 0 : i64
  %step = arith.constant 96 : i64
  %rows = tile.arange : tensor<4xi64>
  %rows2 = tile.expand_dims %rows axis 1 : tensor<4xi64> -> tensor<4x1xi64>
  %width = tile.splat %ld : i64 -> tensor<4x1xi64>
  %down2 = arith.muli %rows2, %width : tensor<4x1xi64>
  %down = tile.broadcast %down2 : tensor<4x1xi64> -> tensor<4x96xi64>
  %lanes = tile.arange : tensor<96xi64>
  %col_end = tile.splat %n : i64 -> tensor<1x96xi64>
  scf.for %off = %first to %n step %step : i64 {
    %start = tile.splat %off : i64 -> tensor<96xi64>
    %cols = arith.addi %start, %lanes : tensor<96xi64>
    %cols2 = tile.expand_dims %cols axis 0 : tensor<96xi64> -> tensor<1x96xi64>
    %col_mask2 = arith.cmpi slt, %cols2, %col_end : tensor<1x96xi64>
    %mask = tile.broadcast %col_mask2 : tensor<1x96xi1> -> tensor<4x96xi1>
    %across = tile.broadcast %cols2 : tensor<1x96xi64> -> tensor<4x96xi64>
    %at = arith.addi %down, %across : tensor<4x96xi64>
    %v = tile.load %x[%at] mask %mask : !tile.ptr<f32>, tensor<4x96xi64>
    %w = arith.negf %v : tensor<4x96xf32>
    tile.store %w, %y[%at] mask %mask : !tile.ptr<f32>, tensor<4x96xi64>
  }
  tile.return
}
