// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Emits the value of tile elements at one point of a loop: one native vector of them, a predicated
// vector, or a single scalar. One emitter serves all three.
#ifndef GEMS_LIB_CONVERSION_TILETOVECTOR_ELEMENTEMITTER_H
#define GEMS_LIB_CONVERSION_TILETOVECTOR_ELEMENTEMITTER_H

#include "KernelEmitter.h"
#include <map>

namespace gems {

/// A coordinate of the loop: a scalar, plus the lane number along the lane dimension.
struct Coordinate {
  mlir::Value base;
  bool isLane = false;
};

/// Where elements are evaluated.
struct Point {
  llvm::SmallVector<Coordinate, 2> coordinates;
  Lanes lanes;
  /// Lanes that exist; null when all do. Dead lanes touch no memory and may hold anything.
  mlir::Value live;
  /// Half-spaces that are known to hold here.
  llvm::ArrayRef<DimBound> known;
  /// Every mask that holds all of `domain` is known to be false here.
  bool isOutside = false;
  llvm::ArrayRef<DimBound> domain;
  const Group *group = nullptr;
  /// Which elements these are: all (-1), or the even (0) or odd (1) ones of twice as many.
  int parity = -1;
  /// With a parity, the lanes that exist of all elements.
  mlir::Value pairLive;
};

class ElementEmitter {
public:
  ElementEmitter(KernelEmitter &kernel, Point point)
      : kernel(kernel), builder(kernel.getBuilder()), point(std::move(point)) {}

  /// The elements of `value`: a scalar when it is the same on all lanes.
  mlir::Value emit(mlir::Value value, const DimMap &dims);
  /// The same as a vector (a scalar on scalar lanes).
  mlir::Value emitSpread(mlir::Value value, const DimMap &dims);
  /// Evaluates a value that has scratch memory, to fill it.
  mlir::Value emitSource(mlir::Value value, const DimMap &dims);
  /// Emits a load ahead of its use, so that no later store of the same point overtakes it.
  void preload(const LoadUse &use);
  /// The element of a load that was read before the loop.
  void provide(const LoadUse &use, mlir::Value element) {
    cache[{use.load->getResult(0).getAsOpaquePointer(), keyOf(use.dims)}] = element;
  }
  void emitStore(mlir::Operation *store);
  /// Writes elements to scratch memory.
  void writeSlot(mlir::Location loc, mlir::Value slot, mlir::RankedTensorType type,
                 mlir::Value elements, const DimMap &dims);
  mlir::Value spread(mlir::Location loc, mlir::Value value);
  const Point &getPoint() const { return point; }
  /// The emitter of the other parity. Both see the same loads.
  void setSibling(ElementEmitter *other) { sibling = other; }

private:
  /// An address: element number of lane 0 and how far apart lanes are.
  struct Address {
    mlir::Value memref;
    mlir::Value base;
    /// Distance between lanes, or per-lane offsets from `base` (a vector) when it has none.
    Poly stride;
    mlir::Value laneOffsets;
  };

  static uint64_t keyOf(const DimMap &dims);
  mlir::Value compute(mlir::Value value, const DimMap &dims);
  bool isPaired() const { return point.parity >= 0; }
  mlir::Value remember(mlir::Value value, const DimMap &dims, mlir::Value result);
  mlir::Value emitElementwise(mlir::Operation *op, const DimMap &dims);
  mlir::Value emitReshape(mlir::Operation *op, const DimMap &dims);
  mlir::Value guardDivisor(mlir::Location loc, mlir::Value divisor);
  mlir::Value emitForm(mlir::Location loc, const AffineForm &form, mlir::Type type,
                       const DimMap &dims);
  mlir::Value emitMask(mlir::Value mask, const DimMap &dims);
  mlir::Value emitBoundMask(mlir::Location loc, const DimBound &bound, const DimMap &dims);
  mlir::Value emitLoad(mlir::Operation *load, const DimMap &dims);
  Address getAddress(const Access &access, const DimMap &dims);
  void emitPrefetch(const Access &access, const Address &address);
  Address getSlotAddress(mlir::Location loc, mlir::Value slot, mlir::RankedTensorType type,
                         const DimMap &dims);
  mlir::Value readSlot(mlir::Location loc, mlir::Value slot, mlir::RankedTensorType type,
                       const DimMap &dims);
  mlir::Value read(mlir::Location loc, const Address &address, mlir::Type element, mlir::Value mask,
                   mlir::Value other);
  mlir::Value readLanes(mlir::Location loc, const Address &address, mlir::Type element,
                        mlir::Value mask, mlir::Value other);
  mlir::Value readIf(mlir::Location loc, mlir::Value mask, mlir::Value other,
                     llvm::function_ref<mlir::Value()> load);
  mlir::Value readScalar(mlir::Location loc, mlir::Value memref, mlir::Value index,
                         mlir::Type element, mlir::Value mask, mlir::Value other);
  void write(mlir::Location loc, const Address &address, mlir::Value elements, mlir::Value mask);
  void writeScalar(mlir::Location loc, mlir::Value memref, mlir::Value index, mlir::Value element,
                   mlir::Value mask);
  const InterleavedPair *findInterleaved(mlir::Operation *op, const DimMap &dims) const;
  mlir::Value readInterleaved(const InterleavedPair &pair, mlir::Operation *load,
                              const DimMap &dims, mlir::Value mask);
  void writeInterleaved(const InterleavedPair &pair, const DimMap &dims, mlir::Value mask);
  mlir::Value doubleMask(mlir::Location loc, mlir::Value mask);
  mlir::Value readPair(mlir::Location loc, const Address &address, mlir::Type element);
  mlir::Value packPair(mlir::Operation *truncation, const DimMap &dims);
  mlir::Value getLaneOffsets(mlir::Location loc, const Address &address);
  mlir::Value withLive(mlir::Location loc, mlir::Value mask);
  mlir::Value iota(mlir::Location loc, mlir::Type element);
  mlir::Value zero(mlir::Location loc, mlir::Type element);
  const Coordinate &coordinateOf(int loopDim);

  KernelEmitter &kernel;
  mlir::OpBuilder &builder;
  Point point;
  Coordinate zeroCoordinate;
  ElementEmitter *sibling = nullptr;
  /// What the last read brought for the sibling.
  mlir::Value forSibling;
  std::map<std::pair<void *, uint64_t>, mlir::Value> cache;
};

/// The lanes of `value` when it is a vector.
inline bool isSpread(mlir::Value value) { return mlir::isa<mlir::VectorType>(value.getType()); }
/// Whether a boolean scalar is the constant `expected`.
bool isConstantBool(mlir::Value value, bool expected);

} // namespace gems

#endif // GEMS_LIB_CONVERSION_TILETOVECTOR_ELEMENTEMITTER_H
