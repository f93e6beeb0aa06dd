# Part of gems, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Everything with counters per line: `.ci/run coverage` ends with the lines of lib/ that ran.
include(${CMAKE_CURRENT_LIST_DIR}/clang.cmake)
set(GEMS_COVERAGE ON CACHE BOOL "")
