# SPDX-License-Identifier: Apache-2.0

# millstream_test_room(<target> LABEL <label> FOLDER <folder> LINK <library>... [TIMEOUT <seconds>])
# A Catch2 binary of every source in the folder (and below), one ctest case a TEST_CASE.
function(millstream_test_room target)
  cmake_parse_arguments(PARSE_ARGV 1 room "" "LABEL;FOLDER;TIMEOUT" "LINK")
  if(NOT room_TIMEOUT)
    set(room_TIMEOUT 120)
  endif()
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/${room_FOLDER}/*.cpp")
  millstream_without_missing_connectors(sources)
  if(NOT MILLSTREAM_TESTS_ALL)
    list(FILTER sources EXCLUDE REGEX "/rules_keep_rows\\.cpp$|_rules_off\\.cpp$|/million\\.cpp$")
  endif()
  if(NOT sources)
    return()
  endif()
  add_executable(${target} ${sources})
  target_link_libraries(${target} PRIVATE test_main millstream_developer ${room_LINK})
  target_include_directories(${target} PRIVATE "${CMAKE_CURRENT_SOURCE_DIR}")
  target_precompile_headers(${target} REUSE_FROM test_main)
  target_compile_definitions(${target} PRIVATE
    MILLSTREAM_TEST_DATA="${CMAKE_CURRENT_SOURCE_DIR}/data")
  # Catch 2.13 ends well when no test case has the asked name; NoTests makes that a failure.
  catch_discover_tests(${target} TEST_PREFIX "${room_LABEL}:" EXTRA_ARGS -w NoTests
                       PROPERTIES LABELS "${room_LABEL}" TIMEOUT ${room_TIMEOUT})
endfunction()

# Takes the files of connectors and functions whose library was not found out of the list: json*,
# parquet*, lmdb* under a folder called connector, regex*, digest* under one called functions.
function(millstream_without_missing_connectors list)
  foreach(connector json parquet lmdb)
    if(NOT connector IN_LIST MILLSTREAM_CONNECTORS)
      list(FILTER ${list} EXCLUDE REGEX "/connector/(.*/)?${connector}[^/]*$")
    endif()
  endforeach()
  foreach(functions regex digest)
    if(NOT functions IN_LIST MILLSTREAM_CONNECTORS)
      list(FILTER ${list} EXCLUDE REGEX "/functions/${functions}[^/]*$")
    endif()
  endforeach()
  set(${list} "${${list}}" PARENT_SCOPE)
endfunction()
