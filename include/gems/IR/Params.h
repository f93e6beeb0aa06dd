// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Parameters: what `-D NAME=VALUE` gives to a file and what the file declares.
#ifndef GEMS_IR_PARAMS_H
#define GEMS_IR_PARAMS_H

#include "mlir/IR/Attributes.h"
#include "mlir/IR/Location.h"
#include "mlir/Support/LLVM.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"

#include <optional>
#include <string>

namespace mlir {
class DialectRegistry;
class MLIRContext;
class ModuleOp;
} // namespace mlir

namespace gems {

/// The values given on a command line, in their order. They are text until a declaration gives
/// them a type.
class ParamValues {
public:
  struct Entry {
    std::string name, value;
  };

  /// Reads definitions of the form NAME=VALUE. On a malformed or repeated one, passes a message to
  /// `error` and fails.
  static mlir::FailureOr<ParamValues> parse(llvm::ArrayRef<std::string> definitions,
                                            llvm::function_ref<void(const llvm::Twine &)> error);

  std::optional<llvm::StringRef> lookup(llvm::StringRef name) const;
  llvm::ArrayRef<Entry> entries() const { return list; }

private:
  llvm::SmallVector<Entry, 4> list;
};

/// A parameter that a file has declared, with the value it has been given.
struct DeclaredParam {
  std::string name;
  /// A TypeAttr, an IntegerAttr or a FloatAttr.
  mlir::Attribute value;
  mlir::Location loc;
};

/// The parameters of the file that a context is parsing: one per tile dialect, so per context.
class ParamTable {
public:
  void setValues(ParamValues newValues) { values = std::move(newValues); }
  const ParamValues &getValues() const { return values; }

  const DeclaredParam *find(llvm::StringRef name) const;
  void declare(DeclaredParam param) { declared.push_back(std::move(param)); }
  llvm::ArrayRef<DeclaredParam> getDeclared() const { return declared; }
  void forgetDeclared() { declared.clear(); }

  /// The names declared, quoted and separated by commas, of all parameters or of those that
  /// `accept` takes; empty if there are none.
  std::string listNames(llvm::function_ref<bool(const DeclaredParam &)> accept = nullptr) const;

private:
  ParamValues values;
  llvm::SmallVector<DeclaredParam, 0> declared;
};

/// Makes every context built from `registry` resolve parameters with `values`.
void registerParams(mlir::DialectRegistry &registry, ParamValues values);

/// Forgets what was declared so far, for a context that parses a second, unrelated file.
void forgetParams(mlir::MLIRContext &context);

/// Call after parsing: reports the values given that no declaration takes, and records the
/// declared ones on the module as `tile.params`.
mlir::LogicalResult recordParams(mlir::ModuleOp module);

/// A parameter's value as it is written after `-D NAME=`.
std::string printParamValue(mlir::Attribute value);

} // namespace gems

#endif // GEMS_IR_PARAMS_H
