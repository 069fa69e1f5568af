// SPDX-License-Identifier: Apache-2.0
// Columns behind pointers: every kind gives its values, from any row on.
#include <catch2/catch.hpp>

#include <millstream/batch/column_view.hpp>
#include <millstream/schema/value.hpp>

namespace column_view_test {

struct point {
  std::int32_t x;
  std::optional<std::string> label;
};

/// Begins with a record that may be missing.
struct stop {
  std::optional<point> at;
  std::int32_t number;
};
struct line {
  std::optional<stop> first;
};

}  // namespace column_view_test

BOOST_HANA_ADAPT_STRUCT(column_view_test::point, x, label);
BOOST_HANA_ADAPT_STRUCT(column_view_test::stop, at, number);
BOOST_HANA_ADAPT_STRUCT(column_view_test::line, first);

namespace {

namespace ms = millstream;
using column_view_test::point;
using ms::column_view;
using ms::value;
using ms::value_list;

constexpr std::int32_t numbers[] = {1, -2, 3, 4};
constexpr std::int64_t micros[] = {-1, 0, 1, 2};
constexpr std::int32_t offsets[] = {0, 1, 1, 3, 4};
constexpr char text[] = "abbc";
constexpr std::uint8_t bits[] = {0b1011'0000, 0b0000'0001};

template <class T>
value_list values_from(column_view<T> const& view, std::size_t row) {
  value_list out;
  auto const from = view.from_row(row);
  for (std::size_t i = row; i < 4; ++i)
    out.emplace_back(from.at(i - row));
  return out;
}
template <class T>
void check_from_any_row(column_view<T> const& view, value_list const& wanted) {
  for (std::size_t row = 0; row < 4; ++row)
    CHECK(values_from(view, row) ==
          value_list(wanted.begin() + static_cast<std::ptrdiff_t>(row), wanted.end()));
}

}  // namespace

TEST_CASE("column_view: scalars", "[unit][column_view]") {
  using std::chrono::days;
  check_from_any_row(column_view<std::int32_t>{numbers}, {1, -2, 3, 4});
  check_from_any_row(column_view<ms::date>{numbers},
                     {ms::date(days(1)), ms::date(days(-2)), ms::date(days(3)), ms::date(days(4))});
  check_from_any_row(column_view<ms::duration>{micros},
                     {ms::duration(-1), ms::duration(0), ms::duration(1), ms::duration(2)});
  check_from_any_row(column_view<ms::timestamp>{micros},
                     {ms::timestamp(ms::duration(-1)), ms::timestamp(ms::duration(0)),
                      ms::timestamp(ms::duration(1)), ms::timestamp(ms::duration(2))});
  check_from_any_row(column_view<bool>{bits, 5}, {true, false, true, true});
  check_from_any_row(column_view<std::string>{offsets, text}, {"a", "", "bb", "c"});
}

TEST_CASE("column_view: a bit a row, or one byte for all, says what has a value",
          "[unit][column_view]") {
  column_view<std::int32_t> const held{numbers};
  value const null;
  using optional = column_view<std::optional<std::int32_t>>;
  check_from_any_row(optional{ms::row_validity::of(bits, 4), held}, {1, -2, null, 4});
  check_from_any_row(optional{{}, held}, {1, -2, 3, 4});
  check_from_any_row(optional{}, {null, null, null, null});
}

TEST_CASE("column_view: records are places, lists are copied", "[unit][column_view]") {
  column_view<point> points;
  ms::nth<0>(points.members) = {numbers};
  ms::nth<1>(points.members) = {ms::row_validity::of(bits, 5), {offsets, text}};
  value const null;
  check_from_any_row(
      points, {value_list{1, "a"}, value_list{-2, null}, value_list{3, "bb"}, value_list{4, "c"}});
  point const second = points.at(2);
  CHECK(second.x == 3);
  CHECK(second.label == "bb");
  check_from_any_row(column_view<std::optional<point>>{ms::row_validity::of(bits, 4), points},
                     {value_list{1, "a"}, value_list{-2, null}, null, value_list{4, "c"}});
  check_from_any_row(
      column_view<std::vector<point>>{offsets, points},
      {value_list{value_list{1, "a"}}, value_list{},
       value_list{value_list{-2, null}, value_list{3, "bb"}}, value_list{value_list{4, "c"}}});

  ms::view_block<ms::schema<ms::field<"p", point>, ms::field<"n", std::int32_t>>> block;
  block.columns = {points, {numbers}};
  block.count = 4;
  static_assert(ms::block<decltype(block)>);
  CHECK(ms::to_values(block.row(3)) == value_list{value_list{4, "c"}, 4});
}

TEST_CASE("column_view: text as words of a dictionary", "[unit][column_view]") {
  constexpr std::int32_t words[] = {2, 0, 2, 1};
  column_view<std::string> const view{offsets, text, words, {7, 4}};
  check_from_any_row(view, {"bb", "a", "bb", ""});
  auto const from_two = view.from_row(2).as_words();
  CHECK(from_two.dictionary.number == 7);
  CHECK(from_two.dictionary.words == 4);
  CHECK(from_two.of_row[1] == 1);
  CHECK(column_view<std::string>{offsets, text}.as_words().dictionary.number == 0);
  SECTION("rows that may have no value are none") {
    CHECK(column_view<std::optional<std::string>>{{}, view}.as_words().dictionary.number == 7);
    CHECK(column_view<std::optional<std::string>>{ms::row_validity::of(bits, 0), view}
              .as_words()
              .of_row == nullptr);
  }
}

TEST_CASE("column_view: a record that may be missing begins with one", "[unit][column_view]") {
  using column_view_test::line;
  using column_view_test::stop;
  column_view<point> points;
  ms::nth<0>(points.members) = {numbers};
  column_view<stop> stops;
  ms::nth<0>(stops.members) = {ms::row_validity::of(bits, 4), points};
  ms::nth<1>(stops.members) = {numbers};
  ms::view_block<ms::schema_of<line>> block;
  block.columns = {{ms::row_validity::of(bits, 5), stops}};
  block.count = 4;
  using row_type = ms::record<ms::schema_of<line>>;
  auto const first = [&](std::size_t row) {
    return ms::make_record<row_type>(block.row(row)).slot<0>();
  };
  REQUIRE(first(0));
  REQUIRE(first(0)->at);
  CHECK(first(0)->at->x == 1);
  CHECK(first(0)->number == 1);
  CHECK_FALSE(first(1));
  REQUIRE(first(2));
  CHECK_FALSE(first(2)->at);
  CHECK(ms::to<line>(block.row(3)).first->number == 4);
}
