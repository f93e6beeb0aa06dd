// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The types of the tile dialect: their rules, and their text, in which parameters are resolved.
#include "ParamParser.h"
#include "gems/IR/Tile.h"

#include "mlir/IR/Builders.h"
#include "mlir/IR/DialectImplementation.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;

#define GET_TYPEDEF_CLASSES
#include "gems/IR/TileTypes.cpp.inc"

namespace gems::tile {

bool isElement(Type type) { return type.isSignlessInteger(1) || isPointee(type); }

bool isPointee(Type type) {
  if (auto integer = dyn_cast<IntegerType>(type))
    return integer.isSignless() && llvm::is_contained({8u, 16u, 32u, 64u}, integer.getWidth());
  return isa<Float16Type, BFloat16Type, Float32Type, Float64Type>(type);
}

bool isTile(Type type) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  if (!tensor || tensor.getEncoding() || tensor.getRank() < 1 || tensor.getRank() > 2)
    return false;
  int64_t count = 1;
  for (int64_t dim : tensor.getShape()) {
    if (ShapedType::isDynamic(dim) || dim < 1 || dim > maxTileElements)
      return false;
    count *= dim;
  }
  return count <= maxTileElements && isElement(tensor.getElementType());
}

Type withElement(Type like, Type element) {
  if (auto tensor = dyn_cast<RankedTensorType>(like))
    return tensor.clone(element);
  return element;
}

LogicalResult PointerType::verify(function_ref<InFlightDiagnostic()> emitError, Type pointee) {
  if (isPointee(pointee))
    return success();
  return emitError() << "expected a pointee of type i8, i16, i32, i64, f16, bf16, f32 or f64, got "
                     << pointee;
}

void TileDialect::registerTypes() {
  addTypes<
#define GET_TYPEDEF_LIST
#include "gems/IR/TileTypes.cpp.inc"
      >();
}

Type TileDialect::parseType(DialectAsmParser &parser) const {
  StringRef mnemonic;
  Type type;
  if (generatedTypeParser(parser, &mnemonic, type).has_value())
    return type;
  ParseResult result =
      AsmParser::KeywordSwitch<ParseResult>(parser, &mnemonic)
          .Case("param",
                [&](StringRef, SMLoc) {
                  type = parseTypeParam(parser, getParamTable());
                  return success();
                })
          .Case("tile",
                [&](StringRef, SMLoc) {
                  type = parseTileType(parser, getParamTable());
                  return success();
                })
          .Default([&](StringRef keyword, SMLoc loc) {
            return parser.emitError(
                       loc, "expected type 'ptr', 'param' or 'tile' of dialect 'tile', got '")
                   << keyword << "'";
          });
  return succeeded(result) ? type : Type();
}

void TileDialect::printType(Type type, DialectAsmPrinter &printer) const {
  (void)generatedTypePrinter(type, printer);
}

Attribute TileDialect::parseAttribute(DialectAsmParser &parser, Type) const {
  Attribute attribute;
  ParseResult result =
      AsmParser::KeywordSwitch<ParseResult>(parser)
          .Case("param",
                [&](StringRef, SMLoc) {
                  attribute = parseNumberParam(parser, getParamTable());
                  return success();
                })
          .Default([&](StringRef keyword, SMLoc loc) {
            return parser.emitError(loc, "expected attribute 'param' of dialect 'tile', got '")
                   << keyword << "'";
          });
  return succeeded(result) ? attribute : Attribute();
}

void TileDialect::printAttribute(Attribute, DialectAsmPrinter &) const {
  llvm_unreachable("the tile dialect has no attributes of its own once parsed");
}

} // namespace gems::tile
