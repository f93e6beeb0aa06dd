// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The compiler as a function: a module of kernels in, bytes out.
#ifndef GEMS_PIPELINES_COMPILER_H
#define GEMS_PIPELINES_COMPILER_H

#include "gems/Target/Codegen.h"

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/OwningOpRef.h"
#include "llvm/Support/SourceMgr.h"

#include <memory>
#include <optional>
#include <string>

namespace gems {

enum class EmitKind { Object, Shared, Assembly, LLVMIR, LLVMDialect, Header };

/// The kinds as command lines spell them, "obj|shared|asm|llvm-ir|llvm-dialect|header".
std::string listEmitKinds();
std::optional<EmitKind> parseEmitKind(llvm::StringRef name);

/// Parses a text of kernels. MLIR's parser goes on after some errors, such as a string without an
/// end, as if the line were not there; here any error is a failure.
mlir::OwningOpRef<mlir::ModuleOp> parseKernels(const llvm::SourceMgr &sources,
                                               mlir::MLIRContext &context);

/// A file of kernels. While it lives, diagnostics of its context quote its lines.
class KernelFile {
public:
  /// Parses a file ("-" is the standard input) and records its parameters. Problems with the file
  /// itself go to `error`, those with its text are diagnostics.
  static std::unique_ptr<KernelFile> parse(llvm::StringRef path, mlir::MLIRContext &context,
                                           ErrorFn error);
  /// The same for text that is already in memory, named as its buffer is. Diagnostics go to
  /// `diagnostics`.
  static std::unique_ptr<KernelFile> parse(std::unique_ptr<llvm::MemoryBuffer> text,
                                           mlir::MLIRContext &context,
                                           llvm::raw_ostream &diagnostics);
  mlir::ModuleOp getModule() { return module.get(); }

private:
  KernelFile(mlir::MLIRContext &context, llvm::raw_ostream &diagnostics)
      : handler(sources, &context, diagnostics) {}

  llvm::SourceMgr sources;
  mlir::SourceMgrDiagnosticHandler handler;
  mlir::OwningOpRef<mlir::ModuleOp> module;
};

/// Compiles the kernels of a module, or the one called `kernelName` if that is not empty. Errors
/// are diagnostics, located where there is a line to blame. The module is changed on the way.
/// `timing` may be null. With `checkBounds`, code reports an access out of bounds and ends.
mlir::FailureOr<Bytes> compileModule(mlir::ModuleOp module, const TargetInfo &target,
                                     EmitKind emitKind, llvm::StringRef kernelName,
                                     Timing *timing = nullptr, bool checkBounds = false);

} // namespace gems

#endif // GEMS_PIPELINES_COMPILER_H
