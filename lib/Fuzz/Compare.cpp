// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Interpreting launches, and comparing what is in memory after them.
#include "gems/Fuzz/Case.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include <cmath>

using namespace mlir;
using namespace gems;
using namespace gems::fuzz;
using interp::ElementKind;

FailureOr<std::vector<Bytes>> gems::fuzz::interpretLaunch(ModuleOp module, const Launch &launch) {
  auto kernel = *module.getOps<tile::KernelOp>().begin();
  interp::Memory memory;
  for (auto [index, bytes] : llvm::enumerate(launch.contents))
    memory.addBuffer("buffer" + std::to_string(index), bytes);
  SmallVector<interp::Argument> arguments;
  for (auto [type, binding] : llvm::zip(kernel.getArgumentTypes(), launch.bindings)) {
    if (isa<tile::PointerType>(type))
      arguments.push_back(interp::Argument::pointer(binding.buffer, binding.byteOffset));
    else if (isa<FloatType>(type))
      arguments.push_back(interp::Argument::floatValue(binding.real));
    else
      arguments.push_back(interp::Argument::integerValue(binding.integer));
  }
  interp::InterpreterOptions options;
  options.checkRaces = true;
  if (failed(interp::interpret(kernel, arguments, launch.grid, memory, options)))
    return failure();
  std::vector<Bytes> results;
  for (size_t i = 0; i < launch.contents.size(); ++i) {
    llvm::ArrayRef<uint8_t> bytes = memory.get(i).getBytes();
    results.emplace_back(bytes.begin(), bytes.end());
  }
  return results;
}

/// Floats of one type as integers in the order of their values.
static int64_t getOrder(uint64_t bits, unsigned width) {
  int64_t value = interp::signExtend(bits, width);
  int64_t least = interp::signExtend(int64_t(uint64_t(1) << (width - 1)), width);
  return value >= 0 ? value : least - value;
}

static bool isClose(ElementKind kind, uint64_t a, uint64_t b, const Tolerance &tolerance) {
  double x = interp::decodeFloat(kind, a), y = interp::decodeFloat(kind, b);
  if (std::isnan(x) || std::isnan(y))
    return std::isnan(x) && std::isnan(y);
  if (a == b || std::abs(x - y) <= tolerance.absolute)
    return true;
  unsigned width = interp::getBitWidth(kind);
  // Two orders are at most 2^64 apart.
  uint64_t distance = static_cast<uint64_t>(getOrder(a, width)) - getOrder(b, width);
  return std::min(distance, -distance) <= tolerance.ulps;
}

static std::optional<std::string> compare(ArrayRef<BufferSpec> specs, ArrayRef<Bytes> expected,
                                          ArrayRef<Bytes> got, bool isBetweenTargets) {
  for (auto [spec, before, after] : llvm::zip(specs, expected, got)) {
    if (before == after)
      continue;
    Tolerance tolerance = spec.tolerance;
    if (isBetweenTargets && !tolerance.mayReorder)
      tolerance = Tolerance();
    unsigned width = interp::getByteSize(spec.kind);
    for (size_t i = 0; i + width <= before.size(); i += width) {
      uint64_t a = 0, b = 0;
      memcpy(&a, &before[i], width);
      memcpy(&b, &after[i], width);
      if (a == b)
        continue;
      bool isFloat = interp::isFloat(spec.kind);
      if (isFloat && isClose(spec.kind, a, b, tolerance))
        continue;
      std::string text = llvm::formatv("{0}, element {1}: expected {2}", spec.name, i / width,
                                       "0x" + llvm::utohexstr(a));
      if (isFloat)
        text += llvm::formatv(" ({0})", interp::decodeFloat(spec.kind, a)).str();
      text += llvm::formatv(", got {0}", "0x" + llvm::utohexstr(b)).str();
      if (isFloat)
        text += llvm::formatv(" ({0}), tolerance {1} or {2} ulps",
                              interp::decodeFloat(spec.kind, b), tolerance.absolute,
                              tolerance.ulps)
                    .str();
      return text;
    }
  }
  return std::nullopt;
}

std::optional<std::string> gems::fuzz::compareBuffers(ArrayRef<BufferSpec> specs,
                                                      ArrayRef<Bytes> expected,
                                                      ArrayRef<Bytes> got) {
  return compare(specs, expected, got, /*isBetweenTargets=*/false);
}

std::optional<std::string> gems::fuzz::compareTargets(ArrayRef<BufferSpec> specs,
                                                      ArrayRef<Bytes> expected,
                                                      ArrayRef<Bytes> got) {
  return compare(specs, expected, got, /*isBetweenTargets=*/true);
}
