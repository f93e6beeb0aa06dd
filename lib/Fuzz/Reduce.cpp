// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The reducer: takes away one thing after the other, from the last op to the first.
#include "gems/Fuzz/Reduce.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/Verifier.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "llvm/ADT/BitVector.h"

using namespace mlir;
using namespace gems;
using namespace gems::fuzz;

namespace {
class Reducer {
public:
  Reducer(Case &test, const std::function<bool(Case &)> &stillFails, unsigned maxTries)
      : test(test), stillFails(stillFails), triesLeft(maxTries) {}

  void run() {
    reduceLaunches();
    for (bool again = true; again && triesLeft;) {
      again = reduceOps();
      again |= reducePrograms();
    }
    reduceArguments();
    reduceContents();
  }

private:
  /// Keeps a change if what is left still fails.
  bool keep(Case &candidate) {
    if (!triesLeft)
      return false;
    --triesLeft;
    if (failed(verify(*candidate.module)) || !stillFails(candidate))
      return false;
    test.module = std::move(candidate.module);
    test.buffers = std::move(candidate.buffers);
    test.launches = std::move(candidate.launches);
    return true;
  }

  Case copy() {
    Case candidate;
    candidate.seed = test.seed;
    candidate.module = test.module->clone();
    candidate.buffers = test.buffers;
    candidate.launches = test.launches;
    return candidate;
  }

  void reduceLaunches() {
    for (size_t i = 0; i < test.launches.size() && test.launches.size() > 1; ++i) {
      Case candidate = copy();
      candidate.launches = {test.launches[i]};
      if (keep(candidate))
        return;
    }
  }

  bool reducePrograms() {
    bool isChanged = false;
    for (size_t i = 0; i < test.launches.size(); ++i) {
      if (test.launches[i].grid == interp::GridPoint{1, 1, 1})
        continue;
      Case candidate = copy();
      candidate.launches[i].grid = {1, 1, 1};
      isChanged |= keep(candidate);
    }
    return isChanged;
  }

  /// Drops arguments without uses, and buffers without arguments.
  void reduceArguments() {
    Case candidate = copy();
    tile::KernelOp kernel = candidate.getKernel();
    SmallVector<Attribute> names;
    llvm::BitVector unused(kernel.getNumArguments());
    for (auto [index, argument] : llvm::enumerate(kernel.getArguments()))
      if (argument.use_empty())
        unused.set(index);
      else
        names.push_back(kernel.getArgNames()[index]);
    if (unused.none() || failed(kernel.eraseArguments(unused)))
      return;
    kernel.setArgNamesAttr(ArrayAttr::get(kernel.getContext(), names));
    for (Launch &launch : candidate.launches)
      for (unsigned index = unused.size(); index-- > 0;)
        if (unused[index])
          launch.bindings.erase(launch.bindings.begin() + index);
    for (unsigned buffer = candidate.buffers.size(); buffer-- > 0;)
      eraseIfUnbound(candidate, buffer);
    keep(candidate);
  }

  static void eraseIfUnbound(Case &candidate, unsigned buffer) {
    for (const Launch &launch : candidate.launches)
      for (const Binding &binding : launch.bindings)
        if (binding.buffer == int(buffer))
          return;
    candidate.buffers.erase(candidate.buffers.begin() + buffer);
    for (Launch &launch : candidate.launches) {
      launch.contents.erase(launch.contents.begin() + buffer);
      for (Binding &binding : launch.bindings)
        binding.buffer -= binding.buffer > int(buffer);
    }
  }

  /// Buffers of zeros, or else shorter ones; a kernel that reaches beyond them fails in another
  /// way.
  void reduceContents() {
    for (size_t i = 0; i < test.launches.size(); ++i)
      for (size_t buffer = 0; buffer < test.buffers.size(); ++buffer) {
        auto tryChange = [&](function_ref<void(fuzz::Bytes &)> change) {
          Case candidate = copy();
          change(candidate.launches[i].contents[buffer]);
          return keep(candidate);
        };
        while (test.launches[i].contents[buffer].size() > 16 &&
               tryChange([](fuzz::Bytes &bytes) { bytes.resize(bytes.size() / 16 * 8); }))
          ;
        tryChange([](fuzz::Bytes &bytes) { std::fill(bytes.begin(), bytes.end(), 0); });
      }
  }

