// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What every tool registers: one list of dialects and one of passes and pipelines.
#ifndef GEMS_INITALL_H
#define GEMS_INITALL_H

namespace mlir {
class DialectRegistry;
} // namespace mlir

namespace gems {

/// The tile dialect, the upstream dialects of all stages, and their interfaces.
void registerAllDialects(mlir::DialectRegistry &registry);

/// The passes and pipelines of gems, and the upstream passes that they are made of.
void registerAllPasses();

/// Keeps the hundreds of options of the LLVM library out of `--help`; `--help-hidden` shows them.
/// Call it before the tool makes options of its own.
void hideLibraryOptions();

} // namespace gems

#endif // GEMS_INITALL_H
