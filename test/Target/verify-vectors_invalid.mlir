// RUN: gems-opt %s --gems-verify-vectors=isa=neon --split-input-file --verify-diagnostics

func.func @wide(%x: memref<?xf32>, %i: index) {
  // expected-error@+1 {{expected vectors of at most 1024 bits for neon, got 'vector<33xf32>'}}
  %v = vector.load %x[%i] : memref<?xf32>, vector<33xf32>
  return
}

// -----

func.func @unknown_op(%x: vector<4xf32>) {
  // expected-error@+1 {{expected an op that neon selects, got 'math.erf'}}
  %v = math.erf %x : vector<4xf32>
  return
}

// -----

func.func @library_call(%x: vector<4xf32>) {
  // expected-error@+1 {{expected an op that neon selects, got 'arith.remf'}}
  %v = arith.remf %x, %x : vector<4xf32>
  return
}

// -----

func.func @not_on_this_target(%x: memref<?xf32>, %i: index, %m: vector<4xi1>, %p: vector<4xf32>) {
  // expected-error@+1 {{expected an op that neon selects, got 'vector.maskedload' on fixed vectors}}
  %v = vector.maskedload %x[%i], %m, %p : memref<?xf32>, vector<4xi1>, vector<4xf32> into vector<4xf32>
  return
}

// -----

func.func @not_this_type(%x: vector<4xbf16>) {
  // expected-error@+1 {{expected an op that neon selects, got 'arith.addf' on fixed vectors from (vector<4xbf16>, vector<4xbf16>) to (vector<4xbf16>)}}
  %v = arith.addf %x, %x : vector<4xbf16>
  return
}

// -----

func.func @needs_a_feature(%x: vector<4xf16>) {
  // expected-error@+1 {{expected an op that neon selects, got 'arith.mulf' on fixed vectors from (vector<4xf16>, vector<4xf16>) to (vector<4xf16>)}}
  %v = arith.mulf %x, %x : vector<4xf16>
  return
}

// -----

func.func @scalable(%x: vector<[4]xf32>) {
  // expected-error@+1 {{expected an op that neon selects, got 'vector.scalable.extract' on scalable vectors}}
  %v = vector.scalable.extract %x[0] : vector<4xf32> from vector<[4]xf32>
  return
}

// -----

// expected-error@+1 {{expected an op that neon selects, got 'tile.kernel'}}
tile.kernel @left(%x: !tile.ptr<f32>) {
  tile.return
}

// -----

// expected-error@+1 {{expected a source line on every op, got 'arith.addi' without one}}
func.func @no_line(%x: i32) {
  %v = arith.addi %x, %x : i32 loc(unknown)
  return
}
