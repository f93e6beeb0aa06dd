// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The counters and their tables.
#include "gems/Fuzz/Coverage.h"
#include "gems/Transforms/AdmittedOps.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/raw_ostream.h"

using namespace gems;
using namespace gems::fuzz;
using interp::ElementKind;

static constexpr unsigned numKinds = 9; // i1 to f64
static constexpr unsigned numRanks = 3;
static constexpr unsigned numPointees = 8;

llvm::StringRef gems::fuzz::getName(AccessClass access) {
  static constexpr llvm::StringLiteral names[] = {"contiguous", "strided", "negative", "broadcast",
                                                  "indexed"};
  return names[static_cast<unsigned>(access)];
}

llvm::StringRef gems::fuzz::getName(MaskClass mask) {
  static constexpr llvm::StringLiteral names[] = {"none",    "prefix",    "suffix", "interval",
                                                  "strided", "arbitrary", "empty"};
  return names[static_cast<unsigned>(mask)];
}

llvm::StringRef gems::fuzz::getName(ElementKind kind) {
  static constexpr llvm::StringLiteral names[] = {"i1",  "i8",   "i16", "i32", "i64",
                                                  "f16", "bf16", "f32", "f64"};
  return names[static_cast<unsigned>(kind)];
}

unsigned gems::fuzz::getNumAccessCells() {
  return 2 * numAccessClasses * numMaskClasses * numPointees * 2;
}

AccessCell gems::fuzz::getAccessCell(unsigned index) {
  AccessCell cell;
  cell.isStore = index % 2;
  index /= 2;
  cell.access = static_cast<AccessClass>(index % numAccessClasses);
  index /= numAccessClasses;
  cell.mask = static_cast<MaskClass>(index % numMaskClasses);
  index /= numMaskClasses;
  cell.kind = static_cast<ElementKind>(1 + index % numPointees);
  cell.rank = 1 + index / numPointees % 2;
  return cell;
}

unsigned gems::fuzz::getIndex(const AccessCell &cell) {
  unsigned index = cell.rank - 1;
  index = index * numPointees + static_cast<unsigned>(cell.kind) - 1;
  index = index * numMaskClasses + static_cast<unsigned>(cell.mask);
  index = index * numAccessClasses + static_cast<unsigned>(cell.access);
  return index * 2 + cell.isStore;
}

size_t Coverage::getNumCounters() {
  return getNumAccessCells() + getAdmittedOps().size() * numKinds * numRanks;
}

static size_t getOpIndex(size_t row, unsigned kind, unsigned rank) {
  return getNumAccessCells() + (row * numKinds + kind) * numRanks + rank;
}

void Coverage::addOp(llvm::StringRef name, ElementKind kind, unsigned rank) {
  if (const AdmittedOp *op = lookupAdmittedOp(name))
    if (kind != ElementKind::Pointer)
      ++counters[getOpIndex(op - getAdmittedOps().begin(), static_cast<unsigned>(kind), rank)];
}

void Coverage::addAccess(const AccessCell &cell) { ++counters[getIndex(cell)]; }

void Coverage::add(llvm::ArrayRef<uint64_t> others) {
  for (size_t i = 0; i < counters.size(); ++i)
    counters[i] += others[i];
}

/// Whether counting a kind for an op makes sense: what `Coverage` counts is the kind of the first
/// operand, or of the result where there is no operand.
static bool isCounted(const AdmittedOp &op, unsigned kind) {
  ElementSet set = op.operands == None ? op.results : op.operands;
  bool isControl = op.name.starts_with("scf.") || op.name == "tile.return";
  bool isMemory = op.name == "tile.load" || op.name == "tile.store" || op.name == "tile.addptr";
  // Conversions that have no type to go to.
  auto isKind = [&](ElementKind other) { return kind == static_cast<unsigned>(other); };
  bool isImpossible = (op.name == "arith.bitcast" && isKind(ElementKind::I8)) ||
                      (op.name == "arith.extf" && isKind(ElementKind::F64)) ||
                      (op.name.starts_with("arith.ext") && isKind(ElementKind::I64)) ||
                      (op.name == "arith.truncf" && interp::getBitWidth(ElementKind(kind)) == 16);
  return !isControl && !isMemory && !isImpossible && (set & (1u << kind));
}

