// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The C interface of the compiler.
#include "gems/Jit/Jit.h"

#include "JitCompiler.h"
#include "Message.h"

#include <cstdlib>
#include <cstring>

using namespace gems;

struct gems_jit : JitCompiler {
  using JitCompiler::JitCompiler;
};

static gems_status nullArgument(gems_message *message) {
  return fail(message, GEMS_ERROR_ARGUMENT,
              "expected a compiler, a request and a place for the result, got null");
}

gems_status gems_jit_create(const gems_jit_options *options, gems_jit **jit,
                            gems_message *message) {
  if (!jit)
    return fail(message, GEMS_ERROR_ARGUMENT, "expected a place for the compiler, got null");
  *jit = nullptr;
  gems_jit_options defaults;
  if (!options) {
    gems_jit_read_environment(&defaults);
    options = &defaults;
  }
  if (options->struct_size != sizeof(gems_jit_options))
    return fail(message, GEMS_ERROR_VERSION, "expected options of %zu bytes, got %u",
                sizeof(gems_jit_options), options->struct_size);
  if (!memchr(options->cache_dir, '\0', sizeof(options->cache_dir)))
    return fail(message, GEMS_ERROR_ARGUMENT,
                "expected a cache folder of at most %zu characters, got more",
                sizeof(options->cache_dir) - 1);
  *jit = new gems_jit(*options);
  return succeed(message);
}

void gems_jit_release(gems_jit *jit) { delete jit; }

gems_status gems_jit_compile(gems_jit *jit, const gems_jit_request *request,
                             const gems_kernel_info **kernel, gems_message *message) {
  if (!jit || !kernel)
    return nullArgument(message);
  *kernel = nullptr;
  FileVersion version;
  if (gems_status status = checkRequest(request, version, message))
    return status;
  const Library *library;
  if (gems_status status = jit->getLibrary(*request, version, library, message))
    return status;
  return library->find(request->kernel, kernel, message);
}

gems_status gems_jit_compile_library(gems_jit *jit, const gems_jit_request *request, void **bytes,
                                     size_t *size, gems_message *message) {
  if (!jit || !bytes || !size)
    return nullArgument(message);
  *bytes = nullptr;
  *size = 0;
  FileVersion version;
  if (gems_status status = checkRequest(request, version, message))
    return status;
  Bytes library;
  if (gems_status status = jit->getBytes(*request, library, message))
    return status;
  *bytes = malloc(library.size());
  if (!*bytes)
    return fail(message, GEMS_ERROR_MEMORY, "no memory for a library of %zu bytes", library.size());
  memcpy(*bytes, library.data(), library.size());
  *size = library.size();
  return succeed(message);
}

void gems_jit_free_library(void *bytes) { free(bytes); }

gems_status gems_jit_prewarm(gems_jit *jit, const gems_jit_request *requests, size_t numRequests,
                             gems_message *message) {
  if (!jit || (numRequests && !requests))
    return nullArgument(message);
  if (!jit->options.prewarm)
    return succeed(message);
  std::deque<OwnedRequest> owned;
  for (size_t i = 0; i < numRequests; ++i) {
    FileVersion version;
    if (gems_status status = checkRequest(&requests[i], version, message))
      return status;
    owned.emplace_back(requests[i], version);
  }
  jit->prewarm(std::move(owned));
  return succeed(message);
}

void gems_jit_wait(gems_jit *jit) {
  if (jit)
    jit->waitForPrewarming();
}

void gems_jit_get_statistics(const gems_jit *jit, gems_jit_statistics *statistics) {
  if (!statistics)
    return;
  *statistics = {};
  if (jit)
    *statistics = {jit->foundInProcess, jit->foundInCache, jit->compiled};
}
