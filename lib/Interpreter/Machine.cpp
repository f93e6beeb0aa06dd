// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The state of an interpreted program.
#include "Machine.h"
#include "IndexValues.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;
using namespace gems::interp;

Machine::Machine(tile::KernelOp kernel, Memory &memory, const InterpreterOptions &options)
    : kernel(kernel), memory(memory), options(options) {}

LogicalResult Machine::prepare() {
  HandlerTable table;
  addIntegerHandlers(table);
  addFloatHandlers(table);
  addCastHandlers(table);
  addMathHandlers(table);
  addShapeHandlers(table);
  addReduceHandlers(table);
  addMemoryHandlers(table);
  addControlHandlers(table);
  indexValues = findIndexValues(kernel);
  return addBlock(kernel.getBody().front(), table);
}

LogicalResult Machine::addValue(Value value, Location location) {
  std::optional<ElementKind> kind = getElementKind(value.getType());
  auto tensor = dyn_cast<RankedTensorType>(value.getType());
  if (!kind || (isa<ShapedType>(value.getType()) && (!tensor || !tensor.hasStaticShape())))
    return emitError(location, "the interpreter expected a scalar, a pointer or a tile, got ")
           << value.getType();
  slots[value] = values.size();
  TileValue &slot = values.emplace_back();
  slot.kind = *kind;
  if (tensor)
    slot.shape.assign(tensor.getShape().begin(), tensor.getShape().end());
  return success();
}

LogicalResult Machine::addBlock(Block &block, const HandlerTable &table) {
  for (BlockArgument argument : block.getArguments())
    if (failed(addValue(argument, argument.getLoc())))
      return failure();
  for (Operation &op : block) {
    for (Value value : op.getResults())
      if (failed(addValue(value, op.getLoc())))
        return failure();
    if (isa<arith::ConstantOp>(op)) {
      if (failed(addConstant(&op)))
        return failure();
      continue;
    }
    Handler handler = table.lookup(op.getName().getStringRef());
    if (!handler)
      return op.emitError("the interpreter does not know this op");
    steps[&block].push_back({&op, handler});
    for (Region &region : op.getRegions()) {
      if (region.empty())
        continue;
      if (!region.hasOneBlock())
        return op.emitError("the interpreter expected regions of one block, got ")
               << region.getBlocks().size();
      if (failed(addBlock(region.front(), table)))
        return failure();
    }
  }
  return success();
}

/// Constants are set once, not each time they are passed.
LogicalResult Machine::addConstant(Operation *op) {
  TileValue &slot = result(op->getResult(0));
  ElementKind kind = slot.kind;
  auto convert = [&](const APInt &bits) {
    return decode(kind, bits.zextOrTrunc(64).getZExtValue());
  };
  Attribute attribute = cast<arith::ConstantOp>(op).getValue();
  if (auto integer = dyn_cast<IntegerAttr>(attribute)) {
    slot.elements[0] = convert(integer.getValue());
  } else if (auto real = dyn_cast<FloatAttr>(attribute)) {
    slot.elements[0] = convert(real.getValue().bitcastToAPInt());
  } else if (auto dense = dyn_cast<DenseIntElementsAttr>(attribute)) {
    llvm::transform(dense.getValues<APInt>(), slot.elements.begin(), convert);
  } else if (auto dense = dyn_cast<DenseFPElementsAttr>(attribute)) {
    llvm::transform(dense.getValues<APFloat>(), slot.elements.begin(),
                    [&](const APFloat &value) { return convert(value.bitcastToAPInt()); });
  } else {
    return op->emitError("the interpreter expected a number or a dense tile, got ") << attribute;
  }
  return success();
}

LogicalResult Machine::bind(ArrayRef<Argument> arguments) {
  unsigned expected = kernel.getBody().getNumArguments();
  if (arguments.size() != expected)
    return kernel.emitError("expected ") << expected << " arguments, got " << arguments.size();
  arrays.assign(expected, Array());
  for (unsigned i = 0; i < expected; ++i)
    if (failed(bindArgument(i, arguments[i])))
      return failure();
  return success();
}

