// crash compile avx512: ended by signal Segmentation fault
//
// RUN: gems-fuzz --replay=%s --targets=native,avx2,neon,sve128,sve256,sve2048

module {
  tile.kernel @fuzz1003803(%in0: !tile.ptr<i32>, %out1: !tile.ptr<i32>) {
    %c0 = arith.constant 0 : i32
    %0 = tile.load %in0[%c0] : !tile.ptr<i32>, i32
    %1 = arith.sitofp %0 : i32 to f32
    %cst = arith.constant 1.500000e+00 : f32
    %2 = arith.cmpf true, %1, %cst : f32
    %3 = arith.cmpf false, %cst, %1 : f32
    %4 = arith.ori %2, %3 : i1
    %5 = arith.extui %4 : i1 to i32
    tile.store %5, %out1[%c0] : !tile.ptr<i32>, i32
    tile.return
  }
}
// seed 1003803
// buffer i32
// buffer i32
// launch 1 1 1 @0+0 @1+0
// contents 05 3*00
// contents 4*00
