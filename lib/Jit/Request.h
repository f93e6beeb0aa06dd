// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A request to compile, as the tables of the compiler hold it.
#ifndef GEMS_LIB_JIT_REQUEST_H
#define GEMS_LIB_JIT_REQUEST_H

#include "gems/Jit/Jit.h"

#include <string>
#include <utility>
#include <vector>

namespace gems {

/// Which contents of a file a request means: those of this moment.
struct FileVersion {
  uint64_t device = 0, inode = 0, size = 0;
  int64_t seconds = 0, nanoseconds = 0;

  bool operator==(const FileVersion &other) const {
    return device == other.device && inode == other.inode && size == other.size &&
           seconds == other.seconds && nanoseconds == other.nanoseconds;
  }
};

/// Checks the request and, when it names a file, looks at it.
gems_status checkRequest(const gems_jit_request *request, FileVersion &version,
                         gems_message *message);

/// Everything of a request but the kernel's name, copied. Two equal requests mean the same library.
struct OwnedRequest {
  OwnedRequest(const gems_jit_request &request, const FileVersion &version);
  // What the views point to may move within a string that is copied or moved.
  OwnedRequest(const OwnedRequest &other) : OwnedRequest(other.view(), other.version) {}
  OwnedRequest(OwnedRequest &&other) : OwnedRequest(other.view(), other.version) {}

  bool matches(const gems_jit_request &request, const FileVersion &other) const;
  /// The same as a request of the C interface, valid while this lives.
  gems_jit_request view() const;

  std::string path, source, triple, cpu, features;
  bool hasSource;
  std::vector<std::pair<std::string, std::string>> params;
  std::vector<gems_param_info> paramViews;
  FileVersion version;
};

/// A hash of what matches() compares; it allocates nothing.
uint64_t hashRequest(const gems_jit_request &request, const FileVersion &version);

} // namespace gems

#endif // GEMS_LIB_JIT_REQUEST_H
