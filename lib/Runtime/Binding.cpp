// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Arguments of a kernel, checked against its descriptor.
#include "Binding.h"

#include "Descriptor.h"
#include "Message.h"

#include <cstdlib>
#include <cstring>

using namespace gems;

gems_status gems_binding_create(const gems_kernel_info *kernel, gems_binding **result,
                                gems_message *message) {
  if (!result)
    return fail(message, GEMS_ERROR_ARGUMENT, "expected a place for the binding, got null");
  *result = nullptr;
  if (gems_status status = checkDescriptor(kernel, message))
    return status;
  if (gems_status status = gems_kernel_check_cpu(kernel, message))
    return status;
  auto *binding = static_cast<gems_binding *>(calloc(1, sizeof(gems_binding)));
  if (!binding)
    return fail(message, GEMS_ERROR_MEMORY, "no memory to bind kernel '%s'", kernel->name);
  size_t numArgs = kernel->num_args ? kernel->num_args : 1;
  binding->kernel = kernel;
  binding->isChecked = isChecked(kernel);
  binding->values = static_cast<gems_value *>(calloc(numArgs, sizeof(gems_value)));
  binding->isBound = static_cast<bool *>(calloc(numArgs, sizeof(bool)));
  binding->extents = static_cast<int64_t *>(malloc(numArgs * sizeof(int64_t)));
  gems_status status = GEMS_OK;
  if (!binding->values || !binding->isBound || !binding->extents) {
    status = fail(message, GEMS_ERROR_MEMORY, "no memory to bind kernel '%s'", kernel->name);
  } else {
    gems_binding_reset(binding);
    status = gems_binding_set_executor(binding, nullptr, message);
  }
  if (status == GEMS_OK)
    *result = binding;
  else
    gems_binding_release(binding);
  return status;
}

void gems_binding_release(gems_binding *binding) {
  if (!binding)
    return;
  free(binding->scratch);
  free(binding->values);
  free(binding->isBound);
  free(binding->extents);
  free(binding);
}

void gems_binding_reset(gems_binding *binding) {
  if (!binding)
    return;
  memset(binding->isBound, 0, binding->kernel->num_args * sizeof(bool));
  for (uint32_t i = 0; i < binding->kernel->num_args; ++i)
    binding->extents[i] = -1;
  binding->numMissing = binding->kernel->num_args;
  binding->cost = {};
}

gems_status gems_binding_set_executor(gems_binding *binding, gems_executor *executor,
                                      gems_message *message) {
  if (!binding)
    return fail(message, GEMS_ERROR_ARGUMENT, "expected a binding, got null");
  uint32_t numThreads = gems_executor_num_threads(executor);
  void *scratch;
  if (gems_status status = createScratch(binding->kernel, numThreads, &scratch, message))
    return status;
  free(binding->scratch);
  binding->scratch = static_cast<char *>(scratch);
  binding->executor = numThreads > 1 ? executor : nullptr;
  binding->cost = {};
  return succeed(message);
}

static gems_status findArg(const gems_binding *binding, const char *name, uint32_t &position,
                           gems_message *message) {
  if (!binding || !name)
    return fail(message, GEMS_ERROR_ARGUMENT, "expected a binding and a name, got null");
  const gems_kernel_info *kernel = binding->kernel;
  for (position = 0; position < kernel->num_args; ++position)
    if (strcmp(kernel->args[position].name, name) == 0)
      return GEMS_OK;
  return fail(message, GEMS_ERROR_NOT_FOUND, "kernel '%s' has no argument '%s'", kernel->name,
              name);
}

static const char *describe(uint32_t kind) {
  return kind == GEMS_POINTER ? "an array of" : "a scalar";
}

/// Checks everything but the value.
static gems_status checkArg(const gems_binding *binding, uint32_t position, gems_kind kind,
                            uint32_t type, gems_message *message) {
  if (!binding)
    return fail(message, GEMS_ERROR_ARGUMENT, "expected a binding, got null");
  const gems_kernel_info *kernel = binding->kernel;
  if (position >= kernel->num_args)
    return fail(message, GEMS_ERROR_NOT_FOUND, "kernel '%s' has %u arguments, got position %u",
                kernel->name, kernel->num_args, position);
  const gems_arg_info &arg = kernel->args[position];
  if (arg.kind != kind || arg.type != type)
    return fail(message, GEMS_ERROR_TYPE, "argument '%s' of kernel '%s': expected %s %s, got %s %s",
                arg.name, kernel->name, describe(arg.kind), gems_type_name(arg.type),
                describe(kind), gems_type_name(type));
  if (binding->isBound[position])
    return fail(message, GEMS_ERROR_BINDING, "argument '%s' of kernel '%s' is given twice",
                arg.name, kernel->name);
  return GEMS_OK;
}

