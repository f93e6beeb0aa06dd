// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A library of kernels that the compiler holds, or is about to.
#include "Library.h"

#include "Message.h"

#include <string>

using namespace gems;

gems_status Library::find(const char *name, const gems_kernel_info **kernel,
                          gems_message *message) const {
  if (name && *name)
    return gems_module_find_kernel(module, name, kernel, message);
  size_t numKernels = gems_module_num_kernels(module);
  *kernel = numKernels == 1 ? gems_module_kernel(module, 0) : nullptr;
  if (*kernel)
    return succeed(message);
  std::string names;
  for (size_t i = 0; i < numKernels; ++i)
    names += (i ? ", " : "") + std::string(gems_module_kernel(module, i)->name);
  return fail(message, GEMS_ERROR_NOT_FOUND,
              "'%s': expected the name of one of its kernels, got none; it has: %s",
              request.path.c_str(), names.c_str());
}

LibraryTable::~LibraryTable() {
  for (std::atomic<const Entry *> &bucket : buckets)
    for (const Entry *entry = bucket, *next; entry; entry = next) {
      next = entry->next;
      delete entry;
    }
}

const Library *LibraryTable::find(const gems_jit_request &request, const FileVersion &version,
                                  uint64_t hash) const {
  const Entry *entry = buckets[hash % buckets.size()].load(std::memory_order_acquire);
  for (; entry; entry = entry->next)
    if (entry->hash == hash && entry->library->request.matches(request, version))
      return entry->library.get();
  return nullptr;
}

void LibraryTable::add(uint64_t hash, std::shared_ptr<const Library> library) {
  std::atomic<const Entry *> &bucket = buckets[hash % buckets.size()];
  bucket.store(new Entry{hash, std::move(library), bucket.load(std::memory_order_relaxed)},
               std::memory_order_release);
}
