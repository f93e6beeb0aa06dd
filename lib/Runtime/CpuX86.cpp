// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// x86-64: LLVM's feature names and the bits in which CPUID reports them.
#include "Cpu.h"
#include "Message.h"

using namespace gems;

namespace {

/// The register files that the operating system must save for a feature to be of use.
enum State : uint8_t { General, Ymm, Zmm, Amx, Apx };

struct X86Feature {
  const char *name;
  X86Cpu::Word word;
  uint8_t bit;
  State state;
};

} // namespace

/// Features from which instructions for a kernel could be chosen.
static const X86Feature checkedFeatures[] = {
    {"cx8", X86Cpu::Leaf1D, 8, General},
    {"cmov", X86Cpu::Leaf1D, 15, General},
    {"mmx", X86Cpu::Leaf1D, 23, General},
    {"fxsr", X86Cpu::Leaf1D, 24, General},
    {"sse", X86Cpu::Leaf1D, 25, General},
    {"sse2", X86Cpu::Leaf1D, 26, General},
    {"x87", X86Cpu::Leaf1D, 0, General},
    {"sse3", X86Cpu::Leaf1C, 0, General},
    {"pclmul", X86Cpu::Leaf1C, 1, General},
    {"ssse3", X86Cpu::Leaf1C, 9, General},
    {"fma", X86Cpu::Leaf1C, 12, Ymm},
    {"cx16", X86Cpu::Leaf1C, 13, General},
    {"sse4.1", X86Cpu::Leaf1C, 19, General},
    {"sse4.2", X86Cpu::Leaf1C, 20, General},
    {"crc32", X86Cpu::Leaf1C, 20, General},
    {"movbe", X86Cpu::Leaf1C, 22, General},
    {"popcnt", X86Cpu::Leaf1C, 23, General},
    {"aes", X86Cpu::Leaf1C, 25, General},
    {"xsave", X86Cpu::Leaf1C, 27, General},
    {"avx", X86Cpu::Leaf1C, 28, Ymm},
    {"f16c", X86Cpu::Leaf1C, 29, Ymm},
    {"rdrnd", X86Cpu::Leaf1C, 30, General},
    {"sahf", X86Cpu::Ext1C, 0, General},
    {"lzcnt", X86Cpu::Ext1C, 5, General},
    {"sse4a", X86Cpu::Ext1C, 6, General},
    {"prfchw", X86Cpu::Ext1C, 8, General},
    {"64bit", X86Cpu::Ext1D, 29, General},
    {"bmi", X86Cpu::Leaf7B, 3, General},
    {"avx2", X86Cpu::Leaf7B, 5, Ymm},
    {"bmi2", X86Cpu::Leaf7B, 8, General},
    {"invpcid", X86Cpu::Leaf7B, 10, General},
    {"avx512f", X86Cpu::Leaf7B, 16, Zmm},
    {"avx512dq", X86Cpu::Leaf7B, 17, Zmm},
    {"rdseed", X86Cpu::Leaf7B, 18, General},
    {"adx", X86Cpu::Leaf7B, 19, General},
    {"avx512ifma", X86Cpu::Leaf7B, 21, Zmm},
    {"clflushopt", X86Cpu::Leaf7B, 23, General},
    {"clwb", X86Cpu::Leaf7B, 24, General},
    {"avx512cd", X86Cpu::Leaf7B, 28, Zmm},
    {"sha", X86Cpu::Leaf7B, 29, General},
    {"avx512bw", X86Cpu::Leaf7B, 30, Zmm},
    {"avx512vl", X86Cpu::Leaf7B, 31, Zmm},
    {"avx512vbmi", X86Cpu::Leaf7C, 1, Zmm},
    {"avx512vbmi2", X86Cpu::Leaf7C, 6, Zmm},
    {"gfni", X86Cpu::Leaf7C, 8, General},
    {"vaes", X86Cpu::Leaf7C, 9, Ymm},
    {"vpclmulqdq", X86Cpu::Leaf7C, 10, Ymm},
    {"avx512vnni", X86Cpu::Leaf7C, 11, Zmm},
    {"avx512bitalg", X86Cpu::Leaf7C, 12, Zmm},
    {"avx512vpopcntdq", X86Cpu::Leaf7C, 14, Zmm},
    {"rdpid", X86Cpu::Leaf7C, 22, General},
    {"cldemote", X86Cpu::Leaf7C, 25, General},
    {"movdiri", X86Cpu::Leaf7C, 27, General},
    {"movdir64b", X86Cpu::Leaf7C, 28, General},
    {"avx512vp2intersect", X86Cpu::Leaf7D, 8, Zmm},
    {"amx-bf16", X86Cpu::Leaf7D, 22, Amx},
    {"avx512fp16", X86Cpu::Leaf7D, 23, Zmm},
    {"amx-tile", X86Cpu::Leaf7D, 24, Amx},
    {"amx-int8", X86Cpu::Leaf7D, 25, Amx},
    {"sha512", X86Cpu::Leaf71A, 0, Ymm},
    {"sm3", X86Cpu::Leaf71A, 1, Ymm},
    {"sm4", X86Cpu::Leaf71A, 2, Ymm},
    {"raoint", X86Cpu::Leaf71A, 3, General},
    {"cmpccxadd", X86Cpu::Leaf71A, 7, General},
    {"amx-fp16", X86Cpu::Leaf71A, 21, Amx},
    {"avxvnni", X86Cpu::Leaf71A, 4, Ymm},
    {"avx512bf16", X86Cpu::Leaf71A, 5, Zmm},
    {"avxifma", X86Cpu::Leaf71A, 23, Ymm},
    {"avxvnniint8", X86Cpu::Leaf71D, 4, Ymm},
    {"avxneconvert", X86Cpu::Leaf71D, 5, Ymm},
    {"amx-complex", X86Cpu::Leaf71D, 8, Amx},
    {"avxvnniint16", X86Cpu::Leaf71D, 10, Ymm},
    {"avx10.1", X86Cpu::Leaf71D, 19, Zmm},
    {"ccmp", X86Cpu::Leaf71D, 21, Apx},
    {"cf", X86Cpu::Leaf71D, 21, Apx},
    {"egpr", X86Cpu::Leaf71D, 21, Apx},
    {"ndd", X86Cpu::Leaf71D, 21, Apx},
    {"nf", X86Cpu::Leaf71D, 21, Apx},
    {"ppx", X86Cpu::Leaf71D, 21, Apx},
    {"push2pop2", X86Cpu::Leaf71D, 21, Apx},
    {"zu", X86Cpu::Leaf71D, 21, Apx},
    {"xsaveopt", X86Cpu::LeafD1A, 0, General},
    {"xsavec", X86Cpu::LeafD1A, 1, General},
    {"xsaves", X86Cpu::LeafD1A, 3, General},
};

