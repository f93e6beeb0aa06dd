// RUN: gems-opt %s --gems-check-bounds --verify-diagnostics

// A pointer that comes from nowhere known cannot be checked, and is not passed over.
llvm.func @k(%id: i64) {
  %i = arith.constant 3 : index
  %memory = memref.alloca() : memref<4xf32>
  %program = llvm.intr.ssa.copy %id : i64
  // expected-error @+1 {{expected an access to an array or to scratch memory, got one to 'memref<4xf32>'}}
  %x = memref.load %memory[%i] : memref<4xf32>
  llvm.return
}
