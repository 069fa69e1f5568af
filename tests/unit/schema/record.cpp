// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <millstream/schema/record.hpp>

#include "support/sample_rows.hpp"

namespace ms = millstream;

namespace record_test {
struct wider {
  std::int64_t tiny;
  std::optional<std::string> k;
  double v;
};
}  // namespace record_test
BOOST_HANA_ADAPT_STRUCT(record_test::wider, tiny, k, v);

static_assert(ms::convertible_column<std::string_view, std::string> &&
              ms::convertible_column<std::int8_t, std::int64_t>);
static_assert(ms::convertible_column<std::int64_t, double> &&
              ms::convertible_column<int, std::optional<int>>);
static_assert(!ms::convertible_column<std::int64_t, std::int32_t> &&
              !ms::convertible_column<std::optional<int>, int>);
static_assert(!ms::convertible_column<double, std::int64_t> &&
              !ms::convertible_column<std::string, int>);

TEST_CASE("record: it owns its text and keeps only its own columns", "[schema]") {
  using kept = ms::record<
      ms::schema<ms::field<"k", std::string>, ms::field<"n", std::optional<std::int64_t>>>>;
  kept r;
  {
    sample::event e;
    e.k = std::string(100, 'x');
    r = ms::make_record<kept>(ms::as_row(e));
  }
  CHECK(r.get<"k">() == std::string(100, 'x'));
  CHECK(r.get<"n">() == std::nullopt);
  auto other = r;
  CHECK(other == r);
  other.slot_of<"n">() = 3;
  CHECK_FALSE(other == r);
}

TEST_CASE("record: a struct is filled by name, widened and made nullable", "[schema]") {
  sample::event e;
  e.tiny = -3, e.v = 4;
  auto const w = ms::to<record_test::wider>(ms::as_row(e));
  CHECK(w.tiny == -3);
  CHECK(w.k == "a");
  CHECK(w.v == 4.0);
}

TEST_CASE("record: nested structs and nulls survive the way through a record", "[schema]") {
  using all = ms::record<ms::schema_of<sample::event>>;
  sample::event e;
  e.home = sample::place{"Bonn", std::nullopt};
  auto const back = ms::to<sample::event>(ms::make_record<all>(ms::as_row(e)));
  CHECK(back.home->city == "Bonn");
  CHECK(back.home->number == std::nullopt);
  CHECK(back.site.number == 7);
  e.home.reset();
  CHECK_FALSE(ms::to<sample::event>(ms::make_record<all>(ms::as_row(e))).home);
}
