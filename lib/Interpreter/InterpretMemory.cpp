// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Pointers, loads and stores.
#include "Machine.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;
using namespace gems::interp;

namespace {
/// One lane's access to memory.
struct Access {
  Operation *op;
  bool isStore;
  const TileValue &base;
  const TileValue &offsets;
  size_t lane;
  unsigned bytes;
};
} // namespace

/// base + offset * bytes, in bytes; false if that leaves 64 bits.
static bool advance(int64_t base, int64_t offset, unsigned bytes, int64_t &result) {
  int64_t distance;
  return !__builtin_mul_overflow(offset, static_cast<int64_t>(bytes), &distance) &&
         !__builtin_add_overflow(base, distance, &result);
}

/// The start of a message about an access.
static InFlightDiagnostic report(const Access &access, const Machine &machine, Twine problem) {
  return access.op->emitError(problem)
         << " " << machine.describeProgram() << Machine::describeLane(access.offsets, access.lane)
         << ": ";
}

static std::string hex(uint64_t value) { return "0x" + llvm::utohexstr(value, /*LowerCase=*/true); }

static LogicalResult checkBounds(const Access &access, Machine &machine, const Buffer &buffer,
                                 int64_t &byteOffset) {
  int64_t offset = access.offsets.elements[access.lane].integer;
  bool isRepresentable = advance(access.base.integer(), offset, access.bytes, byteOffset);
  const Array &array = machine.getArray(access.base);
  if (isRepresentable && byteOffset >= array.begin && byteOffset <= array.end &&
      array.end - byteOffset >= access.bytes)
    return success();
  auto diagnostic =
      report(access, machine, access.isStore ? "store out of bounds" : "load out of bounds");
  diagnostic << "expected " << access.bytes << " bytes within ["
             << hex(buffer.getBase() + array.begin) << ", " << hex(buffer.getBase() + array.end)
             << ") of '" << array.name << "', got ";
  if (!isRepresentable)
    return diagnostic << "an address beyond 64 bits (offset " << offset << ")";
  return diagnostic << "address " << hex(buffer.getBase() + byteOffset) << " (element "
                    << (byteOffset - array.begin) / access.bytes << ")";
}

/// Reports that another program touched these bytes in a way that this access clashes with.
static LogicalResult checkRace(const Access &access, Machine &machine, Buffer &buffer,
                               uint64_t byteOffset) {
  uint64_t self = machine.getLinearId() + 1;
  for (unsigned i = 0; i < access.bytes; ++i) {
    ByteHistory &history = buffer.getHistory(byteOffset + i);
    bool clashesWithWriter = history.writer && history.writer != self;
    bool clashesWithReader = access.isStore && history.reader && history.reader != self;
    if (clashesWithWriter || clashesWithReader) {
      GridPoint grid = machine.getGrid();
      uint64_t other = (clashesWithWriter ? history.writer : history.reader) - 1;
      auto diagnostic = report(access, machine, access.isStore ? "store races" : "load races");
      diagnostic << "address " << hex(buffer.getBase() + byteOffset) << " of '"
                 << machine.getArray(access.base).name << "' was "
                 << (clashesWithWriter ? "written" : "read") << " by program (" << other % grid[0]
                 << ", " << other / grid[0] % grid[1] << ", " << other / grid[0] / grid[1] << ")";
      diagnostic.attachNote((clashesWithWriter ? history.writeOp : history.readOp)->getLoc())
          << "by this op";
      return diagnostic;
    }
    if (access.isStore) {
      history.writer = self;
      history.writeOp = access.op;
    } else if (history.reader == 0) {
      history.reader = self;
      history.readOp = access.op;
    }
  }
  return success();
}

static LogicalResult check(const Access &access, Machine &machine, Buffer &buffer,
                           int64_t &byteOffset) {
  if (failed(checkBounds(access, machine, buffer, byteOffset)))
    return failure();
  const InterpreterOptions &options = machine.getOptions();
  if (!access.isStore && options.checkWritten && !buffer.isWritten(byteOffset, access.bytes)) {
    report(access, machine, "load of memory never written")
        << "address " << hex(buffer.getBase() + byteOffset) << " of '"
        << machine.getArray(access.base).name << "'";
    return failure();
  }
  if (options.checkRaces)
    return checkRace(access, machine, buffer, byteOffset);
  return success();
}

static LogicalResult addPointer(Operation *op, Machine &machine) {
  auto add = cast<gems::tile::AddPtrOp>(op);
  const TileValue &base = machine.get(add.getBase());
  TileValue &result = machine.result(add.getResult());
  unsigned bytes = getByteSize(*getElementKind(add.getBase().getType().getPointee()));
  int64_t offset = machine.get(add.getOffset()).integer();
  result.argument = base.argument;
  // Pointers wrap like the offsets they are made of; an access that ends up outside is reported.
  result.elements[0].integer = static_cast<int64_t>(static_cast<uint64_t>(base.integer()) +
                                                    static_cast<uint64_t>(offset) * bytes);
  return success();
}

static LogicalResult load(Operation *op, Machine &machine) {
  auto load = cast<gems::tile::LoadOp>(op);
  const TileValue &base = machine.get(load.getBase());
  const TileValue &offsets = machine.get(load.getOffsets());
  const TileValue *mask = load.getMask() ? &machine.get(load.getMask()) : nullptr;
  const TileValue *other = load.getOther() ? &machine.get(load.getOther()) : nullptr;
  TileValue &result = machine.result(load.getResult());
  unsigned width = getBitWidth(result.kind);
  Buffer &buffer = machine.getMemory().get(machine.getArray(base).buffer);
  Access access = {op, /*isStore=*/false, base, offsets, 0, getByteSize(result.kind)};
  for (size_t i = 0, e = result.size(); i < e; ++i) {
    if (mask && !mask->elements[i].integer) {
      Element element = decode(result.kind, 0);
      if (other)
        element = other->elements[i];
      // An index value counts wrapped here, as in every use but offsets and comparisons.
      if (isInteger(result.kind))
        element.integer = signExtend(element.integer, width);
      result.elements[i] = element;
      continue;
    }
    access.lane = i;
    int64_t byteOffset;
    if (failed(check(access, machine, buffer, byteOffset)))
      return failure();
    result.elements[i] = decode(result.kind, buffer.read(byteOffset, access.bytes));
  }
  return success();
}

static LogicalResult store(Operation *op, Machine &machine) {
  auto store = cast<gems::tile::StoreOp>(op);
  const TileValue &value = machine.get(store.getValue());
  const TileValue &base = machine.get(store.getBase());
  const TileValue &offsets = machine.get(store.getOffsets());
  const TileValue *mask = store.getMask() ? &machine.get(store.getMask()) : nullptr;
  Buffer &buffer = machine.getMemory().get(machine.getArray(base).buffer);
  Access access = {op, /*isStore=*/true, base, offsets, 0, getByteSize(value.kind)};
  for (size_t i = 0, e = offsets.size(); i < e; ++i) {
    if (mask && !mask->elements[i].integer)
      continue;
    access.lane = i;
    int64_t byteOffset;
    if (failed(check(access, machine, buffer, byteOffset)))
      return failure();
    buffer.write(byteOffset, access.bytes, encode(value.kind, value.elements[i]));
  }
  return success();
}

void gems::interp::addMemoryHandlers(HandlerTable &table) {
  table.add<tile::AddPtrOp>(addPointer);
  table.add<tile::LoadOp>(load);
  table.add<tile::StoreOp>(store);
}
