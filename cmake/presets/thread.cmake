# Part of gems, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# The runtime and its tests under ThreadSanitizer: `.ci/run thread`. The rest has no threads of its
# own, and LLVM's libraries are not instrumented.
include(${CMAKE_CURRENT_LIST_DIR}/clang.cmake)
set(GEMS_SANITIZE "thread" CACHE STRING "")
set(GEMS_RUNTIME_ONLY ON CACHE BOOL "")
set(GEMS_RUNTIME_TESTS ON CACHE BOOL "")
