// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The compiler on texts that somebody has spoiled.
#include "gems/Fuzz/FrontDoor.h"
#include "gems/IR/Tile.h"
#include "gems/Pipelines/Compiler.h"
#include "gems/Pipelines/Pipelines.h"
#include "mlir/Parser/Parser.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include <chrono>
#include <malloc.h>

using namespace mlir;
using namespace gems;
using namespace gems::fuzz;

static LogicalResult addFile(StringRef path, Corpus &corpus, ErrorFn error) {
  auto buffer = llvm::MemoryBuffer::getFile(path, /*IsText=*/true);
  if (!buffer) {
    error("cannot read '" + path + "': " + buffer.getError().message());
    return failure();
  }
  SmallVector<StringRef> parts;
  (*buffer)->getBuffer().split(parts, "\n// -----");
  for (StringRef part : parts)
    corpus.texts.push_back(part.str());
  return success();
}

FailureOr<Corpus> gems::fuzz::loadCorpus(ArrayRef<std::string> paths, ErrorFn error) {
  Corpus corpus;
  for (const std::string &path : paths) {
    std::vector<std::string> files;
    std::error_code code;
    if (llvm::sys::fs::is_directory(path)) {
      for (llvm::sys::fs::recursive_directory_iterator at(path, code), end; at != end && !code;
           at.increment(code))
        if (StringRef(at->path()).ends_with(".mlir"))
          files.push_back(at->path());
      llvm::sort(files); // folders have no order of their own
    } else {
      files.push_back(path);
    }
    for (const std::string &file : files)
      if (failed(addFile(file, corpus, error)))
        return failure();
  }
  return corpus;
}

static std::unique_ptr<MLIRContext> makeContext() {
  DialectRegistry registry;
  registerKernelDialects(registry);
  auto context = std::make_unique<MLIRContext>(registry, MLIRContext::Threading::DISABLED);
  context->loadAllAvailableDialects();
  return context;
}

static std::string print(ModuleOp module, bool isGeneric) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  OpPrintingFlags flags;
  module.print(stream, isGeneric ? flags.printGenericOpForm() : flags);
  return text;
}

/// A kernel of the corpus that parses, or a generated one.
static OwningOpRef<ModuleOp> makeValid(MLIRContext &context, const Corpus &corpus, Random &random) {
  for (int i = 0; i < 20 && !corpus.texts.empty() && random.chance(90); ++i)
    if (auto module = parseSourceString<ModuleOp>(random.pickFrom(corpus.texts), &context))
      return module;
  return generateCase(context, random.next() >> 32).module;
}

std::string gems::fuzz::makeSpoiled(const Corpus &corpus, uint64_t seed) {
  Random random(seed);
  random = random.fork(1);
  if (!corpus.texts.empty() && random.chance(25))
    return spoilText(random.pickFrom(corpus.texts), corpus, random);
  auto context = makeContext();
  // The corpus may hold texts that are refused on purpose.
  ScopedDiagnosticHandler silence(context.get(), [](Diagnostic &) { return success(); });
  OwningOpRef<ModuleOp> module = makeValid(*context, corpus, random);
  if (random.chance(10))
    return spoilText(print(*module, random.chance(50)), corpus, random);
  spoilModule(*module, random);
  std::string text = print(*module, true);
  if (random.chance(30))
    return text;
  // The form that authors write cannot show what is invalid.
  OwningOpRef<ModuleOp> parsed = parseSourceString<ModuleOp>(text, context.get());
  return parsed ? print(*parsed, false) : text;
}

namespace {
/// Errors, and whether each could help an author.
class Errors {
public:
  /// `needsLine` unless the text itself says that there is none.
  Errors(MLIRContext *context, bool needsLine)
      : needsLine(needsLine), handler(context, [this](Diagnostic &diagnostic) {
          if (diagnostic.getSeverity() == DiagnosticSeverity::Error)
            add(diagnostic);
        }) {}

