// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The order of the checks of one case.
#include "gems/Fuzz/Check.h"
#include "Messages.h"
#include "gems/Pipelines/Compiler.h"
#include "mlir/IR/Verifier.h"
#include "mlir/Parser/Parser.h"

using namespace mlir;
using namespace gems;
using namespace gems::fuzz;
using fuzz::Bytes;

static std::string print(ModuleOp module) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  module.print(stream);
  return text;
}

std::optional<Failure> gems::fuzz::reparseCase(Case &test) {
  MLIRContext *context = test.module->getContext();
  Messages messages(context);
  if (failed(verify(*test.module)))
    return Failure{"verify", messages.get()};
  std::string text = print(*test.module);
  ParserConfig config(context);
  std::string name = "fuzz-" + std::to_string(test.seed) + ".mlir";
  auto parsed = parseSourceString<ModuleOp>(text, config, name);
  if (!parsed)
    return Failure{"reparse", messages.get()};
  if (print(*parsed) != text)
    return Failure{"reparse", "expected the same text again, got another"};
  test.module = std::move(parsed);
  return std::nullopt;
}

std::optional<Failure> gems::fuzz::interpretCase(Case &test,
                                                 std::vector<std::vector<Bytes>> &results) {
  Messages messages(test.module->getContext());
  results.clear();
  for (const Launch &launch : test.launches) {
    FailureOr<std::vector<Bytes>> buffers = interpretLaunch(*test.module, launch);
    if (failed(buffers))
      return Failure{"interpret", messages.get()};
    results.push_back(std::move(*buffers));
  }
  return std::nullopt;
}

std::optional<Failure> gems::fuzz::compileCase(Case &test, const FuzzTarget &target,
                                               gems::Bytes &library) {
  Messages messages(test.module->getContext());
  OwningOpRef<ModuleOp> copy = test.module->clone();
  FailureOr<gems::Bytes> bytes = compileModule(*copy, target.info, EmitKind::Shared, "",
                                               /*timing=*/nullptr, target.checkBounds);
  if (failed(bytes))
    return Failure{"compile " + target.name, messages.get()};
  library = std::move(*bytes);
  return std::nullopt;
}

Checker::Checker(const CheckOptions &options, StageFn atStage)
    : options(options), atStage(std::move(atStage)) {
  for (const FuzzTarget &target : options.targets)
    batches.push_back(target.emulator.empty()
                          ? nullptr
                          : std::make_unique<EmulatorBatch>(target, options));
}

Checker::~Checker() = default;

static std::string describeLaunch(size_t number) {
  return "launch " + std::to_string(number) + ", ";
}

std::optional<Failure> Checker::checkHost(Case &test, const FuzzTarget &target,
                                          ArrayRef<char> library) {
  gems_message message = {};
  gems_module *handle = nullptr;
  if (gems_module_load_memory(library.data(), library.size(), "fuzz", &handle, &message))
    return Failure{"run " + target.name, message.text};
  std::unique_ptr<gems_module, void (*)(gems_module *)> module(handle, gems_module_release);
  bool isFirst = first.empty();
  for (auto [number, launch] : llvm::enumerate(test.launches)) {
    PlainLaunch plain = makePlain(test, launch);
    std::string error = runPlain(handle, plain);
    if (!error.empty())
      return Failure{"run " + target.name, describeLaunch(number) + error};
    std::vector<Bytes> got;
    for (PlainBuffer &buffer : plain.buffers)
      got.push_back(std::move(buffer.bytes));
    if (auto difference = compareBuffers(test.buffers, expected[number], got))
      return Failure{"compare " + target.name, describeLaunch(number) + *difference};
    if (!isFirst)
      if (auto difference = compareTargets(test.buffers, first[number], got))
        return Failure{"compare " + options.targets[0].name + " " + target.name,
                       describeLaunch(number) + *difference};
    if (isFirst)
      first.push_back(std::move(got));
  }
  return std::nullopt;
}

std::optional<Failure> Checker::checkTargets(Case &test) {
  first.clear();
  gems::Bytes library;
  const FuzzTarget *compiled = nullptr;
  for (auto [index, target] : llvm::enumerate(options.targets)) {
    // One object serves all lengths of SVE.
    bool isSame = compiled && compiled->info.triple == target.info.triple &&
                  compiled->info.cpu == target.info.cpu &&
                  compiled->info.features == target.info.features;
    if (!isSame) {
      atStage("compile " + target.name);
      if (auto failure = compileCase(test, target, library))
        return failure;
      compiled = &target;
    }
    if (batches[index]) {
      batches[index]->add(test, library, expected);
      continue;
    }
    atStage("run " + target.name);
    if (auto failure = checkHost(test, target, library))
      return failure;
  }
  return std::nullopt;
}

std::optional<Failure> Checker::check(Case &test) {
  atStage("reparse");
  if (auto failure = reparseCase(test))
    return failure;
  atStage("interpret");
  if (auto failure = interpretCase(test, expected))
    return failure;
  if (options.checkPasses)
    if (auto failure = checkPasses(test, expected, atStage))
      return failure;
  return checkTargets(test);
}

void Checker::flush(ReportFn report) {
  for (auto [target, batch] : llvm::zip(options.targets, batches)) {
    if (!batch)
      continue;
    atStage("emulate " + target.name);
    batch->run(report);
  }
}
