// SPDX-License-Identifier: Apache-2.0
//
// Joins of two streams in each output mode: the lines of the output-mode matrix that Spark 4.2.0 was run on (rule 48),
// for plans as they are written.
#include <catch2/catch.hpp>

#include <millstream/dsl/require_bounded_state.hpp>
#include <millstream/dsl/stream_join.hpp>
#include <millstream/plan/legality.hpp>

#include "support/all_words.hpp"

namespace ms = millstream;
using namespace ms::literals;
using namespace std::chrono_literals;

namespace {

auto const left =
    sample::stream() | ms::with_watermark("ts"_c, 10s) | ms::select("ts"_c, "k"_c, "v"_c);
auto const right = sample::stream() | ms::with_watermark("ts"_c, 5s) |
                   ms::select("ts"_c.as("rt"_c), "k"_c, "v"_c.as("w"_c));
auto const right_by_time =
    sample::stream() | ms::with_watermark("ts"_c, 5s) | ms::select("ts"_c, "k"_c, "v"_c.as("w"_c));

auto const unwatched = sample::stream() | ms::select("ts"_c, "k"_c, "v"_c);
auto const unwatched_right =
    sample::stream() | ms::select("ts"_c.as("rt"_c), "k"_c, "v"_c.as("w"_c));

struct any_sink {
  template <class Mode>
  static constexpr bool supports = true;
};

auto const range = [](auto kind) {
  return left | ms::join(kind, right, "k"_c, "rt"_c >= "ts"_c && "rt"_c <= "ts"_c + 5s);
};
auto const with = [](auto kind, auto condition) {
  return left | ms::join(kind, right, "k"_c, condition);
};
auto const of_key = [](auto kind) { return left | ms::join(kind, right, "k"_c); };
auto const of_time = [](auto kind) { return left | ms::join(kind, right_by_time, "ts"_c, "k"_c); };
auto const counted = [](auto const& s) {
  return s | ms::group_by(ms::window("ts"_c, 5s)) | ms::agg(ms::count());
};

/// Append, update, complete: Y where it may run, as in the table of what Spark said.
template <class S>
constexpr bool runs_in(std::string_view modes) {
  using plan = sample::plan_of<S>;
  return ms::is_legal<plan, ms::append_mode> == (modes[0] == 'Y') &&
         ms::is_legal<plan, ms::update_mode> == (modes[1] == 'Y') &&
         ms::is_legal<plan, ms::complete_mode> == (modes[2] == 'Y');
}

// ss inner eq, ss inner range, ss semi range, ss semi eq
static_assert(runs_in<decltype(of_key(ms::inner))>("YYx"));
static_assert(runs_in<decltype(range(ms::inner))>("YYx"));
static_assert(runs_in<decltype(range(ms::left_semi))>("YYx"));
static_assert(runs_in<decltype(of_key(ms::left_semi))>("xxx"));
// ss left range, ss left eq, ss left eq ts, ss right range, ss full range
static_assert(runs_in<decltype(range(ms::left_outer))>("Yxx"));
static_assert(runs_in<decltype(of_key(ms::left_outer))>("xxx"));
static_assert(runs_in<decltype(of_time(ms::left_outer))>("Yxx"));
static_assert(runs_in<decltype(range(ms::right_outer))>("Yxx"));
static_assert(runs_in<decltype(range(ms::full_outer))>("Yxx"));
// ss left range one-sided, ss left range wrong side
static_assert(runs_in<decltype(with(ms::left_outer, "rt"_c <= "ts"_c + 5s))>("Yxx"));
static_assert(runs_in<decltype(with(ms::left_outer, "rt"_c >= "ts"_c))>("xxx"));
// inner->agg, left->agg
static_assert(runs_in<decltype(counted(range(ms::inner)))>("YYx"));
static_assert(runs_in<decltype(counted(range(ms::left_outer)))>("Yxx"));
// the others of their kind
static_assert(runs_in<decltype(of_key(ms::right_outer))>("xxx"));
static_assert(runs_in<decltype(of_key(ms::full_outer))>("xxx"));
static_assert(runs_in<decltype(of_time(ms::right_outer))>("Yxx"));
static_assert(runs_in<decltype(of_time(ms::full_outer))>("Yxx"));
static_assert(runs_in<decltype(of_time(ms::left_semi))>("YYx"));
static_assert(runs_in<decltype(with(ms::right_outer, "rt"_c >= "ts"_c))>("Yxx"));
static_assert(runs_in<decltype(with(ms::right_outer, "rt"_c <= "ts"_c + 5s))>("xxx"));
static_assert(runs_in<decltype(with(ms::full_outer, "rt"_c >= "ts"_c))>("Yxx"));

// a bound is a comparison of the two event times, and both must be event times
static_assert(runs_in<decltype(with(ms::left_outer, "rt"_c == "ts"_c))>("xxx"));
static_assert(runs_in<decltype(with(ms::left_outer, "w"_c < "v"_c))>("xxx"));
static_assert(
    runs_in<decltype(unwatched | ms::join(ms::left_outer, right, "k"_c, "rt"_c <= "ts"_c + 5s))>(
        "xxx"));
static_assert(runs_in<decltype(left | ms::join(ms::left_outer, unwatched_right, "k"_c,
                                               "rt"_c <= "ts"_c + 5s))>("xxx"));

template <class S>
constexpr bool is_bounded =
    ms::has_bounded_state<decltype(ms::write_stream(std::declval<S>(), any_sink()))>;

static_assert(is_bounded<decltype(range(ms::inner))>);
static_assert(is_bounded<decltype(range(ms::full_outer))>);
static_assert(is_bounded<decltype(of_time(ms::left_semi))>);
static_assert(!is_bounded<decltype(of_key(ms::inner))>);
static_assert(!is_bounded<decltype(with(ms::left_outer, "rt"_c <= "ts"_c + 5s))>);

}  // namespace

TEST_CASE("legality: a join of streams is an operator of two inputs", "[plan][legality]") {
  using namespace ms::plan;
  constexpr auto shape =
      shape_of<sample::plan_of<decltype(with(ms::full_outer, "rt"_c >= "ts"_c))>>;
  auto const& op = shape.operators[shape.count - 1];
  CHECK(op.kind == operator_kind::join);
  CHECK(op.join == join_kind::full);
  CHECK(op.inputs == 2);
  CHECK(op.covers == shape.count);
  CHECK(op.bound);
  CHECK_FALSE(op.both_bound);
  CHECK(op.name == "the join of streams by (k)");
}
