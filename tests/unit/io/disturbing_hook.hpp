// SPDX-License-Identifier: Apache-2.0
//
// The public fault hooks under the short names that these tests use.
#pragma once

#include <millstream/testing/fault_hooks.hpp>
#include <millstream/testing/power_cut_hook.hpp>

using millstream::testing::disturbance;
using millstream::testing::disturbing_hook;
using millstream::testing::power_cut_hook;
using millstream::testing::process_died;
