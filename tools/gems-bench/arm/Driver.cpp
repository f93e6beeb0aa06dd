// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Runs one range entry under the emulator:
//   driver OUT FIRST LAST GRID ARG...
// ARG is TYPE:COUNT:SEED for an array, i32=VALUE or f32=VALUE for a scalar. Writes all arrays to
// OUT, one after the other. The linker gives the entry its name here, `benchEntry`, and the
// descriptor, where there is one.
#include "../Fill.h"

#include <cstdio>
#include <cstdlib>
#include <sys/prctl.h>

extern "C" {
void benchEntry(const gems_launch *launch, int64_t first, int64_t last, void *scratch);
extern const gems_kernel_info benchInfo __attribute__((weak));
}

namespace {

struct Array {
  void *data;
  size_t bytes;
};

[[noreturn]] void fail(const char *message, const char *what) {
  std::fprintf(stderr, "gems-bench driver: %s '%s'\n", message, what);
  std::exit(1);
}

void *allocate(size_t bytes, size_t alignment) {
  void *memory = nullptr;
  if (posix_memalign(&memory, alignment < 64 ? 64 : alignment, bytes ? bytes : 1))
    fail("cannot allocate", "memory");
  return memory;
}

gems_type parseType(const char *text, const char **rest) {
  static const struct {
    const char *name;
    gems_type type;
  } types[] = {{"f32:", GEMS_F32}, {"bf16:", GEMS_BF16}, {"f16:", GEMS_F16}};
  for (const auto &entry : types)
    if (!std::strncmp(text, entry.name, std::strlen(entry.name))) {
      *rest = text + std::strlen(entry.name);
      return entry.type;
    }
  fail("expected TYPE:COUNT:SEED, i32=VALUE or f32=VALUE, got", text);
}

gems_value makeArray(const char *text, Array &array, int64_t &extent) {
  const char *rest = nullptr;
  gems_type type = parseType(text, &rest);
  char *end = nullptr;
  size_t count = std::strtoull(rest, &end, 10);
  uint64_t seed = *end == ':' ? std::strtoull(end + 1, nullptr, 10) : 0;
  extent = int64_t(count);
  array.bytes = count * gems::bench::sizeOf(type);
  // Vectors of the longest SVE may be loaded where only part of them is used.
  array.data = allocate(array.bytes + 256, 256);
  gems::bench::fill(array.data, type, count, seed);
  gems_value value;
  value.ptr = array.data;
  return value;
}

} // namespace

int main(int argc, char **argv) {
  constexpr int maxArgs = 16;
  if (argc < 5 || argc - 5 > maxArgs)
    fail("expected OUT FIRST LAST GRID and up to 16 arguments, got", argc > 1 ? argv[1] : "");
  gems_value args[maxArgs] = {};
  Array arrays[maxArgs] = {};
  int64_t extents[maxArgs] = {};
  for (int i = 5; i < argc; ++i) {
    if (!std::strncmp(argv[i], "i32=", 4))
      args[i - 5].i32 = std::atoi(argv[i] + 4);
    else if (!std::strncmp(argv[i], "f32=", 4))
      args[i - 5].f32 = std::strtof(argv[i] + 4, nullptr);
    else
      args[i - 5] = makeArray(argv[i], arrays[i - 5], extents[i - 5]);
  }

  gems_checks checks = {extents, 0, 0, {}};
  gems_launch launch = {args, {uint32_t(std::atoi(argv[4])), 1, 1}, 0, &checks};
  void *scratch = &benchInfo ? allocate(benchInfo.scratch_size, benchInfo.scratch_align) : nullptr;
  benchEntry(&launch, std::atoll(argv[2]), std::atoll(argv[3]), scratch);

  if (checks.state)
    fail("expected accesses within bounds, got one outside, of", argv[1]);
  FILE *out = std::fopen(argv[1], "wb");
  if (!out)
    fail("cannot write", argv[1]);
  for (const Array &array : arrays)
    if (array.data && std::fwrite(array.data, 1, array.bytes, out) != array.bytes)
      fail("cannot write", argv[1]);
  if (std::fclose(out))
    fail("cannot write", argv[1]);
  // The vector length in bytes, for the caller to check.
  int length = prctl(PR_SVE_GET_VL);
  std::printf("%d\n", length < 0 ? 0 : length & PR_SVE_VL_LEN_MASK);
  return 0;
}