  static SmallVector<Operation *> listOps(ModuleOp module) {
    SmallVector<Operation *> ops;
    module.walk<WalkOrder::PreOrder>([&](Operation *op) {
      if (op->getParentOfType<tile::KernelOp>() && !op->hasTrait<OpTrait::IsTerminator>())
        ops.push_back(op);
    });
    return ops;
  }

  static void eraseDead(ModuleOp module) {
    for (bool again = true; again;) {
      again = false;
      SmallVector<Operation *> ops = listOps(module);
      for (Operation *op : llvm::reverse(ops))
        if (isOpTriviallyDead(op)) {
          op->erase();
          again = true;
          break;
        }
    }
  }

  /// A constant in place of a value that is not a pointer.
  static Value makeConstant(OpBuilder &builder, Value value, int64_t number) {
    Type type = value.getType(), element = getElementTypeOrSelf(type);
    TypedAttr attribute;
    if (isa<FloatType>(element))
      attribute = builder.getFloatAttr(element, number);
    else if (isa<IntegerType>(element))
      attribute = builder.getIntegerAttr(element, number);
    else
      return nullptr;
    if (auto tensor = dyn_cast<RankedTensorType>(type))
      attribute = SplatElementsAttr::get(tensor, attribute);
    return arith::ConstantOp::create(builder, value.getLoc(), attribute);
  }

  /// Takes an op away; its results become constants. False if there is no way.
  static bool removeOp(Operation *op, int64_t number) {
    if (isa<arith::ConstantOp>(op))
      return false;
    OpBuilder builder(op);
    for (Value result : op->getResults()) {
      if (result.use_empty())
        continue;
      if (isa<tile::AddPtrOp>(op)) {
        result.replaceAllUsesWith(op->getOperand(0));
        continue;
      }
      Value constant = makeConstant(builder, result, number);
      if (!constant)
        return false;
      result.replaceAllUsesWith(constant);
    }
    op->erase();
    return true;
  }

  static bool removeMask(Operation *op, int64_t number) {
    if (auto load = dyn_cast<tile::LoadOp>(op)) {
      if (load.getOther() && number == 0) {
        load.getOtherMutable().clear();
        return true;
      }
      if (!load.getMask() || load.getOther())
        return false;
      load.getMaskMutable().clear();
      return true;
    }
    auto store = dyn_cast<tile::StoreOp>(op);
    if (!store || !store.getMask())
      return false;
    store.getMaskMutable().clear();
    return true;
  }

  using Change = bool (*)(Operation *, int64_t);

  bool tryChange(size_t index, Change change, int64_t number) {
    Case candidate = copy();
    SmallVector<Operation *> ops = listOps(*candidate.module);
    if (index >= ops.size() || !change(ops[index], number))
      return false;
    eraseDead(*candidate.module);
    return keep(candidate);
  }

  bool reduceOps() {
    bool isChanged = false;
    // Whole loops and stores before single values.
    for (size_t i = 0; i < listOps(*test.module).size() && triesLeft; ++i)
      if (listOps(*test.module)[i]->getNumRegions() || listOps(*test.module)[i]->getNumResults() == 0)
        if (tryChange(i, removeOp, 0)) {
          isChanged = true;
          --i;
        }
    for (size_t i = listOps(*test.module).size(); i-- > 0 && triesLeft;)
      isChanged |= tryChange(i, removeOp, 0) || tryChange(i, removeOp, 1) ||
                   tryChange(i, removeMask, 0) || tryChange(i, removeMask, 1);
    return isChanged;
  }

  Case &test;
  const std::function<bool(Case &)> &stillFails;
  unsigned triesLeft;
};
} // namespace

void gems::fuzz::reduceCase(Case &test, const std::function<bool(Case &)> &stillFails,
                            unsigned maxTries) {
  Reducer(test, stillFails, maxTries).run();
}
