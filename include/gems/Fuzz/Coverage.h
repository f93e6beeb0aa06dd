// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What generated kernels contain: counts by op, class of access, class of mask, type and rank.
#ifndef GEMS_FUZZ_COVERAGE_H
#define GEMS_FUZZ_COVERAGE_H

#include "gems/Interpreter/Element.h"
#include "llvm/ADT/StringRef.h"
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace llvm {
class raw_ostream;
} // namespace llvm

namespace gems::fuzz {

/// How an access walks through memory.
enum class AccessClass : uint8_t { Contiguous, Strided, Negative, Broadcast, Indexed };
constexpr unsigned numAccessClasses = 5;
/// Which lanes a mask lets through.
enum class MaskClass : uint8_t { None, Prefix, Suffix, Interval, Strided, Arbitrary, Empty };
constexpr unsigned numMaskClasses = 7;

llvm::StringRef getName(AccessClass access);
llvm::StringRef getName(MaskClass mask);
llvm::StringRef getName(interp::ElementKind kind);

/// A combination that a load or a store may have.
struct AccessCell {
  bool isStore;
  AccessClass access;
  MaskClass mask;
  interp::ElementKind kind;
  unsigned rank; // 1 or 2
};

/// The combinations, numbered from 0, so that each seed can see to one of them.
unsigned getNumAccessCells();
AccessCell getAccessCell(unsigned index);
unsigned getIndex(const AccessCell &cell);

/// Ops by name, type and rank (0 for scalars), counted in flat arrays that processes can share.
class Coverage {
public:
  /// The number of counters that `Coverage` needs.
  static size_t getNumCounters();

  Coverage() : counters(getNumCounters()) {}
  void addOp(llvm::StringRef name, interp::ElementKind kind, unsigned rank);
  void addAccess(const AccessCell &cell);
  void add(llvm::ArrayRef<uint64_t> others);
  llvm::ArrayRef<uint64_t> getCounters() const { return counters; }

  /// Tables of both, with the smallest counts.
  void print(llvm::raw_ostream &os) const;
  /// The smallest count among all combinations of accesses, and among admitted ops and types.
  uint64_t getSmallestAccess() const;
  uint64_t getSmallestOp() const;
  /// What came up less often than that, with its count, in words.
  std::vector<std::string> findRare(uint64_t minAccesses, uint64_t minOps) const;

private:
  uint64_t countOp(size_t row, unsigned kind) const;

  std::vector<uint64_t> counters;
};

} // namespace gems::fuzz

#endif // GEMS_FUZZ_COVERAGE_H
