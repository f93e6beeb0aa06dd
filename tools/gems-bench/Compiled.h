// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Our side of every comparison: a kernel's file compiled in this process.
#ifndef GEMS_BENCH_COMPILED_H
#define GEMS_BENCH_COMPILED_H

#include "Kernels.h"
#include "Options.h"

#include "gems/Pipelines/CompileOptions.h"

#include <memory>
#include <optional>

struct gems_module;

namespace gems::bench {

/// The options to compile a kernel of the folder for a type; block 0 is the default of the file.
CompileOptions makeCompileOptions(const Options &options, const Kernel &kernel, gems_type type,
                                  int64_t block);

/// A kernel that is loaded for this machine.
class LoadedKernel {
public:
  /// Compiles and loads. Failing, prints one line.
  static std::unique_ptr<LoadedKernel> create(const CompileOptions &options,
                                              const TargetInfo &target);
  ~LoadedKernel();

  const gems_kernel_info &getInfo() const { return *info; }
  void *getScratch() const { return scratch; }
  /// The value of an integer parameter.
  int64_t getParam(const char *name) const;

private:
  LoadedKernel() = default;

  gems_module *module = nullptr;
  const gems_kernel_info *info = nullptr;
  void *scratch = nullptr;
};

/// The value of an integer parameter of a kernel's file without compiling it: what was given, else
/// the default of its declaration. 0 if there is none.
int64_t readParam(const CompileOptions &options, llvm::StringRef name);

} // namespace gems::bench

#endif // GEMS_BENCH_COMPILED_H
