// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Emits a program function from the schedule of a kernel: state shared by all emitters, scalar
// operations, control flow.
#ifndef GEMS_LIB_CONVERSION_TILETOVECTOR_KERNELEMITTER_H
#define GEMS_LIB_CONVERSION_TILETOVECTOR_KERNELEMITTER_H

#include "gems/Analysis/Schedule.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/IRMapping.h"

namespace gems {

/// What the emitters have to know of an instruction set.
struct VectorTarget {
  /// Bits of a vector register; the minimum when it is scalable.
  unsigned nativeBits;
  bool isScalable;
  /// Loads, stores and selects take a mask per lane.
  bool isPredicated;
  /// Vector registers to spend on values of one loop.
  unsigned registers;
  /// Elements of at least this width can be gathered and scattered; 0 when none can.
  unsigned gatherBits;
  /// Even and odd bf16 elements are worth working on apart: widening all of them in order needs
  /// shuffles.
  bool pairsBF16;
  /// Elements of at most this width are prefetched for the next program; 0 when none are. It pays
  /// where conversions take as long as memory needs, and was measured.
  unsigned prefetchBits;
  /// Even and odd f16 elements are worth working on apart.
  bool pairsF16 = false;

  /// Whether loops over runs of `element` (which may be null) work on even and odd ones apart.
  bool canPair(mlir::Type element) const {
    return element && ((pairsBF16 && element.isBF16()) || (pairsF16 && element.isF16()));
  }

  static std::optional<VectorTarget> get(llvm::StringRef isa);
};

/// How many elements one emitted value holds. One fixed lane is a scalar.
struct Lanes {
  int64_t count = 1;
  bool isScalable = false;

  bool isScalar() const { return count == 1 && !isScalable; }
  /// A value of `element` on these lanes: a vector, or the element itself.
  mlir::Type getType(mlir::Type element) const;
};

class Reducer;

class KernelEmitter {
public:
  KernelEmitter(Schedule &schedule, const VectorTarget &target, bool emitRemarks);

  /// Emits the program function before the kernel. The kernel itself is left alone.
  mlir::LogicalResult run();

  void emitBlock(mlir::Block *block);

  mlir::OpBuilder &getBuilder() { return builder; }
  Schedule &getSchedule() { return schedule; }
  const VectorTarget &getTarget() const { return target; }

  /// The emitted scalar for a scalar, or tile of one element, of the kernel.
  mlir::Value getScalar(mlir::Value value);
  void setScalar(mlir::Value from, mlir::Value to) { mapping.map(from, to); }
  /// A 64-bit constant, and the value of polynomials and bounds, at the insertion point.
  mlir::Value constant(mlir::Location loc, int64_t value);
  mlir::Value emitPoly(mlir::Location loc, const Poly &poly);
  mlir::Value emitBound(mlir::Location loc, const DimBound &bound);
  /// The number of elements on `lanes`.
  mlir::Value emitLaneCount(mlir::Location loc, Lanes lanes);
  /// How many of `length` elements whole vectors cover.
  mlir::Value emitWhole(mlir::Location loc, mlir::Value length, Lanes lanes);
  mlir::Value toIndex(mlir::Location loc, mlir::Value integer);
  /// The place of the program, and the size of the grid, along an axis.
  mlir::Value getPlace(tile::ProgramAxis axis);
  mlir::Value getGridSize(tile::ProgramAxis axis);

  /// The scratch memory of a value (one for a loop's argument and result), as a 1-d memref.
  mlir::Value getSlot(mlir::Value value);
  /// The second buffer of a loop-carried tile that cannot be updated in place.
  mlir::Value getShadowSlot(mlir::Value value);
  /// Scratch memory for one vector of partial results.
  mlir::Value createPartialSlot(mlir::Type element, Lanes lanes);
  /// Scratch memory that copies of loads and partial results get while this lives is used again
  /// afterwards, unless another value got some, too.
  class ScratchScope {
  public:
    explicit ScratchScope(KernelEmitter &kernel)
        : kernel(kernel), slots(kernel.slots), shadows(kernel.shadowSlots.size()),
          begin(kernel.nextScratch) {}
    ~ScratchScope();

  private:
    KernelEmitter &kernel;
    llvm::DenseMap<mlir::Value, mlir::Value> slots;
    size_t shadows;
    int64_t begin;
  };
  /// Elements in memory: booleans take a byte.
  static mlir::Type getMemoryType(mlir::Type element);

  /// Partial results that a loop carries for a reduction.
  mlir::Value getCarried(mlir::Operation *reduce) { return carried.lookup(reduce); }
  void setCarried(mlir::Operation *reduce, mlir::Value value) { carried[reduce] = value; }
  bool isCarried(mlir::Operation *reduce) const { return carried.contains(reduce); }
  bool usesShadow(mlir::Value target) const { return shadowed.contains(target); }
  void remarkIrregular(const Access &access, const Group &group, const DimMap &dims);
  /// Whether the load is to prefetch what the next program loads; true once for each load.
  bool takePrefetch(mlir::Operation *load) { return prefetched.erase(load); }

private:
  friend class GroupEmitter;

  void findPrefetched();
  void emitScalar(mlir::Operation *op);
  void emitScalarAccess(mlir::Operation *op);
  bool emitScalarTileOp(mlir::Operation *op);
  void emitFor(mlir::scf::ForOp loop);
  void emitCollapsed(mlir::scf::ForOp loop, const LoopPlan &plan);
  void emitTiles(mlir::scf::ForOp loop, const LoopPlan &plan);
  Reducer getReducer(const SunkReduction &reduction, const Group &group, bool isRow);
  void bindSunk(mlir::scf::ForOp loop, const SunkReduction &reduction, const Reducer &reducer,
                mlir::Value total);
  std::pair<mlir::scf::ForOp, mlir::Value> createLoop(mlir::scf::ForOp loop,
                                                      mlir::ValueRange inits);
  void emitIf(mlir::scf::IfOp branch);
  Group *findGroup(mlir::Block *block, mlir::Operation *root);
  void copyShadow(mlir::Location loc, mlir::Value target);
  mlir::Value createSlot(mlir::Type element, int64_t elements);

  Schedule &schedule;
  VectorTarget target;
  bool emitRemarks;
  mlir::OpBuilder builder;
  mlir::func::FuncOp function;
  mlir::IRMapping mapping;
  mlir::Value scratch;
  /// Where the next slot begins, and how much scratch memory there has to be.
  int64_t nextScratch = 0, scratchBytes = 0;
  llvm::DenseMap<mlir::Value, mlir::Value> slots, shadowSlots;
  llvm::DenseMap<mlir::Operation *, mlir::Value> carried;
  llvm::DenseSet<mlir::Value> shadowed;
  llvm::DenseSet<mlir::Operation *> replaced, remarked, prefetched;
};

/// The scalar type for a scalar or a tile of one element.
mlir::Type scalarType(mlir::Type type);

} // namespace gems

#endif // GEMS_LIB_CONVERSION_TILETOVECTOR_KERNELEMITTER_H
