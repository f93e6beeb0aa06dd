// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The compiler with its cache: what is found, what the key depends on.
#include "TestJit.h"

using namespace gems;

namespace {

TEST(JitCache, FindsTheKernelsOfAnEarlierProcess) {
  TemporaryFolder folder;
  {
    TestJit jit(folder.path);
    EXPECT_TRUE(jit.runs());
    EXPECT_EQ(jit.statistics().compiled, 1u);
  }
  ASSERT_EQ(folder.entries().size(), 1u);
  TestJit jit(folder.path);
  EXPECT_TRUE(jit.runs());
  EXPECT_EQ(jit.statistics().compiled, 0u);
  EXPECT_EQ(jit.statistics().found_in_cache, 1u);
  EXPECT_EQ(jit.reports, "");
}

TEST(JitCache, HasAnEntryForEverythingThatChangesTheCode) {
  TemporaryFolder folder;
  TestJit jit(folder.path);
  size_t numEntries = 0;
  auto expectNew = [&](const gems_jit_request &request, const char *what) {
    void *bytes;
    size_t size;
    ASSERT_EQ(gems_jit_compile_library(jit.jit, &request, &bytes, &size, &jit.message), GEMS_OK)
        << jit.message.text;
    gems_jit_free_library(bytes);
    EXPECT_EQ(folder.entries().size(), ++numEntries) << what;
  };
  gems_jit_request request = TestJit::request();
  expectNew(request, "the first");
  request.path = "other.mlir";
  expectNew(request, "path");
  request = TestJit::request();
  std::string source = std::string(addSource) + "// more\n";
  expectNew(TestJit::request(source.c_str()), "source");
  const gems_param_info params[] = {{"N", "32"}, {"T", "f64"}};
  request.params = params, request.num_params = 1;
  expectNew(request, "parameter");
  request.num_params = 2;
  expectNew(request, "two parameters");
  request = TestJit::request();
  request.triple = otherMachine.triple;
  expectNew(request, "target");
  request.cpu = otherMachine.cpu;
  expectNew(request, "CPU");
  request.features = otherMachine.features;
  expectNew(request, "features");
}

TEST(JitCache, GoesWithoutAFolderOfItsOwn) {
  TemporaryFolder folder;
  ASSERT_EQ(chmod(folder.path.c_str(), 0777), 0);
  TestJit jit(folder.path);
  EXPECT_NE(jit.reports.find("warning: cannot use the cache folder"), std::string::npos);
  EXPECT_TRUE(jit.runs());
  EXPECT_EQ(folder.entries().size(), 0u);
  TestJit other("/proc/no/such/folder");
  EXPECT_TRUE(other.runs());
  EXPECT_NE(other.reports.find("warning: cannot use the cache folder"), std::string::npos);
}

TEST(JitCache, IsSharedByProcesses) {
  TemporaryFolder folder;
  std::vector<pid_t> children;
  for (int i = 0; i < 4; ++i) {
    pid_t child = fork();
    if (child == 0) {
      bool isRight = false;
      {
        TestJit jit(folder.path);
        isRight = jit.runs() && jit.reports.empty();
      }
      _exit(isRight ? 0 : 1);
    }
    children.push_back(child);
  }
  for (pid_t child : children) {
    int status = -1;
    waitpid(child, &status, 0);
    EXPECT_EQ(status, 0);
  }
  EXPECT_EQ(folder.entries().size(), 1u);
}

} // namespace
