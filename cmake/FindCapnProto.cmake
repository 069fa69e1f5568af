# SPDX-License-Identifier: Apache-2.0
# Cap'n Proto's serialization libraries: CapnProto::capnp and CapnProto::kj.
# The package's own CMake file (Debian's 0.9.2) also demands OpenSSL's development files for the
# RPC parts, which nothing here uses; so the two libraries are looked up directly.

find_path(CapnProto_INCLUDE_DIR capnp/message.h)
find_library(CapnProto_capnp_LIBRARY capnp)
find_library(CapnProto_kj_LIBRARY kj)
mark_as_advanced(CapnProto_INCLUDE_DIR CapnProto_capnp_LIBRARY CapnProto_kj_LIBRARY)

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(CapnProto
  REQUIRED_VARS CapnProto_capnp_LIBRARY CapnProto_kj_LIBRARY CapnProto_INCLUDE_DIR)

if(CapnProto_FOUND AND NOT TARGET CapnProto::capnp)
  if(NOT TARGET CapnProto::kj)
    add_library(CapnProto::kj UNKNOWN IMPORTED)
    set_target_properties(CapnProto::kj PROPERTIES
      IMPORTED_LOCATION "${CapnProto_kj_LIBRARY}"
      INTERFACE_INCLUDE_DIRECTORIES "${CapnProto_INCLUDE_DIR}")
  endif()
  add_library(CapnProto::capnp UNKNOWN IMPORTED)
  set_target_properties(CapnProto::capnp PROPERTIES
    IMPORTED_LOCATION "${CapnProto_capnp_LIBRARY}"
    INTERFACE_INCLUDE_DIRECTORIES "${CapnProto_INCLUDE_DIR}"
    INTERFACE_LINK_LIBRARIES CapnProto::kj)
endif()
