# SPDX-License-Identifier: Apache-2.0
# find_package(millstream COMPONENTS json parquet lmdb regex digest) from an install tree.
include(CMakePackageConfigHelpers)

set(package_dir "${CMAKE_INSTALL_LIBDIR}/cmake/millstream")

install(DIRECTORY include/millstream DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}"
        FILES_MATCHING PATTERN "*.hpp" PATTERN "*.ipp" PATTERN "*.h" PATTERN "*.inc" PATTERN "*.capnp")
install(TARGETS millstream millstream_compiled EXPORT millstream_core)
install(EXPORT millstream_core NAMESPACE millstream:: DESTINATION "${package_dir}")

# One export set a component, so that a component nobody asks for cannot fail to load.
foreach(connector IN LISTS MILLSTREAM_CONNECTORS)
  if(connector STREQUAL "json" AND MILLSTREAM_SIMDJSON_BUNDLED)
    install(FILES "${MILLSTREAM_SIMDJSON_DIR}/simdjson.h"
            DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}/millstream/third_party")
    install(FILES cmake/keep_simdjson_local.map DESTINATION "${package_dir}")
    install(TARGETS millstream_simdjson EXPORT millstream_json
            OBJECTS DESTINATION "${CMAKE_INSTALL_LIBDIR}/millstream")
  endif()
  install(TARGETS millstream_${connector} EXPORT millstream_${connector})
  install(EXPORT millstream_${connector} NAMESPACE millstream:: DESTINATION "${package_dir}")
endforeach()

configure_package_config_file(cmake/millstreamConfig.cmake.in
  "${PROJECT_BINARY_DIR}/millstreamConfig.cmake" INSTALL_DESTINATION "${package_dir}")
write_basic_package_version_file("${PROJECT_BINARY_DIR}/millstreamConfigVersion.cmake"
  COMPATIBILITY SameMinorVersion ARCH_INDEPENDENT)
install(FILES
  "${PROJECT_BINARY_DIR}/millstreamConfig.cmake"
  "${PROJECT_BINARY_DIR}/millstreamConfigVersion.cmake"
  cmake/FindCapnProto.cmake cmake/FindLMDB.cmake cmake/FindRE2.cmake cmake/FindArrowParquet.cmake
  DESTINATION "${package_dir}")
