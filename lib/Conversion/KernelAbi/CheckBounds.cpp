// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The pass that puts a check before each access to an array.
#include "AccessCheck.h"
#include "gems/Conversion/KernelAbi/KernelAbi.h"
#include "gems/Runtime/Abi.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlowOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/BuiltinOps.h"

namespace gems {
#define GEN_PASS_DEF_CHECKBOUNDS
#include "gems/Conversion/KernelAbi/Passes.h.inc"
} // namespace gems

using namespace gems;
using namespace mlir;

namespace {
/// Checks one entry.
class EntryChecker {
public:
  EntryChecker(LLVM::LLVMFuncOp entry, LLVM::SSACopyOp program)
      : entry(entry), program(program.getOperand()), loc(entry.getLoc()),
        builder(entry.getContext()), i32(builder.getI32Type()), i64(builder.getI64Type()),
        ptr(LLVM::LLVMPointerType::get(entry.getContext())) {}

  LogicalResult run();

private:
  Value at(Value base, int64_t offset) {
    return LLVM::GEPOp::create(builder, loc, ptr, builder.getI8Type(), base,
                               ArrayRef<LLVM::GEPArg>{static_cast<int32_t>(offset)});
  }
  void buildReport();
  void buildStart();
  void guard(const CheckedAccess &access, Value extent);
  Value getExtent(unsigned argument);
  Value buildSite(const CheckedAccess &access);

  LLVM::LLVMFuncOp entry;
  Value program;
  Location loc;
  OpBuilder builder;
  Type i32, i64, ptr;
  /// At the start of the entry: what the launch says.
  Value checks, extents;
  Operation *afterStart = nullptr;
  /// Where a range ends: at once, or after a report of (site, element).
  Block *done = nullptr, *report = nullptr;
  DenseMap<unsigned, Value> extentOf;
  unsigned numSites = 0;
};
} // namespace

/// The first of all threads to get here says what it found; the program's number is known wherever
/// there is an access.
void EntryChecker::buildReport() {
  done = builder.createBlock(&entry.getBody(), entry.getBody().end());
  LLVM::ReturnOp::create(builder, loc, ValueRange{});

  report = builder.createBlock(&entry.getBody(), entry.getBody().end(), {ptr, i64}, {loc, loc});
  Block *record = builder.createBlock(&entry.getBody(), entry.getBody().end());
  builder.setInsertionPointToEnd(report);
  auto constant = [&](int64_t value) -> Value {
    return LLVM::ConstantOp::create(builder, loc, i32, builder.getI32IntegerAttr(value));
  };
  Value exchanged = LLVM::AtomicCmpXchgOp::create(
      builder, loc, at(checks, offsetof(gems_checks, state)), constant(0), constant(1),
      LLVM::AtomicOrdering::acq_rel, LLVM::AtomicOrdering::monotonic);
  Value isFirst = LLVM::ExtractValueOp::create(builder, loc, exchanged, ArrayRef<int64_t>{1});
  cf::CondBranchOp::create(builder, loc, isFirst, record, ValueRange{}, done, ValueRange{});

  builder.setInsertionPointToEnd(record);
  std::pair<size_t, Value> fields[] = {{offsetof(gems_violation, site), report->getArgument(0)},
                                       {offsetof(gems_violation, program), program},
                                       {offsetof(gems_violation, element), report->getArgument(1)}};
  for (auto [offset, value] : fields)
    LLVM::StoreOp::create(builder, loc, value,
                          at(checks, offsetof(gems_checks, violation) + offset));
  cf::BranchOp::create(builder, loc, done);
}

/// After a violation no other range of the launch needs to begin.
void EntryChecker::buildStart() {
  Block *first = &entry.getBody().front();
  afterStart = &first->front();
  builder.setInsertionPointToStart(first);
  checks = LLVM::LoadOp::create(builder, loc, ptr,
                                at(entry.getArgument(0), offsetof(gems_launch, checks)));
  extents = LLVM::LoadOp::create(builder, loc, ptr, at(checks, offsetof(gems_checks, extents)));
  Value state = LLVM::LoadOp::create(
      builder, loc, i32, at(checks, offsetof(gems_checks, state)), /*alignment=*/4,
      /*isVolatile=*/false, /*isNonTemporal=*/false, /*isInvariant=*/false,
      /*isInvariantGroup=*/false, LLVM::AtomicOrdering::monotonic);
  Value zero = LLVM::ConstantOp::create(builder, loc, i32, builder.getI32IntegerAttr(0));
  Value isOver = LLVM::ICmpOp::create(builder, loc, LLVM::ICmpPredicate::ne, state, zero);
  buildReport();
  Block *rest = first->splitBlock(afterStart);
  builder.setInsertionPointToEnd(first);
  cf::CondBranchOp::create(builder, loc, isOver, done, ValueRange{}, rest, ValueRange{});
}

