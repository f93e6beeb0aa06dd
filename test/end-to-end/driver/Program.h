// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A compiled kernel, and launches of it.
#ifndef GEMS_TEST_ENDTOEND_PROGRAM_H
#define GEMS_TEST_ENDTOEND_PROGRAM_H

#include "Machine.h"

namespace e2e {

/// The rest of a word that begins with `prefix`.
inline bool takePrefix(const std::string &word, const std::string &prefix, std::string &rest) {
  if (word.rfind(prefix, 0) != 0)
    return false;
  rest = word.substr(prefix.size());
  return true;
}

/// A kernel of the library that a machine has loaded.
class Program {
public:
  Program(const gems_kernel_info &info, Machine &machine) : info(info), machine(machine) {}

  std::string name() const { return info.name; }
  /// The element type of the first array.
  gems_type type() const;
  /// A parameter's value as text; empty when the kernel has no such parameter.
  std::string param(const std::string &name) const;
  int64_t integerParam(const std::string &name) const;
  /// Lanes of f32 in one vector register.
  int64_t lanes() const;
  /// "fused_add_rms_norm BLOCK=128 T=bf16, NEON".
  std::string describe() const;
  bool hasArgument(const std::string &name) const;

  const gems_kernel_info &info;
  Machine &machine;
};

/// Arguments by name, then launches.
class Launch {
public:
  explicit Launch(const Program &program)
      : program(program), values(program.info.num_args), isBound(program.info.num_args) {}

  Launch &array(const char *name, gems_type type, void *data);
  Launch &i32(const char *name, int64_t value);
  Launch &f32(const char *name, float value);
  /// All programs of a grid.
  void run(int64_t x, int64_t y = 1, int64_t z = 1);
  /// Some programs of a grid, by their linear number.
  void runRange(int64_t x, int64_t first, int64_t last);

private:
  gems_value &bind(const char *name, gems_kind kind, gems_type type);
  void launch(const LaunchShape &shape);

  const Program &program;
  std::vector<gems_value> values;
  std::vector<bool> isBound;
};

} // namespace e2e

#endif // GEMS_TEST_ENDTOEND_PROGRAM_H
