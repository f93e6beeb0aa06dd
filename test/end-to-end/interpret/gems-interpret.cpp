// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Launches a kernel in the reference interpreter, with the arguments and outputs of gems-launch.
#include "Launcher/Buffers.h"
#include "gems/IR/Params.h"
#include "gems/Interpreter/Element.h"
#include "gems/Interpreter/Interpreter.h"
#include "gems/Runtime/Float.h"
#include "gems/Runtime/Launcher.h"
#include "gems/Runtime/Number.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/Parser/Parser.h"

#include <cstdio>

using namespace mlir;
using gems::interp::HostArgument;

static int fail(const llvm::Twine &message) {
  fprintf(stderr, "gems-interpret: error: %s\n", message.str().c_str());
  return 1;
}

/// The descriptor's number of an element type.
static uint8_t getTypeCode(Type type) {
  using gems::interp::ElementKind;
  switch (*gems::interp::getElementKind(type)) {
  case ElementKind::I1:
    return GEMS_I1;
  case ElementKind::I8:
    return GEMS_I8;
  case ElementKind::I16:
    return GEMS_I16;
  case ElementKind::I32:
    return GEMS_I32;
  case ElementKind::F16:
    return GEMS_F16;
  case ElementKind::BF16:
    return GEMS_BF16;
  case ElementKind::F32:
    return GEMS_F32;
  case ElementKind::F64:
    return GEMS_F64;
  default:
    return GEMS_I64;
  }
}

/// What the launcher's argument reader asks of a compiled kernel.
static gems_kernel_info describe(gems::tile::KernelOp kernel, std::vector<gems_arg_info> &args,
                                 std::vector<std::string> &names) {
  unsigned numArgs = kernel.getBody().getNumArguments();
  names.push_back(kernel.getSymName().str());
  for (unsigned i = 0; i < numArgs; ++i)
    names.push_back(kernel.getArgName(i).str());
  for (unsigned i = 0; i < numArgs; ++i) {
    Type type = kernel.getBody().getArgument(i).getType();
    auto pointer = dyn_cast<gems::tile::PointerType>(type);
    gems_arg_info info = {};
    info.name = names[i + 1].c_str();
    info.kind = pointer ? GEMS_POINTER : GEMS_SCALAR;
    info.type = getTypeCode(pointer ? pointer.getPointee() : type);
    args.push_back(info);
  }
  gems_kernel_info info = {};
  info.name = names.front().c_str();
  info.args = args.data();
  info.num_args = numArgs;
  return info;
}

static HostArgument toHost(const gems::Argument &argument) {
  gems_value value = argument.scalar;
  if (argument.isArray())
    return HostArgument::pointer(argument.elements, static_cast<uint64_t>(argument.numElements) *
                                                        gems_type_size(argument.type()));
  switch (argument.type()) {
  case GEMS_F64:
    return HostArgument::floatValue(value.f64);
  case GEMS_F32:
    return HostArgument::floatValue(value.f32);
  case GEMS_F16:
    return HostArgument::floatValue(gems::widenF16(value.u16));
  case GEMS_BF16:
    return HostArgument::floatValue(gems::widenBF16(value.u16));
  case GEMS_I64:
    return HostArgument::integerValue(value.i64);
  case GEMS_I32:
    return HostArgument::integerValue(value.i32);
  case GEMS_I16:
    return HostArgument::integerValue(value.i16);
  default:
    return HostArgument::integerValue(value.i8);
  }
}

static int run(ModuleOp module, const gems::LaunchOptions &options) {
  auto kernel = gems::interp::findKernel(module, options.kernel);
  if (failed(kernel))
    return 1;
  std::vector<gems_arg_info> argInfos;
  std::vector<std::string> names;
  gems_kernel_info info = describe(*kernel, argInfos, names);
  std::vector<gems::Argument> arguments;
  std::vector<gems::Output> outputs;
  std::vector<gems::Buffer> buffers;
  std::string error;
  if (!gems::resolveArguments(info, options.args, arguments, error) ||
      !gems::resolveOutputs(info, options.outs, outputs, error) ||
      !gems::makeBuffers(arguments, 0, 0, buffers, error))
    return fail(error);
  gems::interp::GridPoint grid = {1, 1, 1};
  llvm::SmallVector<llvm::StringRef> sizes;
  llvm::StringRef(options.grid).split(sizes, ',');
  for (auto [size, text] : llvm::zip(grid, sizes))
    if (text.getAsInteger(10, size))
      return fail("expected --grid=X[,Y[,Z]], got '" + options.grid + "'");
  llvm::SmallVector<HostArgument> host;
  for (const gems::Argument &argument : arguments)
    host.push_back(toHost(argument));
  if (failed(gems::interp::runInterpreted(module, kernel->getSymName(), grid, host)))
    return 1;
  for (const gems::Output &output : outputs) {
    const gems::Argument &argument = arguments[output.argument];
    if (!gems::writeNpy(output.path, argument.type(), argument.shape, argument.elements, error))
      return fail(error);
  }
  return 0;
}

int main(int argc, char **argv) {
  gems::LaunchOptions options;
  std::vector<std::string> definitions;
  std::string file, error;
  for (int i = 1; i < argc; ++i) {
    std::string word = argv[i];
    if (gems::parseLaunchOption(word, options, error) == gems::OptionResult::Taken)
      continue;
    if (!error.empty())
      return fail(error);
    if (word == "-D" && i + 1 < argc)
      definitions.push_back(argv[++i]);
    else if (word.rfind("-", 0) == 0 || !file.empty())
      return fail("usage: gems-interpret IN.mlir [-D NAME=VALUE]... [launch option]..., got '" +
                  word + "'");
    else
      file = word;
  }
  auto values = gems::ParamValues::parse(
      definitions, [&](const llvm::Twine &message) { error = message.str(); });
  if (failed(values))
    return fail(error);
  DialectRegistry registry;
  registry
      .insert<gems::tile::TileDialect, arith::ArithDialect, math::MathDialect, scf::SCFDialect>();
  gems::registerParams(registry, *values);
  MLIRContext context(registry, MLIRContext::Threading::DISABLED);
  context.printOpOnDiagnostic(false);
  auto module = parseSourceFile<ModuleOp>(file, &context);
  if (!module || failed(gems::recordParams(*module)))
    return 1;
  return run(*module, options);
}
