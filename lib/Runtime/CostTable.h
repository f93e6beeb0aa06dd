// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Costs of kernels that are launched without a binding, as an executor remembers them.
#ifndef GEMS_LIB_RUNTIME_COSTTABLE_H
#define GEMS_LIB_RUNTIME_COSTTABLE_H

#include "Cost.h"

#include <atomic>
#include <cstring>

namespace gems {

/// One of them, for any number of threads at once. Threads that write at the same time may mix what
/// they learned, which the next measurements put right.
class alignas(64) SharedCost {
public:
  /// Where programs are expected to take `guessNs` each, which is about the same for all of one
  /// entry.
  Cost load(double guessNs) const;
  void store(const Cost &cost, double guessNs);

  /// Cost::isShort. Writes nothing that threads share.
  bool isShort(double guessNs, int64_t programs, double grainNs) const {
    Cost cost;
    cost.unseenNs = unseenNs;
    bool isShort = cost.isShort(ratio.load(relaxed) * guessNs * double(programs), grainNs);
    unseenNs = cost.unseenNs;
    return isShort;
  }

private:
  friend class CostTable;
  static constexpr auto relaxed = std::memory_order_relaxed;

  /// Cost::unseenNs of all kernels together: a counter that threads do not share. The library is
  /// never so large that the loader could not place it in the static block.
  __attribute__((tls_model("initial-exec"))) static thread_local double unseenNs;

  std::atomic<uint64_t> key{0};             ///< 0: free
  std::atomic<double> ratio{Cost::unknown}; ///< of a program's time to the guess
  std::atomic<double> lossNs{0};
  std::atomic<uint32_t> numShared{0}, losses{0}, numAlone{0}, patience{0};
  std::atomic<bool> isWarm{false};
};

class CostTable {
public:
  /// The entry of a kernel for programs of about this length. Takes that of another kernel when
  /// there is no room.
  SharedCost &find(const void *kernel, double guessNs) {
    uint64_t key = makeKey(kernel, guessNs);
    SharedCost &entry = entries[firstProbe(key)];
    return entry.key.load(SharedCost::relaxed) == key ? entry : probe(key);
  }

private:
  /// A kernel and a power of two.
  static uint64_t makeKey(const void *kernel, double guessNs) {
    constexpr unsigned exponentBits = 11, mantissaBits = 52;
    uint64_t bits;
    memcpy(&bits, &guessNs, sizeof(bits));
    return reinterpret_cast<uintptr_t>(kernel) << exponentBits | bits >> mantissaBits;
  }
  static uint32_t firstProbe(uint64_t key) {
    return static_cast<uint32_t>(key * 0x9e3779b97f4a7c15u >> 32) % numEntries;
  }
  SharedCost &probe(uint64_t key);

  static constexpr uint32_t numEntries = 64, numProbes = 4;
  SharedCost entries[numEntries];
};

} // namespace gems

#endif // GEMS_LIB_RUNTIME_COSTTABLE_H
