// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Bindings and launches: texts of errors, grids, ranges.
#include "TestLibrary.h"

#include <gtest/gtest.h>

using namespace gems;

namespace {

class BindingTest : public testing::Test {
protected:
  void bindKernel(const char *name) {
    gems_binding_release(binding);
    ASSERT_EQ(gems_binding_create(module.kernel(name), &binding, &message), GEMS_OK)
        << message.text;
  }
  ~BindingTest() override { gems_binding_release(binding); }

  static gems_value i32(int32_t number) {
    gems_value value = {};
    value.i32 = number;
    return value;
  }

  TestModule module;
  gems_binding *binding = nullptr;
  gems_message message;
};

TEST_F(BindingTest, AddsByName) {
  bindKernel("add");
  std::vector<float> x(100), y(100), out(101, -1);
  for (int i = 0; i < 100; ++i)
    x[i] = i, y[i] = 1000;
  ASSERT_EQ(gems_binding_set_scalar(binding, "N", GEMS_I32, i32(100), &message), GEMS_OK);
  ASSERT_EQ(gems_binding_set_array(binding, "out", GEMS_F32, out.data(), &message), GEMS_OK);
  ASSERT_EQ(gems_binding_set_array_at(binding, 0, GEMS_F32, x.data(), &message), GEMS_OK);
  ASSERT_EQ(gems_binding_set_array_at(binding, 1, GEMS_F32, y.data(), &message), GEMS_OK);
  const int64_t grid[3] = {7, 1, 1};
  ASSERT_EQ(gems_binding_launch(binding, grid, &message), GEMS_OK) << message.text;
  for (int i = 0; i < 100; ++i)
    EXPECT_EQ(out[i], 1000 + i);
  EXPECT_EQ(out[100], -1);
}

TEST_F(BindingTest, TellsWhatIsWrong) {
  bindKernel("add");
  float data[4] = {};
  EXPECT_EQ(gems_binding_set_array(binding, "N", GEMS_F32, data, &message), GEMS_ERROR_TYPE);
  EXPECT_STREQ(message.text,
               "argument 'N' of kernel 'add': expected a scalar i32, got an array of f32");
  EXPECT_EQ(gems_binding_set_scalar(binding, "x", GEMS_F32, i32(0), &message), GEMS_ERROR_TYPE);
  EXPECT_STREQ(message.text,
               "argument 'x' of kernel 'add': expected an array of f32, got a scalar f32");
  EXPECT_EQ(gems_binding_set_array(binding, "x", GEMS_F64, data, &message), GEMS_ERROR_TYPE);
  EXPECT_STREQ(message.text,
               "argument 'x' of kernel 'add': expected an array of f32, got an array of f64");
  EXPECT_EQ(gems_binding_set_array(binding, "z", GEMS_F32, data, &message), GEMS_ERROR_NOT_FOUND);
  EXPECT_STREQ(message.text, "kernel 'add' has no argument 'z'");
  EXPECT_EQ(gems_binding_set_array_at(binding, 4, GEMS_F32, data, &message), GEMS_ERROR_NOT_FOUND);
  EXPECT_STREQ(message.text, "kernel 'add' has 4 arguments, got position 4");
  char *odd = reinterpret_cast<char *>(data) + 2;
  EXPECT_EQ(gems_binding_set_array(binding, "x", GEMS_F32, odd, &message), GEMS_ERROR_ARGUMENT);
  EXPECT_STREQ(message.text, "argument 'x' of kernel 'add': expected an address that is a multiple "
                             "of 4, got one 2 past it");
  EXPECT_EQ(gems_binding_set_array(binding, "x", GEMS_F32, data, &message), GEMS_OK);
  EXPECT_EQ(gems_binding_set_array(binding, "x", GEMS_F32, data, &message), GEMS_ERROR_BINDING);
  EXPECT_STREQ(message.text, "argument 'x' of kernel 'add' is given twice");
  const int64_t grid[3] = {0, 1, 1};
  EXPECT_EQ(gems_binding_launch(binding, grid, &message), GEMS_ERROR_BINDING);
  EXPECT_STREQ(message.text, "argument 'y' of kernel 'add' is missing: expected an array of f32");
  gems_binding_reset(binding);
  EXPECT_EQ(gems_binding_launch(binding, grid, &message), GEMS_ERROR_BINDING);
  EXPECT_STREQ(message.text, "argument 'x' of kernel 'add' is missing: expected an array of f32");
}

TEST_F(BindingTest, RefusesFlagsOtherThanZeroAndOne) {
  bindKernel("store");
  gems_value value = {};
  value.i8 = 2;
  EXPECT_EQ(gems_binding_set_scalar(binding, "flag", GEMS_I1, value, &message),
            GEMS_ERROR_ARGUMENT);
  EXPECT_STREQ(message.text, "argument 'flag' of kernel 'store': expected 0 or 1, got 2");
}

TEST_F(BindingTest, RunsEveryProgramOnce) {
  bindKernel("count");
  std::vector<int64_t> programs(120), ranges(120);
  ASSERT_EQ(gems_binding_set_array(binding, "programs", GEMS_I64, programs.data(), &message),
            GEMS_OK);
  ASSERT_EQ(gems_binding_set_array(binding, "ranges", GEMS_I64, ranges.data(), &message), GEMS_OK);
  const int64_t grid[3] = {4, 5, 6}, empty[3] = {4, 0, 2147483647};
  ASSERT_EQ(gems_binding_launch(binding, empty, &message), GEMS_OK) << message.text;
  ASSERT_EQ(gems_binding_launch(binding, grid, &message), GEMS_OK) << message.text;
  for (int64_t count : programs)
    EXPECT_EQ(count, 1);
  // One call for all, with scratch memory that is aligned.
  EXPECT_EQ(ranges[0], 1);
  void *scratch = nullptr;
  ASSERT_EQ(gems_scratch_create(module.kernel("count"), &scratch, &message), GEMS_OK);
  ASSERT_EQ(gems_binding_launch_range(binding, grid, 7, 9, scratch, &message), GEMS_OK);
  gems_scratch_release(scratch);
  EXPECT_EQ(ranges[7], 1);
  EXPECT_EQ(programs[6] + programs[9], 2);
  EXPECT_EQ(programs[7] + programs[8], 4);
  EXPECT_EQ(gems_binding_launch_range(binding, grid, 100, 121, nullptr, &message),
            GEMS_ERROR_ARGUMENT);
  EXPECT_STREQ(message.text,
               "range of programs: expected 0 <= first <= last <= 120, got 100 and 121");
}

TEST(Grid, CountsIn64Bits) {
  int64_t programs;
  gems_message message;
  const int64_t large[3] = {1 << 20, 1 << 20, 1 << 20};
  EXPECT_EQ(gems_grid_size(large, &programs, &message), GEMS_OK);
  EXPECT_EQ(programs, int64_t(1) << 60);
  const int64_t most[3] = {2147483647, 2147483647, 2};
  EXPECT_EQ(gems_grid_size(most, &programs, &message), GEMS_OK);
  const int64_t tooMany[3] = {2147483647, 2147483647, 3};
  EXPECT_EQ(gems_grid_size(tooMany, &programs, &message), GEMS_ERROR_ARGUMENT);
  EXPECT_STREQ(message.text,
               "grid: expected fewer than 2^63 programs, got 2147483647 x 2147483647 x 3");
  const int64_t negative[3] = {1, -1, 1}, wide[3] = {1, 1, 2147483648};
  EXPECT_EQ(gems_grid_size(negative, &programs, &message), GEMS_ERROR_ARGUMENT);
  EXPECT_STREQ(message.text, "grid dimension y: expected 0..2147483647, got -1");
  EXPECT_EQ(gems_grid_size(wide, &programs, &message), GEMS_ERROR_ARGUMENT);
}

TEST(Binding, ChecksDescriptors) {
  TestModule module;
  gems_binding *binding;
  gems_message message;
  gems_kernel_info info = *module.kernel("add");
  info.abi_version = 7;
  EXPECT_EQ(gems_binding_create(&info, &binding, &message), GEMS_ERROR_VERSION);
  EXPECT_STREQ(message.text, "a kernel was made for another ABI version: expected 2, got 7");
  info = *module.kernel("add");
  info.scratch_align = 3;
  EXPECT_EQ(gems_binding_create(&info, &binding, &message), GEMS_ERROR_FORMAT);
  info = *module.kernel("add");
  gems_arg_info arg = {"x", GEMS_POINTER, GEMS_I1, 0, 0};
  info.args = &arg, info.num_args = 1;
  EXPECT_EQ(gems_binding_create(&info, &binding, &message), GEMS_ERROR_FORMAT);
  EXPECT_STREQ(message.text,
               "kernel 'add' has a damaged descriptor: argument 0 has kind 1 and type 9");
  info = *module.kernel("add");
  info.isa = info.isa <= GEMS_ISA_SVE ? GEMS_ISA_AVX2 : GEMS_ISA_NEON;
  EXPECT_EQ(gems_binding_create(&info, &binding, &message), GEMS_ERROR_UNSUPPORTED);
  EXPECT_EQ(gems_binding_create(nullptr, &binding, &message), GEMS_ERROR_ARGUMENT);
}

/// Reads x[program], if the launch says that it is there.
void readOne(const gems_launch *launch, int64_t first, int64_t last, void *) {
  static const gems_site site = {"one.mlir:3:7", 1, 0};
  gems_checks *checks = launch->checks;
  for (int64_t program = first; program < last && !checks->state; ++program) {
    if (program < checks->extents[1])
      continue;
    checks->violation = {&site, program, program};
    checks->state = 1;
  }
}

TEST(Binding, ReportsWhatAKernelFindsOutOfBounds) {
  TestModule module;
  const gems_arg_info args[] = {{"n", GEMS_SCALAR, GEMS_I32, 0, 0},
                                {"x", GEMS_POINTER, GEMS_F16, GEMS_ARG_CHECKED, 0}};
  gems_kernel_info info = *module.kernel("add");
  info.entry = readOne, info.args = args, info.num_args = 2;
  gems_binding *binding;
  gems_message message;
  ASSERT_EQ(gems_binding_create(&info, &binding, &message), GEMS_OK) << message.text;
  alignas(2) char x[1];
  gems_binding_set_scalar(binding, "n", GEMS_I32, {}, nullptr);
  gems_binding_set_array(binding, "x", GEMS_F16, x, nullptr);
  const int64_t grid[3] = {2, 3, 4};
  EXPECT_EQ(gems_binding_launch(binding, grid, &message), GEMS_ERROR_BINDING);
  EXPECT_STREQ(message.text, "argument 'x' of kernel 'add': expected the number of its elements, "
                             "because the kernel checks bounds");
  ASSERT_EQ(gems_binding_set_extent(binding, "x", 24, &message), GEMS_OK);
  EXPECT_EQ(gems_binding_launch(binding, grid, &message), GEMS_OK);
  ASSERT_EQ(gems_binding_set_extent(binding, "x", 17, &message), GEMS_OK);
  EXPECT_EQ(gems_binding_launch_range(binding, grid, 0, 17, nullptr, &message), GEMS_OK);
  EXPECT_EQ(gems_binding_launch(binding, grid, &message), GEMS_ERROR_BOUNDS);
  char expected[200];
  auto address = reinterpret_cast<unsigned long long>(&x);
  snprintf(expected, sizeof(expected),
           "one.mlir:3:7: load out of bounds in program (1, 2, 2): expected 2 bytes within "
           "[0x%llx, 0x%llx) of 'x', got address 0x%llx (element 17)",
           address, address + 34, address + 34);
  EXPECT_STREQ(message.text, expected);
  EXPECT_EQ(gems_binding_launch_range(binding, grid, 16, 18, nullptr, &message), GEMS_ERROR_BOUNDS);
  EXPECT_STREQ(message.text, expected);
  const int64_t one[3] = {1, 1, 1};
  ASSERT_EQ(gems_binding_set_extent(binding, "x", 0, &message), GEMS_OK);
  EXPECT_EQ(gems_binding_launch(binding, one, &message), GEMS_ERROR_BOUNDS);
  gems_value values[2] = {};
  EXPECT_EQ(gems_kernel_launch(&info, values, grid, nullptr, 0, &message), GEMS_ERROR_BINDING);
  EXPECT_STREQ(message.text, "expected a binding for kernel 'add', because it checks bounds");
  for (auto [position, size] : {std::pair(0u, 5), std::pair(1u, -1), std::pair(2u, 5)})
    EXPECT_EQ(gems_binding_set_extent_at(binding, position, size, &message), GEMS_ERROR_ARGUMENT);
  EXPECT_EQ(gems_binding_set_extent(binding, "y", 5, &message), GEMS_ERROR_NOT_FOUND);
  gems_binding_release(binding);
}

TEST(Names, AreKnown) {
  EXPECT_STREQ(gems_type_name(GEMS_BF16), "bf16");
  EXPECT_STREQ(gems_type_name(0), "?");
  EXPECT_STREQ(gems_type_name(99), "?");
  EXPECT_EQ(gems_type_size(GEMS_F64), 8u);
  EXPECT_EQ(gems_type_size(77), 0u);
  EXPECT_STREQ(gems_isa_name(GEMS_ISA_AVX512), "AVX-512");
  EXPECT_STREQ(gems_status_name(GEMS_ERROR_CHECKSUM), "wrong checksum");
  EXPECT_STREQ(gems_status_name(GEMS_ERROR_BOUNDS), "out of bounds");
}

} // namespace
