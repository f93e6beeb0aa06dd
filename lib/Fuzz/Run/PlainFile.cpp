// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reading and writing batches and their results.
#include "gems/Fuzz/Run.h"

using namespace gems::fuzz;

void PlainFile::put(const void *data, size_t size) {
  isBroken = isBroken || fwrite(data, 1, size, file) != size;
}

void PlainFile::get(void *data, size_t size) {
  isBroken = isBroken || fread(data, 1, size, file) != size;
}

void PlainFile::put(const std::vector<uint8_t> &bytes) {
  put(static_cast<uint32_t>(bytes.size()));
  put(bytes.data(), bytes.size());
}

void PlainFile::get(std::vector<uint8_t> &bytes) {
  bytes.resize(getCount());
  get(bytes.data(), bytes.size());
}

uint32_t PlainFile::getCount() {
  uint32_t count = 0;
  get(count);
  isBroken |= count > (1u << 30);
  return isBroken ? 0 : count;
}

void PlainFile::write(const PlainKernel &kernel) {
  put(kernel.seed);
  put(kernel.library);
  put(static_cast<uint32_t>(kernel.launches.size()));
  for (const PlainLaunch &launch : kernel.launches) {
    put(launch.grid);
    put(launch.place);
    put(static_cast<uint32_t>(launch.arguments.size()));
    for (const PlainArgument &argument : launch.arguments) {
      put(argument.isPointer);
      put(argument.type);
      put(argument.buffer);
      put(argument.offset);
      put(argument.bits);
    }
    put(static_cast<uint32_t>(launch.buffers.size()));
    for (const PlainBuffer &buffer : launch.buffers) {
      put(buffer.alignment);
      put(buffer.bytes);
    }
  }
}

bool PlainFile::read(PlainKernel &kernel) {
  get(kernel.seed);
  get(kernel.library);
  kernel.launches.resize(getCount());
  for (PlainLaunch &launch : kernel.launches) {
    get(launch.grid);
    get(launch.place);
    launch.arguments.resize(getCount());
    for (PlainArgument &argument : launch.arguments) {
      get(argument.isPointer);
      get(argument.type);
      get(argument.buffer);
      get(argument.offset);
      get(argument.bits);
    }
    launch.buffers.resize(getCount());
    for (PlainBuffer &buffer : launch.buffers) {
      get(buffer.alignment);
      get(buffer.bytes);
    }
  }
  return !isBroken;
}

void PlainFile::write(const PlainResult &result) {
  put(std::vector<uint8_t>(result.error.begin(), result.error.end()));
  put(static_cast<uint32_t>(result.buffers.size()));
  for (const std::vector<uint8_t> &buffer : result.buffers)
    put(buffer);
}

bool PlainFile::read(PlainResult &result) {
  std::vector<uint8_t> text;
  get(text);
  result.error.assign(text.begin(), text.end());
  result.buffers.resize(getCount());
  for (std::vector<uint8_t> &buffer : result.buffers)
    get(buffer);
  return !isBroken;
}
