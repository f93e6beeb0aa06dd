// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The reference interpreter: runs a kernel op by op, as the ops' documentation says.
//
// It knows nothing of how gems compiles and serves as the oracle that compiled code is tested
// against. It reads the IR as it was parsed, or after any pass that leaves a `tile.kernel`. What a
// kernel may compute inexactly, it computes as follows: sums add in row-major order; `math` ops
// that no format rounds exactly (exp, log, sin, ...) take the C library's double result, rounded
// once.
#ifndef GEMS_INTERPRETER_INTERPRETER_H
#define GEMS_INTERPRETER_INTERPRETER_H

#include "gems/IR/Tile.h"
#include "gems/Interpreter/Memory.h"
#include "mlir/IR/BuiltinOps.h"
#include <array>
#include <memory>
#include <optional>

namespace gems::interp {

/// The size of a grid, or a place in it: x, y, z.
using GridPoint = std::array<uint32_t, 3>;

/// What a kernel's argument is bound to.
class Argument {
public:
  enum class Kind { Pointer, Integer, Float };

  /// A pointer into a buffer, all of which may be accessed through it.
  static Argument pointer(BufferId buffer, int64_t byteOffset = 0) {
    Argument argument(Kind::Pointer);
    argument.buffer = buffer;
    argument.integer = byteOffset;
    return argument;
  }
  /// A pointer to an array of `size` bytes within a buffer; the others are out of its bounds.
  static Argument array(BufferId buffer, int64_t byteOffset, uint64_t size) {
    Argument argument = pointer(buffer, byteOffset);
    argument.size = size;
    return argument;
  }
  /// An integer, which must fit the argument's type as a signed or an unsigned number.
  static Argument integerValue(int64_t value) {
    Argument argument(Kind::Integer);
    argument.integer = value;
    return argument;
  }
  /// A float, rounded to the argument's type.
  static Argument floatValue(double value) {
    Argument argument(Kind::Float);
    argument.real = value;
    return argument;
  }

  Kind kind;
  BufferId buffer = 0;
  std::optional<uint64_t> size;
  int64_t integer = 0;
  double real = 0;

private:
  explicit Argument(Kind kind) : kind(kind) {}
};

struct InterpreterOptions {
  /// Report a load of memory that nobody wrote.
  bool checkWritten = false;
  /// Report two programs of one launch that write, or read and write, the same byte.
  bool checkRaces = false;
  /// Warn of index arithmetic whose result does not fit its written type, once per op.
  bool warnNarrowOverflow = false;
  /// Fail after this many ops, counted over a whole launch; 0 for no limit.
  uint64_t maxOps = 0;
};

class Machine;

/// Runs one kernel. Every failure is an error diagnostic at the source line of the op, with the
/// program's id and, where there is one, lane and address.
class Interpreter {
public:
  Interpreter(tile::KernelOp kernel, Memory &memory, const InterpreterOptions &options = {});
  ~Interpreter();

  /// Looks at all ops once; fails at the first one that is not known.
  llvm::LogicalResult prepare();
  /// Runs all programs of a grid, x fastest, and stops at the first failure.
  llvm::LogicalResult launch(llvm::ArrayRef<Argument> arguments, GridPoint grid);
  /// Runs the programs [first, last) of the grid's linear order.
  llvm::LogicalResult launchRange(llvm::ArrayRef<Argument> arguments, GridPoint grid,
                                  uint64_t first, uint64_t last);

private:
  std::unique_ptr<Machine> machine;
};

/// Prepares and launches.
llvm::LogicalResult interpret(tile::KernelOp kernel, llvm::ArrayRef<Argument> arguments,
                              GridPoint grid, Memory &memory,
                              const InterpreterOptions &options = {});

/// What a kernel's argument is bound to in the caller's own memory.
struct HostArgument {
  Argument::Kind kind = Argument::Kind::Integer;
  void *data = nullptr; // for a pointer: memory of `size` bytes
  uint64_t size = 0;
  bool isWritten = true; // whether that memory holds anything yet
  int64_t integer = 0;
  double real = 0;

  static HostArgument pointer(void *data, uint64_t size, bool isWritten = true) {
    HostArgument argument;
    argument.kind = Argument::Kind::Pointer;
    argument.data = data;
    argument.size = size;
    argument.isWritten = isWritten;
    return argument;
  }
  static HostArgument integerValue(int64_t value) {
    HostArgument argument;
    argument.integer = value;
    return argument;
  }
  static HostArgument floatValue(double value) {
    HostArgument argument;
    argument.kind = Argument::Kind::Float;
    argument.real = value;
    return argument;
  }
};

/// Finds a kernel of a module by name; an empty name finds the only one.
llvm::FailureOr<tile::KernelOp> findKernel(mlir::ModuleOp module, llvm::StringRef name);

/// Runs a kernel of a module on the caller's memory. Pointers whose ranges overlap share a buffer;
/// the bounds of each are its own range.
llvm::LogicalResult runInterpreted(mlir::ModuleOp module, llvm::StringRef kernelName,
                                   GridPoint grid, llvm::ArrayRef<HostArgument> arguments,
                                   const InterpreterOptions &options = {});

} // namespace gems::interp

#endif // GEMS_INTERPRETER_INTERPRETER_H
