// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// bf16 and f16 arithmetic and the edge cases of integers, against their definition.
#include "Formats.h"
#include "VectorFunction.h"

#include <algorithm>
#include <functional>
#include <gtest/gtest.h>
#include <limits>

namespace gems {
namespace {

class Arithmetic : public testing::TestWithParam<std::string> {};

// bf16 and f16.

using Binary = std::function<long double(long double, long double)>;

/// All first operands with many second ones: every one of the special numbers and random others.
void checkBinary(const std::string &op, const Format &format, const std::string &cpu,
                 const Binary &reference) {
  std::string type = format.name;
  VectorFunction function("%r = " + op + " %x, %y : V" + type + ">", {type, type}, type, cpu);
  ASSERT_FALSE(testing::Test::HasFatalFailure());
  std::vector<uint16_t> x = allWords(), y(x.size()), out(x.size());
  auto seconds = sampleWords<uint16_t>(isLong() ? 1024 : 16, 12);
  for (uint16_t second : {0, 0x8000, 1, 0x8001, 0x7c00, 0x7f80, 0xff80, 0x7fff, 0x3f80, 0x3c00})
    seconds.push_back(second);
  unsigned wrong = 0;
  for (uint16_t second : seconds) {
    for (size_t i = 0; i != y.size(); ++i)
      y[i] = second ^ (i * 40503u >> 7 & 7);
    function.run(out, x, y);
    for (size_t i = 0; i != x.size() && wrong < 5; ++i) {
      long double expected = roundTo(reference(decode(x[i], format), decode(y[i], format)), format);
      if (isSame(out[i], expected, format))
        continue;
      ++wrong;
      ADD_FAILURE() << op << " " << type << " " << std::hex << x[i] << ", " << y[i] << " expected "
                    << encode(expected, format) << ", got " << out[i];
    }
  }
}

/// The larger one, +0.0 above -0.0; NaN if either is.
long double maximum(long double a, long double b) {
  if (std::isnan(a) || std::isnan(b))
    return std::nanl("");
  if (a == 0 && b == 0)
    return std::signbit(a) ? b : a;
  return std::max(a, b);
}

long double maxnum(long double a, long double b) {
  return std::isnan(a) ? b : std::isnan(b) ? a : maximum(a, b);
}

TEST_P(Arithmetic, Halves) {
  for (const Format &format : {f16, bf16}) {
    auto check = [&](const char *op, const Binary &reference) {
      checkBinary(op, format, GetParam(), reference);
    };
    check("arith.addf", std::plus<long double>());
    check("arith.subf", std::minus<long double>());
    check("arith.mulf", std::multiplies<long double>());
    check("arith.divf", std::divides<long double>());
    check("arith.maximumf", maximum);
    check("arith.minimumf", [](auto a, auto b) { return -maximum(-a, -b); });
    check("arith.maxnumf", maxnum);
    check("arith.minnumf", [](auto a, auto b) { return -maxnum(-a, -b); });
    check("math.copysign", [](auto a, auto b) { return std::copysign(a, b); });
  }
}

TEST_P(Arithmetic, HalvesUnary) {
  struct {
    const char *op;
    std::function<long double(long double)> reference;
  } ops[] = {
      {"math.sqrt", [](auto a) { return std::sqrt(a); }},
      {"math.floor", [](auto a) { return std::floor(a); }},
      {"math.ceil", [](auto a) { return std::ceil(a); }},
      {"math.trunc", [](auto a) { return std::trunc(a); }},
      {"math.round", [](auto a) { return std::round(a); }},
      {"math.roundeven", [](auto a) { return std::nearbyint(a); }},
      {"math.absf", [](auto a) { return std::fabs(a); }},
      {"arith.negf", [](auto a) { return -a; }},
  };
  for (const Format &format : {f16, bf16}) {
    for (auto &[op, reference] : ops) {
      std::string type = format.name;
      VectorFunction function(std::string("%r = ") + op + " %x : V" + type + ">", {type}, type,
                              GetParam());
      ASSERT_FALSE(HasFatalFailure());
      std::vector<uint16_t> x = allWords(), out(x.size());
      function.run(out, x);
      for (size_t i = 0; i != x.size(); ++i)
        ASSERT_TRUE(isSame(out[i], roundTo(reference(decode(x[i], format)), format), format))
            << op << " " << type << " " << std::hex << x[i] << ", got " << out[i];
    }
  }
}

/// The exact sum of a product and a number, rounded once. The operands' exponents must be close
/// enough for 128 bits.
long double fuse(long double a, long double b, long double c, const Format &format) {
  long double product = a * b; // exact: at most 22 digits
  if (!std::isfinite(product) || !std::isfinite(c) || product == 0 || c == 0)
    return roundTo(product + c, format);
  int unit = std::min(std::ilogb(product), std::ilogb(c)) - 24;
  // A far smaller term only breaks ties; so does one unit of its sign.
  if (std::max(std::ilogb(product), std::ilogb(c)) - unit > 100) {
    long double big = std::fabs(product) > std::fabs(c) ? product : c;
    long double small = std::fabs(product) > std::fabs(c) ? c : product;
    return roundTo(big + std::copysign(std::ldexp(std::fabs(big), -40), small), format);
  }
  __int128 sum = static_cast<__int128>(std::ldexp(product, -unit)) +
                 static_cast<__int128>(std::ldexp(c, -unit));
  bool negative = sum < 0;
  unsigned __int128 magnitude = negative ? -sum : sum;
  if (sum == 0)
    return 0;
  // Sticky: what 64 digits cannot hold is one bit below them.
  for (; magnitude >> 62; ++unit)
    magnitude = magnitude >> 1 | (magnitude & 1);
  long double exact = std::ldexp(static_cast<long double>(uint64_t(magnitude)), unit);
  return roundTo(negative ? -exact : exact, format);
}

TEST_P(Arithmetic, HalvesFused) {
  size_t count = isLong() ? 1 << 24 : 1 << 20;
  for (const Format &format : {f16, bf16}) {
    std::string type = format.name;
    VectorFunction function("%r = math.fma %x, %y, %z : V" + type + ">", {type, type, type}, type,
                            GetParam());
    ASSERT_FALSE(HasFatalFailure());
    auto x = sampleWords<uint16_t>(count, 13), y = sampleWords<uint16_t>(count, 14),
         z = sampleWords<uint16_t>(count, 15);
    std::vector<uint16_t> out(x.size());
    function.run(out, x, y, z);
    for (size_t i = 0; i != x.size(); ++i) {
      long double expected =
          fuse(decode(x[i], format), decode(y[i], format), decode(z[i], format), format);
      ASSERT_TRUE(isSame(out[i], expected, format))
          << type << " " << std::hex << x[i] << ", " << y[i] << ", " << z[i] << " expected "
          << encode(expected, format) << ", got " << out[i];
    }
  }
}

TEST_P(Arithmetic, HalvesCompared) {
  for (const Format &format : {f16, bf16}) {
    std::string type = format.name;
    VectorFunction function("%c = arith.cmpf olt, %x, %y : V" + type + ">\n" +
                                "%r = arith.select %c, %x, %y : Vi1>, V" + type + ">",
                            {type, type}, type, GetParam());
    ASSERT_FALSE(HasFatalFailure());
    std::vector<uint16_t> x = allWords(), y = sampleWords<uint16_t>(x.size(), 16), out(x.size());
    function.run(out, x, y);
    for (size_t i = 0; i != x.size(); ++i)
      ASSERT_EQ(out[i], decode(x[i], format) < decode(y[i], format) ? x[i] : y[i]);
  }
}

// Integers.

template <typename Int> struct IntegerOp {
  const char *name;
  std::function<Int(Int, Int)> reference;
};

template <typename Int>
void checkIntegers(const char *type, const std::string &cpu, const std::vector<Int> &x,
                   const std::vector<Int> &y, std::vector<IntegerOp<Int>> ops) {
  for (auto &[name, reference] : ops) {
    VectorFunction function(std::string("%r = arith.") + name + " %x, %y : V" + type + ">",
                            {type, type}, type, cpu);
    ASSERT_FALSE(testing::Test::HasFatalFailure());
    std::vector<Int> out(x.size());
    function.run(out, x, y);
    for (size_t i = 0; i != x.size(); ++i)
      ASSERT_EQ(out[i], reference(x[i], y[i]))
          << name << " " << type << " " << int64_t(x[i]) << ", " << int64_t(y[i]);
  }
}

/// Exact quotients in a wider type, so that nothing overflows.
template <typename Int> std::vector<IntegerOp<Int>> divisions() {
  using Wide = __int128;
  auto floor = [](Wide a, Wide b) { return a / b - (a % b != 0 && ((a < 0) != (b < 0))); };
  auto wrap = [](auto divide) {
    return [divide](Int a, Int b) { return b ? Int(divide(Wide(a), Wide(b))) : Int(0); };
  };
  auto rest = [](Int a, Int b) { return b ? Int(Wide(a) % Wide(b)) : a; };
  auto quotient = wrap([](Wide a, Wide b) { return a / b; });
  auto up = wrap([floor](Wide a, Wide b) { return -floor(-a, b); });
  if (!std::numeric_limits<Int>::is_signed)
    return {{"divui", quotient}, {"remui", rest}, {"ceildivui", up}};
  return {{"divsi", quotient}, {"remsi", rest}, {"ceildivsi", up}, {"floordivsi", wrap(floor)}};
}

template <typename Int> std::vector<IntegerOp<Int>> shifts() {
  constexpr unsigned width = 8 * sizeof(Int);
  using Unsigned = std::make_unsigned_t<Int>;
  auto inRange = [](Int by) { return Unsigned(by) < width; };
  if (std::numeric_limits<Int>::is_signed)
    return {{"shrsi", [=](Int a, Int by) { return Int(a >> (inRange(by) ? by : width - 1)); }}};
  return {{"shli", [=](Int a, Int by) { return inRange(by) ? Int(a << by) : Int(0); }},
          {"shrui", [=](Int a, Int by) { return inRange(by) ? Int(a >> by) : Int(0); }}};
}

template <typename Int>
void checkEdges(const char *type, const std::string &cpu, const std::vector<Int> &x,
                const std::vector<Int> &y) {
  checkIntegers<Int>(type, cpu, x, y, divisions<Int>());
  checkIntegers<Int>(type, cpu, x, y, shifts<Int>());
  // Small second operands: divisors and amounts of shifts as they are in practice.
  std::vector<Int> small = y;
  for (Int &value : small)
    value = Int(value % 80);
  checkIntegers<Int>(type, cpu, x, small, divisions<Int>());
  checkIntegers<Int>(type, cpu, x, small, shifts<Int>());
}

TEST_P(Arithmetic, Integers) {
  std::vector<int8_t> x, y;
  for (uint16_t word : allWords()) {
    x.push_back(int8_t(word));
    y.push_back(int8_t(word >> 8));
  }
  checkEdges<int8_t>("i8", GetParam(), x, y);
  checkEdges<uint8_t>("i8", GetParam(), std::vector<uint8_t>(x.begin(), x.end()),
                      std::vector<uint8_t>(y.begin(), y.end()));
  checkEdges<int32_t>("i32", GetParam(), sampleWords<int32_t>(1 << 16, 17),
                      sampleWords<int32_t>(1 << 16, 18));
  checkEdges<uint32_t>("i32", GetParam(), sampleWords<uint32_t>(1 << 16, 19),
                       sampleWords<uint32_t>(1 << 16, 20));
  checkEdges<int64_t>("i64", GetParam(), sampleWords<int64_t>(1 << 16, 21),
                      sampleWords<int64_t>(1 << 16, 22));
  checkEdges<uint64_t>("i64", GetParam(), sampleWords<uint64_t>(1 << 16, 23),
                       sampleWords<uint64_t>(1 << 16, 24));
}

TEST_P(Arithmetic, Masks) {
  struct {
    const char *predicate;
    std::function<bool(int, int)> reference; // of 0 and 1
  } compares[] = {{"eq", std::equal_to<int>()}, {"ne", std::not_equal_to<int>()},
                  {"ult", std::less<int>()},    {"ule", std::less_equal<int>()},
                  {"ugt", std::greater<int>()}, {"uge", std::greater_equal<int>()},
                  {"slt", std::greater<int>()}, {"sle", std::greater_equal<int>()},
                  {"sgt", std::less<int>()},    {"sge", std::less_equal<int>()}};
  for (auto &[predicate, reference] : compares) {
    VectorFunction function(std::string("%a = arith.trunci %x : Vi8> to Vi1>\n"
                                        "%b = arith.trunci %y : Vi8> to Vi1>\n"
                                        "%c = arith.cmpi ") +
                                predicate + ", %a, %b : Vi1>\n%r = arith.extui %c : Vi1> to Vi8>",
                            {"i8", "i8"}, "i8", GetParam());
    ASSERT_FALSE(HasFatalFailure());
    std::vector<uint8_t> x(16), y(16), out(16);
    for (unsigned i = 0; i != 16; ++i) {
      x[i] = i & 1;
      y[i] = i >> 1 & 1;
    }
    function.run(out, x, y);
    for (unsigned i = 0; i != 16; ++i)
      ASSERT_EQ(out[i], reference(x[i], y[i])) << predicate;
  }
}

INSTANTIATE_TEST_SUITE_P(Cpus, Arithmetic, testing::ValuesIn(getTestCpus()), [](const auto &info) {
  return info.index == 0 ? std::string("Native") : std::string("Baseline");
});

} // namespace
} // namespace gems
