# Part of gems, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Checks that LIBRARY calls nothing but the runtime and harmless functions of libc: no files, no
# processes, no memory of its own.
execute_process(COMMAND ${NM} --dynamic --undefined-only --format=just-symbols ${LIBRARY}
  OUTPUT_VARIABLE symbols COMMAND_ERROR_IS_FATAL ANY)
string(REGEX REPLACE "\n$" "" symbols "${symbols}")
string(REPLACE "\n" ";" symbols "${symbols}")
set(harmless "mem(cpy|move|set)|strcmp|atoll|strtoll|v?snprintf|__(vs|s)nprintf_chk|__stack_chk_fail")
foreach(symbol IN LISTS symbols)
  if(NOT symbol MATCHES "^(gems_[a-z_]+|(${harmless})(@.*)?|__cxa_finalize(@.*)?|_ITM_.*|__gmon_start__)$")
    message(FATAL_ERROR "expected calls of the runtime and of ${harmless}, got ${symbol}")
  endif()
endforeach()
if(NOT symbols MATCHES "gems_kernel_launch")
  message(FATAL_ERROR "expected a library of operators, got ${LIBRARY}")
endif()
message("${symbols}")
