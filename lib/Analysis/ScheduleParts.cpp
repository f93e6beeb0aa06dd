// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Parts of a planned group, for versions of its loop that do less at a time.
#include "GroupAnalysis.h"

using namespace mlir;
using namespace gems;

Group Schedule::narrow(const Group &group, ArrayRef<Root> roots) {
  Group part = group;
  part.roots.assign(roots.begin(), roots.end());
  part.aliasPairs.clear();
  auto isStore = [](const Root &root) { return root.kind == Root::Kind::Store; };
  if (llvm::any_of(roots, isStore) && !part.isRowMajor()) {
    part.laneDim = 1;
    part.interleaved.clear();
  }
  llvm::erase_if(part.interleaved, [&](const InterleavedPair &pair) {
    return isa<tile::LoadOp>(pair.even)
               ? isMaterialized(pair.even->getResult(0))
               : llvm::any_of(roots, [&](const Root &root) { return pair.contains(root.op); });
  });
  GroupAnalysis(*this, part).collectLoads();
  return part;
}

Group Schedule::isolate(ArrayRef<Root> roots) {
  ArrayRef<int64_t> shape = cast<RankedTensorType>(roots.front().value.getType()).getShape();
  Group group = makeGroup(roots.front(), /*laneDim=*/shape.size() == 2 && shape[1] > 1);
  group.roots.append(std::next(roots.begin()), roots.end());
  GroupAnalysis(*this, group).run();
  return group;
}

Schedule::ScopedMaterialize::ScopedMaterialize(Schedule &schedule, Value value, bool domainOnly)
    : schedule(schedule), value(value) {
  schedule.materialized.insert(value);
  if (domainOnly)
    schedule.domainOnly.insert(value);
}

Schedule::ScopedMaterialize::~ScopedMaterialize() {
  schedule.materialized.erase(value);
  schedule.domainOnly.erase(value);
}
