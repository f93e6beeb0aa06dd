// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A file that only this process can reach, to load verified bytes from.
#ifndef GEMS_LIB_RUNTIME_PRIVATEFILE_H
#define GEMS_LIB_RUNTIME_PRIVATEFILE_H

#include "gems/Runtime/Runtime.h"

namespace gems {

/// Reads a whole regular file; the bytes are freed with free().
gems_status readWholeFile(const char *path, uint8_t **bytes, size_t *size, gems_message *message);

/// Writes the bytes to sealed anonymous memory or, where the system has none to execute from, to an
/// unnamed temporary file. `path` names it while the descriptor `fd` is open. The dynamic linker
/// takes libraries of one path for the same, so `fd` must stay open as long as the library is
/// loaded.
gems_status writePrivateFile(const uint8_t *bytes, size_t size, bool inMemory, int *fd,
                             char (&path)[64], gems_message *message);

} // namespace gems

#endif // GEMS_LIB_RUNTIME_PRIVATEFILE_H
