// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The binary interface between compiled kernels and whoever launches them, version 2 (C11, C++).
//
// A compiled kernel NAME exports two symbols: the range entry `NAME` (a gems_entry) and the
// constant descriptor `gems_kernel_NAME` (a gems_kernel_info). A shared library of kernels has
// in addition one note, see gems/Runtime/Note.h. All integers are little endian, all pointers
// are 64 bits wide. The compiler writes descriptors and notes; launchers write gems_value and
// gems_launch; nobody changes either while a launch runs.
#ifndef GEMS_RUNTIME_ABI_H
#define GEMS_RUNTIME_ABI_H

#include <stddef.h>
#include <stdint.h>

/// The version in every descriptor and note. It changes whenever anything below changes.
#define GEMS_ABI_VERSION 2

#ifdef __cplusplus
extern "C" {
#endif

/// The element type of an array, or the type of a scalar. Integers carry no sign.
enum gems_type {
  GEMS_I8 = 1,
  GEMS_I16,
  GEMS_I32,
  GEMS_I64,
  GEMS_F16,  ///< IEEE binary16
  GEMS_BF16, ///< the upper half of an IEEE binary32
  GEMS_F32,
  GEMS_F64,
  GEMS_I1 ///< scalars only; one byte, 0 or 1
};

/// What an argument is.
enum gems_kind {
  GEMS_SCALAR = 0,
  GEMS_POINTER = 1 ///< the address of the first element of an array
};

/// The instruction set that a kernel's vectors need. AArch64: the first two; x86-64: the others.
enum gems_isa { GEMS_ISA_NEON = 1, GEMS_ISA_SVE, GEMS_ISA_AVX2, GEMS_ISA_AVX512 };

/// Bits of gems_arg_info.flags.
enum gems_arg_flags {
  /// The kernel was compiled on the promise that no element stored through this pointer is reached
  /// through another argument.
  GEMS_ARG_NOALIAS = 1,
  /// The kernel checks each access through this pointer: a launch needs gems_launch.checks.
  GEMS_ARG_CHECKED = 2
};

/// One argument: 8 bytes, the value in the lowest bytes, the others ignored.
typedef union gems_value {
  void *ptr;    ///< GEMS_POINTER, aligned to the element's size
  int64_t i64;  ///< GEMS_I64
  int32_t i32;  ///< GEMS_I32
  int16_t i16;  ///< GEMS_I16
  int8_t i8;    ///< GEMS_I8; GEMS_I1 as 0 or 1
  double f64;   ///< GEMS_F64
  float f32;    ///< GEMS_F32
  uint16_t u16; ///< the bits of GEMS_F16 and GEMS_BF16
} gems_value;

/// An access in the source of a kernel that checks.
typedef struct gems_site {
  const char *location; ///< FILE:LINE:COLUMN
  uint32_t argument;    ///< the position of the array
  uint32_t is_store;    ///< 0 or 1
} gems_site;

/// An access that was out of bounds and did not happen.
typedef struct gems_violation {
  const gems_site *site;
  int64_t program; ///< the linear number of the program
  int64_t element; ///< where, counted from the array's first element
} gems_violation;

/// What a kernel that checks is told, and what it reports. A violation ends the range that it is
/// found in, and ranges that begin later end at once; the others may have to be waited for.
typedef struct gems_checks {
  const int64_t *extents; ///< for each argument that is an array, its number of elements
  uint32_t state;         ///< 0; atomically set to 1 by whoever writes the violation
  uint32_t reserved;
  gems_violation violation; ///< the first one, if state is 1
} gems_checks;

/// One launch: arguments in the order of the descriptor, and the number of programs in x, y, z,
/// each 0..2^31-1.
typedef struct gems_launch {
  const gems_value *args;
  uint32_t grid[3];
  uint32_t reserved;   ///< 0
  gems_checks *checks; ///< not null if an argument is GEMS_ARG_CHECKED; else not looked at
} gems_launch;

/// Runs the programs [first, last) of the grid, 0 <= first <= last <= grid[0]*grid[1]*grid[2].
/// Program (x, y, z) has the linear number x + grid[0] * (y + grid[1] * z). `scratch` points to
/// scratch_size bytes aligned to scratch_align that no other call uses meanwhile; their contents
/// before and after mean nothing. Ranges may run in any order and at the same time.
typedef void (*gems_entry)(const gems_launch *launch, int64_t first, int64_t last, void *scratch);

/// An argument of a kernel, as its author declared it.
typedef struct gems_arg_info {
  const char *name;
  uint8_t kind;   ///< gems_kind
  uint8_t type;   ///< gems_type: of the scalar, or of the array's elements
  uint16_t flags; ///< gems_arg_flags
  uint32_t reserved;
} gems_arg_info;

/// A parameter and the value it was compiled with, as text.
typedef struct gems_param_info {
  const char *name;
  const char *value;
} gems_param_info;

/// The descriptor of a kernel. All text is NUL-terminated UTF-8 and never null.
typedef struct gems_kernel_info {
  uint32_t abi_version; ///< GEMS_ABI_VERSION
  uint32_t struct_size; ///< sizeof(gems_kernel_info)
  const char *name;
  gems_entry entry;
  const gems_arg_info *args;
  const gems_param_info *params;
  uint32_t num_args;
  uint32_t num_params;
  const char *triple;     ///< as LLVM spells it
  const char *cpu;        ///< the CPU it was tuned for, as LLVM spells it
  const char *features;   ///< what the code needs, as LLVM spells it: "+neon,+bf16"
  uint64_t scratch_size;  ///< bytes for each range that runs at the same time
  uint32_t scratch_align; ///< bytes, a power of two
  uint32_t isa;           ///< gems_isa
} gems_kernel_info;

#ifdef __cplusplus
} // extern "C"
#define GEMS_ABI_ASSERT(condition) static_assert(condition, #condition)
#else
#define GEMS_ABI_ASSERT(condition) _Static_assert(condition, #condition)
#endif

