# Part of gems, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Toolchain file for Debian's AArch64 cross compiler; what it builds runs under qemu-aarch64.
#   GEMS_ARM_ROOT   a folder with Debian's arm64 packages of LLVM, unpacked: for builds of the
#                   compiler itself; the runtime needs none
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR aarch64)
set(CMAKE_C_COMPILER aarch64-linux-gnu-gcc)
set(CMAKE_CXX_COMPILER aarch64-linux-gnu-g++)
set(CMAKE_FIND_ROOT_PATH /usr/aarch64-linux-gnu)
set(root /usr/aarch64-linux-gnu)
if(GEMS_ARM_ROOT)
  set(root ${GEMS_ARM_ROOT})
  list(APPEND CMAKE_FIND_ROOT_PATH ${root})
  list(APPEND CMAKE_TRY_COMPILE_PLATFORM_VARIABLES GEMS_ARM_ROOT)
  set(CMAKE_LIBRARY_ARCHITECTURE aarch64-linux-gnu)
  # What libLLVM.so needs in turn.
  foreach(folder lib usr/lib)
    add_link_options(-Wl,-rpath-link=${root}/${folder}/aarch64-linux-gnu)
  endforeach()
endif()
set(CMAKE_CROSSCOMPILING_EMULATOR qemu-aarch64 -L ${root})
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
