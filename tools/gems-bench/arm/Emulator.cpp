// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Runs AArch64 code under QEMU with the counting plugin.
#include "Emulator.h"

#include "../Buffers.h"
#include "../Fill.h"
#include "../Report.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Program.h"

using namespace gems;
using namespace gems::bench;
using llvm::StringRef;

Workspace::Workspace() {
  if (llvm::sys::fs::createUniqueDirectory("gems-bench", folder))
    folder.clear();
}

Workspace::~Workspace() {
  if (!folder.empty())
    llvm::sys::fs::remove_directories(folder);
}

std::string Workspace::path(StringRef name) const {
  return folder.empty() ? "" : (folder + "/" + name).str();
}

std::string gems::bench::findTool(StringRef name) {
  llvm::ErrorOr<std::string> path = std::make_error_code(std::errc::no_such_file_or_directory);
  if (name.starts_with("llvm-"))
    path = llvm::sys::findProgramByName(name, {GEMS_BENCH_LLVM_BIN});
  if (!path)
    path = llvm::sys::findProgramByName(name);
  if (path)
    return *path;
  printError("cannot find the program '" + name + "'");
  return "";
}

bool gems::bench::runTool(llvm::ArrayRef<std::string> command, const std::string &outFile) {
  if (command[0].empty())
    return false;
  std::string errorFile = outFile + ".err", message;
  // A redirection writes over what is there, but does not cut it off.
  llvm::sys::fs::remove(outFile);
  llvm::sys::fs::remove(errorFile);
  llvm::SmallVector<StringRef> words(command.begin(), command.end());
  int status = llvm::sys::ExecuteAndWait(command[0], words, std::nullopt, {"", outFile, errorFile},
                                         120, 0, &message);
  if (status == 0)
    return true;
  std::string text = readFile(errorFile).value_or("");
  printError(llvm::sys::path::filename(command[0]) + " failed" +
             (message.empty() ? "" : ", " + message) + ": " + StringRef(text).split('\n').first);
  return false;
}

std::optional<std::string> gems::bench::readFile(StringRef path) {
  auto buffer = llvm::MemoryBuffer::getFile(path);
  if (!buffer)
    return std::nullopt;
  return (*buffer)->getBuffer().str();
}

uint64_t Execution::total() const {
  uint64_t sum = 0;
  for (auto [address, count] : counts)
    sum += count;
  return sum;
}

std::optional<ArmProgram> ArmProgram::link(Workspace &workspace, StringRef object, StringRef entry,
                                           StringRef info) {
  std::string path =
      workspace.path(("program-" + llvm::sys::path::stem(object) + "-" + entry).str());
  // Quoted, since the linker takes a name such as "add" for a hexadecimal number.
  auto define = [](const char *name, StringRef symbol) {
    return ("-Wl,--defsym=" + llvm::Twine(name) + "=\"" + symbol + "\"").str();
  };
  std::vector<std::string> command = {findTool("aarch64-linux-gnu-gcc"),
                                      "-static",
                                      "-o",
                                      path,
                                      GEMS_BENCH_ARM_DIR "/driver.o",
                                      object.str(),
                                      define("benchEntry", entry),
                                      "-lm"};
  if (!info.empty())
    command.push_back(define("benchInfo", info));
  if (!runTool(command, workspace.path("link.txt")))
    return std::nullopt;
  return ArmProgram(workspace, path);
}

static std::string formatArg(const Arg &arg, size_t index, gems_type type) {
  if (arg.kind == Arg::Int)
    return "i32=" + std::to_string(arg.intValue);
  if (arg.kind == Arg::Float)
    return "f32=" + std::to_string(arg.floatValue);
  return std::string(typeName(type)) + ":" + std::to_string(arg.count) + ":" +
         std::to_string(index + 1);
}

/// Reads the plugin's lines of blocks and spreads them over addresses.
static Counts parseCounts(StringRef text) {
  constexpr uint64_t instructionSize = 4;
  Counts counts;
  llvm::SmallVector<StringRef> lines;
  text.split(lines, '\n', -1, /*KeepEmpty=*/false);
  for (StringRef line : lines) {
    auto [addressText, rest] = line.split(' ');
    auto [sizeText, timesText] = rest.split(' ');
    uint64_t address = 0, size = 0, times = 0;
    addressText.getAsInteger(16, address);
    sizeText.getAsInteger(16, size);
    timesText.getAsInteger(16, times);
    for (uint64_t i = 0; i < size; ++i)
      counts[address + i * instructionSize] += times;
  }
  return counts;
}

std::optional<Counts> ArmProgram::countOnce(const std::vector<std::string> &driverArgs,
                                            unsigned sveBits) const {
  std::string countFile = workspace->path("counts.txt"), lengthFile = workspace->path("length.txt");
  std::vector<std::string> command = {findTool("qemu-aarch64"), "-cpu", "max"};
  if (sveBits)
    command.back() += ",sve-max-vq=" + std::to_string(sveBits / 128) +
                      ",sve-default-vector-length=" + std::to_string(sveBits / 8);
  command.insert(command.end(), {"-plugin", "file=" GEMS_BENCH_PLUGIN ",out=" + countFile, path});
  command.insert(command.end(), driverArgs.begin(), driverArgs.end());
  if (!runTool(command, lengthFile))
    return std::nullopt;
  std::string length = readFile(lengthFile).value_or("");
  if (sveBits && StringRef(length).trim() != std::to_string(sveBits / 8)) {
    printError("expected an SVE length of " + llvm::Twine(sveBits / 8) +
               " bytes under the emulator, got " + StringRef(length).trim());
    return std::nullopt;
  }
  return parseCounts(readFile(countFile).value_or(""));
}

std::optional<Execution> ArmProgram::run(llvm::ArrayRef<Arg> args, gems_type type, int64_t programs,
                                         unsigned sveBits) const {
  std::string outFile = workspace->path("out.bin");
  std::vector<std::string> words = {outFile, "0", "0", std::to_string(programs)};
  for (auto [index, arg] : llvm::enumerate(args))
    words.push_back(formatArg(arg, index, type));
  std::optional<Counts> empty = countOnce(words, sveBits);
  words[2] = std::to_string(programs);
  std::optional<Counts> full = empty ? countOnce(words, sveBits) : std::nullopt;
  if (!full)
    return std::nullopt;

  Execution execution;
  for (auto [address, count] : *full) {
    auto before = empty->find(address);
    uint64_t without = before == empty->end() ? 0 : before->second;
    if (count > without)
      execution.counts[address] = count - without;
  }
  std::string bytes = readFile(outFile).value_or("");
  widenElements(bytes.data(), bytes.size() / sizeOf(type), type, execution.results);
  return execution;
}
