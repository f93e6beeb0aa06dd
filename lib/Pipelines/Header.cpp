// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Writes the C header of a file of kernels: what a program that links the object includes.
#include "Header.h"

#include "gems/IR/Tile.h"

#include "mlir/IR/BuiltinOps.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/raw_ostream.h"

using namespace gems;
using namespace mlir;

namespace {
/// How C spells a scalar, and the member of gems_value that holds it.
struct CType {
  StringRef name, member, comment;
};
} // namespace

static CType getCType(Type type) {
  if (isa<Float16Type>(type))
    return {"uint16_t", "u16", "f16"};
  if (isa<BFloat16Type>(type))
    return {"uint16_t", "u16", "bf16"};
  if (isa<Float32Type>(type))
    return {"float", "f32", ""};
  if (isa<Float64Type>(type))
    return {"double", "f64", ""};
  switch (type.getIntOrFloatBitWidth()) {
  case 1:
  case 8:
    return {"int8_t", "i8", ""};
  case 16:
    return {"int16_t", "i16", ""};
  case 32:
    return {"int32_t", "i32", ""};
  default:
    return {"int64_t", "i64", ""};
  }
}

namespace {
/// One argument in C.
struct CArg {
  std::string name;
  CType type;
  bool isPointer;
};
} // namespace

/// Names that the launcher uses itself. The dialect sees to it that none is a word of C or C++.
static std::string escapeName(StringRef name, StringRef kernel) {
  static const StringRef used[] = {"args",     "launch",   "grid_x",     "grid_y",     "grid_z",
                                   "scratch",  "int8_t",   "int16_t",    "int32_t",    "int64_t",
                                   "uint16_t", "uint32_t", "gems_value", "gems_launch"};
  bool isUsed = name == kernel || llvm::is_contained(used, name);
  return isUsed ? (name + "_").str() : name.str();
}

static SmallVector<CArg> getArgs(tile::KernelOp kernel) {
  SmallVector<CArg> args;
  for (auto [index, type] : llvm::enumerate(kernel.getArgumentTypes())) {
    auto pointer = dyn_cast<tile::PointerType>(type);
    args.push_back({escapeName(kernel.getArgName(index), kernel.getSymName()),
                    getCType(pointer ? pointer.getPointee() : type), bool(pointer)});
  }
  return args;
}

static void emitKernel(raw_ostream &os, tile::KernelOp kernel) {
  StringRef name = kernel.getSymName();
  SmallVector<CArg> args = getArgs(kernel);
  os << "/// Runs the programs [first, last) of a grid. Arguments, in this order:\n///  ";
  for (const CArg &arg : args)
    os << " " << arg.name << (arg.isPointer ? "*" : "") << (arg.type.comment.empty() ? "" : ":")
       << arg.type.comment;
  os << "\nvoid " << name << "(const gems_launch *launch, int64_t first, int64_t last, "
     << "void *scratch);\n\n"
     << "/// What " << name << " is: its arguments, target and scratch memory.\n"
     << "extern const gems_kernel_info gems_kernel_" << name << ";\n\n"
     << "/// Runs the whole grid on the calling thread. `scratch` points to\n"
     << "/// gems_kernel_" << name << ".scratch_size bytes, aligned to its scratch_align; null if "
     << "the size is 0.\n"
     << "static inline void " << name
     << "_launch(uint32_t grid_x, uint32_t grid_y, uint32_t grid_z,\n    void *scratch";
  for (const CArg &arg : args)
    os << ",\n    " << arg.type.name << (arg.isPointer ? " *" : " ") << arg.name;
  os << ") {\n  gems_value args[" << std::max<size_t>(1, args.size()) << "];\n"
     << "  gems_launch launch;\n";
  for (auto [index, arg] : llvm::enumerate(args))
    os << "  args[" << index << "]." << (arg.isPointer ? StringRef("ptr") : arg.type.member)
       << " = " << arg.name << ";\n";
  os << "  launch.args = args;\n  launch.grid[0] = grid_x;\n  launch.grid[1] = grid_y;\n"
     << "  launch.grid[2] = grid_z;\n  launch.reserved = 0;\n  launch.checks = 0;\n  " << name
     << "(&launch, 0, (int64_t)grid_x * grid_y * grid_z, scratch);\n}\n\n";
}

Bytes gems::emitHeader(ModuleOp module) {
  std::string guard = "GEMS_KERNELS";
  for (auto kernel : module.getOps<tile::KernelOp>())
    guard += ("_" + kernel.getSymName()).str();
  guard = StringRef(guard).upper() + "_H";

  Bytes bytes;
  llvm::raw_svector_ostream os(bytes);
  os << "// Written by gems-compile. f16 and bf16 are passed as their bits.\n#ifndef " << guard
     << "\n#define " << guard << "\n\n#include \"gems/Runtime/Abi.h\"\n\n"
     << "#ifdef __cplusplus\nextern \"C\" {\n#endif\n\n";
  for (auto kernel : module.getOps<tile::KernelOp>())
    emitKernel(os, kernel);
  os << "#ifdef __cplusplus\n} // extern \"C\"\n#endif\n\n#endif // " << guard << "\n";
  return bytes;
}