static gems_status bind(gems_binding *binding, uint32_t position, gems_value value,
                        gems_message *message) {
  binding->values[position] = value;
  binding->isBound[position] = true;
  --binding->numMissing;
  return succeed(message);
}

gems_status gems_binding_set_array_at(gems_binding *binding, uint32_t position, gems_type type,
                                      void *data, gems_message *message) {
  if (gems_status status = checkArg(binding, position, GEMS_POINTER, type, message))
    return status;
  size_t size = gems_type_size(type);
  size_t past = reinterpret_cast<uintptr_t>(data) % size;
  if (past != 0)
    return fail(message, GEMS_ERROR_ARGUMENT,
                "argument '%s' of kernel '%s': expected an address that is a multiple of %zu, got "
                "one %zu past it",
                binding->kernel->args[position].name, binding->kernel->name, size, past);
  gems_value value;
  value.ptr = data;
  return bind(binding, position, value, message);
}

gems_status gems_binding_set_array(gems_binding *binding, const char *name, gems_type type,
                                   void *data, gems_message *message) {
  uint32_t position;
  if (gems_status status = findArg(binding, name, position, message))
    return status;
  return gems_binding_set_array_at(binding, position, type, data, message);
}

gems_status gems_binding_set_extent_at(gems_binding *binding, uint32_t position,
                                       int64_t num_elements, gems_message *message) {
  if (!binding || position >= binding->kernel->num_args ||
      binding->kernel->args[position].kind != GEMS_POINTER || num_elements < 0)
    return fail(
        message, GEMS_ERROR_ARGUMENT,
        "expected a binding, the position of an array, and a size of 0 or more, got position "
        "%u and size %lld",
        position, static_cast<long long>(num_elements));
  binding->extents[position] = num_elements;
  return succeed(message);
}

gems_status gems_binding_set_extent(gems_binding *binding, const char *name, int64_t num_elements,
                                    gems_message *message) {
  uint32_t position;
  if (gems_status status = findArg(binding, name, position, message))
    return status;
  return gems_binding_set_extent_at(binding, position, num_elements, message);
}

gems_status gems_binding_set_scalar_at(gems_binding *binding, uint32_t position, gems_type type,
                                       gems_value value, gems_message *message) {
  if (gems_status status = checkArg(binding, position, GEMS_SCALAR, type, message))
    return status;
  if (type == GEMS_I1 && (value.i8 & ~1))
    return fail(message, GEMS_ERROR_ARGUMENT,
                "argument '%s' of kernel '%s': expected 0 or 1, got %d",
                binding->kernel->args[position].name, binding->kernel->name, value.i8);
  return bind(binding, position, value, message);
}

gems_status gems_binding_set_scalar(gems_binding *binding, const char *name, gems_type type,
                                    gems_value value, gems_message *message) {
  uint32_t position;
  if (gems_status status = findArg(binding, name, position, message))
    return status;
  return gems_binding_set_scalar_at(binding, position, type, value, message);
}

gems_status gems::checkArguments(const gems_binding *binding, int64_t programs,
                                 gems_message *message) {
  const gems_kernel_info *kernel = binding->kernel;
  for (uint32_t position = 0; position < kernel->num_args; ++position) {
    const gems_arg_info &arg = kernel->args[position];
    if (!binding->isBound[position])
      return fail(message, GEMS_ERROR_BINDING,
                  "argument '%s' of kernel '%s' is missing: expected %s %s", arg.name, kernel->name,
                  describe(arg.kind), gems_type_name(arg.type));
    if (programs && (arg.flags & GEMS_ARG_CHECKED) && binding->extents[position] < 0)
      return fail(message, GEMS_ERROR_BINDING,
                  "argument '%s' of kernel '%s': expected the number of its elements, because the "
                  "kernel checks bounds",
                  arg.name, kernel->name);
  }
  return GEMS_OK;
}
