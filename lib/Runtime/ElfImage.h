// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reads a shared library of kernels without trusting a single byte of it.
#ifndef GEMS_LIB_RUNTIME_ELFIMAGE_H
#define GEMS_LIB_RUNTIME_ELFIMAGE_H

#include "gems/Runtime/Runtime.h"

namespace gems {

/// The bytes of a file, and what messages call it.
struct ElfImage {
  const uint8_t *bytes;
  size_t size;
  const char *name;
};

/// The note of gems/Runtime/Note.h. `names` points into the image.
struct ElfNote {
  uint32_t abiVersion;
  uint32_t numKernels;
  uint64_t checksum;
  size_t checksumOffset;
  const char *names;
  size_t namesSize;
};

/// The ELF number of this machine.
uint16_t hostMachine();

/// Checks that every table and everything that it points to is inside the file. `machine` is what
/// the file must be for; 0 allows every machine that gems compiles for.
gems_status checkElf(const ElfImage &image, uint16_t machine, gems_message *message);

/// Finds the note of an image that checkElf accepted, and checks its layout and ABI version.
gems_status findNote(const ElfImage &image, ElfNote &note, gems_message *message);

/// The checksum as the note defines it.
uint64_t imageChecksum(const ElfImage &image, size_t checksumOffset);

} // namespace gems

#endif // GEMS_LIB_RUNTIME_ELFIMAGE_H
