// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Loading: what is accepted, and that everything else is refused before it can do harm.
#include "PrivateFile.h"
#include "TestLibrary.h"

#include "gems/Runtime/Note.h"

#include <cstring>
#include <dlfcn.h>
#include <elf.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace gems;

extern "C" uint32_t abiVersionSeenByC(void);

namespace {

struct Outcome {
  gems_status status;
  std::string text;
};

Outcome load(const void *bytes, size_t size) {
  gems_module *module = nullptr;
  gems_message message;
  gems_status status = gems_module_load_memory(bytes, size, "lib.so", &module, &message);
  EXPECT_EQ(status == GEMS_OK, module != nullptr);
  gems_module_release(module);
  return {status, message.text};
}

Outcome load(const FileBytes &bytes) { return load(bytes.data(), bytes.size()); }

FileBytes stamped(FileBytes bytes) {
  gems_message message;
  EXPECT_EQ(gems_stamp_checksum(bytes.data(), bytes.size(), &message), GEMS_OK) << message.text;
  return bytes;
}

/// Flips each bit of [first, last), one at a time, and expects a refusal.
void flipBits(size_t first, size_t last, size_t step) {
  FileBytes bytes = testLibrary();
  for (size_t i = first; i < last; i += step)
    for (int bit = 0; bit < 8; ++bit) {
      bytes[i] ^= 1 << bit;
      ASSERT_NE(load(bytes).status, GEMS_OK) << "byte " << i << " bit " << bit;
      bytes[i] ^= 1 << bit;
    }
}

TEST(Module, LoadsFromMemory) {
  TestModule test;
  ASSERT_EQ(gems_module_num_kernels(test.module), 4u);
  EXPECT_STREQ(gems_module_kernel(test.module, 0)->name, "add");
  EXPECT_EQ(gems_module_kernel(test.module, 4), nullptr);
  const gems_kernel_info *kernel = test.kernel("add");
  EXPECT_EQ(kernel->num_args, 4u);
  EXPECT_STREQ(kernel->args[3].name, "N");
  EXPECT_STREQ(kernel->params[0].value, "16");
}

TEST(Module, LoadsFromFileAndIgnoresLaterChanges) {
  std::string path = temporaryPath("changing.so");
  writeBytes(path, testLibrary().data(), testLibrary().size());
  gems_module *module = nullptr;
  gems_message message;
  ASSERT_EQ(gems_module_load_file(path.c_str(), &module, &message), GEMS_OK) << message.text;
  EXPECT_STREQ(message.text, "");
  ASSERT_EQ(truncate(path.c_str(), 0), 0);
  EXPECT_STREQ(gems_module_kernel(module, 1)->name, "count");
  gems_module_release(module);
  unlink(path.c_str());
}

TEST(Module, TwoOfTheSameAreIndependent) {
  TestModule first, second;
  EXPECT_NE(first.kernel("add"), second.kernel("add"));
}

TEST(Module, LoadsAgainAndAgain) {
  for (int i = 0; i < 50; ++i)
    ASSERT_EQ(load(testLibrary()).status, GEMS_OK);
}

TEST(Module, NamesTheKernelsThatExist) {
  TestModule test;
  const gems_kernel_info *kernel;
  gems_message message;
  EXPECT_EQ(gems_module_find_kernel(test.module, "sub", &kernel, &message), GEMS_ERROR_NOT_FOUND);
  EXPECT_STREQ(message.text, "'kernels.so' has no kernel 'sub'; it has: add, count, poke, store");
}

TEST(Module, RefusesEveryLength) {
  const FileBytes &bytes = testLibrary();
  for (size_t size = 0; size < bytes.size(); ++size) {
    // The exact size, so that AddressSanitizer sees a read past the end.
    FileBytes cut(bytes.begin(), bytes.begin() + static_cast<ptrdiff_t>(size));
    Outcome outcome = load(cut.data() ? cut.data() : bytes.data(), size);
    ASSERT_EQ(outcome.status, GEMS_ERROR_FORMAT) << size << ": " << outcome.text;
    ASSERT_NE(outcome.text.find("cut short"), std::string::npos) << outcome.text;
  }
}

TEST(Module, RefusesCutFiles) {
  const FileBytes &bytes = testLibrary();
  std::string path = temporaryPath("cut.so");
  for (size_t size = 0; size < bytes.size(); size += 512) {
    writeBytes(path, bytes.data(), size);
    gems_module *module;
    ASSERT_NE(gems_module_load_file(path.c_str(), &module, nullptr), GEMS_OK) << size;
    ASSERT_EQ(module, nullptr);
  }
  unlink(path.c_str());
}

TEST(Module, RefusesALongerFile) {
  FileBytes bytes = testLibrary();
  bytes.push_back(0);
  EXPECT_EQ(load(bytes).status, GEMS_ERROR_CHECKSUM);
}

TEST(Module, RefusesFlippedBitsInHeaders) {
  const FileBytes &bytes = testLibrary();
  Elf64_Ehdr header;
  memcpy(&header, bytes.data(), sizeof(header));
  flipBits(0, sizeof(header), 1);
  flipBits(header.e_phoff, header.e_phoff + header.e_phnum * sizeof(Elf64_Phdr), 1);
  flipBits(header.e_shoff, header.e_shoff + header.e_shnum * sizeof(Elf64_Shdr), 1);
  size_t note = noteOffset(bytes);
  flipBits(note - 20, note + 40, 1);
}

TEST(Module, RefusesFlippedBitsAnywhere) { flipBits(0, testLibrary().size(), 61); }

/// Wrong header fields under a right checksum, as an attacker or another linker could write them.
TEST(Module, SurvivesStampedDamage) {
  FileBytes bytes = testLibrary();
  Elf64_Ehdr header;
  memcpy(&header, bytes.data(), sizeof(header));
  const size_t sections = header.e_shoff, end = sections + header.e_shnum * sizeof(Elf64_Shdr);
  for (size_t i = sections; i < end; ++i)
    for (uint8_t value : {0x00, 0x7f, 0xff}) {
      FileBytes damaged = bytes;
      damaged[i] = value;
      // Only that it ends, and reads nothing outside.
      gems_stamp_checksum(damaged.data(), damaged.size(), nullptr);
    }
}

/// An offset and a length whose sum wraps around to a place inside the file.
TEST(Module, RefusesSectionsThatWrap) {
  FileBytes bytes = testLibrary();
  Elf64_Ehdr header;
  memcpy(&header, bytes.data(), sizeof(header));
  Elf64_Shdr section;
  size_t last = header.e_shoff + (header.e_shnum - 1) * sizeof(section);
  memcpy(&section, bytes.data() + last, sizeof(section));
  section.sh_offset = ~uint64_t(15);
  section.sh_size = 32;
  memcpy(bytes.data() + last, &section, sizeof(section));
  Outcome outcome = load(bytes);
  EXPECT_EQ(outcome.status, GEMS_ERROR_FORMAT);
  EXPECT_NE(outcome.text.find("offset 18446744073709551600 and length 32"), std::string::npos)
      << outcome.text;
}

TEST(Module, RefusesOtherMachines) {
  FileBytes bytes = testLibrary();
  Elf64_Ehdr header;
  memcpy(&header, bytes.data(), sizeof(header));
  uint16_t own = header.e_machine;
  header.e_machine = own == EM_X86_64 ? EM_AARCH64 : EM_X86_64;
  memcpy(bytes.data(), &header, sizeof(header));
  Outcome outcome = load(stamped(bytes));
  EXPECT_EQ(outcome.status, GEMS_ERROR_MACHINE);
  EXPECT_EQ(outcome.text,
            own == EM_X86_64
                ? "'lib.so' is for another machine: expected x86-64, got AArch64 (183)"
                : "'lib.so' is for another machine: expected AArch64, got x86-64 (62)");
}

TEST(Module, RefusesOtherClassesAndTypes) {
  FileBytes bytes = testLibrary();
  bytes[EI_CLASS] = ELFCLASS32;
  EXPECT_EQ(load(bytes).status, GEMS_ERROR_MACHINE);
  bytes = testLibrary();
  bytes[EI_DATA] = ELFDATA2MSB;
  EXPECT_EQ(load(bytes).status, GEMS_ERROR_MACHINE);
  bytes = testLibrary();
  bytes[offsetof(Elf64_Ehdr, e_type)] = ET_EXEC;
  EXPECT_EQ(load(bytes).text, "'lib.so' is not a shared library: expected ELF type 3, got 2");
}

TEST(Module, RefusesOtherAbiVersions) {
  FileBytes bytes = testLibrary();
  size_t note = noteOffset(bytes);
  uint32_t version = GEMS_ABI_VERSION + 1;
  memcpy(&bytes[note], &version, sizeof(version));
  Outcome outcome = load(bytes);
  EXPECT_EQ(outcome.status, GEMS_ERROR_VERSION);
  EXPECT_EQ(outcome.text, "'lib.so' was made for another ABI version: expected 2, got 3");
}

TEST(Module, RefusesUnstampedLibraries) {
  FileBytes bytes = testLibrary();
  memset(&bytes[noteOffset(bytes) + 8], 0, 8);
  Outcome outcome = load(bytes);
  EXPECT_EQ(outcome.status, GEMS_ERROR_CHECKSUM);
  EXPECT_NE(outcome.text.find("expected the checksum 0000000000000000"), std::string::npos);
}

TEST(Module, RefusesNamesWithoutDescriptors) {
  FileBytes bytes = testLibrary();
  bytes[noteOffset(bytes) + 16] = 'o'; // "odd"
  Outcome outcome = load(stamped(bytes));
  EXPECT_EQ(outcome.text, "'lib.so' has no descriptor of its kernel 'odd'");
}

TEST(Module, RefusesForeignLibraries) {
  Dl_info info;
  ASSERT_TRUE(dladdr(dlsym(RTLD_DEFAULT, "malloc"), &info));
  gems_module *module;
  gems_message message;
  EXPECT_EQ(gems_module_load_file(info.dli_fname, &module, &message), GEMS_ERROR_FORMAT);
  EXPECT_NE(strstr(message.text, "is not a gems library: expected 1 section .note.gems, got 0"),
            nullptr)
      << message.text;
}

TEST(Module, RefusesWhatIsNoFile) {
  gems_module *module;
  gems_message message;
  EXPECT_EQ(gems_module_load_file("no/such.so", &module, &message), GEMS_ERROR_IO);
  EXPECT_STREQ(message.text, "cannot open 'no/such.so': No such file or directory");
  EXPECT_EQ(gems_module_load_file(".", &module, &message), GEMS_ERROR_IO);
  EXPECT_STREQ(message.text, "cannot read '.': not a regular file");
  std::string pipe = temporaryPath("pipe");
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  EXPECT_EQ(gems_module_load_file(pipe.c_str(), &module, &message), GEMS_ERROR_IO);
  unlink(pipe.c_str());
  EXPECT_EQ(load("hello", 5).status, GEMS_ERROR_FORMAT);
  EXPECT_EQ(gems_module_load_file(nullptr, &module, &message), GEMS_ERROR_ARGUMENT);
}

/// Where the system gives no memory to execute from, a temporary file serves.
TEST(Module, LoadsFromEitherPrivateFile) {
  const FileBytes &bytes = testLibrary();
  for (bool inMemory : {true, false}) {
    int fd = -1;
    char path[64];
    gems_message message;
    ASSERT_EQ(writePrivateFile(bytes.data(), bytes.size(), inMemory, &fd, path, &message), GEMS_OK)
        << message.text;
    EXPECT_EQ(readBytes(path), bytes);
    void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    EXPECT_NE(library, nullptr) << dlerror();
    if (library)
      dlclose(library);
    // Nobody can change the verified bytes in memory.
    if (inMemory) {
      EXPECT_LT(ftruncate(fd, 0), 0);
    }
    close(fd);
  }
}

TEST(Module, AllowsNull) {
  gems_module_release(nullptr);
  EXPECT_EQ(gems_module_num_kernels(nullptr), 0u);
  EXPECT_EQ(gems_module_kernel(nullptr, 0), nullptr);
}

TEST(Note, IsWhatTheLibraryHas) {
  const FileBytes &bytes = testLibrary();
  std::string note = makeNote(std::vector<std::string>{"add", "count", "poke", "store"});
  size_t start = noteOffset(bytes) - 20;
  ASSERT_LE(start + note.size(), bytes.size());
  // All but the checksum.
  EXPECT_EQ(memcmp(&bytes[start], note.data(), 28), 0);
  EXPECT_EQ(memcmp(&bytes[start + 36], note.data() + 36, note.size() - 36), 0);
  EXPECT_EQ(note.size() % 4, 0u);
}

TEST(Abi, IsTheSameInC) { EXPECT_EQ(abiVersionSeenByC(), gems_runtime_abi_version()); }

} // namespace
