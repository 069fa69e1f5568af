// SPDX-License-Identifier: Apache-2.0
//
// The first row of each key, for ever or as long as the watermark lets it be: `drop_duplicates` and
// `drop_duplicates_within_watermark`.
#pragma once

#include <millstream/plan/steps.hpp>

namespace millstream::plan {

/// A key is kept for ever, or until the watermark passes it where it holds the event time (rule 68).
struct kept_by_key {
  static constexpr bool within_watermark = false;
  static constexpr fixed_string time = "";
};
/// A key is kept until the watermark passes `Time` of its first row by the delay (rule 69).
template <fixed_string Time>
struct kept_within_watermark {
  static constexpr bool within_watermark = true;
  static constexpr auto time = Time;
  duration delay;
};

/// One row a key, the first that came.
template <class Kept, fixed_string... Keys>
struct deduplicate {
  static constexpr auto kind = step_kind::deduplicate;
  using kept_type = Kept;
  static constexpr std::array<std::string_view, sizeof...(Keys)> key_names{Keys.view()...};
  static constexpr bool within_watermark = Kept::within_watermark;
  Kept kept;
  template <class In>
  using key_schema = schema<field<Keys, owned_of<expr::type_of<expr::column<Keys>, In>>>...>;
  template <class In>
  using output = In;
  template <class In>
  static constexpr void reads(auto&& visit) {
    (visit(Keys.view()), ...);
    if constexpr (within_watermark) visit(Kept::time.view());
  }
  template <class In>
  static constexpr std::string_view event_time(std::string_view tag) {
    return tag;
  }
  /// Is the event time one of the keys?
  static constexpr bool has_key(std::string_view tag) {
    return !tag.empty() && ((Keys.view() == tag) || ...);
  }
};

}  // namespace millstream::plan
