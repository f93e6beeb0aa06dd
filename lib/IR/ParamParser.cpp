// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Parsing of `!tile.param`, `#tile.param` and `!tile.tile`.
#include "ParamParser.h"
#include "gems/IR/TileTypes.h"

#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/Error.h"

using namespace mlir;

namespace gems::tile {
namespace {

/// The builtin types that a parameter may have or choose, by name.
Type typeByName(MLIRContext *context, StringRef name) {
  Builder builder(context);
  return llvm::StringSwitch<Type>(name)
      .Case("i1", builder.getI1Type())
      .Case("i8", builder.getIntegerType(8))
      .Case("i16", builder.getIntegerType(16))
      .Case("i32", builder.getI32Type())
      .Case("i64", builder.getI64Type())
      .Case("f16", builder.getF16Type())
      .Case("bf16", builder.getBF16Type())
      .Case("f32", builder.getF32Type())
      .Case("f64", builder.getF64Type())
      .Default(Type());
}

std::string toString(Type type) {
  std::string text;
  llvm::raw_string_ostream(text) << type;
  return text;
}

std::string toString(ArrayRef<Type> types) {
  std::string text;
  for (Type type : types)
    text += (text.empty() ? "" : ", ") + toString(type);
  return "[" + text + "]";
}

/// `<NAME :`. A name is a C identifier that can stand in `!tile.tile`, where types and the `x`
/// between dimensions have a meaning already.
ParseResult parseName(AsmParser &parser, StringRef &name, SMLoc &loc) {
  if (parser.parseLess())
    return failure();
  loc = parser.getCurrentLocation();
  if (parser.parseKeyword(&name))
    return failure();
  bool identifier = !name.contains('.') && !name.contains('$');
  if (!identifier || name == "x" || typeByName(parser.getContext(), name))
    return parser.emitError(loc, "expected a parameter name that is a C identifier, neither 'x' "
                                 "nor a type, got '")
           << name << "'";
  return parser.parseColon();
}

/// Enters the parameter into the table. The same declaration may come again, as when two files are
/// joined; another one of the same name may not.
ParseResult declare(AsmParser &parser, ParamTable &table, SMLoc loc, StringRef name,
                    Attribute value) {
  if (const DeclaredParam *earlier = table.find(name)) {
    if (earlier->value == value)
      return success();
    InFlightDiagnostic diagnostic =
        parser.emitError(loc, "expected one value and type for parameter '")
        << name << "', got " << earlier->value << " and " << value;
    diagnostic.attachNote(earlier->loc) << "declared before here";
    return diagnostic;
  }
  table.declare({name.str(), value, parser.getEncodedSourceLoc(loc)});
  return success();
}

/// The integer that `text` spells, if all of it does.
std::optional<APInt> readInteger(StringRef text) {
  APInt value;
  StringRef digits = text;
  bool negative = digits.consume_front("-");
  if (digits.empty() || !llvm::all_of(digits, llvm::isDigit) || digits.getAsInteger(10, value))
    return std::nullopt;
  value = value.zext(std::max(value.getBitWidth() + 1, 65u));
  return negative ? -value : value;
}

ParseResult emitBadValue(AsmParser &parser, SMLoc loc, StringRef name, const Twine &expected,
                         StringRef got) {
  return parser.emitError(loc, "expected ")
         << expected << " for parameter '" << name << "', got '" << got << "'";
}

/// Integers are signed; i1 is 0 or 1.
ParseResult readIntegerParam(AsmParser &parser, SMLoc loc, StringRef name, IntegerType type,
                             StringRef text, Attribute &value) {
  unsigned width = type.getWidth();
  if (width == 1 && (text == "true" || text == "false")) {
    value = IntegerAttr::get(type, text == "true");
    return success();
  }
  std::optional<APInt> number = readInteger(text);
  if (!number)
    return emitBadValue(parser, loc, name, "an integer of type " + toString(type), text);
  if (width == 1 ? number->ugt(1) : !number->isSignedIntN(width))
    return emitBadValue(parser, loc, name, "an integer in the range of type " + toString(type),
                        text);
  value = IntegerAttr::get(type, number->trunc(width));
  return success();
}

ParseResult readFloatParam(AsmParser &parser, SMLoc loc, StringRef name, FloatType type,
                           StringRef text, Attribute &value) {
  APFloat number(type.getFloatSemantics());
  auto status = number.convertFromString(text, APFloat::rmNearestTiesToEven);
  if (!status) {
    llvm::consumeError(status.takeError());
    return emitBadValue(parser, loc, name, "a number of type " + toString(type), text);
  }
  if (!number.isFinite())
    return emitBadValue(parser, loc, name, "a finite number in the range of type " + toString(type),
                        text);
  value = FloatAttr::get(type, number);
  return success();
}

ParseResult readNumber(AsmParser &parser, SMLoc loc, StringRef name, Type type, StringRef text,
                       Attribute &value) {
  if (auto integer = dyn_cast<IntegerType>(type))
    return readIntegerParam(parser, loc, name, integer, text, value);
  return readFloatParam(parser, loc, name, cast<FloatType>(type), text, value);
}

/// The text of a number, or of `true` or `false`, at the parser's place. Reading the text lets
/// defaults and values given by -D follow the same rules.
ParseResult parseNumberText(AsmParser &parser, Type type, std::string &text) {
  StringRef keyword;
  if (succeeded(parser.parseOptionalKeyword(&keyword, {"true", "false"}))) {
    text = keyword.str();
    return success();
  }
  const char *begin = parser.getCurrentLocation().getPointer();
  if (isa<IntegerType>(type)) {
    APInt number;
    OptionalParseResult result = parser.parseOptionalInteger(number);
    if (result.has_value() && failed(*result))
      return failure();
    if (result.has_value()) {
      SmallString<32> digits;
      number.toStringSigned(digits);
      text = digits.str().str();
      return success();
    }
  }
  double ignored;
  if (parser.parseFloat(ignored))
    return failure();
  text = StringRef(begin, parser.getCurrentLocation().getPointer() - begin).trim().str();
  return success();
}

} // namespace

Type parseTypeParam(DialectAsmParser &parser, ParamTable &table) {
  StringRef name;
  SMLoc loc, defaultLoc;
  SmallVector<Type> choices;
  Type chosen;
  auto parseChoice = [&]() -> ParseResult {
    SMLoc choiceLoc = parser.getCurrentLocation();
    Type choice;
    if (parser.parseType(choice))
      return failure();
    if (!isElement(choice))
      return parser.emitError(choiceLoc, "expected i1, i8, i16, i32, i64, f16, bf16, f32 or f64 "
                                         "for parameter '")
             << name << "', got " << choice;
    choices.push_back(choice);
    return success();
  };
  if (parseName(parser, name, loc) ||
      parser.parseCommaSeparatedList(AsmParser::Delimiter::Square, parseChoice) ||
      parser.parseEqual() || (defaultLoc = parser.getCurrentLocation(), parser.parseType(chosen)) ||
      parser.parseGreater())
    return {};
  if (!llvm::is_contained(choices, chosen)) {
    (void)emitBadValue(parser, defaultLoc, name, "one of " + toString(choices), toString(chosen));
    return {};
  }
  if (std::optional<StringRef> given = table.getValues().lookup(name)) {
    chosen = typeByName(parser.getContext(), *given);
    if (!chosen || !llvm::is_contained(choices, chosen)) {
      (void)emitBadValue(parser, loc, name, "one of " + toString(choices), *given);
      return {};
    }
  }
  return failed(declare(parser, table, loc, name, TypeAttr::get(chosen))) ? Type() : chosen;
}

Attribute parseNumberParam(DialectAsmParser &parser, ParamTable &table) {
  StringRef name;
  SMLoc loc;
  Type type;
  std::string text;
  if (parseName(parser, name, loc))
    return {};
  SMLoc typeLoc = parser.getCurrentLocation();
  if (parser.parseType(type))
    return {};
  if (!isElement(type) || isa<Float16Type, BFloat16Type>(type)) {
    parser.emitError(typeLoc, "expected i1, i8, i16, i32, i64, f32 or f64 as the type of "
                              "parameter '")
        << name << "', got " << type;
    return {};
  }
  if (parser.parseEqual())
    return {};
  Attribute value;
  SMLoc textLoc = parser.getCurrentLocation();
  if (parseNumberText(parser, type, text) || parser.parseGreater() ||
      readNumber(parser, textLoc, name, type, text, value))
    return {};
  if (std::optional<StringRef> given = table.getValues().lookup(name))
    if (readNumber(parser, loc, name, type, *given, value))
      return {};
  return failed(declare(parser, table, loc, name, value)) ? Attribute() : value;
}

/// A dimension, or the element type at the end of the list: one of the two is set.
static ParseResult parseDimOrElement(DialectAsmParser &parser, const ParamTable &table,
                                     std::optional<int64_t> &dim, Type &element) {
  SMLoc loc = parser.getCurrentLocation();
  // The lexer takes `0x4` for one hexadecimal number.
  if (StringRef(loc.getPointer(), 2).equals_insensitive("0x"))
    return parser.emitError(loc, "expected a tile dimension >= 1, got 0");
  int64_t number;
  OptionalParseResult integer = parser.parseOptionalInteger(number);
  if (integer.has_value()) {
    dim = number;
    return *integer;
  }
  OptionalParseResult type = parser.parseOptionalType(element);
  if (type.has_value())
    return *type;
  StringRef name;
  if (parser.parseOptionalKeyword(&name))
    return parser.emitError(loc, "expected an integer, a type or the name of a parameter");
  const DeclaredParam *param = table.find(name);
  if (!param) {
    std::string names = table.listNames();
    return parser.emitError(loc, "expected a parameter declared before, ")
           << (names.empty() ? "but there is none" : "which are " + names) << ", got '" << name
           << "'";
  }
  if (auto typeValue = dyn_cast<TypeAttr>(param->value)) {
    element = typeValue.getValue();
    return success();
  }
  auto value = dyn_cast<IntegerAttr>(param->value);
  if (!value || value.getType().isInteger(1)) {
    InFlightDiagnostic diagnostic =
        parser.emitError(loc, "expected a tile dimension of an integer type, got parameter '")
        << name << "' = " << param->value;
    diagnostic.attachNote(param->loc) << "declared here";
    return diagnostic;
  }
  dim = value.getInt();
  if (*dim < 1) {
    InFlightDiagnostic diagnostic = parser.emitError(loc, "expected a tile dimension >= 1, got '")
                                    << name << "' = " << *dim;
    diagnostic.attachNote(param->loc) << "declared here";
    return diagnostic;
  }
  return success();
}

Type parseTileType(DialectAsmParser &parser, const ParamTable &table) {
  if (parser.parseLess())
    return {};
  SmallVector<int64_t> shape;
  Type element;
  SMLoc begin = parser.getCurrentLocation();
  while (!element) {
    SMLoc loc = parser.getCurrentLocation();
    std::optional<int64_t> dim;
    if (parseDimOrElement(parser, table, dim, element))
      return {};
    if (!dim)
      break;
    if (*dim < 1) {
      parser.emitError(loc, "expected a tile dimension >= 1, got ") << *dim;
      return {};
    }
    shape.push_back(*dim);
    if (parser.parseXInDimensionList())
      return {};
  }
  if (parser.parseGreater())
    return {};
  if (shape.empty() || shape.size() > 2) {
    parser.emitError(begin, "expected a tile of rank 1 or 2, got rank ") << shape.size();
    return {};
  }
  if (!isElement(element)) {
    parser.emitError(begin, "expected a tile of i1, i8, i16, i32, i64, f16, bf16, f32 or f64, got ")
        << element;
    return {};
  }
  auto type = RankedTensorType::get(shape, element);
  if (!isTile(type)) {
    parser.emitError(begin, "expected a tile of at most ")
        << maxTileElements << " elements, got " << type;
    return {};
  }
  return type;
}

} // namespace gems::tile
