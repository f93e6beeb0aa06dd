// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reads and writes .npy files.
#include "gems/Runtime/Npy.h"

#include "gems/Runtime/Runtime.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <sys/stat.h>

using namespace gems;

static bool systemError(const char *doing, const std::string &path, std::string &error) {
  error = std::string("cannot ") + doing + " '" + path + "': " + strerror(errno);
  return false;
}

static bool readOpen(FILE *file, const std::string &path, HeapBytes &bytes, size_t &size,
                     std::string &error) {
  struct stat info;
  if (fstat(fileno(file), &info) != 0)
    return systemError("read", path, error);
  if (!S_ISREG(info.st_mode)) {
    error = "cannot read '" + path + "': not a regular file";
    return false;
  }
  size = static_cast<size_t>(info.st_size);
  bytes.reset(static_cast<uint8_t *>(malloc(size ? size : 1)));
  if (!bytes) {
    error = "no memory for " + std::to_string(size) + " bytes of '" + path + "'";
    return false;
  }
  errno = EIO;
  return fread(bytes.get(), 1, size, file) == size || systemError("read", path, error);
}

bool gems::readNpy(const std::string &path, NpyArray &array, std::string &error) {
  // A pipe would block; nothing but a regular file is read.
  struct stat info;
  if (stat(path.c_str(), &info) != 0)
    return systemError("open", path, error);
  FILE *file = S_ISREG(info.st_mode) ? fopen(path.c_str(), "rbe") : nullptr;
  if (!file) {
    if (S_ISREG(info.st_mode))
      return systemError("open", path, error);
    error = "cannot read '" + path + "': not a regular file";
    return false;
  }
  size_t size = 0;
  bool isRead = readOpen(file, path, array.file, size, error);
  fclose(file);
  return isRead && parseNpy(array.file.get(), size, path, array.header, error);
}

bool gems::writeNpy(const std::string &path, gems_type type, const Shape &shape, const void *data,
                    std::string &error) {
  FILE *file = fopen(path.c_str(), "wbe");
  if (!file)
    return systemError("write", path, error);
  std::string header = makeNpyHeader(type, shape);
  int64_t numElements = 0;
  countElements(shape, gems_type_size(type), numElements);
  size_t numBytes = static_cast<size_t>(numElements) * gems_type_size(type);
  bool isWritten = fwrite(header.data(), 1, header.size(), file) == header.size() &&
                   (numBytes == 0 || fwrite(data, 1, numBytes, file) == numBytes);
  int reason = errno;
  bool isClosed = fclose(file) == 0;
  if (!isWritten)
    errno = reason;
  return (isWritten && isClosed) || systemError("write", path, error);
}
