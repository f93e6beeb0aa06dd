// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The table of the hand-written kernels that are linked in.
#include "References.h"

#include "llvm/ADT/STLExtras.h"

using namespace gems::bench;

#define GEMS_BENCH_DECLARE(prefix, kernel)                                                         \
  void prefix##_##kernel##_f32(const gems_launch *, int64_t, int64_t, void *);                     \
  void prefix##_##kernel##_bf16(const gems_launch *, int64_t, int64_t, void *);                    \
  void prefix##_##kernel##_f16(const gems_launch *, int64_t, int64_t, void *);

#define GEMS_BENCH_ALL(apply, prefix)                                                              \
  apply(prefix, fused_add_rms_norm) apply(prefix, rms_norm) apply(prefix, layer_norm)              \
      apply(prefix, softmax) apply(prefix, silu_and_mul) apply(prefix, add) apply(prefix, row_sum) \
          apply(prefix, col_sum)

extern "C" {
GEMS_BENCH_ALL(GEMS_BENCH_DECLARE, plain)
GEMS_BENCH_ALL(GEMS_BENCH_DECLARE, stream)
#ifdef __x86_64__
GEMS_BENCH_ALL(GEMS_BENCH_DECLARE, plain_v3)
GEMS_BENCH_DECLARE(avx512fp16, fused_add_rms_norm)
GEMS_BENCH_DECLARE(avx512, fused_add_rms_norm)
GEMS_BENCH_DECLARE(avx2, fused_add_rms_norm)
#endif
}

namespace {
/// The CPU that a version needs.
enum class Needs { BuildMachine, Avx2, Avx512, Avx512Fp16 };

struct Entry {
  Role role;
  Needs needs;
  const char *kernel;
  gems_type type;
  Reference reference;
};
} // namespace

#define GEMS_BENCH_ROWS(role, needs, prefix, kernel, flags)                                        \
  {role, needs, #kernel, GEMS_F32, {#prefix, flags, prefix##_##kernel##_f32}},                     \
      {role, needs, #kernel, GEMS_BF16, {#prefix, flags, prefix##_##kernel##_bf16}},               \
      {role, needs, #kernel, GEMS_F16, {#prefix, flags, prefix##_##kernel##_f16}},
#define GEMS_BENCH_PLAIN(prefix, kernel)                                                           \
  GEMS_BENCH_ROWS(Role::Plain, Needs::BuildMachine, prefix, kernel, GEMS_BENCH_FLAGS_PLAIN)
#define GEMS_BENCH_PLAIN_V3(prefix, kernel)                                                        \
  GEMS_BENCH_ROWS(Role::Plain, Needs::Avx2, prefix, kernel, GEMS_BENCH_FLAGS_PLAIN_V3)
#define GEMS_BENCH_STREAM(prefix, kernel)                                                          \
  GEMS_BENCH_ROWS(Role::Stream, Needs::BuildMachine, prefix, kernel, GEMS_BENCH_FLAGS_STREAM)

// The best first.
static const Entry entries[] = {
    GEMS_BENCH_ALL(GEMS_BENCH_PLAIN, plain) GEMS_BENCH_ALL(GEMS_BENCH_STREAM, stream)
#ifdef __x86_64__
        GEMS_BENCH_ALL(GEMS_BENCH_PLAIN_V3, plain_v3)
            GEMS_BENCH_ROWS(Role::Intrinsics, Needs::Avx512Fp16, avx512fp16, fused_add_rms_norm,
                            GEMS_BENCH_FLAGS_AVX512FP16)
                GEMS_BENCH_ROWS(Role::Intrinsics, Needs::Avx512, avx512, fused_add_rms_norm,
                                GEMS_BENCH_FLAGS_AVX512)
                    GEMS_BENCH_ROWS(Role::Intrinsics, Needs::Avx2, avx2, fused_add_rms_norm,
                                    GEMS_BENCH_FLAGS_AVX2)
#endif
};

static bool isUsable(const Entry &entry, bool isBaseline) {
#ifdef __x86_64__
  bool isForBaseline = entry.needs == Needs::Avx2 || entry.role == Role::Stream;
  if (isBaseline)
    return isForBaseline && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  if (entry.needs == Needs::Avx512Fp16)
    return __builtin_cpu_supports("avx512fp16");
  if (entry.needs == Needs::Avx512)
    return __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") &&
           __builtin_cpu_supports("avx512dq");
#endif
  return true;
}

const Reference *gems::bench::findReference(Role role, llvm::StringRef kernel, gems_type type,
                                            bool isBaseline) {
  for (const Entry &entry : entries)
    if (entry.role == role && entry.type == type && kernel == entry.kernel &&
        isUsable(entry, isBaseline))
      return &entry.reference;
  return nullptr;
}

std::vector<std::pair<llvm::StringRef, llvm::StringRef>>
gems::bench::referenceFlags(bool isBaseline) {
  std::vector<std::pair<llvm::StringRef, llvm::StringRef>> result;
  for (Role role : {Role::Stream, Role::Intrinsics, Role::Plain})
    if (auto *reference = findReference(role, "fused_add_rms_norm", GEMS_F32, isBaseline))
      result.emplace_back(reference->name, reference->flags);
  return result;
}
