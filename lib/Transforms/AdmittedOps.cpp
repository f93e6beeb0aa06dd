// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Look-ups in the table of admitted ops, and its printed form.
#include "gems/Transforms/AdmittedOps.h"

#include "mlir/IR/BuiltinTypes.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;

namespace gems {

static constexpr AdmittedOp table[] = {
#define GEMS_ADMITTED(NAME, OPERANDS, RESULTS, EDGE_CASES) {NAME, OPERANDS, RESULTS, EDGE_CASES},
#include "gems/Transforms/AdmittedOps.def"
};

static constexpr struct {
  ElementSet element;
  const char *name;
} elementNames[] = {{I1, "i1"},   {I8, "i8"},     {I16, "i16"}, {I32, "i32"}, {I64, "i64"},
                    {F16, "f16"}, {BF16, "bf16"}, {F32, "f32"}, {F64, "f64"}};

ArrayRef<AdmittedOp> getAdmittedOps() { return table; }

const AdmittedOp *lookupAdmittedOp(StringRef name) {
  const AdmittedOp *row =
      llvm::lower_bound(table, name, [](const AdmittedOp &op, StringRef n) { return op.name < n; });
  return row != std::end(table) && row->name == name ? row : nullptr;
}

static ElementSet classify(Type type) {
  if (auto integer = dyn_cast<IntegerType>(type)) {
    if (!integer.isSignless())
      return None;
    switch (integer.getWidth()) {
    case 1:
      return I1;
    case 8:
      return I8;
    case 16:
      return I16;
    case 32:
      return I32;
    case 64:
      return I64;
    }
    return None;
  }
  return type.isF16() ? F16 : type.isBF16() ? BF16 : type.isF32() ? F32 : type.isF64() ? F64 : None;
}

bool contains(ElementSet set, Type element) { return set & classify(element); }

std::string describe(ElementSet set) {
  SmallVector<StringRef> names;
  for (auto [element, name] : elementNames)
    if (set & element)
      names.push_back(name);
  if (names.empty())
    return "nothing";
  if (names.size() == 1)
    return names.front().str();
  return llvm::join(ArrayRef(names).drop_back(), ", ") + " or " + names.back().str();
}

void printAdmittedOps(raw_ostream &os) {
  os << "# Ops that a kernel may use\n\n"
        "Anything else inside a `tile.kernel` is an error at its line. Values are scalars or "
        "tiles\n"
        "of the listed types. Floating point is IEEE with subnormals, each op rounded once in its\n"
        "own type. This page is printed by `gems-opt --tile-check-admitted=print-table`.\n";
  StringRef dialect;
  for (const AdmittedOp &op : table) {
    StringRef opDialect = op.name.split('.').first;
    if (opDialect != dialect) {
      dialect = opDialect;
      os << "\n## " << dialect
         << "\n\n| op | operands | results | edge cases |\n|---|---|---|---|\n";
    }
    auto cell = [](ElementSet set) { return set == None ? std::string() : describe(set); };
    os << "| `" << op.name << "` | " << cell(op.operands) << " | " << cell(op.results) << " | "
       << op.edgeCases << " |\n";
  }
}

} // namespace gems
