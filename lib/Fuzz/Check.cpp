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
  FailureOr<gems::Bytes> bytes = compileModule(*copy, target.info, EmitKind::Shared, "");
  if (failed(bytes))
    return Failure{"compile " + target.name, messages.get()};
  library = std::move(*bytes);
  return std::nullopt;
}

static std::string describeLaunch(size_t number) { return "launch " + std::to_string(number) + ", "; }

std::optional<Failure> gems::fuzz::checkCase(Case &test, const CheckOptions &options) {
  options.atStage("reparse");
  if (auto failure = reparseCase(test))
    return failure;
  options.atStage("interpret");
  std::vector<std::vector<Bytes>> expected;
  if (auto failure = interpretCase(test, expected))
    return failure;
  if (options.checkPasses)
    if (auto failure = checkPasses(test, expected, options))
      return failure;
  std::vector<std::vector<Bytes>> first;
  for (const FuzzTarget &target : options.targets) {
    options.atStage("compile " + target.name);
    gems::Bytes library;
    if (auto failure = compileCase(test, target, library))
      return failure;
    options.atStage("run " + target.name);
    std::vector<std::vector<Bytes>> all;
    for (auto [number, launch] : llvm::enumerate(test.launches)) {
      std::vector<Bytes> &got = all.emplace_back();
      if (auto failure = runLaunch(library, test, launch, target.name, got))
        return failure;
      if (auto difference = compareBuffers(test.buffers, expected[number], got))
        return Failure{"compare " + target.name, describeLaunch(number) + *difference};
      if (first.empty())
        continue;
      if (auto difference = compareTargets(test.buffers, first[number], got))
        return Failure{"compare " + options.targets[0].name + " " + target.name,
                       describeLaunch(number) + *difference};
    }
    if (first.empty())
      first = std::move(all);
  }
  return std::nullopt;
}