uint64_t Coverage::getSmallestAccess() const {
  return *std::min_element(counters.begin(), counters.begin() + getNumAccessCells());
}

/// An op and type on all ranks together.
uint64_t Coverage::countOp(size_t row, unsigned kind) const {
  uint64_t sum = 0;
  for (unsigned rank = 0; rank < numRanks; ++rank)
    sum += counters[getOpIndex(row, kind, rank)];
  return sum;
}

uint64_t Coverage::getSmallestOp() const {
  uint64_t smallest = UINT64_MAX;
  for (auto [row, op] : llvm::enumerate(getAdmittedOps()))
    for (unsigned kind = 0; kind < numKinds; ++kind)
      if (isCounted(op, kind))
        smallest = std::min(smallest, countOp(row, kind));
  return smallest;
}

std::vector<std::string> Coverage::findRare(uint64_t minAccesses, uint64_t minOps) const {
  std::vector<std::string> rare;
  for (unsigned index = 0; index < getNumAccessCells(); ++index) {
    AccessCell cell = getAccessCell(index);
    if (counters[getIndex(cell)] < minAccesses)
      rare.push_back(llvm::formatv("{0} {1}, mask {2}, {3}, rank {4}: {5}",
                                   cell.isStore ? "store" : "load", getName(cell.access),
                                   getName(cell.mask), getName(cell.kind), cell.rank,
                                   counters[getIndex(cell)]));
  }
  for (auto [row, op] : llvm::enumerate(getAdmittedOps()))
    for (unsigned kind = 0; kind < numKinds; ++kind)
      if (isCounted(op, kind) && countOp(row, kind) < minOps)
        rare.push_back(llvm::formatv("{0}, {1}: {2}", op.name,
                                     getName(static_cast<ElementKind>(kind)), countOp(row, kind)));
  return rare;
}

static void printAccesses(llvm::raw_ostream &os, const std::vector<uint64_t> &counters) {
  os << llvm::formatv("{0,-6} {1,-11} {2,-10}", "op", "access", "mask");
  for (unsigned rank = 1; rank <= 2; ++rank)
    for (unsigned kind = 1; kind <= numPointees; ++kind)
      os << llvm::formatv("{0,7}", (getName(static_cast<ElementKind>(kind)) + "/" +
                                    llvm::Twine(rank)).str());
  os << "\n";
  for (unsigned isStore = 0; isStore < 2; ++isStore)
    for (unsigned access = 0; access < numAccessClasses; ++access)
      for (unsigned mask = 0; mask < numMaskClasses; ++mask) {
        auto accessClass = static_cast<AccessClass>(access);
        auto maskClass = static_cast<MaskClass>(mask);
        os << llvm::formatv("{0,-6} {1,-11} {2,-10}", isStore ? "store" : "load",
                            getName(accessClass), getName(maskClass));
        for (unsigned rank = 1; rank <= 2; ++rank)
          for (unsigned kind = 1; kind <= numPointees; ++kind)
            os << llvm::formatv("{0,7}",
                                counters[getIndex({isStore != 0, accessClass, maskClass,
                                                   static_cast<ElementKind>(kind), rank})]);
        os << "\n";
      }
}

static void printOps(llvm::raw_ostream &os, const std::vector<uint64_t> &counters) {
  os << llvm::formatv("{0,-18}", "op, ranks 0/1/2");
  for (unsigned kind = 0; kind < numKinds; ++kind)
    os << llvm::formatv("{0,18}", getName(static_cast<ElementKind>(kind)));
  os << "\n";
  for (auto [row, op] : llvm::enumerate(getAdmittedOps())) {
    os << llvm::formatv("{0,-18}", op.name);
    for (unsigned kind = 0; kind < numKinds; ++kind) {
      const uint64_t *cell = &counters[getOpIndex(row, kind, 0)];
      std::string text = isCounted(op, kind) || cell[0] + cell[1] + cell[2]
                             ? llvm::formatv("{0}/{1}/{2}", cell[0], cell[1], cell[2]).str()
                             : "-";
      os << llvm::formatv("{0,18}", text);
    }
    os << "\n";
  }
}

void Coverage::print(llvm::raw_ostream &os) const {
  printAccesses(os, counters);
  os << "\n";
  printOps(os, counters);
  os << "\nsmallest count of an access: " << getSmallestAccess()
     << ", of an op and type: " << getSmallestOp() << "\n";
}
