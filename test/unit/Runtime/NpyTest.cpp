// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// .npy files: round trips and everything that is refused.
#include "TestLibrary.h"

#include "gems/Runtime/Npy.h"

#include <cstring>
#include <gtest/gtest.h>
#include <unistd.h>

using namespace gems;

namespace {

std::string makeFile(const std::string &dict, size_t dataSize, char major = 1, char minor = 0) {
  std::string file = "\x93NUMPY";
  file +=
      {major, minor, static_cast<char>(dict.size() & 0xff), static_cast<char>(dict.size() >> 8)};
  if (major == 2)
    file.append(2, '\0');
  return file + dict + std::string(dataSize, '\1');
}

std::string parse(const std::string &file, NpyHeader &header) {
  std::string error;
  // A copy of the exact size, so that AddressSanitizer sees a read past the end.
  std::vector<char> bytes(file.begin(), file.end());
  bool isParsed = parseNpy(bytes.data(), bytes.size(), "f.npy", header, error);
  EXPECT_EQ(isParsed, error.empty());
  return error;
}

std::string parse(const std::string &file) {
  NpyHeader header;
  return parse(file, header);
}

std::string parseDict(const std::string &dict, size_t dataSize = 24) {
  return parse(makeFile(dict, dataSize));
}

TEST(Npy, ReadsBothVersions) {
  const std::string dict = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }   \n";
  for (char version : {1, 2}) {
    NpyHeader header;
    EXPECT_EQ(parse(makeFile(dict, 24, version), header), "");
    EXPECT_EQ(header.dtype, "<f4");
    EXPECT_EQ(header.shape, (Shape{2, 3}));
    EXPECT_EQ(header.numElements, 6);
    EXPECT_EQ(header.elementSize, 4u);
  }
}

TEST(Npy, ReadsOtherSpellings) {
  EXPECT_EQ(parseDict("{\"shape\":(6,),\"fortran_order\":False,\"descr\":\"<f4\"}"), "");
  EXPECT_EQ(parseDict("{'descr': '<f8', 'fortran_order': False, 'shape': (), }", 8), "");
  EXPECT_EQ(parseDict("{'descr': '<u2', 'fortran_order': False, 'shape': (0, 5)}", 0), "");
  EXPECT_EQ(parseDict("{'descr': '|u1', 'fortran_order': False, 'shape': (24,)}"), "");
}

TEST(Npy, RefusesMalformedHeaders) {
  const std::string ok = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }";
  EXPECT_EQ(parse("hello, world"), "'f.npy': not a .npy file");
  EXPECT_EQ(parse(makeFile(ok, 24, 3)), "'f.npy': expected .npy version 1.0 or 2.0, got 3.0");
  EXPECT_EQ(parse(makeFile(ok, 24, 1, 1)), "'f.npy': expected .npy version 1.0 or 2.0, got 1.1");
  EXPECT_EQ(parseDict("{'descr': '<f4', 'fortran_order': True, 'shape': (2, 3), }"),
            "'f.npy': expected C order, got Fortran order");
  EXPECT_EQ(parseDict("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (2, 3), }"),
            "'f.npy': expected one dtype, got a structure");
  for (const char *dtype : {">f4", "|O", "<f16", "<c8", "=f4", "<U4", "<m8", "f4", "", "<V2"})
    EXPECT_NE(parseDict(std::string("{'descr': '") + dtype +
                        "', 'fortran_order': False, 'shape': (2, 3), }")
                  .find("expected a little-endian dtype"),
              std::string::npos)
        << dtype;
  EXPECT_EQ(parseDict(ok, 23), "'f.npy': expected 24 bytes of data for shape 2x3, got 23");
  EXPECT_EQ(parseDict(ok, 25), "'f.npy': expected 24 bytes of data for shape 2x3, got 25");
  EXPECT_EQ(
      parseDict("{'descr': '<f4', 'fortran_order': False, 'shape': (4611686018427387904, 2)}"),
      "'f.npy': the shape 4611686018427387904x2 is too large");
  EXPECT_EQ(parseDict("{'descr': '<f8', 'fortran_order': False, 'shape': (2305843009213693952,)}"),
            "'f.npy': the shape 2305843009213693952 is too large");
  for (const char *shape : {"(2, 3", "2, 3", "(2 3)", "(6)", "(-2, -3)", "(2, 3,,)", "(2.0, 3)",
                            "(99999999999999999999,)", "", "(,)"})
    EXPECT_NE(
        parseDict(std::string("{'descr': '<f4', 'fortran_order': False, 'shape': ") + shape + "}"),
        "")
        << shape;
  for (const char *dict :
       {"", "{", "}", "{}", "{'descr'}", "{'descr': '<f4'", "{'descr: '<f4'}", "{'a': 1}",
        "{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (6,)}",
        "{'descr': '<f4' 'fortran_order': False, 'shape': (6,)}",
        "{'descr': '<f4', 'fortran_order': 0, 'shape': (6,)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (6,)} x",
        "{'descr': '<f4', 'fortran_order': False}"})
    EXPECT_NE(parseDict(dict), "") << dict;
}

