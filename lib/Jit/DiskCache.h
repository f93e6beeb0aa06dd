// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The cache on disk: libraries of kernels by the digest of all that they depend on.
#ifndef GEMS_LIB_JIT_DISKCACHE_H
#define GEMS_LIB_JIT_DISKCACHE_H

#include "gems/Target/Codegen.h"

#include <array>
#include <atomic>
#include <functional>
#include <optional>

namespace gems {

using Digest = std::array<uint8_t, 32>;

/// One folder. All functions are safe from any thread, and many processes may use one folder.
class DiskCache {
public:
  using Warn = std::function<void(const std::string &)>;

  /// Makes the folder when there is none. Null when it cannot be used, after a warning.
  static std::unique_ptr<DiskCache> open(const std::string &folder, uint64_t maxBytes, Warn warn);
  ~DiskCache();
  DiskCache(const DiskCache &) = delete;

  /// The verified contents of an entry, if there is one. It becomes the last one used.
  std::optional<Bytes> load(const Digest &key);
  /// Writes an entry, and then drops the entries not used for the longest time while all are more
  /// than the limit. Failures are warnings, the first of them.
  void store(const Digest &key, llvm::ArrayRef<char> contents);
  /// Removes an entry that turned out to be of no use.
  void drop(const Digest &key, const std::string &reason);

private:
  DiskCache(std::string folder, int fd, uint64_t maxBytes, Warn warn)
      : folder(std::move(folder)), fd(fd), maxBytes(maxBytes), warn(std::move(warn)) {}

  bool write(const char *name, llvm::ArrayRef<char> header, llvm::ArrayRef<char> contents);
  void warnOnce(const std::string &what);
  void trim();

  const std::string folder;
  const int fd;
  const uint64_t maxBytes;
  const Warn warn;
  std::atomic<bool> hasWarned{false};
};

} // namespace gems

#endif // GEMS_LIB_JIT_DISKCACHE_H
