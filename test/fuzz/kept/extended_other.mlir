// compare sve128: launch 0, group0.0, element 0: expected 0x0, got 0x80
//
// RUN: gems-fuzz --replay=%s --targets=native,avx2,neon,sve128,sve256,sve2048

module {
  tile.kernel @fuzz10696(%in0: !tile.ptr<i8>, %n3: i64) {
    %cst = arith.constant dense<0> : tensor<6x12xi32>
    %cst_0 = arith.constant dense<false> : tensor<6x12xi1>
    %cst_1 = arith.constant dense<-128> : tensor<6x12xi8>
    %0 = tile.load %in0[%cst] mask %cst_0 other %cst_1 : !tile.ptr<i8>, tensor<6x12xi32>
    %cst_2 = arith.constant dense<0> : tensor<6x12xi8>
    %c0_i64 = arith.constant 0 : i64
    %c12_i64 = arith.constant 12 : i64
    %1 = scf.for %arg0 = %c0_i64 to %n3 step %c12_i64 iter_args(%arg1 = %cst_2) -> (tensor<6x12xi8>)  : i64 {
      %3 = tile.arange : tensor<12xi64>
      %4 = tile.expand_dims %3 axis 0 : tensor<12xi64> -> tensor<1x12xi64>
      %5 = tile.broadcast %4 : tensor<1x12xi64> -> tensor<6x12xi64>
      %6 = tile.splat %arg0 : i64 -> tensor<6x12xi64>
      %7 = arith.addi %5, %6 : tensor<6x12xi64>
      %cst_4 = arith.constant dense<1> : tensor<6x12xi64>
      %8 = arith.cmpi slt, %7, %cst_4 : tensor<6x12xi64>
      %9 = tile.arange : tensor<12xi64>
      %10 = tile.reshape %9 : tensor<12xi64> -> tensor<1x12xi64>
      %11 = tile.broadcast %10 : tensor<1x12xi64> -> tensor<6x12xi64>
      %cst_5 = arith.constant dense<0> : tensor<6x12xi64>
      %12 = arith.addi %cst_5, %11 : tensor<6x12xi64>
      %cst_6 = arith.constant dense<0> : tensor<6x12xi64>
      %13 = arith.addi %cst_6, %12 : tensor<6x12xi64>
      %14 = tile.load %in0[%13] mask %8 other %0 : !tile.ptr<i8>, tensor<6x12xi64>
      %cst_7 = arith.constant dense<0> : tensor<6x12xi8>
      %15 = arith.maxsi %cst_7, %14 : tensor<6x12xi8>
      %16 = arith.addi %arg1, %15 : tensor<6x12xi8>
      scf.yield %16 : tensor<6x12xi8>
    }
    %2 = tile.sum %1 axis 1 : tensor<6x12xi8>
    %cst_3 = arith.constant dense<0> : tensor<6xi64>
    tile.store %2, %in0[%cst_3] : !tile.ptr<i8>, tensor<6xi64>
    tile.return
  }
}

// seed 10696
// buffer i8
// launch 1 1 1 @0+0 1
// contents ff 04 2*01 0c 07 10 0c 00 11 04 ff 06 13 11 14 05 0d 0c 06 0c 10 09 05 00 13 0d 08 11 00 14 08 0d 11 0e 0f fe 0f 02 11 0f 14 0d 05 13 11 0f 08 2*01 ff 00 02 0a ff 0e 11 14 0e 0f 04 09 ff 03 0a 00 0d 06 00 02 05 fd 09 05 0f 0c fe 0e 00 09 05 00 02 03 06 10 11 2*07 fe 02 06 03 13 12 03 09 10 03 fe 14 fd fe 0c 09 0c 00 0a fd 0c 04 09
