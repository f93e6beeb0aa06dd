// compile neon: loc("fuzz-10074.mlir":24:13): expected an op that neon selects, got 'vector.maskedload' on fixed vectors
//
// RUN: gems-fuzz --replay=%s --targets=native,avx2,neon,sve128,sve256,sve2048

module {
  tile.kernel @fuzz10074(%n2: i32, %p3: !tile.ptr<f32> {tile.noalias}, %p5: !tile.ptr<f64> {tile.noalias}) {
    %cst = arith.constant dense<0.000000e+00> : tensor<15xf64>
    %cst_0 = arith.constant dense<0x7F800000> : tensor<15xf32>
    %c0_i32 = arith.constant 0 : i32
    %c9_i32 = arith.constant 9 : i32
    %0:2 = scf.for %arg0 = %c0_i32 to %n2 step %c9_i32 iter_args(%arg1 = %cst, %arg2 = %cst_0) -> (tensor<15xf64>, tensor<15xf32>)  : i32 {
      %5 = tile.arange : tensor<10xi32>
      %6 = tile.expand_dims %5 axis 1 : tensor<10xi32> -> tensor<10x1xi32>
      %7 = tile.broadcast %6 : tensor<10x1xi32> -> tensor<10x15xi32>
      %cst_7 = arith.constant dense<0> : tensor<10x15xi32>
      %8 = arith.addi %cst_7, %7 : tensor<10x15xi32>
      %cst_8 = arith.constant dense<0> : tensor<10x15xi32>
      %9 = arith.cmpi slt, %8, %cst_8 : tensor<10x15xi32>
      %10 = tile.arange : tensor<15xi32>
      %11 = tile.expand_dims %10 axis 0 : tensor<15xi32> -> tensor<1x15xi32>
      %12 = tile.broadcast %11 : tensor<1x15xi32> -> tensor<10x15xi32>
      %cst_9 = arith.constant dense<0> : tensor<10x15xi32>
      %13 = arith.addi %cst_9, %12 : tensor<10x15xi32>
      %false = arith.constant false
      %14 = arith.select %false, %p3, %p3 : !tile.ptr<f32>
      %cst_10 = arith.constant dense<0> : tensor<10x15xi32>
      %15 = arith.subi %13, %cst_10 : tensor<10x15xi32>
      %16 = tile.load %14[%15] mask %9 : !tile.ptr<f32>, tensor<10x15xi32>
      %cst_11 = arith.constant dense<1.000000e+00> : tensor<15xf64>
      %17 = tile.min %16 axis 0 : tensor<10x15xf32>
      %18 = arith.minimumf %arg2, %17 : tensor<15xf32>
      scf.yield %cst_11, %18 : tensor<15xf64>, tensor<15xf32>
    }
    %cst_1 = arith.constant dense<0x7FF0000000000000> : tensor<10x15xf64>
    %c0_i32_2 = arith.constant 0 : i32
    %c9_i32_3 = arith.constant 9 : i32
    %1 = scf.for %arg0 = %c0_i32_2 to %n2 step %c9_i32_3 iter_args(%arg1 = %cst_1) -> (tensor<10x15xf64>)  : i32 {
      %5 = tile.expand_dims %0#0 axis 0 : tensor<15xf64> -> tensor<1x15xf64>
      %6 = tile.broadcast %5 : tensor<1x15xf64> -> tensor<10x15xf64>
      %7 = arith.minimumf %arg1, %6 : tensor<10x15xf64>
      scf.yield %7 : tensor<10x15xf64>
    }
    %2 = tile.min %1 axis 0 : tensor<10x15xf64>
    %cst_4 = arith.constant dense<2.000000e+00> : tensor<15xf64>
    %cst_5 = arith.constant dense<-2.000000e+00> : tensor<15xf64>
    %3 = arith.minimumf %2, %cst_4 : tensor<15xf64>
    %4 = arith.maximumf %3, %cst_5 : tensor<15xf64>
    %cst_6 = arith.constant dense<0> : tensor<15xi64>
    tile.store %4, %p5[%cst_6] : !tile.ptr<f64>, tensor<15xi64>
    tile.return
  }
}

// seed 10074
// buffer f32
// buffer f64
// launch 1 1 1 1 @0+0 @1+0
// contents 9504*00
// contents 19072*00
