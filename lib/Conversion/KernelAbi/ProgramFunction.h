// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A function that computes one program of a grid, as the schedule's emission leaves it.
#ifndef GEMS_LIB_CONVERSION_KERNELABI_PROGRAMFUNCTION_H
#define GEMS_LIB_CONVERSION_KERNELABI_PROGRAMFUNCTION_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/ADT/BitVector.h"

namespace gems {

/// Its arguments are the kernel's, then the program's place (x, y, z), the grid's size (x, y, z)
/// and the scratch memory.
class ProgramFunction {
public:
  static constexpr unsigned numPlaceArgs = 6;

  static bool isProgram(mlir::func::FuncOp func) { return func->hasAttr("gems.arg_names"); }
  /// Checks the form; errors are located.
  static mlir::FailureOr<ProgramFunction> read(mlir::func::FuncOp func);

  mlir::func::FuncOp getFunc() const { return func; }
  llvm::StringRef getName() const { return func->getAttrOfType<mlir::StringAttr>("sym_name"); }
  mlir::Location getLoc() const { return func->getLoc(); }
  unsigned getNumArgs() const { return argNames.size(); }
  llvm::StringRef getArgName(unsigned index) const { return argNames[index]; }
  mlir::Type getArgType(unsigned index) const;
  bool isNoAlias(unsigned index) const { return noAlias[index]; }
  int64_t getScratchSize() const { return scratchSize; }
  int64_t getScratchAlign() const { return scratchAlign; }

private:
  mlir::func::FuncOp func;
  llvm::SmallVector<llvm::StringRef> argNames;
  llvm::BitVector noAlias;
  int64_t scratchSize = 0, scratchAlign = 1;
};

} // namespace gems

#endif // GEMS_LIB_CONVERSION_KERNELABI_PROGRAMFUNCTION_H
