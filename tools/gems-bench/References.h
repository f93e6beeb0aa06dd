// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The hand-written kernels for this machine.
#ifndef GEMS_BENCH_REFERENCES_H
#define GEMS_BENCH_REFERENCES_H

#include "Kernels.h"

namespace gems::bench {

/// The roles in a comparison.
enum class Role { Stream, Intrinsics, Plain };

struct Reference {
  const char *name;  ///< "plain", "avx512"
  const char *flags; ///< the compiler and its flags
  gems_entry entry;
};

/// The hand-written version of a kernel for a role, or null if there is none that this machine can
/// run. `isBaseline`: compiled for x86-64-v3 rather than for this machine's CPU.
const Reference *findReference(Role role, llvm::StringRef kernel, gems_type type, bool isBaseline);

/// The names of the versions that findReference may give, and how each was compiled.
std::vector<std::pair<llvm::StringRef, llvm::StringRef>> referenceFlags(bool isBaseline);

} // namespace gems::bench

#endif // GEMS_BENCH_REFERENCES_H
