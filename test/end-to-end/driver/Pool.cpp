// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Memory that a process in an emulator sees too.
#include "Machine.h"

#include <cstdio>
#include <cstdlib>
#include <sys/mman.h>
#include <unistd.h>

using namespace e2e;

/// Pages that nobody touches cost nothing.
static constexpr size_t poolSize = size_t(1) << 30;

static int inheritedFile = -1;

void Pool::inherit(int file) { inheritedFile = file; }

Pool &Pool::get() {
  static Pool pool;
  return pool;
}

Pool::Pool() : file(inheritedFile) {
  if (file < 0) {
    file = memfd_create("gems-e2e", 0);
    if (file < 0 || ftruncate(file, poolSize) != 0)
      stop("cannot make shared memory");
  }
  void *memory = mmap(nullptr, poolSize, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  if (memory == MAP_FAILED)
    stop("cannot map shared memory");
  base = static_cast<uint8_t *>(memory);
}

void *Pool::allocate(size_t size) {
  size_t start = 0;
  auto place = blocks.begin();
  for (; place != blocks.end() && place->start - start < size; ++place)
    start = (place->start + place->size + 63) / 64 * 64;
  if (start + size > poolSize)
    stop("no more shared memory");
  blocks.insert(place, {start, size});
  return base + start;
}

void Pool::release(void *pointer) {
  size_t start = static_cast<size_t>(static_cast<uint8_t *>(pointer) - base);
  for (auto block = blocks.begin(); block != blocks.end(); ++block)
    if (block->start == start) {
      blocks.erase(block);
      return;
    }
}

void e2e::stop(const std::string &message) {
  fflush(stdout);
  fprintf(stderr, "gems-e2e: error: %s\n", message.c_str());
  exit(1);
}
