// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Programs that use libgems_jit.so: of two builds at once, and as the environment says.
#include "TestJit.h"

#include <cstdio>
#include <thread>

using namespace gems;

namespace {

/// What a program prints that compiles a kernel, with the library of a folder.
std::string runClient(const std::string &environment, const char *libraryFolder = "") {
  std::string command = environment + " LD_LIBRARY_PATH=" + libraryFolder +
                        " " GEMS_CACHE_CLIENT " " GEMS_SOURCE_DIR "/kernels/add.mlir 2>&1";
  FILE *pipe = popen(command.c_str(), "r");
  std::string text;
  for (int c; pipe && (c = fgetc(pipe)) != EOF;)
    text += static_cast<char>(c);
  EXPECT_EQ(pipe ? pclose(pipe) : -1, 0) << command;
  return text;
}

constexpr char wasCompiled[] = "1 compiled, 0 found\n", wasFound[] = "0 compiled, 1 found\n";

TEST(SharedLibrary, KeepsTheKernelsOfTwoBuildsApart) {
  TemporaryFolder folder;
  std::string environment = "GEMS_CACHE_DIR=" + folder.path;
  EXPECT_EQ(runClient(environment), wasCompiled);
  EXPECT_EQ(runClient(environment, GEMS_OTHER_BUILD), wasCompiled);
  EXPECT_EQ(folder.entries().size(), 2u);
  EXPECT_EQ(runClient(environment), wasFound);
  EXPECT_EQ(runClient(environment, GEMS_OTHER_BUILD), wasFound);
}

TEST(SharedLibrary, ServesTwoBuildsAtOnce) {
  TemporaryFolder folder;
  std::string environment = "GEMS_CACHE_DIR=" + folder.path;
  std::string outputs[6];
  std::vector<std::thread> threads;
  for (int i = 0; i < 6; ++i)
    threads.emplace_back(
        [&, i] { outputs[i] = runClient(environment, i % 2 ? GEMS_OTHER_BUILD : ""); });
  for (std::thread &thread : threads)
    thread.join();
  // Nobody saw anything to warn of.
  for (const std::string &output : outputs)
    EXPECT_TRUE(output == wasCompiled || output == wasFound) << output;
  EXPECT_EQ(folder.entries().size(), 2u);
  EXPECT_EQ(runClient(environment), wasFound);
  EXPECT_EQ(runClient(environment, GEMS_OTHER_BUILD), wasFound);
}

TEST(SharedLibrary, DoesAsTheEnvironmentSays) {
  TemporaryFolder folder;
  for (int i = 0; i < 2; ++i)
    EXPECT_EQ(runClient("GEMS_CACHE=0 GEMS_CACHE_DIR=" + folder.path), wasCompiled);
  EXPECT_EQ(folder.entries().size(), 0u);
  std::string home = "env -u GEMS_CACHE_DIR -u XDG_CACHE_HOME HOME=" + folder.path;
  EXPECT_EQ(runClient(home), wasCompiled);
  EXPECT_EQ(runClient(home), wasFound);
  EXPECT_TRUE(std::filesystem::is_directory(folder.path + "/.cache/gems"));
}

} // namespace
