// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Parameters as a program uses them: values from a command line, one context for several files.
#include "gems/IR/Params.h"
#include "gems/IR/Tile.h"

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/Diagnostics.h"
#include "mlir/Parser/Parser.h"
#include "gtest/gtest.h"

using namespace mlir;

namespace {

gems::ParamValues values(std::vector<std::string> definitions) {
  auto parsed = gems::ParamValues::parse(
      definitions, [](const Twine &message) { ADD_FAILURE() << message.str(); });
  return succeeded(parsed) ? *parsed : gems::ParamValues();
}

std::string parseError(std::vector<std::string> definitions) {
  std::string text;
  auto parsed =
      gems::ParamValues::parse(definitions, [&](const Twine &message) { text += message.str(); });
  EXPECT_TRUE(failed(parsed));
  return text;
}

TEST(Params, ReadsDefinitions) {
  gems::ParamValues read = values({"T=f16", "A=b=c", "EMPTY="});
  EXPECT_EQ(read.lookup("T"), "f16");
  EXPECT_EQ(read.lookup("A"), "b=c");
  EXPECT_EQ(read.lookup("EMPTY"), "");
  EXPECT_EQ(read.lookup("t"), std::nullopt);
  EXPECT_EQ(read.entries().size(), 3u);
}

TEST(Params, RefusesMalformedDefinitions) {
  EXPECT_EQ(parseError({"T"}), "expected -D NAME=VALUE, got 'T'");
  EXPECT_EQ(parseError({"=1"}), "expected -D NAME=VALUE, got '=1'");
  EXPECT_EQ(parseError({""}), "expected -D NAME=VALUE, got ''");
  EXPECT_EQ(parseError({"T=1", "U=2", "T=3"}),
            "expected one value for parameter 'T', got '1' and '3'");
}

TEST(Params, RecordsWhatAFileDeclares) {
  DialectRegistry registry;
  gems::registerParams(registry, values({"N=5"}));
  MLIRContext context(registry);
  auto module = parseSourceString<ModuleOp>("#N = #tile.param<N : i32 = 4>", &context);
  ASSERT_TRUE(module);
  ASSERT_TRUE(succeeded(gems::recordParams(*module)));
  auto params = (*module)->getAttrOfType<DictionaryAttr>("tile.params");
  ASSERT_TRUE(params);
  EXPECT_EQ(cast<IntegerAttr>(params.get("N")).getInt(), 5);
}

TEST(Params, SecondFileDeclaresAnew) {
  DialectRegistry registry;
  registry.insert<gems::tile::TileDialect>();
  MLIRContext context(registry);
  std::string error;
  ScopedDiagnosticHandler handler(&context, [&](Diagnostic &diagnostic) {
    error += diagnostic.str();
    return success();
  });
  ASSERT_TRUE(parseSourceString<ModuleOp>("#N = #tile.param<N : i32 = 4>", &context));
  EXPECT_FALSE(parseSourceString<ModuleOp>("#N = #tile.param<N : i64 = 4>", &context));
  EXPECT_EQ(error, "expected one value and type for parameter 'N', got 4 : i32 and 4 : i64");
  gems::forgetParams(context);
  EXPECT_TRUE(parseSourceString<ModuleOp>("#N = #tile.param<N : i64 = 4>", &context));
}

TEST(Types, Limits) {
  MLIRContext context;
  Builder builder(&context);
  Type f32 = builder.getF32Type();
  auto tile = [&](ArrayRef<int64_t> shape) { return RankedTensorType::get(shape, f32); };
  EXPECT_TRUE(gems::tile::isTile(tile({gems::tile::maxTileElements})));
  EXPECT_FALSE(gems::tile::isTile(tile({gems::tile::maxTileElements + 1})));
  // The product of these is 0 in 64 bits.
  EXPECT_FALSE(gems::tile::isTile(tile({int64_t(1) << 32, int64_t(1) << 32})));
  EXPECT_FALSE(gems::tile::isTile(f32));
  EXPECT_TRUE(gems::tile::isElement(builder.getI1Type()));
  EXPECT_FALSE(gems::tile::isPointee(builder.getI1Type()));
  EXPECT_EQ(gems::tile::withElement(tile({3, 4}), builder.getI1Type()),
            RankedTensorType::get({3, 4}, builder.getI1Type()));
  EXPECT_EQ(gems::tile::withElement(f32, builder.getI1Type()), builder.getI1Type());
}

} // namespace
