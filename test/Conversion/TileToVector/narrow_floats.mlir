// RUN: gems-opt %s --tile-to-vector=isa=avx512 --gems-narrow-floats=isa=avx512 --canonicalize --cse | FileCheck %s --check-prefix=WORDS
// RUN: gems-opt %s --tile-to-vector=isa=sve --gems-narrow-floats="isa=sve bf16" --canonicalize --cse | FileCheck %s --check-prefix=SVE
// RUN: gems-opt %s --tile-to-vector=isa=neon | FileCheck %s --check-prefix=NEON
// RUN: gems-opt %s --tile-to-vector=isa=avx2 | FileCheck %s --check-prefix=AVX2

// Even and odd elements are worked on apart, except on NEON, which widens in order without shuffles.
// WORDS-LABEL: func.func @scale
// WORDS: scf.for
// WORDS: %[[RAW:.+]] = vector.load {{.*}} : memref<?xbf16>, vector<64xbf16>
// WORDS: %[[WORDS:.+]] = vector.bitcast %[[RAW]] : vector<64xbf16> to vector<32xi32>
// WORDS-DAG: arith.shli %[[WORDS]]
// WORDS-DAG: arith.andi %[[WORDS]]
// WORDS-NOT: interleave
// WORDS: arith.ori
// WORDS: vector.bitcast {{.*}} : vector<32xi32> to vector<64xbf16>
// WORDS: vector.store {{.*}} : memref<?xbf16>, vector<64xbf16>
// WORDS: scf.if
// WORDS: vector.maskedload {{.*}} vector<64xbf16>

// Where nothing else reads a side, it is widened by a shift or a mask.
// SVE-LABEL: func.func @scale
// SVE-NOT: arith.extf {{.*}} : vector
// SVE: %[[X:.+]] = vector.load %arg0[{{.*}} : memref<?xbf16>, vector<[32]xbf16>
// SVE: %[[W:.+]] = vector.load %arg1[{{.*}} : memref<?xbf16>, vector<[32]xbf16>
// SVE: %[[PACKED:.+]] = vector.bitcast %[[X]] : vector<[32]xbf16> to vector<[16]xi32>
// SVE: arith.shli %[[PACKED]]
// SVE: arith.andi %[[PACKED]]
// SVE: llvm.call_intrinsic "llvm.aarch64.sve.fcvt.bf16f32.v2"
// SVE: llvm.call_intrinsic "llvm.aarch64.sve.fcvtnt.bf16f32.v2"
// SVE: llvm.call_intrinsic "llvm.aarch64.sve.bfmlalb"
// SVE: llvm.call_intrinsic "llvm.aarch64.sve.bfmlalt"
// SVE-NOT: arith.extf {{.*}} : vector

// NEON-LABEL: func.func @scale
// NEON-NOT: interleave
// NEON: return

// AVX2 finishes a row in order, one register and then one element at a time.
// AVX2-LABEL: func.func @scale
// AVX2: vector.load {{.*}} : memref<?xbf16>, vector<32xbf16>
// AVX2: vector.deinterleave
// AVX2: vector.interleave
// AVX2: vector.store {{.*}} : memref<?xbf16>, vector<32xbf16>
// AVX2: vector.load {{.*}} : memref<?xbf16>, vector<8xbf16>
// AVX2: arith.extf {{.*}} : vector<8xbf16> to vector<8xf32>
// AVX2: memref.load
tile.kernel @scale(%x: !tile.ptr<bf16>, %w: !tile.ptr<bf16>, %n: i64, %f: f32) {
  %i = tile.arange : tensor<1024xi64>
  %end = tile.splat %n : i64 -> tensor<1024xi64>
  %m = arith.cmpi slt, %i, %end : tensor<1024xi64>
  %a = tile.load %x[%i] mask %m : !tile.ptr<bf16>, tensor<1024xi64>
  %b = tile.load %w[%i] mask %m : !tile.ptr<bf16>, tensor<1024xi64>
  %s = tile.splat %f : f32 -> tensor<1024xf32>
  %aw = arith.extf %a : tensor<1024xbf16> to tensor<1024xf32>
  %bw = arith.extf %b : tensor<1024xbf16> to tensor<1024xf32>
  %c = arith.mulf %aw, %s : tensor<1024xf32>
  %cn = arith.truncf %c : tensor<1024xf32> to tensor<1024xbf16>
  %cw = arith.extf %cn : tensor<1024xbf16> to tensor<1024xf32>
  %d = arith.mulf %cw, %bw : tensor<1024xf32>
  %dn = arith.truncf %d : tensor<1024xf32> to tensor<1024xbf16>
  tile.store %dn, %x[%i] mask %m : !tile.ptr<bf16>, tensor<1024xi64>
  tile.return
}

// A sum of even and odd elements apart goes into the tail as the elements lie in memory, so that
// each joins the lane that it would have in a whole vector, and comes back the same way.
// AVX2-LABEL: func.func @sum
// AVX2: scf.for {{.*}} -> (vector<32xf32>)
// AVX2: scf.if
// AVX2: %[[NATURAL:.+]] = vector.interleave %{{.+}}, %{{.+}} : vector<16xf32> -> vector<32xf32>
// AVX2: vector.store %[[NATURAL]], %[[SLOT:[a-z0-9_]+]]
// AVX2: scf.for
// AVX2: scf.for
// AVX2: %[[BACK:.+]] = vector.load %[[SLOT]]{{.*}} vector<32xf32>
// AVX2: vector.deinterleave %[[BACK]]
tile.kernel @sum(%x: !tile.ptr<bf16>, %y: !tile.ptr<f32>, %n: i64) {
  %i = tile.arange : tensor<1024xi64>
  %end = tile.splat %n : i64 -> tensor<1024xi64>
  %m = arith.cmpi slt, %i, %end : tensor<1024xi64>
  %a = tile.load %x[%i] mask %m : !tile.ptr<bf16>, tensor<1024xi64>
  %w = arith.extf %a : tensor<1024xbf16> to tensor<1024xf32>
  %s = tile.sum %w axis 0 : tensor<1024xf32>
  %one = tile.splat %s : f32 -> tensor<1xf32>
  %zero = tile.arange : tensor<1xi64>
  tile.store %one, %y[%zero] : !tile.ptr<f32>, tensor<1xi64>
  tile.return
}
