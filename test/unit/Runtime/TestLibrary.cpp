// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The library of TestKernels.c for tests.
#include "TestLibrary.h"

#include "gems/Runtime/Note.h"

#include <algorithm>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <unistd.h>

using namespace gems;

FileBytes gems::readBytes(const std::string &path) {
  std::ifstream file(path, std::ios::binary);
  EXPECT_TRUE(file.good()) << path;
  return FileBytes(std::istreambuf_iterator<char>(file), {});
}

void gems::writeBytes(const std::string &path, const void *bytes, size_t size) {
  std::ofstream file(path, std::ios::binary);
  file.write(static_cast<const char *>(bytes), static_cast<std::streamsize>(size));
  EXPECT_TRUE(file.good()) << path;
}

std::string gems::temporaryPath(const std::string &name) {
  return testing::TempDir() + "gems-" + std::to_string(getpid()) + "-" + name;
}

const FileBytes &gems::testLibrary() {
  static const FileBytes library = [] {
    FileBytes bytes = readBytes(GEMS_TEST_KERNELS);
    gems_message message;
    EXPECT_EQ(gems_stamp_checksum(bytes.data(), bytes.size(), &message), GEMS_OK) << message.text;
    return bytes;
  }();
  return library;
}

const std::string &gems::testLibraryPath() {
  static const struct File {
    std::string path = temporaryPath("kernels.so");
    File() { writeBytes(path, testLibrary().data(), testLibrary().size()); }
    ~File() { unlink(path.c_str()); }
  } file;
  return file.path;
}

size_t gems::noteOffset(const FileBytes &library) {
  char text[] = "gems\0\0\0\0?\0\0\0\4";
  text[8] = GEMS_ABI_VERSION;
  auto found = std::search(library.begin(), library.end(), text, text + sizeof(text) - 1);
  EXPECT_NE(found, library.end());
  return static_cast<size_t>(found - library.begin()) + 8;
}

TestModule::TestModule() {
  gems_message message;
  const FileBytes &bytes = testLibrary();
  EXPECT_EQ(gems_module_load_memory(bytes.data(), bytes.size(), "kernels.so", &module, &message),
            GEMS_OK)
      << message.text;
}

const gems_kernel_info *TestModule::kernel(const char *name) const {
  const gems_kernel_info *kernel = nullptr;
  gems_message message;
  EXPECT_EQ(gems_module_find_kernel(module, name, &kernel, &message), GEMS_OK) << message.text;
  return kernel;
}
