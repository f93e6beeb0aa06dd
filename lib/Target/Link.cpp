// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Links an object to a shared library with lld, inside this process.
#include "gems/Target/Codegen.h"

#include "gems/Runtime/Note.h"

#include "lld/Common/Driver.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Signals.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/TargetParser/Triple.h"

#include <csignal>
#include <memory>
#include <mutex>

LLD_HAS_DRIVER(elf)
LLD_HAS_DRIVER(macho)

using namespace gems;
using namespace mlir;

namespace {
/// A file that goes away with its scope.
class TemporaryFile {
public:
  explicit TemporaryFile(StringRef suffix) {
    code = llvm::sys::fs::createTemporaryFile("gems", suffix, path);
  }
  ~TemporaryFile() {
    if (!code)
      llvm::sys::fs::remove(path);
  }
  TemporaryFile(const TemporaryFile &) = delete;
  TemporaryFile &operator=(const TemporaryFile &) = delete;

  std::error_code getError() const { return code; }
  const char *getPath() { return path.c_str(); }

private:
  llvm::SmallString<128> path;
  std::error_code code;
};

/// Signals are the business of the program that this is a part of. LLVM installs handlers for them
/// with the first temporary file, and a stack that it never frees. The handlers are taken away
/// again, and the stack is ours.
class SignalScope {
public:
  SignalScope() : memory(new char[size]) {
    sigaction(SIGTERM, nullptr, &action);
    stack_t own = {};
    own.ss_sp = memory.get();
    own.ss_size = size;
    isInstalled = sigaltstack(&own, &stack) == 0;
  }
  ~SignalScope() {
    struct sigaction now;
    sigaction(SIGTERM, nullptr, &now);
    // Where the program has LLVM handle signals itself, nothing has changed.
    if (now.sa_handler != action.sa_handler)
      llvm::sys::unregisterHandlers();
    if (isInstalled)
      sigaltstack(&stack, nullptr);
  }
  SignalScope(const SignalScope &) = delete;
  SignalScope &operator=(const SignalScope &) = delete;

private:
  /// More than LLVM asks for.
  static constexpr size_t size = 256 * 1024;
  std::unique_ptr<char[]> memory;
  struct sigaction action;
  stack_t stack;
  bool isInstalled;
};
} // namespace

/// Kernels are bound to their own symbols: a program may well have a function called "add" too.
static SmallVector<const char *> elfArgs(const llvm::Triple &triple) {
  return {"ld.lld",
          "-shared",
          "-Bsymbolic",
          "--hash-style=gnu",
          "--build-id=none",
          "--threads=1",
          "-m",
          triple.isAArch64() ? "aarch64linux" : "elf_x86_64"};
}

static SmallVector<const char *> machOArgs() {
  return {"ld64.lld",   "-dylib",        "-arch", "arm64",         "-platform_version",
          "macos",      "11.0",          "11.0",  "-install_name", "@rpath/libkernels.dylib",
          "-undefined", "dynamic_lookup"};
}

/// The first line that the linker wrote, without its name.
static std::string firstLine(StringRef text) {
  StringRef line = text.split('\n').first;
  size_t start = line.find("error: ");
  return (start == StringRef::npos ? line : line.drop_front(start + 7)).str();
}

static LogicalResult runLinker(SmallVector<const char *> args, bool isMachO, ErrorFn error) {
  std::string output;
  llvm::raw_string_ostream stream(output);
  lld::DriverDef driver = isMachO ? lld::DriverDef{lld::Darwin, &lld::macho::link}
                                  : lld::DriverDef{lld::Gnu, &lld::elf::link};
  lld::Result result = lld::lldMain(args, stream, stream, driver);
  if (result.retCode == 0)
    return success();
  error("cannot link: " + firstLine(output));
  return failure();
}

static LogicalResult stamp(Bytes &bytes, ErrorFn error) {
  gems_message message;
  if (gems_stamp_checksum(bytes.data(), bytes.size(), &message) == GEMS_OK)
    return success();
  error(Twine("cannot write the checksum: ") + message.text);
  return failure();
}

FailureOr<Bytes> gems::linkShared(ArrayRef<char> object, const TargetInfo &target, ErrorFn error) {
  // The linker keeps its state in global variables, and handlers of signals are the process's.
  static std::mutex mutex;
  std::lock_guard<std::mutex> lock(mutex);
  SignalScope signals;
  llvm::Triple triple(target.triple);
  bool isMachO = triple.isOSBinFormatMachO();
  TemporaryFile input("o"), output(isMachO ? "dylib" : "so");
  for (TemporaryFile *file : {&input, &output})
    if (std::error_code code = file->getError()) {
      error("cannot create a temporary file: " + code.message());
      return failure();
    }
  if (failed(writeFile(input.getPath(), object, error)))
    return failure();
  SmallVector<const char *> args = isMachO ? machOArgs() : elfArgs(triple);
  args.append({"-o", output.getPath(), input.getPath()});
  if (failed(runLinker(args, isMachO, error)))
    return failure();
  auto file = llvm::MemoryBuffer::getFile(output.getPath(), /*IsText=*/false,
                                          /*RequiresNullTerminator=*/false);
  if (!file) {
    error("cannot read what was linked: " + file.getError().message());
    return failure();
  }
  Bytes bytes((*file)->getBufferStart(), (*file)->getBufferEnd());
  // A Mach-O library carries a signature over its pages, which a checksum would break.
  if (!isMachO && failed(stamp(bytes, error)))
    return failure();
  return bytes;
}
