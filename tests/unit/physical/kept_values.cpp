// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <millstream/expr/functions/array.hpp>
#include <millstream/expr/words.hpp>
#include <millstream/physical/kept_values.hpp>
#include <millstream/physical/lower.hpp>

#include "support/sample_rows.hpp"

namespace ms = millstream;
namespace physical = ms::physical;
using namespace ms::literals;

namespace {
using in = ms::schema_of<sample::event>;
using block = ms::struct_block<sample::event>;

/// An integer that counts how often it is asked for.
struct counted_double {
  static constexpr std::string_view name = "counted";
  static inline int calls = 0;
  template <class>
  using problem = ms::diagnostic::none;
  template <class>
  using result = std::int64_t;
  static std::int64_t apply(std::int64_t v) {
    ++calls;
    if (v < 0) throw ms::error(ms::errc::invalid_argument, "negative");
    return v * 2;
  }
};
/// The column "w" of `counted_double`, over three rows of which the second has no value.
struct counted_column {
  using value_type = decltype(ms::expr::keep(ms::expr::make_call<counted_double>("v"_c)));
  using step_type =
      physical::kept_column<in, ms::put_field<ms::field<"w", std::int64_t>, in>, "w", value_type>;
  step_type step{ms::expr::keep(ms::expr::make_call<counted_double>("v"_c))};
  std::vector<sample::event> rows = std::vector<sample::event>(3);

  counted_column() {
    rows[0].v = 5, rows[1].v = -1, rows[2].v = 7;
    counted_double::calls = 0;
  }
  block all() const { return {rows.data(), rows.size()}; }
};
struct thrower {
  static constexpr std::string_view name = "thrower";
  template <class>
  using problem = ms::diagnostic::none;
  template <class>
  using result = std::int64_t;
  static std::int64_t apply(std::int64_t) { throw std::out_of_range("of the user's"); }
};
}  // namespace

TEST_CASE("kept_values: a value is computed once however often it is read", "[physical]") {
  counted_column const of;
  counted_column::step_type::lane_type lane;
  std::uint32_t const chosen[] = {0, 2};
  std::vector<std::int64_t> seen;
  of.step.process(lane, of.all(), physical::selected_rows{chosen, 2},
                  [&](auto const& r, auto selection) {
                    for (std::size_t q = 0; q < selection.size(); ++q)
                      for (int twice = 0; twice < 2; ++twice)
                        seen.push_back(r.row(selection[q]).template get<"w">());
                  });
  CHECK(seen == std::vector<std::int64_t>{10, 10, 14, 14});
  CHECK(counted_double::calls == 2);
}

TEST_CASE("kept_values: row by row, a value is computed when it is asked for, once", "[physical]") {
  counted_column const of;
  std::vector<std::int64_t> seen;
  auto const look_twice = [&](auto const& row) {
    // nobody asks for the value of the row that has none
    for (int twice = 0; twice < 2 && row.template get<"v">() >= 0; ++twice)
      seen.push_back(row.template get<"w">());
  };
  auto const row_by_row = [&](auto each) {
    physical::chain<counted_column::step_type, physical::chain_start<in>> const chain{of.step, {}};
    decltype(chain)::lanes_type lanes{};
    physical::run(chain, lanes, of.all(), each);
  };
  row_by_row(physical::for_each_row{look_twice});
  CHECK(seen == std::vector<std::int64_t>{10, 10, 14, 14});
  CHECK(counted_double::calls == 2);
  auto const look = [](auto const& row) { static_cast<void>(row.template get<"w">()); };
  CHECK_THROWS_AS(row_by_row(physical::for_each_row{look}), ms::error);
}

TEST_CASE("kept_values: an error is that of the row that is asked for", "[physical]") {
  std::vector<sample::event> rows(3);
  rows[0].v = 3, rows[1].v = -1, rows[2].v = 4;
  block const b{rows.data(), rows.size()};
  auto const value = ms::expr::keep(ms::expr::make_call<counted_double>("v"_c));
  physical::kept_values<in, std::remove_cvref_t<decltype(value)>> kept;
  counted_double::calls = 0;
  kept.compute(value, b, physical::all_rows{3});
  for (int twice = 0; twice < 2; ++twice) {
    CHECK(kept.get(value, b.row(0), 0) == 6);
    CHECK(kept.get(value, b.row(2), 2) == 8);
  }
  CHECK(counted_double::calls == 3);
  CHECK_THROWS_AS(kept.get(value, b.row(1), 1), ms::error);
  // the next block knows nothing of it
  rows[1].v = 1;
  kept.compute(value, b, physical::all_rows{3});
  CHECK(kept.get(value, b.row(1), 1) == 2);
}

TEST_CASE("kept_values: what was handed out of a block with an error stays where it is",
          "[physical]") {
  std::vector<sample::event> rows(2);
  rows[0].v = 0, rows[1].v = 5;
  block const b{rows.data(), rows.size()};
  auto const value = ms::expr::keep(ms::array(10 / "v"_c, "v"_c));
  physical::kept_values<in, std::remove_cvref_t<decltype(value)>> kept;
  kept.compute(value, b, physical::all_rows{2});
  auto const& array = kept.get(value, b.row(1), 1);
  auto const* const first = array.data();
  CHECK(kept.get(value, b.row(1), 1).data() == first);
  CHECK(array[0] == 2);
}

TEST_CASE("kept_values: whatever a function of the user's throws is its row's", "[physical]") {
  std::vector<sample::event> rows(1);
  block const b{rows.data(), rows.size()};
  auto const value = ms::expr::keep(ms::expr::make_call<thrower>("v"_c));
  physical::kept_values<in, std::remove_cvref_t<decltype(value)>> kept;
  CHECK_NOTHROW(kept.compute(value, b, physical::all_rows{1}));
  CHECK_THROWS_AS(kept.get(value, b.row(0), 0), std::out_of_range);
}
