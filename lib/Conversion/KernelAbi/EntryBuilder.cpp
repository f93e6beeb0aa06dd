// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The entry of a kernel: runs the programs [first, last) of a grid.
#include "EntryBuilder.h"

#include "ProgramFunction.h"
#include "gems/Runtime/Abi.h"

#include "mlir/Conversion/LLVMCommon/MemRefBuilder.h"
#include "mlir/Conversion/LLVMCommon/TypeConverter.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace gems;
using namespace mlir;

namespace {
class EntryBuilder {
public:
  EntryBuilder(OpBuilder &builder, const LLVMTypeConverter &converter,
               const ProgramFunction &program, const AbiTarget &target)
      : builder(builder), converter(converter), program(program), target(target),
        loc(program.getLoc()), i32(builder.getI32Type()), i64(builder.getI64Type()),
        ptr(LLVM::LLVMPointerType::get(builder.getContext())) {}

  void build();

private:
  LLVM::LLVMFuncOp createFunc();
  Value constant(Type type, int64_t value) {
    return arith::ConstantOp::create(builder, loc, builder.getIntegerAttr(type, value));
  }
  Value loadAt(Value base, int64_t offset, Type type);
  Value readArg(Value args, unsigned index);
  Value toArray(Value pointer, MemRefType type);
  SmallVector<Value, 3> splitFirst(Value first);
  void buildLoop(Value first, Value last, ValueRange args, Value scratch);
  SmallVector<Value, 3> nextPlace(ValueRange place);

  OpBuilder &builder;
  const LLVMTypeConverter &converter;
  const ProgramFunction &program;
  const AbiTarget &target;
  Location loc;
  Type i32, i64, ptr;
  SmallVector<Value, 3> grid;
};
} // namespace

/// A range entry with the attributes that LLVM needs to use the whole target.
LLVM::LLVMFuncOp EntryBuilder::createFunc() {
  MLIRContext *context = builder.getContext();
  auto type = LLVM::LLVMFunctionType::get(LLVM::LLVMVoidType::get(context), {ptr, i64, i64, ptr});
  auto func = LLVM::LLVMFuncOp::create(builder, loc, program.getName(), type);
  func.setTargetCpu(target.cpu);
  if (!target.features.empty())
    func.setTargetFeaturesAttr(LLVM::TargetFeaturesAttr::get(context, target.features));
  if (target.isa == GEMS_ISA_SVE)
    func.setVscaleRangeAttr(LLVM::VScaleRangeAttr::get(context, builder.getI32IntegerAttr(1),
                                                       builder.getI32IntegerAttr(16)));
  func.setFramePointerAttr(
      LLVM::FramePointerKindAttr::get(context, LLVM::framePointerKind::FramePointerKind::None));
  func.setNoUnwind(true);
  UnitAttr unit = builder.getUnitAttr();
  func.setArgAttr(0, LLVM::LLVMDialect::getNoAliasAttrName(), unit);
  func.setArgAttr(0, LLVM::LLVMDialect::getReadonlyAttrName(), unit);
  func.setArgAttr(3, LLVM::LLVMDialect::getNoAliasAttrName(), unit);
  func.setArgAttr(3, LLVM::LLVMDialect::getAlignAttrName(),
                  builder.getI64IntegerAttr(program.getScratchAlign()));
  return func;
}

Value EntryBuilder::loadAt(Value base, int64_t offset, Type type) {
  if (offset != 0)
    base = LLVM::GEPOp::create(builder, loc, ptr, builder.getI8Type(), base,
                               ArrayRef<LLVM::GEPArg>{static_cast<int32_t>(offset)});
  return LLVM::LoadOp::create(builder, loc, type, base);
}

/// An argument's value is in the lowest bytes of its slot, so that it is read by its own type.
Value EntryBuilder::readArg(Value args, unsigned index) {
  Type type = program.getArgType(index);
  int64_t offset = index * sizeof(gems_value);
  if (auto array = dyn_cast<MemRefType>(type)) {
    Value memref = toArray(loadAt(args, offset, ptr), array);
    if (target.checkBounds)
      memref.getDefiningOp()->setAttr("gems.argument", builder.getI32IntegerAttr(index));
    return memref;
  }
  if (!type.isInteger(1))
    return loadAt(args, offset, type);
  Value byte = loadAt(args, offset, builder.getI8Type());
  return arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::ne, byte,
                               constant(builder.getI8Type(), 0));
}

/// Nobody knows an array's size; the largest makes every access lie inside.
Value EntryBuilder::toArray(Value pointer, MemRefType type) {
  auto constant = [&](int64_t value) -> Value {
    return LLVM::ConstantOp::create(builder, loc, i64, builder.getI64IntegerAttr(value));
  };
  Value zero = constant(0), size = constant(std::numeric_limits<int64_t>::max()), one = constant(1);
  Value descriptor =
      MemRefDescriptor::pack(builder, loc, converter, type, {pointer, pointer, zero, size, one});
  return UnrealizedConversionCastOp::create(builder, loc, type, descriptor).getResult(0);
}

