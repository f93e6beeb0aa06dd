// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which build of this compiler runs: the linker's build IDs of the code in use.
#include "BuildId.h"

#include "gems/Runtime/Abi.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Config/llvm-config.h"
#include "llvm/TargetParser/Host.h"

#include <cstring>
#include <elf.h>
#include <link.h>
#include <sys/stat.h>

using namespace gems;

namespace {
/// The loaded object around an address.
struct Search {
  uintptr_t address;
  std::string id;
};
} // namespace

static bool contains(const dl_phdr_info &object, uintptr_t address) {
  for (int i = 0; i < object.dlpi_phnum; ++i) {
    const ElfW(Phdr) &header = object.dlpi_phdr[i];
    uintptr_t begin = object.dlpi_addr + header.p_vaddr;
    if (header.p_type == PT_LOAD && address >= begin && address - begin < header.p_memsz)
      return true;
  }
  return false;
}

/// The build ID among the notes of a segment, empty without one.
static std::string findBuildId(const char *notes, size_t size) {
  for (size_t at = 0; at + sizeof(ElfW(Nhdr)) <= size;) {
    ElfW(Nhdr) note;
    memcpy(&note, notes + at, sizeof(note));
    size_t name = at + sizeof(note), desc = name + ((note.n_namesz + 3) & ~3u);
    if (desc + note.n_descsz > size)
      break;
    if (note.n_type == NT_GNU_BUILD_ID && note.n_namesz == 4 && memcmp(notes + name, "GNU", 4) == 0)
      return llvm::toHex(llvm::StringRef(notes + desc, note.n_descsz), /*LowerCase=*/true);
    at = desc + ((note.n_descsz + 3) & ~3u);
  }
  return "";
}

static int visitObject(dl_phdr_info *object, size_t, void *pointer) {
  auto &search = *static_cast<Search *>(pointer);
  if (!contains(*object, search.address))
    return 0;
  for (int i = 0; i < object->dlpi_phnum && search.id.empty(); ++i) {
    const ElfW(Phdr) &header = object->dlpi_phdr[i];
    if (header.p_type == PT_NOTE)
      search.id = findBuildId(reinterpret_cast<const char *>(object->dlpi_addr + header.p_vaddr),
                              header.p_memsz);
  }
  // Linked without build IDs: the file's size and time must do.
  struct stat info;
  const char *path = object->dlpi_name[0] ? object->dlpi_name : "/proc/self/exe";
  if (search.id.empty() && stat(path, &info) == 0)
    search.id = std::to_string(info.st_size) + "@" + std::to_string(info.st_mtim.tv_sec) + "." +
                std::to_string(info.st_mtim.tv_nsec);
  return 1;
}

static std::string buildIdAround(uintptr_t address) {
  Search search{address, ""};
  dl_iterate_phdr(visitObject, &search);
  return search.id;
}

const std::string &gems::compilerId() {
  static const std::string id =
      "gems abi " + std::to_string(GEMS_ABI_VERSION) + ", build " +
      buildIdAround(reinterpret_cast<uintptr_t>(&buildIdAround)) +
      ", LLVM " LLVM_VERSION_STRING ", build " +
      buildIdAround(reinterpret_cast<uintptr_t>(&llvm::sys::getHostCPUName));
  return id;
}
