// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The descriptor of a kernel, field by field as gems/Runtime/Abi.h has it, and the note.
#include "DescriptorBuilder.h"

#include "EntryBuilder.h"
#include "ProgramFunction.h"
#include "gems/IR/Params.h"
#include "gems/Runtime/Abi.h"
#include "gems/Runtime/Note.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "llvm/TargetParser/Triple.h"

using namespace gems;
using namespace mlir;

static gems_type getAbiType(Type type) {
  if (auto integer = dyn_cast<IntegerType>(type))
    switch (integer.getWidth()) {
    case 1:
      return GEMS_I1;
    case 8:
      return GEMS_I8;
    case 16:
      return GEMS_I16;
    case 32:
      return GEMS_I32;
    default:
      return GEMS_I64;
    }
  if (isa<Float16Type>(type))
    return GEMS_F16;
  if (isa<BFloat16Type>(type))
    return GEMS_BF16;
  return isa<Float32Type>(type) ? GEMS_F32 : GEMS_F64;
}

namespace {
class DescriptorBuilder {
public:
  DescriptorBuilder(OpBuilder &builder, const ProgramFunction &program)
      : builder(builder), program(program), loc(program.getLoc()),
        ptr(LLVM::LLVMPointerType::get(builder.getContext())) {}

  void build(const AbiTarget &target, DictionaryAttr params);

private:
  using Fields = SmallVector<Value>;

  Value integer(unsigned bits, uint64_t value) {
    Type type = builder.getIntegerType(bits);
    return LLVM::ConstantOp::create(builder, loc, type, builder.getIntegerAttr(type, value));
  }
  Value address(StringRef symbol) { return LLVM::AddressOfOp::create(builder, loc, ptr, symbol); }
  Value null() { return LLVM::ZeroOp::create(builder, loc, ptr); }
  Value text(StringRef value);
  Value packStruct(ArrayRef<Value> fields);
  Value packArray(ArrayRef<Value> elements);
  std::string nextName() { return (program.getName() + ".data" + Twine(count++)).str(); }
  Value args(bool isChecked);
  Value parameters(DictionaryAttr params);
  /// Builds a value in a region of its own and makes a private constant of it.
  Value privateConstant(llvm::function_ref<Value()> build);
  void global(StringRef name, LLVM::Linkage linkage, llvm::function_ref<Value()> build);

  OpBuilder &builder;
  const ProgramFunction &program;
  Location loc;
  Type ptr;
  unsigned count = 0;
};
} // namespace

/// A global whose initializer `build` makes. Globals that the initializer needs are built before
/// it, so that `build` runs in a block of its own, which then becomes the initializer.
void DescriptorBuilder::global(StringRef name, LLVM::Linkage linkage,
                               llvm::function_ref<Value()> build) {
  auto block = std::make_unique<Block>();
  Value value;
  {
    OpBuilder::InsertionGuard guard(builder);
    builder.setInsertionPointToEnd(block.get());
    value = build();
    LLVM::ReturnOp::create(builder, loc, value);
  }
  auto global = LLVM::GlobalOp::create(builder, loc, value.getType(), /*isConstant=*/true, linkage,
                                       name, Attribute(), /*alignment=*/8);
  global.getInitializerRegion().push_back(block.release());
}

Value DescriptorBuilder::privateConstant(llvm::function_ref<Value()> build) {
  std::string name = nextName();
  OpBuilder::InsertPoint use = builder.saveInsertionPoint();
  builder.setInsertionPoint(program.getFunc());
  global(name, LLVM::Linkage::Private, build);
  builder.restoreInsertionPoint(use);
  return address(name);
}

Value DescriptorBuilder::text(StringRef value) {
  std::string bytes = value.str() + '\0', name = nextName();
  {
    OpBuilder::InsertionGuard guard(builder);
    builder.setInsertionPoint(program.getFunc());
    auto type = LLVM::LLVMArrayType::get(builder.getI8Type(), bytes.size());
    LLVM::GlobalOp::create(builder, loc, type, /*isConstant=*/true, LLVM::Linkage::Private, name,
                           builder.getStringAttr(bytes), /*alignment=*/1);
  }
  return address(name);
}

Value DescriptorBuilder::packStruct(ArrayRef<Value> fields) {
  SmallVector<Type> types(ValueRange(fields).getTypes());
  Value all = LLVM::UndefOp::create(builder, loc,
                                    LLVM::LLVMStructType::getLiteral(builder.getContext(), types));
  for (auto [index, field] : llvm::enumerate(fields))
    all = LLVM::InsertValueOp::create(builder, loc, all, field, static_cast<int64_t>(index));
  return all;
}

