// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Launches in the reference interpreter.
#ifndef GEMS_TOOLS_GEMSRUN_INTERPRET_H
#define GEMS_TOOLS_GEMSRUN_INTERPRET_H

#include "gems/Pipelines/CompileOptions.h"
#include "gems/Runtime/Launcher.h"

namespace gems {

/// Parses a file of kernels and runs one of them with all checks. Returns the exit status.
int interpret(const CompileOptions &compile, LaunchOptions launch, ErrorFn error);

} // namespace gems

#endif // GEMS_TOOLS_GEMSRUN_INTERPRET_H
