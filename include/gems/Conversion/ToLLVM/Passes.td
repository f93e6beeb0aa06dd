// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The conversion of everything upstream to the LLVM dialect.
#ifndef GEMS_CONVERSION_TOLLVM_PASSES_TD
#define GEMS_CONVERSION_TOLLVM_PASSES_TD

include "mlir/Pass/PassBase.td"

def ToLLVM : Pass<"gems-to-llvm", "::mlir::ModuleOp"> {
  let summary = "Convert arith, cf, index, math, memref, ub and vector to the LLVM dialect";
  let description = [{
    Applies the patterns of the upstream passes `convert-vector-to-llvm`, `convert-math-to-llvm`,
    `finalize-memref-to-llvm`, `convert-arith-to-llvm`, `convert-index-to-llvm`,
    `convert-cf-to-llvm` and `convert-ub-to-llvm` in one conversion: seven walks over the module
    take twice the time of one. Structured control flow is lowered before (`convert-scf-to-cf`).

    ```mlir
    %w = arith.addf %v, %v : vector<4xf32>
    ```
    becomes
    ```mlir
    %w = llvm.fadd %v, %v : vector<4xf32>
    ```
  }];
  let dependentDialects = ["::mlir::LLVM::LLVMDialect", "::mlir::arm_sve::ArmSVEDialect"];
  let options = [Option<"isScalable", "scalable", "bool", "false",
                        "Use the intrinsics of SVE for vectors whose length is not known">];
}

#endif // GEMS_CONVERSION_TOLLVM_PASSES_TD