Value EntryChecker::getExtent(unsigned argument) {
  Value &extent = extentOf[argument];
  if (!extent) {
    OpBuilder::InsertionGuard guard(builder);
    builder.setInsertionPoint(afterStart);
    extent = LLVM::LoadOp::create(builder, loc, i64, at(extents, argument * sizeof(int64_t)));
  }
  return extent;
}

/// FILE:LINE:COLUMN of the op that the author wrote.
static std::string describeLocation(Location loc) {
  std::string text = "?";
  loc->walk([&](Location part) {
    auto file = dyn_cast<FileLineColLoc>(part);
    if (!file)
      return WalkResult::advance();
    text = (file.getFilename().getValue() + ":" + Twine(file.getLine()) + ":" +
            Twine(file.getColumn()))
               .str();
    return WalkResult::interrupt();
  });
  return text;
}

/// The address of a constant gems_site.
Value EntryChecker::buildSite(const CheckedAccess &access) {
  std::string name = (entry.getSymName() + ".site" + Twine(numSites++)).str();
  std::string text = describeLocation(access.op->getLoc()) + '\0';
  OpBuilder globals(entry);
  auto textType = LLVM::LLVMArrayType::get(globals.getI8Type(), text.size());
  auto place =
      LLVM::GlobalOp::create(globals, loc, textType, /*isConstant=*/true, LLVM::Linkage::Private,
                             name + ".location", globals.getStringAttr(text), /*alignment=*/1);
  auto siteType = LLVM::LLVMStructType::getLiteral(globals.getContext(), {ptr, i32, i32});
  auto site = LLVM::GlobalOp::create(globals, loc, siteType, /*isConstant=*/true,
                                     LLVM::Linkage::Private, name, Attribute(), /*alignment=*/8);
  globals.createBlock(&site.getInitializerRegion());
  Value fields[] = {
      LLVM::AddressOfOp::create(globals, loc, place),
      LLVM::ConstantOp::create(globals, loc, i32, globals.getI32IntegerAttr(access.argument)),
      LLVM::ConstantOp::create(globals, loc, i32, globals.getI32IntegerAttr(access.isStore))};
  Value all = LLVM::UndefOp::create(globals, loc, siteType);
  for (auto [index, field] : llvm::enumerate(fields))
    all = LLVM::InsertValueOp::create(globals, loc, all, field, static_cast<int64_t>(index));
  LLVM::ReturnOp::create(globals, loc, all);
  return LLVM::AddressOfOp::create(builder, access.op->getLoc(), site);
}

/// Goes on to the access only if all that it touches is in the array.
void EntryChecker::guard(const CheckedAccess &access, Value extent) {
  Location at = access.op->getLoc();
  builder.setInsertionPoint(access.op);
  OpBuilder before(afterStart);
  AccessCheck check = buildAccessCheck(builder, before, access, extent);
  Block *block = access.op->getBlock();
  Block *rest = block->splitBlock(access.op);
  Block *outside = builder.createBlock(rest);
  Value element = check.findElement(builder);
  Value site = buildSite(access);
  cf::BranchOp::create(builder, at, report, ValueRange{site, element});
  builder.setInsertionPointToEnd(block);
  constexpr int32_t never = 1, always = 1 << 20;
  cf::CondBranchOp::create(builder, at, check.isOutside, outside, ValueRange{}, rest, ValueRange{},
                           ArrayRef<int32_t>{never, always});
}

LogicalResult EntryChecker::run() {
  SmallVector<CheckedAccess> accesses;
  WalkResult result = entry.walk([&](Operation *op) {
    FailureOr<std::optional<CheckedAccess>> access = readAccess(op);
    if (succeeded(access) && *access)
      accesses.push_back(**access);
    return WalkResult(failed(access) ? failure() : success());
  });
  if (result.wasInterrupted())
    return failure();
  // Where nobody reports, the blocks that do could not be reached, and would not be converted.
  if (accesses.empty())
    return success();
  buildStart();
  for (const CheckedAccess &access : accesses)
    guard(access, getExtent(access.argument));
  return success();
}

namespace {
struct CheckBoundsPass : gems::impl::CheckBoundsBase<CheckBoundsPass> {
  void runOnOperation() override {
    for (auto entry : llvm::make_early_inc_range(getOperation().getOps<LLVM::LLVMFuncOp>())) {
      LLVM::SSACopyOp program;
      entry.walk([&](LLVM::SSACopyOp copy) { program = copy; });
      if (!program)
        continue;
      if (failed(EntryChecker(entry, program).run()))
        return signalPassFailure();
      program.replaceAllUsesWith(program.getOperand());
      program.erase();
    }
  }
};
} // namespace
