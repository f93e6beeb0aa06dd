// RUN: gems-opt %s --gems-mask-words | FileCheck %s

// CHECK-LABEL: llvm.func @copy
// CHECK-SAME: (%[[P:.+]]: !llvm.ptr, %[[M:.+]]: vector<32xi1>, %[[Z:.+]]: vector<32xbf16>)
// CHECK: %[[ZW:.+]] = llvm.bitcast %[[Z]] : vector<32xbf16> to vector<32xi16>
// CHECK: %[[W:.+]] = llvm.intr.masked.load %[[P]], %[[M]], %[[ZW]] {{.*}} -> vector<32xi16>
// CHECK: %[[V:.+]] = llvm.bitcast %[[W]] : vector<32xi16> to vector<32xbf16>
// CHECK: %[[S:.+]] = llvm.bitcast %[[V]] : vector<32xbf16> to vector<32xi16>
// CHECK: llvm.intr.masked.store %[[S]], %[[P]], %[[M]]
llvm.func @copy(%p: !llvm.ptr, %m: vector<32xi1>, %z: vector<32xbf16>) {
  %v = llvm.intr.masked.load %p, %m, %z {alignment = 2 : i32}
      : (!llvm.ptr, vector<32xi1>, vector<32xbf16>) -> vector<32xbf16>
  llvm.intr.masked.store %v, %p, %m {alignment = 2 : i32}
      : vector<32xbf16>, vector<32xi1> into !llvm.ptr
  llvm.return
}
