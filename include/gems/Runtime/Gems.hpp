// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The runtime for C++17: owners instead of handles, typed arguments, errors as values. Header only;
// it links to the C interface of gems/Runtime/Runtime.h, and works with and without exceptions.
//
//   gems::Module module = gems::Module::load("add.so").value();
//   gems::Executor pool = gems::Executor::pool().value();
//   gems::Binding add = module.find("add").value().bind(x, y, out, n).value();
//   add.use(pool).check();
//   add.launch(numTiles).check();
//
// `value()` and `check()` throw gems::Exception, or without exceptions print the error and abort.
// Programs that would rather look ask `if (!result)` first.
#ifndef GEMS_RUNTIME_GEMS_HPP
#define GEMS_RUNTIME_GEMS_HPP

#include "gems/Runtime/Runtime.h"

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string>
#include <type_traits>
#include <utility>

namespace gems {

/// The bits of an f16 or bf16 number.
struct F16 {
  uint16_t bits;
};
struct BF16 {
  uint16_t bits;
};

/// The element type of a C++ type. Specialize it for the half-precision types of your own program.
template <typename T, typename = void> struct TypeOf;
template <> struct TypeOf<F16> : std::integral_constant<gems_type, GEMS_F16> {};
template <> struct TypeOf<BF16> : std::integral_constant<gems_type, GEMS_BF16> {};
template <> struct TypeOf<float> : std::integral_constant<gems_type, GEMS_F32> {};
template <> struct TypeOf<double> : std::integral_constant<gems_type, GEMS_F64> {};
template <> struct TypeOf<bool> : std::integral_constant<gems_type, GEMS_I1> {};
/// Integers of every spelling go by their size.
template <typename T>
struct TypeOf<T, std::enable_if_t<std::is_integral<T>::value>>
    : std::integral_constant<gems_type, sizeof(T) == 1   ? GEMS_I8
                                        : sizeof(T) == 2 ? GEMS_I16
                                        : sizeof(T) == 4 ? GEMS_I32
                                                         : GEMS_I64> {};

class Exception : public std::exception {
public:
  Exception(gems_status status, std::string text) : failed(status), text(std::move(text)) {}
  const char *what() const noexcept override { return text.c_str(); }
  gems_status status() const { return failed; }

private:
  gems_status failed;
  std::string text;
};

/// Success, or a status and a line of text.
class [[nodiscard]] Status {
public:
  Status() = default;
  Status(gems_status status, const gems_message &message)
      : failed(status), message(status == GEMS_OK ? "" : message.text) {}

  explicit operator bool() const { return failed == GEMS_OK; }
  gems_status status() const { return failed; }
  const std::string &text() const { return message; }

  void check() const {
    if (failed == GEMS_OK)
      return;
#if defined(__cpp_exceptions)
    throw Exception(failed, message);
#else
    fprintf(stderr, "gems: error: %s\n", message.c_str());
    abort();
#endif
  }

private:
  gems_status failed = GEMS_OK;
  std::string message;
};

/// A value, or why there is none. T can be made without arguments and moved.
template <typename T> class [[nodiscard]] Result {
public:
  Result(T value) : held(std::move(value)) {}
  Result(Status error) : error(std::move(error)) {}

  explicit operator bool() const { return bool(error); }
  gems_status status() const { return error.status(); }
  const std::string &text() const { return error.text(); }

  T value() && {
    error.check();
    return std::move(held);
  }
  T &value() & {
    error.check();
    return held;
  }
  T &operator*() & { return value(); }
  T *operator->() { return &value(); }

private:
  T held;
  Status error;
};

/// The owner of one handle of the C interface.
template <typename T, void (*release)(T *)> class Owner {
public:
  Owner() = default;
  explicit Owner(T *handle) : handle(handle) {}
  Owner(Owner &&other) noexcept : handle(other.take()) {}
  Owner &operator=(Owner &&other) noexcept {
    if (this != &other) {
      release(handle);
      handle = other.take();
    }
    return *this;
  }
  ~Owner() { release(handle); }

  T *get() const { return handle; }
  T *take() { return std::exchange(handle, nullptr); }

private:
  T *handle = nullptr;
};

/// Decides which threads run a grid. An empty one stands for the calling thread.
class Executor : public Owner<gems_executor, gems_executor_release> {
public:
  using Owner::Owner;

  /// A pool of threads; 0 for as many as the process may use.
  static Result<Executor> pool(uint32_t numThreads = 0) {
    gems_executor *executor;
    gems_message message;
    gems_status status = gems_executor_create_pool(numThreads, &executor, &message);
    return status == GEMS_OK ? Result<Executor>(Executor(executor)) : Status(status, message);
  }

  /// The threads of the host: `parallelFor(numTasks, body)` calls body(i) for each i < numTasks and
  /// returns afterwards. It must outlive the executor.
  template <typename ParallelFor>
  static Result<Executor> adapt(ParallelFor &parallelFor, uint32_t numThreads = 0) {
    gems_executor *executor;
    gems_message message;
    auto call = [](void *host, uint32_t numTasks, gems_task task, void *context) {
      (*static_cast<ParallelFor *>(host))(numTasks, [=](uint32_t i) { task(context, i); });
    };
    gems_status status =
        gems_executor_create_adapter(call, &parallelFor, numThreads, &executor, &message);
    return status == GEMS_OK ? Result<Executor>(Executor(executor)) : Status(status, message);
  }

