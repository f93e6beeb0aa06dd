// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The wrapper for C++.
#include "gems/Runtime/Gems.hpp"

#include "TestLibrary.h"

#include <gtest/gtest.h>

using namespace gems;

namespace {

TEST(Wrapper, LoadsBindsAndLaunches) {
  Module module = Module::load(testLibraryPath()).value();
  ASSERT_EQ(module.size(), 4u);
  Kernel add = module.find("add").value();
  EXPECT_EQ(add.signature(), "add(x: array of f32, y: array of f32, out: array of f32, N: i32)");
  std::vector<float> x(40, 1), y(40, 2), out(40, 0);
  const float *input = x.data();
  Binding binding = add.bind(input, y.data(), out.data(), 40).value();
  Executor pool = Executor::pool(2).value();
  EXPECT_EQ(pool.numThreads(), 2u);
  binding.use(pool).check();
  binding.launch(3).check();
  EXPECT_EQ(out[39], 3);

  binding.reset();
  EXPECT_TRUE(binding.set("N", uint32_t(40)));
  EXPECT_TRUE(binding.set("x", out.data()) && binding.set("y", y.data()));
  EXPECT_TRUE(binding.set("out", out.data()));
  Binding moved = std::move(binding);
  moved.launch(3, 1, 1).check();
  EXPECT_EQ(out[0], 5);
}

TEST(Wrapper, TakesTheHostsParallelFor) {
  int numCalls = 0;
  auto parallelFor = [&](uint32_t numTasks, auto body) {
    ++numCalls;
    for (uint32_t i = 0; i < numTasks; ++i)
      body(i);
  };
  Executor executor = Executor::adapt(parallelFor, 4).value();
  gems_executor_set_grain(executor.get(), 0);
  Module module = Module::load(testLibrary().data(), testLibrary().size(), "memory").value();
  std::vector<int64_t> programs(64), ranges(64);
  Binding count = module.find("count")->bind(programs.data(), ranges.data()).value();
  count.use(executor).check();
  count.launch(64).check();
  EXPECT_EQ(numCalls, 1);
  EXPECT_EQ(programs, std::vector<int64_t>(64, 1));
}

TEST(Wrapper, PassesEveryType) {
  Module module = Module::load(testLibraryPath()).value();
  F16 half = {0};
  BF16 brain = {0};
  double wide = 0;
  int16_t narrow = 0;
  Binding store =
      module.find("store")
          ->bind(&half, F16{7}, &brain, BF16{9}, &wide, 1.5, &narrow, int16_t(300), true)
          .value();
  store.launch(1).check();
  EXPECT_EQ(half.bits, 7);
  EXPECT_EQ(brain.bits, 9);
  EXPECT_EQ(wide, 1.5);
  EXPECT_EQ(narrow, 301);
}

TEST(Wrapper, ReturnsErrors) {
  Result<Module> none = Module::load("/no/such/file.so");
  EXPECT_FALSE(none);
  EXPECT_EQ(none.status(), GEMS_ERROR_IO);
  EXPECT_EQ(none.text(), "cannot open '/no/such/file.so': No such file or directory");
  Module module = Module::load(testLibraryPath()).value();
  EXPECT_EQ(module.find("sub").status(), GEMS_ERROR_NOT_FOUND);
  Kernel add = module.find("add").value();
  float x[4] = {};
  Result<Binding> few = add.bind(x, x, x);
  EXPECT_EQ(few.text(), "argument 'N' of kernel 'add' is missing: expected a scalar i32");
  EXPECT_EQ(add.bind(x, x, x, 4, 5).text(), "kernel 'add' has 4 arguments, got position 4");
  EXPECT_EQ(add.bind(x, x, x, 4.0).text(),
            "argument 'N' of kernel 'add': expected a scalar i32, got a scalar f64");
  Binding bound = add.bind(x, x, x, 4).value();
  EXPECT_EQ(bound.launch(-1).text(), "grid dimension x: expected 0..2147483647, got -1");
  EXPECT_THROW((void)Module::load("/no/such/file.so").value(), Exception);
  EXPECT_THROW(bound.launch(-1).check(), Exception);
}

TEST(Wrapper, TellsKernelsThatCheckHowLargeArraysAre) {
  static const gems_site site = {"k.mlir:1:2", 0, 1};
  static const gems_arg_info arg = {"x", GEMS_POINTER, GEMS_F32, GEMS_ARG_CHECKED, 0};
  Module module = Module::load(testLibraryPath()).value();
  gems_kernel_info info = module.find("add").value().info();
  info.args = &arg, info.num_args = 1;
  info.entry = [](const gems_launch *launch, int64_t, int64_t last, void *) {
    if (launch->checks->extents[0] >= last)
      return;
    launch->checks->violation = {&site, 0, launch->checks->extents[0]};
    launch->checks->state = 1;
  };
  float x[4] = {};
  Binding binding = Kernel(info).bind(x).value();
  EXPECT_EQ(binding.launch(4).status(), GEMS_ERROR_BINDING);
  EXPECT_FALSE(binding.setExtent("y", 4));
  binding.setExtent("x", 4).check();
  binding.launch(4).check();
  EXPECT_EQ(binding.launch(5).status(), GEMS_ERROR_BOUNDS);
}

} // namespace
