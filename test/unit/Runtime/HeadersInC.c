// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The headers for C programs, read by a C11 compiler.
#include "gems/Runtime/Note.h"
#include "gems/Runtime/Runtime.h"

uint32_t abiVersionSeenByC(void) { return GEMS_ABI_VERSION; }
