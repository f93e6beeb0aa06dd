// RUN: gems-opt %s --tile-to-vector=isa=avx512 --gems-narrow-floats=isa=avx512 --canonicalize --cse | FileCheck %s --check-prefix=WORDS
// RUN: gems-opt %s --tile-to-vector=isa=sve --gems-narrow-floats="isa=sve bf16" --canonicalize --cse | FileCheck %s --check-prefix=SVE
// RUN: gems-opt %s --tile-to-vector=isa=neon | FileCheck %s --check-prefix=NEON

// Where a masked tail is one predicated vector, even and odd elements are worked on apart.
// WORDS-LABEL: func.func @scale
// WORDS: scf.for
// WORDS: %[[RAW:.+]] = vector.load {{.*}} : memref<?xbf16>, vector<128xbf16>
// WORDS: %[[WORDS:.+]] = vector.bitcast %[[RAW]] : vector<128xbf16> to vector<64xi32>
// WORDS-DAG: arith.shli %[[WORDS]]
// WORDS-DAG: arith.andi %[[WORDS]]
// WORDS-NOT: interleave
// WORDS: arith.ori
// WORDS: vector.bitcast {{.*}} : vector<64xi32> to vector<128xbf16>
// WORDS: vector.store {{.*}} : memref<?xbf16>, vector<128xbf16>
// WORDS: scf.if
// WORDS: vector.maskedload {{.*}} vector<128xbf16>

// SVE-LABEL: func.func @scale
// SVE: %[[W:.+]] = vector.load %arg1[{{.*}} : memref<?xbf16>, vector<[32]xbf16>
// SVE: llvm.call_intrinsic "llvm.aarch64.sve.fcvt.bf16f32.v2"
// SVE: llvm.call_intrinsic "llvm.aarch64.sve.fcvtnt.bf16f32.v2"
// SVE: llvm.call_intrinsic "llvm.aarch64.sve.bfmlalb"
// SVE: llvm.call_intrinsic "llvm.aarch64.sve.bfmlalt"

// NEON-LABEL: func.func @scale
// NEON-NOT: interleave
// NEON: return
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
