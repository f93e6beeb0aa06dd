// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A grid of programs that several threads work on.
#ifndef GEMS_LIB_RUNTIME_SHAREDGRID_H
#define GEMS_LIB_RUNTIME_SHAREDGRID_H

#include "gems/Runtime/Runtime.h"

#include <atomic>

namespace gems {

/// A launch, and scratch memory for everybody who takes part.
struct GridRun {
  gems_entry entry;
  const gems_launch *launch;
  char *scratch;
  size_t scratchStride;

  void run(uint32_t participant, int64_t first, int64_t last) const {
    entry(launch, first, last, scratch ? scratch + participant * scratchStride : nullptr);
  }
};

/// The programs that nobody has taken yet, handed out in chunks that become smaller towards the
/// end: large ones keep the number of calls down, small ones let all threads finish together,
/// whatever their speed.
class SharedGrid {
public:
  SharedGrid(const GridRun &run, int64_t first, int64_t last, int64_t minChunk,
             uint32_t participants)
      : grid(run), next(first), last(last), minChunk(minChunk), shares(2 * participants) {}

  /// Runs chunks until none is left.
  void participate(uint32_t participant);

  /// The time of one program in nanoseconds as participant 0 measured it on its first chunk, 0
  /// without any. To be read when nobody takes part any more.
  double programNs() const { return measuredNs; }

private:
  bool take(int64_t &chunkFirst, int64_t &chunkLast);

  const GridRun &grid;
  std::atomic<int64_t> next;
  const int64_t last, minChunk;
  const int64_t shares;
  double measuredNs = 0;
};

/// Whether the calling thread runs a chunk of a shared grid right now.
bool isInsideSharedGrid();

} // namespace gems

#endif // GEMS_LIB_RUNTIME_SHAREDGRID_H
