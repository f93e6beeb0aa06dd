// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Elementary functions of f32: their largest error. With GEMS_LONG_TESTS set in the environment,
// over all 2^32 operands; otherwise over a sample spread evenly over the bit patterns.
#include "Formats.h"
#include "VectorFunction.h"

#include <gtest/gtest.h>
#include <thread>

namespace gems {
namespace {

struct Function {
  const char *name;
  double (*reference)(double);
  /// In units of the last place of the exact result.
  double bound;
};

constexpr Function functions[] = {
    {"exp", std::exp, 1},
    {"exp2", std::exp2, 1},
    {"log", std::log, 1},
    {"log2", std::log2, 1},
    {"sin", std::sin, 1},
    {"cos", std::cos, 1},
    {"tanh", std::tanh, 2},
    {"erf", std::erf, 2},
    {"rsqrt", [](double x) { return 1 / std::sqrt(x); }, 1},
    {"sqrt", std::sqrt, 0.5},
};

struct Worst {
  double error = 0;
  uint32_t operand = 0;
};

/// The distance in units of the last place of the exact result; infinite for a wrong NaN, a wrong
/// sign of zero or a zero that should be none.
double measure(float result, double exact) {
  if (exact != exact || result != result)
    return exact != exact && result != result ? 0 : HUGE_VAL;
  if (std::signbit(exact) != std::signbit(result))
    return HUGE_VAL;
  if (std::isinf(result))
    return std::isinf(roundTo(exact, f32)) ? 0 : HUGE_VAL;
  if (exact == 0)
    return result == 0 ? 0 : HUGE_VAL;
  // In place of ilogb and ldexp, which take most of the time of a long run.
  uint64_t word;
  memcpy(&word, &exact, 8);
  uint64_t exponent = std::max<uint64_t>(word >> 52 & 0x7ff, 1023 - 126) - 23;
  uint64_t unitWord = exponent << 52;
  double unit;
  memcpy(&unit, &unitWord, 8);
  return std::fabs(result - exact) / unit;
}

void measureRange(const VectorFunction &compiled, const Function &function, uint64_t begin,
                  uint64_t end, uint64_t stride, Worst &worst) {
  std::vector<uint32_t> words(4096);
  std::vector<float> results(words.size());
  for (uint64_t block = begin; block < end; block += words.size() * stride) {
    for (size_t i = 0; i != words.size(); ++i)
      words[i] = uint32_t(block + i * stride);
    compiled.run(results, words);
    for (size_t i = 0; i != words.size(); ++i) {
      float operand;
      memcpy(&operand, &words[i], 4);
      double error = measure(results[i], function.reference(operand));
      if (error > worst.error)
        worst = {error, words[i]};
    }
  }
}

class Functions : public testing::TestWithParam<std::string> {};

TEST_P(Functions, Error) {
  uint64_t stride = isLong() ? 1 : 4099;
  for (const Function &function : functions) {
    VectorFunction compiled(std::string("%r = math.") + function.name + " %x : Vf32>", {"f32"},
                            "f32", GetParam());
    ASSERT_FALSE(HasFatalFailure());
    Worst worst[2];
    std::thread upper([&] {
      measureRange(compiled, function, uint64_t(1) << 31, uint64_t(1) << 32, stride, worst[1]);
    });
    measureRange(compiled, function, 0, uint64_t(1) << 31, stride, worst[0]);
    upper.join();
    const Worst &most = worst[worst[1].error > worst[0].error];
    std::printf("%-6s at most %.4f ulp, at %08x\n", function.name, most.error, most.operand);
    std::fflush(stdout);
    EXPECT_LE(most.error, function.bound) << function.name << " at " << std::hex << most.operand;
  }
}

/// The same bits on both processors: nothing depends on which instructions there are.
TEST(FunctionsAcross, Cpus) {
  auto cpus = getTestCpus();
  auto words = sampleWords<uint32_t>(1 << 20, 25);
  for (const Function &function : functions) {
    std::vector<uint32_t> first(words.size()), other(words.size());
    for (const std::string &cpu : cpus) {
      VectorFunction compiled(std::string("%r = math.") + function.name + " %x : Vf32>", {"f32"},
                              "f32", cpu);
      ASSERT_FALSE(HasFatalFailure());
      compiled.run(cpu == cpus.front() ? first : other, words);
    }
    for (size_t i = 0; cpus.size() > 1 && i != words.size(); ++i)
      ASSERT_TRUE(isSame(first[i], decode(other[i], f32), f32))
          << function.name << " of " << std::hex << words[i];
  }
}

/// f16 and bf16 go through f32: at most half a unit more than nothing.
TEST_P(Functions, Halves) {
  for (const Format &format : {f16, bf16}) {
    std::string type = format.name;
    for (const Function &function : functions) {
      VectorFunction compiled(std::string("%r = math.") + function.name + " %x : V" + type + ">",
                              {type}, type, GetParam());
      ASSERT_FALSE(HasFatalFailure());
      std::vector<uint16_t> words = allWords(), out(words.size());
      compiled.run(out, words);
      for (size_t i = 0; i != words.size(); ++i) {
        double exact = function.reference(double(decode(words[i], format)));
        long double result = decode(out[i], format), rounded = roundTo(exact, format);
        if (isSame(out[i], rounded, format))
          continue;
        int exponent = std::max(std::ilogb(exact), format.minExponent()) - (format.digits - 1);
        ASSERT_LE(std::fabs(result - exact), std::ldexp(0.51L, exponent))
            << function.name << " " << type << " of " << std::hex << words[i];
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Cpus, Functions, testing::ValuesIn(getTestCpus()), [](const auto &info) {
  return info.index == 0 ? std::string("Native") : std::string("Baseline");
});

} // namespace
} // namespace gems
