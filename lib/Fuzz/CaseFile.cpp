// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Cases as text: the kernel, and in comments behind it the buffers and launches.
//
//   // seed 7
//   // buffer i32
//   // buffer f32 absolute 0x1p-20 ulps 2 reordered
//   // launch 2 1 1 @0+8 @1+0 5
//   // contents 4*00 01 ff
//   // contents 16*00
//
// A pointer argument is @BUFFER+BYTES, a scalar its bits in hexadecimal. Each launch has the
// contents of all buffers; N*XX stands for N equal bytes.
#include "gems/Fuzz/Check.h"
#include "mlir/Parser/Parser.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;
using namespace gems;
using namespace gems::fuzz;
using interp::ElementKind;

//===----------------------------------------------------------------------===//
// Writing
//===----------------------------------------------------------------------===//

static void writeContents(llvm::raw_ostream &os, const fuzz::Bytes &bytes) {
  os << "// contents";
  for (size_t i = 0, run = 0; i < bytes.size(); i += run) {
    for (run = 1; i + run < bytes.size() && bytes[i + run] == bytes[i];)
      ++run;
    os << " ";
    if (run > 1)
      os << run << "*";
    os << llvm::format_hex_no_prefix(bytes[i], 2);
  }
  os << "\n";
}

static void writeBuffer(llvm::raw_ostream &os, const BufferSpec &spec) {
  os << "// buffer " << getName(spec.kind);
  if (spec.tolerance.absolute != 0)
    os << " absolute " << llvm::format("%a", spec.tolerance.absolute);
  if (spec.tolerance.ulps)
    os << " ulps " << spec.tolerance.ulps;
  os << (spec.tolerance.mayReorder ? " reordered\n" : "\n");
}

void gems::fuzz::writeCase(llvm::raw_ostream &os, Case &test, bool withContents) {
  os << *test.module << "\n// seed " << test.seed << "\n";
  for (const BufferSpec &spec : test.buffers)
    writeBuffer(os, spec);
  for (const Launch &launch : test.launches) {
    os << "// launch " << launch.grid[0] << " " << launch.grid[1] << " " << launch.grid[2];
    for (const PlainArgument &argument : makePlain(test, launch).arguments)
      if (argument.isPointer)
        os << " @" << argument.buffer << "+" << argument.offset;
      else
        os << " " << llvm::utohexstr(argument.bits, /*LowerCase=*/true);
    os << "\n";
    for (const fuzz::Bytes &bytes : launch.contents)
      if (withContents)
        writeContents(os, bytes);
  }
}

//===----------------------------------------------------------------------===//
// Reading
//===----------------------------------------------------------------------===//

namespace {
/// Reads the words of one line. Whatever is not as expected makes the line broken.
class Line {
public:
  explicit Line(StringRef text) : text(text.trim()) {}

  bool isAtEnd() const { return text.empty(); }
  StringRef word() {
    auto [first, rest] = text.split(' ');
    text = rest.ltrim();
    return first;
  }
  template <typename T> T number(StringRef word, unsigned base = 10) {
    T value = 0;
    isBroken |= word.getAsInteger(base, value);
    return value;
  }
  template <typename T> T number() { return number<T>(word()); }
  double real() {
    double value = 0;
    isBroken |= word().getAsDouble(value);
    return value;
  }

  bool isBroken = false;

private:
  StringRef text;
};
} // namespace

static std::optional<ElementKind> parseKind(StringRef name) {
  for (unsigned kind = 0; kind <= static_cast<unsigned>(ElementKind::F64); ++kind)
    if (getName(static_cast<ElementKind>(kind)) == name)
      return static_cast<ElementKind>(kind);
  return std::nullopt;
}

static bool readBuffer(Line &line, Case &test) {
  BufferSpec spec;
  std::optional<ElementKind> kind = parseKind(line.word());
  spec.name = "buffer" + std::to_string(test.buffers.size());
  while (!line.isAtEnd()) {
    StringRef word = line.word();
    if (word == "absolute")
      spec.tolerance.absolute = line.real();
    else if (word == "ulps")
      spec.tolerance.ulps = line.number<uint64_t>();
    else if (word == "reordered")
      spec.tolerance.mayReorder = true;
    else
      return false;
  }
  spec.kind = kind.value_or(ElementKind::I8);
  test.buffers.push_back(spec);
  return kind && !line.isBroken;
}

static bool readLaunch(Line &line, Case &test) {
  Launch launch;
  for (auto &size : launch.grid)
    size = line.number<int64_t>();
  for (Type type : test.getKernel().getArgumentTypes()) {
    Binding binding;
    StringRef word = line.word();
    if (isa<tile::PointerType>(type)) {
      auto [buffer, offset] = word.split('+');
      binding.buffer = line.number<int>(buffer.consume_front("@") ? buffer : "");
      binding.byteOffset = line.number<int64_t>(offset);
      line.isBroken |= static_cast<size_t>(binding.buffer) >= test.buffers.size();
    } else {
      ElementKind kind = *interp::getElementKind(type);
      interp::Element element = interp::decode(kind, line.number<uint64_t>(word, 16));
      if (interp::isFloat(kind))
        binding.real = element.real;
      else
        binding.integer = element.integer;
    }
    launch.bindings.push_back(binding);
  }
  test.launches.push_back(launch);
  return !line.isBroken;
}

static bool readContents(Line &line, Case &test) {
  fuzz::Bytes bytes;
  while (!line.isAtEnd()) {
    auto [count, digits] = line.word().split('*');
    bool isRun = !digits.empty();
    size_t run = isRun ? line.number<size_t>(count) : 1;
    bytes.insert(bytes.end(), run, line.number<uint8_t>(isRun ? digits : count, 16));
  }
  if (test.launches.empty())
    return false;
  test.launches.back().contents.push_back(std::move(bytes));
  return !line.isBroken;
}

std::optional<Case> gems::fuzz::loadCase(MLIRContext &context, const std::string &path) {
  auto file = llvm::MemoryBuffer::getFile(path);
  if (!file)
    return std::nullopt;
  Case test;
  test.module = parseSourceFile<ModuleOp>(path, ParserConfig(&context));
  if (!test.module || test.module->getOps<tile::KernelOp>().empty())
    return std::nullopt;
  for (StringRef text : llvm::split((*file)->getBuffer(), '\n')) {
    if (!text.consume_front("// "))
      continue;
    Line line(text);
    StringRef what = line.word();
    if (what == "seed")
      test.seed = line.number<uint64_t>();
    bool isFine = what == "buffer"     ? readBuffer(line, test)
                  : what == "launch"   ? readLaunch(line, test)
                  : what == "contents" ? readContents(line, test)
                                       : !line.isBroken;
    if (!isFine)
      return std::nullopt;
  }
  bool isComplete = llvm::all_of(test.launches, [&](const Launch &launch) {
    return launch.contents.size() == test.buffers.size();
  });
  return isComplete && !test.launches.empty() ? std::optional(std::move(test)) : std::nullopt;
}
