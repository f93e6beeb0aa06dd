// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Parsing and running kernels in tests.
#include "TestKernel.h"
#include "gems/IR/Params.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/Diagnostics.h"
#include "mlir/Parser/Parser.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"
#include <cmath>
#include <gtest/gtest.h>

using namespace gems;
using namespace gems::interp;

TestKernel::TestKernel(llvm::StringRef source, std::vector<std::string> definitions) {
  mlir::DialectRegistry registry;
  registry.insert<tile::TileDialect, mlir::arith::ArithDialect, mlir::math::MathDialect,
                  mlir::scf::SCFDialect>();
  auto values = ParamValues::parse(
      definitions, [](const llvm::Twine &message) { ADD_FAILURE() << message.str(); });
  registerParams(registry, *values);
  context = std::make_unique<mlir::MLIRContext>(registry, mlir::MLIRContext::Threading::DISABLED);
  context->printOpOnDiagnostic(false);
  context->getDiagEngine().registerHandler([this](mlir::Diagnostic &diagnostic) {
    auto add = [this](mlir::Diagnostic &one, llvm::StringRef severity) {
      std::string text;
      llvm::raw_string_ostream stream(text);
      if (auto location = mlir::dyn_cast<mlir::FileLineColLoc>(one.getLocation()))
        stream << location.getLine() << ": ";
      stream << severity << ": " << one;
      messages.push_back(text);
    };
    add(diagnostic,
        diagnostic.getSeverity() == mlir::DiagnosticSeverity::Warning ? "warning" : "error");
    for (mlir::Diagnostic &note : diagnostic.getNotes())
      add(note, "note");
  });
  module = mlir::parseSourceString<mlir::ModuleOp>(source, context.get());
  if (!module || failed(recordParams(*module)))
    ADD_FAILURE() << "expected a kernel that parses, got " << testing::PrintToString(messages);
}

std::unique_ptr<TestKernel> TestKernel::fromFile(llvm::StringRef path,
                                                 std::vector<std::string> definitions) {
  std::string full = std::string(GEMS_SOURCE_DIR "/") + path.str();
  auto file = llvm::MemoryBuffer::getFile(full);
  if (!file) {
    ADD_FAILURE() << "expected the file " << path.str() << ", got " << file.getError().message();
    return nullptr;
  }
  return std::make_unique<TestKernel>((*file)->getBuffer(), std::move(definitions));
}

tile::KernelOp TestKernel::get() {
  auto kernel = findKernel(*module, "");
  return succeeded(kernel) ? *kernel : tile::KernelOp();
}

bool TestKernel::run(llvm::ArrayRef<Argument> arguments, GridPoint grid,
                     const InterpreterOptions &options) {
  return succeeded(interpret(get(), arguments, grid, memory, options));
}

std::string gems::interp::makeKernel(llvm::StringRef arguments, llvm::StringRef body) {
  return ("tile.kernel @k(" + arguments + ") {\n" + body + "\n  tile.return\n}\n").str();
}

BufferId gems::interp::addNumbers(Memory &memory, llvm::StringRef name, ElementKind kind,
                                  llvm::ArrayRef<double> numbers) {
  BufferId id = memory.addBuffer(name, numbers.size() * getByteSize(kind));
  Buffer &buffer = memory.get(id);
  for (size_t i = 0; i < numbers.size(); ++i) {
    Element element;
    if (isFloat(kind))
      element.real = roundTo(kind, numbers[i]);
    else
      element.integer = static_cast<int64_t>(numbers[i]);
    buffer.write(i * getByteSize(kind), getByteSize(kind), encode(kind, element));
  }
  return id;
}

std::vector<double> gems::interp::getNumbers(const Memory &memory, BufferId id, ElementKind kind) {
  const Buffer &buffer = memory.get(id);
  unsigned bytes = getByteSize(kind);
  std::vector<double> numbers(buffer.getSize() / bytes);
  for (size_t i = 0; i < numbers.size(); ++i) {
    Element element = decode(kind, buffer.read(i * bytes, bytes));
    numbers[i] = isFloat(kind) ? element.real : static_cast<double>(element.integer);
  }
  return numbers;
}

void gems::interp::expectSame(llvm::ArrayRef<double> got, llvm::ArrayRef<double> expected) {
  ASSERT_EQ(got.size(), expected.size());
  for (size_t i = 0; i < got.size(); ++i) {
    if (std::isnan(expected[i])) {
      EXPECT_TRUE(std::isnan(got[i])) << "element " << i << ": " << got[i];
      continue;
    }
    EXPECT_EQ(got[i], expected[i]) << "element " << i;
    EXPECT_EQ(std::signbit(got[i]), std::signbit(expected[i])) << "element " << i;
  }
}

std::vector<double> gems::interp::apply(llvm::StringRef op, llvm::StringRef type,
                                        llvm::StringRef resultType, ElementKind kind,
                                        ElementKind resultKind, llvm::ArrayRef<double> a,
                                        llvm::ArrayRef<double> b, llvm::StringRef before) {
  std::string n = std::to_string(a.size());
  std::string body = "  %i = tile.arange : tensor<" + n + "xi32>\n";
  auto load = [&](llvm::StringRef name) {
    body += ("  %" + name + " = tile.load %" + name + "_ptr[%i] : !tile.ptr<" + type +
             ">, tensor<" + n + "xi32>\n")
                .str();
  };
  load("a");
  load("b");
  body += "  " + before.str() + "\n  %r = " + op.str() +
          "\n  tile.store %r, %r_ptr[%i] : !tile.ptr<" + resultType.str() + ">, tensor<" + n +
          "xi32>";
  std::string pointer = "!tile.ptr<" + type.str() + ">";
  TestKernel kernel(makeKernel("%a_ptr: " + pointer + ", %b_ptr: " + pointer +
                                   ", %r_ptr: !tile.ptr<" + resultType.str() + ">",
                               body));
  BufferId bufferA = addNumbers(kernel.memory, "a", kind, a);
  BufferId bufferB = addNumbers(kernel.memory, "b", kind, b);
  BufferId bufferR = kernel.memory.addBuffer("r", a.size() * getByteSize(resultKind));
  EXPECT_TRUE(kernel.run(
      {Argument::pointer(bufferA), Argument::pointer(bufferB), Argument::pointer(bufferR)}))
      << testing::PrintToString(kernel.messages);
  return getNumbers(kernel.memory, bufferR, resultKind);
}
