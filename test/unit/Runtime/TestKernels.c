// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Kernels written by hand, with descriptors and note: what the compiler writes, without a compiler.
#include "gems/Runtime/Abi.h"

#ifdef __aarch64__
#define TRIPLE "aarch64-linux-gnu"
#define FEATURES "+neon"
#define ISA GEMS_ISA_NEON
#else
#define TRIPLE "x86_64-linux-gnu"
#define FEATURES "+avx2,-avx512f"
#define ISA GEMS_ISA_AVX2
#endif

#define COUNT(array) (sizeof(array) / sizeof(array[0]))
#define KERNEL(NAME, ARGS, SIZE, ALIGN)                                                            \
  const gems_kernel_info gems_kernel_##NAME = {GEMS_ABI_VERSION,                                   \
                                               sizeof(gems_kernel_info),                           \
                                               #NAME,                                              \
                                               NAME,                                               \
                                               ARGS,                                               \
                                               params,                                             \
                                               COUNT(ARGS),                                        \
                                               COUNT(params),                                      \
                                               TRIPLE,                                             \
                                               "any",                                              \
                                               FEATURES,                                           \
                                               SIZE,                                               \
                                               ALIGN,                                              \
                                               ISA}

static const gems_param_info params[] = {{"BLOCK", "16"}, {"T", "f32"}};

/// out[i] = x[i] + y[i] for i < N, 16 elements for each program.
static void add(const gems_launch *launch, int64_t first, int64_t last, void *scratch) {
  const float *x = launch->args[0].ptr, *y = launch->args[1].ptr;
  float *out = launch->args[2].ptr;
  (void)scratch;
  for (int64_t i = first * 16; i < last * 16 && i < launch->args[3].i32; ++i)
    out[i] = x[i] + y[i];
}
static const gems_arg_info addArgs[] = {{"x", GEMS_POINTER, GEMS_F32, 0, 0},
                                        {"y", GEMS_POINTER, GEMS_F32, 0, 0},
                                        {"out", GEMS_POINTER, GEMS_F32, GEMS_ARG_NOALIAS, 0},
                                        {"N", GEMS_SCALAR, GEMS_I32, 0, 0}};
KERNEL(add, addArgs, 0, 1);

/// Each program counts itself; the first of a range counts the range and notes bad scratch memory.
static void count(const gems_launch *launch, int64_t first, int64_t last, void *scratch) {
  int64_t *programs = launch->args[0].ptr, *ranges = launch->args[1].ptr;
  unsigned char *bytes = scratch;
  for (int64_t i = first; i < last; ++i)
    ++programs[i];
  for (int i = 0; i < 100; ++i)
    bytes[i] = (unsigned char)first;
  ranges[first] += (uintptr_t)scratch % 256 == 0 ? 1 : 1000;
}
static const gems_arg_info countArgs[] = {{"programs", GEMS_POINTER, GEMS_I64, 0, 0},
                                          {"ranges", GEMS_POINTER, GEMS_I64, 0, 0}};
KERNEL(count, countArgs, 100, 256);

/// Writes one byte anywhere.
static void poke(const gems_launch *launch, int64_t first, int64_t last, void *scratch) {
  int8_t *bytes = launch->args[0].ptr;
  (void)first, (void)last, (void)scratch;
  bytes[launch->args[1].i64] = launch->args[2].i8;
}
static const gems_arg_info pokeArgs[] = {{"bytes", GEMS_POINTER, GEMS_I8, 0, 0},
                                         {"at", GEMS_SCALAR, GEMS_I64, 0, 0},
                                         {"value", GEMS_SCALAR, GEMS_I8, 0, 0}};
KERNEL(poke, pokeArgs, 0, 1);

/// Stores each scalar to the array of its type.
static void store(const gems_launch *launch, int64_t first, int64_t last, void *scratch) {
  const gems_value *args = launch->args;
  (void)first, (void)last, (void)scratch;
  *(uint16_t *)args[0].ptr = args[1].u16;
  *(uint16_t *)args[2].ptr = args[3].u16;
  *(double *)args[4].ptr = args[5].f64;
  *(int16_t *)args[6].ptr = (int16_t)(args[7].i16 + args[8].i8);
}
static const gems_arg_info storeArgs[] = {
    {"half_ptr", GEMS_POINTER, GEMS_F16, 0, 0},   {"half", GEMS_SCALAR, GEMS_F16, 0, 0},
    {"brain_ptr", GEMS_POINTER, GEMS_BF16, 0, 0}, {"brain", GEMS_SCALAR, GEMS_BF16, 0, 0},
    {"wide_ptr", GEMS_POINTER, GEMS_F64, 0, 0},   {"wide", GEMS_SCALAR, GEMS_F64, 0, 0},
    {"short_ptr", GEMS_POINTER, GEMS_I16, 0, 0},  {"short", GEMS_SCALAR, GEMS_I16, 0, 0},
    {"flag", GEMS_SCALAR, GEMS_I1, 0, 0}};
KERNEL(store, storeArgs, 0, 1);

// Section .note.gems as gems/Runtime/Note.h defines it, checksum still zero.
__asm__(".pushsection .note.gems,\"a\",%note\n"
        ".balign 4\n"
        ".long 5, 2f - 1f, 1\n"
        ".asciz \"gems\"\n"
        ".balign 4\n"
        "1: .long 2, 4, 0, 0\n"
        ".asciz \"add\"\n"
        ".asciz \"count\"\n"
        ".asciz \"poke\"\n"
        ".asciz \"store\"\n"
        "2: .balign 4\n"
        ".popsection\n");
