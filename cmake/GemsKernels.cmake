# Part of gems, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# gems_add_kernels(TARGET FILE.mlir...
#                  [PARAMS NAME=VALUE...] [SUFFIX TEXT] [TRIPLE TRIPLE] [CPU CPU] [FEATURES LIST])
#   Compiles kernels while the project is built, for the machine that the project is built for, and
#   gives each file a typed header, FILE.h. TARGET may exist; otherwise it becomes a static library.
#   Several calls may add to one target; SUFFIX (put after the names of kernels and headers) tells
#   versions of one file apart. The code runs on every CPU of the machine's baseline, ARMv8-A or
#   x86-64-v3, unless CPU or FEATURES ask for more, in LLVM's spelling.
#   What it reads and writes are commands of the folder that calls it, so TARGET is of that folder.
#
# The compiler is GEMS_COMPILE, a program that runs where the project is built; a build that does
# not cross machines finds the one that comes with gems.

# The compiler, as a command and something to depend on.
function(gems_find_compiler result)
  if(GEMS_COMPILE)
    set(compiler ${GEMS_COMPILE})
  elseif(TARGET gems-compile)
    set(compiler $<TARGET_FILE:gems-compile>)
  elseif(TARGET gems::gems-compile AND NOT CMAKE_CROSSCOMPILING)
    set(compiler $<TARGET_FILE:gems::gems-compile>)
  else()
    find_program(GEMS_COMPILE gems-compile)
    set(compiler ${GEMS_COMPILE})
  endif()
  if(NOT compiler)
    message(FATAL_ERROR "gems_add_kernels: gems-compile was not found; set GEMS_COMPILE to one "
                        "that runs on this machine")
  endif()
  set(${result} ${compiler} PARENT_SCOPE)
endfunction()

# The triple of the machine that the project is built for.
function(gems_get_triple result)
  if(CMAKE_SYSTEM_PROCESSOR MATCHES "^(aarch64|arm64|ARM64)$")
    set(triple aarch64-linux-gnu)
    if(APPLE)
      set(triple arm64-apple-macos)
    endif()
  elseif(CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|AMD64|amd64)$")
    set(triple x86_64-linux-gnu)
  else()
    message(FATAL_ERROR "gems_add_kernels: expected a machine aarch64 or x86_64, got "
                        "'${CMAKE_SYSTEM_PROCESSOR}'; give one with TRIPLE")
  endif()
  set(${result} ${triple} PARENT_SCOPE)
endfunction()

function(gems_add_kernels target)
  cmake_parse_arguments(arg "" "SUFFIX;TRIPLE;CPU;FEATURES" "PARAMS" ${ARGN})
  if(NOT arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "gems_add_kernels(${target}): expected a file of kernels, got none")
  endif()
  gems_find_compiler(compiler)
  if(NOT arg_TRIPLE)
    gems_get_triple(arg_TRIPLE)
  endif()
  set(words --target=${arg_TRIPLE})
  if(arg_CPU)
    list(APPEND words --cpu=${arg_CPU})
  endif()
  if(arg_FEATURES)
    list(APPEND words --features=${arg_FEATURES})
  endif()
  if(arg_SUFFIX)
    list(APPEND words --suffix=${arg_SUFFIX})
  endif()
  foreach(param IN LISTS arg_PARAMS)
    list(APPEND words -D ${param})
  endforeach()

  set(folder ${CMAKE_CURRENT_BINARY_DIR}/gems/${target})
  file(MAKE_DIRECTORY ${folder})
  if(NOT TARGET ${target})
    add_library(${target} STATIC)
    set_target_properties(${target} PROPERTIES LINKER_LANGUAGE C)
  endif()
  get_target_property(home ${target} SOURCE_DIR)
  if(NOT home STREQUAL CMAKE_CURRENT_SOURCE_DIR)
    message(FATAL_ERROR "gems_add_kernels(${target}): expected a target of this folder, got one of "
                        "'${home}'")
  endif()
  foreach(source IN LISTS arg_UNPARSED_ARGUMENTS)
    get_filename_component(stem ${source} NAME_WE)
    get_filename_component(path ${source} ABSOLUTE)
    if(NOT EXISTS ${path})
      message(FATAL_ERROR "gems_add_kernels(${target}): cannot find '${source}'")
    endif()
    set(output ${folder}/${stem}${arg_SUFFIX})
    add_custom_command(
      OUTPUT ${output}.o ${output}.h
      COMMAND ${compiler} ${path} ${words} -o ${output}.o
      COMMAND ${compiler} ${path} ${words} --emit=header -o ${output}.h
      DEPENDS ${path} ${compiler}
      COMMENT "Compiling kernels ${stem}${arg_SUFFIX} for ${arg_TRIPLE}"
      VERBATIM)
    set_source_files_properties(${output}.o PROPERTIES EXTERNAL_OBJECT ON GENERATED ON)
    target_sources(${target} PRIVATE ${output}.o ${output}.h)
  endforeach()
  target_include_directories(${target} PUBLIC $<BUILD_INTERFACE:${folder}>)
endfunction()
