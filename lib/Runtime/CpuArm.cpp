// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// AArch64: LLVM's feature names and the bits in which Linux reports them.
#include "Cpu.h"
#include "Message.h"

using namespace gems;

namespace {

struct ArmFeature {
  const char *name;
  uint64_t hwcap;  ///< all of these bits of AT_HWCAP
  uint64_t hwcap2; ///< and of AT_HWCAP2
};

constexpr uint64_t bit(unsigned index) { return uint64_t(1) << index; }

} // namespace

// The numbers are the kernel's (asm/hwcap.h), written out because the table is built on x86 too.
static constexpr uint64_t fp = bit(0), neon = bit(1), crc = bit(7), lse = bit(8),
                          fullFp16 = bit(9) | bit(10), rdm = bit(12), dotProduct = bit(20),
                          sve = bit(22), sve2 = bit(1), i8mm = bit(13), bf16 = bit(14),
                          sveI8mm = bit(9), sveBf16 = bit(12);

// What an architecture version makes mandatory, in both words.
static constexpr uint64_t v81 = fp | neon | crc | lse | rdm,
                          v83 = v81 | bit(13) | bit(14) | bit(15), v84 = v83 | dotProduct,
                          v85Second = bit(7) | bit(8), v86Second = v85Second | bf16 | i8mm;

/// Features from which instructions for a kernel could be chosen.
static const ArmFeature checkedFeatures[] = {
    {"fp-armv8", fp, 0},
    {"neon", neon, 0},
    {"fullfp16", fullFp16, 0},
    {"fp16fml", bit(23), 0},
    {"bf16", 0, bf16},
    {"i8mm", 0, i8mm},
    {"dotprod", dotProduct, 0},
    {"rdm", rdm, 0},
    {"complxnum", bit(14), 0},
    {"jsconv", bit(13), 0},
    {"lse", lse, 0},
    {"lse2", bit(25), 0},
    {"rcpc", bit(15), 0},
    {"rcpc-immo", bit(26), 0},
    {"crc", crc, 0},
    {"aes", bit(3) | bit(4), 0},
    {"sha2", bit(6), 0},
    {"sha3", bit(17) | bit(21), 0},
    {"sm4", bit(18) | bit(19), 0},
    {"crypto", bit(3) | bit(4) | bit(5) | bit(6), 0},
    {"flagm", bit(27), 0},
    {"altnzcv", 0, bit(7)},
    {"fptoint", 0, bit(8)},
    {"wfxt", 0, bit(31)},
    {"cssc", 0, bit(34)},
    {"mops", 0, bit(43)},
    {"lut", 0, bit(49)},
    {"faminmax", 0, bit(50)},
    {"fp8", 0, bit(51)},
    {"fp8fma", 0, bit(52)},
    {"fp8dot4", 0, bit(53)},
    {"fp8dot2", 0, bit(54)},
    {"sme", 0, bit(23)},
    {"sme-i16i64", 0, bit(24)},
    {"sme-f64f64", 0, bit(25)},
    {"sme2", 0, bit(37)},
    {"sve2p1", sve, sve2 | bit(36)},
    {"sve-b16b16", sve, bit(45)},
    {"sve", sve, 0},
    {"f32mm", sve, bit(10)},
    {"f64mm", sve, bit(11)},
    {"sve2", sve, sve2},
    {"sve-aes", sve, bit(2) | bit(3)},
    {"sve-bitperm", sve, bit(4)},
    {"sve-sha3", sve, bit(5)},
    {"sve-sm4", sve, bit(6)},
    {"sve2-aes", sve, sve2 | bit(2) | bit(3)},
    {"sve2-bitperm", sve, sve2 | bit(4)},
    {"sve2-sha3", sve, sve2 | bit(5)},
    {"sve2-sm4", sve, sve2 | bit(6)},
    {"v8a", fp | neon, 0},
    {"v8.1a", v81, 0},
    {"v8.2a", v81, 0},
    {"v8.3a", v83, 0},
    {"v8.4a", v84, 0},
    {"v8.5a", v84, v85Second},
    {"v8.6a", v84, v86Second},
    {"v8.7a", v84, v86Second},
    {"v8.8a", v84, v86Second},
    {"v9a", v84 | sve, v85Second | sve2},
    {"v9.1a", v84 | sve, v86Second | sve2},
    {"v9.2a", v84 | sve, v86Second | sve2},
    {"v9.3a", v84 | sve, v86Second | sve2},
};

