// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How arguments are written, and the data that they stand for.
#include "gems/Runtime/Spec.h"
#include "gems/Runtime/Float.h"
#include "gems/Runtime/Generator.h"

#include <cmath>
#include <cstring>
#include <gtest/gtest.h>

using namespace gems;

namespace {

Spec parsed(const char *text) {
  Spec spec;
  std::string error;
  EXPECT_TRUE(parseSpec(text, spec, error)) << error;
  return spec;
}

std::string refusal(const char *text) {
  Spec spec;
  std::string error;
  EXPECT_FALSE(parseSpec(text, spec, error)) << text;
  return error;
}

template <typename T> std::vector<T> elements(const char *text, gems_type type, uint64_t seed = 0) {
  SpecData data;
  std::string error;
  EXPECT_TRUE(openSpec(parsed(text), type, data, error)) << error;
  std::vector<T> values(static_cast<size_t>(data.numElements));
  fillElements(data, type, seed, "x", values.data());
  return values;
}

std::string typeError(const char *text, gems_type type) {
  SpecData data;
  std::string error;
  EXPECT_FALSE(openSpec(parsed(text), type, data, error)) << text;
  return error;
}

TEST(Spec, Parses) {
  EXPECT_EQ(parsed("896").kind, Spec::Number);
  EXPECT_EQ(parsed("1e-6").kind, Spec::Number);
  EXPECT_EQ(parsed("garbage").kind, Spec::Number);
  EXPECT_EQ(parsed("randn:64x896").shape, (Shape{64, 896}));
  EXPECT_EQ(parsed("zeros:0x5").shape, (Shape{0, 5}));
  EXPECT_EQ(parsed("a/b.npy").kind, Spec::File);
  EXPECT_EQ(parsed("uninit:2x3").kind, Spec::Uninit);
  EXPECT_EQ(parsed("uninit:2x3").shape, (Shape{2, 3}));
  Spec spec = parsed("randint:-4:4:8");
  EXPECT_EQ(spec.low, -4);
  EXPECT_EQ(spec.high, 4);
  spec = parsed("@x_ptr-16=rand:4");
  EXPECT_EQ(spec.kind, Spec::Alias);
  EXPECT_EQ(spec.value, "x_ptr");
  EXPECT_EQ(spec.offset, -16);
  EXPECT_EQ(spec.fill, "rand:4");
  EXPECT_EQ(parsed("@x").offset, 0);
  EXPECT_EQ(parsed("@x+3").offset, 3);
}

TEST(Spec, RefusesGarbledTexts) {
  EXPECT_EQ(refusal("randn:64y3"), "expected a shape like 64x896 (up to 8 dimensions) in "
                                   "'randn:64y3', got '64y3'");
  EXPECT_EQ(refusal("randint:4:-4:8"),
            "expected randint:LOW:HIGH:SHAPE with LOW <= HIGH, got 'randint:4:-4:8'");
  EXPECT_EQ(refusal("@+1"), "expected @NAME, @NAME+ELEMENTS or @NAME+ELEMENTS=SPEC, got '@+1'");
  EXPECT_EQ(refusal("rand:4294967296x4294967296"),
            "the shape in 'rand:4294967296x4294967296' is too large");
  for (const char *text : {"rand:",
                           "rand:x",
                           "rand:3x",
                           "rand:x3",
                           "rand:-3",
                           "rand:+3",
                           "rand:3.0",
                           "rand:1x1x1x1x1x1x1x1x1",
                           "rand:99999999999999999999",
                           "full:3",
                           "randint:1:3",
                           "randint:a:b:3",
                           "@",
                           "@x+",
                           "@x+y",
                           "@x++1",
                           "@x+-1",
                           "@x-",
                           "@x+1=",
                           "@x+9999999999999"})
    refusal(text);
}

TEST(Spec, Fills) {
  EXPECT_EQ(elements<float>("ones:2x2", GEMS_F32), (std::vector<float>{1, 1, 1, 1}));
  EXPECT_EQ(elements<int64_t>("zeros:3", GEMS_I64), (std::vector<int64_t>{0, 0, 0}));
  EXPECT_EQ(elements<uint16_t>("ones:1", GEMS_BF16), (std::vector<uint16_t>{0x3f80}));
  EXPECT_EQ(elements<int8_t>("arange:3", GEMS_I8), (std::vector<int8_t>{0, 1, 2}));
  EXPECT_EQ(elements<double>("full:-0.5:2", GEMS_F64), (std::vector<double>{-0.5, -0.5}));
  for (int16_t value : elements<int16_t>("randint:-4:4:1000", GEMS_I16))
    EXPECT_TRUE(value >= -4 && value <= 4);
}

TEST(Spec, ChecksTypes) {
  EXPECT_EQ(typeError("randn:4", GEMS_I32), "expected an array of i32, got real numbers "
                                            "('randn:4'); randint:LOW:HIGH:SHAPE makes integers");
  EXPECT_EQ(typeError("arange:200", GEMS_I8),
            "'arange:200' does not fit: 199 is out of the range of i8");
  typeError("randint:0:300:4", GEMS_I8);
  typeError("randint:-300:0:4", GEMS_I8);
  typeError("full:x:4", GEMS_F32);
  typeError("full:1.5:4", GEMS_I32);
  EXPECT_EQ(typeError("no/such.npy", GEMS_F32),
            "cannot open 'no/such.npy': No such file or directory");
}

/// These bits are part of what is documented: data of a test must not change.
TEST(Generator, GivesTheDocumentedBits) {
  // The reference stream of splitmix64 from state 0.
  Generator generator(0, "");
  // mix(0) is 0, so the state is the FNV-1a hash of nothing.
  uint64_t state = 0xcbf29ce484222325u + 0x9e3779b97f4a7c15u;
  uint64_t bits = (state ^ (state >> 30)) * 0xbf58476d1ce4e5b9u;
  bits = (bits ^ (bits >> 27)) * 0x94d049bb133111ebu;
  EXPECT_EQ(generator.next(), bits ^ (bits >> 31));
  std::vector<float> uniform = elements<float>("rand:2", GEMS_F32, 42);
  std::vector<float> normal = elements<float>("randn:2", GEMS_F32, 42);
  EXPECT_EQ(uniform, (std::vector<float>{0x1.9b29e80000000p-3f, 0x1.54c9b40000000p-2f}));
  EXPECT_EQ(normal, (std::vector<float>{-0x1.c317400000000p-5f, -0x1.cc7a500000000p+0f}));
}

TEST(Generator, LooksRandom) {
  constexpr int count = 100000;
  double sum = 0, squares = 0, uniforms = 0;
  for (float value : elements<float>("randn:100000", GEMS_F32))
    sum += value, squares += value * value;
  for (float value : elements<float>("rand:100000", GEMS_F32)) {
    ASSERT_TRUE(value >= 0 && value < 1);
    uniforms += value;
  }
  EXPECT_NEAR(sum / count, 0, 0.02);
  EXPECT_NEAR(squares / count, 1, 0.02);
  EXPECT_NEAR(uniforms / count, 0.5, 0.01);
}

TEST(Generator, GivesEachArgumentAndSeedItsStream) {
  EXPECT_NE(Generator(0, "x").next(), Generator(0, "y").next());
  EXPECT_NE(Generator(0, "x").next(), Generator(1, "x").next());
  EXPECT_EQ(Generator(7, "x").next(), Generator(7, "x").next());
}

TEST(Generator, RoundsTheSameDataToEachType) {
  std::vector<float> wide = elements<float>("randn:1000", GEMS_F32);
  std::vector<uint16_t> f16 = elements<uint16_t>("randn:1000", GEMS_F16);
  std::vector<uint16_t> bf16 = elements<uint16_t>("randn:1000", GEMS_BF16);
  for (size_t i = 0; i < wide.size(); ++i) {
    EXPECT_EQ(f16[i], roundToF16(wide[i]));
    EXPECT_EQ(bf16[i], roundToBF16(wide[i]));
  }
}

TEST(Generator, CoversTheWholeRangeOfIntegers) {
  Generator generator(0, "x");
  generator.integer(INT64_MIN, INT64_MAX);
  EXPECT_EQ(generator.integer(5, 5), 5);
}

} // namespace
