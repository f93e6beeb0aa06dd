// compare avx512: launch 0, group3.0, element 0: expected 0x9EDEA416, got 0x9C
//
// RUN: gems-fuzz --replay=%s --targets=native,avx2,neon,sve128,sve256,sve2048

module {
  tile.kernel @fuzz842(%n3: i32, %p4: !tile.ptr<i32>) {
    %cst = arith.constant dense<0> : tensor<5xi32>
    %c0_i32 = arith.constant 0 : i32
    %c13_i32 = arith.constant 13 : i32
    %0:2 = scf.for %arg0 = %c0_i32 to %n3 step %c13_i32 iter_args(%arg1 = %cst, %arg2 = %p4) -> (tensor<5xi32>, !tile.ptr<i32>)  : i32 {
      %1 = tile.arange : tensor<13xi32>
      %2 = tile.expand_dims %1 axis 0 : tensor<13xi32> -> tensor<1x13xi32>
      %3 = tile.broadcast %2 : tensor<1x13xi32> -> tensor<5x13xi32>
      %4 = tile.splat %arg0 : i32 -> tensor<5x13xi32>
      %5 = arith.addi %4, %3 : tensor<5x13xi32>
      %cst_1 = arith.constant dense<1> : tensor<5x13xi32>
      %6 = arith.cmpi slt, %5, %cst_1 : tensor<5x13xi32>
      %7 = tile.arange : tensor<13xi32>
      %8 = tile.expand_dims %7 axis 0 : tensor<13xi32> -> tensor<1x13xi32>
      %9 = tile.broadcast %8 : tensor<1x13xi32> -> tensor<5x13xi32>
      %cst_2 = arith.constant dense<0> : tensor<5x13xi32>
      %10 = arith.addi %cst_2, %9 : tensor<5x13xi32>
      %11 = tile.arange : tensor<5xi32>
      %12 = tile.expand_dims %11 axis 1 : tensor<5xi32> -> tensor<5x1xi32>
      %13 = tile.broadcast %12 : tensor<5x1xi32> -> tensor<5x13xi32>
      %c27_i32 = arith.constant 27 : i32
      %14 = tile.splat %c27_i32 : i32 -> tensor<5x13xi32>
      %15 = arith.muli %13, %14 : tensor<5x13xi32>
      %16 = arith.addi %15, %10 : tensor<5x13xi32>
      %cst_3 = arith.constant dense<13> : tensor<5x13xi32>
      %17 = tile.load %p4[%16] mask %6 other %cst_3 : !tile.ptr<i32>, tensor<5x13xi32>
      %cst_4 = arith.constant dense<0> : tensor<5x13xi32>
      %cst_5 = arith.constant dense<0> : tensor<5x13xi32>
      %18 = arith.addi %cst_5, %16 : tensor<5x13xi32>
      tile.store %cst_4, %p4[%18] : !tile.ptr<i32>, tensor<5x13xi32>
      %19 = tile.sum %17 axis 1 : tensor<5x13xi32>
      %20 = arith.addi %19, %arg1 : tensor<5xi32>
      scf.yield %20, %arg2 : tensor<5xi32>, !tile.ptr<i32>
    }
    %cst_0 = arith.constant dense<0> : tensor<5xi64>
    tile.store %0#0, %p4[%cst_0] : !tile.ptr<i32>, tensor<5xi64>
    tile.return
  }
}