LogicalResult Machine::bindArgument(unsigned index, const Argument &argument) {
  TileValue &slot = result(kernel.getBody().getArgument(index));
  auto mismatch = [&](StringRef expected) -> LogicalResult {
    StringRef got = argument.kind == Argument::Kind::Pointer   ? "a pointer"
                    : argument.kind == Argument::Kind::Integer ? "an integer"
                                                               : "a float";
    return kernel.emitError("argument '")
           << kernel.getArgName(index) << "': expected " << expected << ", got " << got;
  };
  if (slot.kind == ElementKind::Pointer) {
    if (argument.kind != Argument::Kind::Pointer)
      return mismatch("a pointer");
    return bindPointer(index, argument), success();
  }
  if (isFloat(slot.kind)) {
    if (argument.kind != Argument::Kind::Float)
      return mismatch("a float");
    slot.elements[0].real = roundTo(slot.kind, argument.real);
    return success();
  }
  if (argument.kind != Argument::Kind::Integer)
    return mismatch("an integer");
  unsigned width = getBitWidth(slot.kind);
  int64_t wrapped = signExtend(argument.integer, width);
  if (wrapped != argument.integer &&
      zeroExtend(argument.integer, width) != static_cast<uint64_t>(argument.integer))
    return kernel.emitError("argument '")
           << kernel.getArgName(index) << "': expected an integer of " << width << " bits, got "
           << argument.integer;
  slot.elements[0].integer = wrapped;
  return success();
}

void Machine::bindPointer(unsigned index, const Argument &argument) {
  TileValue &slot = result(kernel.getBody().getArgument(index));
  slot.argument = index;
  slot.elements[0].integer = argument.integer;
  Array &array = arrays[index];
  array.name = kernel.getArgName(index);
  array.buffer = argument.buffer;
  array.end = memory.get(argument.buffer).getSize();
  if (argument.size) {
    array.begin = argument.integer;
    array.end = argument.integer + *argument.size;
  }
}

LogicalResult Machine::runProgram(GridPoint id, GridPoint gridSize, uint64_t linear) {
  programId = id;
  grid = gridSize;
  linearId = linear;
  return runBlock(kernel.getBody().front());
}

LogicalResult Machine::runBlock(Block &block) {
  auto found = steps.find(&block);
  if (found == steps.end())
    return success();
  for (const Step &step : found->second) {
    if (options.maxOps && ++opCount > options.maxOps)
      return step.op->emitError("expected a launch of at most ")
             << options.maxOps << " ops, got more " << describeProgram();
    if (failed(step.handler(step.op, *this)))
      return failure();
  }
  return success();
}

TileValue &Machine::result(Value value) {
  TileValue &slot = values[slots.lookup(value)];
  size_t count = 1;
  for (int64_t dim : slot.shape)
    count *= dim;
  slot.elements.resize_for_overwrite(count);
  return slot;
}

void Machine::set(Value value, const TileValue &from) {
  TileValue &slot = values[slots.lookup(value)];
  slot.elements = from.elements;
  slot.argument = from.argument;
}

void Machine::setAll(ValueRange targets, ValueRange sources) {
  if (targets.size() == 1 && targets[0] != sources[0])
    return set(targets[0], get(sources[0]));
  SmallVector<TileValue> copies;
  for (Value source : sources)
    copies.push_back(get(source));
  for (auto [target, copy] : llvm::zip_equal(targets, copies)) {
    TileValue &slot = values[slots.lookup(target)];
    slot.elements = std::move(copy.elements);
    slot.argument = copy.argument;
  }
}

std::string Machine::describeProgram() const {
  std::string text;
  llvm::raw_string_ostream(text) << "in program (" << programId[0] << ", " << programId[1] << ", "
                                 << programId[2] << ")";
  return text;
}

std::string Machine::describeLane(const TileValue &like, size_t lane) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  if (like.shape.size() == 1)
    stream << ", lane [" << lane << "]";
  else if (like.shape.size() == 2)
    stream << ", lane [" << lane / like.shape[1] << ", " << lane % like.shape[1] << "]";
  return text;
}

void Machine::warnOverflow(Operation *op, int64_t value, unsigned width) {
  if (options.warnNarrowOverflow && warned.insert(op).second)
    op->emitWarning("index value ")
        << value << " does not fit " << width << " bits " << describeProgram();
}
