// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Bytes as a .npy file: either an error, or an array that lies in the file and is written back as
// a header that means the same.
#include "Expect.h"
#include "gems/Runtime/Npy.h"
#include "gems/Runtime/Runtime.h"

#include <cstring>

using namespace gems;

static gems_type findType(const NpyHeader &header) {
  for (gems_type type :
       {GEMS_I8, GEMS_I16, GEMS_I32, GEMS_I64, GEMS_F16, GEMS_BF16, GEMS_F32, GEMS_F64, GEMS_I1})
    if (npyHolds(header.dtype, type) && gems_type_size(type) == header.elementSize)
      return type;
  fuzz::expect(false, "a dtype that some type has");
  return GEMS_I8;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
  NpyHeader header;
  std::string error;
  if (!parseNpy(bytes, size, "fuzz.npy", header, error)) {
    fuzz::expect(error.find("fuzz.npy") != std::string::npos, "an error that names the file");
    return 0;
  }
  size_t dataSize = size_t(header.numElements) * header.elementSize;
  fuzz::expect(header.dataOffset + dataSize == size, "an array that fills the file");

  std::string again = makeNpyHeader(findType(header), header.shape);
  size_t headerSize = again.size();
  again.append(reinterpret_cast<const char *>(bytes) + header.dataOffset, dataSize);
  NpyHeader second;
  fuzz::expect(parseNpy(again.data(), again.size(), "again.npy", second, error), error.c_str());
  fuzz::expect(second.shape == header.shape && second.elementSize == header.elementSize &&
                   second.dataOffset == headerSize,
               "the same array again");
  return 0;
}
