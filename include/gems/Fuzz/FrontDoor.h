// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The compiler's front door: whatever text comes in, it compiles or gives an error at a line of it.
#ifndef GEMS_FUZZ_FRONTDOOR_H
#define GEMS_FUZZ_FRONTDOOR_H

#include "gems/Fuzz/Check.h"
#include "gems/Fuzz/Random.h"
#include "mlir/IR/BuiltinOps.h"

namespace gems::fuzz {

/// Valid texts to start from.
struct Corpus {
  std::vector<std::string> texts;
};

/// Reads files, and those called *.mlir of folders, each split at its `// -----`.
mlir::FailureOr<Corpus> loadCorpus(llvm::ArrayRef<std::string> paths, ErrorFn error);

/// Changes ops, types, attributes, operands, blocks and regions. The result need not be valid, but
/// it can be printed in generic form.
void spoilModule(mlir::ModuleOp module, Random &random);
/// Changes words, numbers, lines and bytes.
std::string spoilText(llvm::StringRef text, const Corpus &corpus, Random &random);

/// The text of a seed: a text of the corpus or a generated kernel, spoiled in a few places.
std::string makeSpoiled(const Corpus &corpus, uint64_t seed);

/// The line of the text without which everything happens as with it, and so on.
std::string reduceLines(std::string text, llvm::function_ref<bool(const std::string &)> stillFails,
                        unsigned maxTries);

/// What became of a text.
struct Verdict {
  std::optional<Failure> failure;
  bool isCompiled = false;
};

/// Parses and compiles a text for one target, as gems-compile does. Failures are errors that have
/// no line or no text, refusals without an error, valid kernels whose text does not parse again,
/// and memory that is lost.
Verdict checkFrontDoor(const std::string &text, const FuzzTarget &target, const StageFn &atStage);

} // namespace gems::fuzz

#endif // GEMS_FUZZ_FRONTDOOR_H
