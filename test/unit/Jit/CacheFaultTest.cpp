// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Faults in the cache, seen by a program that compiles: right results and a warning, every time.
#include "TestJit.h"

#include "llvm/Support/xxhash.h"

#include <cstring>

using namespace gems;

namespace {

class CacheFaultTest : public testing::Test {
protected:
  CacheFaultTest() {
    EXPECT_TRUE(TestJit(folder.path).runs());
    EXPECT_EQ(folder.entries().size(), 1u);
    entry = folder.entries()[0];
    whole = readFile(entry);
  }

  /// Puts the bytes in the entry's place; expects a warning, a new entry, and a kernel that works.
  void expectRebuilt(const std::string &bytes, const std::string &what) {
    writeFile(entry, bytes);
    TestJit jit(folder.path);
    EXPECT_TRUE(jit.runs()) << what;
    EXPECT_EQ(jit.statistics().compiled, 1u) << what;
    EXPECT_NE(jit.reports.find("warning: dropping the damaged cache entry"), std::string::npos)
        << what;
    EXPECT_TRUE(readFile(entry) == whole) << what;
  }

  /// An entry whose own header is right, whatever the library in it.
  std::string seal(std::string bytes) const {
    uint64_t size = bytes.size() - 64;
    uint64_t hash = llvm::xxh3_64bits(llvm::StringRef(bytes).drop_front(64));
    memcpy(bytes.data() + 48, &size, 8);
    memcpy(bytes.data() + 56, &hash, 8);
    return bytes;
  }

  TemporaryFolder folder;
  std::string entry, whole;
};

TEST_F(CacheFaultTest, CutEvery512Bytes) {
  for (size_t size = 0; size < whole.size(); size += 512)
    expectRebuilt(whole.substr(0, size), "cut at " + std::to_string(size));
}

TEST_F(CacheFaultTest, BitsFlipped) {
  for (size_t i = 0; i < 40; ++i) {
    std::string damaged = whole;
    size_t bit = i * 7919 % (whole.size() * 8);
    damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ (1 << bit % 8));
    expectRebuilt(damaged, "bit " + std::to_string(bit));
  }
}

TEST_F(CacheFaultTest, LibrariesThatAreDamagedInside) {
  // The cache's own checks pass; those of the loader find it.
  for (size_t size = 64; size < whole.size(); size += 512)
    expectRebuilt(seal(whole.substr(0, size)), "library cut at " + std::to_string(size));
  std::string damaged = whole;
  damaged[whole.size() / 2] = static_cast<char>(~damaged[whole.size() / 2]);
  expectRebuilt(seal(damaged), "library with damage");
  expectRebuilt(seal(whole.substr(0, 64) + "#!/bin/sh\n"), "no library");
}

TEST_F(CacheFaultTest, FoldersAndLinks) {
  std::filesystem::remove(entry);
  std::filesystem::create_directory(entry);
  TestJit first(folder.path);
  EXPECT_TRUE(first.runs());
  EXPECT_TRUE(readFile(entry) == whole);
  std::filesystem::remove(entry);
  std::filesystem::create_symlink("/etc/passwd", entry);
  TestJit second(folder.path);
  EXPECT_TRUE(second.runs());
  EXPECT_FALSE(std::filesystem::is_symlink(entry));
  EXPECT_NE(second.reports.find("dropping"), std::string::npos);
}

} // namespace
