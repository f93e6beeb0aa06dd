// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Builds the constants that tell a launcher about the kernels of a module.
#ifndef GEMS_LIB_CONVERSION_KERNELABI_DESCRIPTORBUILDER_H
#define GEMS_LIB_CONVERSION_KERNELABI_DESCRIPTORBUILDER_H

#include "mlir/IR/Builders.h"

namespace gems {

class ProgramFunction;
struct AbiTarget;

/// Builds the descriptor of a kernel (gems_kernel_info) at the builder's insertion point.
/// `params` holds the values of the parameters by name, or is null.
void buildDescriptor(mlir::OpBuilder &builder, const ProgramFunction &program,
                     const AbiTarget &target, mlir::DictionaryAttr params);

/// Builds the section `.note.gems` for all kernels of a module.
void buildNote(mlir::OpBuilder &builder, mlir::Location loc,
               llvm::ArrayRef<llvm::StringRef> kernels, const AbiTarget &target);

} // namespace gems

#endif // GEMS_LIB_CONVERSION_KERNELABI_DESCRIPTORBUILDER_H
