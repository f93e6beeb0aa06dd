// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Launches in the plain form that the runner uses.
#include "gems/Fuzz/Check.h"

using namespace mlir;
using namespace gems;
using namespace gems::fuzz;
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
