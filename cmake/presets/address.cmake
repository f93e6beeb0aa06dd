# Part of gems, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Everything under AddressSanitizer and UndefinedBehaviorSanitizer: `.ci/run address`.
include(${CMAKE_CURRENT_LIST_DIR}/clang.cmake)
set(GEMS_SANITIZE "address,undefined" CACHE STRING "")
