# Part of gems, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Checks LIBRARY: below 200 KB when stripped, and no library needed but libc and its loader.
execute_process(COMMAND ${STRIP} -o ${WORK}/stripped.so ${LIBRARY} COMMAND_ERROR_IS_FATAL ANY)
file(SIZE ${WORK}/stripped.so size)
if(size GREATER 200000)
  message(FATAL_ERROR "expected a stripped library below 200000 bytes, got ${size}")
endif()
execute_process(COMMAND ${READELF} -d ${LIBRARY} OUTPUT_VARIABLE dynamic COMMAND_ERROR_IS_FATAL ANY)
string(REGEX MATCHALL "\\(NEEDED\\)[^\n]*" needed "${dynamic}")
foreach(entry IN LISTS needed)
  if(NOT entry MATCHES "\\[(libc\\.so\\.6|ld-linux[^]]*)\\]")
    message(FATAL_ERROR "expected libc alone, got ${entry}")
  endif()
endforeach()
message("${size} bytes, needs ${needed}")
