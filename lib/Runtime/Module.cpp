// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Loads a shared library of kernels: verify everything, then load the verified copy.
#include "gems/Runtime/Note.h"

#include "Descriptor.h"
#include "ElfImage.h"
#include "Message.h"
#include "PrivateFile.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <dlfcn.h>
#include <unistd.h>

using namespace gems;

struct gems_module {
  void *library;
  int fd;
  char *name;
  size_t numKernels;
  const gems_kernel_info **kernels;
};

static gems_status verify(const ElfImage &image, ElfNote &note, gems_message *message) {
  if (gems_status status = checkElf(image, hostMachine(), message))
    return status;
  if (gems_status status = findNote(image, note, message))
    return status;
  uint64_t checksum = imageChecksum(image, note.checksumOffset);
  if (checksum != note.checksum)
    return fail(message, GEMS_ERROR_CHECKSUM,
                "'%s' is damaged: expected the checksum %016llx, got %016llx", image.name,
                static_cast<unsigned long long>(note.checksum),
                static_cast<unsigned long long>(checksum));
  return GEMS_OK;
}

static gems_status openLibrary(gems_module &module, const ElfImage &image, gems_message *message) {
  gems_status status = GEMS_OK;
  const bool places[] = {true, false};
  for (bool inMemory : places) {
    char path[64];
    status = writePrivateFile(image.bytes, image.size, inMemory, &module.fd, path, message);
    if (status != GEMS_OK)
      continue;
    module.library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (module.library)
      return GEMS_OK;
    const char *reason = dlerror();
    status = fail(message, GEMS_ERROR_FORMAT, "cannot load '%s': %s", image.name,
                  reason ? reason : "no reason given");
    close(module.fd);
    module.fd = -1;
  }
  return status;
}

/// Looks a kernel up in the loaded library and checks that both of its symbols are its own: an
/// entry could be bound to a function of the same name in the program.
static gems_status findSymbols(gems_module &module, const char *kernelName, gems_message *message) {
  char symbol[512];
  int length = snprintf(symbol, sizeof(symbol), "gems_kernel_%s", kernelName);
  void *address =
      length > 0 && size_t(length) < sizeof(symbol) ? dlsym(module.library, symbol) : nullptr;
  if (!address)
    return fail(message, GEMS_ERROR_FORMAT, "'%s' has no descriptor of its kernel '%s'",
                module.name, kernelName);
  auto *kernel = static_cast<const gems_kernel_info *>(address);
  if (gems_status status = checkDescriptor(kernel, message))
    return status;
  Dl_info ofDescriptor, ofEntry;
  if (!dladdr(address, &ofDescriptor) ||
      !dladdr(reinterpret_cast<void *>(kernel->entry), &ofEntry) ||
      ofDescriptor.dli_fbase != ofEntry.dli_fbase || strcmp(kernel->name, kernelName) != 0)
    return fail(message, GEMS_ERROR_FORMAT,
                "'%s' has a descriptor of kernel '%s' that leads to something else", module.name,
                kernelName);
  // The first launch should not be the one that waits for the code's pages.
  (void)*reinterpret_cast<const volatile char *>(kernel->entry);
  module.kernels[module.numKernels++] = kernel;
  return GEMS_OK;
}

static gems_status loadVerified(gems_module &module, const ElfImage &image, const ElfNote &note,
                                gems_message *message) {
  module.name = strdup(image.name);
  module.kernels = static_cast<const gems_kernel_info **>(
      calloc(note.numKernels ? note.numKernels : 1, sizeof(*module.kernels)));
  if (!module.name || !module.kernels)
    return fail(message, GEMS_ERROR_MEMORY, "no memory for the module '%s'", image.name);
  if (gems_status status = openLibrary(module, image, message))
    return status;
  for (size_t at = 0; at < note.namesSize; at += strlen(note.names + at) + 1)
    if (gems_status status = findSymbols(module, note.names + at, message))
      return status;
  return GEMS_OK;
}

/// Takes the bytes over: nobody else changes them between the check and the copy.
static gems_status loadOwned(uint8_t *bytes, size_t size, const char *name, gems_module **result,
                             gems_message *message) {
  ElfImage image{bytes, size, name};
  ElfNote note;
  gems_status status = verify(image, note, message);
  if (status == GEMS_OK) {
    auto *module = static_cast<gems_module *>(calloc(1, sizeof(gems_module)));
    if (module) {
      module->fd = -1;
      status = loadVerified(*module, image, note, message);
    } else {
      status = fail(message, GEMS_ERROR_MEMORY, "no memory for the module '%s'", name);
    }
    if (status == GEMS_OK)
      *result = module;
    else
      gems_module_release(module);
  }
  free(bytes);
  return status == GEMS_OK ? succeed(message) : status;
}

gems_status gems_module_load_file(const char *path, gems_module **module, gems_message *message) {
  if (!path || !module)
    return fail(message, GEMS_ERROR_ARGUMENT,
                "expected a path and a place for the module, got null");
  *module = nullptr;
  uint8_t *bytes = nullptr;
  size_t size = 0;
  if (gems_status status = readWholeFile(path, &bytes, &size, message))
    return status;
  return loadOwned(bytes, size, path, module, message);
}

gems_status gems_module_load_memory(const void *bytes, size_t size, const char *name,
                                    gems_module **module, gems_message *message) {
  if (!bytes || !module)
    return fail(message, GEMS_ERROR_ARGUMENT,
                "expected bytes and a place for the module, got null");
  *module = nullptr;
  auto *copy = static_cast<uint8_t *>(malloc(size ? size : 1));
  if (!copy)
    return fail(message, GEMS_ERROR_MEMORY, "no memory for %zu bytes of a library", size);
  memcpy(copy, bytes, size);
  return loadOwned(copy, size, name ? name : "memory", module, message);
}

void gems_module_release(gems_module *module) {
  if (!module)
    return;
  if (module->library)
    dlclose(module->library);
  if (module->fd >= 0)
    close(module->fd);
  free(module->kernels);
  free(module->name);
  free(module);
}

size_t gems_module_num_kernels(const gems_module *module) {
  return module ? module->numKernels : 0;
}

const gems_kernel_info *gems_module_kernel(const gems_module *module, size_t index) {
  return module && index < module->numKernels ? module->kernels[index] : nullptr;
}

gems_status gems_module_find_kernel(const gems_module *module, const char *name,
                                    const gems_kernel_info **kernel, gems_message *message) {
  if (!module || !name || !kernel)
    return fail(message, GEMS_ERROR_ARGUMENT,
                "expected a module, a name and a place for the kernel, "
                "got null");
  *kernel = nullptr;
  char known[256] = "none";
  size_t length = 0;
  for (size_t i = 0; i < module->numKernels; ++i) {
    const char *candidate = module->kernels[i]->name;
    if (strcmp(candidate, name) == 0) {
      *kernel = module->kernels[i];
      return succeed(message);
    }
    if (length < sizeof(known))
      length += static_cast<size_t>(
          snprintf(known + length, sizeof(known) - length, "%s%s", i ? ", " : "", candidate));
  }
  return fail(message, GEMS_ERROR_NOT_FOUND, "'%s' has no kernel '%s'; it has: %s", module->name,
              name, known);
}
