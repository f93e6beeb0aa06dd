// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Launches in the reference interpreter: what the launcher asks of a kernel, answered from the IR.
#include "Interpret.h"

#include "gems/IR/Params.h"
#include "gems/Interpreter/Element.h"
#include "gems/Interpreter/Interpreter.h"
#include "gems/Runtime/Arguments.h"
#include "gems/Runtime/Float.h"

#include "llvm/Support/raw_ostream.h"

#include <deque>

using namespace gems;
using namespace mlir;
using interp::HostArgument;

/// The descriptor's number of an element type.
static uint8_t getTypeCode(Type type) {
  using interp::ElementKind;
  switch (*interp::getElementKind(type)) {
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

static HostArgument toHost(const Argument &argument) {
  gems_value value = argument.scalar;
  if (argument.isArray()) {
    uint64_t size = static_cast<uint64_t>(argument.numElements) * gems_type_size(argument.type());
    bool isWritten = !argument.isFilled || argument.data.spec.kind != Spec::Uninit;
    return HostArgument::pointer(argument.elements, size, isWritten);
  }
  switch (argument.type()) {
  case GEMS_F64:
    return HostArgument::floatValue(value.f64);
  case GEMS_F32:
    return HostArgument::floatValue(value.f32);
  case GEMS_F16:
    return HostArgument::floatValue(widenF16(value.u16));
  case GEMS_BF16:
    return HostArgument::floatValue(widenBF16(value.u16));
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

namespace {
class Interpretation final : public KernelRunner {
public:
  Interpretation(ModuleOp module, tile::KernelOp kernel);

  const gems_kernel_info &getKernel() const override { return info; }
  bool run(const std::vector<Argument> &arguments, const int64_t grid[3]) override;

private:
  const char *keep(StringRef text) { return texts.emplace_back(text.str()).c_str(); }
  void describeArguments(tile::KernelOp kernel);
  void describeParameters(DictionaryAttr values);

  ModuleOp module;
  std::deque<std::string> texts;
  std::vector<gems_arg_info> args;
  std::vector<gems_param_info> params;
  gems_kernel_info info = {};
};
} // namespace

Interpretation::Interpretation(ModuleOp module, tile::KernelOp kernel) : module(module) {
  info.name = keep(kernel.getSymName());
  describeArguments(kernel);
  if (auto values = module->getAttrOfType<DictionaryAttr>("tile.params"))
    describeParameters(values);
}

void Interpretation::describeArguments(tile::KernelOp kernel) {
  for (auto [index, type] : llvm::enumerate(kernel.getArgumentTypes())) {
    auto pointer = dyn_cast<tile::PointerType>(type);
    gems_arg_info arg = {};
    arg.name = keep(kernel.getArgName(index));
    arg.kind = pointer ? GEMS_POINTER : GEMS_SCALAR;
    arg.type = getTypeCode(pointer ? pointer.getPointee() : type);
    args.push_back(arg);
  }
  info.args = args.data();
  info.num_args = args.size();
}

void Interpretation::describeParameters(DictionaryAttr values) {
  for (NamedAttribute value : values)
    params.push_back({keep(value.getName()), keep(printParamValue(value.getValue()))});
  info.params = params.data();
  info.num_params = params.size();
}

bool Interpretation::run(const std::vector<Argument> &arguments, const int64_t grid[3]) {
  interp::InterpreterOptions options;
  options.checkWritten = options.checkRaces = options.warnNarrowOverflow = true;
  interp::GridPoint size;
  std::copy_n(grid, size.size(), size.begin());
  SmallVector<HostArgument> host(llvm::map_range(arguments, toHost));
  return succeeded(interp::runInterpreted(module, info.name, size, host, options));
}

int gems::interpret(const CompileOptions &compile, LaunchOptions launch, ErrorFn error) {
  FailureOr<ParsedKernels> kernels = parseKernels(compile, nullptr, error);
  if (failed(kernels))
    return EXIT_FAILURE;
  ModuleOp module = kernels->file->getModule();
  FailureOr<tile::KernelOp> kernel = interp::findKernel(module, launch.kernel);
  if (failed(kernel))
    return EXIT_FAILURE;
  launch.library = compile.input;
  Interpretation interpretation(module, *kernel);
  return gems::launch(launch, interpretation);
}
