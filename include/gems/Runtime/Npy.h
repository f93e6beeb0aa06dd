// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Arrays in NumPy's .npy files: versions 1 and 2, little endian, C order.
//
// bf16, which NumPy lacks, travels as <u2, the bits of each element.
#ifndef GEMS_RUNTIME_NPY_H
#define GEMS_RUNTIME_NPY_H

#include "gems/Runtime/Abi.h"

#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace gems {

using Shape = std::vector<int64_t>;

struct FreeBytes {
  void operator()(void *bytes) const { free(bytes); }
};
/// Memory from malloc, so that running out of it can be reported.
using HeapBytes = std::unique_ptr<uint8_t, FreeBytes>;

/// What the header of a file says.
struct NpyHeader {
  std::string dtype; ///< as written: "<f4"
  Shape shape;
  size_t elementSize;
  int64_t numElements;
  size_t dataOffset;
};

struct NpyArray {
  NpyHeader header;
  HeapBytes file;

  const uint8_t *data() const { return file.get() + header.dataOffset; }
};

/// Reads the header of a whole file and checks that exactly its data follow. Errors name the file.
bool parseNpy(const void *bytes, size_t size, const std::string &name, NpyHeader &header,
              std::string &error);
bool readNpy(const std::string &path, NpyArray &array, std::string &error);

/// The bytes of a file before its data (version 1).
std::string makeNpyHeader(gems_type type, const Shape &shape);
bool writeNpy(const std::string &path, gems_type type, const Shape &shape, const void *data,
              std::string &error);

/// The dtype that is written for a type; for bf16 "<u2".
const char *npyDtype(gems_type type);
/// Whether a file of this dtype holds elements of `type`. Unsigned integers hold the same bits.
bool npyHolds(std::string_view dtype, gems_type type);

/// The elements of a shape; false when they, or their bytes, do not fit 63 bits.
bool countElements(const Shape &shape, size_t elementSize, int64_t &numElements);
/// "64x896"; "1" for a shape without dimensions.
std::string formatShape(const Shape &shape);

} // namespace gems

#endif // GEMS_RUNTIME_NPY_H
