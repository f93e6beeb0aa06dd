// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reads and checks program functions.
#include "ProgramFunction.h"

#include "mlir/IR/BuiltinTypes.h"
#include "llvm/Support/MathExtras.h"

using namespace gems;
using namespace mlir;

/// Names that the code generator may call: a kernel of that name would call itself.
static bool isReserved(StringRef name) {
  return name == "memcpy" || name == "memmove" || name == "memset";
}

static bool isScalar(Type type) {
  if (auto integer = dyn_cast<IntegerType>(type))
    return integer.isSignless() && llvm::is_contained({1u, 8u, 16u, 32u, 64u}, integer.getWidth());
  return isa<Float16Type, BFloat16Type, Float32Type, Float64Type>(type);
}

/// A one-dimensional array of unknown size that starts at its pointer.
static MemRefType getArray(Type type) {
  auto memref = dyn_cast<MemRefType>(type);
  bool isArray = memref && memref.getRank() == 1 && memref.isDynamicDim(0) &&
                 memref.getLayout().isIdentity() && !memref.getMemorySpace() &&
                 isScalar(memref.getElementType()) && !memref.getElementType().isInteger(1);
  return isArray ? memref : MemRefType();
}

static LogicalResult checkArgs(func::FuncOp func, unsigned numArgs) {
  unsigned expected = numArgs + ProgramFunction::numPlaceArgs + 1;
  if (func.getNumArguments() != expected || func.getNumResults() != 0)
    return func.emitError("expected ")
           << expected << " arguments (" << numArgs << " of the kernel, "
           << ProgramFunction::numPlaceArgs + 1 << " of the program) and no result, got "
           << func.getNumArguments() << " and " << func.getNumResults();
  for (unsigned i = 0; i < expected; ++i) {
    Type type = func.getArgumentTypes()[i];
    MemRefType array = getArray(type);
    if (i < numArgs && !array && !isScalar(type))
      return func.emitError("expected argument ")
             << i << " to be a number or 'memref<?xT>', got " << type;
    if (i >= numArgs && i + 1 < expected && !type.isInteger(32))
      return func.emitError("expected argument ")
             << i << " of the program to be 'i32', got " << type;
    if (i + 1 == expected && !(array && array.getElementType().isInteger(8)))
      return func.emitError("expected the last argument to be 'memref<?xi8>', got ") << type;
  }
  return success();
}

static LogicalResult checkBody(func::FuncOp func) {
  if (func.isExternal() || !func.getBody().hasOneBlock())
    return func.emitError("expected a body of 1 block, got ") << func.getBody().getBlocks().size();
  if (isReserved(func.getSymName()))
    return func.emitError("expected a kernel name that code generation does not use itself, got '")
           << func.getSymName() << "'";
  return success();
}

Type ProgramFunction::getArgType(unsigned index) const {
  return func::FuncOp(func).getArgumentTypes()[index];
}

FailureOr<ProgramFunction> ProgramFunction::read(func::FuncOp func) {
  ProgramFunction program;
  program.func = func;
  auto names = func->getAttrOfType<ArrayAttr>("gems.arg_names");
  if (!names || !llvm::all_of(names, llvm::IsaPred<StringAttr>))
    return func.emitError("expected 'gems.arg_names' to be an array of strings, got ")
           << func->getAttr("gems.arg_names");
  for (auto name : names.getAsRange<StringAttr>())
    program.argNames.push_back(name.getValue());
  if (failed(checkArgs(func, names.size())) || failed(checkBody(func)))
    return failure();

  program.noAlias.resize(names.size());
  if (auto flags = func->getAttrOfType<DenseI64ArrayAttr>("gems.noalias")) {
    if (flags.size() != int64_t(names.size()))
      return func.emitError("expected 'gems.noalias' to hold ")
             << names.size() << " numbers, got " << flags.size();
    for (auto [index, flag] : llvm::enumerate(flags.asArrayRef()))
      if (flag)
        program.noAlias.set(index);
  }
  if (auto size = func->getAttrOfType<IntegerAttr>("gems.scratch_size"))
    program.scratchSize = size.getInt();
  if (auto align = func->getAttrOfType<IntegerAttr>("gems.scratch_align"))
    program.scratchAlign = align.getInt();
  if (program.scratchSize < 0 || program.scratchAlign < 1 ||
      !llvm::isPowerOf2_64(program.scratchAlign))
    return func.emitError("expected scratch memory of size 0 or more, aligned to a power of two, "
                          "got size ")
           << program.scratchSize << " aligned to " << program.scratchAlign;
  return program;
}
