// compare sve128: launch 0, group4.0, element 5: expected 0x16819CE0, got 0x0
//
// RUN: gems-fuzz --replay=%s --targets=native,avx2,neon,sve128,sve256,sve2048

module {
  tile.kernel @fuzz100100(%out5: !tile.ptr<bf16>, %out9: !tile.ptr<i32>) {
    %c-2_i64 = arith.constant -2 : i64
    %c4_i64 = arith.constant 4 : i64
    %cst = arith.constant -2.479560e-39 : bf16
    %c1_i64 = arith.constant 1 : i64
    %0 = scf.for %arg0 = %c-2_i64 to %c4_i64 step %c1_i64 iter_args(%arg1 = %cst) -> (bf16)  : i64 {
      %cst_0 = arith.constant dense<0.000000e+00> : tensor<1703xbf16>
      %1 = tile.arange  : tensor<1703xi64>
      tile.store %cst_0, %out5[%1] : !tile.ptr<bf16>, tensor<1703xi64>
      %cst_1 = arith.constant dense<0> : tensor<1703xi32>
      %cst_2 = arith.constant dense<0> : tensor<1703xi32>
      tile.store %cst_1, %out9[%cst_2] : !tile.ptr<i32>, tensor<1703xi32>
      %cst_3 = arith.constant -6.758400e+05 : bf16
      scf.yield %cst_3 : bf16
    }
    tile.return
  }
}
// seed 100100
// buffer bf16
// buffer i32
// launch 1 1 1 @0+0 @1+16
// contents 6360*00
// contents 3*ff 7f f2 3*ff 0f 3*00 59 ae ce 38 4a 3*00 e0 9c 81 16 ff 0f 2*00 2*ff 07 00 4*ff 4*00 3*ff 7f 2e 3*00