/// The place of the first program. Most launches start in the first row of the grid, where there
/// is nothing to divide.
SmallVector<Value, 3> EntryBuilder::splitFirst(Value first) {
  Value width = arith::ExtUIOp::create(builder, loc, i64, grid[0]);
  Value height = arith::ExtUIOp::create(builder, loc, i64, grid[1]);
  Value isInRow = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::ult, first, width);
  auto narrow = [&](Value value) -> Value {
    return arith::TruncIOp::create(builder, loc, i32, value);
  };
  auto inRow = [&](OpBuilder &, Location) {
    Value zero = constant(i32, 0);
    scf::YieldOp::create(builder, loc, ValueRange{narrow(first), zero, zero});
  };
  auto elsewhere = [&](OpBuilder &, Location) {
    // An empty range of an empty grid divides too.
    Value one = constant(i64, 1);
    Value divisor = arith::MaxUIOp::create(builder, loc, width, one);
    Value divisor2 = arith::MaxUIOp::create(builder, loc, height, one);
    Value row = arith::DivUIOp::create(builder, loc, first, divisor);
    Value x = arith::RemUIOp::create(builder, loc, first, divisor);
    Value y = arith::RemUIOp::create(builder, loc, row, divisor2);
    Value z = arith::DivUIOp::create(builder, loc, row, divisor2);
    scf::YieldOp::create(builder, loc, ValueRange{narrow(x), narrow(y), narrow(z)});
  };
  auto branch = [&](auto &body) {
    return [&](OpBuilder &nested, Location nestedLoc) {
      OpBuilder::InsertionGuard guard(builder);
      builder.setInsertionPoint(nested.getInsertionBlock(), nested.getInsertionPoint());
      body(nested, nestedLoc);
    };
  };
  auto split = scf::IfOp::create(builder, loc, isInRow, branch(inRow), branch(elsewhere));
  return SmallVector<Value, 3>(split.getResults());
}

/// Counts up: x first, then y, then z.
SmallVector<Value, 3> EntryBuilder::nextPlace(ValueRange place) {
  Value zero = constant(i32, 0), one = constant(i32, 1);
  SmallVector<Value, 3> next;
  Value carry;
  for (auto [position, size] : llvm::zip_equal(place, grid)) {
    Value counted = arith::AddIOp::create(builder, loc, position, one);
    if (carry)
      counted = arith::SelectOp::create(builder, loc, carry, counted, position);
    carry = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::eq, counted, size);
    bool isLast = next.size() == 2;
    next.push_back(isLast ? counted : arith::SelectOp::create(builder, loc, carry, zero, counted));
  }
  return next;
}

void EntryBuilder::buildLoop(Value first, Value last, ValueRange args, Value scratch) {
  SmallVector<Value, 3> start = splitFirst(first);
  auto loop = scf::ForOp::create(builder, loc, first, last, constant(i64, 1), start);
  Block *body = loop.getBody();
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(body);
  Block &source = func::FuncOp(program.getFunc()).getBody().front();

  SmallVector<Value> values(args);
  llvm::append_range(values, loop.getRegionIterArgs());
  llvm::append_range(values, grid);
  values.push_back(scratch);
  for (auto [from, to] : llvm::zip_equal(source.getArguments(), values))
    from.replaceAllUsesWith(to);
  source.getTerminator()->erase();
  if (target.checkBounds)
    LLVM::SSACopyOp::create(builder, loc, loop.getInductionVar());
  body->getOperations().splice(body->end(), source.getOperations());

  builder.setInsertionPointToEnd(body);
  scf::YieldOp::create(builder, loc, nextPlace(loop.getRegionIterArgs()));
}

void EntryBuilder::build() {
  LLVM::LLVMFuncOp func = createFunc();
  Block *entry = func.addEntryBlock(builder);
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(entry);

  Value launch = entry->getArgument(0);
  Value args = loadAt(launch, offsetof(gems_launch, args), ptr);
  for (unsigned i = 0; i < 3; ++i)
    grid.push_back(loadAt(launch, offsetof(gems_launch, grid) + i * sizeof(uint32_t), i32));
  SmallVector<Value> values;
  for (unsigned i = 0; i < program.getNumArgs(); ++i)
    values.push_back(readArg(args, i));
  Value scratch =
      toArray(entry->getArgument(3), MemRefType::get({ShapedType::kDynamic}, builder.getI8Type()));
  buildLoop(entry->getArgument(1), entry->getArgument(2), values, scratch);
  LLVM::ReturnOp::create(builder, loc, ValueRange{});
}

void gems::buildEntry(OpBuilder &builder, const LLVMTypeConverter &converter,
                      const ProgramFunction &program, const AbiTarget &target) {
  EntryBuilder(builder, converter, program, target).build();
}
