// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A grid of programs that several threads work on.
#include "SharedGrid.h"

#include "Thread.h"

using namespace gems;

// The library is never so large that the loader could not place one byte in the static block.
__attribute__((tls_model("initial-exec"))) static thread_local bool isInside = false;

bool gems::isInsideSharedGrid() { return isInside; }

bool SharedGrid::take(int64_t &chunkFirst, int64_t &chunkLast) {
  int64_t at = next.load(std::memory_order_relaxed), size;
  do {
    int64_t left = last - at;
    if (left <= 0)
      return false;
    size = left / shares;
    size = size < minChunk ? minChunk : size;
    size = size > left ? left : size;
  } while (!next.compare_exchange_weak(at, at + size, std::memory_order_relaxed));
  chunkFirst = at;
  chunkLast = at + size;
  return true;
}

void SharedGrid::participate(uint32_t participant) {
  int64_t chunkFirst, chunkLast;
  if (!take(chunkFirst, chunkLast))
    return;
  bool wasInside = isInside;
  isInside = true;
  int64_t start = nowNs();
  grid.run(participant, chunkFirst, chunkLast);
  if (participant == 0)
    measuredNs = double(nowNs() - start) / double(chunkLast - chunkFirst);
  while (take(chunkFirst, chunkLast))
    grid.run(participant, chunkFirst, chunkLast);
  isInside = wasInside;
}
