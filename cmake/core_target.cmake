# SPDX-License-Identifier: Apache-2.0
# millstream::millstream: the headers and what the core rooms include.

find_package(Threads REQUIRED)
find_package(TBB REQUIRED)
find_package(Boost 1.71 REQUIRED)
find_package(range-v3 REQUIRED)
find_package(CapnProto MODULE REQUIRED)

add_library(millstream INTERFACE)
add_library(millstream::millstream ALIAS millstream)
target_compile_features(millstream INTERFACE cxx_std_20)
target_include_directories(millstream INTERFACE
  $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include>
  $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
target_link_libraries(millstream INTERFACE
  TBB::tbb Boost::headers range-v3::range-v3 CapnProto::capnp CapnProto::kj Threads::Threads)
