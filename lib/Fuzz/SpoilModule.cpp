// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Changes parsed kernels: each change alone could come from an author's mistake.
#include "SpoilTypes.h"
#include "gems/Fuzz/FrontDoor.h"
#include "gems/IR/Tile.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/IRMapping.h"

using namespace mlir;
using namespace gems;
using namespace gems::fuzz;

static constexpr const char *otherOps[] = {
    "func.func",  "func.return",    "func.call",
    "scf.yield",  "scf.for",        "scf.if",
    "scf.while",  "builtin.module", "builtin.unrealized_conversion_cast",
    "unknown.op", "nowhere"};

namespace {
class ModuleSpoiler {
public:
  ModuleSpoiler(ModuleOp module, Random &random)
      : module(module), context(module.getContext()), random(random) {}

  void run() {
    using Change = void (ModuleSpoiler::*)(Operation *);
    static constexpr Change changes[] = {
        &ModuleSpoiler::rename,        &ModuleSpoiler::rename,
        &ModuleSpoiler::retype,        &ModuleSpoiler::retypeArgument,
        &ModuleSpoiler::setAttribute,  &ModuleSpoiler::setAttribute,
        &ModuleSpoiler::setConstant,   &ModuleSpoiler::setConstant,
        &ModuleSpoiler::setOperand,    &ModuleSpoiler::setOperand,
        &ModuleSpoiler::swapOperands,  &ModuleSpoiler::addOperand,
        &ModuleSpoiler::eraseOperand,  &ModuleSpoiler::eraseOp,
        &ModuleSpoiler::eraseOp,       &ModuleSpoiler::duplicate,
        &ModuleSpoiler::moveOp,        &ModuleSpoiler::changeRegion,
        &ModuleSpoiler::resizeTiles,   &ModuleSpoiler::resizeTiles,
        &ModuleSpoiler::changeElements};
    collect();
    if (ops.empty())
      return;
    Change change = changes[random.below(std::size(changes))];
    (this->*change)(random.pickFrom(ops));
  }

private:
  /// The ops, and what they are made of, for the next change.
  void collect() {
    module.walk([&](Operation *op) {
      if (op == module)
        return;
      ops.push_back(op);
      llvm::append_range(values, op->getResults());
      for (Region &region : op->getRegions())
        for (Block &block : region)
          llvm::append_range(values, block.getArguments());
    });
  }

  Type pickType() {
    if (!values.empty() && random.chance(60))
      return random.pickFrom(values).getType();
    return makeOddType(context, random);
  }
  Attribute pickAttribute() {
    if (random.chance(20))
      return TypeAttr::get(pickType());
    return makeOddAttribute(context, random);
  }
  /// Another value, of the same type if there is one and luck is with it.
  Value pickValue(Type type) {
    for (int i = 0; i < 20; ++i)
      if (Value value = random.pickFrom(values); value.getType() == type)
        return value;
    return random.pickFrom(values);
  }

  void rename(Operation *op) {
    std::vector<RegisteredOperationName> known = context->getRegisteredOperations();
    StringRef name = random.chance(10) ? otherOps[random.below(std::size(otherOps))]
                                       : random.pickFrom(known).getStringRef();
    // Most ops are replaced by one of the same dialect, which has a similar form.
    for (int i = 0; i < 30 && random.chance(90); ++i) {
      name = random.pickFrom(known).getStringRef();
      if (name.split('.').first == op->getName().getDialectNamespace())
        break;
    }
    rebuild(op, name, op->getOperands(), op->getResultTypes());
  }

  /// An op with the same regions and attributes in its place. Attributes that are part of an op
  /// are kept by their names.
  void rebuild(Operation *op, StringRef name, ValueRange operands, TypeRange results) {
    OpBuilder builder(op);
    OperationState state(op->getLoc(), name, operands, results);
    state.addAttributes(op->getDiscardableAttrDictionary().getValue());
    bool isSame = name == op->getName().getStringRef();
    DictionaryAttr properties;
    if (isSame)
      state.propertiesAttr = op->getPropertiesAsAttribute();
    else if ((properties = dyn_cast_or_null<DictionaryAttr>(op->getPropertiesAsAttribute())))
      for (NamedAttribute attribute : properties)
        state.attributes.set(attribute.getName(), attribute.getValue());
    state.addSuccessors(op->getSuccessors());
    for (Region &region : op->getRegions())
      state.addRegion()->takeBody(region);
    Operation *changed = Operation::create(state);
    builder.insert(changed);
    for (auto [old, result] : llvm::zip(op->getResults(), changed->getResults()))
      old.replaceAllUsesWith(result);
    if (isUnused(op))
      op->erase();
  }

