// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Grids, scratch memory, and launches.
#include "Binding.h"
#include "Descriptor.h"
#include "Message.h"

#include <cstdlib>

using namespace gems;

/// Says what is wrong with a grid.
static void refuseGrid(const int64_t grid[3], gems_message *message) {
  for (int i = 0; i < 3; ++i)
    if (grid[i] < 0 || grid[i] > INT32_MAX) {
      fail(message, GEMS_ERROR_ARGUMENT, "grid dimension %c: expected 0..2147483647, got %lld",
           'x' + i, static_cast<long long>(grid[i]));
      return;
    }
  fail(message, GEMS_ERROR_ARGUMENT,
       "grid: expected fewer than 2^63 programs, got %lld x %lld x %lld",
       static_cast<long long>(grid[0]), static_cast<long long>(grid[1]),
       static_cast<long long>(grid[2]));
}

/// The number of programs; -1 when the grid is refused, which is a GEMS_ERROR_ARGUMENT.
static int64_t countPrograms(const int64_t grid[3], gems_message *message) {
  if (!grid) {
    fail(message, GEMS_ERROR_ARGUMENT, "expected a grid and a place for its size, got null");
    return -1;
  }
  // Two dimensions always fit; an empty grid fits however large its other dimensions are.
  int64_t programs;
  if (((grid[0] | grid[1] | grid[2]) & ~int64_t(INT32_MAX)) == 0 &&
      !__builtin_mul_overflow(grid[0] * grid[1], grid[2], &programs))
    return programs;
  refuseGrid(grid, message);
  return -1;
}

gems_status gems_grid_size(const int64_t grid[3], int64_t *programs, gems_message *message) {
  int64_t number = countPrograms(programs ? grid : nullptr, message);
  if (number < 0)
    return GEMS_ERROR_ARGUMENT;
  *programs = number;
  return GEMS_OK;
}

/// Two threads that write their scratch memory must not share a line of the cache.
static constexpr size_t lineSize = 128;

size_t gems::scratchStride(const gems_kernel_info *kernel) {
  return (paddedScratchSize(kernel) + lineSize - 1) & ~(lineSize - 1);
}

gems_status gems::createScratch(const gems_kernel_info *kernel, uint32_t numThreads, void **scratch,
                                gems_message *message) {
  *scratch = nullptr;
  if (kernel->scratch_size == 0)
    return succeed(message);
  size_t align = kernel->scratch_align < lineSize ? lineSize : kernel->scratch_align, size;
  if (__builtin_mul_overflow(scratchStride(kernel), size_t(numThreads), &size) ||
      posix_memalign(scratch, align, size) != 0) {
    *scratch = nullptr;
    return fail(message, GEMS_ERROR_MEMORY,
                "no memory for %llu bytes of scratch of kernel '%s' on each of %u threads",
                static_cast<unsigned long long>(kernel->scratch_size), kernel->name, numThreads);
  }
  return succeed(message);
}

gems_status gems_scratch_create(const gems_kernel_info *kernel, void **scratch,
                                gems_message *message) {
  if (!kernel || !scratch)
    return fail(message, GEMS_ERROR_ARGUMENT,
                "expected a kernel and a place for scratch memory, got "
                "null");
  return createScratch(kernel, 1, scratch, message);
}

void gems_scratch_release(void *scratch) { free(scratch); }

static gems_launch makeLaunch(const gems_value *args, const int64_t grid[3]) {
  return {args,
          {static_cast<uint32_t>(grid[0]), static_cast<uint32_t>(grid[1]),
           static_cast<uint32_t>(grid[2])},
          0,
          nullptr};
}

/// Reports what a kernel that checks has found.
static gems_status reportViolation(const gems_binding *binding, const gems_launch &launch,
                                   gems_message *message) {
  const gems_violation &violation = launch.checks->violation;
  const gems_arg_info &arg = binding->kernel->args[violation.site->argument];
  auto size = static_cast<long long>(gems_type_size(arg.type));
  auto begin = reinterpret_cast<uint64_t>(binding->values[violation.site->argument].ptr);
  uint64_t row = static_cast<uint64_t>(violation.program) / launch.grid[0];
  auto at = [&](int64_t element) {
    return static_cast<unsigned long long>(begin + static_cast<uint64_t>(element) *
                                                       static_cast<uint64_t>(size));
  };
  return fail(message, GEMS_ERROR_BOUNDS,
              "%s: %s out of bounds in program (%u, %u, %u): expected %lld bytes within [0x%llx, "
              "0x%llx) of '%s', got address 0x%llx (element %lld)",
              violation.site->location, violation.site->is_store ? "store" : "load",
              static_cast<uint32_t>(static_cast<uint64_t>(violation.program) % launch.grid[0]),
              static_cast<uint32_t>(row % launch.grid[1]),
              static_cast<uint32_t>(row / launch.grid[1]), size, at(0),
              at(binding->extents[violation.site->argument]), arg.name, at(violation.element),
              static_cast<long long>(violation.element));
}

