// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The memory of a launch's arrays, each between canaries.
#ifndef GEMS_LIB_RUNTIME_BUFFERS_H
#define GEMS_LIB_RUNTIME_BUFFERS_H

#include "gems/Runtime/Arguments.h"

namespace gems {

/// The memory of one array and of all that share it.
class Buffer {
public:
  /// Places the arrays of argument `owner` and its aliases: the owner's first element `misalign`
  /// elements past a 64-byte boundary, canaries around everything; sets their `elements`.
  bool allocate(std::vector<Argument> &arguments, size_t owner, int64_t misalign,
                std::string &error);
  /// Gives every element its first value.
  bool fill(std::vector<Argument> &arguments, uint64_t seed, std::string &error);
  /// Whether the bytes around the arrays are as they were.
  bool checkCanaries(const std::vector<Argument> &arguments, const gems_kernel_info &kernel,
                     std::string &error) const;

  uint8_t *data() { return memory.get() + dataStart; }
  size_t size() const { return dataSize; }

private:
  bool fillAlias(const Argument &argument, uint64_t seed, std::vector<bool> &isTaken,
                 std::string &error);

  HeapBytes memory;
  size_t memorySize = 0, dataStart = 0, dataSize = 0;
  int64_t ownerStart = 0; ///< elements before the owner's first
  size_t owner = 0;
};

/// Allocates and fills the memory of all arrays.
bool makeBuffers(std::vector<Argument> &arguments, int64_t misalign, uint64_t seed,
                 std::vector<Buffer> &buffers, std::string &error);

} // namespace gems

#endif // GEMS_LIB_RUNTIME_BUFFERS_H