  static bool isUnused(Operation *op) {
    return op->use_empty() && llvm::all_of(op->getRegions(), [](Region &region) {
             return llvm::all_of(region, [](Block &block) { return block.use_empty(); });
           });
  }

  void retype(Operation *op) {
    SmallVector<Type> results(op->getResultTypes());
    if (results.empty() || random.chance(10))
      results.push_back(pickType());
    else
      results[random.below(results.size())] = pickType();
    rebuild(op, op->getName().getStringRef(), op->getOperands(), results);
  }

  void retypeArgument(Operation *op) {
    for (Operation *around = op; around; around = around->getParentOp())
      for (Region &region : around->getRegions())
        if (!region.empty() && region.getNumArguments() && around != module) {
          Type type = pickType();
          unsigned index = random.below(region.getNumArguments());
          region.getArgument(index).setType(type);
          if (auto kernel = dyn_cast<tile::KernelOp>(around); kernel && random.chance(80))
            kernel.setFunctionTypeAttr(
                TypeAttr::get(FunctionType::get(context, region.getArgumentTypes(), {})));
          return;
        }
  }

  void setAttribute(Operation *op) {
    SmallVector<NamedAttribute> present(op->getAttrs());
    if (!present.empty() && random.chance(70)) {
      StringAttr name = random.pickFrom(present).getName();
      if (random.chance(25))
        op->removeAttr(name);
      else
        op->setAttr(name, pickAttribute());
      return;
    }
    Operation *target = random.chance(10) ? module.getOperation() : op;
    target->setAttr(pickAttributeName(random), pickAttribute());
  }

  /// Another number in a constant, of the type it has.
  void setConstant(Operation *) {
    SmallVector<arith::ConstantOp> constants;
    // Another op may have been renamed to a constant.
    module.walk([&](arith::ConstantOp op) {
      if (op->getNumResults() == 1)
        constants.push_back(op);
    });
    if (constants.empty())
      return;
    arith::ConstantOp op = random.pickFrom(constants);
    Type type = op.getType(), element = getElementTypeOrSelf(type);
    TypedAttr number;
    Builder builder(context);
    if (auto integer = dyn_cast<IntegerType>(element)) {
      int64_t low =
          integer.getWidth() >= 64 ? INT64_MIN : -(int64_t(1) << (integer.getWidth() - 1));
      int64_t value = random.pick<int64_t>({0, 1, -1, 2, 3, 1021, low, ~low, low + 1, ~low - 1});
      number = IntegerAttr::get(integer, APInt(integer.getWidth(), value, true, true));
    } else if (isa<FloatType>(element)) {
      number = builder.getFloatAttr(
          element, random.pick<double>({0.0, -0.0, 1.0, -1.5, 1e300, HUGE_VAL, -HUGE_VAL, NAN}));
    } else {
      return;
    }
    if (auto tensor = dyn_cast<RankedTensorType>(type); tensor && tensor.hasStaticShape())
      number = SplatElementsAttr::get(tensor, number);
    op.setValueAttr(number);
  }

  void setOperand(Operation *op) {
    if (!op->getNumOperands())
      return;
    unsigned index = random.below(op->getNumOperands());
    op->setOperand(index, random.chance(75) ? pickValue(op->getOperand(index).getType())
                                            : random.pickFrom(values));
  }
  void swapOperands(Operation *op) {
    if (op->getNumOperands() < 2)
      return;
    unsigned a = random.below(op->getNumOperands()), b = random.below(op->getNumOperands());
    Value value = op->getOperand(a);
    op->setOperand(a, op->getOperand(b));
    op->setOperand(b, value);
  }
  void addOperand(Operation *op) {
    if (values.empty())
      return;
    SmallVector<Value> operands(op->getOperands());
    operands.insert(operands.begin() + random.below(operands.size() + 1), random.pickFrom(values));
    rebuild(op, op->getName().getStringRef(), operands, op->getResultTypes());
  }
  void eraseOperand(Operation *op) {
    SmallVector<Value> operands(op->getOperands());
    if (operands.empty())
      return;
    operands.erase(operands.begin() + random.below(operands.size()));
    rebuild(op, op->getName().getStringRef(), operands, op->getResultTypes());
  }

