# Part of gems, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# What `cmake --install` copies: for other projects, find_package(gems) with the targets
#   gems::runtime   load, bind and launch kernels
#   gems::kernels   operators ready to link
#   gems::jit       the compiler as a library
#   gems::gems-compile, and the function gems_add_kernels
# and the same libraries for pkg-config as gems-runtime, gems-kernels, gems-jit. A build without LLVM
# installs what it has.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)
set(packageDir ${CMAKE_INSTALL_LIBDIR}/cmake/gems)

# gems_install_library(TARGET NAME DESCRIPTION [REQUIRES...])
function(gems_install_library target name description)
  set_target_properties(${target} PROPERTIES EXPORT_NAME ${name} INSTALL_RPATH "$ORIGIN")
  target_include_directories(${target} INTERFACE $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
  install(TARGETS ${target} EXPORT gemsTargets
    LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}
    ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
  string(REPLACE ";" " " requires "${ARGN}")
  file(GENERATE OUTPUT ${PROJECT_BINARY_DIR}/pkgconfig/gems-${name}.pc CONTENT
"prefix=\${pcfiledir}/../..
Name: gems-${name}
Description: ${description}
Version: ${PROJECT_VERSION}
Requires: ${requires}
Cflags: -I\${prefix}/${CMAKE_INSTALL_INCLUDEDIR}
Libs: -L\${prefix}/${CMAKE_INSTALL_LIBDIR} -lgems_${name}
")
  install(FILES ${PROJECT_BINARY_DIR}/pkgconfig/gems-${name}.pc
    DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
endfunction()

function(gems_install_headers folder)
  list(TRANSFORM ARGN PREPEND ${PROJECT_SOURCE_DIR}/include/gems/${folder}/)
  install(FILES ${ARGN} DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/gems/${folder})
endfunction()

gems_install_library(gems_runtime runtime "Loads and launches compiled kernels")
gems_install_headers(Runtime Abi.h Gems.hpp Runtime.h)
if(TARGET gems_kernels AND NOT GEMS_KERNELS_ON_REQUEST)
  gems_install_library(gems_kernels kernels "Operators for inference" gems-runtime)
  gems_install_headers(Kernels Kernels.h)
endif()
if(TARGET gems_jit)
  gems_install_library(gems_jit jit "Compiles kernels while a program runs" gems-runtime)
  gems_install_headers(Jit Jit.h Jit.hpp)
endif()

set(tools gems-launch)
if(TARGET gems-compile)
  list(APPEND tools gems-compile gems-run gems-opt gems-lsp-server)
  install(TARGETS gems-compile EXPORT gemsTargets)
  install(DIRECTORY ${PROJECT_SOURCE_DIR}/kernels/ DESTINATION ${CMAKE_INSTALL_DATADIR}/gems/kernels
    FILES_MATCHING PATTERN "*.mlir")
endif()
install(TARGETS ${tools} RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})

install(EXPORT gemsTargets NAMESPACE gems:: DESTINATION ${packageDir})
configure_package_config_file(${PROJECT_SOURCE_DIR}/cmake/gemsConfig.cmake.in
  ${PROJECT_BINARY_DIR}/gemsConfig.cmake INSTALL_DESTINATION ${packageDir})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/gemsConfigVersion.cmake
  COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/gemsConfig.cmake ${PROJECT_BINARY_DIR}/gemsConfigVersion.cmake
  ${PROJECT_SOURCE_DIR}/cmake/GemsKernels.cmake DESTINATION ${packageDir})
