// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Checks of what a loaded library says about a kernel.
#include "Descriptor.h"

#include "Message.h"

using namespace gems;

/// More than any kernel needs; beyond it a descriptor is damaged.
static constexpr uint32_t maxArgs = 1u << 16, maxScratchAlign = 1u << 20;
static constexpr uint64_t maxScratchSize = uint64_t(1) << 40;

static gems_status checkArg(const gems_kernel_info *kernel, uint32_t position,
                            gems_message *message) {
  const gems_arg_info &arg = kernel->args[position];
  bool isArray = arg.kind == GEMS_POINTER;
  if (!arg.name || arg.kind > GEMS_POINTER || arg.type < GEMS_I8 || arg.type > GEMS_I1 ||
      (isArray && arg.type == GEMS_I1))
    return fail(message, GEMS_ERROR_FORMAT,
                "kernel '%s' has a damaged descriptor: argument %u has kind %u and type %u",
                kernel->name, position, arg.kind, arg.type);
  return GEMS_OK;
}

gems_status gems::checkDescriptor(const gems_kernel_info *kernel, gems_message *message) {
  if (!kernel)
    return fail(message, GEMS_ERROR_ARGUMENT, "expected a kernel, got null");
  if (kernel->abi_version != GEMS_ABI_VERSION)
    return fail(message, GEMS_ERROR_VERSION,
                "a kernel was made for another ABI version: expected %u, got %u", GEMS_ABI_VERSION,
                kernel->abi_version);
  if (kernel->struct_size != sizeof(gems_kernel_info))
    return fail(message, GEMS_ERROR_FORMAT, "expected a descriptor of %zu bytes, got %u",
                sizeof(gems_kernel_info), kernel->struct_size);
  if (!kernel->name || !kernel->entry || !kernel->triple || !kernel->cpu || !kernel->features ||
      kernel->num_args > maxArgs || kernel->num_params > maxArgs ||
      (kernel->num_args && !kernel->args) || (kernel->num_params && !kernel->params))
    return fail(message, GEMS_ERROR_FORMAT, "kernel '%s' has a damaged descriptor: a null field",
                kernel->name ? kernel->name : "?");
  uint32_t align = kernel->scratch_align;
  if (align == 0 || (align & (align - 1)) || align > maxScratchAlign ||
      kernel->scratch_size > maxScratchSize)
    return fail(message, GEMS_ERROR_FORMAT,
                "kernel '%s' has a damaged descriptor: scratch memory of %llu bytes aligned to %u",
                kernel->name, static_cast<unsigned long long>(kernel->scratch_size), align);
  for (uint32_t i = 0; i < kernel->num_args; ++i)
    if (gems_status status = checkArg(kernel, i, message))
      return status;
  for (uint32_t i = 0; i < kernel->num_params; ++i)
    if (!kernel->params[i].name || !kernel->params[i].value)
      return fail(message, GEMS_ERROR_FORMAT,
                  "kernel '%s' has a damaged descriptor: parameter %u is null", kernel->name, i);
  return GEMS_OK;
}

bool gems::isChecked(const gems_kernel_info *kernel) {
  for (uint32_t i = 0; i < kernel->num_args; ++i)
    if (kernel->args[i].flags & GEMS_ARG_CHECKED)
      return true;
  return false;
}

uint64_t gems::paddedScratchSize(const gems_kernel_info *kernel) {
  uint64_t align = kernel->scratch_align;
  return (kernel->scratch_size + align - 1) & ~(align - 1);
}
