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

/// The programs that nobody has taken yet. Each participant has a part of the grid, the same one in
/// every launch, so that what it left in its cache is of use; it takes chunks from the front, which
/// become smaller towards the end. Who is done takes chunks from the back of other parts, unless
/// their owner is about to finish: what moves to another cache costs more than that. So all finish
/// together, however fast each is, and parts of those who never come are done by the others.
class SharedGrid {
public:
  /// What the participants do not share lives here, in the launching thread's frame.
  struct alignas(64) Part {
    std::atomic<int64_t> left; ///< programs to take; whoever takes some takes them off first
    std::atomic<int64_t> end;  ///< moved by those who take from the back
    int64_t begin;             ///< moved by the owner alone
    std::atomic<bool> isOwned; ///< somebody works on it; helpers may come in any order
  };

  /// `programNs` is about how long one program takes, 0 when unknown.
  SharedGrid(const GridRun &run, Part *parts, int64_t first, int64_t last, double programNs,
             uint32_t participants);

  /// Finds a helper the part that it had in the launch before, or another that is free. No more
  /// helpers may ask than there are parts, less the first.
  uint32_t findPart(uint32_t helper);

  /// Runs chunks until none is left; returns the number of programs.
  int64_t participate(uint32_t participant);

private:
  bool takeFront(Part &part, int64_t &first, int64_t &last);
  bool takeBack(Part &part, int64_t &first, int64_t &last);
  int64_t claim(Part &part, int64_t divisor);

  const GridRun &grid;
  Part *const parts;
  const int64_t minChunk; ///< programs
  const int64_t minLeft;  ///< programs that an owner is left alone with
  const uint32_t numParts;
};

/// Whether the calling thread runs a chunk of a shared grid right now.
bool isInsideSharedGrid();

} // namespace gems

#endif // GEMS_LIB_RUNTIME_SHAREDGRID_H
