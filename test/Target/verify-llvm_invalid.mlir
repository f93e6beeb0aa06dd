// RUN: gems-opt %s --gems-verify-llvm=isa=avx2 --split-input-file --verify-diagnostics

llvm.func @wide(%p: !llvm.ptr) {
  // expected-error@+1 {{expected vectors of at most 2048 bits for avx2, got 'vector<512xf32>'}}
  %v = llvm.load %p : !llvm.ptr -> vector<512xf32>
  llvm.return
}

// -----

llvm.func @cast(%n: i64) {
  // expected-error@+1 {{expected only ops of the llvm dialect, got 'builtin.unrealized_conversion_cast' from 'i64' to 'index'}}
  %i = builtin.unrealized_conversion_cast %n : i64 to index
  llvm.return
}

// -----

// expected-error@+1 {{expected only ops of the llvm dialect, got 'func.func'}}
func.func @left() {
  return
}