/// Features that LLVM lists for a CPU but never uses for code like a kernel's: system registers,
/// hints, random numbers, memory tags, return addresses.
static const char *const systemFeatures[] = {
    "am",
    "amvs",
    "bti",
    "brbe",
    "ls64",
    "mec",
    "ccdp",
    "ccidx",
    "ccpp",
    "chk",
    "clrbhb",
    "contextidr-el2",
    "dit",
    "ecv",
    "el2vmsa",
    "el3",
    "ete",
    "fgt",
    "fix-cortex-a53-835769",
    "fpac",
    "gcs",
    "hcx",
    "lor",
    "mpam",
    "mte",
    "nmi",
    "nv",
    "outline-atomics",
    "pan",
    "pan-rwv",
    "pauth",
    "pauth-lr",
    "perfmon",
    "predres",
    "rand",
    "ras",
    "rasv2",
    "rme",
    "sb",
    "sel2",
    "spe",
    "spe-eef",
    "specrestrict",
    "specres2",
    "ssbs",
    "strict-align",
    "tlb-rmi",
    "tracev8.4",
    "trbe",
    "uaops",
    "vh",
    "xs",
    "use-experimental-zeroing-pseudos",
};

/// False when the CPU lacks the feature; `known` tells whether this runtime knows it.
static bool hasFeature(const Feature &feature, const ArmCpu &cpu, bool isSve, bool &known) {
  known = true;
  for (const ArmFeature &entry : checkedFeatures) {
    if (!(feature == entry.name))
      continue;
    uint64_t hwcap2 = entry.hwcap2;
    // One LLVM feature is two for Linux when the kernel uses SVE.
    if (isSve)
      hwcap2 |= (hwcap2 & bf16 ? sveBf16 : 0) | (hwcap2 & i8mm ? sveI8mm : 0);
    return (cpu.hwcap & entry.hwcap) == entry.hwcap && (cpu.hwcap2 & hwcap2) == hwcap2;
  }
  for (const char *name : systemFeatures)
    if (feature == name)
      return true;
  known = false;
  return false;
}

gems_status gems::checkArmCpu(const gems_kernel_info *kernel, const ArmCpu &cpu,
                              gems_message *message) {
  bool isSve = kernel->isa == GEMS_ISA_SVE;
  if (!isSve && kernel->isa != GEMS_ISA_NEON)
    return otherMachine(kernel, "AArch64", message);
  if (isSve && !(cpu.hwcap & sve))
    return lacksFeature(kernel, {"sve", 3, true}, message);
  if (!(cpu.hwcap & neon))
    return lacksFeature(kernel, {"neon", 4, true}, message);
  Feature feature;
  for (const char *list = kernel->features; nextFeature(list, feature);) {
    bool known;
    if (!feature.isNeeded || hasFeature(feature, cpu, isSve, known))
      continue;
    return known ? lacksFeature(kernel, feature, message)
                 : unknownFeature(kernel, feature, message);
  }
  unsigned bits = cpu.sveBits;
  if (isSve && (bits < 128 || bits > 2048 || (bits & (bits - 1))))
    return fail(message, GEMS_ERROR_UNSUPPORTED,
                "kernel '%s' needs an SVE vector length that is a power of two from 128 to 2048 "
                "bits, got %u",
                kernel->name, bits);
  return succeed(message);
}
