// SPDX-License-Identifier: Apache-2.0
//
// Where code goes. The promise that a fused loop is one loop: functions and lambdas in it are always
// inlined. And the opposite: what knows no row type can be compiled once, in the program's own copy of the core.
#pragma once

#define MILLSTREAM_INLINE __attribute__((always_inline)) inline
/// Behind a lambda's parameters.
#define MILLSTREAM_LAMBDA_INLINE __attribute__((always_inline))

/// Before a definition in an `.ipp`. Header-only, its header includes the `.ipp`; a program that links
/// `millstream::compiled` has MILLSTREAM_COMPILED defined and finds it there.
#ifdef MILLSTREAM_COMPILED
#define MILLSTREAM_CORE
#else
#define MILLSTREAM_CORE inline
#endif
