# SPDX-License-Identifier: Apache-2.0
# One target a third-party library, of a connector or of functions. A library that is not there takes its target away, with a line
# saying so; tests and examples then leave out what needs it.

set(MILLSTREAM_CONNECTORS "")

# --- millstream::json ---------------------------------------------------------------------------
# libparquet inside the pyarrow wheel exports the symbols of the simdjson it carries, of another
# version. Ours is therefore compiled with hidden visibility and linked as an object file: an object
# on the link line wins over any shared library, wherever that stands, which an archive would not.
if(MILLSTREAM_JSON)
  set(MILLSTREAM_SIMDJSON_DIR "${PROJECT_SOURCE_DIR}/.deps/simdjson" CACHE PATH
      "Folder with simdjson.h and simdjson.cpp; empty or absent: find_package(simdjson)")
  if(EXISTS "${MILLSTREAM_SIMDJSON_DIR}/simdjson.cpp")
    set(MILLSTREAM_SIMDJSON_BUNDLED ON)
    add_library(millstream_simdjson OBJECT "${MILLSTREAM_SIMDJSON_DIR}/simdjson.cpp")
    set_target_properties(millstream_simdjson PROPERTIES
      EXPORT_NAME simdjson CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON
      POSITION_INDEPENDENT_CODE ON)
    target_compile_features(millstream_simdjson PRIVATE cxx_std_20)
    # At -O0 the kernels are 20 times slower than the code that calls them.
    target_compile_options(millstream_simdjson PRIVATE -w -O2 -g0)
    target_include_directories(millstream_simdjson SYSTEM INTERFACE
      $<BUILD_INTERFACE:${MILLSTREAM_SIMDJSON_DIR}>
      $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}/millstream/third_party>)
    add_library(millstream_json INTERFACE)
    target_include_directories(millstream_json SYSTEM INTERFACE
      $<BUILD_INTERFACE:${MILLSTREAM_SIMDJSON_DIR}>
      $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}/millstream/third_party>)
    target_link_libraries(millstream_json INTERFACE millstream
      $<BUILD_INTERFACE:$<TARGET_OBJECTS:millstream_simdjson>>
      $<INSTALL_INTERFACE:$<TARGET_OBJECTS:millstream::simdjson>>)
    # The map is for programs; a shared library has a say of its own over what it exports.
    set(program $<STREQUAL:$<TARGET_PROPERTY:TYPE>,EXECUTABLE>)
    target_link_options(millstream_json INTERFACE
      $<BUILD_INTERFACE:$<${program}:-Wl,--version-script=${PROJECT_SOURCE_DIR}/cmake/keep_simdjson_local.map>>
      $<INSTALL_INTERFACE:$<${program}:-Wl,--version-script=$<INSTALL_PREFIX>/${CMAKE_INSTALL_LIBDIR}/cmake/millstream/keep_simdjson_local.map>>)
  else()
    set(MILLSTREAM_SIMDJSON_BUNDLED OFF)
    find_package(simdjson CONFIG QUIET)
    if(NOT simdjson_FOUND)
      find_package(PkgConfig QUIET)
      if(PkgConfig_FOUND)
        pkg_check_modules(simdjson QUIET IMPORTED_TARGET GLOBAL simdjson)
        if(TARGET PkgConfig::simdjson)
          add_library(simdjson::simdjson ALIAS PkgConfig::simdjson)
        endif()
      endif()
    endif()
    if(TARGET simdjson::simdjson)
      add_library(millstream_json INTERFACE)
      target_link_libraries(millstream_json INTERFACE millstream simdjson::simdjson)
    else()
      message(STATUS "millstream::json left out: simdjson not found (./dev setup fetches it)")
    endif()
  endif()
  if(TARGET millstream_json)
    add_library(millstream::json ALIAS millstream_json)
    set_target_properties(millstream_json PROPERTIES EXPORT_NAME json)
    list(APPEND MILLSTREAM_CONNECTORS json)
  endif()
endif()

# --- millstream::lmdb ---------------------------------------------------------------------------
if(MILLSTREAM_LMDB)
  find_package(LMDB QUIET)
  if(LMDB_FOUND)
    add_library(millstream_lmdb INTERFACE)
    add_library(millstream::lmdb ALIAS millstream_lmdb)
    set_target_properties(millstream_lmdb PROPERTIES EXPORT_NAME lmdb)
    target_link_libraries(millstream_lmdb INTERFACE millstream LMDB::LMDB)
    list(APPEND MILLSTREAM_CONNECTORS lmdb)
  else()
    message(STATUS "millstream::lmdb left out: LMDB not found")
  endif()
endif()

# --- millstream::regex, millstream::digest -----------------------------------------------------
# Not connectors: functions of expressions that need a library (expr/functions/regex.hpp, digest.hpp).
if(MILLSTREAM_REGEX)
  find_package(RE2 QUIET)
  if(RE2_FOUND)
    add_library(millstream_regex INTERFACE)
    add_library(millstream::regex ALIAS millstream_regex)
    set_target_properties(millstream_regex PROPERTIES EXPORT_NAME regex)
    target_link_libraries(millstream_regex INTERFACE millstream RE2::RE2)
    list(APPEND MILLSTREAM_CONNECTORS regex)
  else()
    message(STATUS "millstream::regex left out: RE2 not found")
  endif()
endif()
if(MILLSTREAM_DIGEST)
  find_package(OpenSSL QUIET COMPONENTS Crypto)
  if(TARGET OpenSSL::Crypto)
    add_library(millstream_digest INTERFACE)
    add_library(millstream::digest ALIAS millstream_digest)
    set_target_properties(millstream_digest PROPERTIES EXPORT_NAME digest)
    target_link_libraries(millstream_digest INTERFACE millstream OpenSSL::Crypto)
    list(APPEND MILLSTREAM_CONNECTORS digest)
  else()
    message(STATUS "millstream::digest left out: OpenSSL's libcrypto not found")
  endif()
endif()

# --- millstream::parquet ------------------------------------------------------------------------
# Last in this file and in every list: Arrow's libraries from a wheel export OpenSSL, Thrift and
# more, and must not be asked before the libraries a program really means.
if(MILLSTREAM_PARQUET)
  find_package(ArrowParquet QUIET)
  if(ArrowParquet_FOUND)
    message(STATUS "Arrow ${ArrowParquet_VERSION} from ${ArrowParquet_ORIGIN}")
    add_library(millstream_parquet INTERFACE)
    add_library(millstream::parquet ALIAS millstream_parquet)
    set_target_properties(millstream_parquet PROPERTIES EXPORT_NAME parquet)
    target_link_libraries(millstream_parquet INTERFACE millstream)
    if(TARGET simdjson::simdjson)
      # A shared simdjson can only win by standing before Arrow.
      target_link_libraries(millstream_parquet INTERFACE simdjson::simdjson)
    endif()
    target_link_libraries(millstream_parquet INTERFACE ArrowParquet::ArrowParquet)
    list(APPEND MILLSTREAM_CONNECTORS parquet)
  else()
    message(STATUS "millstream::parquet left out: no Arrow package and no pyarrow wheel")
  endif()
endif()

# Everything there is, for our own programs.
add_library(millstream_everything INTERFACE)
target_link_libraries(millstream_everything INTERFACE millstream)
foreach(connector IN LISTS MILLSTREAM_CONNECTORS)
  target_link_libraries(millstream_everything INTERFACE millstream_${connector})
endforeach()
