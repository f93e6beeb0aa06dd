// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Thread libraries that run the rows of a grid, to compare the built-in pool with: those that are
// installed where gems is built. Nothing but the benchmark uses them.
#ifndef GEMS_BENCH_LAUNCH_PEERS_H
#define GEMS_BENCH_LAUNCH_PEERS_H

#include "gems/Runtime/Runtime.h"

#include <functional>
#include <vector>

namespace gems::bench {

/// A launch, as whoever splits it sees it.
struct Rows {
  const gems_kernel_info *kernel;
  const gems_launch *launch;
  int64_t count;
};

struct Peer {
  const char *name;
  /// Starts the threads; what it returns runs all rows once.
  std::function<void()> (*start)(const Rows &rows, unsigned numThreads);
};

std::vector<Peer> listPeers();

/// Whose OpenMP runs: "libgomp" (GCC's) or "libomp" (LLVM's); null where gems was built without.
const char *openMPLibrary();
/// An executor that borrows OpenMP's threads; null without.
gems_executor *makeOpenMPExecutor(unsigned numThreads);

} // namespace gems::bench

#endif // GEMS_BENCH_LAUNCH_PEERS_H
