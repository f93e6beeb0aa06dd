// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// From a request to the bytes of a library: the pipeline that gems-compile runs.
#include "Compile.h"

#include "BuildId.h"
#include "Message.h"
#include "gems/IR/Params.h"
#include "gems/Pipelines/Compiler.h"
#include "gems/Pipelines/Pipelines.h"

#include "mlir/IR/DialectRegistry.h"
#include "mlir/IR/MLIRContext.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/SHA256.h"
#include "llvm/Support/raw_ostream.h"

#include <map>
#include <mutex>
#include <tuple>

using namespace gems;
using namespace mlir;

Digest CompileJob::digest() const {
  llvm::SHA256 hash;
  // With its length before it, no text can pass for two.
  auto add = [&](StringRef text) {
    hash.update(std::to_string(text.size()) + ":");
    hash.update(text);
  };
  add(compilerId());
  add(path);
  add(source);
  add(std::to_string(definitions.size()));
  for (const std::string &definition : definitions)
    add(definition);
  for (StringRef text : {StringRef(target.triple), StringRef(target.cpu),
                         StringRef(target.features), StringRef(target.required)})
    add(text);
  return hash.final();
}

/// Looking a machine up takes longer than loading a kernel from the cache, so answers are kept.
static gems_status findTarget(const gems_jit_request &request, TargetInfo &target,
                              gems_message *message) {
  auto toText = [](const char *text) { return std::string(text ? text : ""); };
  std::tuple<std::string, std::string, std::string> key(toText(request.triple), toText(request.cpu),
                                                        toText(request.features));
  auto &[triple, cpu, features] = key;
  // Code that is compiled where it runs is compiled for what it runs on.
  if (triple.empty() && cpu.empty())
    cpu = "native";
  static std::mutex mutex;
  static std::map<decltype(key), TargetInfo> known;
  std::lock_guard<std::mutex> lock(mutex);
  auto found = known.find(key);
  if (found == known.end()) {
    std::string problem;
    FailureOr<TargetInfo> described = describeTarget(
        triple, cpu, features, [&](const llvm::Twine &text) { problem = text.str(); });
    if (failed(described))
      return fail(message, GEMS_ERROR_ARGUMENT, "%s", problem.c_str());
    found = known.emplace(key, *described).first;
  }
  target = found->second;
  return GEMS_OK;
}

gems_status gems::makeJob(const gems_jit_request &request, CompileJob &job, gems_message *message) {
  job.path = request.path && *request.path ? request.path : "kernels.mlir";
  if (request.source) {
    job.source.assign(request.source, request.source_size);
  } else {
    auto buffer = llvm::MemoryBuffer::getFile(job.path, /*IsText=*/true,
                                              /*RequiresNullTerminator=*/false,
                                              /*IsVolatile=*/true);
    if (!buffer)
      return fail(message, GEMS_ERROR_IO, "cannot read '%s': %s", job.path.c_str(),
                  buffer.getError().message().c_str());
    job.source = (*buffer)->getBuffer().str();
  }
  for (uint32_t i = 0; i < request.num_params; ++i)
    job.definitions.push_back(std::string(request.params[i].name) + "=" + request.params[i].value);
  return findTarget(request, job.target, message);
}

/// The first line of the diagnostics that names an error, for a message of one line.
static StringRef firstError(StringRef diagnostics) {
  for (StringRef line : llvm::split(diagnostics, '\n'))
    if (line.contains("error: "))
      return line;
  return diagnostics.split('\n').first;
}

gems_status gems::compileJob(const CompileJob &job, Bytes &library, std::string &diagnostics,
                             gems_message *message) {
  llvm::raw_string_ostream stream(diagnostics);
  auto error = [&](const llvm::Twine &text) { stream << "error: " << text << "\n"; };
  FailureOr<ParamValues> values = ParamValues::parse(job.definitions, error);
  FailureOr<Bytes> bytes = failure();
  if (succeeded(values)) {
    DialectRegistry registry;
    registerKernelDialects(registry);
    registerParams(registry, *values);
    MLIRContext context(registry, MLIRContext::Threading::DISABLED);
    std::unique_ptr<KernelFile> file =
        KernelFile::parse(llvm::MemoryBuffer::getMemBuffer(job.source, job.path), context, stream);
    if (file)
      bytes = compileModule(file->getModule(), job.target, EmitKind::Shared, "");
  }
  if (succeeded(bytes)) {
    library = std::move(*bytes);
    return GEMS_OK;
  }
  return fail(message, GEMS_ERROR_FORMAT, "%s", firstError(diagnostics).str().c_str());
}
