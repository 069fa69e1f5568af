// SPDX-License-Identifier: Apache-2.0
//
// What lives here: the names under which the checkpoint speaks of state as columns; they are batch/table.hpp's.
#pragma once

#include <millstream/batch/table.hpp>

namespace millstream::checkpoint {

using millstream::column_data;
using millstream::column_kind;
using millstream::column_spec;
using millstream::table;

}  // namespace millstream::checkpoint
