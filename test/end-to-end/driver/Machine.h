// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Where kernels run: this process, or a process in an emulator that sees the same memory.
//
// References cost more than kernels, the more so in an emulator. So the checks run natively, and
// only the launches are sent to a second gems-e2e, built for AArch64, over a pair of pipes.
#ifndef GEMS_TEST_ENDTOEND_MACHINE_H
#define GEMS_TEST_ENDTOEND_MACHINE_H

#include "gems/Runtime/Runtime.h"

#include <deque>
#include <memory>
#include <string>
#include <vector>

namespace e2e {

/// The memory of all arenas, shared with the emulated process.
class Pool {
public:
  static Pool &get();
  /// In the emulated process, before `get`: the file that the memory is in.
  static void inherit(int file);

  void *allocate(size_t size);
  void release(void *pointer);
  int getFile() const { return file; }
  uint8_t *getBase() const { return base; }

private:
  Pool();
  struct Block {
    size_t start, size;
  };
  int file;
  uint8_t *base;
  std::vector<Block> blocks; // in use, in ascending order
};

/// What a launch runs: all programs, or those of a range.
struct LaunchShape {
  int64_t grid[3] = {1, 1, 1};
  int64_t first = -1, last = -1;
};

class Machine {
public:
  virtual ~Machine() = default;
  /// Loads a library instead of the one before; its kernels live until the next one. An error ends
  /// the program, here and below: it is no result of a kernel.
  virtual std::vector<const gems_kernel_info *> load(const std::string &path) = 0;
  /// Launches a kernel. Pointers are into the pool, or so far from it that only its own rows are.
  virtual void launch(const gems_kernel_info &kernel, const std::vector<gems_value> &args,
                      const LaunchShape &shape) = 0;
  /// The SVE vector length in bits; 0 without SVE.
  virtual int64_t sveBits() = 0;
};

/// `command` starts gems-e2e in an emulator; empty for this process.
std::unique_ptr<Machine> makeMachine(const std::string &command);
/// What the emulated process does: reads requests until their end. Returns the exit status.
int serve();

[[noreturn]] void stop(const std::string &message);

} // namespace e2e

#endif // GEMS_TEST_ENDTOEND_MACHINE_H
