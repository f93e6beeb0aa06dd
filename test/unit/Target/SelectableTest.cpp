// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Compiles every row of the table of selectable ops, for every element type and shape that it
// allows, on every target that it names: no error, no abort, no library call.
#include "gems/Target/Selectable.h"
#include "gems/Pipelines/Pipelines.h"
#include "gems/Target/Codegen.h"

#include "mlir/AsmParser/AsmParser.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/Parser/Parser.h"
#include "mlir/Pass/PassManager.h"
#include "llvm/ADT/StringExtras.h"

#include <gtest/gtest.h>
#include <map>

using namespace gems;
using namespace gems::selectable;
using llvm::StringRef;

namespace {
struct Element {
  uint32_t bit;
  StringRef name;
  unsigned width;
};

struct Machine {
  StringRef triple, cpu, features;
  /// What all machines of its kind have.
  bool isMinimal;
};
} // namespace

static const Element elements[] = {
    {I1, "i1", 8},        {I8, "i8", 8},    {I16, "i16", 16},   {I32, "i32", 32}, {I64, "i64", 64},
    {Index, "index", 64}, {F16, "f16", 16}, {BF16, "bf16", 16}, {F32, "f32", 32}, {F64, "f64", 64}};

/// Each kind of vectors with the least and with much of what its machines have.
static const Machine machines[] = {{"aarch64-linux-gnu", "generic", "", true},
                                   {"aarch64-linux-gnu", "neoverse-v1", "-sve", false},
                                   {"arm64-apple-macos", "apple-m1", "", false},
                                   {"aarch64-linux-gnu", "generic", "+sve", true},
                                   {"aarch64-linux-gnu", "neoverse-v2", "", false},
                                   {"x86_64-linux-gnu", "x86-64-v3", "", true},
                                   {"x86_64-linux-gnu", "x86-64-v4", "", true},
                                   {"x86_64-linux-gnu", "sapphirerapids", "", false}};

namespace {
/// The types of one use of a row: `lanes` of `from` to `lanes` of `to`; no lanes are scalars.
struct Use {
  SelectableRow row;
  Element from, to;
  int64_t lanes;
  bool isScalable;

  std::string vector(StringRef element, int64_t factor = 1) const {
    if (lanes == 0)
      return element.str();
    std::string count = std::to_string(lanes * factor);
    return "vector<" + (isScalable ? "[" + count + "]" : count) + "x" + element.str() + ">";
  }

  /// What a letter of the table's columns stands for.
  std::string type(char letter) const {
    switch (letter) {
    case 'F': // the operand's type of a conversion
      // vector.bitcast keeps the bits, not the lanes.
      return row.op == "vector.bitcast" ? bitcastSource() : vector(from.name);
    case 'T': // the type of the row
      return row.op == "vector.step"          ? vector("index")
             : row.op == "vector.create_mask" ? vector("i1")
                                              : vector(to.name);
    case 'M': // a mask
      return vector("i1");
    case 'S': // a scalar
      return to.name.str();
    case 'W': // twice the lanes
      return vector(to.name, 2);
    case 'L': // offsets
      return vector("i64");
    default:
      return "";
    }
  }

  std::string bitcastSource() const {
    int64_t bits = lanes * to.width;
    if (bits % from.width != 0)
      return "";
    Use other = *this;
    other.lanes = bits / from.width;
    return other.vector(from.name);
  }

  std::string permutation() const {
    std::string text = "[";
    for (int64_t lane = 0; lane < lanes; ++lane)
      text += (lane ? ", " : "") + std::to_string(2 * lane % (2 * lanes));
    return text + "]";
  }

  std::string op() const {
    std::string text;
    for (size_t i = 0; i < row.example.size(); ++i)
      if (row.example[i] != '$')
        text += row.example[i];
      else if (row.example[++i] == 'P')
        text += permutation();
      else
        text += type(row.example[i]);
    return text;
  }

  /// A program function that reads the operands from memory and writes the result there. Masks
  /// and indices have no memory of their own: they come from bytes and 64-bit integers.
  std::string function(StringRef name) const;
  bool isValid() const;
};
} // namespace

static std::string memoryType(const std::string &type) {
  StringRef text = type;
  if (text == "i1" || text.ends_with("xi1>"))
    return text.substr(0, text.rfind("i1")).str() + "i8" + (text.ends_with(">") ? ">" : "");
  if (text == "index" || text.ends_with("xindex>"))
    return text.substr(0, text.rfind("index")).str() + "i64" + (text.ends_with(">") ? ">" : "");
  return type;
}

static StringRef elementOf(StringRef type) {
  return type.ends_with(">") ? type.substr(type.rfind('x') + 1).drop_back() : type;
}

static std::string zero(const std::string &type) {
  return type.back() == '>' ? "dense<0> : " + type : "0 : " + type;
}

bool Use::isValid() const {
  for (char letter : (row.operands + row.result).str())
    if (type(letter).empty())
      return false;
  return true;
}

