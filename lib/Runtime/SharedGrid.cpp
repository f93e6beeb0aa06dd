// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A grid of programs that several threads work on.
#include "SharedGrid.h"

#include <new>

using namespace gems;

// The library is never so large that the loader could not place one byte in the static block.
__attribute__((tls_model("initial-exec"))) static thread_local bool isInside = false;

bool gems::isInsideSharedGrid() { return isInside; }

/// A chunk shorter than this costs more to hand out than it evens out.
static constexpr double minChunkNs = 500;
/// About how long it takes to fetch from another core's cache what a few programs work on.
static constexpr double minLeftNs = 2000;

/// How many programs take some time; 0 when nobody knows.
static int64_t countPrograms(double ns, double programNs) {
  return programNs > 0 ? int64_t(ns / (programNs > 1e-6 ? programNs : 1e-6)) : 0;
}

SharedGrid::SharedGrid(const GridRun &run, Part *parts, int64_t first, int64_t last,
                       double programNs, uint32_t participants)
    : grid(run), parts(parts), minChunk(1 + countPrograms(minChunkNs, programNs)),
      minLeft(countPrograms(minLeftNs, programNs)), numParts(participants) {
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
  if (part.isOwned.load(std::memory_order_relaxed) &&
      part.left.load(std::memory_order_relaxed) <= minLeft)
    return false;
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

int64_t SharedGrid::participate(uint32_t participant) {
  bool wasInside = isInside;
  isInside = true;
  parts[participant].isOwned.store(true, std::memory_order_relaxed);
  int64_t first, last, done = 0;
  auto run = [&] {
    grid.run(participant, first, last);
    done += last - first;
  };
  while (takeFront(parts[participant], first, last))
    run();
  for (uint32_t i = 1; i < numParts; ++i)
    for (uint32_t other = (participant + i) % numParts; takeBack(parts[other], first, last);)
      run();
  isInside = wasInside;
  return done;
}
