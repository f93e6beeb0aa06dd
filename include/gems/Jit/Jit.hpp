// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The compiler for C++17: on top of gems/Jit/Jit.h, in the manner of gems/Runtime/Gems.hpp.
//
//   gems::Jit jit = gems::Jit::create().value();
//   gems::Kernel add = jit.compileFile("add.mlir", {{"T", "f32"}}).value();
#ifndef GEMS_JIT_JIT_HPP
#define GEMS_JIT_JIT_HPP

#include "gems/Jit/Jit.h"
#include "gems/Runtime/Gems.hpp"

#include <string>
#include <utility>
#include <vector>

namespace gems {

/// Owns what it compiles: kernels and their bindings must not outlive it.
class Jit : public Owner<gems_jit, gems_jit_release> {
public:
  using Owner::Owner;
  /// Parameters, as `-D NAME=VALUE`.
  using Params = std::vector<std::pair<std::string, std::string>>;

  /// With the options of the environment, unless others are given.
  static Result<Jit> create(const gems_jit_options *options = nullptr) {
    gems_jit *jit;
    gems_message message;
    gems_status status = gems_jit_create(options, &jit, &message);
    return status == GEMS_OK ? Result<Jit>(Jit(jit)) : Status(status, message);
  }

  /// Compiles a file, for this machine. A file with several kernels needs the name of one.
  Result<Kernel> compileFile(const std::string &path, const Params &params = {},
                             const char *kernel = nullptr) const {
    gems_jit_request request = {};
    request.path = path.c_str();
    return compile(request, params, kernel);
  }

  /// Compiles text. `name` stands for the file in messages and line tables.
  Result<Kernel> compileText(const std::string &source, const std::string &name,
                             const Params &params = {}, const char *kernel = nullptr) const {
    gems_jit_request request = {};
    request.path = name.c_str();
    request.source = source.data();
    request.source_size = source.size();
    return compile(request, params, kernel);
  }

private:
  Result<Kernel> compile(gems_jit_request &request, const Params &params,
                         const char *kernel) const {
    std::vector<gems_param_info> views;
    for (const auto &[name, value] : params)
      views.push_back({name.c_str(), value.c_str()});
    request.struct_size = sizeof(request);
    request.params = views.data();
    request.num_params = static_cast<uint32_t>(views.size());
    request.kernel = kernel;
    const gems_kernel_info *info;
    gems_message message;
    gems_status status = gems_jit_compile(get(), &request, &info, &message);
    return status == GEMS_OK ? Result<Kernel>(Kernel(*info)) : Status(status, message);
  }
};

} // namespace gems

#endif // GEMS_JIT_JIT_HPP
