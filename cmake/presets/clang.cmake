# Part of gems, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# What the presets that watch the code share: the compiler that LLVM's instrumentation belongs to.
find_program(GEMS_CLANG clang-22 PATHS /usr/lib/llvm-22/bin REQUIRED)
find_program(GEMS_CLANGXX clang++-22 PATHS /usr/lib/llvm-22/bin REQUIRED)
set(CMAKE_C_COMPILER ${GEMS_CLANG} CACHE FILEPATH "")
set(CMAKE_CXX_COMPILER ${GEMS_CLANGXX} CACHE FILEPATH "")
set(CMAKE_BUILD_TYPE Release CACHE STRING "")
set(CMAKE_C_FLAGS_RELEASE "-O1 -gline-tables-only -DNDEBUG" CACHE STRING "")
set(CMAKE_CXX_FLAGS_RELEASE "-O1 -gline-tables-only -DNDEBUG" CACHE STRING "")
