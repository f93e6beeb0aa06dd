// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// gems-compile: kernels to an object, a shared library, assembly, LLVM IR or a C header.
#include "gems/Pipelines/CompileOptions.h"
#include "gems/Target/Timing.h"

#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

using namespace gems;
using llvm::StringRef;

namespace {
struct Options {
  CompileOptions compile;
  std::string output, emit, check;
  bool timing = false, help = false;
};
} // namespace

static const char help[] = R"(Compiles kernels of the tile dialect.

usage: gems-compile IN.mlir [-o OUT] [--emit=KIND] [--target=TRIPLE] [--cpu=CPU]
                    [--features=LIST] [-D NAME=VALUE]... [--kernel=NAME]
                    [--suffix=TEXT] [--check=bounds] [--timing]

  IN.mlir              the file of kernels; '-' is the standard input
  -o OUT               where to write; '-' is the standard output (default: the input's name with
                       the kind's ending, in the current folder)
  --emit=KIND          obj           an object (default)
                       shared        a shared library that gems-run and the runtime load
                       asm           assembly
                       llvm-ir       LLVM IR, optimised
                       llvm-dialect  the module as it is translated to LLVM IR
                       header        C declarations and launchers
  --kernel=NAME        compile this kernel only (default: all of the file)
  --suffix=TEXT        put TEXT after the names of the kernels, so that versions of a kernel for
                       several types or machines can be linked to one program
  --check=bounds       the code compares each access with the bounds of its array, and ends a launch
                       at the first one outside: for libraries that the runtime launches, which
                       reports it (gems-run --check does both)
  --timing             print where the time went to stderr, in milliseconds
  --help               print this
)";

static int fail(const llvm::Twine &message) {
  llvm::errs() << "gems-compile: error: " << message << "\n";
  return EXIT_FAILURE;
}

static void parseWord(StringRef word, WordReader &reader, Options &options) {
  if (word == "--help" || word == "-h")
    options.help = true;
  else if (word == "--timing")
    options.timing = true;
  else if (parseCompileOption(word, reader, options.compile) ||
           reader.takeValue(word, "--kernel", options.compile.kernel) ||
           reader.takeValue(word, "--emit", options.emit) ||
           reader.takeValue(word, "--check", options.check) ||
           reader.takeValue(word, "--suffix", options.compile.suffix) ||
           reader.takeShort(word, "-o", options.output))
    return;
  else if (word.size() > 1 && word.starts_with("-"))
    reader.setError("unknown option '" + word + "'; --help lists all");
  else if (!options.compile.input.empty())
    reader.setError("expected one file, got '" + options.compile.input + "' and '" + word + "'");
  else
    options.compile.input = word.str();
}

static std::string defaultOutput(StringRef input, EmitKind kind, StringRef triple) {
  if (input == "-")
    return "-";
  bool isMac = triple.contains("apple");
  const char *ending[] = {".o", isMac ? ".dylib" : ".so", ".s", ".ll", ".llvm.mlir", ".h"};
  return (llvm::sys::path::stem(input) + ending[static_cast<int>(kind)]).str();
}

static int run(const Options &options, Timing &timing) {
  auto error = [](const llvm::Twine &message) { fail(message); };
  std::optional<EmitKind> kind = parseEmitKind(options.emit.empty() ? "obj" : options.emit);
  if (!kind)
    return fail("unknown emit kind '" + options.emit + "': expected " + listEmitKinds());
  CompileOptions compile = options.compile;
  if (!options.check.empty() && options.check != "bounds")
    return fail("unknown check '" + options.check + "': expected bounds");
  compile.checkBounds = !options.check.empty();
  if (compile.checkBounds && *kind == EmitKind::Header)
    return fail(
        "expected no --check with --emit=header: code that checks is launched by the runtime");
  auto target = describeTarget(compile.target, compile.cpu, compile.features, error);
  if (failed(target))
    return EXIT_FAILURE;
  auto bytes = compileFile(compile, *target, *kind, options.timing ? &timing : nullptr, error);
  if (failed(bytes))
    return EXIT_FAILURE;
  std::string output = options.output;
  if (output.empty())
    output = defaultOutput(compile.input, *kind, target->triple);
  {
    StageTimer timer(&timing, "write");
    if (failed(writeFile(output, *bytes, error)))
      return EXIT_FAILURE;
  }
  if (options.timing)
    timing.print(llvm::errs());
  return EXIT_SUCCESS;
}

int main(int argc, char **argv) {
  Timing timing;
  installFatalErrorHandler("gems-compile");
  WordReader reader(argc, argv);
  Options options;
  while (!reader.isAtEnd() && reader.getError().empty())
    parseWord(reader.take(), reader, options);
  if (!reader.getError().empty())
    return fail(reader.getError());
  if (options.help) {
    llvm::outs() << help << compileOptionsHelp()
                 << "\nExit status: 0 when everything was written, else 1.\n";
    return EXIT_SUCCESS;
  }
  if (options.compile.input.empty())
    return fail("expected a file of kernels; --help tells more");
  return run(options, timing);
}
