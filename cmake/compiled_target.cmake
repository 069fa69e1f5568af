# SPDX-License-Identifier: Apache-2.0
# millstream::compiled: what of the library knows no row type, compiled once. A program that links it
# (before Arrow and the other libraries) compiles its queries without that; the headers are the same.
# One source a third-party library, so that the linker takes only what the program uses.
add_library(millstream_compiled STATIC "${PROJECT_SOURCE_DIR}/src/core.cpp")
add_library(millstream::compiled ALIAS millstream_compiled)
set_target_properties(millstream_compiled PROPERTIES EXPORT_NAME compiled POSITION_INDEPENDENT_CODE ON)
target_compile_definitions(millstream_compiled PUBLIC MILLSTREAM_COMPILED)
target_link_libraries(millstream_compiled PUBLIC millstream)
foreach(connector IN LISTS MILLSTREAM_CONNECTORS)
  if(NOT EXISTS "${PROJECT_SOURCE_DIR}/src/${connector}.cpp")
    continue()
  endif()
  target_sources(millstream_compiled PRIVATE "${PROJECT_SOURCE_DIR}/src/${connector}.cpp")
  # Its headers only: whoever uses the connector links the library itself.
  foreach(library millstream_${connector} ArrowParquet::ArrowParquet LMDB::LMDB)
    if(TARGET ${library})
      target_include_directories(millstream_compiled SYSTEM PRIVATE
        $<TARGET_PROPERTY:${library},INTERFACE_INCLUDE_DIRECTORIES>
        $<TARGET_PROPERTY:${library},INTERFACE_SYSTEM_INCLUDE_DIRECTORIES>)
    endif()
  endforeach()
endforeach()
