// RUN: gems-opt %s --split-input-file --tile-resolve-pointers --tile-to-vector --verify-diagnostics

tile.kernel @two_sources(%x: !tile.ptr<f32>, %y: !tile.ptr<f32>, %n: i64) {
  %i = tile.arange : tensor<8xi64>
  %c0 = arith.constant 0 : i64
  %c = arith.cmpi slt, %n, %c0 : i64
  %p = arith.select %c, %x, %y : !tile.ptr<f32>
  // expected-error @below {{expected a pointer derived from one kernel argument, got one that may come from several}}
  %v = tile.load %p[%i] : !tile.ptr<f32>, tensor<8xi64>
  tile.store %v, %x[%i] : !tile.ptr<f32>, tensor<8xi64>
  tile.return
}

// -----

tile.kernel @mixed_constant(%x: !tile.ptr<f32>) {
  %i = tile.arange : tensor<2xi64>
  // expected-error @below {{expected a tile constant with one value for all elements, got different elements}}
  %v = arith.constant dense<[1.0, 2.0]> : tensor<2xf32>
  tile.store %v, %x[%i] : !tile.ptr<f32>, tensor<2xi64>
  tile.return
}

// -----

tile.kernel @changes_argument(%x: !tile.ptr<f32>, %y: !tile.ptr<f32>, %n: i64) {
  %i = tile.arange : tensor<8xi64>
  %c0 = arith.constant 0 : i64
  %c1 = arith.constant 1 : i64
  %p = scf.for %k = %c0 to %n step %c1 iter_args(%q = %x) -> (!tile.ptr<f32>) : i64 {
    %v = tile.load %q[%i] : !tile.ptr<f32>, tensor<8xi64>
    tile.store %v, %x[%i] : !tile.ptr<f32>, tensor<8xi64>
    // expected-error @below {{expected a loop to carry a pointer into one argument, got another}}
    scf.yield %y : !tile.ptr<f32>
  }
  tile.return
}
