// SPDX-License-Identifier: Apache-2.0
//
// Filters: the only step that breaks a block. Where the chain above goes by row, rows that pass go on at
// once; else the condition is computed for each row without a branch and its rows are put into a selection.
#pragma once

#include <millstream/expr/total.hpp>
#include <millstream/physical/block_steps.hpp>
#include <millstream/physical/word_memo.hpp>
#include <millstream/plan/describe.hpp>

namespace millstream::physical {

/// What filters share. `Step::with_test(lane, rows, use)` calls `use(passes)`, where `passes(at)` is the test of a row.
template <class Step, class Lane = no_lane_state>
struct filtering_step {
  using lane_type = Lane;
  static constexpr bool by_row = true;

  template <class Rows, class Selection, class Next>
  MILLSTREAM_INLINE void process(lane_type& lane, Rows const& rows, Selection const selection,
                                 Next&& next) const {
    std::uint32_t positions[block_rows];
    std::size_t kept = 0;
    step().with_test(lane, rows, [&](auto const& passes) MILLSTREAM_LAMBDA_INLINE {
      for (std::size_t q = 0; q < selection.size(); ++q) {
        auto const at = selection[q];
        positions[kept] = at;
        kept += static_cast<std::size_t>(passes(at));
      }
    });
    if (kept != 0) next(rows, selected_rows{positions, kept});
  }
  template <class Rows, class Next>
  MILLSTREAM_INLINE void take(lane_type& lane, Rows const& rows, std::size_t at,
                              Next&& next) const {
    bool passed = false;  // what is above stands here once
    step().with_test(lane, rows,
                     [&](auto const& passes) MILLSTREAM_LAMBDA_INLINE { passed = passes(at); });
    if (passed) next.take(rows, at);
  }

 private:
  MILLSTREAM_INLINE Step const& step() const { return static_cast<Step const&>(*this); }
};

namespace detail {

/// The only column that an expression reads; none if it reads several or has no column.
template <class E>
constexpr std::string_view only_column() {
  std::string_view out;
  bool one = true;
  expr::uses<E>::each([&](std::string_view name) {
    one = one && (out.empty() || out == name);
    out = name;
  });
  return one ? out : std::string_view();
}

/// The place of the text column that decides a condition alone, so that a word decides it once; `no_column` if it is not so.
/// Only conditions that cannot fail and are no user's functions.
template <class In, class Condition>
constexpr std::size_t deciding_text() {
  if constexpr (expr::is_total<Condition>) {
    constexpr auto name = only_column<Condition>();
    constexpr auto at = name.empty() ? no_column : In::index_of(name);
    if constexpr (at != no_column)
      if constexpr (bytes_column<without_optional_t<typename In::template type_at<at>>>) return at;
  }
  return no_column;
}

}  // namespace detail

enum class verdict : std::int32_t { unknown, refused, passes };

template <class In, class Condition>
inline constexpr bool decided_by_text = detail::deciding_text<In, Condition>() != no_column;

template <class In, class Condition>
using filter_lane =
    std::conditional_t<decided_by_text<In, Condition>, word_memo<verdict>, no_lane_state>;

template <class In, class Condition>
struct filter : filtering_step<filter<In, Condition>, filter_lane<In, Condition>> {
  Condition condition;

  explicit filter(Condition c) : condition(std::move(c)) {}

  template <class Rows, class Use>
  MILLSTREAM_INLINE void with_test(filter_lane<In, Condition>& lane, Rows const& rows,
                                   Use&& use) const {
    if constexpr (decided_by_text<In, Condition>) {
      constexpr auto name = In::template field_at<detail::deciding_text<In, Condition>()>::name;
      if constexpr (gives_words<Rows, name>) {
        auto const words = rows.template words_of<name>();
        if (auto* const known = lane.of(words.dictionary))
          return use([&, of_row = words.of_row](std::size_t at) MILLSTREAM_LAMBDA_INLINE {
            auto& word = known[of_row[at]];
            if (word == verdict::unknown) [[unlikely]]
              word = expr::is_true(condition, rows.row(at)) ? verdict::passes : verdict::refused;
            return word == verdict::passes;
          });
      }
    }
    use([&](std::size_t at)
            MILLSTREAM_LAMBDA_INLINE { return expr::is_true(condition, rows.row(at)); });
  }
};

template <class In, class F>
struct filter_rows : filtering_step<filter_rows<In, F>> {
  F f;

  explicit filter_rows(F wanted) : f(std::move(wanted)) {}

  template <class Rows, class Use>
  MILLSTREAM_INLINE void with_test(no_lane_state&, Rows const& rows, Use&& use) const {
    use([&](std::size_t at)
            MILLSTREAM_LAMBDA_INLINE { return plan::detail::call_with_row(f, rows.row(at)); });
  }
};

}  // namespace millstream::physical
