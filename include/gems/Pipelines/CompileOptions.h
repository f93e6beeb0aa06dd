// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The options that every tool that compiles has on its command line.
#ifndef GEMS_PIPELINES_COMPILEOPTIONS_H
#define GEMS_PIPELINES_COMPILEOPTIONS_H

#include "gems/Pipelines/Compiler.h"

#include <string>
#include <vector>

namespace gems {

/// What to compile and for which machine, as text.
struct CompileOptions {
  std::string input, kernel, target, cpu, features;
  /// Put after the name of each kernel, so that several versions fit in one program.
  std::string suffix;
  std::vector<std::string> definitions;
  /// Code reports an access out of bounds and ends.
  bool checkBounds = false;
};

/// A walk over the words of a command line.
class WordReader {
public:
  WordReader(int argc, const char *const *argv) : words(argv + 1, argv + argc) {}

  bool isAtEnd() const { return next == words.size(); }
  llvm::StringRef take() { return words[next++]; }
  const std::string &getError() const { return error; }
  void setError(const llvm::Twine &text) { error = text.str(); }

  /// Whether `word` is `--NAME=VALUE` for this name; stores the value, which must be there once.
  bool takeValue(llvm::StringRef word, llvm::StringRef name, std::string &value);
  /// Whether `word` is a short option, `-x VALUE` or `-xVALUE`; stores the value.
  bool takeShort(llvm::StringRef word, llvm::StringRef name, std::string &value);

private:
  std::vector<llvm::StringRef> words;
  size_t next = 0;
  std::string error;
};

/// Whether `word` is one of the options; errors are in the reader.
bool parseCompileOption(llvm::StringRef word, WordReader &reader, CompileOptions &options);

/// The part of --help that describes them, one per line.
llvm::StringRef compileOptionsHelp();

/// A file of kernels with the context that it lives in.
struct ParsedKernels {
  std::unique_ptr<mlir::MLIRContext> context;
  std::unique_ptr<KernelFile> file;
};

/// Reads the file with its parameters. Errors as of compileFile.
mlir::FailureOr<ParsedKernels> parseKernels(const CompileOptions &options, Timing *timing,
                                            ErrorFn error);

/// From the command line's words to bytes. Errors without a source line go to `error`, the others
/// are printed.
mlir::FailureOr<Bytes> compileFile(const CompileOptions &options, const TargetInfo &target,
                                   EmitKind emitKind, Timing *timing, ErrorFn error);

/// Errors that LLVM takes for fatal end the process with one line and exit status 1.
void installFatalErrorHandler(const char *program);

} // namespace gems

#endif // GEMS_PIPELINES_COMPILEOPTIONS_H
