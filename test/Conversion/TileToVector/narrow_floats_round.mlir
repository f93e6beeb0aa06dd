// RUN: gems-opt %s --gems-narrow-floats=isa=avx512 --canonicalize --cse | FileCheck %s --check-prefix=TERNARY
// RUN: gems-opt %s --gems-narrow-floats=isa=avx2 --canonicalize --cse | FileCheck %s --check-prefix=BLEND
// RUN: gems-opt %s --gems-narrow-floats=isa=neon --canonicalize --cse | FileCheck %s --check-prefix=NEON
// RUN: gems-opt %s --gems-narrow-floats=isa=sve --canonicalize --cse | FileCheck %s --check-prefix=SHIFT

// AVX-512 rounds ties away from zero and toward it, and chooses bit by bit; a ternary instruction
// joins two words, sixteen at a time.
// TERNARY-LABEL: func.func @pair
// TERNARY-DAG: %[[MASK:.+]] = arith.constant dense<-65536> : vector<16xi32>
// TERNARY-DAG: %[[CHOOSE:.+]] = arith.constant 202 : i32
// TERNARY-DAG: %[[AWAY:.+]] = arith.constant dense<32768> : vector<32xi32>
// TERNARY-DAG: %[[TOWARD:.+]] = arith.constant dense<32767> : vector<32xi32>
// TERNARY-DAG: %[[OTHERS:.+]] = arith.constant dense<-65537> : vector<32xi32>
// TERNARY: %[[A:.+]] = arith.addi %[[W:.+]], %[[AWAY]]
// TERNARY: %[[T:.+]] = arith.addi %[[W]], %[[TOWARD]]
// TERNARY: %[[O:.+]] = arith.ori %[[T]], %[[OTHERS]]
// TERNARY: %[[E:.+]] = arith.andi %[[A]], %[[O]]
// TERNARY: arith.shrui %[[E]]
// TERNARY-COUNT-2: llvm.call_intrinsic "llvm.x86.avx512.pternlog.d.512"(%[[MASK]], %{{.+}}, %{{.+}}, %[[CHOOSE]])
// TERNARY-NOT: interleave
// TERNARY: return

// AVX2 joins the upper and the lower halves of two words, and rounds the halves.
// BLEND-LABEL: func.func @pair
// BLEND-DAG: %[[ONE:.+]] = arith.constant dense<1> : vector<64xi16>
// BLEND-DAG: %[[HALF:.+]] = arith.constant dense<-32768> : vector<64xi16>
// BLEND-NOT: interleave
// BLEND: %[[UPPER:.+]] = vector.bitcast %{{.+}} : vector<32xi32> to vector<64xi16>
// BLEND: %[[LOWEST:.+]] = arith.andi %[[UPPER]], %[[ONE]]
// BLEND: %[[DROPPED:.+]] = arith.ori %{{.+}}, %[[LOWEST]]
// BLEND: %[[MORE:.+]] = arith.cmpi ugt, %[[DROPPED]], %[[HALF]]
// BLEND: %[[UP:.+]] = arith.extui %[[MORE]]
// BLEND: arith.addi %[[UPPER]], %[[UP]]

// SVE has neither.
// SHIFT-LABEL: func.func @pair
// SHIFT: %[[LOWEST:.+]] = arith.andi
// SHIFT: arith.addi {{.*}}, %[[LOWEST]]
// SHIFT: arith.ori
// SHIFT-NOT: interleave
// SHIFT: return
func.func @pair(%e: vector<32xbf16>, %o: vector<32xbf16>) -> vector<64xbf16> {
  %a = arith.extf %e : vector<32xbf16> to vector<32xf32>
  %b = arith.extf %o : vector<32xbf16> to vector<32xf32>
  %c = arith.addf %a, %b : vector<32xf32>
  %d = arith.mulf %a, %b : vector<32xf32>
  %cn = arith.truncf %c : vector<32xf32> to vector<32xbf16>
  %dn = arith.truncf %d : vector<32xf32> to vector<32xbf16>
  %r = vector.interleave %cn, %dn : vector<32xbf16> -> vector<64xbf16>
  return %r : vector<64xbf16>
}

// NEON works in order, and takes upper and lower halves apart. Less than a register is left to
// tile-expand-bf16.
// NEON-LABEL: func.func @in_order
// NEON: %[[HALVES:.+]] = vector.bitcast %{{.+}} : vector<8xi32> to vector<16xi16>
// NEON: %[[LOWER:.+]], %[[UPPER:.+]] = vector.deinterleave %[[HALVES]]
// NEON: %[[LOWEST:.+]] = arith.andi %[[UPPER]]
// NEON: arith.ori %[[LOWER]], %[[LOWEST]]
// NEON: arith.cmpi ugt
// NEON: arith.truncf {{.*}} : vector<4xf32> to vector<4xbf16>
func.func @in_order(%x: vector<8xbf16>, %y: vector<4xbf16>) -> (vector<8xbf16>, vector<4xbf16>) {
  %a = arith.extf %x : vector<8xbf16> to vector<8xf32>
  %b = arith.extf %y : vector<4xbf16> to vector<4xf32>
  %c = arith.addf %a, %a : vector<8xf32>
  %d = arith.addf %b, %b : vector<4xf32>
  %cn = arith.truncf %c : vector<8xf32> to vector<8xbf16>
  %dn = arith.truncf %d : vector<4xf32> to vector<4xbf16>
  return %cn, %dn : vector<8xbf16>, vector<4xbf16>
}

// What is rounded and widened again is rounded in place, and never joined.
// BLEND-LABEL: func.func @again
// BLEND-NOT: interleave
// BLEND-NOT: i16
// BLEND: arith.shrui
// BLEND: arith.andi
// BLEND: return
func.func @again(%x: vector<16xbf16>) -> vector<8xf32> {
  %e, %o = vector.deinterleave %x : vector<16xbf16> -> vector<8xbf16>
  %a = arith.extf %e : vector<8xbf16> to vector<8xf32>
  %b = arith.extf %o : vector<8xbf16> to vector<8xf32>
  %c = arith.addf %a, %b : vector<8xf32>
  %d = arith.mulf %a, %b : vector<8xf32>
  %cn = arith.truncf %c : vector<8xf32> to vector<8xbf16>
  %dn = arith.truncf %d : vector<8xf32> to vector<8xbf16>
  %r = vector.interleave %cn, %dn : vector<8xbf16> -> vector<16xbf16>
  %l, %h = vector.deinterleave %r : vector<16xbf16> -> vector<8xbf16>
  %lw = arith.extf %l : vector<8xbf16> to vector<8xf32>
  %hw = arith.extf %h : vector<8xbf16> to vector<8xf32>
  %s = arith.mulf %lw, %hw : vector<8xf32>
  return %s : vector<8xf32>
}
