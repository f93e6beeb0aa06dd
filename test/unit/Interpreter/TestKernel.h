// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A kernel parsed from text or from a file, with the diagnostics it causes.
#ifndef GEMS_TEST_UNIT_INTERPRETER_TESTKERNEL_H
#define GEMS_TEST_UNIT_INTERPRETER_TESTKERNEL_H

#include "gems/Interpreter/Element.h"
#include "gems/Interpreter/Interpreter.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/IR/OwningOpRef.h"
#include <gtest/gtest.h>
#include <memory>
#include <string>
#include <tuple>
#include <vector>

namespace gems::interp {

class TestKernel {
public:
  /// Parses `source`; `definitions` are those of `-D`. A failure to parse fails the test.
  explicit TestKernel(llvm::StringRef source, std::vector<std::string> definitions = {});
  /// Reads a file of the source tree.
  static std::unique_ptr<TestKernel> fromFile(llvm::StringRef path,
                                              std::vector<std::string> definitions = {});

  tile::KernelOp get();
  mlir::ModuleOp getModule() { return *module; }

  /// Runs a grid on `memory`; true if it succeeds.
  bool run(llvm::ArrayRef<Argument> arguments, GridPoint grid = {1, 1, 1},
           const InterpreterOptions &options = {});

  Memory memory;
  /// Messages so far, each as `LINE: severity: text`.
  std::vector<std::string> messages;

private:
  std::unique_ptr<mlir::MLIRContext> context;
  mlir::OwningOpRef<mlir::ModuleOp> module;
};

/// The kernel `@k` with these arguments and body.
std::string makeKernel(llvm::StringRef arguments, llvm::StringRef body);

/// A buffer of numbers of a type, rounded to it.
BufferId addNumbers(Memory &memory, llvm::StringRef name, ElementKind kind,
                    llvm::ArrayRef<double> numbers);
/// A buffer of raw little-endian elements.
template <typename T>
BufferId addBits(Memory &memory, llvm::StringRef name, llvm::ArrayRef<T> elements) {
  return memory.addBuffer(
      name, llvm::ArrayRef<uint8_t>(reinterpret_cast<const uint8_t *>(elements.data()),
                                    elements.size() * sizeof(T)));
}

std::vector<double> getNumbers(const Memory &memory, BufferId buffer, ElementKind kind);
template <typename T> std::vector<T> getBits(const Memory &memory, BufferId buffer) {
  llvm::ArrayRef<uint8_t> bytes = memory.get(buffer).getBytes();
  std::vector<T> elements(bytes.size() / sizeof(T));
  std::copy(bytes.begin(), bytes.end(), reinterpret_cast<uint8_t *>(elements.data()));
  return elements;
}

/// Expects the same numbers, with the same sign of zero; a NaN is as good as any other.
void expectSame(llvm::ArrayRef<double> got, llvm::ArrayRef<double> expected);
/// Runs `before` and `%r = <op>` on tiles %a and %b of `type`, giving `resultType`.
std::vector<double> apply(llvm::StringRef op, llvm::StringRef type, llvm::StringRef resultType,
                          ElementKind kind, ElementKind resultKind, llvm::ArrayRef<double> a,
                          llvm::ArrayRef<double> b, llvm::StringRef before = "");

/// Compares equal to a vector of these elements.
template <typename... Ts> struct ElementsAre {
  explicit ElementsAre(Ts... elements) : elements(elements...) {}
  template <typename V> std::vector<V> asVector() const {
    return std::apply([](auto... all) { return std::vector<V>{static_cast<V>(all)...}; }, elements);
  }
  template <typename V> friend bool operator==(const std::vector<V> &got, const ElementsAre &that) {
    return got == that.template asVector<V>();
  }
  friend void PrintTo(const ElementsAre &that, std::ostream *stream) {
    *stream << testing::PrintToString(that.elements);
  }

  std::tuple<Ts...> elements;
};

/// Compares equal to a string with this part.
struct Containing {
  explicit Containing(const char *part) : part(part) {}
  friend bool operator==(const std::string &got, const Containing &that) {
    return got.find(that.part) != std::string::npos;
  }
  friend void PrintTo(const Containing &that, std::ostream *stream) {
    *stream << "containing " << that.part;
  }

  const char *part;
};

} // namespace gems::interp

#endif // GEMS_TEST_UNIT_INTERPRETER_TESTKERNEL_H
