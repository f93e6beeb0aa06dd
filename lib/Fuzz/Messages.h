// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Collects the errors of a context as text.
#ifndef GEMS_LIB_FUZZ_MESSAGES_H
#define GEMS_LIB_FUZZ_MESSAGES_H

#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/Diagnostics.h"
#include "llvm/Support/raw_ostream.h"
#include <string>

namespace gems::fuzz {

class Messages {
public:
  explicit Messages(mlir::MLIRContext *context)
      : handler(context, [this](mlir::Diagnostic &diagnostic) {
          if (diagnostic.getSeverity() != mlir::DiagnosticSeverity::Error)
            return;
          llvm::raw_string_ostream stream(text);
          stream << (text.empty() ? "" : "; ");
          if (auto line = diagnostic.getLocation()->findInstanceOf<mlir::FileLineColLoc>())
            stream << line.getFilename().getValue() << ":" << line.getLine() << ":"
                   << line.getColumn() << ": ";
          stream << diagnostic;
        }) {}

  const std::string &get() const { return text; }

private:
  std::string text;
  mlir::ScopedDiagnosticHandler handler;
};

} // namespace gems::fuzz

#endif // GEMS_LIB_FUZZ_MESSAGES_H
