// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Cases in the plain form that the runner and files use.
#include "gems/Fuzz/Check.h"
#include "mlir/Parser/Parser.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;
using namespace gems;
using namespace gems::fuzz;
using fuzz::Bytes;
using interp::ElementKind;

static uint8_t getRuntimeType(ElementKind kind) {
  static constexpr gems_type types[] = {GEMS_I1,  GEMS_I8,   GEMS_I16, GEMS_I32, GEMS_I64,
                                        GEMS_F16, GEMS_BF16, GEMS_F32, GEMS_F64};
  return types[static_cast<unsigned>(kind)];
}

static uint64_t encodeScalar(ElementKind kind, const Binding &binding) {
  interp::Element element;
  if (interp::isFloat(kind))
    element.real = binding.real;
  else
    element.integer = binding.integer;
  return interp::encode(kind, element);
}

PlainLaunch gems::fuzz::makePlain(Case &test, const Launch &launch) {
  PlainLaunch plain;
  std::copy(launch.grid.begin(), launch.grid.end(), plain.grid);
  plain.place = test.seed;
  for (auto [type, binding] : llvm::zip(test.getKernel().getArgumentTypes(), launch.bindings)) {
    PlainArgument argument;
    auto pointer = dyn_cast<tile::PointerType>(type);
    ElementKind kind = *interp::getElementKind(pointer ? pointer.getPointee() : type);
    argument.type = getRuntimeType(kind);
    argument.isPointer = bool(pointer);
    if (pointer) {
      argument.buffer = binding.buffer;
      argument.offset = binding.byteOffset;
    } else {
      argument.bits = encodeScalar(kind, binding);
    }
    plain.arguments.push_back(argument);
  }
  for (auto [spec, contents] : llvm::zip(test.buffers, launch.contents))
    // Arguments of wider integers may look at the same bytes.
    plain.buffers.push_back(
        {contents, interp::isInteger(spec.kind) ? 8 : interp::getByteSize(spec.kind)});
  return plain;
}

static Launch makeLaunch(tile::KernelOp kernel, const PlainLaunch &plain) {
  Launch launch;
  std::copy(plain.grid, plain.grid + 3, launch.grid.begin());
  for (auto [type, argument] : llvm::zip(kernel.getArgumentTypes(), plain.arguments)) {
    Binding binding;
    if (argument.isPointer) {
      binding.buffer = argument.buffer;
      binding.byteOffset = argument.offset;
    } else {
      ElementKind kind = *interp::getElementKind(type);
      interp::Element element = interp::decode(kind, argument.bits);
      if (interp::isFloat(kind))
        binding.real = element.real;
      else
        binding.integer = element.integer;
    }
    launch.bindings.push_back(binding);
  }
  for (const PlainBuffer &buffer : plain.buffers)
    launch.contents.push_back(buffer.bytes);
  return launch;
}

bool gems::fuzz::saveCase(Case &test, const std::string &path, StringRef header) {
  std::error_code error;
  llvm::raw_fd_ostream text(path, error);
  if (error)
    return false;
  text << header << *test.module << "\n";
  PlainKernel kernel;
  kernel.seed = test.seed;
  // In place of a library: how exact each buffer has to be.
  for (const BufferSpec &spec : test.buffers) {
    auto *bytes = reinterpret_cast<const uint8_t *>(&spec.tolerance);
    kernel.library.push_back(static_cast<uint8_t>(spec.kind));
    kernel.library.insert(kernel.library.end(), bytes, bytes + sizeof(Tolerance));
  }
  for (const Launch &launch : test.launches)
    kernel.launches.push_back(makePlain(test, launch));
  PlainFile data((path + ".data").c_str(), "wb");
  if (!data.isBroken)
    data.write(kernel);
  return !data.isBroken;
}

std::optional<Case> gems::fuzz::loadCase(MLIRContext &context, const std::string &path) {
  Case test;
  test.module = parseSourceFile<ModuleOp>(path, ParserConfig(&context));
  PlainKernel kernel;
  PlainFile data((path + ".data").c_str(), "rb");
  if (!test.module || data.isBroken || !data.read(kernel))
    return std::nullopt;
  test.seed = kernel.seed;
  constexpr size_t specSize = 1 + sizeof(Tolerance);
  for (size_t i = 0; i + specSize <= kernel.library.size(); i += specSize) {
    BufferSpec spec;
    spec.name = "buffer" + std::to_string(test.buffers.size());
    spec.kind = static_cast<ElementKind>(kernel.library[i]);
    memcpy(&spec.tolerance, &kernel.library[i + 1], sizeof(Tolerance));
    test.buffers.push_back(spec);
  }
  for (const PlainLaunch &launch : kernel.launches)
    test.launches.push_back(makeLaunch(test.getKernel(), launch));
  return test;
}
