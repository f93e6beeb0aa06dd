// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A library of kernels that the compiler holds, or is about to.
#ifndef GEMS_LIB_JIT_LIBRARY_H
#define GEMS_LIB_JIT_LIBRARY_H

#include "Request.h"

#include <array>
#include <atomic>
#include <memory>

namespace gems {

/// Made when it is first asked for, by one thread; others who ask meanwhile wait for it.
class Library {
public:
  Library(const gems_jit_request &request, const FileVersion &version)
      : request(request, version) {}
  ~Library() { gems_module_release(module); }
  Library(const Library &) = delete;

  /// The kernel of a name, or the only one.
  gems_status find(const char *name, const gems_kernel_info **kernel, gems_message *message) const;

  const OwnedRequest request;
  bool isReady = false;
  gems_status status = GEMS_OK;
  gems_message failure = {};
  gems_module *module = nullptr;
};

/// The libraries that are made. None ever leaves, so that finding one takes no lock.
class LibraryTable {
public:
  LibraryTable() = default;
  ~LibraryTable();
  LibraryTable(const LibraryTable &) = delete;

  /// The library of a request, which lives as long as the table, or null. `hash` is that of
  /// hashRequest.
  const Library *find(const gems_jit_request &request, const FileVersion &version,
                      uint64_t hash) const;
  /// To be called by one thread at a time.
  void add(uint64_t hash, std::shared_ptr<const Library> library);

private:
  struct Entry {
    uint64_t hash;
    std::shared_ptr<const Library> library;
    const Entry *next;
  };
  std::array<std::atomic<const Entry *>, 256> buckets = {};
};

} // namespace gems

#endif // GEMS_LIB_JIT_LIBRARY_H
