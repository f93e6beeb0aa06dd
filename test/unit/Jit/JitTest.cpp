// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Compiling in the process: the same bytes as gems-compile, errors as text, what costs nothing the
// second time.
#include "TestJit.h"

#include <csignal>
#include <cstring>
#include <new>
#include <thread>

using namespace gems;

/// Allocations of this thread.
static thread_local uint64_t numAllocations = 0;

void *operator new(size_t size) {
  ++numAllocations;
  if (void *memory = malloc(size))
    return memory;
  abort();
}
void *operator new(size_t size, const std::nothrow_t &) noexcept { return operator new(size); }
void operator delete(void *memory) noexcept { free(memory); }
void operator delete(void *memory, size_t) noexcept { free(memory); }

namespace {

std::string libraryOf(TestJit &jit, const gems_jit_request &request) {
  void *bytes = nullptr;
  size_t size = 0;
  EXPECT_EQ(gems_jit_compile_library(jit.jit, &request, &bytes, &size, &jit.message), GEMS_OK)
      << jit.message.text;
  std::string library(static_cast<const char *>(bytes), size);
  gems_jit_free_library(bytes);
  return library;
}

TEST(Jit, CompilesTextAndRunsIt) {
  TestJit jit;
  EXPECT_TRUE(jit.runs()) << jit.message.text;
  EXPECT_STREQ(jit.kernel->name, "twice");
  EXPECT_EQ(jit.reports, "");
}

TEST(Jit, WritesTheBytesOfGemsCompile) {
  TestJit jit;
  TemporaryFolder folder;
  std::string kernel = GEMS_SOURCE_DIR "/kernels/fused_add_rms_norm.mlir";
  std::string output = folder.path + "/out.so";
  const gems_param_info params[] = {{"T", "f16"}, {"BLOCK", "100"}};
  struct Machine {
    const char *triple, *cpu, *features, *words;
  };
  for (Machine machine : {Machine{nullptr, nullptr, nullptr, "--cpu=native"},
                          Machine{"x86_64-linux-gnu", "x86-64-v3", nullptr,
                                  "--target=x86_64-linux-gnu --cpu=x86-64-v3"},
                          Machine{"aarch64-linux-gnu", "neoverse-v2", "-sve2",
                                  "--target=aarch64-linux-gnu --cpu=neoverse-v2 "
                                  "--features=-sve2"}}) {
    std::string command = GEMS_COMPILE " --emit=shared -D T=f16 -D BLOCK=100 " +
                          std::string(machine.words) + " -o " + output + " " + kernel;
    ASSERT_EQ(system(command.c_str()), 0) << command;
    gems_jit_request request = {};
    request.struct_size = sizeof(request);
    request.path = kernel.c_str();
    request.params = params;
    request.num_params = 2;
    request.triple = machine.triple;
    request.cpu = machine.cpu;
    request.features = machine.features;
    EXPECT_TRUE(libraryOf(jit, request) == readFile(output)) << command;
  }
}

TEST(Jit, TellsWhatIsWrong) {
  TestJit jit;
  gems_jit_request request = TestJit::request("tile.kernel @k(");
  EXPECT_EQ(jit.compile(request), GEMS_ERROR_FORMAT);
  EXPECT_EQ(std::string(jit.message.text).substr(0, 22), "test.mlir:1:15: error:")
      << jit.message.text;
  EXPECT_NE(jit.reports.find("tile.kernel @k("), std::string::npos) << jit.reports;

  request = TestJit::request();
  const gems_param_info unknown = {"M", "3"};
  request.params = &unknown, request.num_params = 1;
  EXPECT_EQ(jit.compile(request), GEMS_ERROR_FORMAT);
  EXPECT_NE(strstr(jit.message.text, "'M'"), nullptr) << jit.message.text;
  request = TestJit::request();
  request.cpu = "pentium9";
  EXPECT_EQ(jit.compile(request), GEMS_ERROR_ARGUMENT);
  EXPECT_NE(strstr(jit.message.text, "unknown CPU 'pentium9'"), nullptr) << jit.message.text;
  request = TestJit::request();
  request.kernel = "thrice";
  EXPECT_EQ(jit.compile(request), GEMS_ERROR_NOT_FOUND);
  EXPECT_STREQ(jit.message.text, "'test.mlir' has no kernel 'thrice'; it has: twice");
  request = TestJit::request();
  request.source = nullptr, request.path = "/no/such/file.mlir";
  EXPECT_EQ(jit.compile(request), GEMS_ERROR_IO);
  EXPECT_STREQ(jit.message.text, "cannot read '/no/such/file.mlir': No such file or directory");
  request.path = nullptr;
  EXPECT_EQ(jit.compile(request), GEMS_ERROR_ARGUMENT);
  EXPECT_STREQ(jit.message.text, "expected a path or a source, got neither");
  request.struct_size = 8;
  EXPECT_EQ(jit.compile(request), GEMS_ERROR_VERSION);
  EXPECT_EQ(gems_jit_compile(jit.jit, nullptr, &jit.kernel, &jit.message), GEMS_ERROR_ARGUMENT);
  EXPECT_EQ(gems_jit_compile(nullptr, nullptr, nullptr, nullptr), GEMS_ERROR_ARGUMENT);
}

TEST(Jit, RefusesToRunCodeForAnotherMachine) {
  TemporaryFolder folder;
  TestJit jit(folder.path);
  gems_jit_request request = TestJit::request();
  request.triple = otherMachine.triple;
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(jit.compile(request), GEMS_ERROR_MACHINE) << jit.message.text;
    EXPECT_EQ(libraryOf(jit, request).substr(0, 4), "\x7f"
                                                    "ELF");
  }
  EXPECT_EQ(jit.statistics().compiled, 1u);
  EXPECT_EQ(jit.reports, "");
}

