// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the compiler makes of the names of targets, CPUs and features.
#include "gems/Target/TargetInfo.h"

#include <gtest/gtest.h>

using namespace gems;
using llvm::StringRef;

static std::string lastError;

static mlir::FailureOr<TargetInfo> describe(StringRef triple, StringRef cpu = "",
                                            StringRef features = "") {
  lastError.clear();
  return describeTarget(triple, cpu, features,
                        [](const llvm::Twine &message) { lastError = message.str(); });
}

TEST(TargetInfo, Defaults) {
  auto arm = describe("aarch64-linux-gnu");
  ASSERT_TRUE(succeeded(arm));
  EXPECT_EQ(arm->triple, "aarch64-unknown-linux-gnu");
  EXPECT_EQ(arm->cpu, "generic");
  EXPECT_EQ(arm->isa, Isa::Neon);
  EXPECT_EQ(arm->vectorBits, 128u);
  EXPECT_FALSE(arm->hasBF16 || arm->hasFP16 || arm->scalable);
  EXPECT_EQ(arm->required, "+fp-armv8,+neon");

  auto x86 = describe("x86_64-linux-gnu");
  ASSERT_TRUE(succeeded(x86));
  EXPECT_EQ(x86->cpu, "x86-64-v3");
  EXPECT_EQ(x86->isa, Isa::Avx2);

  auto mac = describe("arm64-apple-macos");
  ASSERT_TRUE(succeeded(mac));
  EXPECT_EQ(mac->cpu, "apple-m1");
  EXPECT_EQ(mac->isa, Isa::Neon);
  EXPECT_TRUE(mac->hasFP16);
}

TEST(TargetInfo, VectorsFollowTheFeatures) {
  auto sve = describe("aarch64-linux-gnu", "neoverse-v2");
  ASSERT_TRUE(succeeded(sve));
  EXPECT_EQ(sve->isa, Isa::Sve);
  EXPECT_TRUE(sve->scalable && sve->hasBF16 && sve->hasFP16);

  auto neon = describe("aarch64-linux-gnu", "neoverse-v2", "-sve");
  ASSERT_TRUE(succeeded(neon));
  EXPECT_EQ(neon->isa, Isa::Neon);
  EXPECT_TRUE(neon->hasBF16);
  EXPECT_EQ(neon->required.find("sve"), std::string::npos) << neon->required;

  auto added = describe("aarch64-linux-gnu", "", "+sve,+bf16");
  ASSERT_TRUE(succeeded(added));
  EXPECT_EQ(added->isa, Isa::Sve);
  EXPECT_TRUE(added->hasBF16);

  auto wide = describe("x86_64-linux-gnu", "sapphirerapids");
  ASSERT_TRUE(succeeded(wide));
  EXPECT_EQ(wide->isa, Isa::Avx512);
  EXPECT_TRUE(wide->hasFP16);
  // vcvtneps2bf16 takes subnormals for zero.
  EXPECT_FALSE(wide->hasBF16);
}

TEST(TargetInfo, ErrorsSayWhatIsKnown) {
  EXPECT_TRUE(failed(describe("riscv64-linux-gnu")));
  EXPECT_EQ(lastError, "unknown target 'riscv64-linux-gnu': expected aarch64-*-linux*, "
                       "x86_64-*-linux* or arm64-apple-macos*");
  EXPECT_TRUE(failed(describe("aarch64_be-linux-gnu")));
  EXPECT_TRUE(failed(describe("x86_64-linux-gnux32")));
  EXPECT_TRUE(failed(describe("x86_64-apple-macos")));
  EXPECT_TRUE(failed(describe("x86_64-pc-windows-msvc")));

  EXPECT_TRUE(failed(describe("aarch64-linux-gnu", "neovers-v2")));
  EXPECT_EQ(lastError, "unknown CPU 'neovers-v2' for target 'aarch64-unknown-linux-gnu': did you "
                       "mean 'neoverse-v2'?");
  EXPECT_TRUE(failed(describe("aarch64-linux-gnu", "something-else")));
  EXPECT_NE(lastError.find("known are a64fx, "), std::string::npos) << lastError;

  EXPECT_TRUE(failed(describe("aarch64-linux-gnu", "", "sve")));
  EXPECT_EQ(lastError, "expected a feature as '+NAME' or '-NAME', got 'sve'");
  EXPECT_TRUE(failed(describe("aarch64-linux-gnu", "", "+svee")));
  EXPECT_EQ(lastError, "unknown feature 'svee' for target 'aarch64-unknown-linux-gnu': did you "
                       "mean 'sve'?");
  EXPECT_TRUE(failed(describe("aarch64-linux-gnu", "", "-neon")));
  EXPECT_EQ(lastError, "expected an AArch64 CPU with NEON, got 'generic' without it");
  EXPECT_TRUE(failed(describe("x86_64-linux-gnu", "x86-64-v2")));
  EXPECT_EQ(lastError, "expected at least x86-64-v3, got 'x86-64-v2' without avx2, fma, f16c");
}

TEST(TargetInfo, EveryCpuOfTheTableIsTakenOrRefused) {
  for (StringRef cpu : {"a64fx", "apple-m4", "cortex-a53", "neoverse-n1", "neoverse-n2", "grace"})
    EXPECT_TRUE(succeeded(describe("aarch64-linux-gnu", cpu))) << cpu.str() << lastError;
  for (StringRef cpu : {"haswell", "skylake-avx512", "znver1", "znver5", "x86-64-v4"})
    EXPECT_TRUE(succeeded(describe("x86_64-linux-gnu", cpu))) << cpu.str() << lastError;
  for (StringRef cpu : {"i386", "nehalem", "x86-64"})
    EXPECT_TRUE(failed(describe("x86_64-linux-gnu", cpu))) << cpu.str();
}
