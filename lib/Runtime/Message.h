// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How functions of the runtime fail: a status and one line of text.
#ifndef GEMS_LIB_RUNTIME_MESSAGE_H
#define GEMS_LIB_RUNTIME_MESSAGE_H

#include "gems/Runtime/Runtime.h"

namespace gems {

/// Writes the text, cut to fit, and returns the status.
__attribute__((format(printf, 3, 4))) gems_status fail(gems_message *message, gems_status status,
                                                       const char *format, ...);

inline gems_status succeed(gems_message *message) {
  if (message)
    message->text[0] = '\0';
  return GEMS_OK;
}

} // namespace gems

#endif // GEMS_LIB_RUNTIME_MESSAGE_H
