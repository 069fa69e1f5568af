// SPDX-License-Identifier: Apache-2.0
//
// A static table that each batch reads again. Its source is any that can be read as a table.
#pragma once

#include <string>

#include <millstream/io/source.hpp>

namespace millstream::io {

template <class Description>
struct read_each_batch {
  static constexpr bool each_batch = true;
  Description description;

  std::string to_string() const { return description.to_string() + ", read by each batch"; }
  template <class Schema>
  std::vector<record<Schema>> read_all(source_context const& context = {}) const {
    return read_table<Schema>(description, context);
  }
};

}  // namespace millstream::io
