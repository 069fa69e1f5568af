# SPDX-License-Identifier: Apache-2.0
# Run by ctest with cmake -P: BUILD is the build tree to install from, WORK a folder of its own.

function(run)
  execute_process(COMMAND ${ARGV} RESULT_VARIABLE code OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(NOT code EQUAL 0)
    list(JOIN ARGV " " command)
    message(FATAL_ERROR "${command}\nended with ${code}\n${output}")
  endif()
  set(output "${output}" PARENT_SCOPE)
endfunction()

file(REMOVE_RECURSE "${WORK}")
run("${CMAKE_COMMAND}" --install "${BUILD}" --prefix "${WORK}/first")
# Nothing in the package may remember where it was installed first.
file(RENAME "${WORK}/first" "${WORK}/installed")
set(launcher "")
if(LAUNCHER)
  set(launcher "-DCMAKE_CXX_COMPILER_LAUNCHER=${LAUNCHER}")
endif()
run("${CMAKE_COMMAND}" -S "${CONSUMER}" -B "${WORK}/build" -G Ninja
    "-DCMAKE_PREFIX_PATH=${WORK}/installed" "-DCMAKE_CXX_COMPILER=${CXX}"
    ${launcher}
    "-DCOMPONENTS=${COMPONENTS}" "-DMILLSTREAM_PYARROW_DIR=${PYARROW}")
run("${CMAKE_COMMAND}" --build "${WORK}/build")
foreach(program core_only core_compiled every_component every_component_compiled)
  run("${WORK}/build/${program}")
  message(STATUS "${program}: ${output}")
endforeach()
