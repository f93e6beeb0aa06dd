// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Runs a library of kernels for another machine: emulator, launcher, library.
#include "Emulator.h"

#include "gems/Target/Codegen.h"

#include "llvm/Support/Allocator.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Program.h"
#include "llvm/Support/Signals.h"
#include "llvm/Support/StringSaver.h"

#include <cstdlib>

using namespace gems;
using llvm::SmallString;
using llvm::SmallVector;
using llvm::StringRef;
using llvm::Twine;

/// The folder of this program, through which the launcher is found.
static SmallString<128> getToolFolder() {
  SmallString<128> path(llvm::sys::fs::getMainExecutable(nullptr, nullptr));
  llvm::sys::path::remove_filename(path);
  return path;
}

/// The C library for the machine: where Debian's cross compilers put it.
static std::string getSysroot(StringRef arch) { return ("/usr/" + arch + "-linux-gnu").str(); }

static std::string defaultCommand(StringRef arch) {
  std::string command = ("qemu-" + arch + " -cpu max").str(), sysroot = getSysroot(arch);
  if (llvm::sys::fs::is_directory(sysroot))
    command += " -L " + sysroot;
  return command;
}

int gems::launchInEmulator(StringRef arch, StringRef command, const LaunchOptions &options,
                           ErrorFn error) {
  llvm::BumpPtrAllocator allocator;
  llvm::StringSaver saver(allocator);
  SmallVector<const char *> tokens;
  StringRef text = command.empty() ? saver.save(defaultCommand(arch)) : command;
  llvm::cl::TokenizeGNUCommandLine(text, saver, tokens);
  if (tokens.empty())
    return error("expected --emulator=\"PROGRAM OPTION...\", got '" + command + "'"), EXIT_FAILURE;
  auto emulator = llvm::sys::findProgramByName(tokens.front());
  if (!emulator)
    return error(Twine("cannot find the emulator '") + tokens.front() +
                 "': install qemu-user, or name one with --emulator"),
           EXIT_FAILURE;

  SmallString<128> launcher = getToolFolder();
  llvm::sys::path::append(launcher, "gems-launch-" + arch);
  if (!llvm::sys::fs::can_execute(launcher))
    return error("cannot find '" + Twine(launcher) + "', the launcher for " + arch +
                 ": build it with the cross compiler"),
           EXIT_FAILURE;

  SmallVector<StringRef> words(tokens.begin(), tokens.end());
  words.push_back(launcher);
  words.push_back(options.library);
  std::vector<std::string> launchWords = formatLaunchOptions(options);
  words.append(launchWords.begin(), launchWords.end());
  // An emulator of the user's choice finds the C library as the default one does.
  setenv("QEMU_LD_PREFIX", getSysroot(arch).c_str(), /*overwrite=*/0);
  std::string message;
  int status = llvm::sys::ExecuteAndWait(*emulator, words, std::nullopt, {}, 0, 0, &message);
  if (status >= 0)
    return status;
  error("the emulator '" + StringRef(*emulator) + "' stopped: " + message);
  return EXIT_FAILURE;
}

int gems::launchInEmulator(StringRef arch, StringRef command, LaunchOptions options,
                           llvm::ArrayRef<char> library, ErrorFn error) {
  SmallString<128> folder;
  if (std::error_code code = llvm::sys::fs::createUniqueDirectory("gems-run", folder))
    return error("cannot create a temporary folder: " + code.message()), EXIT_FAILURE;
  SmallString<128> path(folder);
  llvm::sys::path::append(path, "kernels.so");
  llvm::sys::RemoveFileOnSignal(path);
  if (options.source.empty())
    options.source = options.library;
  options.library = std::string(path);
  int status = EXIT_FAILURE;
  if (succeeded(writeFile(path, library, error)))
    status = launchInEmulator(arch, command, options, error);
  llvm::sys::fs::remove(path);
  llvm::sys::DontRemoveFileOnSignal(path);
  llvm::sys::fs::remove(folder);
  return status;
}
