// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Launches on copies of buffers that lie between guards.
#include "gems/Fuzz/Run.h"
#include <algorithm>
#include <cstring>
#include <memory>

using namespace gems::fuzz;

namespace {
/// A copy of a buffer with bytes around it that nobody may change.
class GuardedBuffer {
public:
  GuardedBuffer(const PlainBuffer &buffer, uint64_t place)
      : size(buffer.bytes.size()), memory(size + 2 * guard + 64, canary) {
    auto address = reinterpret_cast<uintptr_t>(memory.data()) + guard;
    uintptr_t start = (address + 63) / 64 * 64 + place % (64 / buffer.alignment) * buffer.alignment;
    data = memory.data() + (start - reinterpret_cast<uintptr_t>(memory.data()));
    std::copy(buffer.bytes.begin(), buffer.bytes.end(), data);
  }
  uint8_t *getData() { return data; }
  size_t getSize() const { return size; }
  void copyTo(std::vector<uint8_t> &bytes) const { bytes.assign(data, data + size); }
  bool isIntact() const {
    const uint8_t *begin = memory.data(), *end = begin + memory.size(), *from = data;
    auto isCanary = [](uint8_t byte) { return byte == canary; };
    return std::all_of(begin, from, isCanary) && std::all_of(from + size, end, isCanary);
  }

private:
  static constexpr size_t guard = 192;
  static constexpr uint8_t canary = 0xa5;
  size_t size;
  std::vector<uint8_t> memory;
  uint8_t *data;
};

struct BindingRelease {
  void operator()(gems_binding *binding) const { gems_binding_release(binding); }
};
} // namespace

static gems_status bindArguments(gems_binding *binding, const PlainLaunch &launch,
                                 std::vector<GuardedBuffer> &buffers, gems_message *message) {
  for (uint32_t i = 0; i < launch.arguments.size(); ++i) {
    const PlainArgument &argument = launch.arguments[i];
    auto type = static_cast<gems_type>(argument.type);
    if (argument.isPointer) {
      GuardedBuffer &buffer = buffers[argument.buffer];
      auto size = static_cast<int64_t>(gems_type_size(type));
      int64_t extent = (static_cast<int64_t>(buffer.getSize()) - argument.offset) / size;
      void *data = buffer.getData() + argument.offset;
      if (gems_status status = gems_binding_set_array_at(binding, i, type, data, message))
        return status;
      if (gems_status status = gems_binding_set_extent_at(binding, i, extent, message))
        return status;
      continue;
    }
    gems_value value = {};
    value.i64 = static_cast<int64_t>(argument.bits);
    if (gems_status status = gems_binding_set_scalar_at(binding, i, type, value, message))
      return status;
  }
  return GEMS_OK;
}

std::string gems::fuzz::runPlain(const gems_module *module, PlainLaunch &launch) {
  gems_message message = {};
  gems_binding *handle = nullptr;
  if (gems_binding_create(gems_module_kernel(module, 0), &handle, &message))
    return message.text;
  std::unique_ptr<gems_binding, BindingRelease> binding(handle);
  std::vector<GuardedBuffer> buffers;
  buffers.reserve(launch.buffers.size());
  uint64_t place = launch.place;
  for (const PlainBuffer &buffer : launch.buffers)
    buffers.emplace_back(buffer, place = place * 0x9e3779b97f4a7c15u + 77);
  if (bindArguments(handle, launch, buffers, &message) ||
      gems_binding_launch(handle, launch.grid, &message))
    return message.text;
  for (size_t i = 0; i < buffers.size(); ++i) {
    if (!buffers[i].isIntact())
      return "expected nothing written around buffer " + std::to_string(i) + ", got changed bytes";
    buffers[i].copyTo(launch.buffers[i].bytes);
  }
  return std::string();
}
