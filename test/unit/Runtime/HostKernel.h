// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A kernel whose programs are a function of the test, to watch who runs what.
#ifndef GEMS_TEST_UNIT_RUNTIME_HOSTKERNEL_H
#define GEMS_TEST_UNIT_RUNTIME_HOSTKERNEL_H

#include "gems/Runtime/Runtime.h"

#include <functional>
#include <gtest/gtest.h>

namespace gems {

/// Runs programs [first, last) with scratch memory.
using HostPrograms = std::function<void(int64_t first, int64_t last, void *scratch)>;

inline void runHostPrograms(const gems_launch *launch, int64_t first, int64_t last, void *scratch) {
  (*static_cast<HostPrograms *>(launch->args[0].ptr))(first, last, scratch);
}

/// A bound kernel that calls a function. Its arguments are made here, so it cannot be moved.
class HostKernel {
public:
  explicit HostKernel(HostPrograms programs, uint64_t scratchSize = 0)
      : programs(std::move(programs)) {
#if defined(__aarch64__)
    const uint32_t isa = GEMS_ISA_NEON;
    const char *features = "+neon";
#else
    const uint32_t isa = GEMS_ISA_AVX2;
    const char *features = "+avx2";
#endif
    info = {GEMS_ABI_VERSION, sizeof(info), "host",   runHostPrograms, &arg, nullptr, 1, 0,
            "host",           "any",        features, scratchSize,     64,   isa};
    gems_message message;
    EXPECT_EQ(gems_binding_create(&info, &binding, &message), GEMS_OK) << message.text;
    EXPECT_EQ(gems_binding_set_array(binding, "programs", GEMS_I64, &this->programs, &message),
              GEMS_OK)
        << message.text;
  }
  HostKernel(const HostKernel &) = delete;
  ~HostKernel() { gems_binding_release(binding); }

  void use(gems_executor *executor) {
    gems_message message;
    EXPECT_EQ(gems_binding_set_executor(binding, executor, &message), GEMS_OK) << message.text;
  }

  void launch(int64_t x, int64_t y = 1, int64_t z = 1) {
    const int64_t grid[3] = {x, y, z};
    gems_message message;
    EXPECT_EQ(gems_binding_launch(binding, grid, &message), GEMS_OK) << message.text;
  }

  gems_kernel_info info;

private:
  HostPrograms programs;
  gems_arg_info arg = {"programs", GEMS_POINTER, GEMS_I64, 0, 0};
  gems_binding *binding = nullptr;
};

} // namespace gems

#endif // GEMS_TEST_UNIT_RUNTIME_HOSTKERNEL_H
