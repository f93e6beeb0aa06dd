// compare sve256: launch 0, group2.0, element 0: expected 0xC0000000 (-2.00), got 0x40000000 (2.00), tolerance 0.00 or 0 ulps
//
// RUN: gems-fuzz --replay=%s --targets=native,avx2,neon,sve128,sve256,sve2048

module {
  tile.kernel @fuzz1003148(%in0: !tile.ptr<i32>, %p1: !tile.ptr<i32>, %q10: !tile.ptr<f32>) {
    %c25_i64 = arith.constant 25 : i64
    %0 = tile.addptr %in0, %c25_i64 : !tile.ptr<i32>, i64
    %cst = arith.constant dense<0> : tensor<4x6xi64>
    %1 = tile.load %0[%cst] : !tile.ptr<i32>, tensor<4x6xi64>
    %cst_0 = arith.constant dense<0> : tensor<4x6xi64>
    %2 = tile.arange  : tensor<6xi64>
    %3 = tile.expand_dims %2 axis 0 : tensor<6xi64> -> tensor<1x6xi64>
    %4 = tile.broadcast %3 : tensor<1x6xi64> -> tensor<4x6xi64>
    %c2_i64 = arith.constant 2 : i64
    %5 = tile.splat %c2_i64 : i64 -> tensor<4x6xi64>
    %6 = arith.muli %4, %5 : tensor<4x6xi64>
    %7 = arith.addi %cst_0, %6 : tensor<4x6xi64>
    %cst_1 = arith.constant dense<0> : tensor<4x6xi64>
    %8 = arith.cmpi sle, %7, %cst_1 : tensor<4x6xi64>
    %cst_2 = arith.constant dense<true> : tensor<4x6xi1>
    %9 = arith.andi %8, %cst_2 : tensor<4x6xi1>
    %cst_3 = arith.constant dense<true> : tensor<4x6xi1>
    %10 = arith.andi %cst_3, %9 : tensor<4x6xi1>
    %11 = tile.load %p1[%7] mask %10 other %1 : !tile.ptr<i32>, tensor<4x6xi64>
    %12 = tile.cast %11 : tensor<4x6xi32> to tensor<4x6xf32>
    %cst_4 = arith.constant dense<2.000000e+00> : tensor<4x6xf32>
    %cst_5 = arith.constant dense<-2.000000e+00> : tensor<4x6xf32>
    %13 = arith.minimumf %12, %cst_4 : tensor<4x6xf32>
    %14 = arith.maximumf %13, %cst_5 : tensor<4x6xf32>
    %15 = math.roundeven %14 : tensor<4x6xf32>
    %16 = tile.sum %15 axis 1 : tensor<4x6xf32>
    %cst_6 = arith.constant dense<2.000000e+00> : tensor<4xf32>
    %cst_7 = arith.constant dense<-2.000000e+00> : tensor<4xf32>
    %17 = arith.minimumf %16, %cst_6 : tensor<4xf32>
    %18 = arith.maximumf %17, %cst_7 : tensor<4xf32>
    %cst_8 = arith.constant dense<0> : tensor<4xi32>
    tile.store %18, %q10[%cst_8] : !tile.ptr<f32>, tensor<4xi32>
    tile.return
  }
}
// seed 1003148
// buffer i32
// buffer i32
// buffer f32
// launch 1 1 1 @0+0 @1+0 @2+0
// contents 3*ff 7f 4e 3*00 39 3*00 25 5*00 08 00 01 2*00 80 4*00 5b 3*00 4*ff 01 3*00 43 a7 1f de b1 03 10 5a 3*00 08 10 3*00 ef 3*ff 01 2*00 80 ce 06 62 59 e3 ee 48 d8 1b 3*00 c6 5e 8d 40 3*00 80 3*00 80 5b 6*00 80 43 f0 95 41 01 2*00 80 91 8a 59 98 58 3*00 3c fa e4 ba 1d 2*71 d7 02 3*00 46 3*00 0e 3*00 f9 3*ff c8 c9 7e a7 12 fa c2 42 3*ff 1f 22 3*00 3b 3*00 e8 9f 53 de
// contents 16*00
// contents 16*00
