// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A compiled kernel, and launches of it.
#include "Program.h"

#include <cstdio>
#include <cstdlib>
#include <sys/prctl.h>

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
  if (value > 0)
    return value;
  fprintf(stderr, "gems-e2e: error: expected a positive parameter '%s' of kernel '%s', got '%s'\n",
          name.c_str(), info.name, param(name).c_str());
  exit(1);
}

int64_t e2e::sveBits() {
#if defined(__aarch64__)
  // PR_SVE_GET_VL, which older headers lack; the low 16 bits are the length in bytes.
  int length = prctl(51);
  return length < 0 ? 0 : (length & 0xffff) * 8;
#else
  return 0;
#endif
}

int64_t Program::lanes() const {
  switch (info.isa) {
  case GEMS_ISA_SVE:
    return sveBits() / 32;
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
    text += " at " + std::to_string(sveBits()) + " bits";
  return text + ", scratch " + std::to_string(info.scratch_size);
}

bool Program::hasArgument(const std::string &name) const {
  for (uint32_t i = 0; i < info.num_args; ++i)
    if (name == info.args[i].name)
      return true;
  return false;
}

Launch::Launch(const Program &program) {
  check(gems_binding_create(&program.info, &binding, &message));
}

void Launch::check(gems_status status) {
  if (status == GEMS_OK)
    return;
  fprintf(stderr, "gems-e2e: error: %s\n", message.text);
  exit(1);
}

Launch &Launch::array(const char *name, gems_type type, void *data) {
  check(gems_binding_set_array(binding, name, type, data, &message));
  return *this;
}

Launch &Launch::i32(const char *name, int64_t number) {
  gems_value value = {};
  value.i32 = static_cast<int32_t>(number);
  check(gems_binding_set_scalar(binding, name, GEMS_I32, value, &message));
  return *this;
}

Launch &Launch::f32(const char *name, float number) {
  gems_value value = {};
  value.f32 = number;
  check(gems_binding_set_scalar(binding, name, GEMS_F32, value, &message));
  return *this;
}

void Launch::run(int64_t x, int64_t y, int64_t z) {
  const int64_t grid[3] = {x, y, z};
  check(gems_binding_launch(binding, grid, &message));
}

void Launch::runRange(int64_t x, int64_t first, int64_t last) {
  const int64_t grid[3] = {x, 1, 1};
  check(gems_binding_launch_range(binding, grid, first, last, nullptr, &message));
}
