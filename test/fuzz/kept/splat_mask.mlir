// compile avx512: loc("fuzz-1217.mlir":4:10): expected an op that avx512 selects, got 'tile.splat'
//
// RUN: gems-fuzz --replay=%s --targets=native,avx2,neon,sve128,sve256,sve2048

module {
  tile.kernel @fuzz1217(%s2: f32, %p10: !tile.ptr<f32>) {
    %0 = arith.cmpf ule, %s2, %s2 : f32
    %1 = tile.splat %0 : i1 -> tensor<7xi1>
    %cst = arith.constant dense<0.000000e+00> : tensor<7xf32>
    %false = arith.constant false
    %2 = scf.if %false -> (!tile.ptr<f32>) {
      scf.yield %p10 : !tile.ptr<f32>
    } else {
      scf.yield %p10 : !tile.ptr<f32>
    }
    %cst_0 = arith.constant dense<0> : tensor<7xi64>
    tile.store %cst, %2[%cst_0] mask %1 : !tile.ptr<f32>, tensor<7xi64>
    tile.return
  }
}

// seed 1217
// buffer f32
// launch 1 1 1 42aa8000 @0+0
// contents 544*00
