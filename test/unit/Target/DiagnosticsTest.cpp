// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Errors of the late stages name the line of the author, and nothing else.
#include "gems/Pipelines/Pipelines.h"
#include "gems/Target/Codegen.h"
#include "gems/Target/Passes.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Parser/Parser.h"
#include "mlir/Pass/PassManager.h"

#include <gtest/gtest.h>

using namespace gems;
using namespace mlir;

namespace {
class Diagnostics : public testing::Test {
protected:
  Diagnostics()
      : handler(&context, [this](Diagnostic &diagnostic) {
          llvm::raw_string_ostream stream(errors);
          stream << diagnostic.getLocation() << ": " << diagnostic << "\n";
        }) {
    registerKernelDialects(registry);
    registry.insert<LLVM::LLVMDialect, vector::VectorDialect>();
    context.appendDialectRegistry(registry);
  }

  OwningOpRef<ModuleOp> parse(StringRef text) { return parseSourceString<ModuleOp>(text, &context); }

  void run(std::unique_ptr<Pass> pass, StringRef text) {
    OwningOpRef<ModuleOp> module = parse(text);
    ASSERT_TRUE(module) << errors;
    PassManager manager(&context);
    manager.enableVerifier(false);
    manager.addPass(std::move(pass));
    EXPECT_TRUE(failed(manager.run(*module)));
  }

  DialectRegistry registry;
  MLIRContext context;
  std::string errors;
  ScopedDiagnosticHandler handler;
};
} // namespace

TEST_F(Diagnostics, VerifyLLVMNamesTheLineAlone) {
  run(createVerifyLLVM({"avx2"}), R"(
    llvm.func @wide(%p: !llvm.ptr) {
      %v = llvm.load %p : !llvm.ptr -> vector<512xf32>
          loc(fused<"scope">["author.mlir":7:3, "other.mlir":9:1])
      llvm.return
    })");
  EXPECT_EQ(errors, "loc(\"author.mlir\":7:3): expected vectors of at most 2048 bits for avx2, got "
                    "'vector<512xf32>'\n");
}

TEST_F(Diagnostics, VerifyVectorsNamesTheKernelWhereAnOpHasNoLine) {
  run(createVerifyVectors({"avx2"}), R"(
    func.func @wide() {
      %v = arith.constant dense<0.0> : vector<512xf32> loc(unknown)
      return
    } loc("author.mlir":4:1))");
  EXPECT_EQ(errors, "loc(\"author.mlir\":4:1): 'arith.constant' op expected vectors of at most 2048 bits for "
                    "avx2, got 'vector<512xf32>'\n");
}

TEST_F(Diagnostics, WhatLLVMRefusesHasItsLine) {
  OwningOpRef<ModuleOp> module = parse(R"(
    #file = #llvm.di_file<"author.mlir" in "">
    #unit = #llvm.di_compile_unit<id = distinct[0]<>, sourceLanguage = DW_LANG_C, file = #file,
                                  isOptimized = false, emissionKind = LineTablesOnly>
    #type = #llvm.di_subroutine_type<>
    #kernel = #llvm.di_subprogram<id = distinct[1]<>, compileUnit = #unit, scope = #file,
                                  name = "f", file = #file, line = 2, scopeLine = 2,
                                  subprogramFlags = Definition, type = #type>
    module {
      llvm.func @f(%x: f32) -> f32 attributes {
          target_features = #llvm.target_features<["-sse", "-sse2", "-avx"]>} {
        %y = llvm.fadd %x, %x : f32 loc("author.mlir":5:7)
        llvm.return %y : f32 loc("author.mlir":6:7)
      } loc(fused<#kernel>["author.mlir":2:1])
    })");
  ASSERT_TRUE(module) << errors;
  auto target = describeTarget("x86_64-linux-gnu", "", "", [](const llvm::Twine &) {});
  ASSERT_TRUE(succeeded(target));
  EXPECT_TRUE(failed(generateCode(*module, *target, CodeKind::Object, nullptr)));
  EXPECT_TRUE(StringRef(errors).starts_with("loc(\"author.mlir\":")) << errors;
  EXPECT_EQ(errors.find("fused"), std::string::npos) << errors;
}
