// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How arguments are written on a command line.
//
//   896, 1e-6, -inf      a scalar
//   rand:64x896          uniform in [0, 1), see Generator.h; rounded to the element type
//   randn:64x896         about normal; rounded to the element type
//   randint:-4:4:64x896  whole numbers from -4 to 4, both included
//   zeros:S ones:S       0, 1
//   full:VALUE:S         one value, such as nan
//   arange:S             0, 1, 2, ... in C order
//   uninit:S             nothing yet: --interpret reports a read of what nobody wrote; all bits are
//                        set, which is NaN or -1
//   FILE.npy             the contents of a file; bf16 as <u2
//   @NAME+K              the memory of array argument NAME, starting K elements further (K may be
//                        negative, and +0 may be left out); shape of NAME; memory that is not
//                        NAME's is zero
//   @NAME+K=SPEC         the same with the shape of SPEC, which also fills what is not NAME's
#ifndef GEMS_RUNTIME_SPEC_H
#define GEMS_RUNTIME_SPEC_H

#include "gems/Runtime/Npy.h"

#include <string>
#include <string_view>

namespace gems {

struct Spec {
  enum Kind { Number, Rand, Randn, Randint, Zeros, Ones, Full, Arange, Uninit, File, Alias };

  Kind kind = Number;
  std::string text;          ///< as written
  std::string value;         ///< Number and Full: the number; File: the path; Alias: the name
  Shape shape;               ///< of generated arrays
  int64_t low = 0, high = 0; ///< Randint
  int64_t offset = 0;        ///< Alias: elements
  std::string fill;          ///< Alias: the SPEC after '=', or nothing

  bool isArray() const { return kind != Number; }
};

/// Reads a SPEC. What is no array is a number, which is looked at when its type is known.
bool parseSpec(std::string_view text, Spec &spec, std::string &error);

/// Elements that a SPEC describes, not yet anywhere. Files are read here.
struct SpecData {
  Spec spec;
  Shape shape;
  int64_t numElements = 0;
  NpyArray file;
};

/// Checks that an array SPEC other than an alias can give elements of `type`; reads its file.
bool openSpec(const Spec &spec, gems_type type, SpecData &data, std::string &error);

/// Writes all elements. `name` chooses the random stream.
void fillElements(const SpecData &data, gems_type type, uint64_t seed, std::string_view name,
                  void *elements);

} // namespace gems

#endif // GEMS_RUNTIME_SPEC_H
