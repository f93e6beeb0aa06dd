// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Buffers of interpreted programs.
#include "gems/Interpreter/Memory.h"
#include <cstring>

using namespace gems::interp;

// Bytes are copied as they stand.
static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__,
              "the interpreter needs a little-endian host");

uint64_t Buffer::read(uint64_t offset, unsigned bytes) const {
  uint64_t bits = 0;
  std::memcpy(&bits, data + offset, bytes);
  return bits;
}

void Buffer::write(uint64_t offset, unsigned bytes, uint64_t bits) {
  std::memcpy(data + offset, &bits, bytes);
  markWritten(offset, bytes);
}

bool Buffer::isWritten(uint64_t offset, unsigned bytes) const {
  if (written.empty())
    return true;
  for (unsigned i = 0; i < bytes; ++i)
    if (!written[offset + i])
      return false;
  return true;
}

void Buffer::markWritten(uint64_t offset, uint64_t bytes) {
  if (!written.empty())
    written.set(offset, offset + bytes);
}

void Buffer::markUnwritten(uint64_t offset, uint64_t bytes) {
  if (written.empty())
    written.resize(size, true);
  written.reset(offset, offset + bytes);
}

Buffer &Memory::append(llvm::StringRef name) {
  buffers.emplace_back();
  buffers.back().name = name.str();
  return buffers.back();
}

BufferId Memory::addBuffer(llvm::StringRef name, uint64_t size) {
  Buffer &buffer = append(name);
  buffer.owned.resize(size);
  buffer.data = buffer.owned.data();
  buffer.size = size;
  buffer.written.resize(size);
  buffer.base = nextBase;
  // A gap as large as the buffer shows an access past its end to be outside of every buffer.
  uint64_t page = 0x1000;
  nextBase += (2 * size + 2 * page - 1) / page * page;
  return buffers.size() - 1;
}

BufferId Memory::addBuffer(llvm::StringRef name, llvm::ArrayRef<uint8_t> bytes) {
  BufferId id = addBuffer(name, bytes.size());
  Buffer &buffer = buffers[id];
  if (!bytes.empty())
    std::memcpy(buffer.data, bytes.data(), bytes.size());
  buffer.written.clear();
  return id;
}

BufferId Memory::addHostBuffer(llvm::StringRef name, void *data, uint64_t size) {
  Buffer &buffer = append(name);
  buffer.data = static_cast<uint8_t *>(data);
  buffer.size = size;
  buffer.base = reinterpret_cast<uintptr_t>(data);
  return buffers.size() - 1;
}

void Memory::clearHistory() {
  for (Buffer &buffer : buffers)
    buffer.clearHistory();
}
