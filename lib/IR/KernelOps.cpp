// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The kernel: its text, in which arguments keep their names, and its rules.
#include "gems/IR/Tile.h"

#include "mlir/IR/Builders.h"
#include "mlir/Interfaces/FunctionImplementation.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"

using namespace mlir;

namespace gems::tile {

void KernelOp::build(OpBuilder &builder, OperationState &state, StringRef name, TypeRange argTypes,
                     ArrayRef<StringRef> argNames) {
  auto &properties = state.getOrAddProperties<Properties>();
  properties.sym_name = builder.getStringAttr(name);
  properties.function_type = TypeAttr::get(builder.getFunctionType(argTypes, {}));
  properties.arg_names = builder.getStrArrayAttr(argNames);
  Block &block = state.addRegion()->emplaceBlock();
  SmallVector<Location> locs(argTypes.size(), state.location);
  block.addArguments(argTypes, locs);
}

bool KernelOp::isNoAlias(unsigned index) {
  return getArgAttr(index, TileDialect::getNoAliasAttrName()) != nullptr;
}

void KernelOp::getAsmBlockArgumentNames(Region &region, OpAsmSetValueNameFn setName) {
  // The printer asks before anything is verified.
  ArrayAttr names = getArgNamesAttr();
  if (!names || region.empty() || names.size() != region.getNumArguments())
    return;
  for (auto [argument, name] : llvm::zip_equal(region.getArguments(), names))
    if (auto text = dyn_cast<StringAttr>(name))
      setName(argument, text.getValue());
}

ParseResult KernelOp::parse(OpAsmParser &parser, OperationState &result) {
  auto &builder = parser.getBuilder();
  auto &properties = result.getOrAddProperties<Properties>();
  SmallVector<OpAsmParser::Argument> arguments;
  StringAttr name;
  if (parser.parseSymbolName(name) ||
      parser.parseArgumentList(arguments, OpAsmParser::Delimiter::Paren, /*allowType=*/true,
                               /*allowAttrs=*/true))
    return failure();
  properties.sym_name = name;
  NamedAttrList attributes;
  SMLoc attributesLoc = parser.getCurrentLocation();
  if (parser.parseOptionalAttrDictWithKeyword(attributes))
    return failure();
  for (StringRef inherent : getAttributeNames())
    if (attributes.get(inherent))
      return parser.emitError(attributesLoc, "expected attributes that the signature does not "
                                             "give, got '")
             << inherent << "'";
  result.addAttributes(attributes);

  SmallVector<Type> types;
  SmallVector<StringRef> names;
  for (OpAsmParser::Argument &argument : arguments) {
    types.push_back(argument.type);
    names.push_back(argument.ssaName.name.drop_front());
  }
  properties.function_type = TypeAttr::get(builder.getFunctionType(types, {}));
  properties.arg_names = builder.getStrArrayAttr(names);
  call_interface_impl::addArgAndResultAttrs(builder, result, arguments, /*resultAttrs=*/{},
                                            getArgAttrsAttrName(result.name),
                                            getResAttrsAttrName(result.name));
  Region *body = result.addRegion();
  SMLoc bodyLoc = parser.getCurrentLocation();
  if (parser.parseRegion(*body, arguments))
    return failure();
  if (body->empty())
    return parser.emitError(bodyLoc,
                            "expected a body that ends in 'tile.return', got an empty one");
  return success();
}

void KernelOp::print(OpAsmPrinter &printer) {
  printer << ' ';
  printer.printSymbolName(getSymName());
  printer << '(';
  ArrayAttr argAttrs = getArgAttrsAttr();
  llvm::interleaveComma(getBody().getArguments(), printer, [&](BlockArgument argument) {
    ArrayRef<NamedAttribute> attributes;
    if (argAttrs)
      attributes = cast<DictionaryAttr>(argAttrs[argument.getArgNumber()]).getValue();
    printer.printRegionArgument(argument, attributes);
  });
  printer << ')';
  printer.printOptionalAttrDictWithKeyword(
      (*this)->getAttrs(), {getSymNameAttrName(), getFunctionTypeAttrName(), getArgNamesAttrName(),
                            getArgAttrsAttrName(), getResAttrsAttrName()});
  printer << ' ';
  printer.printRegion(getBody(), /*printEntryBlockArgs=*/false);
}

/// Names go into C headers, so what C or C++ reserves is out.
static bool isCIdentifier(StringRef name) {
  static constexpr StringLiteral reserved[] = {
      "alignas",  "alignof", "and",      "asm",       "auto",      "bool",     "break",
      "case",     "catch",   "char",     "class",     "const",     "continue", "default",
      "delete",   "do",      "double",   "else",      "enum",      "explicit", "export",
      "extern",   "false",   "float",    "for",       "friend",    "goto",     "if",
      "inline",   "int",     "long",     "mutable",   "namespace", "new",      "not",
      "operator", "or",      "private",  "protected", "public",    "register", "restrict",
      "return",   "short",   "signed",   "sizeof",    "static",    "struct",   "switch",
      "template", "this",    "throw",    "true",      "try",       "typedef",  "typeid",
      "typename", "union",   "unsigned", "using",     "virtual",   "void",     "volatile",
      "while",    "xor"};
  if (name.empty() || !(llvm::isAlpha(name.front()) || name.front() == '_'))
    return false;
  return llvm::all_of(name, [](char c) { return llvm::isAlnum(c) || c == '_'; }) &&
         !llvm::is_contained(reserved, name);
}

LogicalResult KernelOp::verifyType() {
  if (getNumResults() != 0)
    return emitOpError("expected no results, got ") << getFunctionType();
  for (auto [index, type] : llvm::enumerate(getArgumentTypes()))
    if (!isa<PointerType>(type) && !isPointee(type))
      return emitOpError("expected argument ")
             << index << " of type !tile.ptr, i8, i16, i32, i64, f16, bf16, f32 or f64, got "
             << type;
  return success();
}

static LogicalResult verifyNames(KernelOp op) {
  if (!isCIdentifier(op.getSymName()))
    return op.emitOpError("expected a C identifier as name, got '") << op.getSymName() << "'";
  if (op.getArgNames().size() != op.getNumArguments())
    return op.emitOpError("expected 'arg_names' to hold one name for each of ")
           << op.getNumArguments() << " arguments, got " << op.getArgNames().size();
  llvm::StringMap<unsigned> seen;
  for (unsigned index = 0; index < op.getNumArguments(); ++index) {
    StringRef name = op.getArgName(index);
    if (!isCIdentifier(name))
      return op.emitOpError("expected a C identifier as name of argument ")
             << index << ", got '" << name << "'";
    auto [earlier, isNew] = seen.try_emplace(name, index);
    if (!isNew)
      return op.emitOpError("expected each argument to have a name of its own, got '")
             << name << "' for arguments " << earlier->second << " and " << index;
  }
  return success();
}

static LogicalResult verifyArgAttrs(KernelOp op) {
  for (unsigned index = 0; index < op.getNumArguments(); ++index) {
    Type type = op.getArgumentTypes()[index];
    DictionaryAttr attributes = op.getArgAttrDict(index);
    for (NamedAttribute attribute :
         attributes ? attributes.getValue() : ArrayRef<NamedAttribute>()) {
      if (attribute.getName() != TileDialect::getNoAliasAttrName())
        return op.emitOpError("expected no attribute but '")
               << TileDialect::getNoAliasAttrName() << "' on argument " << index << ", got "
               << attribute.getName();
      if (!isa<UnitAttr>(attribute.getValue()))
        return op.emitOpError("expected '")
               << TileDialect::getNoAliasAttrName() << "' without a value on argument " << index
               << ", got " << attribute.getValue();
      if (!isa<PointerType>(type))
        return op.emitOpError("expected '")
               << TileDialect::getNoAliasAttrName() << "' on a pointer, got it on argument "
               << index << " of type " << type;
    }
  }
  return success();
}

LogicalResult KernelOp::verify() {
  if (!isPublic())
    return emitOpError("expected a public symbol, since a launch finds it by name, got a ")
           << (isPrivate() ? "private" : "nested") << " one";
  if (failed(verifyNames(*this)) || failed(verifyArgAttrs(*this)))
    return failure();
  Block &body = getBody().front();
  if (body.empty() || !isa<ReturnOp>(body.back())) {
    InFlightDiagnostic diagnostic = emitOpError("expected a body that ends in 'tile.return', got ");
    if (body.empty())
      return diagnostic << "an empty one";
    diagnostic << "'" << body.back().getName() << "'";
    diagnostic.attachNote(body.back().getLoc()) << "the body ends here";
    return diagnostic;
  }
  return success();
}

void ProgramIdOp::getAsmResultNames(OpAsmSetValueNameFn setName) {
  setName(getResult(), ("pid_" + stringifyProgramAxis(getAxis())).str());
}

void NumProgramsOp::getAsmResultNames(OpAsmSetValueNameFn setName) {
  setName(getResult(), ("programs_" + stringifyProgramAxis(getAxis())).str());
}

} // namespace gems::tile