Value DescriptorBuilder::packArray(ArrayRef<Value> elements) {
  Type type = LLVM::LLVMArrayType::get(elements.front().getType(), elements.size());
  Value all = LLVM::UndefOp::create(builder, loc, type);
  for (auto [index, element] : llvm::enumerate(elements))
    all = LLVM::InsertValueOp::create(builder, loc, all, element, static_cast<int64_t>(index));
  return all;
}

Value DescriptorBuilder::args(bool isChecked) {
  if (program.getNumArgs() == 0)
    return null();
  return privateConstant([&] {
    Fields infos;
    for (unsigned i = 0; i < program.getNumArgs(); ++i) {
      auto array = dyn_cast<MemRefType>(program.getArgType(i));
      uint64_t flags = program.isNoAlias(i) ? GEMS_ARG_NOALIAS : 0;
      if (array && isChecked)
        flags |= GEMS_ARG_CHECKED;
      Type element = array ? array.getElementType() : program.getArgType(i);
      infos.push_back(
          packStruct({text(program.getArgName(i)), integer(8, array ? GEMS_POINTER : GEMS_SCALAR),
                      integer(8, getAbiType(element)), integer(16, flags), integer(32, 0)}));
    }
    return packArray(infos);
  });
}

Value DescriptorBuilder::parameters(DictionaryAttr params) {
  if (!params || params.empty())
    return null();
  return privateConstant([&] {
    Fields infos;
    for (NamedAttribute param : params)
      infos.push_back(packStruct({text(param.getName()), text(printParamValue(param.getValue()))}));
    return packArray(infos);
  });
}

void DescriptorBuilder::build(const AbiTarget &target, DictionaryAttr params) {
  global(("gems_kernel_" + program.getName()).str(), LLVM::Linkage::External, [&] {
    return packStruct({integer(32, GEMS_ABI_VERSION), integer(32, sizeof(gems_kernel_info)),
                       text(program.getName()), address(program.getName()),
                       args(target.checkBounds), parameters(params),
                       integer(32, program.getNumArgs()), integer(32, params ? params.size() : 0),
                       text(target.triple), text(target.cpu), text(target.required),
                       integer(64, program.getScratchSize()),
                       integer(32, program.getScratchAlign()), integer(32, target.isa)});
  });
}

void gems::buildDescriptor(OpBuilder &builder, const ProgramFunction &program,
                           const AbiTarget &target, DictionaryAttr params) {
  DescriptorBuilder(builder, program).build(target, params);
}

/// Nothing refers to the note, so that it must be marked as used.
static void markUsed(OpBuilder &builder, Location loc, StringRef symbol) {
  Type ptr = LLVM::LLVMPointerType::get(builder.getContext());
  Type type = LLVM::LLVMArrayType::get(ptr, 1);
  auto used = LLVM::GlobalOp::create(builder, loc, type, /*isConstant=*/false,
                                     LLVM::Linkage::Appending, "llvm.compiler.used", Attribute());
  used.setSection("llvm.metadata");
  OpBuilder::InsertionGuard guard(builder);
  builder.createBlock(&used.getInitializerRegion());
  Value all = LLVM::UndefOp::create(builder, loc, type);
  Value address = LLVM::AddressOfOp::create(builder, loc, ptr, symbol);
  all = LLVM::InsertValueOp::create(builder, loc, all, address, ArrayRef<int64_t>{0});
  LLVM::ReturnOp::create(builder, loc, all);
}

void gems::buildNote(OpBuilder &builder, Location loc, ArrayRef<StringRef> kernels,
                     const AbiTarget &target) {
  std::string bytes = makeNote(kernels);
  Type type = LLVM::LLVMArrayType::get(builder.getI8Type(), bytes.size());
  StringRef name = "gems.note";
  auto note = LLVM::GlobalOp::create(builder, loc, type, /*isConstant=*/true,
                                     LLVM::Linkage::Internal, name, builder.getStringAttr(bytes),
                                     /*alignment=*/4);
  bool isMachO = llvm::Triple(target.triple).isOSBinFormatMachO();
  note.setSection(isMachO ? "__TEXT,__note_gems" : GEMS_NOTE_SECTION);
  markUsed(builder, loc, name);
}
