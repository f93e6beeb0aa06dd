// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The program function: arguments, scratch memory, scalar numbers.
#include "KernelEmitter.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "llvm/ADT/StringSwitch.h"

using namespace mlir;
using namespace gems;

/// Scalable vectors are 128 bits long, or a power of two times as long, up to this.
static constexpr int64_t maxScale = 16;

std::optional<VectorTarget> VectorTarget::get(StringRef isa) {
  // bits, scalable, predicated, registers, gathered bits, pairs of bf16, bits prefetched
  return llvm::StringSwitch<std::optional<VectorTarget>>(isa)
      .Case("neon", VectorTarget{128, false, false, 32, 0, false, 0})
      .Case("sve", VectorTarget{128, true, true, 32, 32, true, 0})
      .Case("avx2", VectorTarget{256, false, false, 16, 0, true, 16})
      .Case("avx512", VectorTarget{512, false, true, 32, 32, true, 16})
      .Default(std::nullopt);
}

Type Lanes::getType(Type element) const {
  if (isScalar())
    return element;
  return VectorType::get({count}, element, {isScalable});
}

Type gems::scalarType(Type type) { return getElementTypeOrSelf(type); }

KernelEmitter::KernelEmitter(Schedule &schedule, const VectorTarget &target, bool emitRemarks)
    : schedule(schedule), target(target), emitRemarks(emitRemarks),
      builder(schedule.getKernel().getContext()) {}

LogicalResult KernelEmitter::run() {
  tile::KernelOp kernel = schedule.getKernel();
  Location loc = kernel.getLoc();
  SmallVector<Type> inputs;
  for (Type type : kernel.getFunctionType().getInputs()) {
    auto pointer = dyn_cast<tile::PointerType>(type);
    inputs.push_back(pointer ? MemRefType::get({ShapedType::kDynamic}, pointer.getPointee())
                             : type);
  }
  for (int i = 0; i < 6; ++i)
    inputs.push_back(builder.getI32Type());
  inputs.push_back(MemRefType::get({ShapedType::kDynamic}, builder.getI8Type()));
  builder.setInsertionPoint(kernel);
  function =
      func::FuncOp::create(builder, loc, kernel.getSymName(), builder.getFunctionType(inputs, {}));
  Block *entry = function.addEntryBlock();
  scratch = entry->getArguments().back();
  for (auto [index, argument] : llvm::enumerate(kernel.getBody().getArguments())) {
    mapping.map(argument, entry->getArgument(index));
    entry->getArgument(index).setLoc(argument.getLoc());
  }
  builder.setInsertionPointToStart(entry);
  findPrefetched();
  emitBlock(&kernel.getBody().front());
  func::ReturnOp::create(builder, loc);

  function->setAttr("gems.arg_names", kernel.getArgNames());
  SmallVector<int64_t> noAlias;
  for (Value argument : kernel.getBody().getArguments())
    noAlias.push_back(isNoAlias(argument));
  function->setAttr("gems.noalias", builder.getDenseI64ArrayAttr(noAlias));
  function->setAttr("gems.scratch_size", builder.getI64IntegerAttr(scratchBytes));
  function->setAttr("gems.scratch_align", builder.getI64IntegerAttr(64));
  return success();
}

//===----------------------------------------------------------------------===//
// Scratch memory
//===----------------------------------------------------------------------===//

Type KernelEmitter::getMemoryType(Type element) {
  return element.isInteger(1) ? IntegerType::get(element.getContext(), 8) : element;
}

/// Slots start at multiples of a cache line.
Value KernelEmitter::createSlot(Type element, int64_t elements) {
  Type memory = getMemoryType(element);
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(&function.getBody().front());
  Location loc = function.getLoc();
  Value offset = arith::ConstantIndexOp::create(builder, loc, nextScratch);
  nextScratch += llvm::alignTo(elements * memory.getIntOrFloatBitWidth() / 8, 64);
  scratchBytes = std::max(scratchBytes, nextScratch);
  return memref::ViewOp::create(builder, loc, MemRefType::get({elements}, memory), scratch, offset,
                                ValueRange());
}

Value KernelEmitter::getSlot(Value value) {
  // A loop's result is its argument's last tile.
  if (auto loop = value.getDefiningOp<scf::ForOp>())
    value = loop.getRegionIterArg(cast<OpResult>(value).getResultNumber());
  Value &slot = slots[value];
  if (!slot) {
    auto type = cast<RankedTensorType>(value.getType());
    slot = createSlot(type.getElementType(), type.getNumElements());
  }
  return slot;
}

Value KernelEmitter::getShadowSlot(Value value) {
  Value &slot = shadowSlots[value];
  if (!slot) {
    auto type = cast<RankedTensorType>(value.getType());
    slot = createSlot(type.getElementType(), type.getNumElements());
  }
  return slot;
}

