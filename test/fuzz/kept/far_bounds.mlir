// pass canonicalize: launch 0, group2.0, element 0: expected 0x0 (0.00), got 0x5CF4 (317.00), tolerance 0.00 or 2 ulps
//
// RUN: gems-fuzz --replay=%s --targets=avx512,avx2,neon,sve128,sve256,sve512,sve2048 --passes

module {
  tile.kernel @fuzz1553(%out4: !tile.ptr<f16>) {
    %c-9223372036854775807_i64 = arith.constant -9223372036854775807 : i64
    %c9223372036854775805_i64 = arith.constant 9223372036854775805 : i64
    %c3689348814741910323_i64 = arith.constant 3689348814741910323 : i64
    %cst = arith.constant dense<0x7F800000> : tensor<60xf32>
    %0 = scf.for %arg0 = %c-9223372036854775807_i64 to %c9223372036854775805_i64 step %c3689348814741910323_i64 iter_args(%arg1 = %cst) -> (tensor<60xf32>)  : i64 {
      %cst_0 = arith.constant dense<0.000000e+00> : tensor<256xf16>
      %cst_1 = arith.constant dense<0> : tensor<256xi64>
      tile.store %cst_0, %out4[%cst_1] : !tile.ptr<f16>, tensor<256xi64>
      %cst_2 = arith.constant dense<0.000000e+00> : tensor<60xf32>
      scf.yield %cst_2 : tensor<60xf32>
    }
    tile.return
  }
}
// seed 1553
// buffer f16 ulps 2
// launch 1 1 1 @0+0
// contents f4 5c 00 80 3d 5b 0f 2e
