// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The arguments of an operator: checked in the order in which a caller wrote them, then launched.
#include "Operands.h"

#include "Message.h"

using namespace gems;

void Operands::array(const char *what, const void *data, bool isEmpty) {
  if (status != GEMS_OK)
    return;
  // The operators' types are powers of two; a division would take as long as a short row.
  size_t elementSize = type == GEMS_F32 ? 4 : 2;
  size_t past = reinterpret_cast<uintptr_t>(data) & (elementSize - 1);
  if (!data && !isEmpty)
    status = fail(message, GEMS_ERROR_ARGUMENT, "%s: expected an array %s, got null", name, what);
  else if (past != 0)
    status = fail(message, GEMS_ERROR_ARGUMENT,
                  "%s: expected an address of %s that is a multiple of %zu, got one %zu past it",
                  name, what, elementSize, past);
}

void Operands::range(const char *what, int64_t number, int64_t least) {
  if (status == GEMS_OK && (number < least || number > INT32_MAX))
    status = fail(message, GEMS_ERROR_ARGUMENT, "%s: expected %s %lld..2147483647, got %lld", name,
                  what, static_cast<long long>(least), static_cast<long long>(number));
}

void Operands::size(const char *what, int64_t size) { range(what, size, 0); }

void Operands::stride(const char *what, int64_t stride, int64_t length) {
  range(what, stride, length);
}
