// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The generator of kernels: grows a body op by op and knows of each value what it may be.
#ifndef GEMS_LIB_FUZZ_KERNELGEN_H
#define GEMS_LIB_FUZZ_KERNELGEN_H

#include "Fact.h"
#include "gems/Fuzz/Case.h"
#include "gems/Fuzz/Random.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/Builders.h"
#include <deque>

namespace gems::fuzz {

using Shape = llvm::SmallVector<int64_t, 2>;

/// Pointer arguments whose memory may overlap: they hold the same kind of data. Each program has a
/// region of its own, unless the group is shared and read only.
struct Group {
  ElementKind kind;
  Fact content;
  bool isShared = false;
  bool isSink = false; // never read, so it may take inexact values
  bool isIndex = false;
  int64_t extentBytes = 0; // what a program may touch
  int64_t strideBytes = 0; // from one program's region to the next
  Tolerance tolerance;
  llvm::SmallVector<unsigned> pointers;
};

struct PointerArg {
  unsigned position;
  ElementKind kind;
  unsigned group;
  int64_t extent;       // elements that a program may touch
  mlir::Value base;     // points to this program's region
  mlir::Value argument; // points to the start of all regions
  mlir::Value region;   // elements from `argument` to `base`; null if shared
  bool isNoAlias = false;
};

enum class ScalarRole { Extent, Stride, Limit, Data };

struct ScalarArg {
  unsigned position;
  ElementKind kind;
  ScalarRole role;
  int64_t value = 0; // of a stride or a limit, the largest of an extent
};

class KernelGen {
public:
  KernelGen(mlir::MLIRContext &context, uint64_t seed);
  Case run();

private:
  // KernelGen.cpp: the frame.
  void planShapes();
  void createKernel();
  void finishKernel(Case &result);
  void countOps(Coverage &coverage);
  mlir::Value addArgument(mlir::Type type, llvm::StringRef name);

  // GenValues.cpp: types, the pool of values, leaves.
  mlir::Type getType(ElementKind kind);
  mlir::Type getType(ElementKind kind, llvm::ArrayRef<int64_t> shape);
  static ElementKind getKind(mlir::Value value);
  static Shape getShape(mlir::Value value);
  Fact getFact(mlir::Value value) const { return facts.lookup(value); }
  /// Makes a value known to those that look for operands.
  mlir::Value remember(mlir::Value value, const Fact &fact);
  mlir::Operation *createOp(llvm::StringRef name, mlir::ValueRange operands, mlir::Type result);
  mlir::Value constant(ElementKind kind, llvm::ArrayRef<int64_t> shape, mlir::APInt bits,
                       const Fact &fact);
  mlir::Value intConstant(ElementKind kind, llvm::ArrayRef<int64_t> shape, int64_t value);
  mlir::Value floatConstant(ElementKind kind, llvm::ArrayRef<int64_t> shape, double value);
  /// A constant that fits the fact, or any.
  mlir::Value randomConstant(ElementKind kind, llvm::ArrayRef<int64_t> shape, const Fact &wanted);
  mlir::Value splat(mlir::Value scalar, llvm::ArrayRef<int64_t> shape);
  mlir::Value intOp(llvm::StringRef name, mlir::Value a, mlir::Value b);
  mlir::Value floatOp(llvm::StringRef name, mlir::ValueRange operands);
  mlir::Value toKind(mlir::Value integer, ElementKind kind);
  mlir::Value scalarArgument(ElementKind kind, ScalarRole role, int64_t value, const Fact &fact);
  /// A count from 0 to `extent`, which differs between launches.
  mlir::Value extentArgument(ElementKind kind);
  mlir::Value programNumber();
  mlir::Value findValue(ElementKind kind, llvm::ArrayRef<int64_t> shape, bool needExact);
  /// A value of this type: one that exists, or a new leaf.
  mlir::Value pickValue(ElementKind kind, llvm::ArrayRef<int64_t> shape, bool needExact = true);
  mlir::Value makeLeaf(ElementKind kind, llvm::ArrayRef<int64_t> shape);
  /// A scalar integer within [0, limit), of known range, for offsets; null if there is none.
  mlir::Value findSmallScalar(ElementKind kind, int64_t limit);
  mlir::Value makeCondition();
  mlir::Value changeShape(mlir::Value value, llvm::ArrayRef<int64_t> shape);
  ElementKind pickKind(bool isDataOnly = true);
  Shape pickShape();
  double randomFloat(ElementKind kind);
  int64_t randomInteger(ElementKind kind);

