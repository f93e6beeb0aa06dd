// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The note that marks a shared library of kernels: what the compiler writes, what the loader
// checks.
//
// Section `.note.gems` holds one ELF note, name "gems", type 1, whose descriptor is
//   u32 abi_version, u32 num_kernels, u64 checksum, then num_kernels NUL-terminated kernel names.
// The checksum is FNV-1a (64 bits) of the whole file with the checksum's own eight bytes taken as
// zero. It is filled in after linking and finds damage; it is no defence against an enemy.
#ifndef GEMS_RUNTIME_NOTE_H
#define GEMS_RUNTIME_NOTE_H

#include "gems/Runtime/Runtime.h"

#define GEMS_NOTE_SECTION ".note.gems"
#define GEMS_NOTE_NAME "gems"
#define GEMS_NOTE_TYPE 1

#ifdef __cplusplus
extern "C" {
#endif

/// Fills in the checksum of a linked shared library of either machine, in place.
GEMS_API gems_status gems_stamp_checksum(void *bytes, size_t size, gems_message *message);

#ifdef __cplusplus
} // extern "C"

#include <cstring>
#include <string>

namespace gems {

/// The contents of the section `.note.gems` (4-byte aligned) for these kernels, checksum zero.
template <typename Names> std::string makeNote(const Names &names) {
  std::string text;
  uint32_t numKernels = 0;
  for (const auto &name : names) {
    text.append(name.data(), name.size());
    text.push_back('\0');
    ++numKernels;
  }
  const uint32_t nameSize = sizeof(GEMS_NOTE_NAME),
                 descSize = static_cast<uint32_t>(16 + text.size());
  const uint32_t head[] = {nameSize, descSize, GEMS_NOTE_TYPE};
  const uint32_t desc[] = {GEMS_ABI_VERSION, numKernels, 0, 0};
  std::string note(reinterpret_cast<const char *>(head), sizeof(head));
  note.append(GEMS_NOTE_NAME, nameSize);
  note.resize((note.size() + 3) & ~size_t(3));
  note.append(reinterpret_cast<const char *>(desc), sizeof(desc));
  note += text;
  note.resize((note.size() + 3) & ~size_t(3));
  return note;
}

} // namespace gems
#endif

#endif // GEMS_RUNTIME_NOTE_H
