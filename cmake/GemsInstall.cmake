# Part of gems, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# What `cmake --install` copies: for other projects, find_package(gems) with the targets
#   gems::runtime   load, bind and launch kernels
#   gems::kernels   operators ready to link
#   gems::jit       the compiler as a library
#   gems::gems-compile, and the function gems_add_kernels
# and the same libraries for pkg-config as gems-runtime, gems-kernels, gems-jit. A build without LLVM
# installs what it has. Everything finds everything else by relative paths, so that the installed
# folder may be moved.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)
set(packageDir ${CMAKE_INSTALL_LIBDIR}/cmake/gems)
file(RELATIVE_PATH prefixOfPkgConfig /${CMAKE_INSTALL_LIBDIR}/pkgconfig /)

# gems_install_library(TARGET NAME DESCRIPTION [REQUIRES...])
function(gems_install_library target name description)
  set_target_properties(${target} PROPERTIES EXPORT_NAME ${name} INSTALL_RPATH "$ORIGIN")
  target_include_directories(${target} INTERFACE $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
  install(TARGETS ${target} EXPORT gemsTargets
    LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}
    ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
  string(REPLACE ";" " " requires "${ARGN}")
  file(GENERATE OUTPUT ${PROJECT_BINARY_DIR}/pkgconfig/gems-${name}.pc CONTENT
"prefix=\${pcfiledir}/${prefixOfPkgConfig}
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
if(TARGET gems_kernels)
  gems_install_library(gems_kernels kernels "Operators for inference" gems-runtime)
  gems_install_headers(Kernels Kernels.h)
endif()
if(TARGET gems_jit)
  gems_install_library(gems_jit jit "Compiles kernels while a program runs" gems-runtime)
  gems_install_headers(Jit Jit.h Jit.hpp)
endif()

install(TARGETS gems-launch RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
if(TARGET gems-compile)
  install(TARGETS gems-compile EXPORT gemsTargets RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
  install(TARGETS gems-run gems-opt gems-lsp-server RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endif()
if(TARGET gems-launch-aarch64)
  install(PROGRAMS ${CMAKE_RUNTIME_OUTPUT_DIRECTORY}/gems-launch-aarch64
    DESTINATION ${CMAKE_INSTALL_BINDIR})
endif()
set(kernelDir ${CMAKE_INSTALL_DATADIR}/gems/kernels)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/kernels/ DESTINATION ${kernelDir}
  FILES_MATCHING PATTERN "*.mlir")

install(EXPORT gemsTargets NAMESPACE gems:: DESTINATION ${packageDir})
configure_package_config_file(${PROJECT_SOURCE_DIR}/cmake/gemsConfig.cmake.in
  ${PROJECT_BINARY_DIR}/gemsConfig.cmake INSTALL_DESTINATION ${packageDir}
  PATH_VARS kernelDir)
write_basic_package_version_file(${PROJECT_BINARY_DIR}/gemsConfigVersion.cmake
  COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/gemsConfig.cmake ${PROJECT_BINARY_DIR}/gemsConfigVersion.cmake
  ${PROJECT_SOURCE_DIR}/cmake/GemsKernels.cmake DESTINATION ${packageDir})
