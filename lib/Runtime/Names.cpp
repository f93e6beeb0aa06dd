// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Names of the values in the ABI.
#include "gems/Runtime/Runtime.h"

const char *gems_status_name(gems_status status) {
  switch (status) {
  case GEMS_OK:
    return "ok";
  case GEMS_ERROR_ARGUMENT:
    return "wrong use";
  case GEMS_ERROR_IO:
    return "input/output error";
  case GEMS_ERROR_MEMORY:
    return "out of memory";
  case GEMS_ERROR_FORMAT:
    return "not a library of kernels";
  case GEMS_ERROR_MACHINE:
    return "other machine";
  case GEMS_ERROR_VERSION:
    return "other ABI version";
  case GEMS_ERROR_CHECKSUM:
    return "wrong checksum";
  case GEMS_ERROR_UNSUPPORTED:
    return "unsupported CPU";
  case GEMS_ERROR_NOT_FOUND:
    return "not found";
  case GEMS_ERROR_BOUNDS:
    return "out of bounds";
  case GEMS_ERROR_TYPE:
    return "wrong type";
  case GEMS_ERROR_BINDING:
    return "wrong binding";
  }
  return "?";
}

const char *gems_type_name(uint32_t type) {
  static const char *const names[] = {"?",   "i8",   "i16", "i32", "i64",
                                      "f16", "bf16", "f32", "f64", "i1"};
  return names[type <= GEMS_I1 ? type : 0];
}

size_t gems_type_size(uint32_t type) {
  static const uint8_t sizes[] = {0, 1, 2, 4, 8, 2, 2, 4, 8, 1};
  return sizes[type <= GEMS_I1 ? type : 0];
}

const char *gems_isa_name(uint32_t isa) {
  static const char *const names[] = {"?", "NEON", "SVE", "AVX2", "AVX-512"};
  return names[isa <= GEMS_ISA_AVX512 ? isa : 0];
}

uint32_t gems_runtime_abi_version(void) { return GEMS_ABI_VERSION; }
