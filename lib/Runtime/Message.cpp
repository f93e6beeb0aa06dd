// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How functions of the runtime fail: a status and one line of text.
#include "Message.h"

#include <cstdarg>
#include <cstdio>

gems_status gems::fail(gems_message *message, gems_status status, const char *format, ...) {
  if (!message)
    return status;
  va_list values;
  va_start(values, format);
  vsnprintf(message->text, sizeof(message->text), format, values);
  va_end(values);
  return status;
}
