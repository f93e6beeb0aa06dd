// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A compiled kernel, and launches of it.
#include "Program.h"

#include <cstdlib>

using namespace e2e;

gems_type Program::type() const {
  for (uint32_t i = 0; i < info.num_args; ++i)
    if (info.args[i].kind == GEMS_POINTER)
      return static_cast<gems_type>(info.args[i].type);
  return GEMS_F32;
}

std::string Program::param(const std::string &name) const {
  for (uint32_t i = 0; i < info.num_params; ++i)
    if (name == info.params[i].name)
      return info.params[i].value;
  return "";
}

int64_t Program::integerParam(const std::string &name) const {
  int64_t value = atoll(param(name).c_str());
  if (value <= 0)
    stop("expected a positive parameter '" + name + "' of kernel '" + info.name + "', got '" +
         param(name) + "'");
  return value;
}

int64_t Program::lanes() const {
  switch (info.isa) {
  case GEMS_ISA_SVE:
    return machine.sveBits() / 32;
  case GEMS_ISA_AVX2:
    return 8;
  case GEMS_ISA_AVX512:
    return 16;
  default:
    return 4;
  }
}

std::string Program::describe() const {
  std::string text = info.name;
  for (uint32_t i = 0; i < info.num_params; ++i)
    text += std::string(" ") + info.params[i].name + "=" + info.params[i].value;
  text += std::string(", ") + gems_isa_name(info.isa);
  if (info.isa == GEMS_ISA_SVE)
    text += " at " + std::to_string(machine.sveBits()) + " bits";
  return text + ", scratch " + std::to_string(info.scratch_size);
}

bool Program::hasArgument(const std::string &name) const {
  for (uint32_t i = 0; i < info.num_args; ++i)
    if (name == info.args[i].name)
      return true;
  return false;
}

gems_value &Launch::bind(const char *name, gems_kind kind, gems_type type) {
  const gems_kernel_info &info = program.info;
  for (uint32_t i = 0; i < info.num_args; ++i)
    if (info.args[i].name == std::string(name) && info.args[i].kind == kind &&
        info.args[i].type == type) {
      isBound[i] = true;
      return values[i];
    }
  stop("expected an argument '" + std::string(name) + "' of type " + gems_type_name(type) +
       " of kernel '" + info.name + "', got none");
}

Launch &Launch::array(const char *name, gems_type type, void *data) {
  bind(name, GEMS_POINTER, type).ptr = data;
  return *this;
}

Launch &Launch::i32(const char *name, int64_t value) {
  bind(name, GEMS_SCALAR, GEMS_I32).i32 = static_cast<int32_t>(value);
  return *this;
}

Launch &Launch::f32(const char *name, float value) {
  bind(name, GEMS_SCALAR, GEMS_F32).f32 = value;
  return *this;
}

void Launch::launch(const LaunchShape &shape) {
  for (uint32_t i = 0; i < program.info.num_args; ++i)
    if (!isBound[i])
      stop("expected a value for argument '" + std::string(program.info.args[i].name) +
           "' of kernel '" + program.info.name + "', got none");
  program.machine.launch(program.info, values, shape);
}

void Launch::run(int64_t x, int64_t y, int64_t z) {
  LaunchShape shape;
  shape.grid[0] = x;
  shape.grid[1] = y;
  shape.grid[2] = z;
  launch(shape);
}

void Launch::runRange(int64_t x, int64_t first, int64_t last) {
  LaunchShape shape;
  shape.grid[0] = x;
  shape.first = first;
  shape.last = last;
  launch(shape);
}
