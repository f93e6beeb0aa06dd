// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Ops on vectors, expanded, compiled for this machine and called on arrays.
#ifndef GEMS_TEST_UNIT_TRANSFORMS_VECTORFUNCTION_H
#define GEMS_TEST_UNIT_TRANSFORMS_VECTORFUNCTION_H

#include "gems/Transforms/ExpandNumerics.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include <memory>
#include <string>
#include <vector>

namespace llvm::orc {
class LLJIT;
} // namespace llvm::orc

namespace gems {

/// A function of up to three vectors %x, %y and %z of `lanes` elements, which it gives back as %r.
class VectorFunction {
public:
  static constexpr unsigned lanes = 16;

  /// `body` is MLIR text in which every V is `vector<16x`; `inputs` and `output` are element
  /// types. A failure to compile fails the test.
  VectorFunction(llvm::StringRef body, llvm::ArrayRef<llvm::StringRef> inputs,
                 llvm::StringRef output, llvm::StringRef cpu, const NumericsOptions &options = {});
  ~VectorFunction();

  /// Calls it on whole vectors; the number of elements is a multiple of `lanes`.
  template <typename Out, typename... In>
  void run(std::vector<Out> &out, const std::vector<In> &...in) const {
    for (size_t i = 0; i != out.size(); i += lanes) {
      const void *inputs[3] = {};
      unsigned count = 0;
      ((inputs[count++] = in.data() + i), ...);
      function(inputs[0], inputs[1], inputs[2], out.data() + i);
    }
  }

private:
  void compile(llvm::StringRef source, llvm::StringRef cpu, const NumericsOptions &options);

  std::unique_ptr<llvm::orc::LLJIT> jit;
  void (*function)(const void *, const void *, const void *, void *) = nullptr;
};

/// The processors to compile for: this one, and the least that x86 targets have.
std::vector<std::string> getTestCpus();

} // namespace gems

#endif // GEMS_TEST_UNIT_TRANSFORMS_VECTORFUNCTION_H
