// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The generated part of the ops, and the text of the accesses' types.
#include "gems/IR/Tile.h"

#include "mlir/IR/Builders.h"
#include "mlir/IR/DialectImplementation.h"

using namespace mlir;
using namespace gems::tile;

#include "gems/IR/TileEnums.cpp.inc"

static ParseResult parseProgramAxis(OpAsmParser &parser, ProgramAxisAttr &axis) {
  SMLoc loc = parser.getCurrentLocation();
  StringRef name;
  if (parser.parseKeyword(&name))
    return failure();
  std::optional<ProgramAxis> value = symbolizeProgramAxis(name);
  if (!value)
    return parser.emitError(loc, "expected 'x', 'y' or 'z' as a dimension of the grid, got '")
           << name << "'";
  axis = ProgramAxisAttr::get(parser.getContext(), *value);
  return success();
}

static void printProgramAxis(OpAsmPrinter &printer, Operation *, ProgramAxisAttr axis) {
  printer << stringifyProgramAxis(axis.getValue());
}

/// A number, unless the attributes or the type follow at once.
static ParseResult parseStart(OpAsmParser &parser, IntegerAttr &start) {
  Type type = parser.getBuilder().getI64Type();
  SMLoc loc = parser.getCurrentLocation();
  if (StringRef(loc.getPointer(), 1).find_first_of("{:") != StringRef::npos) {
    start = IntegerAttr::get(type, 0);
    return success();
  }
  Attribute given;
  if (parser.parseAttribute(given, type))
    return failure();
  start = dyn_cast<IntegerAttr>(given);
  if (!start || start.getType() != type)
    return parser.emitError(loc, "expected a start of type i64, got ") << given;
  return success();
}

static void printStart(OpAsmPrinter &printer, Operation *, IntegerAttr start) {
  if (!start.getValue().isZero())
    printer << start.getInt();
}

using OptionalOperand = std::optional<OpAsmParser::UnresolvedOperand>;

/// Parses `base-type, offsets-type`, from which the element and the mask follow.
static ParseResult parseAccessTypes(OpAsmParser &parser, const OptionalOperand &mask, Type &base,
                                    Type &offsets, Type &maskType, Type &element) {
  SMLoc loc = parser.getCurrentLocation();
  PointerType pointer;
  if (parser.parseType(base))
    return failure();
  pointer = dyn_cast<PointerType>(base);
  if (!pointer)
    return parser.emitError(loc, "expected a pointer type as base, got ") << base;
  if (parser.parseComma() || parser.parseType(offsets))
    return failure();
  if (mask)
    maskType = withElement(offsets, parser.getBuilder().getI1Type());
  element = withElement(offsets, pointer.getPointee());
  return success();
}

static ParseResult parseLoadTypes(OpAsmParser &parser, const OptionalOperand &mask,
                                  const OptionalOperand &other, Type &base, Type &offsets,
                                  Type &maskType, Type &otherType, Type &result) {
  if (parseAccessTypes(parser, mask, base, offsets, maskType, result))
    return failure();
  if (other)
    otherType = result;
  return success();
}

static void printLoadTypes(OpAsmPrinter &printer, Operation *, Value, Value, Type base,
                           Type offsets, Type, Type, Type) {
  printer << base << ", " << offsets;
}

static ParseResult parseStoreTypes(OpAsmParser &parser, const OptionalOperand &mask, Type &value,
                                   Type &base, Type &offsets, Type &maskType) {
  return parseAccessTypes(parser, mask, base, offsets, maskType, value);
}

static void printStoreTypes(OpAsmPrinter &printer, Operation *, Value, Type, Type base,
                            Type offsets, Type) {
  printer << base << ", " << offsets;
}

#define GET_OP_CLASSES
#include "gems/IR/TileOps.cpp.inc"
