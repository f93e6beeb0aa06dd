// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Runs a library of kernels for another machine in an emulator.
#ifndef GEMS_TOOLS_GEMS_RUN_EMULATOR_H
#define GEMS_TOOLS_GEMS_RUN_EMULATOR_H

#include "gems/Runtime/Launcher.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/ADT/Twine.h"

namespace gems {

/// Runs the launcher for `arch` ("aarch64", "x86_64"), which stands beside this program, on the
/// library `options.library`, with `command` in front; an empty command is the default emulator.
/// Returns the launcher's exit status, or 1.
int launchInEmulator(llvm::StringRef arch, llvm::StringRef command, const LaunchOptions &options,
                     llvm::function_ref<void(const llvm::Twine &)> error);

/// The same for a library in memory.
int launchInEmulator(llvm::StringRef arch, llvm::StringRef command, LaunchOptions options,
                     llvm::ArrayRef<char> library,
                     llvm::function_ref<void(const llvm::Twine &)> error);

} // namespace gems

#endif // GEMS_TOOLS_GEMS_RUN_EMULATOR_H
