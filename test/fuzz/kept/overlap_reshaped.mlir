// crash compile avx512: ended by signal Segmentation fault
//
// RUN: gems-fuzz --replay=%s --targets=native,avx2,neon,sve128,sve256,sve2048

module {
  tile.kernel @fuzz625(%in2: !tile.ptr<bf16>, %in3: !tile.ptr<f16>, %p4: !tile.ptr<bf16> {tile.noalias}) {
    %cst = arith.constant dense<0> : tensor<1x12xi32>
    %0 = tile.load %in2[%cst] : !tile.ptr<bf16>, tensor<1x12xi32>
    %1 = tile.reshape %0 : tensor<1x12xbf16> -> tensor<12xbf16>
    %cst_0 = arith.constant dense<0.000000e+00> : tensor<12xf16>
    %cst_1 = arith.constant dense<0> : tensor<12xi64>
    tile.store %cst_0, %in3[%cst_1] : !tile.ptr<f16>, tensor<12xi64>
    %false = arith.constant false
    %2 = arith.select %false, %p4, %p4 : !tile.ptr<bf16>
    %cst_2 = arith.constant dense<0> : tensor<12xi64>
    tile.store %1, %2[%cst_2] : !tile.ptr<bf16>, tensor<12xi64>
    tile.return
  }
}

// seed 625
// buffer bf16
// buffer f16
// buffer bf16
// launch 1 1 1 @0+0 @1+0 @2+200
// contents 296*00
// contents 3672*00
// contents 1800*00