#define GEMS_ABI_AT(type, field, offset) GEMS_ABI_ASSERT(offsetof(type, field) == (offset))

GEMS_ABI_ASSERT(sizeof(void *) == 8);
GEMS_ABI_ASSERT(sizeof(gems_entry) == 8);
GEMS_ABI_ASSERT(sizeof(gems_value) == 8);

GEMS_ABI_ASSERT(sizeof(gems_site) == 16);
GEMS_ABI_AT(gems_site, location, 0);
GEMS_ABI_AT(gems_site, argument, 8);
GEMS_ABI_AT(gems_site, is_store, 12);

GEMS_ABI_ASSERT(sizeof(gems_violation) == 24);
GEMS_ABI_AT(gems_violation, site, 0);
GEMS_ABI_AT(gems_violation, program, 8);
GEMS_ABI_AT(gems_violation, element, 16);

GEMS_ABI_ASSERT(sizeof(gems_checks) == 40);
GEMS_ABI_AT(gems_checks, extents, 0);
GEMS_ABI_AT(gems_checks, state, 8);
GEMS_ABI_AT(gems_checks, reserved, 12);
GEMS_ABI_AT(gems_checks, violation, 16);

GEMS_ABI_ASSERT(sizeof(gems_launch) == 32);
GEMS_ABI_AT(gems_launch, args, 0);
GEMS_ABI_AT(gems_launch, grid, 8);
GEMS_ABI_AT(gems_launch, reserved, 20);
GEMS_ABI_AT(gems_launch, checks, 24);

GEMS_ABI_ASSERT(sizeof(gems_arg_info) == 16);
GEMS_ABI_AT(gems_arg_info, name, 0);
GEMS_ABI_AT(gems_arg_info, kind, 8);
GEMS_ABI_AT(gems_arg_info, type, 9);
GEMS_ABI_AT(gems_arg_info, flags, 10);
GEMS_ABI_AT(gems_arg_info, reserved, 12);

GEMS_ABI_ASSERT(sizeof(gems_param_info) == 16);
GEMS_ABI_AT(gems_param_info, name, 0);
GEMS_ABI_AT(gems_param_info, value, 8);

GEMS_ABI_ASSERT(sizeof(gems_kernel_info) == 88);
GEMS_ABI_AT(gems_kernel_info, abi_version, 0);
GEMS_ABI_AT(gems_kernel_info, struct_size, 4);
GEMS_ABI_AT(gems_kernel_info, name, 8);
GEMS_ABI_AT(gems_kernel_info, entry, 16);
GEMS_ABI_AT(gems_kernel_info, args, 24);
GEMS_ABI_AT(gems_kernel_info, params, 32);
GEMS_ABI_AT(gems_kernel_info, num_args, 40);
GEMS_ABI_AT(gems_kernel_info, num_params, 44);
GEMS_ABI_AT(gems_kernel_info, triple, 48);
GEMS_ABI_AT(gems_kernel_info, cpu, 56);
GEMS_ABI_AT(gems_kernel_info, features, 64);
GEMS_ABI_AT(gems_kernel_info, scratch_size, 72);
GEMS_ABI_AT(gems_kernel_info, scratch_align, 80);
GEMS_ABI_AT(gems_kernel_info, isa, 84);

#undef GEMS_ABI_AT
#undef GEMS_ABI_ASSERT

#endif // GEMS_RUNTIME_ABI_H