  bool isEmpty() const { return count == 0; }
  /// The first that has no line or no text.
  std::optional<Failure> find(StringRef stage) const {
    if (bad.empty())
      return std::nullopt;
    return Failure{("no line " + stage).str(), bad};
  }

private:
  void add(Diagnostic &diagnostic) {
    ++count;
    bool hasLine = !needsLine;
    diagnostic.getLocation()->walk([&](Location location) {
      hasLine |= isa<FileLineColLoc>(location);
      return WalkResult::advance();
    });
    std::string text = diagnostic.str();
    if (bad.empty() && (!hasLine || StringRef(text).trim().empty()))
      bad = "expected a text and a line, got '" + text + "'";
  }

  bool needsLine;
  unsigned count = 0;
  std::string bad;
  ScopedDiagnosticHandler handler;
};

class FrontDoor {
public:
  FrontDoor(const std::string &text, const FuzzTarget &target, const StageFn &atStage)
      : text(text), target(target), atStage(atStage) {}

  Verdict run() {
    auto context = makeContext();
    atStage("parse");
    OwningOpRef<ModuleOp> module;
    {
      Errors errors(context.get(), needsLine());
      module = parse(*context, text);
      if (auto failure = judge("parse", errors, bool(module)))
        return {failure, false};
    }
    if (!module)
      return {};
    if (auto failure = reparse(*context, *module))
      return {failure, false};
    std::string stage = "compile " + target.name;
    atStage(stage);
    Errors errors(context.get(), needsLine());
    bool isCompiled = succeeded(compileModule(*module, target.info, EmitKind::Object, ""));
    return {judge(stage, errors, isCompiled), isCompiled};
  }

private:
  bool needsLine() const { return !StringRef(text).contains("loc("); }
  static OwningOpRef<ModuleOp> parse(MLIRContext &context, StringRef text) {
    llvm::SourceMgr sources;
    sources.AddNewSourceBuffer(llvm::MemoryBuffer::getMemBuffer(text, "spoiled.mlir"), SMLoc());
    return parseKernels(sources, context);
  }

  static std::optional<Failure> judge(StringRef stage, const Errors &errors, bool isDone) {
    if (isDone != errors.isEmpty())
      return Failure{(isDone ? "error but success " : "no error ") + stage.str(),
                     isDone ? "expected failure after an error, got success"
                            : "expected an error with a line, got none"};
    return errors.find(stage);
  }

  std::optional<Failure> reparse(MLIRContext &context, ModuleOp module) {
    atStage("reparse");
    Errors errors(&context, needsLine());
    std::string printed = print(module, false);
    OwningOpRef<ModuleOp> again = parse(context, printed);
    if (!again)
      return Failure{"reparse", "expected the printed kernel to parse, got errors"};
    // MLIR's printer leaves attributes of some terminators out, which only the generic form shows.
    // Ops beside the kernels take names of arguments away.
    bool hasOnlyKernels =
        llvm::all_of(*module.getBody(), [](Operation &op) { return isa<tile::KernelOp>(op); });
    if (hasOnlyKernels && print(*again, false) != printed &&
        print(*again, true) != print(module, true))
      return Failure{"reparse", "expected the same text again, got another"};
    return std::nullopt;
  }

  const std::string &text;
  const FuzzTarget &target;
  const StageFn &atStage;
};
} // namespace

/// Bytes that were taken from the heap and not given back.
static size_t getHeapSize() {
  auto info = mallinfo2();
  return info.uordblks + info.hblkhd;
}

Verdict gems::fuzz::checkFrontDoor(const std::string &text, const FuzzTarget &target,
                                   const StageFn &atStage) {
  using Clock = std::chrono::steady_clock;
  size_t before = getHeapSize();
  Clock::time_point start = Clock::now();
  Verdict verdict = FrontDoor(text, target, atStage).run();
  // Tables that are filled once grow once, and the heap's own lists settle; what grows every time
  // is lost. Where one run takes long, there is no time for so many.
  for (int i = 0; !verdict.failure && getHeapSize() > before; ++i) {
    before = getHeapSize();
    atStage("leak");
    if (i == 100)
      verdict.failure = Failure{"leak", "expected the memory back, got a larger heap each time"};
    else if (Clock::now() - start > std::chrono::seconds(5))
      break;
    else
      FrontDoor(text, target, [](StringRef) {}).run();
  }
  return verdict;
}
