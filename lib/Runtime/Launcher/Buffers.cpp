// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The memory of a launch's arrays, each between canaries.
#include "Buffers.h"

#include <algorithm>
#include <cstring>
#include <unistd.h>

using namespace gems;

static constexpr size_t alignment = 64;
/// Bytes on either side: more than the widest store of several SVE registers of 2048 bits.
static constexpr size_t canarySize = 4096;

static uint8_t canaryByte(size_t position) { return static_cast<uint8_t>(position * 37 + 0xa5); }

static uint64_t physicalMemory() {
  long pages = sysconf(_SC_PHYS_PAGES), pageSize = sysconf(_SC_PAGESIZE);
  return pages > 0 && pageSize > 0 ? uint64_t(pages) * uint64_t(pageSize) : uint64_t(1) << 40;
}

bool Buffer::allocate(std::vector<Argument> &arguments, size_t ownerNumber, int64_t misalign,
                      std::string &error) {
  owner = ownerNumber;
  const Argument &main = arguments[owner];
  int64_t first = 0, last = main.numElements;
  for (const Argument &argument : arguments) {
    if (!argument.isArray() || argument.owner != owner)
      continue;
    first = std::min(first, argument.offset);
    last = std::max(last, argument.offset + argument.numElements);
  }
  size_t elementSize = gems_type_size(main.type());
  __int128 numBytes = (__int128(last) - first) * elementSize;
  if (numBytes > physicalMemory() ||
      !(dataSize = static_cast<size_t>(numBytes),
        memory.reset(static_cast<uint8_t *>(malloc(dataSize + 2 * canarySize + 2 * alignment))),
        memory)) {
    error = std::string("no memory for argument '") + main.info->name + "' of shape " +
            formatShape(main.shape);
    return false;
  }
  memorySize = dataSize + 2 * canarySize + 2 * alignment;
  ownerStart = -first;
  size_t beforeOwner = static_cast<size_t>(ownerStart) * elementSize;
  uintptr_t wanted = static_cast<uintptr_t>(misalign) * elementSize % alignment;
  uintptr_t base = reinterpret_cast<uintptr_t>(memory.get());
  dataStart = canarySize + (wanted - (base + canarySize + beforeOwner)) % alignment;
  for (Argument &argument : arguments)
    if (argument.isArray() && argument.owner == owner)
      argument.elements = data() + static_cast<size_t>(ownerStart + argument.offset) * elementSize;
  return true;
}

bool Buffer::fill(std::vector<Argument> &arguments, uint64_t seed, std::string &error) {
  for (size_t i = 0; i < memorySize; ++i)
    memory.get()[i] = canaryByte(i);
  memset(data(), 0, dataSize);
  const Argument &main = arguments[owner];
  fillElements(main.data, main.type(), seed, main.info->name, main.elements);
  std::vector<bool> isTaken;
  for (const Argument &argument : arguments) {
    if (!argument.isArray() || argument.owner != owner || &argument == &main || !argument.isFilled)
      continue;
    if (isTaken.empty()) {
      isTaken.resize(dataSize / gems_type_size(main.type()));
      std::fill_n(isTaken.begin() + ownerStart, main.numElements, true);
    }
    if (!fillAlias(argument, seed, isTaken, error))
      return false;
  }
  return true;
}

bool Buffer::fillAlias(const Argument &argument, uint64_t seed, std::vector<bool> &isTaken,
                       std::string &error) {
  size_t elementSize = gems_type_size(argument.type());
  size_t numElements = static_cast<size_t>(argument.numElements);
  HeapBytes values(static_cast<uint8_t *>(malloc(numElements * elementSize + 1)));
  if (!values) {
    error = std::string("no memory for argument '") + argument.info->name + "'";
    return false;
  }
  fillElements(argument.data, argument.type(), seed, argument.info->name, values.get());
  size_t start = static_cast<size_t>(ownerStart + argument.offset);
  for (size_t i = 0; i < numElements; ++i) {
    if (!isTaken[start + i])
      memcpy(data() + (start + i) * elementSize, values.get() + i * elementSize, elementSize);
    isTaken[start + i] = true;
  }
  return true;
}

bool Buffer::checkCanaries(const std::vector<Argument> &arguments, const gems_kernel_info &kernel,
                           std::string &error) const {
  auto report = [&](const char *side, size_t distance) {
    error = std::string("kernel '") + kernel.name + "' wrote outside argument '" +
            arguments[owner].info->name + "': " + std::to_string(distance) + " bytes " + side;
    return false;
  };
  for (size_t i = dataStart; i-- > 0;)
    if (memory.get()[i] != canaryByte(i))
      return report("before its first byte", dataStart - i);
  for (size_t i = dataStart + dataSize; i < memorySize; ++i)
    if (memory.get()[i] != canaryByte(i))
      return report("past its last byte", i - (dataStart + dataSize) + 1);
  return true;
}

bool gems::makeBuffers(std::vector<Argument> &arguments, int64_t misalign, uint64_t seed,
                       std::vector<Buffer> &buffers, std::string &error) {
  for (size_t i = 0; i < arguments.size(); ++i) {
    if (!arguments[i].isArray() || arguments[i].owner != i)
      continue;
    Buffer &buffer = buffers.emplace_back();
    if (!buffer.allocate(arguments, i, misalign, error) || !buffer.fill(arguments, seed, error))
      return false;
  }
  return true;
}