TEST(Jit, FindsWhatItHasWithoutAllocating) {
  TestJit jit;
  const gems_param_info param = {"T", "f32"};
  std::string path = GEMS_SOURCE_DIR "/kernels/layer_norm.mlir", source = readFile(path);
  gems_jit_request text = TestJit::request(source.c_str()), file = {};
  file.struct_size = sizeof(file);
  file.path = path.c_str();
  uint64_t numFound = 0;
  for (gems_jit_request *request : {&text, &file}) {
    request->params = &param, request->num_params = 1;
    ASSERT_EQ(jit.compile(*request), GEMS_OK) << jit.message.text;
    const gems_kernel_info *first = jit.kernel;
    uint64_t before = numAllocations;
    EXPECT_GT(before, 0u) << "compiling allocates";
    EXPECT_EQ(jit.compile(*request), GEMS_OK);
    EXPECT_EQ(numAllocations, before);
    EXPECT_EQ(jit.kernel, first);
    EXPECT_EQ(jit.statistics().found_in_process, ++numFound);
  }
  EXPECT_EQ(jit.statistics().compiled, 2u);
}

/// The handlers of all signals, and the stack that they run on.
std::vector<void *> signalHandlers() {
  std::vector<void *> handlers;
  for (int number = 1; number < NSIG; ++number) {
    struct sigaction action = {};
    sigaction(number, nullptr, &action);
    handlers.push_back(reinterpret_cast<void *>(action.sa_handler));
  }
  stack_t stack = {};
  sigaltstack(nullptr, &stack);
  handlers.push_back(stack.ss_sp);
  return handlers;
}

TEST(Jit, LeavesTheHandlersOfSignalsAlone) {
  std::vector<void *> before = signalHandlers();
  EXPECT_TRUE(TestJit().runs());
  EXPECT_EQ(signalHandlers(), before);
}

TEST(Jit, CompilesOnceForManyThreads) {
  TestJit jit;
  std::vector<std::thread> threads;
  std::atomic<int> numRight{0};
  for (int i = 0; i < 8; ++i)
    threads.emplace_back([&] {
      const gems_kernel_info *kernel;
      gems_jit_request request = TestJit::request();
      numRight += gems_jit_compile(jit.jit, &request, &kernel, nullptr) == GEMS_OK;
    });
  for (std::thread &thread : threads)
    thread.join();
  EXPECT_EQ(numRight, 8);
  EXPECT_EQ(jit.statistics().compiled, 1u);
  // Different ones at the same time.
  threads.clear();
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&, i] {
      std::string size = std::to_string(17 + i);
      const gems_param_info param = {"N", size.c_str()};
      const gems_kernel_info *kernel;
      gems_jit_request request = TestJit::request();
      request.params = &param, request.num_params = 1;
      numRight += gems_jit_compile(jit.jit, &request, &kernel, nullptr) == GEMS_OK;
    });
  for (std::thread &thread : threads)
    thread.join();
  EXPECT_EQ(numRight, 12);
  EXPECT_EQ(jit.statistics().compiled, 5u);
}

