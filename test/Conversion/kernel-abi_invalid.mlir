// RUN: gems-opt %s --gems-kernel-abi --split-input-file --verify-diagnostics

// expected-error@+1 {{expected 8 arguments (1 of the kernel, 7 of the program) and no result, got 2 and 0}}
func.func @few(%a: f32, %b: f32) attributes {gems.arg_names = ["a"]} {
  return
}

// -----

// expected-error@+1 {{expected argument 0 to be a number or 'memref<?xT>', got 'memref<4xf32>'}}
func.func @shape(%a: memref<4xf32>, %x: i32, %y: i32, %z: i32, %nx: i32, %ny: i32, %nz: i32,
                 %scratch: memref<?xi8>) attributes {gems.arg_names = ["a"]} {
  return
}

// -----

// expected-error@+1 {{expected argument 1 of the program to be 'i32', got 'i64'}}
func.func @place(%a: f32, %x: i64, %y: i32, %z: i32, %nx: i32, %ny: i32, %nz: i32,
                 %scratch: memref<?xi8>) attributes {gems.arg_names = ["a"]} {
  return
}

// -----

// expected-error@+1 {{expected the last argument to be 'memref<?xi8>', got 'memref<?xf32>'}}
func.func @scratch(%x: i32, %y: i32, %z: i32, %nx: i32, %ny: i32, %nz: i32,
                   %scratch: memref<?xf32>) attributes {gems.arg_names = []} {
  return
}

// -----

// expected-error@+1 {{expected 'gems.arg_names' to be an array of strings, got "a"}}
func.func @names(%a: f32) attributes {gems.arg_names = "a"} {
  return
}

// -----

// expected-error@+1 {{expected a body of 1 block, got 2}}
func.func @blocks(%x: i32, %y: i32, %z: i32, %nx: i32, %ny: i32, %nz: i32, %s: memref<?xi8>)
    attributes {gems.arg_names = []} {
  cf.br ^end
^end:
  return
}

// -----

// expected-error@+1 {{expected a kernel name that code generation does not use itself, got 'memcpy'}}
func.func @memcpy(%x: i32, %y: i32, %z: i32, %nx: i32, %ny: i32, %nz: i32, %s: memref<?xi8>)
    attributes {gems.arg_names = []} {
  return
}

// -----

// expected-error@+1 {{expected 'gems.noalias' to hold 0 numbers, got 1}}
func.func @noalias(%x: i32, %y: i32, %z: i32, %nx: i32, %ny: i32, %nz: i32, %s: memref<?xi8>)
    attributes {gems.arg_names = [], gems.noalias = array<i64: 1>} {
  return
}

// -----

// expected-error@+1 {{expected scratch memory of size 0 or more, aligned to a power of two, got size 8 aligned to 3}}
func.func @align(%x: i32, %y: i32, %z: i32, %nx: i32, %ny: i32, %nz: i32, %s: memref<?xi8>)
    attributes {gems.arg_names = [], gems.scratch_size = 8 : i64, gems.scratch_align = 3 : i64} {
  return
}
