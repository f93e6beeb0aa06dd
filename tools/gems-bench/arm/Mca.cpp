// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Asks llvm-mca about loops.
#include "Loops.h"

#include "../Report.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Regex.h"

using namespace gems::bench;
using llvm::StringRef;

/// "#-16" is taken from the base, "#16" or a register added to it.
static std::string makeAdd(StringRef base, StringRef amount) {
  std::string sum = (base + ", " + base + ", ").str();
  if (amount.consume_front("#-"))
    return "sub " + sum + "#" + amount.str();
  return "add " + sum + amount.str();
}

std::vector<std::string> gems::bench::splitIndexed(llvm::ArrayRef<std::string> body) {
  static const llvm::Regex post("^(.*)\\[(x[0-9]+|sp)\\], (#-?(0x)?[0-9a-f]+|x[0-9]+)$");
  static const llvm::Regex pre("^(.*)\\[(x[0-9]+|sp), (#-?(0x)?[0-9a-f]+)\\]!$");
  static const llvm::Regex branch("^(b|b\\.[a-z]+|cbn?z [wx][0-9]+,|tbn?z [wx][0-9]+, #[0-9a-fx]+,|"
                                  "bl) 0x[0-9a-f]+$");
  std::vector<std::string> result;
  llvm::SmallVector<StringRef> parts;
  for (const std::string &text : body) {
    if (post.match(text, &parts)) {
      result.push_back((parts[1] + "[" + parts[2] + "]").str());
      result.push_back(makeAdd(parts[2], parts[3]));
    } else if (pre.match(text, &parts)) {
      result.push_back(makeAdd(parts[2], parts[3]));
      result.push_back((parts[1] + "[" + parts[2] + "]").str());
    } else if (branch.match(text, &parts)) {
      // An absolute address is out of a branch's range for the assembler.
      result.push_back((parts[1] + " target").str());
    } else {
      result.push_back(text);
    }
  }
  return result;
}

static constexpr unsigned iterations = 500;

const char *gems::bench::mcaCommand() {
  return "llvm-mca -mtriple=aarch64 -iterations=500 -instruction-info=0 -resource-pressure=0 "
         "-mcpu=CPU";
}

static std::optional<double> askMca(Workspace &workspace, const std::string &code,
                                    const std::string &cpu) {
  std::string inFile = workspace.path("loop.s"), outFile = workspace.path("mca.txt");
  {
    std::error_code error;
    llvm::raw_fd_ostream stream(inFile, error);
    if (error) {
      printError("cannot write '" + inFile + "': " + error.message());
      return std::nullopt;
    }
    stream << code;
  }
  if (!runTool({findTool("llvm-mca"), "-mtriple=aarch64",
                "-iterations=" + std::to_string(iterations), "-instruction-info=0",
                "-resource-pressure=0", "-mcpu=" + cpu, inFile},
               outFile))
    return std::nullopt;
  std::string text = readFile(outFile).value_or("");
  StringRef cycles = StringRef(text).split("Total Cycles:").second.split('\n').first.trim();
  unsigned value = 0;
  if (cycles.getAsInteger(10, value)) {
    printError("expected 'Total Cycles' from llvm-mca, got '" + StringRef(text).split('\n').first +
               "'");
    return std::nullopt;
  }
  return double(value) / iterations;
}

std::optional<double> gems::bench::cyclesPerIteration(Workspace &workspace, const Loop &loop,
                                                      const std::string &cpu) {
  static std::map<std::string, std::optional<double>> known;
  std::string code = llvm::join(splitIndexed(loop.body), "\n") + "\n";
  auto [it, isNew] = known.try_emplace(cpu + "\n" + code);
  if (isNew)
    it->second = askMca(workspace, code, cpu);
  return it->second;
}
