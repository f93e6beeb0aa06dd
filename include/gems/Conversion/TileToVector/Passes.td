// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The passes that turn tiles into loops over native vectors.
#ifndef GEMS_CONVERSION_TILETOVECTOR_PASSES_TD
#define GEMS_CONVERSION_TILETOVECTOR_PASSES_TD

include "mlir/Pass/PassBase.td"

def PairBF16 : Pass<"gems-pair-bf16", "::mlir::ModuleOp"> {
  let summary = "Work on pairs of bf16 elements as the halves of 32-bit words";
  let description = [{
    `tile-to-vector` parts runs of bf16 into even and odd elements where the target has predicated
    vectors. This pass says what that means in instructions: widening an even element is a shift,
    an odd one a mask; rounding two of them and putting them side by side needs no shuffle. With
    `native`, SVE's own instructions do it: BFCVT and BFCVTNT round exactly, and BFMLALB and
    BFMLALT multiply exactly, or add a bf16 number (times one) with a single rounding.

    ```mlir
    %e, %o = vector.deinterleave %run : vector<32xbf16> -> vector<16xbf16>
    %x = arith.extf %e : vector<16xbf16> to vector<16xf32>
    ```
    becomes
    ```mlir
    %w = vector.bitcast %run : vector<32xbf16> to vector<16xi32>
    %s = arith.shli %w, %c16 : vector<16xi32>
    %x = arith.bitcast %s : vector<16xi32> to vector<16xf32>
    ```
  }];
  let dependentDialects = ["::mlir::LLVM::LLVMDialect"];
  let options = [Option<"native", "native", "bool", "false",
                        "The target is SVE with the BF16 extension">];
}

def PrintSchedule : Pass<"tile-print-schedule", "::mlir::ModuleOp"> {
  let summary = "Print which tile operations share a loop, for tests of the schedule";
  let description = [{
    Builds the schedule of each kernel as `tile-to-vector` does and prints its groups: the shape of
    the iteration space, the number of loads, run-time overlap checks and mask bounds, what lies
    outside of the bounds, the cost of a lane, and what each group leaves behind. The IR stays as
    it is.
  }];
}

def ResolvePointers : Pass<"tile-resolve-pointers", "::mlir::ModuleOp"> {
  let summary = "Make every access count from a kernel argument";
  let description = [{
    Replaces pointer arithmetic by offset arithmetic: the base of every `tile.load` and
    `tile.store` becomes a kernel argument, and what `tile.addptr` added becomes part of the
    offsets, in 64 bits. Pointers that loops carry, that branches yield or that `arith.select`
    picks become 64-bit offsets where they all derive from one argument; others are left, and
    `tile-to-vector` refuses them.

    ```mlir
    %p = tile.addptr %x, %row : !tile.ptr<f32>, i64
    %v = tile.load %p[%i] : !tile.ptr<f32>, tensor<128xi64>
    ```
    becomes
    ```mlir
    %s = tile.splat %row : i64 -> tensor<128xi64>
    %j = arith.addi %i, %s : tensor<128xi64>
    %v = tile.load %x[%j] : !tile.ptr<f32>, tensor<128xi64>
    ```
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::scf::SCFDialect"];
}

def TileToVector : Pass<"tile-to-vector", "::mlir::ModuleOp"> {
  let summary = "Turn kernels into program functions: loops over native vectors";
  let description = [{
    Replaces each `tile.kernel` by a program function of scf, vector, memref, arith and math ops
    that computes one program. The kernel is scheduled first: tile ops over one shape share a loop,
    masks become loop bounds, and a loop over tiles whose body depends on `variable + lane` only
    becomes one loop over the row. Values that later loops need are loaded or computed again, or
    kept in scratch memory.

    A loop that stores through one argument and loads through another has two versions, and a
    comparison of byte ranges before it: interleaved for buffers that are disjoint or identical,
    and ordered op by op, through scratch memory, for those that overlap in part. Both add in the
    same order.

    The arguments of the function are those of the kernel, pointers as memrefs of unknown size;
    then the program's place in the grid (x, y, z), the grid's size, and scratch memory.

    ```mlir
    tile.kernel @double(%x: !tile.ptr<f32>) {
      %i = tile.arange : tensor<64xi64>
      %v = tile.load %x[%i] : !tile.ptr<f32>, tensor<64xi64>
      %d = arith.addf %v, %v : tensor<64xf32>
      tile.store %d, %x[%i] : !tile.ptr<f32>, tensor<64xi64>
      tile.return
    }
    ```
    becomes, for NEON,
    ```mlir
    func.func @double(%x: memref<?xf32>, %pid_x: i32, ..., %scratch: memref<?xi8>) {
      scf.for %p = %c0 to %c64 step %c32 : i64 {
        %j = arith.index_cast %p : i64 to index
        %v = vector.load %x[%j] : memref<?xf32>, vector<32xf32>
        %d = arith.addf %v, %v : vector<32xf32>
        vector.store %d, %x[%j] : memref<?xf32>, vector<32xf32>
      }
      return
    }
    ```
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::func::FuncDialect",
                           "::mlir::math::MathDialect", "::mlir::memref::MemRefDialect",
                           "::mlir::scf::SCFDialect", "::mlir::vector::VectorDialect"];
  let options = [
    Option<"isa", "isa", "std::string", [{"neon"}],
           "Instruction set to choose vectors for: neon, sve, avx2 or avx512">,
    Option<"remarks", "remarks", "bool", "false",
           "Report each access that is not contiguous, and why">];
}

#endif // GEMS_CONVERSION_TILETOVECTOR_PASSES_TD
