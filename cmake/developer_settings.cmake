# SPDX-License-Identifier: Apache-2.0
# What only our own programs need: warnings, sanitizers, compiler cache, linker. A project that
# adds this one as a subdirectory sees none of it.

if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "Debug or Release" FORCE)
endif()
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/bin")

# Debian's ccache refuses precompiled headers unless told that their defines do not matter.
find_program(MILLSTREAM_CCACHE ccache)
if(MILLSTREAM_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER
      "${CMAKE_COMMAND}" -E env "CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime"
      "CCACHE_BASEDIR=${PROJECT_SOURCE_DIR}" "${MILLSTREAM_CCACHE}")
endif()

# mold halves the time of linking test binaries; sanitizer builds keep the compiler's own linker.
find_program(MILLSTREAM_MOLD mold)
if(MILLSTREAM_MOLD AND NOT MILLSTREAM_SANITIZE)
  add_link_options(-fuse-ld=mold)
endif()

if(MILLSTREAM_SANITIZE)
  add_compile_options(-fsanitize=${MILLSTREAM_SANITIZE} -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${MILLSTREAM_SANITIZE})
endif()

add_library(millstream_developer INTERFACE)
target_compile_options(millstream_developer INTERFACE -Wall -Wextra)
