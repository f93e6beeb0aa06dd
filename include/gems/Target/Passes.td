// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Checks between the stages: what reaches a back end, it can compile.
#ifndef GEMS_TARGET_PASSES_TD
#define GEMS_TARGET_PASSES_TD

include "mlir/Pass/PassBase.td"

def BF16Words : Pass<"gems-bf16-words", "::mlir::ModuleOp"> {
  let summary = "Move bf16 values as 16-bit integers";
  let description = [{
    A back end without bf16 registers gives a bf16 value to f32 ones, and calls `__truncsfbf2` to
    get its bits back: on x86 this happens to values that are only loaded, chosen between or put
    into vectors. Here all of these become 16-bit integers; only conversions, comparisons and
    changes of sign see bf16, between two bitcasts. The module is of the LLVM dialect.

    ```mlir
    %v = llvm.load %p : !llvm.ptr -> bf16
    %w = llvm.fpext %v : bf16 to f32
    ```
    becomes
    ```mlir
    %v = llvm.load %p : !llvm.ptr -> i16
    %b = llvm.bitcast %v : i16 to bf16
    %w = llvm.fpext %b : bf16 to f32
    ```
  }];
  let dependentDialects = ["::mlir::LLVM::LLVMDialect"];
}

def VerifyLLVM : Pass<"gems-verify-llvm", "::mlir::ModuleOp"> {
  let summary = "Check that a module can be translated to LLVM IR as it is";
  let description = [{
    Refuses, at the source line, every op that is not of the LLVM dialect (casts between type
    systems that found no partner are the usual case) and every vector wider than eight native
    registers: LLVM would take it, and take minutes to split it.

    ```mlir
    llvm.func @f(%p: !llvm.ptr) {
      %v = llvm.load %p : !llvm.ptr -> vector<512xf32>  // refused for every target
      llvm.return
    }
    ```
  }];
  let options = [Option<"isa", "isa", "std::string", [{"neon"}], "neon, sve, avx2 or avx512">];
}

def VerifyVectors : Pass<"gems-verify-vectors", "::mlir::ModuleOp"> {
  let summary = "Check that the target can select every op of a program function";
  let description = [{
    Checks what the emission of loops left: every op is in the table of ops that the target turns
    into instructions (no op of the tile dialect, nothing on which LLVM aborts, nothing for which it
    calls a library), no vector is wider than eight native registers, and every op knows its source
    line. Masks (vectors of i1) have no width of their own. The table is
    `lib/Target/SelectableOps.def`; a test compiles each of its rows.

    ```mlir
    func.func @f(%a: vector<4xf32>, %b: vector<4xf32>) {
      %r = arith.remf %a, %b : vector<4xf32>  // refused: a call of fmodf
      return
    }
    ```
  }];
  let options = [
    Option<"isa", "isa", "std::string", [{"neon"}], "neon, sve, avx2 or avx512">,
    Option<"nativeBF16", "native-bf16", "bool", "false",
           "An instruction rounds f32 to bf16 exactly">,
    Option<"nativeF16", "native-f16", "bool", "false", "f16 arithmetic is native">];
}

#endif // GEMS_TARGET_PASSES_TD
