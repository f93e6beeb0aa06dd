// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A request to compile, as the tables of the compiler hold it.
#include "Request.h"

#include "Message.h"

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/xxhash.h"

#include <cerrno>
#include <cstring>
#include <sys/stat.h>

using namespace gems;
using llvm::StringRef;

static StringRef toRef(const char *text) { return text ? StringRef(text) : StringRef(); }

static StringRef sourceOf(const gems_jit_request &request) {
  return StringRef(request.source, request.source ? request.source_size : 0);
}

gems_status gems::checkRequest(const gems_jit_request *request, FileVersion &version,
                               gems_message *message) {
  if (!request)
    return fail(message, GEMS_ERROR_ARGUMENT, "expected a request, got null");
  if (request->struct_size != sizeof(gems_jit_request))
    return fail(message, GEMS_ERROR_VERSION, "expected a request of %zu bytes, got %u",
                sizeof(gems_jit_request), request->struct_size);
  for (uint32_t i = 0; i < request->num_params; ++i)
    if (!request->params || !request->params[i].name || !request->params[i].value)
      return fail(message, GEMS_ERROR_ARGUMENT,
                  "parameter %u: expected a name and a value, got "
                  "null",
                  i);
  if (request->source)
    return GEMS_OK;
  if (!request->path)
    return fail(message, GEMS_ERROR_ARGUMENT, "expected a path or a source, got neither");
  struct stat info;
  if (stat(request->path, &info) != 0)
    return fail(message, GEMS_ERROR_IO, "cannot read '%s': %s", request->path, strerror(errno));
  version = {info.st_dev, info.st_ino, static_cast<uint64_t>(info.st_size), info.st_mtim.tv_sec,
             info.st_mtim.tv_nsec};
  return GEMS_OK;
}

OwnedRequest::OwnedRequest(const gems_jit_request &request, const FileVersion &version)
    : path(toRef(request.path)), source(sourceOf(request)), triple(toRef(request.triple)),
      cpu(toRef(request.cpu)), features(toRef(request.features)), hasSource(request.source),
      version(version) {
  for (uint32_t i = 0; i < request.num_params; ++i)
    params.emplace_back(request.params[i].name, request.params[i].value);
  for (auto &[name, value] : params)
    paramViews.push_back({name.c_str(), value.c_str()});
}

bool OwnedRequest::matches(const gems_jit_request &request, const FileVersion &other) const {
  if (path != toRef(request.path) || hasSource != bool(request.source) ||
      source != sourceOf(request) || triple != toRef(request.triple) || cpu != toRef(request.cpu) ||
      features != toRef(request.features) || params.size() != request.num_params ||
      !(version == other))
    return false;
  for (size_t i = 0; i < params.size(); ++i)
    if (params[i].first != request.params[i].name || params[i].second != request.params[i].value)
      return false;
  return true;
}

gems_jit_request OwnedRequest::view() const {
  gems_jit_request request = {};
  request.struct_size = sizeof(request);
  request.num_params = static_cast<uint32_t>(paramViews.size());
  request.params = paramViews.data();
  request.path = path.c_str();
  request.source = hasSource ? source.data() : nullptr;
  request.source_size = source.size();
  request.triple = triple.c_str();
  request.cpu = cpu.c_str();
  request.features = features.c_str();
  return request;
}

uint64_t gems::hashRequest(const gems_jit_request &request, const FileVersion &version) {
  uint64_t hash = version.inode ^ uint64_t(version.nanoseconds) << 20 ^ uint64_t(version.seconds);
  auto add = [&](StringRef text) { hash = hash * 0x9e3779b97f4a7c15u + llvm::xxh3_64bits(text); };
  // Usually a few letters, or none.
  auto addShort = [&](const char *text) {
    for (; text && *text; ++text)
      hash = (hash ^ static_cast<unsigned char>(*text)) * 0x100000001b3u;
    hash += 0x9e3779b97f4a7c15u;
  };
  add(toRef(request.path));
  if (request.source)
    add(sourceOf(request));
  addShort(request.triple);
  addShort(request.cpu);
  addShort(request.features);
  for (uint32_t i = 0; i < request.num_params; ++i) {
    addShort(request.params[i].name);
    addShort(request.params[i].value);
  }
  return hash;
}
