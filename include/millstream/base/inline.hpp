// SPDX-License-Identifier: Apache-2.0
//
// The promise that a fused loop is one loop: functions and lambdas in it are always inlined.
#pragma once

#define MILLSTREAM_INLINE __attribute__((always_inline)) inline
/// Behind a lambda's parameters.
#define MILLSTREAM_LAMBDA_INLINE __attribute__((always_inline))
