// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "support/all_words.hpp"

namespace ms = millstream;
using namespace ms::literals;
using namespace std::chrono_literals;

namespace {
template <class S, ms::fixed_string Name>
using type_in = typename sample::schema_at<S>::template type_of<Name>;
template <class Mode, class S>
constexpr bool legal(Mode, S const&) {
  return ms::is_legal<sample::plan_of<S>, Mode>;
}
}  // namespace

TEST_CASE("rollup: keys become nullable, and who asks learns of the set", "[dsl][rule46]") {
  auto const s = sample::stream() | ms::rollup("k"_c, "site.number"_c) |
                 ms::agg(ms::count().as("n"_c), ms::grouping_id(), ms::grouping("k"_c).as("all"_c));
  CHECK(sample::columns(s) == "k number n grouping_id() all ");
  static_assert(std::is_same_v<type_in<decltype(s), "k">, std::optional<std::string>>);
  static_assert(std::is_same_v<type_in<decltype(s), "number">, std::optional<std::int32_t>>);
  static_assert(std::is_same_v<type_in<decltype(s), "all">, std::int8_t>);
  CHECK((!legal(ms::append, s) && legal(ms::update, s) && legal(ms::complete, s)));
}

TEST_CASE("rollup: a window, an unknown key and grouping of another column do not fit", "[dsl]") {
  constexpr auto poisons = []<class S>(S const&) {
    return ms::plan::is_poisoned<sample::plan_of<S>>;
  };
  CHECK_FALSE(poisons(sample::stream() | ms::cube("k"_c, "v"_c) | ms::agg(ms::count())));
  using window = decltype(ms::window("ts"_c, 1s));
  using counts = ms::plan::aggregates<decltype(ms::count())>;
  using over_window =
      ms::detail::sets_agg_word<ms::plan::rollup_sets, ms::plan::grouping_keys<window>, counts>;
  CHECK_FALSE(ms::applicable<over_window, decltype(sample::stream())>);
  using other_key =
      ms::detail::sets_agg_word<ms::plan::rollup_sets, ms::plan::grouping_keys<decltype("k"_c)>,
                                ms::plan::aggregates<decltype(ms::grouping("v"_c))>>;
  CHECK_FALSE(ms::applicable<other_key, decltype(sample::stream())>);
}

TEST_CASE("distinct: is an aggregation by all columns", "[dsl][rule46]") {
  auto const s = sample::stream() | ms::select("k"_c, "v"_c) | ms::distinct();
  CHECK(sample::columns(s) == "k v ");
  CHECK((!legal(ms::append, s) && legal(ms::update, s) && legal(ms::complete, s)));
  auto const timed = sample::stream() | ms::with_watermark("ts"_c, 1s) | ms::select("ts"_c, "v"_c) |
                     ms::distinct();
  CHECK(legal(ms::append, timed));
  CHECK_FALSE(ms::applicable<decltype(ms::distinct()), decltype(sample::stream())>);  // records
}
