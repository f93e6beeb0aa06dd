// compare avx512: launch 0, group2.0, element 5: expected 0x3, got 0x0
//
// RUN: gems-fuzz --replay=%s --targets=native,avx2,neon,sve128,sve256,sve2048

module {
  tile.kernel @fuzz168(%index1: !tile.ptr<i64>, %q9: !tile.ptr<i8>) {
    %0 = tile.arange : tensor<4xi32>
    %1 = tile.load %index1[%0] : !tile.ptr<i64>, tensor<4xi32>
    %2 = tile.cast %1 : tensor<4xi64> to tensor<4xi8>
    %3 = arith.minsi %2, %2 : tensor<4xi8>
    %4 = tile.arange 5 : tensor<4xi32>
    %5 = tile.arange : tensor<4xi32>
    %cst = arith.constant dense<3> : tensor<4xi32>
    %6 = arith.andi %5, %cst : tensor<4xi32>
    %cst_0 = arith.constant dense<3> : tensor<4xi32>
    %7 = arith.cmpi eq, %6, %cst_0 : tensor<4xi32>
    tile.store %3, %q9[%4] mask %7 : !tile.ptr<i8>, tensor<4xi32>
    tile.return
  }
}

// seed 168
// buffer i64
// buffer i32
// launch 1 1 1 @0+0 @1+10
// contents 04 23*00 01 7*00 03 7*00 01 7*00 05 7*00 08 15*00
// contents 06 3*00 11 3*00 13 3*00 06 3*00 09 3*00 03 3*00 14 3*00 0c 3*00 09 3*00 06 3*00 10 3*00 06 3*00 12 3*00 10 3*00 11 3*00 13 3*00 0f 3*00 fd 3*ff 0e 3*00 12 3*00 4*ff 11 3*00 04 3*00 09 3*00 13 3*00 0a 3*00 0a 3*00 0a 3*00 09 3*00 09 3*00 14 3*00 0a 3*00 0d 3*00 05 3*00 07 3*00 4*ff 10 3*00 09 3*00 4*ff 03 3*00 4*ff 12 3*00 fd 3*ff 4*00 0b 3*00 14 3*00 09 3*00 fe 3*ff 0c 3*00 10 3*00 07 3*00 14 3*00 09 3*00 0b 3*00 0b 3*00 0d 7*00 0c 3*00 0e 3*00 0e 3*00 0b 3*00 03 3*00 4*ff 4*00 03 3*00 0c 3*00 05 7*00 4*ff 0e 3*00 0a 3*00 0c 3*00 01 3*00 0b 3*00 14 3*00 0e 3*00 11 3*00 4*ff 03 3*00 4*ff fe 3*ff 0f 3*00 14 3*00 02 3*00 13 3*00 02 3*00 02 3*00 03 3*00 12 3*00 12 3*00 01 3*00 06 3*00 11 3*00 12 3*00 08 3*00 13 3*00 08 3*00 11 3*00 06 3*00 08 3*00 07 3*00 11 3*00 07 3*00 0f 3*00 0e 3*00 0c 11*00 11 3*00 03 3*00 03 3*00 11 3*00 09 3*00 07 3*00 fd 3*ff 02 3*00 12 3*00 4*ff 05 3*00 11 3*00 0d 3*00 07 3*00 05 3*00 10 3*00 fe 3*ff 02 3*00 14 3*00 13 3*00 0a 3*00 0c 3*00 11 3*00 4*ff 04 3*00 13 3*00 01 7*00 02 3*00 05 7*00 0b 3*00 12 3*00 0c 3*00 0b 3*00 08 3*00
