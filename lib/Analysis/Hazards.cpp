// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Decides which values have to live in scratch memory: loads that a store may overtake, and
// values that would be computed more than once at a high price.
#include "GroupAnalysis.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "llvm/ADT/SetVector.h"

using namespace mlir;
using namespace gems;

namespace gems {

/// Looks at every place where a load is evaluated later than it stands.
class HazardCheck {
public:
  explicit HazardCheck(Schedule &schedule) : schedule(schedule) {
    for (auto &[block, items] : schedule.items)
      for (auto [index, item] : llvm::enumerate(items)) {
        if (item.group) {
          blocks[item.group] = {block, unsigned(index)};
          for (const Root &root : item.group->roots)
            if (root.kind == Root::Kind::Store)
              places[root.op] = {block, unsigned(index)};
        } else {
          places[item.op] = {block, unsigned(index)};
        }
      }
  }

  bool run() {
    bool changed = false;
    for (auto &group : schedule.groups) {
      GroupAnalysis analysis(schedule, *group);
      analysis.collectLoads();
      SmallVector<Operation *> hazards;
      analysis.canInterleave(hazards);
      for (const LoadUse &use : group->loads)
        if (isOvertaken(use.load, *group))
          hazards.push_back(use.load);
      for (Value value : chooseSaved(*group, hazards))
        changed |= schedule.materialized.insert(value).second;
    }
    return changed;
  }

private:
  /// What to keep in scratch memory so that `group` need not evaluate the loads: the loads, or what
  /// an earlier group computes from them anyway, where that is no more.
  SmallVector<Value> chooseSaved(Group &group, ArrayRef<Operation *> loads) {
    SmallVector<Value> results;
    for (Operation *load : loads)
      results.push_back(load->getResult(0));
    llvm::SetVector<Value> common;
    for (auto &other : schedule.groups)
      if (other.get() != &group && isBefore(*other, group))
        findCommon(group, *other, common);
    llvm::SetVector<Value> saved;
    EvaluationWalk walk(schedule, [&](Value value, const DimMap &) {
      bool isCut = common.contains(value) && !schedule.isMaterialized(value);
      bool isHazard = llvm::is_contained(results, value);
      if ((isCut || isHazard) && dependsOn(value, results))
        saved.insert(value);
      return !isCut && !isHazard;
    });
    for (const Root &root : group.roots)
      walk.walk(root.value, rootDims(root), root.value == root.target);
    bool isFewer = !saved.empty() && saved.size() <= results.size();
    return isFewer ? saved.takeVector() : results;
  }

  /// The tiles that both groups evaluate.
  void findCommon(Group &a, Group &b, llvm::SetVector<Value> &common) {
    DenseSet<Value> inB;
    EvaluationWalk walkB(schedule, [&](Value value, const DimMap &) {
      inB.insert(value);
      return true;
    });
    EvaluationWalk walkA(schedule, [&](Value value, const DimMap &) {
      Operation *op = value.getDefiningOp();
      if (isTile(value) && inB.contains(value) && op && op->getNumRegions() == 0 &&
          !schedule.getAffine().get(value))
        common.insert(value);
      return true;
    });
    for (const Root &root : b.roots)
      walkB.walk(root.value, rootDims(root), root.value == root.target);
    for (const Root &root : a.roots)
      walkA.walk(root.value, rootDims(root), root.value == root.target);
  }

  bool isBefore(const Group &a, const Group &b) {
    Place first = blocks[&a], second = blocks[&b];
    return first.first == second.first && first.second < second.second;
  }

  /// Whether evaluating the tile evaluates one of the loads.
  bool dependsOn(Value tile, ArrayRef<Value> loads) {
    bool depends = false;
    EvaluationWalk walk(schedule, [&](Value value, const DimMap &) {
      depends |= llvm::is_contained(loads, value);
      return !depends;
    });
    auto type = cast<RankedTensorType>(tile.getType());
    walk.walk(tile, identityDims(type.getRank()));
    return depends;
  }

  using Place = std::pair<Block *, unsigned>;

  /// The place, among the items of `block`, of the item that holds `place`.
  unsigned placeIn(Block *block, Place place) {
    while (place.first != block)
      place = places[place.first->getParentOp()];
    return place.second;
  }

  bool isOvertaken(Operation *load, const Group &group) {
    Block *home = load->getBlock();
    Place evaluation = blocks[&group];
    bool isNested = evaluation.first != home;
    unsigned evaluationIndex = placeIn(home, evaluation);
    const Access &access = schedule.getAccess(load);
    for (auto &[op, store] : schedule.accesses) {
      if (!store.isStore || !home->findAncestorOpInBlock(*op) ||
          relate(access, store) == Relation::Disjoint)
        continue;
      unsigned storeIndex = placeIn(home, places[op]);
      // Inside the same loop or branch any iteration's store may come first.
      if (storeIndex == evaluationIndex ? isNested
                                        : storeIndex < evaluationIndex && isAfter(op, load))
        return true;
    }
    return false;
  }