KernelEmitter::ScratchScope::~ScratchScope() {
  bool isKept = llvm::any_of(kernel.slots, [&](auto &entry) {
    bool isCopy = entry.first.template getDefiningOp<tile::LoadOp>() &&
                  !kernel.schedule.isMaterialized(entry.first);
    return !slots.contains(entry.first) && !isCopy;
  });
  if (isKept || kernel.shadowSlots.size() != shadows)
    return;
  kernel.slots = std::move(slots);
  kernel.nextScratch = begin;
}

Value KernelEmitter::createPartialSlot(Type element, Lanes lanes) {
  return createSlot(element, lanes.count * (lanes.isScalable ? maxScale : 1));
}

//===----------------------------------------------------------------------===//
// Scalar numbers
//===----------------------------------------------------------------------===//

Value KernelEmitter::constant(Location loc, int64_t value) {
  return arith::ConstantOp::create(builder, loc, builder.getI64IntegerAttr(value));
}

Value KernelEmitter::toIndex(Location loc, Value integer) {
  return builder.createOrFold<arith::IndexCastOp>(loc, builder.getIndexType(), integer);
}

Value KernelEmitter::emitLaneCount(Location loc, Lanes lanes) {
  if (!lanes.isScalable)
    return constant(loc, lanes.count);
  Value scale = vector::VectorScaleOp::create(builder, loc);
  scale = arith::IndexCastOp::create(builder, loc, builder.getI64Type(), scale);
  return arith::MulIOp::create(builder, loc, scale, constant(loc, lanes.count));
}

/// The number of lanes is a power of two, so its negative masks the remainder off.
Value KernelEmitter::emitWhole(Location loc, Value length, Lanes lanes) {
  Value mask =
      builder.createOrFold<arith::SubIOp>(loc, constant(loc, 0), emitLaneCount(loc, lanes));
  return builder.createOrFold<arith::AndIOp>(loc, length, mask);
}

Value KernelEmitter::emitPoly(Location loc, const Poly &poly) {
  Value sum;
  Type wide = builder.getI64Type();
  for (const Poly::Term &term : poly.getTerms()) {
    Value product;
    for (Value factor : term.factors) {
      Value scalar = getScalar(factor);
      if (scalar.getType() != wide)
        scalar = builder.createOrFold<arith::ExtSIOp>(loc, wide, scalar);
      product = product ? builder.createOrFold<arith::MulIOp>(loc, product, scalar) : scalar;
    }
    if (!product)
      product = constant(loc, term.coefficient);
    else if (term.coefficient != 1)
      product = builder.createOrFold<arith::MulIOp>(loc, product, constant(loc, term.coefficient));
    sum = sum ? builder.createOrFold<arith::AddIOp>(loc, sum, product) : product;
  }
  return sum ? sum : constant(loc, 0);
}

Value KernelEmitter::emitBound(Location loc, const DimBound &bound) {
  Value value = emitPoly(loc, bound.exact);
  if (bound.sign == 0)
    return value;
  const int64_t limit = int64_t(1) << 62;
  Value open = emitPoly(loc, bound.clamped);
  open = builder.createOrFold<arith::MaxSIOp>(loc, open, constant(loc, -limit));
  open = builder.createOrFold<arith::MinSIOp>(loc, open, constant(loc, limit));
  return bound.sign > 0 ? builder.createOrFold<arith::AddIOp>(loc, value, open)
                        : builder.createOrFold<arith::SubIOp>(loc, value, open);
}

void KernelEmitter::remarkIrregular(const Access &access, const Group &group, const DimMap &dims) {
  if (!emitRemarks || group.findInterleaved(access.op, dims) || !remarked.insert(access.op).second)
    return;
  AccessKind kind = access.form ? AccessKind::Broadcast : AccessKind::Gather;
  unsigned laneDim = group.laneDim;
  std::optional<int64_t> stride;
  for (auto [dim, loopDim] : llvm::enumerate(dims)) {
    if (loopDim != int(laneDim))
      continue;
    kind = access.getKind(dim);
    if (access.form)
      stride = access.form->coefficients[dim].getConstant();
  }
  const char *what = access.isStore ? "scatters" : "gathers";
  if (kind == AccessKind::Gather)
    access.op->emitRemark() << what << " element by element: its offsets are not an affine "
                            << "function of the tile's coordinates";
  else if (kind == AccessKind::Strided && stride)
    access.op->emitRemark() << what << " element by element: neighbours along dimension " << laneDim
                            << " are " << *stride << " elements apart in memory";
  else if (kind == AccessKind::Strided)
    access.op->emitRemark() << what << " element by element: neighbours along dimension " << laneDim
                            << " are not adjacent in memory";
  else if (kind == AccessKind::Broadcast && access.isStore)
    access.op->emitRemark() << what << " to one address: its offsets are the same along "
                            << "dimension " << laneDim;
}
