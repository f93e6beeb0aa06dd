# Part of gems, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# gems_add_library(NAME source... LINK library... [DEPENDS target...])
#   A static library of the compiler. It sees the LLVM headers as system headers and links
#   libLLVM.so for every LLVM component; MLIR libraries are the static ones.
# gems_add_tool(NAME source... LINK library...)
#   A program of the compiler.
function(gems_compile_options target)
  target_include_directories(${target} SYSTEM PRIVATE ${LLVM_INCLUDE_DIRS} ${MLIR_INCLUDE_DIRS})
  separate_arguments(definitions NATIVE_COMMAND ${LLVM_DEFINITIONS})
  target_compile_definitions(${target} PRIVATE ${definitions})
  target_compile_options(${target} PRIVATE -Wall -Wextra -Wno-unused-parameter -fno-exceptions
                                           -fvisibility-inlines-hidden)
endfunction()

function(gems_add_library name)
  cmake_parse_arguments(arg "" "" "LINK;DEPENDS" ${ARGN})
  add_library(${name} STATIC ${arg_UNPARSED_ARGUMENTS})
  gems_compile_options(${name})
  target_link_libraries(${name} PUBLIC ${arg_LINK} LLVM)
  if(arg_DEPENDS)
    add_dependencies(${name} ${arg_DEPENDS})
  endif()
endfunction()

function(gems_add_tool name)
  cmake_parse_arguments(arg "" "" "LINK" ${ARGN})
  add_executable(${name} ${arg_UNPARSED_ARGUMENTS})
  gems_compile_options(${name})
  # gcc looks for ld.lld by that name, which only the folder of LLVM has.
  target_link_options(${name} PRIVATE -B${LLVM_TOOLS_BINARY_DIR} -fuse-ld=lld -Wl,--gc-sections)
  target_link_libraries(${name} PRIVATE ${arg_LINK} LLVM)
  if("${GEMS_SANITIZE}" MATCHES "address")
    target_sources(${name} PRIVATE ${PROJECT_SOURCE_DIR}/cmake/AddressSanitizer.cpp)
  endif()
endfunction()
