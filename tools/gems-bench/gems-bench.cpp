// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// gems-bench: compiled kernels beside plain C++, intrinsics and a stream of the same bytes;
// launches beside thread libraries.
#include "Options.h"
#include "Parts.h"
#include "Report.h"

#include "gems/Pipelines/CompileOptions.h"

using namespace gems;
using namespace gems::bench;

int main(int argc, char **argv) {
  installFatalErrorHandler("gems-bench");
  std::string error;
  std::optional<Options> options = parseOptions(argc, argv, error);
  if (!options) {
    printError(error);
    return EXIT_FAILURE;
  }
  if (options->help) {
    llvm::outs() << helpText();
    return EXIT_SUCCESS;
  }
  Report report;
  bool isComplete = true;
  // Compiling first: its processes start from one that has compiled nothing yet.
  if (options->compile)
    isComplete &= runCompile(*options, report);
  if (options->launch)
    isComplete &= runLaunch(*options, report);
  if (options->host)
    isComplete &= runHost(*options, report);
  if (options->arm)
    isComplete &= runArm(*options, report);
  if (!options->json.empty())
    isComplete &= report.write(options->json);
  return isComplete ? EXIT_SUCCESS : EXIT_FAILURE;
}
