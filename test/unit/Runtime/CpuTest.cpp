// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which CPU may run which kernel, for both machines.
#include "Cpu.h"

#include <gtest/gtest.h>

using namespace gems;

namespace {

constexpr uint64_t fpAndNeon = 3, sve = 1 << 22;

gems_kernel_info makeKernel(gems_isa isa, const char *features) {
  gems_kernel_info info = {};
  info.name = "k";
  info.triple = "some-triple";
  info.isa = isa;
  info.features = features;
  return info;
}

std::string onArm(gems_isa isa, const char *features, ArmCpu cpu) {
  gems_kernel_info info = makeKernel(isa, features);
  gems_message message;
  gems_status status = checkArmCpu(&info, cpu, &message);
  EXPECT_EQ(status == GEMS_OK, message.text[0] == '\0');
  return message.text;
}

std::string lacks(const char *feature) {
  return std::string("kernel 'k' needs the CPU feature '") + feature +
         "', which this CPU does not have";
}

TEST(Cpu, ChecksArmFeatures) {
  ArmCpu plain = {fpAndNeon, 0, 0};
  EXPECT_EQ(onArm(GEMS_ISA_NEON, "", plain), "");
  EXPECT_EQ(onArm(GEMS_ISA_NEON, "+neon,+fp-armv8,-sve,+v8a,+perfmon", plain), "");
  EXPECT_EQ(onArm(GEMS_ISA_NEON, "+neon,+bf16", plain), lacks("bf16"));
  EXPECT_EQ(onArm(GEMS_ISA_NEON, "+neon,+bf16", {fpAndNeon, 1 << 14, 0}), "");
  EXPECT_EQ(onArm(GEMS_ISA_NEON, "+fullfp16", {fpAndNeon | 1 << 9, 0, 0}), lacks("fullfp16"));
  EXPECT_EQ(onArm(GEMS_ISA_NEON, "+fullfp16", {fpAndNeon | 3 << 9, 0, 0}), "");
  EXPECT_EQ(onArm(GEMS_ISA_NEON, "", {0, 0, 0}), lacks("neon"));
  EXPECT_EQ(onArm(GEMS_ISA_NEON, "+warp-drive", plain),
            "kernel 'k' needs the CPU feature 'warp-drive', which this runtime does not know");
  EXPECT_EQ(onArm(GEMS_ISA_AVX2, "", plain),
            "kernel 'k' needs the instruction set AVX2 of 'some-triple', this machine is AArch64");
}

TEST(Cpu, ChecksSve) {
  EXPECT_EQ(onArm(GEMS_ISA_SVE, "+sve", {fpAndNeon, 0, 0}), lacks("sve"));
  EXPECT_EQ(onArm(GEMS_ISA_SVE, "+sve,+sve2", {fpAndNeon | sve, 0, 256}), lacks("sve2"));
  EXPECT_EQ(onArm(GEMS_ISA_SVE, "+sve,+sve2", {fpAndNeon | sve, 2, 256}), "");
  // Linux reports bf16 for SVE by a bit of its own.
  EXPECT_EQ(onArm(GEMS_ISA_SVE, "+bf16", {fpAndNeon | sve, 1 << 14, 256}), lacks("bf16"));
  EXPECT_EQ(onArm(GEMS_ISA_SVE, "+bf16", {fpAndNeon | sve, 5 << 12, 256}), "");
}

TEST(Cpu, ChecksSveLength) {
  for (unsigned bits = 0; bits <= 4096; bits += 64) {
    bool isGood = bits == 128 || bits == 256 || bits == 512 || bits == 1024 || bits == 2048;
    std::string expected =
        "kernel 'k' needs an SVE vector length that is a power of two from 128 to "
        "2048 bits, got " +
        std::to_string(bits);
    EXPECT_EQ(onArm(GEMS_ISA_SVE, "+sve", {fpAndNeon | sve, 0, bits}), isGood ? "" : expected);
  }
}

std::string onX86(gems_isa isa, const char *features, const X86Cpu &cpu) {
  gems_kernel_info info = makeKernel(isa, features);
  gems_message message;
  checkX86Cpu(&info, cpu, &message);
  return message.text;
}

TEST(Cpu, ChecksX86Features) {
  X86Cpu cpu = {};
  EXPECT_EQ(onX86(GEMS_ISA_AVX2, "", cpu), lacks("avx2"));
  cpu.words[X86Cpu::Leaf7B] = 1 << 5;
  cpu.words[X86Cpu::Leaf1C] = 1 << 12;
  EXPECT_EQ(onX86(GEMS_ISA_AVX2, "", cpu), lacks("avx2")) << "the system saves no ymm registers";
  cpu.xcr0 = 7;
  EXPECT_EQ(onX86(GEMS_ISA_AVX2, "-avx512f", cpu), "");
  EXPECT_EQ(onX86(GEMS_ISA_AVX2, "+avx2,+f16c", cpu), lacks("f16c"));
  EXPECT_EQ(onX86(GEMS_ISA_AVX512, "", cpu), lacks("avx512f"));
  cpu.words[X86Cpu::Leaf7B] = ~0u;
  EXPECT_EQ(onX86(GEMS_ISA_AVX512, "", cpu), lacks("avx512f")) << "no zmm registers";
  cpu.xcr0 = 0xe7;
  EXPECT_EQ(onX86(GEMS_ISA_AVX512, "", cpu), "");
  EXPECT_EQ(onX86(GEMS_ISA_AVX512, "+avx512bf16", cpu), lacks("avx512bf16"));
  EXPECT_EQ(onX86(GEMS_ISA_AVX2, "+avx99", cpu),
            "kernel 'k' needs the CPU feature 'avx99', which this runtime does not know");
  EXPECT_EQ(onX86(GEMS_ISA_SVE, "", cpu),
            "kernel 'k' needs the instruction set SVE of 'some-triple', this machine is x86-64");
}

TEST(Cpu, ReadsFeatureLists) {
  const char *list = "+a,,-bb,c";
  Feature feature;
  ASSERT_TRUE(nextFeature(list, feature));
  EXPECT_TRUE(feature == "a" && feature.isNeeded);
  ASSERT_TRUE(nextFeature(list, feature));
  EXPECT_TRUE(feature == "bb" && !feature.isNeeded);
  ASSERT_TRUE(nextFeature(list, feature));
  EXPECT_TRUE(feature == "c" && feature.isNeeded);
  EXPECT_FALSE(nextFeature(list, feature));
}

} // namespace
