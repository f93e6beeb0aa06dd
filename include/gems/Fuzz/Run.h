// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Running compiled kernels on given buffers, and the files that say what to run. It knows no LLVM,
// so that it can be built for other machines.
#ifndef GEMS_FUZZ_RUN_H
#define GEMS_FUZZ_RUN_H

#include "gems/Runtime/Runtime.h"
#include <cstdio>
#include <string>
#include <vector>

namespace gems::fuzz {

struct PlainArgument {
  uint8_t isPointer = 0;
  uint8_t type = 0;    // gems_type
  uint32_t buffer = 0; // of a pointer
  int64_t offset = 0;  // bytes from the start of the buffer
  uint64_t bits = 0;   // of a scalar
};

struct PlainBuffer {
  std::vector<uint8_t> bytes;
  uint32_t alignment = 1; // elements are aligned to this, and to nothing more
};

struct PlainLaunch {
  int64_t grid[3] = {1, 1, 1};
  uint64_t place = 0; // decides where buffers start
  std::vector<PlainArgument> arguments;
  std::vector<PlainBuffer> buffers;
};

/// Runs the only kernel of a module. The buffers hold the results afterwards. Returns what went
/// wrong, or nothing.
std::string runPlain(const gems_module *module, PlainLaunch &launch);

/// A kernel in a batch: its library, and what to launch.
struct PlainKernel {
  uint64_t seed = 0;
  std::vector<uint8_t> library;
  std::vector<PlainLaunch> launches;
};

/// What came out of one launch.
struct PlainResult {
  std::string error;
  std::vector<std::vector<uint8_t>> buffers;
};

/// Files of numbers and bytes in the order in which they are written. Reading past the end, or a
/// size beyond the file's, sets `isBroken`.
class PlainFile {
public:
  PlainFile(const char *path, const char *mode) : file(fopen(path, mode)) { isBroken = !file; }
  ~PlainFile() {
    if (file)
      fclose(file);
  }
  PlainFile(const PlainFile &) = delete;

  void write(const PlainKernel &kernel);
  void write(const PlainResult &result);
  bool read(PlainKernel &kernel);
  bool read(PlainResult &result);
  /// What is written so far survives the end of the process.
  void flush() { isBroken |= fflush(file) != 0; }

  bool isBroken;

private:
  void put(const void *data, size_t size);
  void get(void *data, size_t size);
  template <typename T> void put(const T &number) { put(&number, sizeof(T)); }
  template <typename T> void get(T &number) { get(&number, sizeof(T)); }
  void put(const std::vector<uint8_t> &bytes);
  void get(std::vector<uint8_t> &bytes);
  uint32_t getCount();

  FILE *file;
};

} // namespace gems::fuzz

#endif // GEMS_FUZZ_RUN_H
