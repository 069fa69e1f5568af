// SPDX-License-Identifier: Apache-2.0
//
// The queries of tests/semantics/golden_words/*.json, as scenarios.hpp has those of golden/. What Spark
// is given for each stands in tests/oracle/words.py.
#pragma once

#include <millstream/dsl/distinct.hpp>
#include <millstream/dsl/drop_null.hpp>
#include <millstream/dsl/fill_null.hpp>
#include <millstream/dsl/limit.hpp>
#include <millstream/dsl/order_by.hpp>
#include <millstream/dsl/pipeline.hpp>
#include <millstream/dsl/rename.hpp>
#include <millstream/dsl/rollup.hpp>

#include "scenarios.hpp"

namespace word_scenarios {

struct place {
  std::optional<std::string> city;
  std::optional<std::int64_t> zip;
};
/// A row of the source.
struct event {
  std::optional<millstream::timestamp> ts;
  std::optional<std::string> k;
  std::optional<std::int64_t> v;
  std::optional<double> d;
  std::optional<std::vector<std::optional<std::int64_t>>> items;
  std::optional<place> site;
};

/// A row of the table that is joined.
struct name_of_key {
  std::optional<std::string> k, name;
};

}  // namespace word_scenarios

BOOST_HANA_ADAPT_STRUCT(word_scenarios::name_of_key, k, name);
BOOST_HANA_ADAPT_STRUCT(word_scenarios::place, city, zip);
BOOST_HANA_ADAPT_STRUCT(word_scenarios::event, ts, k, v, d, items, site);

