// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Finds inner loops in what was executed.
#include "Loops.h"

#include "../Report.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Object/ELFObjectFile.h"
#include "llvm/Support/MemoryBuffer.h"

#include <set>

using namespace gems::bench;
using llvm::StringRef;

namespace {
struct Instruction {
  uint64_t address;
  std::string text;
};

/// A branch backwards that was executed.
struct BackEdge {
  size_t first, last; ///< positions of the loop's first instruction and of the branch
};
} // namespace

/// The functions in which at least a fiftieth of the instructions were executed.
static std::set<std::string> findHotFunctions(const ArmProgram &program,
                                              const Execution &execution) {
  std::set<std::string> names;
  auto buffer = llvm::MemoryBuffer::getFile(program.getPath());
  if (!buffer)
    return names;
  auto object = llvm::object::ObjectFile::createELFObjectFile(**buffer);
  if (!object) {
    llvm::consumeError(object.takeError());
    return names;
  }
  for (llvm::object::ELFSymbolRef symbol : (*object)->symbols()) {
    auto name = symbol.getName();
    auto address = symbol.getAddress();
    if (!name || !address || symbol.getELFType() != llvm::ELF::STT_FUNC) {
      llvm::consumeError(name.takeError());
      llvm::consumeError(address.takeError());
      continue;
    }
    uint64_t count = 0;
    for (auto it = execution.counts.lower_bound(*address);
         it != execution.counts.end() && it->first < *address + symbol.getSize(); ++it)
      count += it->second;
    if (count && count * 50 >= execution.total())
      names.insert(name->str());
  }
  return names;
}

/// Reads llvm-objdump's lines "  ADDRESS: \tMNEMONIC\tOPERANDS <symbol+offset>".
static std::vector<Instruction> parseDisassembly(StringRef text) {
  std::vector<Instruction> result;
  llvm::SmallVector<StringRef> lines;
  text.split(lines, '\n');
  for (StringRef line : lines) {
    auto [addressText, rest] = line.split(':');
    uint64_t address = 0;
    if (addressText.trim().getAsInteger(16, address) || rest.trim().empty())
      continue;
    std::string instruction = rest.split("//").first.split(" <").first.trim().str();
    llvm::replace(instruction, '\t', ' ');
    result.push_back({address, instruction});
  }
  return result;
}

static bool isBranch(StringRef text) {
  StringRef name = text.split(' ').first;
  return name == "b" || name.starts_with("b.") || name == "cbz" || name == "cbnz" ||
         name == "tbz" || name == "tbnz";
}

static uint64_t branchTarget(StringRef text) {
  uint64_t target = 0;
  StringRef last = text.rsplit(' ').second;
  last.consume_front("0x");
  last.getAsInteger(16, target);
  return target;
}

static uint64_t countAt(const Execution &execution, uint64_t address) {
  auto it = execution.counts.find(address);
  return it == execution.counts.end() ? 0 : it->second;
}

static std::vector<BackEdge> findBackEdges(llvm::ArrayRef<Instruction> code,
                                           const Execution &execution) {
  std::vector<BackEdge> edges;
  for (size_t last = 0; last < code.size(); ++last) {
    if (!isBranch(code[last].text) || countAt(execution, code[last].address) < 2)
      continue;
    uint64_t target = branchTarget(code[last].text);
    if (target > code[last].address)
      continue;
    auto it = llvm::lower_bound(code, target, [](const Instruction &instruction, uint64_t value) {
      return instruction.address < value;
    });
    // A branch back that was never taken makes no loop: its target ran no more often than it did
    // from above.
    if (it != code.end() && it->address == target)
      edges.push_back({size_t(it - code.begin()), last});
  }
  return edges;
}

static Loop makeLoop(llvm::ArrayRef<Instruction> code, BackEdge edge, const Execution &execution) {
  Loop loop;
  loop.iterations = countAt(execution, code[edge.last].address);
  for (size_t i = edge.first; i <= edge.last; ++i) {
    // What is rarely reached, for example for a NaN, is not part of it.
    if (countAt(execution, code[i].address) * 2 < loop.iterations)
      continue;
    StringRef text = code[i].text;
    loop.body.push_back(text.str());
    loop.numSpills += text.contains("[sp");
    loop.hasCalls |= text.starts_with("bl ") || text.starts_with("blr ");
  }
  return loop;
}

std::optional<std::vector<Loop>> gems::bench::findLoops(Workspace &workspace,
                                                        const ArmProgram &program,
                                                        const Execution &execution) {
  std::vector<Loop> loops;
  for (const std::string &function : findHotFunctions(program, execution)) {
    std::string file = workspace.path("disassembly.txt");
    if (!runTool({findTool("llvm-objdump"), "-d", "--no-show-raw-insn",
                  "--disassemble-symbols=" + function, program.getPath()},
                 file))
      return std::nullopt;
    std::vector<Instruction> code = parseDisassembly(readFile(file).value_or(""));
    std::vector<BackEdge> edges = findBackEdges(code, execution);
    for (BackEdge edge : edges) {
      bool isInner = llvm::none_of(edges, [&](BackEdge other) {
        return other.first >= edge.first && other.last <= edge.last &&
               (other.first != edge.first || other.last != edge.last);
      });
      if (!isInner)
        continue;
      Loop loop = makeLoop(code, edge, execution);
      loop.function = function;
      if (loop.iterations * loop.body.size() * 50 >= execution.total())
        loops.push_back(std::move(loop));
    }
  }
  return loops;
}
