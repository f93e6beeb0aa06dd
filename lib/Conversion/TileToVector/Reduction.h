// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One reduction of a group: its identity, how a chunk joins the partial results, and how those
// become one number.
#ifndef GEMS_LIB_CONVERSION_TILETOVECTOR_REDUCTION_H
#define GEMS_LIB_CONVERSION_TILETOVECTOR_REDUCTION_H

#include "ElementEmitter.h"

namespace gems {

/// Partial results are one vector: element k of a row goes to lane k modulo the number of lanes,
/// in ascending order, whatever version of the loop adds it.
class Reducer {
public:
  Reducer(KernelEmitter &kernel, const Root &root, Lanes lanes);

  mlir::Operation *getOp() const { return op; }
  mlir::Value getSource() const { return source; }
  mlir::Type getElementType() const { return element; }
  Lanes getLanes() const { return lanes; }

  /// 0 for sums; the least or greatest number for maxima and minima.
  mlir::Value identity(mlir::Location loc, Lanes lanes) const;
  /// Joins the elements at the emitter's point to `partial`. Dead lanes keep theirs.
  mlir::Value accumulate(ElementEmitter &elements, const DimMap &dims, mlir::Value partial) const;
  /// Two partial results, or numbers, as one.
  mlir::Value combine(mlir::Location loc, mlir::Value a, mlir::Value b) const;
  /// A total joined to what a loop starts with. Nothing is left to add to an identity: partial
  /// results start with one, so that no total is -0.0.
  mlir::Value addTotal(mlir::Location loc, mlir::Value init, mlir::Value total) const;
  /// All lanes of a partial result as one number, in a fixed tree.
  mlir::Value reduceLanes(mlir::Location loc, mlir::Value partial) const;
  /// `count` times the same `value`, joined to `total`; nothing when the count is zero.
  mlir::Value addRepeated(mlir::Location loc, mlir::Value total, mlir::Value value,
                          mlir::Value count) const;
  /// Whether joining the constant `value` any number of times changes nothing.
  bool isIdentity(mlir::Value value) const;

private:
  bool isFloat() const { return mlir::isa<mlir::FloatType>(element); }
  bool isSum() const;
  bool isMax() const;

  KernelEmitter &kernel;
  mlir::OpBuilder &builder;
  mlir::Operation *op;
  mlir::Value source;
  mlir::Type element;
  Lanes lanes;
};

} // namespace gems

#endif // GEMS_LIB_CONVERSION_TILETOVECTOR_REDUCTION_H
