// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The memory that interpreted programs see: buffers with bounds, and what happened to each byte.
#ifndef GEMS_INTERPRETER_MEMORY_H
#define GEMS_INTERPRETER_MEMORY_H

#include "mlir/IR/Operation.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/BitVector.h"
#include "llvm/ADT/StringRef.h"
#include <deque>
#include <string>
#include <vector>

namespace gems::interp {

using BufferId = unsigned;

/// Who touched one byte in the current launch: the last writer and the first reader, which is
/// enough to see a clash, as programs run one after the other. Programs count from 1; 0 says
/// nobody.
struct ByteHistory {
  uint64_t writer = 0;
  uint64_t reader = 0;
  mlir::Operation *writeOp = nullptr;
  mlir::Operation *readOp = nullptr;
};

/// A piece of memory with bounds. No address is within two buffers: arguments that overlap are
/// bound to one buffer at different offsets.
class Buffer {
public:
  Buffer() = default;
  Buffer(const Buffer &) = delete;
  llvm::StringRef getName() const { return name; }
  /// The address of the first byte, as messages show it.
  uint64_t getBase() const { return base; }
  uint64_t getSize() const { return size; }

  /// The bytes at `offset`, little end first. The range must be within the buffer.
  uint64_t read(uint64_t offset, unsigned bytes) const;
  void write(uint64_t offset, unsigned bytes, uint64_t bits);

  /// Whether all these bytes were written, by a program or by whoever made the buffer.
  bool isWritten(uint64_t offset, unsigned bytes) const;
  void markWritten(uint64_t offset, uint64_t bytes);
  void markUnwritten(uint64_t offset, uint64_t bytes);

  llvm::MutableArrayRef<uint8_t> getBytes() { return {data, static_cast<size_t>(size)}; }
  llvm::ArrayRef<uint8_t> getBytes() const { return {data, static_cast<size_t>(size)}; }

  void clearHistory() { history.assign(size, ByteHistory()); }
  ByteHistory &getHistory(uint64_t offset) { return history[offset]; }

private:
  friend class Memory;
  std::string name;
  uint64_t base = 0;
  uint8_t *data = nullptr;
  uint64_t size = 0;
  std::vector<uint8_t> owned;
  llvm::BitVector written;
  std::vector<ByteHistory> history;
};

class Memory {
public:
  /// Makes a buffer of its own memory, none of it written yet; its bytes are zero.
  BufferId addBuffer(llvm::StringRef name, uint64_t size);
  /// Makes a buffer that holds a copy of `bytes`, all of them written.
  BufferId addBuffer(llvm::StringRef name, llvm::ArrayRef<uint8_t> bytes);
  /// Makes a buffer of the caller's memory, all of it written. It must not overlap another one.
  BufferId addHostBuffer(llvm::StringRef name, void *data, uint64_t size);

  Buffer &get(BufferId id) { return buffers[id]; }
  const Buffer &get(BufferId id) const { return buffers[id]; }
  /// Forgets which programs touched what.
  void clearHistory();

private:
  Buffer &append(llvm::StringRef name);

  std::deque<Buffer> buffers; // their bytes stay where they are
  uint64_t nextBase = 0x100000;
};

} // namespace gems::interp

#endif // GEMS_INTERPRETER_MEMORY_H