  // GenElementwise.cpp
  void genElementwise();
  bool genElementwiseOp(llvm::StringRef name, ElementKind kind, llvm::ArrayRef<int64_t> shape);
  bool genCast(llvm::StringRef name, ElementKind kind, llvm::ArrayRef<int64_t> shape);
  mlir::Value castTo(mlir::Value value, ElementKind kind, bool isUnsigned = false);
  mlir::Value genCompare(ElementKind kind, llvm::ArrayRef<int64_t> shape);
  mlir::Value genSelect(ElementKind kind, llvm::ArrayRef<int64_t> shape);
  mlir::Value clamp(mlir::Value value, double bound);
  mlir::Value withoutNaN(mlir::Value value);
  /// Small integers made of any exact floats.
  mlir::Value makeIntegral(mlir::Value value);
  /// A value whose sum of `count` elements is defined.
  mlir::Value makeSummable(mlir::Value value, int64_t count, bool mayBeInexact);
  mlir::Value genReduction(mlir::Value source, llvm::StringRef name, unsigned axis);
  void genReduce();
  void genShapeOp();

  // GenMemory.cpp
  PointerArg &createPointer(ElementKind kind, unsigned group, llvm::StringRef prefix);
  unsigned createGroup(ElementKind kind, const Fact &content);
  PointerArg &createPointerGroup(ElementKind kind, bool isStored, int64_t extent);
  Fact randomContent(ElementKind kind);
  PointerArg &pickPointer(ElementKind kind, bool isStore, int64_t extent);
  PointerArg &pickSink(ElementKind kind, int64_t extent);
  /// A value of this type that the group's memory may hold, made of `value`.
  mlir::Value conform(mlir::Value value, const Group &group);
  struct Access {
    AccessClass access;
    MaskClass mask;
    mlir::Value start; // added to the offsets; may be null
  };
  Access randomAccess(unsigned rank);
  mlir::Value genLoad(PointerArg &pointer, llvm::ArrayRef<int64_t> shape, Access access);
  void genStore(PointerArg &pointer, mlir::Value value, Access access);
  void storeValue(mlir::Value value);
  mlir::Value emitLoad(PointerArg &pointer, mlir::Value offsets, mlir::Value mask);
  void emitStore(PointerArg &pointer, mlir::Value value, mlir::Value offsets, mlir::Value mask);
  std::pair<mlir::Value, mlir::Value> locate(PointerArg &pointer, mlir::Value offsets);
  mlir::Value choosePointer(mlir::Value condition, mlir::Value yes, mlir::Value no);
  mlir::Value pickOther(PointerArg &pointer, llvm::ArrayRef<int64_t> shape);
  void genMandatoryAccess();
  void genLoadOrStore();