namespace word_scenarios {

using namespace scenarios;

/// A named pipeline, so that the goldens go through one too.
inline auto watched() {
  return ms::pipeline("watched", ms::with_watermark("ts"_c, 5s));
}
inline auto count_windows() {
  return ms::group_by(ms::window("ts"_c, 5s)) | ms::agg(ms::count().as("n"_c));
}
inline auto count_by(auto key) {
  return ms::group_by(key) | ms::agg(ms::count().as("n"_c));
}
/// The aggregates of a rollup or cube.
inline auto of_sets() {
  return ms::agg(ms::sum("v"_c).as("total"_c), ms::count("k"_c).as("keys"_c),
                 ms::grouping_id().as("id"_c), ms::grouping("k"_c).as("of_all"_c));
}
inline auto sums() {
  return ms::group_by("k"_c) | ms::agg(ms::sum("v"_c).as("total"_c), ms::max("d"_c).as("most"_c));
}

/// A key twice, a key that no row has, and none at all.
inline auto names() {
  return ms::read(std::vector<name_of_key>{
      {"a", "one"}, {"a", "uno"}, {"b", {}}, {"q", "seven"}, {std::nullopt, "null"}});
}

/// The joins with a table that have goldens, as `join(kind)`.
void for_each_table_join(auto&& visit) {
  visit("inner", ms::inner);
  visit("left", ms::left_outer);
  visit("left_semi", ms::left_semi);
  visit("left_anti", ms::left_anti);
}

/// Joins with a table.
void for_each_of_tables(auto&& visit) {
  for_each_table_join([&](std::string const& kind, auto join) {
    visit("table_" + kind, append,
          [join](auto s) { return s | ms::select("k"_c, "v"_c) | ms::join(join, names(), "k"_c); });
    visit("table_" + kind + "_above_watermark", append, [join](auto s) {
      return s | watched() | ms::join(join, names(), "k"_c) | count_windows();
    });
  });
  visit("filter_above_table_left_semi_above_watermark", append, [](auto s) {
    return s | watched() | ms::join(ms::left_semi, names(), "k"_c) | ms::where("v"_c != 8) |
           count_windows();
  });
  visit("filter_above_table_left_anti_above_watermark", append, [](auto s) {
    return s | watched() | ms::join(ms::left_anti, names(), "k"_c) | ms::where("v"_c != 5) |
           count_windows();
  });
}

/// Calls `visit(name of the golden file, output mode, query)`: words of one row.
void for_each_of_rows(auto&& visit) {
  visit("renamed_event_time"_named, append, [](auto s) {
    return s | watched() | ms::rename("ts"_c, "t"_c) | ms::with_column_renamed("k"_c, "key"_c) |
           count_by(ms::window("t"_c, 5s));
  });
  visit("fill_null"_named, append, [](auto s) {
    return s | ms::fill_null(0) | ms::fill_null("none") | ms::select("k"_c, "v"_c, "d"_c, "ts"_c);
  });
  visit("fill_null_of_named_columns"_named, append, [](auto s) {
    return s | ms::fill_null(7.9, "v"_c) | ms::fill_null("none", "k"_c) |
           ms::select("k"_c, "v"_c, "d"_c);
  });
  visit("drop_null"_named, append,
        [](auto s) { return s | ms::select("k"_c, "v"_c, "d"_c) | ms::drop_null(); });
  visit("drop_null_how_all"_named, append, [](auto s) {
    return s | ms::select("k"_c, "v"_c, "d"_c) | ms::drop_null(ms::how_all, "v"_c, "d"_c);
  });
  visit("drop_null_thresh"_named, append,
        [](auto s) { return s | ms::select("k"_c, "v"_c, "d"_c) | ms::drop_null(ms::thresh(2)); });
  visit("explode"_named, append,
        [](auto s) { return s | ms::select("k"_c, ms::explode("items"_c), "v"_c.as("w"_c)); });
  visit("explode_outer"_named, append,
        [](auto s) { return s | ms::select(ms::explode_outer("items"_c).as("item"_c), "k"_c); });
  visit("posexplode"_named, append,
        [](auto s) { return s | ms::select("k"_c, ms::posexplode("items"_c)); });
  visit("posexplode_outer"_named, append, [](auto s) {
    return s | ms::select(ms::posexplode_outer("items"_c).as("at"_c, "item"_c), "items"_c);
  });
  visit("explode_with_column"_named, append, [](auto s) {
    return s | ms::select("k"_c, "items"_c) | ms::with_column("items"_c, ms::explode("items"_c));
  });
  visit("limit"_named, append, [](auto s) { return s | ms::select("k"_c, "v"_c) | ms::limit(5); });
  visit("limit_then_filter"_named, append, [](auto s) {
    return s | ms::where("v"_c > 1) | ms::limit(4) | ms::where("v"_c != 4) | ms::select("v"_c);
  });
  visit("limit_of_nothing"_named, append,
        [](auto s) { return s | ms::select("k"_c) | ms::limit(0); });
}

/// The same: what stands above a watermark, groups, and what is done with groups.
void for_each_of_groups(auto&& visit) {
  visit("drop_null_above_watermark"_named, append,
        [](auto s) { return s | watched() | ms::drop_null("v"_c, "d"_c) | count_windows(); });
  visit("drop_null_with_time_above_watermark"_named, append,
        [](auto s) { return s | watched() | ms::drop_null("ts"_c, "v"_c) | count_windows(); });
  visit("filter_above_drop_null_above_watermark"_named, append, [](auto s) {
    return s | watched() | ms::drop_null("v"_c) | ms::where("v"_c > 5) | count_windows();
  });
  visit("explode_above_watermark"_named, append, [](auto s) {
    return s | watched() | ms::select("ts"_c, ms::explode("items"_c).as("item"_c)) |
           count_windows();
  });
  visit("explode_outer_above_watermark"_named, append, [](auto s) {
    return s | watched() | ms::select("ts"_c, ms::explode_outer("items"_c).as("item"_c)) |
           count_windows();
  });
  visit("filter_above_explode_above_watermark"_named, append, [](auto s) {
    return s | watched() |
           ms::select("ts"_c, "k"_c.as("key"_c), ms::explode_outer("items"_c).as("item"_c)) |
           ms::where("item"_c > 0 && "key"_c == "a") | count_windows();
  });
  visit("nested_keys"_named, update, [](auto s) {
    return s | ms::group_by("site.city"_c, "k"_c, ("site.zip"_c * 2).as("twice"_c)) |
           ms::agg(ms::count().as("n"_c), ms::sum("site.zip"_c).as("zips"_c));
  });
  visit("rollup_update"_named, update,
        [](auto s) { return s | ms::rollup("k"_c, "site.city"_c) | of_sets(); });
  visit("rollup_complete"_named, complete,
        [](auto s) { return s | ms::rollup("k"_c, "site.city"_c) | of_sets(); });
  visit("cube_update"_named, update,
        [](auto s) { return s | ms::cube("k"_c, "site.city"_c) | of_sets(); });
  visit("rollup_of_an_aggregated_key"_named, complete,
        [](auto s) { return s | ms::rollup("v"_c) | ms::agg(ms::sum("v"_c).as("total"_c)); });
  visit("distinct_update"_named, update,
        [](auto s) { return s | ms::select("k"_c, "v"_c) | ms::distinct(); });
  visit("distinct_complete"_named, complete,
        [](auto s) { return s | ms::select("k"_c, "site.city"_c) | ms::distinct(); });
  visit("limit_of_windows"_named, append,
        [](auto s) { return s | watched() | count_by("ts"_c) | ms::limit(3); });
  visit("order_by"_named, complete,
        [](auto s) { return s | sums() | ms::order_by("total"_c, "k"_c); });
  visit("order_by_descending"_named, complete,
        [](auto s) { return s | sums() | ms::sort(ms::desc("most"_c), ms::desc("k"_c)); });
  visit("order_by_nulls"_named, complete, [](auto s) {
    return s | sums() | ms::order_by(ms::asc_nulls_last("total"_c), ms::desc_nulls_first("k"_c));
  });
  visit("order_by_then_limit"_named, complete, [](auto s) {
    return s | sums() | ms::order_by(ms::desc("total"_c), "k"_c) | ms::limit(3) |
           ms::where("k"_c != "c") | ms::select("total"_c, "k"_c);
  });
}

}  // namespace word_scenarios