  bool isAfter(Operation *op, Operation *load) {
    return schedule.positions[op] > schedule.positions[load];
  }

  Schedule &schedule;
  DenseMap<const Group *, Place> blocks;
  DenseMap<Operation *, Place> places;
};

} // namespace gems

bool Schedule::materializeHazards() { return HazardCheck(*this).run(); }

/// What recomputing one element costs, in simple vector operations.
static unsigned costOf(Value value, llvm::SetVector<Operation *> &seen, Schedule &schedule) {
  Operation *op = value.getDefiningOp();
  if (!op || !isTile(value) || schedule.isMaterialized(value) || !seen.insert(op))
    return 0;
  if (isa<tile::LoadOp, arith::ConstantOp>(op) || isReduction(op) || op->getNumRegions())
    return 0;
  if (schedule.getAffine().get(value))
    return 0;
  unsigned cost = isa<arith::DivFOp, arith::DivSIOp, arith::DivUIOp, math::SqrtOp>(op) ? 6 : 1;
  for (Value operand : op->getOperands())
    cost += costOf(operand, seen, schedule);
  return cost;
}

/// Moves values to scratch that several groups, or a deeper loop, would compute again. Below the
/// threshold computing is cheaper than a store and a load.
bool Schedule::materializeCostly() {
  constexpr unsigned threshold = 10;
  llvm::MapVector<Value, llvm::SmallSetVector<Group *, 2>> users;
  DenseMap<Group *, Block *> homes;
  for (auto &[block, list] : items)
    for (const Item &item : list)
      if (item.group)
        homes[item.group] = block;
  for (auto &group : groups) {
    EvaluationWalk walk(*this, [&](Value value, const DimMap &) {
      if (isTile(value))
        users[value].insert(group.get());
      return true;
    });
    for (const Root &root : group->roots)
      walk.walk(root.value, rootDims(root), root.value == root.target);
  }
  for (auto &[value, where] : users) {
    Operation *op = value.getDefiningOp();
    if (!op || isMaterialized(value) || isa<tile::LoadOp, arith::ConstantOp>(op))
      continue;
    bool isRepeated = where.size() > 1 || homes[where.front()] != op->getBlock();
    if (!isRepeated)
      continue;
    // Cut where the users part: below that point one value serves all.
    bool isFrontier = llvm::any_of(op->getUsers(), [&](Operation *user) {
      if (user->getNumResults() == 0 || isReduction(user) || user->getBlock() != op->getBlock())
        return true;
      auto it = users.find(user->getResult(0));
      return it == users.end() || it->second.size() < where.size();
    });
    llvm::SetVector<Operation *> seen;
    if (isFrontier && costOf(value, seen, *this) >= threshold) {
      materialized.insert(value);
      return true;
    }
  }
  return false;
}

/// Scratch of a value holds only the elements inside the domain when every group that reads it
/// has the same domain, and evaluates what lies outside without it.
void Schedule::findDomainOnly() {
  for (Value value : materialized)
    if (Operation *op = value.getDefiningOp())
      if (!isReduction(op) && op->getNumRegions() == 0)
        domainOnly.insert(value);
  bool changed = true;
  while (changed) {
    changed = false;
    DenseMap<Value, Group *> writers;
    for (auto &group : groups) {
      GroupAnalysis(*this, *group).run();
      for (const Root &root : group->roots)
        if (root.kind == Root::Kind::Materialize)
          writers[root.target] = group.get();
    }
    auto sameDomain = [](const Group &a, const Group &b) {
      return a.domain.size() == b.domain.size() &&
             llvm::all_of(a.domain, [&](const DimBound &bound) {
               return llvm::is_contained(b.domain, bound);
             });
    };
    for (auto &group : groups) {
      auto check = [&](Value value, const DimMap &dims) {
        if (!domainOnly.contains(value) || writers.lookup(value) == group.get())
          return true;
        Group *writer = writers.lookup(value);
        bool fits = writer && ArrayRef<int64_t>(writer->shape) == ArrayRef<int64_t>(group->shape) &&
                    dims == identityDims(group->shape.size()) && sameDomain(*writer, *group) &&
                    group->outside != Outside::General;
        if (!fits) {
          domainOnly.erase(value);
          changed = true;
        }
        return true;
      };
      EvaluationWalk walk(*this, check);
      for (const Root &root : group->roots) {
        walk.walk(root.value, rootDims(root), root.value == root.target);
        if (auto store = dyn_cast<tile::StoreOp>(root.op)) {
          if (store.getMask())
            walk.walk(store.getMask(), rootDims(root));
          walk.walk(store.getOffsets(), rootDims(root));
        }
      }
    }
  }
}
