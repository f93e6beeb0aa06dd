// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Memory for the arrays of a launch.
#include "Buffers.h"

#include "Fill.h"

#include "gems/Runtime/Float.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/Twine.h"

#include <cmath>
#include <sys/mman.h>

using namespace gems;
using namespace gems::bench;

Buffers::~Buffers() {
  if (memory)
    munmap(memory, memoryBytes);
}

bool Buffers::allocate(size_t bytes) {
  void *address = mmap(nullptr, bytes, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
  if (address == MAP_FAILED)
    return false;
  memory = static_cast<char *>(address);
  memoryBytes = bytes;
  return true;
}

static size_t alignUp(size_t value, size_t alignment) {
  return (value + alignment - 1) / alignment * alignment;
}

std::unique_ptr<Buffers> Buffers::create(llvm::ArrayRef<Arg> args, gems_type type) {
  constexpr size_t page = 4096, maxPattern = 1 << 20;
  // Arrays that begin at the same place of a page make loads wait for stores that only look as if
  // they went to the same address; each begins a little further on.
  constexpr size_t stagger = 832;
  std::unique_ptr<Buffers> buffers(new Buffers(type));
  size_t total = 0;
  llvm::SmallVector<size_t> starts;
  for (auto [index, arg] : llvm::enumerate(args)) {
    starts.push_back(total + index * stagger);
    if (arg.kind == Arg::Array)
      total = alignUp(starts.back() + size_t(arg.count) * sizeOf(type) + 256, page);
  }
  if (!buffers->allocate(total + page))
    return nullptr;

  for (auto [index, arg] : llvm::enumerate(args)) {
    gems_value value = {};
    if (arg.kind == Arg::Int) {
      value.i32 = arg.intValue;
    } else if (arg.kind == Arg::Float) {
      value.f32 = arg.floatValue;
    } else {
      Array array = {
          buffers->memory + starts[index], size_t(arg.count) * sizeOf(type), arg.isInOut, {}};
      array.pattern.resize(std::min(array.bytes, maxPattern));
      fill(array.pattern.data(), type, array.pattern.size() / sizeOf(type), index + 1);
      value.ptr = array.data;
      buffers->arrays.push_back(std::move(array));
    }
    buffers->values.push_back(value);
  }
  buffers->reset();
  return buffers;
}

void Buffers::refill(Array &array) {
  for (size_t at = 0; at < array.bytes; at += array.pattern.size())
    std::memcpy(array.data + at, array.pattern.data(),
                std::min(array.pattern.size(), array.bytes - at));
}

void Buffers::restore() {
  for (Array &array : arrays)
    if (array.isInOut)
      refill(array);
}

void Buffers::reset() {
  for (Array &array : arrays)
    refill(array);
}

std::vector<float> Buffers::snapshot() const {
  std::vector<float> result;
  // A sample of large arrays is enough: rows repeat.
  for (const Array &array : arrays)
    widenElements(array.data, std::min(array.bytes, size_t(1) << 22) / sizeOf(type), type, result);
  return result;
}

void gems::bench::widenElements(const char *data, size_t count, gems_type type,
                                std::vector<float> &result) {
  for (size_t i = 0; i < count; ++i) {
    float wide;
    uint16_t half;
    std::memcpy(type == GEMS_F32 ? static_cast<void *>(&wide) : &half, data + i * sizeOf(type),
                sizeOf(type));
    if (type != GEMS_F32)
      wide = type == GEMS_F16 ? widenF16(half) : widenBF16(half);
    result.push_back(wide);
  }
}

std::string gems::bench::compareResults(llvm::ArrayRef<float> expected,
                                        llvm::ArrayRef<float> actual, gems_type type, Shape shape) {
  // Another order of a sum moves a result by a unit in the last place of its type or two; a sum
  // that nearly cancels, by more than that.
  float absolute = 1e-7f * float(shape.m + shape.n);
  float tolerance = type == GEMS_F32 ? 1e-4f : type == GEMS_BF16 ? 0x1p-6f : 0x1p-9f;
  for (auto [index, pair] : llvm::enumerate(llvm::zip_equal(expected, actual))) {
    auto [a, b] = pair;
    if (!(std::fabs(a - b) <= tolerance * (std::fabs(a) + std::fabs(b)) + absolute))
      return "expected " + std::to_string(a) + " as in plain C++, got " + std::to_string(b) +
             " at element " + std::to_string(index);
  }
  return "";
}
