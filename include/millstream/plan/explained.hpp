// SPDX-License-Identifier: Apache-2.0
//
// A plan as a person reads it: a line an operator, with the columns that come out of it. What a plan
// is recognised by after a restart is relation::to_string(), which does not change with this.
#pragma once

#include <millstream/base/inline.hpp>
#include <millstream/plan/describe.hpp>

namespace millstream::plan {

/// A type with what can be null in it marked: `bigint?`, `struct<city: string, number: int?>`.
std::string type_text(data_type const& type);

/// The columns of a relation: `name: type, ...`.
std::string columns_text(data_type const& schema);

/// One operator: what it does, of a source how much it reads, and the columns that come out.
std::string explained_head(relation const& r);
inline std::string explained_line(relation const& r) {
  return explained_head(r) + " -> " + columns_text(r.schema);
}

/// The whole tree, the result first, one line an operator.
std::string explained(relation const& r, std::size_t depth = 0);

/// Takes out of every operator of a chain the columns that its source does not read.
void keep_decoded(relation& r, data_type const& decoded);

}  // namespace millstream::plan

#ifndef MILLSTREAM_COMPILED
#include <millstream/plan/explained.ipp>
#endif