gems_status gems_binding_launch_range(const gems_binding *binding, const int64_t grid[3],
                                      int64_t first, int64_t last, void *scratch,
                                      gems_message *message) {
  if (!binding)
    return fail(message, GEMS_ERROR_ARGUMENT, "expected a binding, got null");
  int64_t programs = countPrograms(grid, message);
  if (programs < 0)
    return GEMS_ERROR_ARGUMENT;
  if (gems_status status = checkComplete(binding, programs, message))
    return status;
  if (first < 0 || last < first || last > programs)
    return fail(message, GEMS_ERROR_ARGUMENT,
                "range of programs: expected 0 <= first <= last <= %lld, got %lld and %lld",
                static_cast<long long>(programs), static_cast<long long>(first),
                static_cast<long long>(last));
  if (first == last)
    return succeed(message);
  gems_checks checks = {binding->extents, 0, 0, {}};
  gems_launch launch = makeLaunch(binding->values, grid);
  launch.checks = &checks;
  binding->kernel->entry(&launch, first, last, scratch ? scratch : binding->scratch);
  return checks.state ? reportViolation(binding, launch, message) : succeed(message);
}

static bool isShort(Cost &cost, int64_t programs, const gems_executor *executor) {
  double grainNs = executor->grainNs.load(std::memory_order_relaxed);
  return cost.isInRow(programs, grainNs) || cost.beginRow(programs, grainNs);
}

gems_status gems_binding_launch(gems_binding *binding, const int64_t grid[3],
                                gems_message *message) {
  if (!binding)
    return fail(message, GEMS_ERROR_ARGUMENT, "expected a binding, got null");
  int64_t programs = countPrograms(grid, message);
  if (programs < 0)
    return GEMS_ERROR_ARGUMENT;
  if (gems_status status = checkComplete(binding, programs, message))
    return status;
  if (programs == 0)
    return succeed(message);
  gems_checks checks = {binding->extents, 0, 0, {}};
  gems_launch launch = makeLaunch(binding->values, grid);
  launch.checks = &checks;
  const gems_kernel_info *kernel = binding->kernel;
  gems_executor *executor = binding->executor;
  // Launches that nobody would help with are the ones that feel a jump.
  if (__builtin_expect(!executor || programs == 1 || isShort(binding->cost, programs, executor),
                       true)) {
    kernel->entry(&launch, 0, programs, binding->scratch);
  } else {
    GridRun run = {kernel->entry, &launch, binding->scratch, scratchStride(kernel)};
    runGrid(executor, run, programs, binding->cost);
  }
  return checks.state ? reportViolation(binding, launch, message) : succeed(message);
}

gems_status gems_kernel_launch(const gems_kernel_info *kernel, const gems_value *args,
                               const int64_t grid[3], gems_executor *executor, double programNs,
                               gems_message *message) {
  if (!kernel || !args)
    return fail(message, GEMS_ERROR_ARGUMENT, "expected a kernel and its arguments, got null");
  if (isChecked(kernel))
    return fail(message, GEMS_ERROR_BINDING,
                "expected a binding for kernel '%s', because it checks bounds", kernel->name);
  int64_t programs = countPrograms(grid, message);
  if (programs < 0)
    return GEMS_ERROR_ARGUMENT;
  if (programs == 0)
    return succeed(message);
  uint32_t numThreads = executor ? executor->numThreads : 1;
  SharedCost *shared = nullptr;
  if (programs == 1) {
    numThreads = 1;
  } else if (numThreads > 1 && programNs > 0 && programNs < Cost::unknown) {
    shared = &executor->costs.find(kernel, programNs);
    if (shared->isShort(programNs, programs, executor->grainNs.load(std::memory_order_relaxed)))
      numThreads = 1;
  }
  if (numThreads > programs)
    numThreads = static_cast<uint32_t>(programs);
  // Most kernels need little; the allocator would take longer than some of them.
  constexpr size_t maxStackSize = 16384;
  size_t stride = scratchStride(kernel);
  bool isOnStack = stride <= maxStackSize / numThreads && kernel->scratch_align <= lineSize;
  void *scratch = nullptr;
  if (isOnStack && kernel->scratch_size > 0)
    scratch = __builtin_alloca_with_align(stride * numThreads, 8 * lineSize);
  else if (gems_status status = createScratch(kernel, numThreads, &scratch, message))
    return status;
  gems_launch launch = makeLaunch(args, grid);
  if (numThreads == 1) {
    kernel->entry(&launch, 0, programs, scratch);
  } else {
    GridRun run = {kernel->entry, &launch, static_cast<char *>(scratch), stride};
    Cost cost = shared ? shared->load(programNs) : Cost();
    runGrid(executor, run, programs, cost);
    if (shared)
      shared->store(cost, programNs);
  }
  if (!isOnStack)
    free(scratch);
  return succeed(message);
}
