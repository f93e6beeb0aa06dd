// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The library of TestKernels.c for tests.
#ifndef GEMS_TEST_UNIT_RUNTIME_TESTLIBRARY_H
#define GEMS_TEST_UNIT_RUNTIME_TESTLIBRARY_H

#include "gems/Runtime/Runtime.h"

#include <string>
#include <vector>

namespace gems {

using FileBytes = std::vector<uint8_t>;

/// Reads and writes whole files; failures fail the test.
FileBytes readBytes(const std::string &path);
void writeBytes(const std::string &path, const void *bytes, size_t size);

/// The library with its checksum.
const FileBytes &testLibrary();
/// A file of it.
const std::string &testLibraryPath();
/// A path in a folder for temporary files.
std::string temporaryPath(const std::string &name);

/// Where the note's descriptor starts in the library.
size_t noteOffset(const FileBytes &library);

/// A loaded module with a short way to its kernels.
class TestModule {
public:
  TestModule();
  ~TestModule() { gems_module_release(module); }
  const gems_kernel_info *kernel(const char *name) const;
  gems_module *module = nullptr;
};

} // namespace gems

#endif // GEMS_TEST_UNIT_RUNTIME_TESTLIBRARY_H
