// SPDX-License-Identifier: Apache-2.0
//
// Words without a stream: `ms::where(...) | ms::select(...)` is a word again, to be kept, returned from a
// function and applied to several streams; `pipeline` gives it a name that explain shows.
#pragma once

#include <millstream/base/diagnostic.hpp>
#include <millstream/base/meta.hpp>
#include <millstream/dsl/aggregate.hpp>
#include <millstream/plan/steps/named_part.hpp>

namespace millstream {

namespace detail {

/// `agg` and what else stands behind group_by.
template <class T>
concept behind_group_by = requires { typename T::template word_by<>; };

/// What can stand in a pipeline: a word, or one behind a group_by.
template <class T>
concept pipeline_part = inherits<T, word> || behind_group_by<T>;

/// The problem of a part with what it is applied to.
template <class Part, class Input>
struct part_problem {
  using type = diagnostic::none;
};
template <inherits<word> Part, relation_like Input>
struct part_problem<Part, Input> : relation_problem<Part, Input> {};
template <behind_group_by Part, relation_like Input>
struct part_problem<Part, Input> : relation_problem<typename Part::template word_by<>, Input> {};
template <behind_group_by Part, class Input, class... Ks>
struct part_problem<Part, grouped_stream<Input, Ks...>>
    : relation_problem<typename Part::template word_by<Ks...>, Input> {};

/// Two parts, one behind the other. What is wrong with one of them is said where a stream meets both.
template <class First, class Second>
struct composed : word {
  static constexpr bool may_begin_with_agg = true;
  First first;
  Second second;
  template <class Plan, class FirstProblem>
  struct problem_behind {
    using type = FirstProblem;
  };
  template <class Plan>
  struct problem_behind<Plan, diagnostic::none> {
    using between = decltype(std::declval<stream<Plan> const&>() | std::declval<First const&>());
    using type = typename part_problem<Second, between>::type;
  };
  template <class Plan>
  using problem =
      typename problem_behind<Plan, typename part_problem<First, stream<Plan>>::type>::type;
  constexpr auto apply(auto const& input) const { return input | first | second; }
};

template <class Words>
struct named_words : word {
  static constexpr bool may_begin_with_agg = true;
  std::string_view name;
  Words words;
  template <class Plan>
  using problem = typename part_problem<Words, stream<Plan>>::type;
  constexpr auto apply(auto const& input) const {
    auto out = input | words;
    using made = decltype(out);
    if constexpr (!relation_like<made>)
      return out;  // it ends in group_by
    else if constexpr (plan::is_poisoned<typename made::plan_type>)
      return out;
    else
      return add_step(out, plan::named_part{name});
  }
};

}  // namespace detail

/// The parts as one word; nothing is checked before it meets a stream.
template <detail::pipeline_part First, detail::pipeline_part Second>
constexpr auto operator|(First const& first, Second const& second) {
  return detail::composed<First, Second>{{}, first, second};
}

/// A pipeline that begins with agg, behind group_by.
template <class Input, class... Ks, class Words>
  requires(requires { requires Words::may_begin_with_agg; })
constexpr auto operator|(grouped_stream<Input, Ks...> const& grouped, Words const& words) {
  return words.apply(grouped);
}

/// Words under a name: `auto const clean = ms::pipeline("clean", ms::where(...) | ms::with_column(...));` and
/// then `stream | clean`. **Shape** that of its words. **Requires** what its words require, said where it is
/// applied. **Cost** none; explain shows the name above the steps.
template <std::size_t N, detail::pipeline_part Words>
constexpr auto pipeline(char const (&name)[N], Words const& words) {
  return detail::named_words<Words>{{}, std::string_view(name, N - 1), words};
}

}  // namespace millstream
