// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A compiler whose reports a test can read, and folders that go away.
#ifndef GEMS_TEST_UNIT_JIT_TESTJIT_H
#define GEMS_TEST_UNIT_JIT_TESTJIT_H

#include "gems/Jit/Jit.h"

#include <atomic>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <mutex>
#include <string>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace gems {

/// The target of another machine, one of its CPUs, and what that is told to do without.
struct Machine {
  const char *triple, *cpu, *features;
};
#if defined(__aarch64__)
inline const Machine otherMachine = {"x86_64-linux-gnu", "skylake-avx512", "-avx512vl"};
#else
inline const Machine otherMachine = {"aarch64-linux-gnu", "neoverse-n1", "-fullfp16"};
#endif

/// A new folder for one test.
class TemporaryFolder {
public:
  TemporaryFolder() {
    std::string pattern = testing::TempDir() + "gems-XXXXXX";
    EXPECT_NE(mkdtemp(pattern.data()), nullptr);
    path = pattern;
  }
  ~TemporaryFolder() {
    std::error_code code;
    std::filesystem::remove_all(path, code);
  }
  TemporaryFolder(const TemporaryFolder &) = delete;

  /// The entries of a cache, without what else is there.
  std::vector<std::string> entries() const {
    std::vector<std::string> names;
    for (const auto &file : std::filesystem::directory_iterator(path))
      if (file.path().extension() == ".gems")
        names.push_back(file.path().string());
    return names;
  }

  std::string path;
};

inline std::string readFile(const std::string &path) {
  std::ifstream file(path, std::ios::binary);
  EXPECT_TRUE(file.good()) << path;
  return std::string(std::istreambuf_iterator<char>(file), {});
}

inline void writeFile(const std::string &path, const std::string &bytes) {
  std::ofstream file(path, std::ios::binary);
  file << bytes;
  EXPECT_TRUE(file.good()) << path;
}

/// Runs a function in a child; true when it returned true.
template <typename Function> bool runInChild(Function function) {
  pid_t child = fork();
  if (child == 0)
    _exit(function() ? 0 : 1);
  int status = -1;
  EXPECT_EQ(waitpid(child, &status, 0), child);
  return status == 0;
}

inline const char addSource[] = R"(
!T = !tile.param<T : [f32, f64] = f32>
#N = #tile.param<N : i32 = 16>
!x = !tile.tile<N x T>
!i = !tile.tile<N x i32>
tile.kernel @twice(%x: !tile.ptr<!T>, %out: !tile.ptr<!T>) {
  %pid = tile.program_id x
  %n = arith.constant #N
  %first = arith.muli %pid, %n : i32
  %start = tile.splat %first : i32 -> !i
  %lanes = tile.arange : !i
  %at = arith.addi %start, %lanes : !i
  %v = tile.load %x[%at] : !tile.ptr<!T>, !i
  %two = arith.addf %v, %v : !x
  tile.store %two, %out[%at] : !tile.ptr<!T>, !i
  tile.return
}
)";

class TestJit {
public:
  explicit TestJit(const std::string &cacheFolder = "", uint64_t cacheBytes = 1 << 24) {
    gems_jit_options options = {};
    options.struct_size = sizeof(options);
    options.prewarm = 1;
    options.cache_bytes = cacheBytes;
    options.report = [](void *context, const char *text) {
      auto *self = static_cast<TestJit *>(context);
      std::lock_guard<std::mutex> lock(self->mutex);
      self->reports += text;
    };
    options.report_context = this;
    snprintf(options.cache_dir, sizeof(options.cache_dir), "%s", cacheFolder.c_str());
    EXPECT_EQ(gems_jit_create(&options, &jit, &message), GEMS_OK) << message.text;
  }
  ~TestJit() { gems_jit_release(jit); }
  TestJit(const TestJit &) = delete;

  static gems_jit_request request(const char *source = addSource) {
    gems_jit_request request = {};
    request.struct_size = sizeof(request);
    request.source = source;
    request.source_size = strlen(source);
    request.path = "test.mlir";
    return request;
  }

  gems_status compile(const gems_jit_request &request) {
    return gems_jit_compile(jit, &request, &kernel, &message);
  }

  /// Whether the kernel of addSource in f32 computes.
  bool runs() {
    if (compile(request()) != GEMS_OK)
      return false;
    float x[16], out[16] = {};
    for (int i = 0; i < 16; ++i)
      x[i] = float(i);
    gems_binding *binding;
    const int64_t grid[3] = {1, 1, 1};
    bool isRight = gems_binding_create(kernel, &binding, &message) == GEMS_OK &&
                   gems_binding_set_array(binding, "x", GEMS_F32, x, &message) == GEMS_OK &&
                   gems_binding_set_array(binding, "out", GEMS_F32, out, &message) == GEMS_OK &&
                   gems_binding_launch(binding, grid, &message) == GEMS_OK;
    for (int i = 0; i < 16; ++i)
      isRight = isRight && out[i] == 2 * float(i);
    gems_binding_release(binding);
    return isRight;
  }

  gems_jit_statistics statistics() const {
    gems_jit_statistics result;
    gems_jit_get_statistics(jit, &result);
    return result;
  }

  gems_jit *jit = nullptr;
  const gems_kernel_info *kernel = nullptr;
  gems_message message = {};
  std::string reports;

private:
  std::mutex mutex;
};

} // namespace gems

#endif // GEMS_TEST_UNIT_JIT_TESTJIT_H
