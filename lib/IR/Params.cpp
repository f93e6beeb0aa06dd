// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The values given to parameters, the table of declared ones, and their record on the module.
#include "gems/IR/Params.h"
#include "gems/IR/Tile.h"

#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/DialectRegistry.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;

namespace gems {

FailureOr<ParamValues> ParamValues::parse(ArrayRef<std::string> definitions,
                                          function_ref<void(const Twine &)> error) {
  ParamValues values;
  for (StringRef definition : definitions) {
    auto [name, value] = definition.split('=');
    if (name.empty() || name.size() == definition.size()) {
      error("expected -D NAME=VALUE, got '" + definition + "'");
      return failure();
    }
    if (std::optional<StringRef> earlier = values.lookup(name)) {
      error("expected one value for parameter '" + name + "', got '" + *earlier + "' and '" +
            value + "'");
      return failure();
    }
    values.list.push_back({name.str(), value.str()});
  }
  return values;
}

std::optional<StringRef> ParamValues::lookup(StringRef name) const {
  for (const Entry &entry : list)
    if (entry.name == name)
      return StringRef(entry.value);
  return std::nullopt;
}

const DeclaredParam *ParamTable::find(StringRef name) const {
  const auto *it = llvm::find_if(declared, [&](const auto &param) { return param.name == name; });
  return it == declared.end() ? nullptr : it;
}

std::string ParamTable::listNames(function_ref<bool(const DeclaredParam &)> accept) const {
  std::string names;
  for (const DeclaredParam &param : declared)
    if (!accept || accept(param))
      names += (names.empty() ? "'" : ", '") + param.name + "'";
  return names;
}

namespace {
/// Carries the values to every dialect instance made from a registry.
struct ParamsExtension : DialectExtension<ParamsExtension, tile::TileDialect> {
  explicit ParamsExtension(ParamValues values) : values(std::move(values)) {}
  void apply(MLIRContext *, tile::TileDialect *dialect) const final {
    dialect->getParamTable().setValues(values);
  }
  ParamValues values;
};
} // namespace

void registerParams(DialectRegistry &registry, ParamValues values) {
  registry.insert<tile::TileDialect>();
  registry.addExtension(TypeID::get<ParamsExtension>(),
                        std::make_unique<ParamsExtension>(std::move(values)));
}

void forgetParams(MLIRContext &context) {
  if (auto *dialect = context.getLoadedDialect<tile::TileDialect>())
    dialect->getParamTable().forgetDeclared();
}

LogicalResult recordParams(ModuleOp module) {
  // Loading applies the extension, also for a file without a word of the dialect.
  auto *dialect = module.getContext()->getOrLoadDialect<tile::TileDialect>();
  const ParamTable &table = dialect->getParamTable();
  for (const ParamValues::Entry &entry : table.getValues().entries()) {
    if (table.find(entry.name))
      continue;
    std::string names = table.listNames();
    // Not on the op: its text, the whole file, would drown the message.
    Location loc = names.empty() ? module.getLoc() : table.getDeclared().front().loc;
    return emitError(loc, "expected a parameter that the file declares, ")
           << (names.empty() ? "but it declares none" : "which are " + names) << ", got '"
           << entry.name << "'";
  }
  if (table.getDeclared().empty())
    return success();
  NamedAttrList params(module->getAttrOfType<DictionaryAttr>(dialect->getParamsAttrName()));
  for (const DeclaredParam &param : table.getDeclared())
    params.set(param.name, param.value);
  module->setAttr(dialect->getParamsAttrName(), params.getDictionary(module.getContext()));
  return success();
}

std::string printParamValue(Attribute value) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  if (auto type = dyn_cast<TypeAttr>(value))
    stream << type.getValue();
  else
    value.print(stream, /*elideType=*/true);
  return text;
}

} // namespace gems
