// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The passes that turn tiles into loops over native vectors.
#ifndef GEMS_CONVERSION_TILETOVECTOR_TILETOVECTOR_H
#define GEMS_CONVERSION_TILETOVECTOR_TILETOVECTOR_H

#include "mlir/Pass/Pass.h"

namespace mlir {
namespace LLVM {
class LLVMDialect;
} // namespace LLVM
namespace arith {
class ArithDialect;
} // namespace arith
namespace func {
class FuncDialect;
} // namespace func
namespace math {
class MathDialect;
} // namespace math
namespace memref {
class MemRefDialect;
} // namespace memref
namespace scf {
class SCFDialect;
} // namespace scf
namespace vector {
class VectorDialect;
} // namespace vector
} // namespace mlir

namespace gems {

#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "gems/Conversion/TileToVector/Passes.h.inc"

} // namespace gems

#endif // GEMS_CONVERSION_TILETOVECTOR_TILETOVECTOR_H
