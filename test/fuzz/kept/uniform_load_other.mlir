// compile avx512: loc("fuzz-766.mlir":24:11): failed to legalize operation 'cf.br' that was explicitly marked illegal
//
// RUN: gems-fuzz --replay=%s --targets=native,avx2,neon,sve128,sve256,sve2048

module {
  tile.kernel @fuzz766(%in0: !tile.ptr<i32>, %n7: i32, %in10: !tile.ptr<bf16>, %s12: i64) {
    %cst = arith.constant dense<0> : tensor<9x77xi32>
    %0 = tile.load %in0[%cst] : !tile.ptr<i32>, tensor<9x77xi32>
    %cst_0 = arith.constant dense<0.000000e+00> : tensor<9x77xbf16>
    %cst_1 = arith.constant dense<0> : tensor<9x77xi64>
    tile.store %cst_0, %in10[%cst_1] : !tile.ptr<bf16>, tensor<9x77xi64>
    %c0_i32 = arith.constant 0 : i32
    %cst_2 = arith.constant dense<-3.93171668> : tensor<9x77xf32>
    %1 = tile.splat %s12 : i64 -> tensor<9x77xi64>
    %cst_3 = arith.constant dense<1023> : tensor<9x77xi64>
    %2 = arith.andi %1, %cst_3 : tensor<9x77xi64>
    %3 = tile.arange : tensor<9xi64>
    %4 = tile.expand_dims %3 axis 1 : tensor<9xi64> -> tensor<9x1xi64>
    %5 = tile.broadcast %4 : tensor<9x1xi64> -> tensor<9x77xi64>
    %cst_4 = arith.constant dense<3> : tensor<9x77xi64>
    %6 = arith.andi %5, %cst_4 : tensor<9x77xi64>
    %cst_5 = arith.constant dense<0> : tensor<9x77xi64>
    %7 = arith.cmpi eq, %6, %cst_5 : tensor<9x77xi64>
    %false = arith.constant false
    %8 = arith.select %false, %in0, %in0 : !tile.ptr<i32>
    %cst_6 = arith.constant dense<0> : tensor<9x77xi64>
    %9 = arith.subi %2, %cst_6 : tensor<9x77xi64>
    %10 = tile.load %8[%9] mask %7 other %0 : !tile.ptr<i32>, tensor<9x77xi64>
    %cst_7 = arith.constant dense<1.222500e+02> : tensor<9x77xf32>
    %c129_i32 = arith.constant 129 : i32
    %11:3 = scf.for %arg0 = %c0_i32 to %n7 step %c129_i32 iter_args(%arg1 = %cst_2, %arg2 = %10, %arg3 = %cst_7) -> (tensor<9x77xf32>, tensor<9x77xi32>, tensor<9x77xf32>)  : i32 {
      scf.yield %cst_7, %10, %arg3 : tensor<9x77xf32>, tensor<9x77xi32>, tensor<9x77xf32>
    }
    %12 = arith.shrui %11#1, %11#1 : tensor<9x77xi32>
    %cst_8 = arith.constant dense<0> : tensor<9x77xi64>
    tile.store %12, %in0[%cst_8] : !tile.ptr<i32>, tensor<9x77xi64>
    tile.return
  }
}

// seed 766
// buffer i32
// buffer bf16
// launch 1 1 1 @0+0 4d @1+0 1d
// contents 24768*00
// contents 6208*00
