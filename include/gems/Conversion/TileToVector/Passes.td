// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The passes that turn tiles into loops over native vectors.
#ifndef GEMS_CONVERSION_TILETOVECTOR_PASSES_TD
#define GEMS_CONVERSION_TILETOVECTOR_PASSES_TD

include "mlir/Pass/PassBase.td"

def NarrowFloats : Pass<"gems-narrow-floats", "::mlir::ModuleOp"> {
  let summary = "Choose instructions for bf16 and f16 on vectors";
  let description = [{
    Rewrites conversions between narrow floats and f32 into what the target does best, with the
    same bits. `tile-to-vector` parts runs of bf16 (and f16, with `pair-f16`) into even and odd
    elements, except on NEON.

    - An even element of a run of bf16 is the lower half of a 32-bit word, an odd one the upper
      half, so widening is a shift or a mask.
    - Without `bf16`, rounding is integer arithmetic, and two of them side by side need no shuffle.
      AVX-512 rounds ties both ways and chooses by a ternary instruction; AVX2 and NEON join the
      halves of two words first, and round sixteen bits.
    - Rounding that way needs a NaN whose lower half is zero. Arithmetic on widened bf16 has no
      others; a value from outside of the loop loses others there. Such conversions are marked
      `gems.short_nan`, also for `tile-expand-bf16`; at all others the NaN is replaced first.
    - SVE with `bf16` or `f16-long`: BFCVT and BFCVTNT, FCVT and FCVTNT round; BFMLALB/T and
      FMLALB/T multiply exactly, or add a narrow number (times one) with a single rounding.
    - NEON with `f16-long`: FMLAL and FMLAL2 widen and add in natural order.
    - AVX-512: what is rounded to f16 is stored half a register at a time, as its conversion gives
      it.
    - `f16`: sums and products of f16 numbers that are rounded to f16 again are done in f16, which
      rounds to the same number.

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
  let dependentDialects = ["::mlir::LLVM::LLVMDialect", "::mlir::arith::ArithDialect",
                           "::mlir::vector::VectorDialect"];
  let options = [
    Option<"isa", "isa", "std::string", [{"neon"}], "neon, sve, avx2 or avx512">,
    Option<"bf16", "bf16", "bool", "false",
           "The target rounds f32 to bf16 exactly, and SVE multiplies bf16 into f32">,
    Option<"f16", "f16", "bool", "false", "The target has f16 arithmetic">,
    Option<"f16Long", "f16-long", "bool", "false",
           "The target multiplies f16 into f32 with one rounding">];
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
    becomes one loop over the row. So does a loop that carries a tile of sums, maxima or minima of
    its rows or columns: each row, or vector of columns, runs along all tiles at once, with its
    partial results in registers. A loop that stores a matrix does so where a comparison finds that
    no element is stored twice. Values that later loops need are loaded or computed again, or
    kept in scratch memory.

    A loop that stores through one argument and loads through another has two versions, and a
    comparison of byte ranges before it: interleaved for buffers that are disjoint or identical,
    and ordered op by op, through scratch memory, for those that overlap in part. Both add in the
    same order. What all programs of the launch reach is compared first: that depends on arguments
    only, so it leaves the loop over programs. Even and odd elements of one array never meet, and
    need no comparison.

    Vectors run along the dimension in which most accesses are contiguous, whichever the author put
    first; but a store whose elements may share an address goes row by row, so that the last of
    them stays. Two loads, or two stores, of the even and the odd elements of one run (offsets
    `2 * i` and `2 * i + 1`, as in rotary embeddings) become one access to the run, and
    `vector.deinterleave` or `vector.interleave`.

    On x86 a loop over f16, bf16 or narrower elements asks for those of the next program
    (`memref.prefetch`) while it works on its own, in kernels that compute enough for memory to
    bring them meanwhile.

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
  let dependentDialects = ["::mlir::LLVM::LLVMDialect", "::mlir::arith::ArithDialect",
                           "::mlir::func::FuncDialect", "::mlir::math::MathDialect", "::mlir::memref::MemRefDialect",
                           "::mlir::scf::SCFDialect", "::mlir::vector::VectorDialect"];
  let options = [
    Option<"isa", "isa", "std::string", [{"neon"}],
           "Instruction set to choose vectors for: neon, sve, avx2 or avx512">,
    Option<"pairF16", "pair-f16", "bool", "false",
           "Part runs of f16, not only of bf16, into even and odd elements">,
    Option<"remarks", "remarks", "bool", "false",
           "Report each access that is not contiguous, and why">];
}

#endif // GEMS_CONVERSION_TILETOVECTOR_PASSES_TD
