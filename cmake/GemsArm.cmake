# Part of gems, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Builds for AArch64 beside the host's build, in its folder aarch64:
#   gems-launch-aarch64   the runtime and its launcher, which becomes bin/gems-launch-aarch64
#   gems-aarch64          all that needs no LLVM: libgems_kernels and the tests, too
include(ExternalProject)
find_program(GEMS_ARM_COMPILER aarch64-linux-gnu-g++)
if(NOT GEMS_ARM_COMPILER)
  message(FATAL_ERROR "aarch64-linux-gnu-g++ was not found: install g++-aarch64-linux-gnu, or set "
                      "GEMS_WITH_ARM=OFF to build without the AArch64 launcher")
endif()
set(GEMS_ARM_DIR ${PROJECT_BINARY_DIR}/aarch64)
ExternalProject_Add(gems-arm
  SOURCE_DIR ${PROJECT_SOURCE_DIR}
  BINARY_DIR ${GEMS_ARM_DIR}
  CMAKE_ARGS
    -DGEMS_RUNTIME_ONLY=ON
    -DGEMS_RUNTIME_TESTS=ON
    -DGEMS_COMPILE=${PROJECT_BINARY_DIR}/bin/gems-compile
    -DCMAKE_BUILD_TYPE=${CMAKE_BUILD_TYPE}
    -DCMAKE_TOOLCHAIN_FILE=${PROJECT_SOURCE_DIR}/cmake/aarch64-linux-gnu.cmake
  BUILD_ALWAYS ON
  BUILD_COMMAND ${CMAKE_COMMAND} --build . --target gems-launch
  INSTALL_COMMAND ${CMAKE_COMMAND} -E copy_if_different bin/gems-launch
                  ${PROJECT_BINARY_DIR}/bin/gems-launch-aarch64
  BUILD_BYPRODUCTS ${PROJECT_BINARY_DIR}/bin/gems-launch-aarch64
  EXCLUDE_FROM_ALL OFF
)
add_custom_target(gems-launch-aarch64 DEPENDS gems-arm)
# The kernels among it wait for the compiler; the launcher does not.
add_custom_target(gems-aarch64 ALL
  COMMAND ${CMAKE_COMMAND} --build ${GEMS_ARM_DIR}
  DEPENDS gems-launch-aarch64 gems-compile
  USES_TERMINAL
  COMMENT "Building the kernels and the tests for AArch64")
