// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Bytes as a compiled library: whatever its checksum does not fit is refused before it is loaded.
#include "ElfImage.h"
#include "Expect.h"

#include <cstring>

using namespace gems;

/// Whether the checksum fits. Loading such a file shows nothing: either nobody has changed it, or
/// somebody has changed the checksum, too, against which it is no defence.
static bool isGenuine(const uint8_t *bytes, size_t size) {
  ElfImage image{bytes, size, "library"};
  ElfNote note;
  gems_message message;
  if (checkElf(image, hostMachine(), &message) || findNote(image, note, &message))
    return false;
  size_t numNames = 0;
  for (size_t at = 0; at < note.namesSize; at += strlen(note.names + at) + 1)
    ++numNames;
  fuzz::expect(numNames == note.numKernels, "as many names as kernels");
  return imageChecksum(image, note.checksumOffset) == note.checksum;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
  if (isGenuine(bytes, size))
    return 0;
  gems_message message;
  gems_module *module = nullptr;
  gems_status status = gems_module_load_memory(bytes, size, "library", &module, &message);
  fuzz::expect(status != GEMS_OK && !module, "a file with another checksum to be refused");
  fuzz::expect(strstr(message.text, "library"), "an error that names the file");
  return 0;
}
