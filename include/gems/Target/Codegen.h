// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// From the LLVM dialect to bytes.
#ifndef GEMS_TARGET_CODEGEN_H
#define GEMS_TARGET_CODEGEN_H

#include "gems/Target/TargetInfo.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"

namespace mlir {
class ModuleOp;
} // namespace mlir

namespace gems {

class Timing;

/// The bytes of an object, a library or a text.
using Bytes = llvm::SmallVector<char, 0>;
using ErrorFn = llvm::function_ref<void(const llvm::Twine &)>;

enum class CodeKind { Object, Assembly, LLVMIR };

/// Translates a module of the LLVM dialect, optimises it for the target and generates code. LLVM's
/// own errors become located errors of the module. `timing` may be null.
mlir::FailureOr<Bytes> generateCode(mlir::ModuleOp module, const TargetInfo &target, CodeKind kind,
                                    Timing *timing);

/// Checks that an object needs nothing but memcpy, memmove and memset.
mlir::LogicalResult checkUndefinedSymbols(llvm::ArrayRef<char> object, ErrorFn error);

/// Links one object to a shared library that needs no other, and writes the checksum into an ELF
/// library's note.
mlir::FailureOr<Bytes> linkShared(llvm::ArrayRef<char> object, const TargetInfo &target,
                                  ErrorFn error);

/// Writes a file at once or not at all; "-" is the standard output.
mlir::LogicalResult writeFile(llvm::StringRef path, llvm::ArrayRef<char> bytes, ErrorFn error);

} // namespace gems

#endif // GEMS_TARGET_CODEGEN_H
