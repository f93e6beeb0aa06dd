// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Bounds, class, machine and tables of an ELF file.
#include "ElfImage.h"

#include "Message.h"

#include <cstring>
#include <elf.h>

using namespace gems;

uint16_t gems::hostMachine() {
#if defined(__aarch64__)
  return EM_AARCH64;
#elif defined(__x86_64__)
  return EM_X86_64;
#else
#error "the runtime supports AArch64 and x86-64"
#endif
}

static const char *machineName(uint16_t machine) {
  switch (machine) {
  case EM_AARCH64:
    return "AArch64";
  case EM_X86_64:
    return "x86-64";
  case EM_386:
    return "x86 (32 bits)";
  case EM_ARM:
    return "ARM (32 bits)";
  case EM_RISCV:
    return "RISC-V";
  default:
    return "unknown";
  }
}

static bool isInside(const ElfImage &image, uint64_t offset, uint64_t length) {
  return offset <= image.size && length <= image.size - offset;
}

static gems_status cutShort(const ElfImage &image, const char *what, unsigned index,
                            uint64_t offset, uint64_t length, gems_message *message) {
  return fail(message, GEMS_ERROR_FORMAT,
              "'%s' is cut short or damaged: expected %s %u in a file of %zu bytes, got offset "
              "%llu and length %llu",
              image.name, what, index, image.size, static_cast<unsigned long long>(offset),
              static_cast<unsigned long long>(length));
}

static gems_status checkIdentity(const ElfImage &image, const Elf64_Ehdr &header, uint16_t machine,
                                 gems_message *message) {
  if (memcmp(header.e_ident, ELFMAG, SELFMAG) != 0)
    return fail(message, GEMS_ERROR_FORMAT, "'%s' is not an ELF file", image.name);
  if (header.e_ident[EI_CLASS] != ELFCLASS64 || header.e_ident[EI_DATA] != ELFDATA2LSB)
    return fail(message, GEMS_ERROR_MACHINE,
                "'%s' is for another machine: expected ELF class 2 (64 bits) and data 1 (little "
                "endian), got class %u and data %u",
                image.name, header.e_ident[EI_CLASS], header.e_ident[EI_DATA]);
  if (header.e_ident[EI_VERSION] != EV_CURRENT || header.e_version != EV_CURRENT)
    return fail(message, GEMS_ERROR_FORMAT, "'%s' is damaged: expected ELF version 1, got %u",
                image.name, header.e_version);
  bool known = header.e_machine == EM_AARCH64 || header.e_machine == EM_X86_64;
  if (machine ? header.e_machine != machine : !known)
    return fail(message, GEMS_ERROR_MACHINE,
                "'%s' is for another machine: expected %s, got %s (%u)", image.name,
                machine ? machineName(machine) : "AArch64 or x86-64", machineName(header.e_machine),
                header.e_machine);
  if (header.e_type != ET_DYN)
    return fail(message, GEMS_ERROR_FORMAT,
                "'%s' is not a shared library: expected ELF type 3, got %u", image.name,
                header.e_type);
  if (header.e_ehsize != sizeof(Elf64_Ehdr) || header.e_phentsize != sizeof(Elf64_Phdr) ||
      header.e_shentsize != sizeof(Elf64_Shdr))
    return fail(message, GEMS_ERROR_FORMAT,
                "'%s' is damaged: expected headers of 64, 56 and 64 bytes, got %u, %u and %u",
                image.name, header.e_ehsize, header.e_phentsize, header.e_shentsize);
  return GEMS_OK;
}

static gems_status checkSegments(const ElfImage &image, const Elf64_Ehdr &header,
                                 gems_message *message) {
  uint64_t length = uint64_t(header.e_phnum) * sizeof(Elf64_Phdr);
  if (!isInside(image, header.e_phoff, length))
    return cutShort(image, "program header table", 0, header.e_phoff, length, message);
  unsigned numLoads = 0, numDynamics = 0;
  for (unsigned i = 0; i < header.e_phnum; ++i) {
    Elf64_Phdr segment;
    memcpy(&segment, image.bytes + header.e_phoff + i * sizeof(segment), sizeof(segment));
    if (!isInside(image, segment.p_offset, segment.p_filesz))
      return cutShort(image, "segment", i, segment.p_offset, segment.p_filesz, message);
    numLoads += segment.p_type == PT_LOAD;
    numDynamics += segment.p_type == PT_DYNAMIC;
    bool badAlign = segment.p_align & (segment.p_align - 1);
    if (segment.p_type == PT_LOAD && (segment.p_filesz > segment.p_memsz || badAlign))
      return fail(message, GEMS_ERROR_FORMAT,
                  "'%s' is damaged: segment %u has size %llu in memory and alignment %llu",
                  image.name, i, static_cast<unsigned long long>(segment.p_memsz),
                  static_cast<unsigned long long>(segment.p_align));
  }
  if (numLoads == 0 || numDynamics != 1)
    return fail(message, GEMS_ERROR_FORMAT,
                "'%s' is not a shared library: expected loaded segments and 1 dynamic segment, got "
                "%u and %u",
                image.name, numLoads, numDynamics);
  return GEMS_OK;
}

static gems_status checkSections(const ElfImage &image, const Elf64_Ehdr &header,
                                 gems_message *message) {
  uint64_t length = uint64_t(header.e_shnum) * sizeof(Elf64_Shdr);
  if (!isInside(image, header.e_shoff, length))
    return cutShort(image, "section header table", 0, header.e_shoff, length, message);
  if (header.e_shstrndx >= header.e_shnum)
    return fail(message, GEMS_ERROR_FORMAT,
                "'%s' is not a gems library: expected a table of section names, got section %u of "
                "%u",
                image.name, header.e_shstrndx, header.e_shnum);
  for (unsigned i = 0; i < header.e_shnum; ++i) {
    Elf64_Shdr section;
    memcpy(&section, image.bytes + header.e_shoff + i * sizeof(section), sizeof(section));
    if (section.sh_type != SHT_NOBITS && section.sh_type != SHT_NULL &&
        !isInside(image, section.sh_offset, section.sh_size))
      return cutShort(image, "section", i, section.sh_offset, section.sh_size, message);
  }
  return GEMS_OK;
}

gems_status gems::checkElf(const ElfImage &image, uint16_t machine, gems_message *message) {
  Elf64_Ehdr header;
  if (image.size < sizeof(header))
    return fail(message, GEMS_ERROR_FORMAT,
                "'%s' is cut short: expected at least %zu bytes, got %zu", image.name,
                sizeof(header), image.size);
  memcpy(&header, image.bytes, sizeof(header));
  if (gems_status status = checkIdentity(image, header, machine, message))
    return status;
  if (gems_status status = checkSegments(image, header, message))
    return status;
  return checkSections(image, header, message);
}