  uint32_t numThreads() const { return gems_executor_num_threads(get()); }
};

/// A kernel with its arguments, ready to launch any number of times, by one thread at a time.
class Binding : public Owner<gems_binding, gems_binding_release> {
public:
  using Owner::Owner;

  /// Binds an argument by its name: a pointer to elements, or a scalar.
  template <typename T> Status set(const char *name, T argument) {
    gems_message message;
    gems_status status;
    if constexpr (std::is_pointer<T>::value)
      status = gems_binding_set_array(get(), name, elementType<T>(), address(argument), &message);
    else
      status = gems_binding_set_scalar(get(), name, TypeOf<T>::value, scalar(argument), &message);
    return Status(status, message);
  }

  /// The same by its position.
  template <typename T> Status set(uint32_t position, T argument) {
    gems_message message;
    gems_status status;
    if constexpr (std::is_pointer<T>::value)
      status =
          gems_binding_set_array_at(get(), position, elementType<T>(), address(argument), &message);
    else
      status =
          gems_binding_set_scalar_at(get(), position, TypeOf<T>::value, scalar(argument), &message);
    return Status(status, message);
  }

  /// Says how many elements an array has, for kernels that check bounds.
  Status setExtent(const char *name, int64_t numElements) {
    gems_message message;
    return Status(gems_binding_set_extent(get(), name, numElements, &message), message);
  }

  /// Forgets all arguments.
  void reset() { gems_binding_reset(get()); }

  /// Chooses who runs the grids; the executor must outlive the binding.
  Status use(const Executor &executor) {
    gems_message message;
    return Status(gems_binding_set_executor(get(), executor.get(), &message), message);
  }

  /// Runs x * y * z programs.
  Status launch(int64_t x, int64_t y = 1, int64_t z = 1) {
    const int64_t grid[3] = {x, y, z};
    gems_message message;
    gems_status status = gems_binding_launch(get(), grid, &message);
    return status == GEMS_OK ? Status() : Status(status, message);
  }

private:
  template <typename T> static constexpr gems_type elementType() {
    return TypeOf<std::remove_cv_t<std::remove_pointer_t<T>>>::value;
  }
  static void *address(const volatile void *pointer) { return const_cast<void *>(pointer); }

  template <typename T> static gems_value scalar(T argument) {
    gems_value value = {};
    constexpr gems_type type = TypeOf<T>::value;
    static_assert(sizeof(T) <= sizeof(value), "expected a scalar");
    if constexpr (type == GEMS_I1)
      value.i8 = argument ? 1 : 0;
    else
      __builtin_memcpy(&value, &argument, sizeof(argument));
    return value;
  }
};

/// A kernel: of a module, or linked to the program.
class Kernel {
public:
  Kernel() = default;
  Kernel(const gems_kernel_info &info) : descriptor(&info) {}

  const gems_kernel_info &info() const { return *descriptor; }
  const char *name() const { return descriptor->name; }

  /// "add(x: array of f32, n: i32)".
  std::string signature() const {
    std::string text = std::string(name()) + "(";
    for (uint32_t i = 0; i < descriptor->num_args; ++i) {
      const gems_arg_info &arg = descriptor->args[i];
      text += std::string(i ? ", " : "") + arg.name + ": " +
              (arg.kind == GEMS_POINTER ? "array of " : "") + gems_type_name(arg.type);
    }
    return text + ")";
  }

  /// Binds all arguments in their order.
  template <typename... Args> Result<Binding> bind(Args... args) const {
    Result<Binding> binding = prepare();
    Status status;
    uint32_t position = 0;
    (void)((binding && bool(status = binding->set(position++, args))) && ...);
    if (binding && status)
      status = binding->launch(0); // says what is missing
    return !binding || status ? std::move(binding) : Result<Binding>(std::move(status));
  }

  /// A binding without arguments, to set them by name.
  Result<Binding> prepare() const {
    gems_binding *binding;
    gems_message message;
    gems_status status = gems_binding_create(descriptor, &binding, &message);
    return status == GEMS_OK ? Result<Binding>(Binding(binding)) : Status(status, message);
  }

private:
  const gems_kernel_info *descriptor = nullptr;
};

/// A loaded library of kernels. Its kernels and their bindings must not outlive it.
class Module : public Owner<gems_module, gems_module_release> {
public:
  using Owner::Owner;

  static Result<Module> load(const char *path) {
    gems_module *module;
    gems_message message;
    gems_status status = gems_module_load_file(path, &module, &message);
    return status == GEMS_OK ? Result<Module>(Module(module)) : Status(status, message);
  }
  static Result<Module> load(const std::string &path) { return load(path.c_str()); }

  /// From memory, which is copied; the name is for messages.
  static Result<Module> load(const void *bytes, size_t size, const char *name) {
    gems_module *module;
    gems_message message;
    gems_status status = gems_module_load_memory(bytes, size, name, &module, &message);
    return status == GEMS_OK ? Result<Module>(Module(module)) : Status(status, message);
  }

  size_t size() const { return gems_module_num_kernels(get()); }
  Kernel operator[](size_t index) const { return *gems_module_kernel(get(), index); }

  Result<Kernel> find(const char *name) const {
    const gems_kernel_info *kernel;
    gems_message message;
    gems_status status = gems_module_find_kernel(get(), name, &kernel, &message);
    return status == GEMS_OK ? Result<Kernel>(Kernel(*kernel)) : Status(status, message);
  }
};

} // namespace gems

#endif // GEMS_RUNTIME_GEMS_HPP