  /// Takes an op away; others use another value of its type instead of its results.
  void eraseOp(Operation *op) {
    for (Value result : op->getResults())
      if (Value other = pickValue(result.getType()); other.getDefiningOp() != op)
        result.replaceAllUsesWith(other);
    bool isFree = true;
    op->walk([&](Operation *inner) {
      for (Operation *user : inner->getUsers())
        isFree &= op->isAncestor(user);
    });
    op->walk([&](Block *block) {
      for (BlockArgument argument : block->getArguments())
        for (Operation *user : argument.getUsers())
          isFree &= op->isAncestor(user);
    });
    if (isFree)
      op->erase();
  }

  void duplicate(Operation *op) {
    OpBuilder builder(random.chance(60) ? op : random.pickFrom(ops));
    if (!op->isAncestor(builder.getInsertionBlock()->getParentOp()))
      builder.clone(*op);
  }

  void moveOp(Operation *op) {
    Operation *place = random.pickFrom(ops);
    if (op->isAncestor(place))
      return;
    if (random.chance(50))
      op->moveBefore(place);
    else
      op->moveAfter(place);
  }

  /// A block more, an op less, a region that is another's.
  void changeRegion(Operation *) {
    SmallVector<Region *> regions;
    module.walk([&](Operation *op) {
      for (Region &region : op->getRegions())
        if (op != module)
          regions.push_back(&region);
    });
    if (regions.empty())
      return;
    Region *region = random.pickFrom(regions);
    switch (random.below(4)) {
    case 0: {
      Block *block = new Block;
      region->push_back(block);
      if (random.chance(50))
        block->addArgument(pickType(), region->getLoc());
      return;
    }
    case 1:
      if (!region->empty() && !region->back().empty() && region->back().back().use_empty())
        region->back().back().erase();
      return;
    case 2:
      if (!region->empty())
        region->front().addArgument(pickType(), region->getLoc());
      return;
    default: {
      Region *other = random.pickFrom(regions);
      IRMapping mapping;
      if (!other->getParentOp()->isAncestor(region->getParentOp()))
        other->cloneInto(region, mapping);
    }
    }
  }

  void resizeTiles(Operation *) {
    auto isStatic = [](Value value) {
      auto type = dyn_cast<RankedTensorType>(value.getType());
      return type && type.hasStaticShape() && type.getRank();
    };
    SmallVector<Value> tiles(llvm::make_filter_range(values, isStatic));
    if (tiles.empty())
      return;
    auto shape = cast<RankedTensorType>(random.pickFrom(tiles).getType()).getShape();
    int64_t from = shape[random.below(shape.size())];
    int64_t to = random.pick<int64_t>({1, 2, 3, 5, 8, 31, 64, 129, 1021, 4096, 65536, 1048576});
    replaceTypes(module, [&](Type type) -> Type {
      auto tensor = dyn_cast<RankedTensorType>(type);
      if (!tensor)
        return type;
      SmallVector<int64_t> dims(tensor.getShape());
      llvm::replace(dims, from, to);
      return tensor.clone(dims);
    });
  }

  void changeElements(Operation *) {
    Type from = getElementTypeOrSelf(pickType()), to = getElementTypeOrSelf(pickType());
    if (!tile::isPointee(to))
      return;
    replaceTypes(module, [&](Type type) -> Type {
      if (auto pointer = dyn_cast<tile::PointerType>(type))
        return pointer.getPointee() == from ? tile::PointerType::get(context, to) : type;
      return getElementTypeOrSelf(type) == from ? tile::withElement(type, to) : type;
    });
  }

  ModuleOp module;
  MLIRContext *context;
  Random &random;
  SmallVector<Operation *> ops;
  SmallVector<Value> values;
};
} // namespace

void gems::fuzz::spoilModule(ModuleOp module, Random &random) {
  for (int64_t i = 0, count = random.between(1, 3); i < count; ++i)
    ModuleSpoiler(module, random).run();
}
