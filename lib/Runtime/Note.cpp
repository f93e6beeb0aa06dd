// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Finds the note of a library of kernels and its checksum.
#include "gems/Runtime/Note.h"

#include "ElfImage.h"
#include "Message.h"

#include <cstring>
#include <elf.h>

using namespace gems;

/// The section called `.note.gems`. checkElf has verified all bounds but those of the names.
static gems_status findSection(const ElfImage &image, Elf64_Shdr &found, gems_message *message) {
  Elf64_Ehdr header;
  memcpy(&header, image.bytes, sizeof(header));
  auto readSection = [&](unsigned index) {
    Elf64_Shdr section;
    memcpy(&section, image.bytes + header.e_shoff + index * sizeof(section), sizeof(section));
    return section;
  };
  Elf64_Shdr names = readSection(header.e_shstrndx);
  bool hasNames = names.sh_type == SHT_STRTAB;
  unsigned count = 0;
  for (unsigned i = 0; hasNames && i < header.e_shnum; ++i) {
    Elf64_Shdr section = readSection(i);
    if (section.sh_type != SHT_NOTE || section.sh_name >= names.sh_size ||
        names.sh_size - section.sh_name < sizeof(GEMS_NOTE_SECTION))
      continue;
    const uint8_t *name = image.bytes + names.sh_offset + section.sh_name;
    if (memcmp(name, GEMS_NOTE_SECTION, sizeof(GEMS_NOTE_SECTION)) != 0)
      continue;
    found = section;
    ++count;
  }
  if (count != 1)
    return fail(message, GEMS_ERROR_FORMAT,
                "'%s' is not a gems library: expected 1 section " GEMS_NOTE_SECTION ", got %u",
                image.name, count);
  return GEMS_OK;
}

static uint32_t readU32(const uint8_t *bytes) {
  uint32_t value;
  memcpy(&value, bytes, sizeof(value));
  return value;
}

/// Whether the text is exactly `count` NUL-terminated names, none empty.
static bool areNames(const char *text, size_t size, uint32_t count) {
  uint32_t numNames = 0;
  for (size_t at = 0; at < size; ++numNames) {
    const void *end = memchr(text + at, '\0', size - at);
    size_t next = end ? static_cast<const char *>(end) - text + 1 : at + 1;
    if (next == at + 1)
      return false;
    at = next;
  }
  return numNames == count;
}

gems_status gems::findNote(const ElfImage &image, ElfNote &note, gems_message *message) {
  Elf64_Shdr section = {};
  if (gems_status status = findSection(image, section, message))
    return status;
  constexpr size_t headSize = 12, nameSize = 8, fixedSize = 16;
  const uint8_t *bytes = image.bytes + section.sh_offset;
  auto damaged = [&](const char *what, unsigned long long expected, unsigned long long got) {
    return fail(message, GEMS_ERROR_FORMAT,
                "'%s' has a damaged gems note: expected %s %llu, got %llu", image.name, what,
                expected, got);
  };
  if (section.sh_size < headSize + nameSize + fixedSize)
    return damaged("a size of at least", headSize + nameSize + fixedSize, section.sh_size);
  uint32_t descSize = readU32(bytes + 4);
  if (readU32(bytes) != sizeof(GEMS_NOTE_NAME) || readU32(bytes + 8) != GEMS_NOTE_TYPE ||
      memcmp(bytes + headSize, GEMS_NOTE_NAME "\0\0\0", nameSize) != 0)
    return damaged("the name 'gems' and type", GEMS_NOTE_TYPE, readU32(bytes + 8));
  uint64_t paddedSize = headSize + nameSize + ((uint64_t(descSize) + 3) & ~uint64_t(3));
  if (descSize < fixedSize || paddedSize != section.sh_size)
    return damaged("one note of size", section.sh_size, paddedSize);
  const uint8_t *desc = bytes + headSize + nameSize;
  note.abiVersion = readU32(desc);
  if (note.abiVersion != GEMS_ABI_VERSION)
    return fail(message, GEMS_ERROR_VERSION,
                "'%s' was made for another ABI version: expected %u, got %u", image.name,
                GEMS_ABI_VERSION, note.abiVersion);
  note.numKernels = readU32(desc + 4);
  memcpy(&note.checksum, desc + 8, sizeof(note.checksum));
  note.checksumOffset = static_cast<size_t>(desc + 8 - image.bytes);
  note.names = reinterpret_cast<const char *>(desc + fixedSize);
  note.namesSize = descSize - fixedSize;
  if (!areNames(note.names, note.namesSize, note.numKernels))
    return damaged("a number of kernel names equal to", note.numKernels, note.namesSize);
  return GEMS_OK;
}

uint64_t gems::imageChecksum(const ElfImage &image, size_t checksumOffset) {
  uint64_t hash = 0xcbf29ce484222325u;
  for (size_t i = 0; i < image.size; ++i) {
    bool isChecksum = i - checksumOffset < sizeof(uint64_t);
    hash = (hash ^ (isChecksum ? 0 : image.bytes[i])) * 0x100000001b3u;
  }
  return hash;
}

gems_status gems_stamp_checksum(void *bytes, size_t size, gems_message *message) {
  if (!bytes)
    return fail(message, GEMS_ERROR_ARGUMENT, "expected the bytes of a library, got null");
  ElfImage image{static_cast<const uint8_t *>(bytes), size, "library"};
  ElfNote note;
  if (gems_status status = checkElf(image, 0, message))
    return status;
  if (gems_status status = findNote(image, note, message))
    return status;
  uint64_t checksum = imageChecksum(image, note.checksumOffset);
  memcpy(static_cast<uint8_t *>(bytes) + note.checksumOffset, &checksum, sizeof(checksum));
  return succeed(message);
}