// seed 842
// buffer i32
// launch 1 1 1 c @0+0
// contents 20 3*00 01 2*00 80 00 10 2*00 20 6*00 80 e3 af ad 8e 52 50 fd 80 ba 97 8a f0 2*ff 7f 00 c1 e6 65 2a 3*ff 3f 07 3*00 ff 0f 2*00 9c 72 1d 4e 94 bf d3 cd cc 3e 4d a0 f9 3*ff 54 3*00 2*ff 0f 00 53 72 20 51 ff 03 5*00 80 7a f9 f0 dc ef 3*ff ca 96 08 8c 38 3*00 45 6*00 80 3*ff 7f 63 3*00 10 3*00 0e 3*00 2*ff 7f 00 fe 5f 8e 57 00 10 2*00 1c 6a cd 51 5c 3*00 59 1f 5b 68 01 2*00 80 2*00 08 00 ff 3f 2*00 53 6*00 80 3*00 80 ff 07 2*00 c2 83 fb d5 59 3*00 0d 6*00 80 55 4*00 08 2*00 01 3*00 3*ff 3f 01 2*00 80 1f 7*00 56 3*00 ae 84 0f fd 2*ff 3f 00 1d 3*00 34 3*00 2*ff 03 00 fa 3*ff 2a 7*00 3*ff 7f 37 3*00 07 7*00 3c 3*00 3*ff 7f 10 3*00 6d 1d b9 7a 43 be cd f6 53 e3 f1 df 37 3*00 62 3*00 bd 02 b6 df 00 40 2*00 fb 3*ff 03 3*00 4a 3*00 15 6*00 80 2a 3*00 01 2*00 80 fb 3*ff 08 3*00 ff 01 2*00 1f 3*00 1d 89 a0 ee fc 3*ff 37 28 d2 d0 ff 0f 2*00 80 3*00 5e 24 af 1d 5f 3*00 01 3*00 fd 3*ff f2 3*ff 09 d2 ad ab 29 3*00 01 3*00 4d 3*00 7f 3*00 22 3*00 01 b2 86 51 e9 d2 85 79 7a a3 de 9e c7 03 f3 cc 3*00 80 1c 3*00 20 3*00 84 2b ab 13 ae 41 22 ea 5c 3*00 0c 3*00 3*ff 0f 00 40 10*00 46 4*00 20 2*00 37 3*00 01 2*00 80 f3 3*ff 69 49 82 81 1c 3*00 1a 3*00 41 3*00 03 3*00 ee 3*ff 1f 3*00 ff 1f 2*00 4c 3*00 5b 3*00 2*ff 03 5*00 34 3*00 01 3*00 b9 32 84 82 20 3*00 3a 3*00 9b 42 51 10 12 3*00 08 0d 7a 03 ff 03 2*00 ff 3f 2*00 2c e6 7e 6c 2*ff 01 00 fd 3*ff 01 3*00 18 3*00 92 54 f9 0a 48 3*00 dc bd 11 76 b7 af eb a1 fd 3*ff 01 3*00 f7 3*ff 16 ab 4e ed e5 90 91 bd 20 3*00 61 4*00 10 2*00 5d 3*00 7*ff 7f 5d 3*00 51 3*00 4c 3*00 13 3*00 ff 1f 2*00 fb 3*ff 64 3*00 01 3*00 1f 3*00 57 3*00 20 3*00 10 3*00 ff d5 26 63 46 3*00 1e 3*00 13 3*00 f8 3*ff 3f 3*00 4*ff 1d 3*00 4*ff 52 3*00 49 3*00 50 1e c0 93 14 6*00 80 3*00 08 3*00 80 40 3*00 ff 0f 2*00 7f 3*00 3*ff 7f 65 a2 d6 12 3*00 80 38 3*00 46 3*00 16 5*00 02 2*00 01 2*00 d6 3e 33 1d fc bd 0a 55 2f 3*00 c5 1e 54 80 2a 3*00 4e 6*00 80 1b aa 15 5d 9b fd bc c7 1f 3*00 f7 3*ff bf d0 48 2e 62 ed ad b5 b6 60 56 40 3*00 80 1f 3*00 04 6*00 40 13 7*00 01 2*00 80 4c 7*00 20 3*00 3*ff 7f 3f 3*00 3*ff 7f 10 5*00 40 3*00 01 00 04 3*00 1f 5*00 01 00 5e 2b 5d 45 3*ff 7f 1f 4*00 39 d7 cb 20 3*00 27 3*00 8f 93 8f 53 a4 44 77 f0 3*00 01 3*ff 7f 01 3*00 17 3*00 1c 3*00 ee 4*ff 0f 2*00 53 3*00 fd 3*ff 3*00 80 fa 6*ff 7f 1f 3*00 89 68 a9 a0 07 3*00 4*ff 1e 3*00 0d 3*00 2*ff 07 00 76 3d 75 88 3*00 80 4*00 4*ff 29 7f 50 87 24 3*00 5d 6*00 08 04 3*00 8a d9 29 08 06 3*00 01 2*00 80 18 4*00 08 2*00 ef 3*ff 3e 3*00 01 2*00 80 22 ff be 08 20 3*00 07 3*00 20 3*00 2*ff 7f 00 1b 3*00 ba eb 4f 53 2d 3*00 01 2*00 80 32 3*00 5*ff 0f 2*00 41 3*00 52 3*00 20 3*00 52 5*00 08 00 f0 06 35 49 7f 3*00 45 3*00 1d 19 66 0d 4c 5*00 04 00 0c 3*00 01 3*00 1c 3*00 04 3*00 f1 3*ff 55 83 0d f1 34 3*00 3f 3*00 04 4*00 80 2*00 f4 3*ff 22 3*00 1f 3*00 04 3*00 45 3*00 b1 f3 64 1e ba ae 0d 5e 61 34 41 03 1d 3*00 20 6*00 20 09 5*00 04 5*00 f1 3*ff 59 3*00 55 3*00 5e 3*00 3*ff 7f 3*ff 07 22 3*00 33 3*00 22 3*00 56 4a d3 c4 2*00 02 00 5f 3*00 29 3*00 4e 4*00 01 2*00 0d 3*00 3*ff 7f f9 3*ff 01 2*00 80 67 05 6d cb 20 3*00 1b 6*00 80 01 3*00 46 3*00 20 3*00 3*ff 7f 3b 3*00 55 7*00 10 3*00 38 3*00 33 3*00 df 41 c0 cf 3a 3*00 01 3*00 0f 3*00 01 5a b1 39 0a 3*00 30 3*00 ff 0f 2*00 48 3*00 20 3*00 81 f5 69 f1 3*ff 00 49 3*00 01 3*00 01 3*00 02 3*00 01 3*00 21 3*00 01 3*00 ff 3*00 b6 41 00 16 2*ff 7f 00 20 3*00 20 3*00 1f 3*00 27 3*00 0b 3*00 6d cc fb fd 2*ff 7f 00 43 3*00 28 3*00 ff 3*00 e9 a2 de 33 4f 3*00 44 3*00 29 3*00 01 3*00 fb 3*ff f2 3*ff 1f 3*00 fb 3*ff 01 4*00 02 4*00 04 00 f9 3*ff db bc c8 d5 20 3*00 60 3*00 ff 6*00 02 47 3*00 ff 3*00 f0 3*ff 56 6*00 80 ff bc e0 f0 4c 3*00 3e 3*00 1f 6*00 80 19 3*00 37 3*00 4*ff 2a 5*00 40 00 5b 3*00 32 1c cd ec 01 3*00 14 7*00 19 3*00 19 3*00 13 3*00 3*ff 7f 01 3*00 4b 5*00 02 00 36 3*00 2*ff 7f 00 3*ff 7f 2*ff 01 00 aa 85 4e be 3*ff 03 2*ff 7f 00 02 52 e9 07 28 3*00 06 6*00 80 ff 07 2*00 62 3*00 56 54 64 f7 3e 2b 55 d9 1b 3*00 f5 3f 3b 10 2a 4*00 08 2*00 35 3*00 3*ff 7f 0d 3*00 20 3*00 3*ff 7f 4c 3*00 55 3*00 0e 3*00 2d 3*00 24 3*00 ec 1f ae e1 2*00 20 00 58 3*00 6f 32 67 e8 01 2*00 80 5d 3*00 21 3*00 4b 3*00 10 3*00 f8 2a c8 06 f6 3*ff 14 3*00 d7 11 19 75 11 3*00 68 de 7b 1f ff 1f 2*00 5c 5*00 20 00 36 3*00 73 d6 86 35 16 3*00 a3 e7 05 20 f2 3*ff 56 3*00 54 3*00 2a 6*00 80 0f 3*00 08 3*00 f2 3*ff 5b 6*00 20 07 3*00 ff 1f 2*00 34 3*00 2a 3*00 3f 5a 5f de f3 3*ff 1c 4b 60 7a 50 3*00 2*ff 0f 00 14 52 a5 4c 40 3*00 1f 3*00 fa a5 e2 70 1a 3*00 0a 3*00 1f 3*00 ff 92 c6 39 3e a3 95 92 07 3*00 04 3*00 33 c9 a8 5c 4d 3*00 ff 9f 53 82 20 3*00 4*ff 4a 19 e2 31 2a 3*00 80 3*00 40 3*00 3*ff 7f 00 80 5*00 10 01 3*00 23 3*00 1f 3*00 ee 3*ff 2a 7*00 10 3*00 4*ff 45 20 c9 f8 8*00 15 3*00 0e 3*00 16 3*00 35 3*00 31 3*00 01 3*00 25 3*00
