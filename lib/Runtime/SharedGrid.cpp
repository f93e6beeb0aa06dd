// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A grid of programs that several threads work on.
#include "SharedGrid.h"

#include "Thread.h"

#include <new>

using namespace gems;

// The library is never so large that the loader could not place one byte in the static block.
__attribute__((tls_model("initial-exec"))) static thread_local bool isInside = false;

bool gems::isInsideSharedGrid() { return isInside; }

SharedGrid::SharedGrid(const GridRun &run, Part *parts, int64_t first, int64_t last,
                       int64_t minChunk, uint32_t participants)
    : grid(run), parts(parts), minChunk(minChunk), numParts(participants) {
  int64_t share = (last - first) / participants, larger = (last - first) % participants;
  for (uint32_t i = 0; i < participants; ++i) {
    int64_t size = share + (i < larger);
    new (&parts[i]) Part{{size}, {first + size}, first, {false}};
    first += size;
  }
}

/// Takes programs off a part; returns how many, 0 when there are none.
int64_t SharedGrid::claim(Part &part, int64_t divisor) {
  int64_t left = part.left.load(std::memory_order_relaxed), size;
  do {
    if (left <= 0)
      return 0;
    size = left / divisor;
    size = size < minChunk ? minChunk : size;
    size = size > left ? left : size;
  } while (!part.left.compare_exchange_weak(left, left - size, std::memory_order_relaxed));
  return size;
}

bool SharedGrid::takeFront(Part &part, int64_t &first, int64_t &last) {
  int64_t size = claim(part, 2);
  first = part.begin;
  part.begin = last = first + size;
  return size != 0;
}

bool SharedGrid::takeBack(Part &part, int64_t &first, int64_t &last) {
  int64_t size = claim(part, 2 * int64_t(numParts));
  if (size == 0)
    return false;
  last = part.end.fetch_sub(size, std::memory_order_relaxed);
  first = last - size;
  return true;
}

uint32_t SharedGrid::findPart(uint32_t helper) {
  for (;; ++helper) {
    uint32_t part = 1 + helper % (numParts - 1);
    if (!parts[part].isOwned.exchange(true, std::memory_order_relaxed))
      return part;
  }
}

void SharedGrid::participate(uint32_t participant) {
  bool wasInside = isInside;
  isInside = true;
  int64_t first, last;
  int64_t start = participant == 0 ? nowNs() : 0;
  for (bool isFirst = participant == 0; takeFront(parts[participant], first, last);
       isFirst = false) {
    grid.run(participant, first, last);
    if (isFirst)
      measuredNs = double(nowNs() - start) / double(last - first);
  }
  for (uint32_t i = 1; i < numParts; ++i)
    for (uint32_t other = (participant + i) % numParts; takeBack(parts[other], first, last);)
      grid.run(participant, first, last);
  isInside = wasInside;
}
