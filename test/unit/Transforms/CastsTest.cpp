// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Conversions against their definition: every 16-bit operand, and samples of the wider ones.
#include "Formats.h"
#include "VectorFunction.h"

#include <gtest/gtest.h>
#include <limits>

namespace gems {
namespace {

const size_t sampleCount = isLong() ? 1 << 24 : 1 << 18;

class Casts : public testing::TestWithParam<std::string> {
protected:
  template <typename In, typename Out>
  std::vector<Out> convert(const std::string &op, const char *from, const char *to,
                           const std::vector<In> &in) {
    std::string body = "%r = arith." + op + " %x : V" + from + "> to V" + std::string(to) + ">";
    std::vector<Out> out(in.size());
    VectorFunction function(body, {from}, to, GetParam());
    if (!HasFatalFailure())
      function.run(out, in);
    return out;
  }

  template <typename In, typename Out>
  void checkFloats(const Format &from, const Format &to, const std::vector<In> &in) {
    auto out = convert<In, Out>(from.bits < to.bits ? "extf" : "truncf", from.name, to.name, in);
    unsigned wrong = 0;
    for (size_t i = 0; i != in.size() && wrong < 5; ++i) {
      long double value = decode(in[i], from);
      if (!isSame(out[i], roundTo(value, to), to)) {
        ++wrong;
        ADD_FAILURE() << from.name << " to " << to.name << ": " << std::hex << uint64_t(in[i])
                      << " expected " << encode(roundTo(value, to), to) << ", got "
                      << uint64_t(out[i]);
      }
    }
  }

  template <typename In, typename Int>
  void checkToInteger(const Format &from, const char *to, const std::vector<In> &in) {
    using Limits = std::numeric_limits<Int>;
    auto out = convert<In, Int>(Limits::is_signed ? "fptosi" : "fptoui", from.name, to, in);
    unsigned wrong = 0;
    for (size_t i = 0; i != in.size() && wrong < 5; ++i) {
      long double value = std::trunc(decode(in[i], from));
      Int expected = std::isnan(value)                                  ? 0
                     : value <= static_cast<long double>(Limits::min()) ? Limits::min()
                     : value >= static_cast<long double>(Limits::max()) ? Limits::max()
                                                                        : static_cast<Int>(value);
      if (out[i] != expected) {
        ++wrong;
        ADD_FAILURE() << from.name << " to " << to << ": " << std::hex << uint64_t(in[i])
                      << " expected " << int64_t(expected) << ", got " << int64_t(out[i]);
      }
    }
  }

  template <typename Int, typename Out>
  void checkFromInteger(const char *from, const Format &to, const std::vector<Int> &in) {
    auto out = convert<Int, Out>(std::numeric_limits<Int>::is_signed ? "sitofp" : "uitofp", from,
                                 to.name, in);
    unsigned wrong = 0;
    for (size_t i = 0; i != in.size() && wrong < 5; ++i) {
      long double expected = roundTo(static_cast<long double>(in[i]), to);
      if (!isSame(out[i], expected, to)) {
        ++wrong;
        ADD_FAILURE() << from << " to " << to.name << ": " << int64_t(in[i]) << " expected "
                      << expected << ", got " << decode(out[i], to);
      }
    }
  }

  template <typename Int> void checkFromInteger(const char *from, const std::vector<Int> &in) {
    checkFromInteger<Int, uint16_t>(from, f16, in);
    checkFromInteger<Int, uint16_t>(from, bf16, in);
    checkFromInteger<Int, uint32_t>(from, f32, in);
    checkFromInteger<Int, uint64_t>(from, f64, in);
  }

  template <typename In> void checkToInteger(const Format &from, const std::vector<In> &in) {
    checkToInteger<In, int8_t>(from, "i8", in);
    checkToInteger<In, uint8_t>(from, "i8", in);
    checkToInteger<In, int16_t>(from, "i16", in);
    checkToInteger<In, uint16_t>(from, "i16", in);
    checkToInteger<In, int32_t>(from, "i32", in);
    checkToInteger<In, uint32_t>(from, "i32", in);
    checkToInteger<In, int64_t>(from, "i64", in);
    checkToInteger<In, uint64_t>(from, "i64", in);
  }
};

TEST_P(Casts, FromHalves) {
  checkFloats<uint16_t, uint32_t>(f16, f32, allWords());
  checkFloats<uint16_t, uint64_t>(f16, f64, allWords());
  checkFloats<uint16_t, uint32_t>(bf16, f32, allWords());
  checkFloats<uint16_t, uint64_t>(bf16, f64, allWords());
}

TEST_P(Casts, FromSingle) {
  auto words = sampleWords<uint32_t>(sampleCount, 1);
  checkFloats<uint32_t, uint16_t>(f32, f16, words);
  checkFloats<uint32_t, uint16_t>(f32, bf16, words);
  checkFloats<uint32_t, uint64_t>(f32, f64, words);
  // Every one, in pieces that fit the memory.
  for (uint64_t begin = 0; isLong() && begin != uint64_t(1) << 32; begin += words.size()) {
    for (size_t i = 0; i != words.size(); ++i)
      words[i] = uint32_t(begin + i);
    checkFloats<uint32_t, uint16_t>(f32, f16, words);
    checkFloats<uint32_t, uint16_t>(f32, bf16, words);
    ASSERT_FALSE(HasFailure());
  }
}

TEST_P(Casts, FromDouble) {
  // Near f32, f16 and bf16 numbers and the middles between them.
  auto words = sampleWords<uint64_t>(sampleCount, 2);
  auto singles = sampleWords<uint32_t>(sampleCount, 3);
  for (size_t i = 0; i != words.size(); i += 2) {
    float single;
    memcpy(&single, &singles[i], 4);
    double value = single;
    memcpy(&words[i], &value, 8);
    words[i] += i / 2 % 3 - 1;
  }
  checkFloats<uint64_t, uint16_t>(f64, f16, words);
  checkFloats<uint64_t, uint16_t>(f64, bf16, words);
  checkFloats<uint64_t, uint32_t>(f64, f32, words);
}

TEST_P(Casts, ToIntegers) {
  checkToInteger(f16, allWords());
  checkToInteger(bf16, allWords());
  checkToInteger(f32, sampleNearIntegers<uint32_t>(sampleCount, 4));
  checkToInteger(f32, sampleWords<uint32_t>(sampleCount / 8, 5));
  checkToInteger(f64, sampleNearIntegers<uint64_t>(sampleCount, 6));
  checkToInteger(f64, sampleWords<uint64_t>(sampleCount / 8, 7));
}

TEST_P(Casts, FromIntegers) {
  auto words = allWords();
  checkFromInteger("i8", std::vector<int8_t>(words.begin(), words.begin() + 256));
  checkFromInteger("i8", std::vector<uint8_t>(words.begin(), words.begin() + 256));
  checkFromInteger("i16", std::vector<int16_t>(words.begin(), words.end()));
  checkFromInteger("i16", words);
  checkFromInteger("i32", sampleWords<int32_t>(sampleCount, 8));
  checkFromInteger("i32", sampleWords<uint32_t>(sampleCount, 9));
  checkFromInteger("i64", sampleWords<int64_t>(sampleCount, 10));
  checkFromInteger("i64", sampleWords<uint64_t>(sampleCount, 11));
}

INSTANTIATE_TEST_SUITE_P(Cpus, Casts, testing::ValuesIn(getTestCpus()), [](const auto &info) {
  return info.index == 0 ? std::string("Native") : std::string("Baseline");
});

} // namespace
} // namespace gems
