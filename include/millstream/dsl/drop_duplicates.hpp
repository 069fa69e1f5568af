// SPDX-License-Identifier: Apache-2.0
//
// `drop_duplicates` and `drop_duplicates_within_watermark`: the first row of each key.
#pragma once

#include <millstream/base/diagnostic.hpp>
#include <millstream/dsl/select.hpp>
#include <millstream/dsl/with_watermark.hpp>

namespace millstream {

namespace detail {

/// The event time of a plan must be a time, and not the window of one, to add the delay to it.
template <class Plan>
struct within_watermark_problem {
  static constexpr auto time = make_fixed_string<[] { return Plan::event_time; }>();
  template <bool Timed, class D = void>
  struct of_time {
    using type = diagnostic::none;  // what the output mode says
  };
  template <class D>
  struct of_time<true, D> {
    using held = expr::type_of<expr::column<time>, typename Plan::schema_type>;
    using type = std::conditional_t<
        can_be_event_time<time, held>, diagnostic::none,
        diagnostic::watermark_needs_timestamp<diagnostic::wanted<time>, diagnostic::type_is<held>>>;
  };
  using type = typename of_time<time.size() != 0>::type;
};

template <bool WithinWatermark, fixed_string... Keys>
struct drop_duplicates_word : word {
  static constexpr auto streams_only = [] {
    if constexpr (WithinWatermark)
      return fixed_string("drop_duplicates_within_watermark");
    else
      return fixed_string("drop_duplicates");
  }();
  template <class Plan>
  struct key_problems {
    using schema = typename Plan::schema_type;
    using type = diagnostic::first_problem<
        own_column_problem<Keys, schema>...,
        key_type_problem<streams_only, Keys, expr::type_of<expr::column<Keys>, schema>>...,
        typename names_problem<expr::column<Keys>...>::type,
        above_collecting_problem<Plan, streams_only>>;
  };
  template <class Plan>
  using problem = diagnostic::first_problem<
      typename key_problems<Plan>::type,
      typename std::conditional_t<WithinWatermark, within_watermark_problem<Plan>,
                                  type_identity<diagnostic::none>>::type>;

  template <class Input>
  constexpr auto apply(Input const& input) const {
    using plan_type = typename Input::plan_type;
    if constexpr (WithinWatermark) {
      using kept = plan::kept_within_watermark<within_watermark_problem<plan_type>::time>;
      return add_step(input, plan::deduplicate<kept, Keys...>{{plan::watermark_delay(input.plan)}});
    } else {
      return add_step(input, plan::deduplicate<plan::kept_by_key, Keys...>{});
    }
  }
};

/// The same by all columns.
template <bool WithinWatermark>
struct drop_duplicates_word<WithinWatermark> : word {
  static constexpr auto streams_only =
      drop_duplicates_word<WithinWatermark, fixed_string("")>::streams_only;
  template <class Schema>
  struct over;
  template <class... Fs>
  struct over<schema<Fs...>> {
    using type = drop_duplicates_word<WithinWatermark, Fs::name...>;
  };
  template <class Plan>
  using by_all = typename over<typename Plan::schema_type>::type;
  template <class Plan>
  using problem = typename by_all<Plan>::template problem<Plan>;
  template <class Input>
  constexpr auto apply(Input const& input) const {
    return by_all<typename Input::plan_type>{}.apply(input);
  }
};

template <fixed_string Word, class... Given>
constexpr auto no_keys() {
  if constexpr ((relation_like<Given> || ...)) {
    using said [[maybe_unused]] =
        typename diagnostic::word_before_stream<diagnostic::in<Word>,
                                                diagnostic::type_is<Given>...>::said;
    return poisoned_word{};
  } else {
    return not_columns<Word, Given...>();
  }
}

}  // namespace detail

/// The first row of each key, for ever: the first that came is the one with the smallest (source, offset,
/// position). Without a column, by all columns. Null is a key, NaN equals NaN and -0.0 equals 0.0.
/// **Shape** same columns; at most a row out a row. **Requires** append or update mode, or an aggregation in the
/// query (MS007); columns that there are (MS001), each once (MS013), that are no arrays (MS067); no limit or
/// order_by below (MS063). **State** one key a distinct key, in the snapshot; freed when the watermark passes the
/// event time if that is one of the columns, else never. **Order and time** rows behind the watermark are dropped
/// if the event time is a key or is read above. **Cost** a hash table probe a row; a row that may be
/// the first is copied once. **Source** Spark's `dropDuplicates`, rules 66-68.
template <fixed_string... Keys>
constexpr auto drop_duplicates(expr::column<Keys>...) {
  return detail::drop_duplicates_word<false, Keys...>{};
}

/// The first row of each key as long as a duplicate of it may come: a key is forgotten when the watermark is
/// its first row's event time plus the watermark's delay, so duplicates that are no further apart than the delay
/// are found. Later ones do not prolong it.
/// **Shape**, **Cost** those of drop_duplicates. **Requires** besides a watermark (MS046), whose event time is still
/// a timestamp (MS009). **State** one key and a time a distinct key, always freed by the watermark.
/// **Order and time** rows behind the watermark are dropped; a null time counts as the epoch.
/// **Source** Spark's `dropDuplicatesWithinWatermark`, rule 69.
template <fixed_string... Keys>
constexpr auto drop_duplicates_within_watermark(expr::column<Keys>...) {
  return detail::drop_duplicates_word<true, Keys...>{};
}

/// The stream among the arguments (MS080), or text and other values that are no columns (MS070).
template <class... Given>
  requires(sizeof...(Given) > 0 && !(expr::is_column<Given> && ...))
constexpr auto drop_duplicates(Given const&...) {
  return detail::no_keys<"drop_duplicates", Given...>();
}
template <class... Given>
  requires(sizeof...(Given) > 0 && !(expr::is_column<Given> && ...))
constexpr auto drop_duplicates_within_watermark(Given const&...) {
  return detail::no_keys<"drop_duplicates_within_watermark", Given...>();
}

}  // namespace millstream
