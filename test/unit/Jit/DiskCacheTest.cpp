// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The folder of the cache by itself: damage, limits, processes that die.
#include "DiskCache.h"

#include "TestJit.h"

#include <csignal>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>

using namespace gems;

namespace {

class DiskCacheTest : public testing::Test {
protected:
  std::unique_ptr<DiskCache> open(uint64_t maxBytes = 1 << 30) {
    return DiskCache::open(folder.path, maxBytes,
                           [this](const std::string &text) { warnings += text + "\n"; });
  }
  static Digest key(uint8_t number) {
    Digest digest = {};
    digest[0] = number;
    return digest;
  }
  static Bytes contents(size_t size, uint32_t seed = 1) {
    Bytes bytes(size);
    for (char &byte : bytes)
      byte = static_cast<char>((seed = seed * 1664525 + 1013904223) >> 24);
    return bytes;
  }
  std::string entry(uint8_t number) const {
    char name[80];
    snprintf(name, sizeof(name), "/%02x%062d.gems", number, 0);
    return folder.path + name;
  }

  TemporaryFolder folder;
  std::string warnings;
};

TEST_F(DiskCacheTest, KeepsWhatWasStored) {
  auto cache = open();
  ASSERT_TRUE(cache);
  EXPECT_FALSE(cache->load(key(1)));
  cache->store(key(1), contents(5000));
  cache->store(key(2), {});
  auto again = open();
  EXPECT_EQ(again->load(key(1)), contents(5000));
  EXPECT_EQ(again->load(key(2)), Bytes());
  EXPECT_FALSE(again->load(key(3)));
  EXPECT_EQ(warnings, "");
  EXPECT_EQ(std::filesystem::file_size(entry(1)), 5064u);
}

TEST_F(DiskCacheTest, DropsEntriesThatAreCut) {
  auto cache = open();
  cache->store(key(1), contents(20000));
  std::string whole = readFile(entry(1));
  std::vector<size_t> sizes = {0, 1, 63, 64, 65, whole.size() - 1};
  for (size_t size = 0; size < whole.size(); size += 512)
    sizes.push_back(size);
  for (size_t size : sizes) {
    warnings.clear();
    writeFile(entry(1), whole.substr(0, size));
    EXPECT_FALSE(cache->load(key(1))) << size;
    EXPECT_NE(warnings.find("dropping the damaged cache entry"), std::string::npos) << size;
    EXPECT_FALSE(std::filesystem::exists(entry(1))) << size;
  }
  writeFile(entry(1), whole + "x");
  EXPECT_FALSE(cache->load(key(1)));
}

TEST_F(DiskCacheTest, DropsEntriesWithAFlippedBit) {
  auto cache = open();
  cache->store(key(1), contents(3000));
  std::string whole = readFile(entry(1));
  for (size_t bit = 0; bit < whole.size() * 8; bit += bit < 64 * 8 ? 1 : 13) {
    std::string damaged = whole;
    damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ (1 << bit % 8));
    writeFile(entry(1), damaged);
    EXPECT_FALSE(cache->load(key(1))) << bit;
  }
}

TEST_F(DiskCacheTest, DropsEntriesUnderAnotherName) {
  auto cache = open();
  cache->store(key(1), contents(100));
  std::filesystem::copy(entry(1), entry(2));
  EXPECT_FALSE(cache->load(key(2)));
  EXPECT_NE(warnings.find("it is the entry of another library"), std::string::npos) << warnings;
  warnings.clear();
  // Not even read: a link, a pipe, a folder.
  std::filesystem::create_symlink(entry(1), entry(3));
  EXPECT_FALSE(cache->load(key(3)));
  ASSERT_EQ(mkfifo(entry(4).c_str(), 0600), 0);
  EXPECT_FALSE(cache->load(key(4)));
  std::filesystem::create_directory(entry(5));
  EXPECT_FALSE(cache->load(key(5)));
  for (uint8_t i : {2, 3, 4, 5})
    EXPECT_FALSE(std::filesystem::exists(entry(i)));
  EXPECT_EQ(cache->load(key(1)), contents(100));
}

TEST_F(DiskCacheTest, DropsTheOldestUseFirst) {
  auto cache = open(3500);
  for (uint8_t i = 1; i <= 3; ++i) {
    cache->store(key(i), contents(1000));
    usleep(20000);
  }
  EXPECT_TRUE(cache->load(key(1)));
  usleep(20000);
  cache->store(key(4), contents(1000));
  EXPECT_TRUE(cache->load(key(1)));
  EXPECT_FALSE(cache->load(key(2)));
  EXPECT_TRUE(cache->load(key(3)));
  EXPECT_TRUE(cache->load(key(4)));
  // What is larger than all does not stay, nor does anything else.
  cache->store(key(5), contents(100000));
  EXPECT_EQ(folder.entries().size(), 0u);
  EXPECT_EQ(warnings, "");
}