TEST(Npy, RefusesEveryLengthAndSurvivesEveryByte) {
  std::string file = makeNpyHeader(GEMS_F32, {2, 3}) + std::string(24, '\1');
  for (size_t size = 0; size < file.size(); ++size)
    EXPECT_NE(parse(file.substr(0, size)), "") << size;
  for (size_t i = 0; i < file.size(); ++i)
    for (int value = 0; value < 256; value += 5) {
      std::string damaged = file;
      damaged[i] = static_cast<char>(value);
      parse(damaged);
    }
}

TEST(Npy, RoundTripsEveryType) {
  std::string path = temporaryPath("round.npy"), error;
  std::vector<uint8_t> data(48);
  for (size_t i = 0; i < data.size(); ++i)
    data[i] = static_cast<uint8_t>(i * 11);
  for (gems_type type :
       {GEMS_I8, GEMS_I16, GEMS_I32, GEMS_I64, GEMS_F16, GEMS_BF16, GEMS_F32, GEMS_F64})
    for (const Shape &shape : {Shape{}, Shape{6}, Shape{2, 3}, Shape{1, 2, 3}, Shape{0, 7}}) {
      ASSERT_TRUE(writeNpy(path, type, shape, data.data(), error)) << error;
      NpyArray array;
      ASSERT_TRUE(readNpy(path, array, error)) << error;
      EXPECT_EQ(array.header.shape, shape);
      EXPECT_EQ(array.header.dataOffset % 64, 0u);
      EXPECT_TRUE(npyHolds(array.header.dtype, type));
      size_t size = static_cast<size_t>(array.header.numElements) * gems_type_size(type);
      EXPECT_EQ(memcmp(array.data(), data.data(), size), 0);
    }
  unlink(path.c_str());
}

TEST(Npy, MatchesTypes) {
  EXPECT_TRUE(npyHolds("<u2", GEMS_BF16));
  EXPECT_TRUE(npyHolds("<u2", GEMS_I16));
  EXPECT_TRUE(npyHolds("|u1", GEMS_I8));
  EXPECT_FALSE(npyHolds("<i2", GEMS_BF16));
  EXPECT_FALSE(npyHolds("<f2", GEMS_BF16));
  EXPECT_FALSE(npyHolds("<u2", GEMS_F16));
  EXPECT_FALSE(npyHolds("<f4", GEMS_F64));
}

TEST(Npy, TellsWhatTheSystemSays) {
  std::string error;
  NpyArray array;
  EXPECT_FALSE(readNpy("no/such.npy", array, error));
  EXPECT_EQ(error, "cannot open 'no/such.npy': No such file or directory");
  EXPECT_FALSE(readNpy(".", array, error));
  EXPECT_EQ(error, "cannot read '.': not a regular file");
  EXPECT_FALSE(writeNpy("no/such.npy", GEMS_F32, {0}, nullptr, error));
  EXPECT_EQ(error, "cannot write 'no/such.npy': No such file or directory");
  float value = 1;
  EXPECT_FALSE(writeNpy("/dev/full", GEMS_F32, {1}, &value, error));
  EXPECT_EQ(error, "cannot write '/dev/full': No space left on device");
}

} // namespace