TEST(Jit, ReadsAFileAgainWhenItChanges) {
  TemporaryFolder folder;
  std::string path = folder.path + "/k.mlir", source = addSource;
  writeFile(path, source);
  TestJit jit;
  gems_jit_request request = {};
  request.struct_size = sizeof(request);
  request.path = path.c_str();
  ASSERT_EQ(jit.compile(request), GEMS_OK) << jit.message.text;
  ASSERT_EQ(jit.compile(request), GEMS_OK);
  const gems_kernel_info *first = jit.kernel;
  source.replace(source.find("@twice"), 6, "@again");
  writeFile(path, source + "\n");
  ASSERT_EQ(jit.compile(request), GEMS_OK) << jit.message.text;
  EXPECT_STREQ(jit.kernel->name, "again");
  EXPECT_STREQ(first->name, "twice");
  EXPECT_EQ(jit.statistics().compiled, 2u);
}

TEST(Jit, PrewarmsInTheBackground) {
  TestJit jit;
  gems_jit_request requests[] = {TestJit::request(), TestJit::request("nonsense")};
  ASSERT_EQ(gems_jit_prewarm(jit.jit, requests, 2, &jit.message), GEMS_OK) << jit.message.text;
  gems_jit_wait(jit.jit);
  EXPECT_NE(jit.reports.find("cannot prewarm 'test.mlir': "), std::string::npos) << jit.reports;
  EXPECT_TRUE(jit.runs());
  EXPECT_EQ(jit.statistics().compiled, 1u);
  EXPECT_EQ(jit.statistics().found_in_process, 1u);
  // Released while there is work left.
  TestJit other;
  ASSERT_EQ(gems_jit_prewarm(other.jit, requests, 2, &jit.message), GEMS_OK);
}

TEST(Jit, ReadsTheEnvironment) {
  EXPECT_TRUE(runInChild([] {
    gems_jit_options options;
    setenv("HOME", "/home/you", 1);
    unsetenv("XDG_CACHE_HOME"), unsetenv("GEMS_CACHE_DIR"), unsetenv("GEMS_CACHE");
    unsetenv("GEMS_PREWARM");
    gems_jit_read_environment(&options);
    bool isRight = options.prewarm && !strcmp(options.cache_dir, "/home/you/.cache/gems") &&
                   options.cache_bytes == 256u << 20;
    setenv("XDG_CACHE_HOME", "/caches", 1);
    gems_jit_read_environment(&options);
    isRight = isRight && !strcmp(options.cache_dir, "/caches/gems");
    setenv("GEMS_CACHE_DIR", "/mine", 1);
    gems_jit_read_environment(&options);
    isRight = isRight && !strcmp(options.cache_dir, "/mine");
    setenv("GEMS_CACHE_DIR", std::string(2000, 'x').c_str(), 1);
    gems_jit_read_environment(&options);
    isRight = isRight && !options.cache_dir[0];
    setenv("GEMS_CACHE_DIR", "/mine", 1), setenv("GEMS_CACHE", "0", 1);
    setenv("GEMS_PREWARM", "0", 1);
    gems_jit_read_environment(&options);
    return isRight && !options.cache_dir[0] && !options.prewarm;
  }));
}

TEST(Jit, LeavesPrewarmingOutWhenTold) {
  gems_jit_options options = {};
  options.struct_size = sizeof(options);
  gems_jit *jit;
  gems_message message;
  ASSERT_EQ(gems_jit_create(&options, &jit, &message), GEMS_OK) << message.text;
  gems_jit_request request = TestJit::request();
  EXPECT_EQ(gems_jit_prewarm(jit, &request, 1, &message), GEMS_OK);
  gems_jit_wait(jit);
  gems_jit_statistics statistics;
  gems_jit_get_statistics(jit, &statistics);
  EXPECT_EQ(statistics.compiled, 0u);
  gems_jit_release(jit);
  options.struct_size = 4;
  EXPECT_EQ(gems_jit_create(&options, &jit, &message), GEMS_ERROR_VERSION);
}

} // namespace
