// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The passes over tile-level IR, in alphabetical order.
#ifndef GEMS_TRANSFORMS_PASSES_TD
#define GEMS_TRANSFORMS_PASSES_TD

include "mlir/Pass/PassBase.td"

def TileCheckAdmitted : Pass<"tile-check-admitted"> {
  let summary = "refuses what a kernel may not contain";
  let description = [{
    Checks every op inside a `tile.kernel` against the table of admitted ops
    (`gems/Transforms/AdmittedOps.def`, printed for reading in `AdmittedOps.md` beside it): its
    name, and the element types of its operands and results. What the table does not list is an
    error at the op's line that says what was found and what is admitted. The later passes rely on
    it: they meet no op whose edge cases are undefined.

    ```mlir
    %y = math.powf %x, %x : f32   // error: expected an op that a kernel may use, got 'math.powf'
    %i = arith.addi %a, %a : index  // error: ... use i32 or i64
    ```
  }];
  let options = [
    Option<"printTable", "print-table", "bool", /*default=*/"false",
           "Print the table of admitted ops in Markdown instead of checking">
  ];
}

def TileExpandBF16 : Pass<"tile-expand-bf16"> {
  let summary = "spells out the conversions of bf16 that tile-expand-numerics has kept";
  let description = [{
    Replaces conversions between bf16 and f32, on scalars, tiles or vectors, by integer arithmetic:
    the second half of `tile-expand-numerics` with `keep-bf16`, for what the passes between the two
    have not given instructions of its own. Nothing else is touched. Conversions marked
    `gems.short_nan` (see `gems-narrow-floats`) have no test for NaN.

    ```mlir
    %w = arith.extf %x : vector<8xbf16> to vector<8xf32>
    // becomes
    %b = arith.bitcast %x : vector<8xbf16> to vector<8xi16>
    %e = arith.extui %b : vector<8xi16> to vector<8xi32>
    %s = arith.shli %e, %c16 : vector<8xi32>
    %w = arith.bitcast %s : vector<8xi32> to vector<8xf32>
    ```
  }];
  let options = [
    Option<"nativeBF16", "native-bf16", "bool", /*default=*/"false",
           "The target rounds f32 to bf16 exactly, subnormals included">
  ];
  let dependentDialects = ["::mlir::arith::ArithDialect"];
}

def TileExpandNumerics : Pass<"tile-expand-numerics"> {
  let summary = "spells out arithmetic until all targets give the same bits";
  let description = [{
    Replaces every op that targets or LLVM treat differently, or leave undefined, by ops that are
    the same everywhere: additions, multiplications, divisions, square roots and fused
    multiply-adds of f32 and f64, integer and bit arithmetic, compares and selects.

    - bf16 and f16 arithmetic: in f32, rounded once at the end, which gives the same result as
      rounding the exact value (f32 has more than twice the digits plus two);
    - conversions: `tile.cast` and the `arith` casts, rounded once or saturated;
    - integer division, remainder and shift: their edge cases, as the table of admitted ops says;
    - elementary functions: our own polynomials.

    f16 to f32 and back stay conversions: every target has instructions for them. The rounding of
    f32 to bf16 is integer arithmetic unless `native-bf16` says that the target rounds exactly.
    Ops that need no change are not touched. An op without an expansion is an error.

    ```mlir
    %z = arith.mulf %x, %y : tensor<128xf16>
    // becomes
    %a = arith.extf %x : tensor<128xf16> to tensor<128xf32>
    %b = arith.extf %y : tensor<128xf16> to tensor<128xf32>
    %c = arith.mulf %a, %b : tensor<128xf32>
    %z = arith.truncf %c : tensor<128xf32> to tensor<128xf16>
    ```
  }];
  let options = [
    Option<"nativeBF16", "native-bf16", "bool", /*default=*/"false",
           "The target rounds f32 to bf16 exactly, subnormals included">,
    Option<"nativeF16", "native-f16", "bool", /*default=*/"false",
           "The target has f16 arithmetic">,
    Option<"keepBF16", "keep-bf16", "bool", /*default=*/"false",
           "Leave conversions between bf16 and f32 for a second run, on vectors">
  ];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::math::MathDialect"];
}

def TileWidenIndex : Pass<"tile-widen-index"> {
  let summary = "makes the 64 bits of index values explicit";
  let description = [{
    Index values (program ids, `tile.arange`, loop variables and what additions, multiplications
    and changes of shape make of them; see the dialect) are computed in 64 bits whatever type is
    written. After this pass the written type says so: they are i64, other operands are
    sign-extended, before a splat where there is one, and a use that takes the written type gets an
    `arith.trunci`. Comparisons and offsets take all 64 bits. Loops count in i64; the bounds of an
    unsigned loop are zero-extended. Running the pass twice changes nothing more.

    It comes before `canonicalize` and whatever else folds `arith` ops: upstream's folders know
    nothing of index values and compute at the written width.

    ```mlir
    %pid = tile.program_id x
    %off = arith.muli %pid, %stride : i32
    // becomes
    %pid = tile.program_id x
    %0 = arith.extsi %pid : i32 to i64
    %1 = arith.extsi %stride : i32 to i64
    %off = arith.muli %0, %1 : i64
    ```
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect"];
}

#endif // GEMS_TRANSFORMS_PASSES_TD
