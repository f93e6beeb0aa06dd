// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Runs compiled kernels in this process, on buffers between guards.
#include "gems/Fuzz/Check.h"
#include "gems/Fuzz/Random.h"
#include "gems/Runtime/Runtime.h"

using namespace mlir;
using namespace gems;
using namespace gems::fuzz;
using interp::ElementKind;

namespace {
/// A copy of a buffer, aligned to its element and to nothing more, with bytes around it that
/// nobody may change.
class GuardedBuffer {
public:
  GuardedBuffer(const fuzz::Bytes &contents, unsigned elementSize, uint64_t place)
      : size(contents.size()), memory(contents.size() + 2 * guard + 64, canary) {
    auto address = reinterpret_cast<uintptr_t>(memory.data()) + guard;
    uintptr_t start = llvm::alignTo(address, 64) + place % (64 / elementSize) * elementSize;
    data = memory.data() + (start - reinterpret_cast<uintptr_t>(memory.data()));
    if (size)
      memcpy(data, contents.data(), size);
  }
  uint8_t *getData() { return data; }
  fuzz::Bytes getContents() const { return fuzz::Bytes(data, data + size); }
  bool isIntact() const {
    auto isCanary = [](uint8_t byte) { return byte == canary; };
    return std::all_of(memory.data(), static_cast<const uint8_t *>(data), isCanary) &&
           std::all_of(static_cast<const uint8_t *>(data) + size, memory.data() + memory.size(),
                       isCanary);
  }

private:
  static constexpr size_t guard = 192;
  static constexpr uint8_t canary = 0xa5;
  size_t size;
  fuzz::Bytes memory;
  uint8_t *data;
};

struct ModuleRelease {
  void operator()(gems_module *module) const { gems_module_release(module); }
};
struct BindingRelease {
  void operator()(gems_binding *binding) const { gems_binding_release(binding); }
};
} // namespace

static gems_type getRuntimeType(ElementKind kind) {
  static constexpr gems_type types[] = {GEMS_I1,  GEMS_I8,   GEMS_I16, GEMS_I32, GEMS_I64,
                                        GEMS_F16, GEMS_BF16, GEMS_F32, GEMS_F64};
  return types[static_cast<unsigned>(kind)];
}

static gems_value makeScalar(ElementKind kind, const Binding &binding) {
  gems_value value = {};
  interp::Element element;
  if (interp::isFloat(kind))
    element.real = binding.real;
  else
    element.integer = binding.integer;
  value.i64 = static_cast<int64_t>(interp::encode(kind, element));
  return value;
}

static gems_status bindArguments(gems_binding *binding, Case &test, const Launch &launch,
                                 std::vector<GuardedBuffer> &buffers, gems_message *message) {
  tile::KernelOp kernel = test.getKernel();
  for (auto [index, type] : llvm::enumerate(kernel.getArgumentTypes())) {
    const Binding &argument = launch.bindings[index];
    gems_status status;
    if (auto pointer = dyn_cast<tile::PointerType>(type)) {
      ElementKind kind = *interp::getElementKind(pointer.getPointee());
      status = gems_binding_set_array_at(binding, index, getRuntimeType(kind),
                                         buffers[argument.buffer].getData() + argument.byteOffset,
                                         message);
    } else {
      ElementKind kind = *interp::getElementKind(type);
      status = gems_binding_set_scalar_at(binding, index, getRuntimeType(kind),
                                          makeScalar(kind, argument), message);
    }
    if (status != GEMS_OK)
      return status;
  }
  return GEMS_OK;
}

std::optional<Failure> gems::fuzz::runLaunch(ArrayRef<char> library, Case &test,
                                             const Launch &launch, StringRef targetName,
                                             std::vector<fuzz::Bytes> &results) {
  gems_message message = {};
  auto fail = [&](StringRef stage) { return Failure{(stage + " " + targetName).str(), message.text}; };
  gems_module *handle = nullptr;
  if (gems_module_load_memory(library.data(), library.size(), "fuzz", &handle, &message))
    return fail("load");
  std::unique_ptr<gems_module, ModuleRelease> module(handle);
  gems_binding *bindingHandle = nullptr;
  if (gems_binding_create(gems_module_kernel(handle, 0), &bindingHandle, &message))
    return fail("load");
  std::unique_ptr<gems_binding, BindingRelease> binding(bindingHandle);

  Random random(test.seed);
  std::vector<GuardedBuffer> buffers;
  buffers.reserve(launch.contents.size());
  for (auto [spec, contents] : llvm::zip(test.buffers, launch.contents)) {
    // Arguments of wider integers may look at the same bytes.
    unsigned alignment = interp::isInteger(spec.kind) ? 8 : interp::getByteSize(spec.kind);
    buffers.emplace_back(contents, alignment, random.next());
  }
  if (bindArguments(bindingHandle, test, launch, buffers, &message))
    return fail("run");
  const int64_t grid[3] = {launch.grid[0], launch.grid[1], launch.grid[2]};
  if (gems_binding_launch(bindingHandle, grid, &message))
    return fail("run");
  for (auto [spec, buffer] : llvm::zip(test.buffers, buffers)) {
    if (!buffer.isIntact())
      return Failure{("compare " + targetName).str(),
                     "expected nothing written around " + spec.name + ", got changed bytes"};
    results.push_back(buffer.getContents());
  }
  return std::nullopt;
}
