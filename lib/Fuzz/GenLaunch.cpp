// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Launches: sizes, data, and how arguments overlap.
#include "FloatError.h"
#include "KernelGen.h"

using namespace mlir;
using namespace gems;
using namespace gems::fuzz;

static constexpr int64_t maxPrograms = 6;

/// A buffer for each pointer of each group, so that a launch can also keep them apart.
void KernelGen::genBuffers(Case &result) {
  for (auto [number, group] : llvm::enumerate(groups))
    for (size_t i = 0; i < group.pointers.size(); ++i)
      result.buffers.push_back({"group" + std::to_string(number) + "." + std::to_string(i),
                                group.kind, group.tolerance});
}

Bytes KernelGen::genContent(const Group &group, int64_t size) {
  Bytes bytes(size);
  unsigned width = interp::getByteSize(group.kind);
  const Fact &content = group.content;
  unsigned style = random.below(4);
  for (int64_t i = 0; i + width <= size; i += width) {
    interp::Element element;
    if (group.isIndex) {
      element.integer = random.between(content.low, content.high);
    } else if (interp::isInteger(group.kind)) {
      element.integer = style == 0   ? random.between(-3, 20)
                        : style == 1 ? static_cast<int64_t>(i / width)
                                     : randomInteger(group.kind);
    } else {
      double value;
      if (content.isIntegral) {
        value = random.chance(4) ? -0.0 : random.between(content.floor, content.ceiling);
        if (content.mayNaN && random.chance(3))
          value = NAN;
        if (content.mayInf && random.chance(3))
          value = random.chance(50) ? INFINITY : -INFINITY;
      } else if (!content.mayInf) {
        value = content.floor + random.unit() * (content.ceiling - content.floor);
      } else {
        value = style == 0 ? random.between(-8, 8) : randomFloat(group.kind);
      }
      element.real = interp::roundTo(group.kind, value);
    }
    uint64_t bits = interp::encode(group.kind, element);
    memcpy(&bytes[i], &bits, width);
  }
  return bytes;
}

/// Binds a group's arguments: apart, to one address, or shifted against each other.
void KernelGen::bindGroup(Launch &launch, unsigned number, unsigned firstBuffer) {
  Group &group = groups[number];
  int64_t programs = int64_t(launch.grid[0]) * launch.grid[1] * launch.grid[2];
  int64_t slack = group.strideBytes - group.extentBytes;
  int64_t size = group.isShared ? group.extentBytes : group.strideBytes * programs;
  unsigned mode = random.below(4);
  for (auto [index, pointerNumber] : llvm::enumerate(group.pointers)) {
    Binding &binding = launch.bindings[pointers[pointerNumber].position];
    binding.buffer = firstBuffer + (mode == 0 ? index : 0);
    if (mode < 2 || slack <= 0 || group.isShared)
      continue;
    unsigned width = interp::getByteSize(pointers[pointerNumber].kind);
    int64_t most = random.chance(50) ? std::min<int64_t>(slack, 40) : slack;
    binding.byteOffset = random.between(0, most / width) * width;
  }
  for (size_t i = 0; i < group.pointers.size(); ++i)
    launch.contents.push_back(genContent(group, size));
}

void KernelGen::genLaunch(Case &result, unsigned number) {
  Launch launch;
  launch.grid = {1, 1, 1};
  int64_t rest = maxPrograms;
  for (unsigned dim = 0; dim < gridRank; ++dim) {
    launch.grid[dim] = random.between(1, std::min<int64_t>(rest, gridRank == 1 ? 4 : 3));
    rest /= launch.grid[dim];
  }
  launch.bindings.resize(argumentNames.size());
  unsigned buffer = 0;
  for (auto [index, group] : llvm::enumerate(groups)) {
    bindGroup(launch, index, buffer);
    buffer += group.pointers.size();
  }
  for (ScalarArg &scalar : scalars) {
    Binding &binding = launch.bindings[scalar.position];
    if (scalar.role == ScalarRole::Stride || scalar.role == ScalarRole::Limit) {
      binding.integer = scalar.value;
    } else if (scalar.role == ScalarRole::Extent) {
      int64_t size = shapes[0].back(), most = scalar.value;
      int64_t chosen = random.pick<int64_t>(
          {0, 1, size - 1, size, size + 1, 2 * size + 3, most, most, random.between(0, most)});
      binding.integer = std::min(std::max<int64_t>(chosen, 0), most);
    } else if (interp::isInteger(scalar.kind)) {
      binding.integer = randomInteger(scalar.kind);
    } else {
      binding.real = interp::roundTo(scalar.kind, randomFloat(scalar.kind));
    }
  }
  result.launches.push_back(std::move(launch));
}
