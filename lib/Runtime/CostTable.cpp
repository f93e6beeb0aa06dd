// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Costs of kernels that are launched without a binding, as an executor remembers them.
#include "CostTable.h"

using namespace gems;

thread_local double SharedCost::unseenNs = 0;

Cost SharedCost::load(double guessNs) const {
  Cost cost;
  cost.programNs = ratio.load(relaxed) * guessNs;
  cost.lossNs = lossNs.load(relaxed);
  cost.unseenNs = unseenNs;
  cost.isWarm = isWarm.load(relaxed);
  cost.numShared = numShared.load(relaxed);
  cost.losses = losses.load(relaxed);
  cost.numAlone = numAlone.load(relaxed);
  cost.patience = patience.load(relaxed);
  return cost;
}

void SharedCost::store(const Cost &cost, double guessNs) {
  ratio.store(cost.programNs / guessNs, relaxed);
  lossNs.store(cost.lossNs, relaxed);
  unseenNs = cost.unseenNs;
  isWarm.store(cost.isWarm, relaxed);
  numShared.store(cost.numShared, relaxed);
  losses.store(cost.losses, relaxed);
  numAlone.store(cost.numAlone, relaxed);
  patience.store(cost.patience, relaxed);
}

SharedCost &CostTable::probe(uint64_t key) {
  constexpr auto relaxed = SharedCost::relaxed;
  uint32_t first = firstProbe(key);
  for (uint32_t i = 0; i < numProbes; ++i) {
    SharedCost &entry = entries[(first + i) % numEntries];
    uint64_t seen = entry.key.load(relaxed);
    if (seen == 0 && entry.key.compare_exchange_strong(seen, key, relaxed))
      seen = key;
    if (seen == key)
      return entry;
  }
  entries[first].key.store(key, relaxed);
  entries[first].store(Cost(), 1);
  return entries[first];
}
