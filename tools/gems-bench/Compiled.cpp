// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Compiles kernels in this process and loads them with the runtime.
#include "Compiled.h"

#include "Report.h"

#include "gems/Runtime/Runtime.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Regex.h"

using namespace gems;
using namespace gems::bench;

CompileOptions gems::bench::makeCompileOptions(const Options &options, const Kernel &kernel,
                                               gems_type type, int64_t block) {
  CompileOptions result;
  result.input = options.kernelDir + "/" + kernel.name + ".mlir";
  result.kernel = kernel.name;
  result.definitions.push_back(std::string("T=") + typeName(type));
  if (block)
    result.definitions.push_back(kernel.blockParam + ("=" + llvm::Twine(block)).str());
  return result;
}

std::unique_ptr<LoadedKernel> LoadedKernel::create(const CompileOptions &options,
                                                   const TargetInfo &target) {
  mlir::FailureOr<Bytes> library = compileFile(options, target, EmitKind::Shared, nullptr,
                                               [](const llvm::Twine &text) { printError(text); });
  if (mlir::failed(library))
    return nullptr;
  std::unique_ptr<LoadedKernel> kernel(new LoadedKernel());
  gems_message message;
  if (gems_module_load_memory(library->data(), library->size(), options.input.c_str(),
                              &kernel->module, &message) ||
      gems_module_find_kernel(kernel->module, options.kernel.c_str(), &kernel->info, &message) ||
      gems_kernel_check_cpu(kernel->info, &message) ||
      gems_scratch_create(kernel->info, &kernel->scratch, &message)) {
    printError(message.text);
    return nullptr;
  }
  return kernel;
}

LoadedKernel::~LoadedKernel() {
  gems_scratch_release(scratch);
  gems_module_release(module);
}

int64_t LoadedKernel::getParam(const char *name) const {
  int64_t value = 0;
  for (uint32_t i = 0; i < info->num_params; ++i)
    if (llvm::StringRef(info->params[i].name) == name)
      llvm::StringRef(info->params[i].value).getAsInteger(10, value);
  return value;
}

int64_t gems::bench::readParam(const CompileOptions &options, llvm::StringRef name) {
  int64_t value = 0;
  for (llvm::StringRef definition : options.definitions)
    if (definition.consume_front(name) && definition.consume_front("="))
      if (!definition.getAsInteger(10, value))
        return value;
  auto buffer = llvm::MemoryBuffer::getFile(options.input, /*IsText=*/true);
  llvm::SmallVector<llvm::StringRef> matches;
  llvm::Regex declaration(("#tile.param<" + name + " : i32 = ([0-9]+)>").str());
  if (buffer && declaration.match((*buffer)->getBuffer(), &matches))
    matches[1].getAsInteger(10, value);
  return value;
}