TEST_F(DiskCacheTest, LeavesOtherFilesAlone) {
  writeFile(folder.path + "/notes.txt", std::string(10000, 'x'));
  writeFile(folder.path + "/.new-old", "x");
  writeFile(folder.path + "/.new-young", "x");
  const timespec old[2] = {{1000, 0}, {1000, 0}};
  ASSERT_EQ(utimensat(AT_FDCWD, (folder.path + "/.new-old").c_str(), old, 0), 0);
  open(100)->store(key(1), contents(1000));
  EXPECT_TRUE(std::filesystem::exists(folder.path + "/notes.txt"));
  EXPECT_TRUE(std::filesystem::exists(folder.path + "/.new-young"));
  EXPECT_FALSE(std::filesystem::exists(folder.path + "/.new-old"));
}

TEST_F(DiskCacheTest, SurvivesAFullDisk) {
  EXPECT_TRUE(runInChild([&] {
    // A limit on the size of files fails as a full disk does: in the middle of a write.
    signal(SIGXFSZ, SIG_IGN);
    const rlimit limit = {2000, 2000};
    setrlimit(RLIMIT_FSIZE, &limit);
    auto cache = open();
    cache->store(key(1), contents(100000));
    cache->store(key(2), contents(100000));
    cache->store(key(3), contents(100));
    size_t numWarnings = size_t(std::count(warnings.begin(), warnings.end(), '\n'));
    return !cache->load(key(1)) && cache->load(key(3)) && numWarnings == 1 &&
           warnings.find("cannot write in the cache folder") != std::string::npos &&
           std::distance(std::filesystem::directory_iterator(folder.path), {}) == 1;
  })) << warnings;
}

TEST_F(DiskCacheTest, ReadsWhatItCannotWrite) {
  open()->store(key(1), contents(100));
  if (geteuid() == 0) {
    ASSERT_EQ(chown(folder.path.c_str(), 65534, 65534), 0);
    ASSERT_EQ(chown(entry(1).c_str(), 65534, 65534), 0);
  }
  ASSERT_EQ(chmod(folder.path.c_str(), 0500), 0);
  EXPECT_TRUE(runInChild([&] {
    if (geteuid() == 0 && setuid(65534) != 0)
      return false;
    auto cache = open();
    if (!cache || cache->load(key(1)) != contents(100))
      return false;
    cache->store(key(2), contents(100));
    return !cache->load(key(2)) &&
           warnings.find("cannot write in the cache folder") != std::string::npos;
  }));
  ASSERT_EQ(chmod(folder.path.c_str(), 0700), 0);
}

TEST_F(DiskCacheTest, RefusesFoldersOfOthers) {
  ASSERT_EQ(chmod(folder.path.c_str(), 0777), 0);
  EXPECT_FALSE(open());
  EXPECT_NE(warnings.find("other users may write to it; going on without it"), std::string::npos);
  ASSERT_EQ(chmod(folder.path.c_str(), 0700), 0);
  warnings.clear();
  auto warn = [this](const std::string &text) { warnings += text; };
  if (geteuid() == 0) {
    ASSERT_EQ(chown(folder.path.c_str(), 65534, 65534), 0);
    EXPECT_FALSE(open());
  } else {
    EXPECT_FALSE(DiskCache::open("/usr", 1000, warn));
  }
  EXPECT_NE(warnings.find("it belongs to user "), std::string::npos) << warnings;
  writeFile(testing::TempDir() + "gems-not-a-folder", "");
  EXPECT_FALSE(DiskCache::open(testing::TempDir() + "gems-not-a-folder/cache", 1000, warn));
  EXPECT_NE(warnings.find("Not a directory"), std::string::npos) << warnings;
}

TEST_F(DiskCacheTest, SurvivesProcessesThatDieWhileWriting) {
  constexpr size_t size = 1 << 20;
  for (int i = 0; i < 30; ++i) {
    pid_t child = fork();
    if (child == 0)
      for (auto cache = open(uint64_t(1) << 40);;)
        cache->store(key(1), contents(size));
    usleep(static_cast<useconds_t>(500 + i * 377));
    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
    auto found = open()->load(key(1));
    EXPECT_TRUE(!found || *found == contents(size));
  }
  EXPECT_EQ(warnings, "");
}

TEST_F(DiskCacheTest, ServesManyProcessesAtOnce) {
  std::vector<pid_t> children;
  for (int c = 0; c < 4; ++c) {
    pid_t child = fork();
    if (child == 0) {
      bool isRight = true;
      auto cache = open(60000);
      for (uint32_t i = 0; i < 300; ++i) {
        auto number = static_cast<uint8_t>(i % 10);
        auto found = cache->load(key(number));
        isRight = isRight && (!found || *found == contents(10000, number));
        cache->store(key(number), contents(10000, number));
      }
      _exit(isRight && warnings.empty() ? 0 : 1);
    }
    children.push_back(child);
  }
  for (pid_t child : children) {
    int status = -1;
    waitpid(child, &status, 0);
    EXPECT_EQ(status, 0);
  }
}

} // namespace
