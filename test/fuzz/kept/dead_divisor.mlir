// crash run avx512: ended by signal Floating point exception
//
// RUN: gems-fuzz --replay=%s --targets=native,avx2,neon,sve128,sve256,sve2048

module {
  tile.kernel @fuzz117(%n3: i32, %p4: !tile.ptr<i64> {tile.noalias}, %in9: !tile.ptr<i64>) {
    %cst = arith.constant dense<0> : tensor<4xi32>
    %0 = tile.load %p4[%cst] : !tile.ptr<i64>, tensor<4xi32>
    %1 = arith.divui %0, %0 : tensor<4xi64>
    %cst_0 = arith.constant 1.000000e+00 : f32
    %c0_i8 = arith.constant 0 : i8
    %c0_i32 = arith.constant 0 : i32
    %c4_i32 = arith.constant 4 : i32
    %2:2 = scf.for %arg0 = %c0_i32 to %n3 step %c4_i32 iter_args(%arg1 = %cst_0, %arg2 = %c0_i8) -> (f32, i8)  : i32 {
      %cst_1 = arith.constant dense<0> : tensor<4xi32>
      %cst_2 = arith.constant dense<0> : tensor<4xi32>
      %3 = tile.load %in9[%cst_2] : !tile.ptr<i64>, tensor<4xi32>
      %4 = arith.divui %3, %1 : tensor<4xi64>
      %5 = tile.cast %4 : tensor<4xi64> to tensor<4xf64>
      %6 = arith.bitcast %5 : tensor<4xf64> to tensor<4xi64>
      tile.store %6, %p4[%cst_1] : !tile.ptr<i64>, tensor<4xi32>
      %cst_3 = arith.constant 0.000000e+00 : f32
      %c0_i8_4 = arith.constant 0 : i8
      scf.yield %cst_3, %c0_i8_4 : f32, i8
    }
    tile.return
  }
}

// seed 117
// buffer i64
// buffer i64
// launch 1 1 1 10 @0+0 @1+0
// contents 01 7*00 12*ff 1f 3*00 fb 7*ff 4e 7*00 5f 10*00 40 4*00 bd 0a 27 2b e1 23 bc 1b 2e 7*00 1e 14*00 80 ec 10*ff 1f 4*00 0a 7*00 01 7*00 33 7*00 7*ff 7f 24 7*00 87 40 32 c5 c4 ae c0 92 7*00 08 06 7*00 f4 7*ff 87 77 75 a5 f5 11 3f 79 4d 7*00 40 7*00 3f 14*00 04 55 7*00 c8 1a b4 3a dc 5c 6e fc 31 7*00 62 7*00 c9 f6 e1 c5 bb ac 40 0e 3b fd d4 7c 85 f3 3e 77 f9 c6 78 31 3c ca 5f df
// contents 5*00 01 2*00 7f 7*00 4d 43 c0 b4 14 82 33 72 52 7*00 46 7*00 52 7*00 7*ff 7f 8*00 f6 7*ff 09 7*00 69 09 d2 3a 1a 29 9f 9e 7*ff 3f fb 7*ff 52 7*00 e6 f5 f1 14 2e 0b 37 93 7*00 80
