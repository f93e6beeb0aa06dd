// compile avx512: loc(unknown): 'arith.constant' op expected vectors of at most 4096 bits for avx512, got 'vector<128xi64>'
//
// RUN: gems-fuzz --replay=%s --targets=native,avx2,neon,sve128,sve256,sve2048

module {
  tile.kernel @fuzz3235(%q12: !tile.ptr<i8>) {
    %0 = tile.arange -2 : tensor<3840xi32>
    %1 = arith.trunci %0 : tensor<3840xi32> to tensor<3840xi1>
    %2 = tile.cast %1 unsigned : tensor<3840xi1> to tensor<3840xi8>
    %3 = tile.arange : tensor<3840xi64>
    tile.store %2, %q12[%3] : !tile.ptr<i8>, tensor<3840xi64>
    tile.return
  }
}

// seed 3235
// buffer i16
// launch 1 1 1 @0+0
// contents 79424*00
