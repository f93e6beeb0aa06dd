// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Types and attributes that do not belong, and types changed throughout a module.
#include "SpoilTypes.h"

#include "gems/IR/Tile.h"
#include "mlir/AsmParser/AsmParser.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/AttrTypeSubElements.h"

using namespace mlir;
using namespace gems;
using namespace gems::fuzz;

/// Types of which most have no business in a kernel.
static constexpr const char *types[] = {"i1",
                                        "i8",
                                        "i16",
                                        "i32",
                                        "i64",
                                        "f16",
                                        "bf16",
                                        "f32",
                                        "f64",
                                        "index",
                                        "i3",
                                        "i128",
                                        "si32",
                                        "ui8",
                                        "f80",
                                        "f128",
                                        "tf32",
                                        "f8E4M3FN",
                                        "none",
                                        "complex<f32>",
                                        "tuple<>",
                                        "()->()",
                                        "!tile.ptr<f32>",
                                        "!tile.ptr<i8>",
                                        "!tile.ptr<bf16>",
                                        "tensor<f32>",
                                        "tensor<?xf32>",
                                        "tensor<0xf32>",
                                        "tensor<*xf32>",
                                        "tensor<4x4x4xf32>",
                                        "tensor<1xf32>",
                                        "tensor<7x5xi32>",
                                        "tensor<16xi1>",
                                        "tensor<16xindex>",
                                        "tensor<8x!tile.ptr<f32>>",
                                        "tensor<1048576xi8>",
                                        "tensor<1048577xi8>",
                                        "tensor<4xf32, \"encoding\">",
                                        "vector<4xf32>",
                                        "vector<[4]xf32>",
                                        "memref<4xf32>",
                                        "tensor<1x1xf64>",
                                        "tensor<4294967296xf32>"};

static constexpr const char *attributes[] = {
    "unit",
    "0 : i32",
    "-1 : i32",
    "1 : i1",
    "7 : i64",
    "3 : index",
    "2147483647 : i32",
    "-9223372036854775808 : i64",
    "9223372036854775807 : i64",
    "1.0 : f32",
    "0x7FC00000 : f32",
    "0xFF800000 : f32",
    "-0.0 : bf16",
    "1.0e-45 : f32",
    "6.0e4 : f16",
    "\"text\"",
    "\"\"",
    "@symbol",
    "@nested::@symbol",
    "[]",
    "[1, \"a\"]",
    "{}",
    "{a = 1}",
    "i32",
    "tensor<4xf32>",
    "!tile.ptr<f32>",
    "affine_map<(d0) -> (d0)>",
    "dense<1> : tensor<4xi32>",
    "dense<[1, 2]> : tensor<2xi32>",
    "dense<0.0> : tensor<0xf32>",
    "dense<true> : tensor<16xi1>",
    "array<i64: 1, 2>",
    "array<i32>",
    "#arith.fastmath<fast>",
    "#arith.overflow<nsw, nuw>",
};

static constexpr const char *attributeNames[] = {
    "axis",          "value",         "predicate",      "fastmath",
    "overflowFlags", "arg_names",     "arg_attrs",      "res_attrs",
    "sym_name",      "function_type", "sym_visibility", "tile.noalias",
    "tile.params",   "llvm.noalias",  "unsignedCmp",    "operandSegmentSizes",
    "signedness",    "is_unsigned",   "nonsense",       "roundingmode"};

Type gems::fuzz::makeOddType(MLIRContext *context, Random &random) {
  return mlir::parseType(types[random.below(std::size(types))], context);
}

Attribute gems::fuzz::makeOddAttribute(MLIRContext *context, Random &random) {
  return parseAttribute(attributes[random.below(std::size(attributes))], context);
}

StringRef gems::fuzz::pickAttributeName(Random &random) {
  return attributeNames[random.below(std::size(attributeNames))];
}

/// A number of another type that is worth about the same.
static Attribute convert(Attribute number, Type to) {
  Builder builder(to.getContext());
  auto integer = dyn_cast<IntegerAttr>(number);
  auto real = dyn_cast<FloatAttr>(number);
  if (isa<FloatType>(to) && (integer || real))
    return builder.getFloatAttr(to, integer ? integer.getValue().roundToDouble()
                                            : real.getValueAsDouble());
  if (to.isSignlessInteger() && integer)
    return IntegerAttr::get(to, integer.getValue().sextOrTrunc(to.getIntOrFloatBitWidth()));
  return to.isSignlessInteger() ? builder.getIntegerAttr(to, 1) : Attribute();
}

void gems::fuzz::replaceTypes(ModuleOp module, llvm::function_ref<Type(Type)> change) {
  AttrTypeReplacer replacer;
  replacer.addReplacement([&](Type type) -> std::optional<std::pair<Type, WalkResult>> {
    if (!isa<RankedTensorType, tile::PointerType, FloatType, IntegerType>(type))
      return std::nullopt;
    return std::make_pair(change(type), WalkResult::skip());
  });
  module.walk([&](Operation *op) {
    // Another op may have been renamed to a constant.
    auto constant = op->getNumResults() == 1 ? dyn_cast<arith::ConstantOp>(op) : nullptr;
    Attribute number = constant ? Attribute(constant.getValue()) : Attribute();
    if (auto splat = dyn_cast_or_null<SplatElementsAttr>(number))
      number = splat.getSplatValue<Attribute>();
    replacer.replaceElementsIn(op, /*replaceAttrs=*/isa<tile::KernelOp>(op),
                               /*replaceLocs=*/false, /*replaceTypes=*/true);
    if (!constant || !number)
      return;
    number = convert(number, getElementTypeOrSelf(constant.getType()));
    if (auto tensor = dyn_cast<RankedTensorType>(constant.getType()); tensor && number)
      number = tensor.hasStaticShape() ? SplatElementsAttr::get(tensor, number) : Attribute();
    if (number)
      constant.setValueAttr(cast<TypedAttr>(number));
  });
}
