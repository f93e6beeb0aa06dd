// crash compile neon: ended by signal Segmentation fault
//
// RUN: gems-fuzz --replay=%s --targets=native,avx2,neon,sve128,sve256,sve2048

module {
  tile.kernel @fuzz10420(%n1: i32, %in3: !tile.ptr<f16>, %n8: i64, %n9: i32, %p13: !tile.ptr<bf16>) {
    %cst = arith.constant dense<0.000000e+00> : tensor<2xf16>
    %cst_0 = arith.constant dense<0.000000e+00> : tensor<2xbf16>
    %c0_i64 = arith.constant 0 : i64
    %c2_i64 = arith.constant 2 : i64
    %0 = scf.for %arg0 = %c0_i64 to %n8 step %c2_i64 iter_args(%arg1 = %cst_0) -> (tensor<2xbf16>)  : i64 {
      %c0_i32 = arith.constant 0 : i32
      %c2_i32 = arith.constant 2 : i32
      scf.for %arg2 = %c0_i32 to %n9 step %c2_i32  : i32 {
        %c0_i32_4 = arith.constant 0 : i32
        %cst_5 = arith.constant dense<false> : tensor<2xi1>
        %cst_6 = arith.constant dense<0.000000e+00> : tensor<2xbf16>
        %c2_i32_7 = arith.constant 2 : i32
        %1:3 = scf.for %arg3 = %c0_i32_4 to %n1 step %c2_i32_7 iter_args(%arg4 = %cst, %arg5 = %cst_5, %arg6 = %cst_6) -> (tensor<2xf16>, tensor<2xi1>, tensor<2xbf16>)  : i32 {
          %cst_10 = arith.constant dense<0.000000e+00> : tensor<2xf16>
          %cst_11 = arith.constant dense<true> : tensor<2xi1>
          scf.yield %cst_10, %cst_11, %arg6 : tensor<2xf16>, tensor<2xi1>, tensor<2xbf16>
        }
        %cst_8 = arith.constant dense<0.000000e+00> : tensor<2xbf16>
        %cst_9 = arith.constant dense<0> : tensor<2xi64>
        tile.store %cst_8, %p13[%cst_9] mask %1#1 : !tile.ptr<bf16>, tensor<2xi64>
      }
      %c0_i32_1 = arith.constant 0 : i32
      %c2_i32_2 = arith.constant 2 : i32
      scf.for %arg2 = %c0_i32_1 to %n1 step %c2_i32_2  : i32 {
        %cst_4 = arith.constant 0.000000e+00 : f16
        tile.store %cst_4, %in3[%arg2] : !tile.ptr<f16>, i32
      }
      %cst_3 = arith.constant dense<0.000000e+00> : tensor<2xbf16>
      scf.yield %cst_3 : tensor<2xbf16>
    }
    tile.return
  }
}

// seed 10420
// buffer f16
// buffer bf16
// launch 1 1 1 1 @0+18 2 8 @1+0
// contents 96*00
// contents 48*00
