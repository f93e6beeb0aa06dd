// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// gems-run: compiles a kernel and launches it over a grid, here or in an emulator.
#include "Emulator.h"
#include "Interpret.h"

#include "gems/Pipelines/CompileOptions.h"
#include "gems/Runtime/Launcher.h"

#include "llvm/BinaryFormat/Magic.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/TargetParser/Host.h"
#include "llvm/TargetParser/Triple.h"

using namespace gems;
using llvm::StringRef;

namespace {
struct Options {
  CompileOptions compile;
  LaunchOptions launch;
  std::string emulator;
  bool interpret = false, help = false;
};
} // namespace

static const char help[] = R"(Compiles a kernel and launches it over a grid of programs.

usage: gems-run IN.mlir|IN.so --grid=X[,Y[,Z]] [--arg=NAME=SPEC]... [--out=NAME=FILE.npy]...
                [-D NAME=VALUE]... [--target=TRIPLE] [--cpu=CPU] [--features=LIST]
                [--emulator="PROGRAM OPTION..."] [--seed=S] [--threads=N] [--check]
       gems-run --interpret IN.mlir --grid=X[,Y[,Z]] [--arg=NAME=SPEC]... [--out=NAME=FILE.npy]...
                [-D NAME=VALUE]... [--seed=S]

  IN.mlir              a file of kernels; '-' is the standard input
  IN.so                a shared library of gems-compile
)";

static const char emulatorHelp[] =
    R"(  --emulator="..."     what runs code for another machine
                       (default: qemu-aarch64 -cpu max, with Debian's cross C library)
  --check              compile with --check=bounds: the first access out of bounds does not happen,
                       is reported at its line, and ends the launch
  --interpret          compile nothing: run op by op as the documentation of the ops says, and stop
                       at the first access out of bounds, read of memory that nobody wrote, or
                       element that one program writes and another one reads or writes; warn of
                       offsets that need more than the bits that are written
  --help               print this

)";

static int fail(const llvm::Twine &message) {
  llvm::errs() << "gems-run: error: " << message << "\n";
  return EXIT_FAILURE;
}

static void parseWord(StringRef word, WordReader &reader, Options &options) {
  std::string error;
  if (word == "--help" || word == "-h")
    options.help = true;
  else if (word == "--check")
    options.compile.checkBounds = true;
  else if (word == "--interpret")
    options.interpret = true;
  else if (parseCompileOption(word, reader, options.compile) ||
           reader.takeValue(word, "--emulator", options.emulator))
    return;
  else if (parseLaunchOption({word.data(), word.size()}, options.launch, error) !=
           OptionResult::NotOurs)
    reader.setError(error);
  else if (word.size() > 1 && word.starts_with("-"))
    reader.setError("unknown option '" + word + "'; --help lists all");
  else if (!options.compile.input.empty())
    reader.setError("expected one file, got '" + options.compile.input + "' and '" + word + "'");
  else
    options.compile.input = word.str();
}

/// Whether the file is a library already: by its name, or by how it begins.
static bool isLibrary(StringRef path) {
  if (path == "-")
    return false;
  llvm::file_magic magic;
  return path.ends_with(".so") ||
         (!llvm::identify_magic(path, magic) && magic == llvm::file_magic::elf_shared_object);
}

/// The machine of a triple that is not this one; empty for this one.
static std::string getForeignArch(StringRef triple) {
  llvm::Triple::ArchType arch = llvm::Triple(triple).getArch();
  if (arch == llvm::Triple(llvm::sys::getProcessTriple()).getArch())
    return "";
  return llvm::Triple::getArchTypeName(arch).str();
}

static int runLibrary(Options &options, llvm::function_ref<void(const llvm::Twine &)> error) {
  options.launch.library = options.compile.input;
  if (!options.compile.definitions.empty() || !options.compile.cpu.empty() ||
      !options.compile.features.empty() || options.compile.checkBounds)
    return fail("expected no -D, --cpu, --features or --check for '" + options.launch.library +
                "', which is compiled already");
  auto target = describeTarget(options.compile.target, "", "", error);
  if (failed(target))
    return EXIT_FAILURE;
  std::string arch = getForeignArch(target->triple);
  if (arch.empty() && options.emulator.empty())
    return launch(options.launch);
  if (arch.empty())
    arch = "aarch64";
  return launchInEmulator(arch, options.emulator, options.launch, error);
}

static int runInterpreter(const Options &options,
                          llvm::function_ref<void(const llvm::Twine &)> error) {
  if (!options.compile.target.empty() || !options.compile.cpu.empty() ||
      !options.compile.features.empty() || !options.emulator.empty() || options.compile.checkBounds)
    return fail("expected no --target, --cpu, --features, --emulator or --check with --interpret");
  if (isLibrary(options.compile.input))
    return fail("expected a file of kernels with --interpret, got the library '" +
                options.compile.input + "'");
  return interpret(options.compile, options.launch, error);
}

static int runKernels(Options &options, llvm::function_ref<void(const llvm::Twine &)> error) {
  options.compile.kernel = options.launch.kernel;
  auto target =
      describeTarget(options.compile.target, options.compile.cpu, options.compile.features, error);
  if (failed(target))
    return EXIT_FAILURE;
  if (!llvm::Triple(target->triple).isOSLinux())
    return fail("expected a Linux target to run, got '" + target->triple + "'");
  options.launch.library = options.compile.input;
  auto library = compileFile(options.compile, *target, EmitKind::Shared, nullptr, error);
  if (failed(library))
    return EXIT_FAILURE;
  std::string arch = getForeignArch(target->triple);
  if (!arch.empty())
    return launchInEmulator(arch, options.emulator, options.launch, *library, error);
  if (!options.emulator.empty())
    return fail("expected a target for which '" + options.emulator + "' is needed, got '" +
                target->triple + "', which runs here");
  options.launch.bytes = library->data();
  options.launch.numBytes = library->size();
  return launch(options.launch);
}

int main(int argc, char **argv) {
  installFatalErrorHandler("gems-run");
  WordReader reader(argc, argv);
  Options options;
  options.launch.program = "gems-run";
  while (!reader.isAtEnd() && reader.getError().empty())
    parseWord(reader.take(), reader, options);
  if (!reader.getError().empty())
    return fail(reader.getError());
  if (options.help) {
    llvm::outs() << help << compileOptionsHelp() << emulatorHelp << launchOptionsHelp()
                 << "\nExit status: 0 when everything ran and was written, else 1.\n";
    return EXIT_SUCCESS;
  }
  if (options.compile.input.empty())
    return fail("expected a file of kernels or a library; --help tells more");
  if (options.launch.grid.empty())
    return fail("expected --grid=X[,Y[,Z]], got no grid");
  auto error = [](const llvm::Twine &message) { fail(message); };
  if (options.interpret)
    return runInterpreter(options, error);
  return isLibrary(options.compile.input) ? runLibrary(options, error) : runKernels(options, error);
}
