// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reads files whole, and writes verified bytes where nobody else can change them.
#include "PrivateFile.h"

#include "Message.h"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace gems;

/// Far more than any library of kernels.
static constexpr off_t maxFileSize = off_t(1) << 30;

static gems_status systemError(gems_message *message, const char *doing, const char *path) {
  return fail(message, GEMS_ERROR_IO, "cannot %s '%s': %s", doing, path, strerror(errno));
}

static gems_status readAll(int fd, const char *path, uint8_t *bytes, size_t size,
                           gems_message *message) {
  for (size_t at = 0; at < size;) {
    ssize_t count = read(fd, bytes + at, size - at);
    if (count < 0 && errno == EINTR)
      continue;
    if (count < 0)
      return systemError(message, "read", path);
    if (count == 0)
      return fail(message, GEMS_ERROR_IO, "cannot read '%s': expected %zu bytes, got %zu", path,
                  size, at);
    at += static_cast<size_t>(count);
  }
  return GEMS_OK;
}

gems_status gems::readWholeFile(const char *path, uint8_t **bytes, size_t *size,
                                gems_message *message) {
  // Not to block on a pipe before fstat() has told what it is.
  int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0)
    return systemError(message, "open", path);
  struct stat info;
  gems_status status = GEMS_OK;
  if (fstat(fd, &info) != 0)
    status = systemError(message, "read", path);
  else if (!S_ISREG(info.st_mode))
    status = fail(message, GEMS_ERROR_IO, "cannot read '%s': not a regular file", path);
  else if (info.st_size > maxFileSize)
    status = fail(message, GEMS_ERROR_FORMAT,
                  "'%s' is too large: expected at most %lld bytes, got "
                  "%lld",
                  path, static_cast<long long>(maxFileSize), static_cast<long long>(info.st_size));
  uint8_t *memory = nullptr;
  if (status == GEMS_OK) {
    *size = static_cast<size_t>(info.st_size);
    memory = static_cast<uint8_t *>(malloc(*size ? *size : 1));
    status = memory
                 ? readAll(fd, path, memory, *size, message)
                 : fail(message, GEMS_ERROR_MEMORY, "no memory for %zu bytes of '%s'", *size, path);
  }
  close(fd);
  if (status != GEMS_OK)
    free(memory);
  else
    *bytes = memory;
  return status;
}

static bool writeAll(int fd, const uint8_t *bytes, size_t size) {
  for (size_t at = 0; at < size;) {
    ssize_t count = write(fd, bytes + at, size - at);
    if (count < 0 && errno == EINTR)
      continue;
    if (count <= 0)
      return false;
    at += static_cast<size_t>(count);
  }
  return true;
}

static int openTemporary() {
  char name[] = P_tmpdir "/gems-XXXXXX";
  int fd = mkostemp(name, O_CLOEXEC);
  if (fd >= 0)
    unlink(name);
  return fd;
}

gems_status gems::writePrivateFile(const uint8_t *bytes, size_t size, bool inMemory, int *fd,
                                   char (&path)[64], gems_message *message) {
  int file = inMemory ? memfd_create("gems", MFD_CLOEXEC | MFD_ALLOW_SEALING) : openTemporary();
  if (file < 0 || !writeAll(file, bytes, size)) {
    int reason = errno;
    if (file >= 0)
      close(file);
    return fail(message, GEMS_ERROR_IO, "cannot make a private copy of the library: %s",
                strerror(reason));
  }
  if (inMemory)
    fcntl(file, F_ADD_SEALS, F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE);
  snprintf(path, sizeof(path), "/proc/self/fd/%d", file);
  *fd = file;
  return GEMS_OK;
}
