// SPDX-License-Identifier: Apache-2.0
//
// What of source.hpp can be compiled once: the list of a query's static tables.
#pragma once

#include <algorithm>

#include <millstream/io/source.hpp>

namespace millstream::io {

MILLSTREAM_CORE table_of_batches::~table_of_batches() = default;

MILLSTREAM_CORE tables_read::tables_read() = default;
MILLSTREAM_CORE tables_read::~tables_read() = default;

MILLSTREAM_CORE void tables_read::add(std::string description, lane_counts const& counts) {
  // a table that two branches join is read twice and is one table
  auto const known = std::find_if(tables_.begin(), tables_.end(),
                                  [&](auto const& t) { return t.description == description; });
  if (known == tables_.end())
    tables_.push_back({std::move(description), counts});
  else
    known->counts = counts;
}
MILLSTREAM_CORE void tables_read::add(std::shared_ptr<table_of_batches> table) {
  of_batches_.push_back(std::move(table));
}
MILLSTREAM_CORE void tables_read::add_of_first_batch(std::shared_ptr<table_of_batches> table) {
  of_first_batch_.push_back(std::move(table));
}
MILLSTREAM_CORE void tables_read::begin_first_batch() {
  for (auto const& table : of_first_batch_)
    table->read_again(*this);
  of_first_batch_.clear();  // not before: a reading that failed is done again
}
MILLSTREAM_CORE void tables_read::begin_batch() {
  for (auto const& table : of_batches_)
    table->read_again(*this);
}

}  // namespace millstream::io
