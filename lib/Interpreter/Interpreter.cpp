// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Launches: grids of programs, on buffers or on the caller's memory.
#include "gems/Interpreter/Interpreter.h"
#include "Machine.h"

using namespace mlir;
using namespace gems::interp;

Interpreter::Interpreter(tile::KernelOp kernel, Memory &memory, const InterpreterOptions &options)
    : machine(std::make_unique<Machine>(kernel, memory, options)) {}

Interpreter::~Interpreter() = default;

LogicalResult Interpreter::prepare() { return machine->prepare(); }

LogicalResult Interpreter::launch(ArrayRef<Argument> arguments, GridPoint grid) {
  // The product of three 32-bit sizes may pass 64 bits; nobody runs that many programs here.
  uint64_t count;
  if (__builtin_mul_overflow(uint64_t(grid[0]) * grid[1], uint64_t(grid[2]), &count))
    count = UINT64_MAX;
  return launchRange(arguments, grid, 0, count);
}

LogicalResult Interpreter::launchRange(ArrayRef<Argument> arguments, GridPoint grid, uint64_t first,
                                       uint64_t last) {
  if (failed(machine->bind(arguments)))
    return failure();
  if (machine->getOptions().checkRaces)
    machine->getMemory().clearHistory();
  machine->resetOpCount();
  for (uint64_t linear = first; linear < last; ++linear) {
    uint64_t rest = linear / grid[0];
    GridPoint id = {uint32_t(linear % grid[0]), uint32_t(rest % grid[1]), uint32_t(rest / grid[1])};
    if (failed(machine->runProgram(id, grid, linear)))
      return failure();
  }
  return success();
}

LogicalResult gems::interp::interpret(tile::KernelOp kernel, ArrayRef<Argument> arguments,
                                      GridPoint grid, Memory &memory,
                                      const InterpreterOptions &options) {
  Interpreter interpreter(kernel, memory, options);
  if (failed(interpreter.prepare()))
    return failure();
  return interpreter.launch(arguments, grid);
}

FailureOr<gems::tile::KernelOp> gems::interp::findKernel(ModuleOp module, StringRef name) {
  SmallVector<tile::KernelOp> kernels(module.getOps<tile::KernelOp>());
  if (name.empty() && kernels.size() == 1)
    return kernels.front();
  std::string known;
  for (tile::KernelOp kernel : kernels) {
    if (kernel.getSymName() == name)
      return kernel;
    known += (known.empty() ? "" : ", ") + kernel.getSymName().str();
  }
  if (name.empty())
    return module.emitError("expected one kernel, got ") << kernels.size() << ": " << known;
  return module.emitError("expected one of the kernels ") << known << ", got '" << name << "'";
}

/// An array that holds nothing yet may share memory with one that does.
static void markWritten(Buffer &buffer, ArrayRef<HostArgument> host, ArrayRef<unsigned> sharing,
                        uintptr_t start) {
  for (bool isWritten : {false, true})
    for (unsigned i : sharing) {
      uint64_t offset = reinterpret_cast<uintptr_t>(host[i].data) - start;
      if (host[i].isWritten == isWritten)
        isWritten ? buffer.markWritten(offset, host[i].size)
                  : buffer.markUnwritten(offset, host[i].size);
    }
}

/// Adds a buffer for each group of pointer arguments that overlap, and binds them to it.
static void bindPointers(gems::tile::KernelOp kernel, ArrayRef<HostArgument> host, Memory &memory,
                         MutableArrayRef<Argument> arguments) {
  SmallVector<unsigned> order;
  for (unsigned i = 0; i < host.size(); ++i)
    if (host[i].kind == Argument::Kind::Pointer)
      order.push_back(i);
  auto begin = [&](unsigned i) { return reinterpret_cast<uintptr_t>(host[i].data); };
  auto end = [&](unsigned i) { return begin(i) + host[i].size; };
  llvm::stable_sort(order, [&](unsigned a, unsigned b) { return begin(a) < begin(b); });

  for (size_t from = 0; from < order.size();) {
    uintptr_t start = begin(order[from]), stop = end(order[from]);
    size_t to = from + 1;
    while (to < order.size() && begin(order[to]) < stop) {
      stop = std::max(stop, end(order[to]));
      ++to;
    }
    std::string name;
    for (size_t k = from; k < to; ++k)
      name += (k == from ? "" : ", ") + kernel.getArgName(order[k]).str();
    BufferId buffer = memory.addHostBuffer(name, host[order[from]].data, stop - start);
    for (size_t k = from; k < to; ++k)
      arguments[order[k]] = Argument::array(buffer, begin(order[k]) - start, host[order[k]].size);
    markWritten(memory.get(buffer), host, ArrayRef(order).slice(from, to - from), start);
    from = to;
  }
}

LogicalResult gems::interp::runInterpreted(ModuleOp module, StringRef kernelName, GridPoint grid,
                                           ArrayRef<HostArgument> host,
                                           const InterpreterOptions &options) {
  FailureOr<tile::KernelOp> kernel = findKernel(module, kernelName);
  if (failed(kernel))
    return failure();
  unsigned expected = kernel->getBody().getNumArguments();
  if (host.size() != expected)
    return kernel->emitError("expected ") << expected << " arguments, got " << host.size();
  SmallVector<Argument> arguments;
  for (const HostArgument &argument : host)
    arguments.push_back(argument.kind == Argument::Kind::Float
                            ? Argument::floatValue(argument.real)
                            : Argument::integerValue(argument.integer));
  Memory memory;
  bindPointers(*kernel, host, memory, arguments);
  return interpret(*kernel, arguments, grid, memory, options);
}