/// Features that LLVM lists for a CPU but never uses for code like a kernel's, and hints on speed.
static const char *const systemFeatures[] = {
    "clzero",
    "enqcmd",
    "evex512",
    "fsgsbase",
    "hreset",
    "invlpg",
    "kl",
    "lwp",
    "mwaitx",
    "pconfig",
    "pku",
    "prefer-128-bit",
    "prefer-256-bit",
    "prefetchi",
    "ptwrite",
    "rdpru",
    "rtm",
    "serialize",
    "shstk",
    "tsxldtrk",
    "uintr",
    "usermsr",
    "vzeroupper",
    "waitpkg",
    "wbnoinvd",
    "widekl",
    "nopl",
    "sgx",
};

static bool savesState(const X86Cpu &cpu, State state) {
  constexpr uint64_t ymm = 0x6, zmm = 0xe6, amx = 0x60000, apx = 0x80000;
  const uint64_t needed[] = {0, ymm, zmm, amx, apx};
  return (cpu.xcr0 & needed[state]) == needed[state];
}

/// False when the CPU lacks the feature; `known` tells whether this runtime knows it.
static bool hasFeature(const Feature &feature, const X86Cpu &cpu, bool &known) {
  known = true;
  for (const X86Feature &entry : checkedFeatures)
    if (feature == entry.name)
      return (cpu.words[entry.word] >> entry.bit & 1) && savesState(cpu, entry.state);
  for (const char *name : systemFeatures)
    if (feature == name)
      return true;
  known = false;
  return false;
}

gems_status gems::checkX86Cpu(const gems_kernel_info *kernel, const X86Cpu &cpu,
                              gems_message *message) {
  bool isAvx512 = kernel->isa == GEMS_ISA_AVX512;
  if (!isAvx512 && kernel->isa != GEMS_ISA_AVX2)
    return otherMachine(kernel, "x86-64", message);
  const char *ofIsa = isAvx512 ? "+avx2,+fma,+avx512f,+avx512bw,+avx512dq,+avx512vl" : "+avx2,+fma";
  const char *lists[] = {ofIsa, kernel->features};
  for (const char *list : lists) {
    Feature feature;
    while (nextFeature(list, feature)) {
      bool known;
      if (!feature.isNeeded || hasFeature(feature, cpu, known))
        continue;
      return known ? lacksFeature(kernel, feature, message)
                   : unknownFeature(kernel, feature, message);
    }
  }
  return succeed(message);
}
