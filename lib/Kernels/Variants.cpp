// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The compiled variants of the kernels, and the choice among them.
#include "Variants.h"

#include "Message.h"
#include "gems/Kernels/Kernels.h"

#include <cstdlib>
#include <cstring>

using namespace gems;

#include "KernelDeclarations.inc"

static constexpr gems_type types[] = {GEMS_F32, GEMS_F16, GEMS_BF16};
static constexpr size_t numTypes = sizeof(types) / sizeof(types[0]);
static constexpr size_t numKernels = static_cast<size_t>(KernelId::count);

namespace {

/// One way to compile all kernels.
struct Variant {
  const char *name;
  const gems_kernel_info *kernels[numTypes][numKernels];
};

/// What this CPU runs, for one type.
struct Choice {
  const char *variant = "none";
  ChosenKernel kernels[numKernels];
};

} // namespace

/// Best first.
static const Variant variants[] = {
#include "KernelTable.inc"
};

static Choice choices[numTypes];

/// The value of a parameter that the kernel was compiled with, 1 without such a parameter.
static int64_t readParam(const gems_kernel_info *kernel, const char *name) {
  for (uint32_t i = 0; i < kernel->num_params; ++i)
    if (strcmp(kernel->params[i].name, name) == 0)
      return atoll(kernel->params[i].value);
  return 1;
}

static Choice choose(size_t type) {
  Choice choice;
  for (const Variant &variant : variants) {
    // All kernels of a variant and type ask the same of the CPU.
    const gems_kernel_info *first = variant.kernels[type][0];
    if (!first || gems_kernel_check_cpu(first, nullptr) != GEMS_OK)
      continue;
    choice.variant = variant.name;
    for (size_t i = 0; i < numKernels; ++i) {
      const gems_kernel_info *info = variant.kernels[type][i];
      int64_t blockM = readParam(info, "BLOCK_M"), block = readParam(info, "BLOCK");
      choice.kernels[i] = {info, blockM == 1 ? block : blockM, readParam(info, "BLOCK_N")};
    }
    break;
  }
  return choice;
}

/// Runs when the library is loaded, before any operator can be called.
__attribute__((constructor)) static void chooseAll() {
  for (size_t type = 0; type < numTypes; ++type)
    choices[type] = choose(type);
}

static const Choice *findChoice(gems_type type) {
  for (size_t i = 0; i < numTypes; ++i)
    if (types[i] == type)
      return &choices[i];
  return nullptr;
}

const ChosenKernel *gems::findKernel(KernelId kernel, gems_type type, const char *name,
                                     gems_message *message, gems_status &status) {
  const Choice *choice = findChoice(type);
  if (!choice) {
    status = fail(message, GEMS_ERROR_TYPE, "%s: expected a type of f32, f16 or bf16, got %s", name,
                  gems_type_name(type));
    return nullptr;
  }
  const ChosenKernel &chosen = choice->kernels[static_cast<size_t>(kernel)];
  if (chosen.info) {
    status = GEMS_OK;
    return &chosen;
  }
  // The last variant asks the least.
  size_t typeIndex = static_cast<size_t>(choice - choices);
  constexpr size_t last = sizeof(variants) / sizeof(variants[0]) - 1;
  status = gems_kernel_check_cpu(variants[last].kernels[typeIndex][0], message);
  return nullptr;
}

const char *gems_kernels_variant(gems_type type) {
  const Choice *choice = findChoice(type);
  return choice ? choice->variant : "none";
}