std::string Use::function(StringRef name) const {
  std::string args, body;
  char operand = 'a';
  for (char letter : row.operands) {
    std::string value(1, operand), wanted = type(letter), stored = memoryType(wanted);
    std::string element = elementOf(stored).str(), array = "memref<?x" + element + ">";
    args += "%p" + value + ": " + array + ", ";
    std::string loaded = wanted == stored ? "%" + value : "%m" + value;
    body += "  " + loaded + " = " + (stored == element ? "memref.load" : "vector.load") + " %p" +
            value + "[%i] : " + array + (stored == element ? "" : ", " + stored) + "\n";
    if (element == "i8" && wanted != stored)
      body += "  %z" + value + " = arith.constant " + zero(stored) + "\n  %" + value +
              " = arith.cmpi ne, " + loaded + ", %z" + value + " : " + stored + "\n";
    else if (wanted != stored)
      body +=
          "  %" + value + " = arith.index_cast " + loaded + " : " + stored + " to " + wanted + "\n";
    ++operand;
  }
  bool hasTwo = row.op.contains("_extended") || row.op == "vector.deinterleave";
  body += std::string("  ") +
          (row.result.empty() ? ""
           : hasTwo           ? "%r, %s = "
                              : "%r = ") +
          op() + "\n";
  if (!row.result.empty()) {
    std::string got = type(row.result[0]), stored = memoryType(got);
    if (row.op == "vector.vscale")
      got = "index", stored = "i64";
    std::string element = elementOf(stored).str(), array = "memref<?x" + element + ">",
                value = "%r";
    args += "%out: " + array + ", ";
    if (got != stored) {
      body += "  %w = " + std::string(element == "i8" ? "arith.extui" : "arith.index_cast") +
              " %r : " + got + " to " + stored + "\n";
      value = "%w";
    }
    body += std::string("  ") + (stored == element ? "memref.store " : "vector.store ") + value +
            ", %out[%i] : " + array + (stored == element ? "" : ", " + stored) + "\n";
  }
  std::string names;
  size_t numArgs = StringRef(args).count(',');
  for (size_t i = 0; i < numArgs + 1; ++i)
    names += (i ? ", \"a" : "\"a") + std::to_string(i) + "\"";
  return "func.func @" + name.str() + "(" + args + "%p: memref<?x" + memoryType(to.name.str()) +
         ">, %x: i32, %y: i32, %z: i32, %nx: i32, %ny: i32, %nz: i32, %scratch: memref<?xi8>) "
         "attributes {gems.arg_names = [" +
         names +
         "]} {\n"
         "  %i = arith.index_cast %x : i32 to index\n" +
         body + "  return\n}\n";
}

/// Whether source and destination of a row go together: what the op's verifier asks for.
static bool isPair(const SelectableRow &row, const Element &from, const Element &to) {
  StringRef op = row.op;
  if (!row.operands.contains('F'))
    return from.bit == to.bit;
  if (op == "arith.bitcast")
    return from.width == to.width && from.bit != to.bit;
  if (op == "vector.bitcast")
    return true;
  if (op.contains("index_cast"))
    return (from.bit == Index) != (to.bit == Index);
  unsigned fromBits = from.bit == I1 ? 1 : from.width, toBits = to.bit == I1 ? 1 : to.width;
  if (op.contains("ext"))
    return fromBits < toBits;
  if (op.contains("trunc"))
    return fromBits > toBits;
  return true;
}

/// Every use of a row on a target: four registers, as a loop's chunk has them, and one.
static std::vector<Use> listUses(const SelectableRow &row, const TargetInfo &target,
                                 bool withOneRegister) {
  std::vector<Use> uses;
  uint32_t to = row.to ? row.to : row.from;
  for (const Element &source : elements)
    for (const Element &destination : elements) {
      bool isMask = row.result == "M", isMaskOnly = row.op == "vector.create_mask";
      // A second result, such as the carry, has a type of its own.
      uint32_t results = isMask                         ? row.from
                         : isMaskOnly                   ? uint32_t(I32)
                         : row.op.contains("_extended") ? row.from
                                                        : to;
      uint32_t sources = row.operands.contains('F') || isMask ? row.from : results;
      if (!(sources & source.bit) || !(results & destination.bit) ||
          !isPair(row, source, destination))
        continue;
      // The memory operand of loads and stores is in `from`, beside offsets and masks.
      if (row.op.contains("load") && !(row.to & destination.bit))
        continue;
      if (row.op.contains("store") || row.op.contains("scatter"))
        if (destination.bit & (Index | I1))
          continue;
      if (row.shapes & Scalar)
        uses.push_back({row, source, destination, 0, false});
      bool hasOffsets = row.operands.contains('L'),
           isDouble = (row.operands + row.result).str().find('W') != std::string::npos;
      unsigned width = hasOffsets ? 64 : std::max(source.width, destination.width);
      int64_t unit = target.vectorBits / width;
      llvm::SmallVector<int64_t> counts = {isDouble ? 2 * unit : 4 * unit};
      if (withOneRegister)
        counts.push_back(unit);
      for (int64_t lanes : counts) {
        if (row.shapes & Fixed)
          uses.push_back({row, source, destination, lanes, false});
        if ((row.shapes & Scalable) && target.scalable)
          uses.push_back({row, source, destination, lanes, true});
      }
    }
  llvm::erase_if(uses, [](const Use &use) { return !use.isValid(); });
  return uses;
}

