# SPDX-License-Identifier: Apache-2.0
# ArrowParquet::ArrowParquet: Apache Arrow and Parquet, from a real Arrow package where there is
# one, else from inside a pyarrow wheel (Debian 12 has no Arrow).
#   MILLSTREAM_PYARROW_DIR   the folder `pyarrow` of an installed wheel; searched before Python is asked
# A wheel's libraries carry a version in their file names and no plain .so, so they are linked by
# full path, which also makes CMake put their folder on the build rpath.

if(NOT TARGET ArrowParquet::ArrowParquet)
  find_package(Arrow CONFIG QUIET)
  find_package(Parquet CONFIG QUIET)
  set(_arrow_origin "")
  if(Arrow_FOUND AND Parquet_FOUND)
    if(TARGET Parquet::parquet_shared)
      set(_arrow_targets Parquet::parquet_shared Arrow::arrow_shared)
    else()
      set(_arrow_targets Parquet::parquet_static Arrow::arrow_static)
    endif()
    add_library(ArrowParquet::ArrowParquet INTERFACE IMPORTED)
    set_target_properties(ArrowParquet::ArrowParquet PROPERTIES
      INTERFACE_LINK_LIBRARIES "${_arrow_targets}")
    set(ArrowParquet_VERSION "${Arrow_VERSION}")
    set(_arrow_origin "${Arrow_DIR}")
  else()
    set(_pyarrow_candidates ${MILLSTREAM_PYARROW_DIR})
    file(GLOB _pyarrow_venv "${CMAKE_CURRENT_LIST_DIR}/../.deps/venv/lib/python3*/site-packages/pyarrow")
    list(APPEND _pyarrow_candidates ${_pyarrow_venv})
    if(NOT _pyarrow_candidates)
      find_package(Python3 QUIET COMPONENTS Interpreter)
      if(Python3_Interpreter_FOUND)
        execute_process(
          COMMAND "${Python3_EXECUTABLE}" -c
            "import importlib.util as u; print(u.find_spec('pyarrow').submodule_search_locations[0])"
          OUTPUT_VARIABLE _pyarrow_candidates OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
      endif()
    endif()
    foreach(_pyarrow IN LISTS _pyarrow_candidates)
      file(GLOB _arrow_library "${_pyarrow}/libarrow.so.[0-9]*")
      file(GLOB _parquet_library "${_pyarrow}/libparquet.so.[0-9]*")
      if(_arrow_library AND _parquet_library AND EXISTS "${_pyarrow}/include/parquet/api/writer.h")
        list(GET _arrow_library 0 _arrow_library)
        list(GET _parquet_library 0 _parquet_library)
        file(REAL_PATH "${_pyarrow}" _arrow_origin)
        file(STRINGS "${_pyarrow}/include/arrow/util/config.h" _version
             REGEX "define ARROW_VERSION_STRING ")
        string(REGEX MATCH "[0-9.]+[0-9]" ArrowParquet_VERSION "${_version}")
        foreach(_name arrow parquet)
          file(REAL_PATH "${_${_name}_library}" _location)
          add_library(ArrowParquet::${_name} SHARED IMPORTED)
          set_target_properties(ArrowParquet::${_name} PROPERTIES
            IMPORTED_LOCATION "${_location}"
            INTERFACE_INCLUDE_DIRECTORIES "${_arrow_origin}/include")
        endforeach()
        target_link_libraries(ArrowParquet::parquet INTERFACE ArrowParquet::arrow)
        add_library(ArrowParquet::ArrowParquet INTERFACE IMPORTED)
        set_target_properties(ArrowParquet::ArrowParquet PROPERTIES
          INTERFACE_LINK_LIBRARIES "ArrowParquet::parquet;ArrowParquet::arrow")
        break()
      endif()
    endforeach()
  endif()
  set(ArrowParquet_ORIGIN "${_arrow_origin}")
endif()

include(FindPackageHandleStandardArgs)
if(TARGET ArrowParquet::ArrowParquet)
  set(_arrow_available "${ArrowParquet_ORIGIN}")
else()
  set(_arrow_available "_arrow_available-NOTFOUND")
endif()
find_package_handle_standard_args(ArrowParquet
  REQUIRED_VARS _arrow_available VERSION_VAR ArrowParquet_VERSION)
