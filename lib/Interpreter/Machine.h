// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The state of an interpreted program, and the table of what each op does to it.
#ifndef GEMS_LIB_INTERPRETER_MACHINE_H
#define GEMS_LIB_INTERPRETER_MACHINE_H

#include "gems/Interpreter/Element.h"
#include "gems/Interpreter/Interpreter.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringMap.h"

namespace gems::interp {

/// A scalar (no dimensions, one element) or a tile, in row-major order.
struct TileValue {
  ElementKind kind = ElementKind::I32;
  llvm::SmallVector<int64_t, 2> shape;
  llvm::SmallVector<Element, 1> elements;
  unsigned argument = 0; // what a pointer derives from

  size_t size() const { return elements.size(); }
  int64_t integer() const { return elements[0].integer; }
};

/// What a pointer argument is bound to: the bytes [begin, end) of a buffer.
struct Array {
  llvm::StringRef name;
  BufferId buffer = 0;
  int64_t begin = 0, end = 0;
};

using Handler = llvm::LogicalResult (*)(mlir::Operation *, Machine &);

/// What to do for each op, by its name.
class HandlerTable {
public:
  template <typename... OpTys> void add(Handler handler) {
    (handlers.try_emplace(OpTys::getOperationName(), handler), ...);
  }
  Handler lookup(llvm::StringRef name) const { return handlers.lookup(name); }

private:
  llvm::StringMap<Handler> handlers;
};

// Each family of ops fills in its part of the table.
void addIntegerHandlers(HandlerTable &table);
void addFloatHandlers(HandlerTable &table);
void addCastHandlers(HandlerTable &table);
void addMathHandlers(HandlerTable &table);
void addShapeHandlers(HandlerTable &table);
void addReduceHandlers(HandlerTable &table);
void addMemoryHandlers(HandlerTable &table);
void addControlHandlers(HandlerTable &table);

class Machine {
public:
  Machine(tile::KernelOp kernel, Memory &memory, const InterpreterOptions &options);

  llvm::LogicalResult prepare();
  llvm::LogicalResult bind(llvm::ArrayRef<Argument> arguments);
  llvm::LogicalResult runProgram(GridPoint id, GridPoint grid, uint64_t linearId);
  /// Runs a block up to its terminator, whose operands the op around the block reads.
  llvm::LogicalResult runBlock(mlir::Block &block);

  /// The value, in all 64 bits where it is an index value.
  const TileValue &get(mlir::Value value) const { return values[slots.lookup(value)]; }
  /// Where to write the value: kind, shape and the number of elements are set.
  TileValue &result(mlir::Value value);
  void set(mlir::Value value, const TileValue &from);
  /// Assigns all at once, so that targets may be among the sources.
  void setAll(mlir::ValueRange targets, mlir::ValueRange sources);
  bool isIndex(mlir::Value value) const { return indexValues.contains(value); }

  Memory &getMemory() { return memory; }
  const Array &getArray(const TileValue &pointer) const { return arrays[pointer.argument]; }
  const InterpreterOptions &getOptions() const { return options; }
  GridPoint getProgramId() const { return programId; }
  GridPoint getGrid() const { return grid; }
  uint64_t getLinearId() const { return linearId; }

  /// Ends a message with the place it happened: `in program (1, 0, 0), lane [2, 3]`.
  std::string describeProgram() const;
  static std::string describeLane(const TileValue &shapedLike, size_t lane);
  /// Warns once per op, if asked to, that `value` does not fit `width` bits.
  void warnOverflow(mlir::Operation *op, int64_t value, unsigned width);
  /// Starts counting the ops of a launch.
  void resetOpCount() { opCount = 0; }

private:
  llvm::LogicalResult addValue(mlir::Value value, mlir::Location location);
  llvm::LogicalResult addBlock(mlir::Block &block, const HandlerTable &table);
  llvm::LogicalResult addConstant(mlir::Operation *op);
  llvm::LogicalResult bindArgument(unsigned index, const Argument &argument);
  void bindPointer(unsigned index, const Argument &argument);

  struct Step {
    mlir::Operation *op;
    Handler handler;
  };

  tile::KernelOp kernel;
  Memory &memory;
  InterpreterOptions options;
  llvm::DenseSet<mlir::Value> indexValues;
  llvm::DenseMap<mlir::Value, unsigned> slots;
  std::vector<TileValue> values;
  llvm::SmallVector<Array> arrays; // one for each argument
  llvm::DenseMap<mlir::Block *, std::vector<Step>> steps;
  llvm::DenseSet<mlir::Operation *> warned;
  GridPoint programId{}, grid{};
  uint64_t linearId = 0;
  uint64_t opCount = 0;
};

} // namespace gems::interp

#endif // GEMS_LIB_INTERPRETER_MACHINE_H