static bool isOffered(const SelectableRow &row, const TargetInfo &target) {
  if (row.example.empty() || !(row.targets & (1u << static_cast<unsigned>(target.isa))))
    return false;
  return row.needs == Nothing || (row.needs == NativeF16 ? target.hasFP16 : target.hasBF16);
}

/// Compiles program functions; the empty text on success.
static std::string compile(const std::string &text, const TargetInfo &target) {
  mlir::DialectRegistry registry;
  registerKernelDialects(registry);
  registry
      .insert<mlir::LLVM::LLVMDialect, mlir::memref::MemRefDialect, mlir::vector::VectorDialect>();
  mlir::MLIRContext context(registry, mlir::MLIRContext::Threading::DISABLED);
  std::string problem;
  mlir::ScopedDiagnosticHandler handler(&context, [&](mlir::Diagnostic &diagnostic) {
    problem += diagnostic.str() + "\n";
    return mlir::success();
  });
  auto report = [&](const llvm::Twine &message) { problem += message.str() + "\n"; };
  auto module = mlir::parseSourceString<mlir::ModuleOp>(text, &context, "row.mlir");
  if (!module)
    return problem;
  SelectableTarget columns{target.isa, target.hasBF16, target.hasFP16};
  module->walk([&](mlir::Operation *op) {
    std::string reason;
    if (!mlir::isa<mlir::ModuleOp>(op) && !isSelectable(op, columns, reason))
      problem += reason + "\n";
  });
  mlir::PassManager manager(&context);
  buildLLVMPipeline(manager, target);
  if (!problem.empty() || failed(manager.run(*module)))
    return problem + "(lowering)";
  auto object = generateCode(*module, target, CodeKind::Object, nullptr);
  if (failed(object) || failed(checkUndefinedSymbols(*object, report)))
    return problem + "(code generation)";
  return problem;
}

class SelectableOps : public testing::TestWithParam<size_t> {};

TEST_P(SelectableOps, CompileOnEveryShape) {
  const Machine &machine = machines[GetParam()];
  auto target = describeTarget(machine.triple, machine.cpu, machine.features,
                               [](const llvm::Twine &message) { FAIL() << message.str(); });
  ASSERT_TRUE(succeeded(target));
  // One module for each row; when it fails, one for each use tells which.
  unsigned numUses = 0;
  for (const SelectableRow &row : getSelectableRows()) {
    if (!isOffered(row, *target))
      continue;
    std::vector<Use> uses = listUses(row, *target, machine.isMinimal);
    std::string all;
    for (auto [index, use] : llvm::enumerate(uses))
      all += use.function("f" + std::to_string(index));
    numUses += uses.size();
    EXPECT_FALSE(uses.empty()) << row.op.str();
    if (uses.empty() || compile(all, *target).empty())
      continue;
    for (const Use &use : uses) {
      std::string text = use.function("f"), problem = compile(text, *target);
      EXPECT_EQ(problem, "") << "row '" << row.op.str() << "' on " << machine.cpu.str()
                             << machine.features.str() << "\n"
                             << text;
    }
  }
  EXPECT_GT(numUses, 500u);
}

INSTANTIATE_TEST_SUITE_P(Machines, SelectableOps, testing::Range(size_t(0), std::size(machines)));

TEST(SelectableWidth, EightRegisters) {
  mlir::MLIRContext context(mlir::MLIRContext::Threading::DISABLED);
  auto type = [&](StringRef text) { return mlir::parseType(text, &context); };
  EXPECT_TRUE(fitsRegisters(type("vector<32xf32>"), Isa::Neon));
  EXPECT_FALSE(fitsRegisters(type("vector<33xf32>"), Isa::Neon));
  EXPECT_TRUE(fitsRegisters(type("vector<[32]xf32>"), Isa::Sve));
  EXPECT_FALSE(fitsRegisters(type("vector<[64]xf32>"), Isa::Sve));
  EXPECT_TRUE(fitsRegisters(type("vector<64xf32>"), Isa::Avx2));
  EXPECT_TRUE(fitsRegisters(type("vector<128xf32>"), Isa::Avx512));
  EXPECT_FALSE(fitsRegisters(type("vector<129xf32>"), Isa::Avx512));
  EXPECT_TRUE(fitsRegisters(type("vector<4096xi1>"), Isa::Neon));
  EXPECT_TRUE(fitsRegisters(type("f64"), Isa::Neon));
}