  // GenOffsets.cpp
  mlir::Value arange(int64_t size, ElementKind kind, int64_t start = 0);
  mlir::Value laneNumber(llvm::ArrayRef<int64_t> shape, ElementKind kind, unsigned dim);
  mlir::Value linearLane(llvm::ArrayRef<int64_t> shape, ElementKind kind);
  mlir::Value scaled(mlir::Value offsets, int64_t factor);
  mlir::Value addStart(mlir::Value offsets, mlir::Value start);
  mlir::Value genOffsets(AccessClass access, llvm::ArrayRef<int64_t> shape, int64_t extent,
                         mlir::Value start, bool mustFit);
  mlir::Value genOffsets2D(AccessClass access, llvm::ArrayRef<int64_t> shape, int64_t extent,
                           ElementKind kind);
  mlir::Value genIndexed(llvm::ArrayRef<int64_t> shape, int64_t extent, ElementKind kind);
  mlir::Value limitOffsets(mlir::Value offsets, int64_t extent);
  bool isWithin(mlir::Value offsets, int64_t extent) const;
  mlir::Value compare(mlir::arith::CmpIPredicate predicate, mlir::Value a, mlir::Value b);
  mlir::Value below(mlir::Value value, mlir::Value bound);
  mlir::Value andMasks(mlir::Value a, mlir::Value b);
  mlir::Value boundsMask(mlir::Value offsets, int64_t extent);
  mlir::Value genMask(MaskClass mask, mlir::Value offsets, int64_t extent);
  mlir::Value genStridedMask(llvm::ArrayRef<int64_t> shape, ElementKind kind);
  mlir::Value genArbitraryMask(llvm::ArrayRef<int64_t> shape);
  mlir::Value genEmptyMask(llvm::ArrayRef<int64_t> shape, ElementKind kind, mlir::Value lane);
  mlir::Value laneBound(llvm::ArrayRef<int64_t> shape, ElementKind kind, int64_t limit);

  // GenControl.cpp
  void genStatements(unsigned count);
  void genStatement();
  struct Counter;
  Counter planCounter(ElementKind kind, int64_t most);
  Counter planCounterAtLimits(ElementKind kind, int64_t most);
  void genFor();
  void genIf();
  llvm::SmallVector<mlir::Value> pickYields(mlir::TypeRange types);
  void storeSome(unsigned count);

  // GenRows.cpp
  struct Row;
  struct Accumulator;
  void genRowLoops();
  void planRow(Row &row);
  void genRowPass(Row &row, bool isLast);
  void genRowBody(Row &row, mlir::scf::ForOp loop, bool isLast);
  void genRowStore(Row &row);
  void finishRowPass(Row &row, mlir::scf::ForOp loop);
  void locateRow(Row &row, mlir::Value variable);
  mlir::Value offsetsFrom(Row &row, mlir::Value start);
  Accumulator planAccumulator(Row &row);
  mlir::Value accumulate(Row &row, Accumulator &accumulator, mlir::Value carried);
  mlir::Value pickRowValue(Row &row, ElementKind kind);

  // GenLaunch.cpp
  void genBuffers(Case &result);
  void genLaunch(Case &result, unsigned number);
  void bindGroup(Launch &launch, unsigned group, unsigned firstBuffer);
  Bytes genContent(const Group &group, int64_t size);

  mlir::MLIRContext &context;
  uint64_t seed;
  Random random;
  mlir::OpBuilder builder;
  mlir::Location loc;
  mlir::OwningOpRef<mlir::ModuleOp> module;
  tile::KernelOp kernel;
  mlir::OpBuilder prologue;

  llvm::DenseMap<mlir::Value, Fact> facts;
  llvm::SmallVector<mlir::Value, 0> pool;
  llvm::SmallVector<std::string> argumentNames;
  std::deque<PointerArg> pointers;
  std::deque<Group> groups;
  std::deque<ScalarArg> scalars;
  llvm::SmallVector<mlir::Value> extentValues;
  mlir::Value programNumberValue;
  unsigned gridRank = 1;
  Coverage coverage;

  llvm::SmallVector<Shape> shapes; // the first is the main one
  llvm::SmallVector<ElementKind> kinds;
  int64_t extent = 1; // elements that every group has at least
  unsigned depth = 0;
  unsigned loadDepth = 0;
  unsigned opBudget = 0;
  /// A budget for what the interpreter has to do: lanes, times the trips of the loops around.
  int64_t trips = 1;
  mlir::Value loopVariable;
  /// A group that a loop is about to overwrite with inexact values: not to be read there.
  int lockedGroup = -1;
};

} // namespace gems::fuzz

#endif // GEMS_LIB_FUZZ_KERNELGEN_H
