// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <millstream/schema/value.hpp>
#include <millstream/state/columns.hpp>

#include "support/sample_rows.hpp"

namespace ms = millstream;
namespace state = millstream::state;

namespace {

/// Writes values into a column and reads them back.
template <class T, class Same = std::equal_to<T>>
void round_trip(std::vector<T> const& values, std::string const& type_name, Same const& same = {}) {
  auto out = ms::table::of({state::spec_of<T>("c")});
  CHECK(out.schema[0].type_name == type_name);
  for (auto const& v : values)
    state::append_value(out.columns[0], v), ++out.rows;
  out.check();
  for (std::size_t i = 0; i < values.size(); ++i) {
    T back{};
    state::read_value(out.columns[0], i, back);
    CHECK(same(back, values[i]));
  }
}

}  // namespace

TEST_CASE("columns: values of each kind come back from plain bytes", "[state]") {
  round_trip<std::int64_t>({0, -1, 1ll << 62}, "bigint");
  round_trip<std::int8_t>({0, -1, 127}, "tinyint");
  round_trip<double>({0.5, -0.0, 1e300}, "double");
  round_trip<bool>({true, false}, "boolean");
  round_trip<ms::timestamp>({ms::timestamp(std::chrono::microseconds(-5))}, "timestamp");
  round_trip<std::string>({"", "a", std::string(1000, 'x')}, "string");
  round_trip<ms::decimal<38, 10>>({ms::decimal<38, 10>("-9999999999999999999999999999.9999999999"),
                                   ms::decimal<38, 10>("0.0000000001")},
                                  "decimal(38,10)");
  round_trip<ms::binary>({ms::binary(""), ms::binary("a\xFF"), ms::binary(std::string(900, '\0'))},
                         "binary");
  round_trip<ms::int128>({0, ms::int128(1) << 100, -1}, "int128");
}

TEST_CASE("columns: null has a place of its own", "[state]") {
  round_trip<std::optional<std::int64_t>>({std::nullopt, 0, 5}, "bigint");
  round_trip<std::optional<ms::decimal<10, 2>>>({std::nullopt, ms::decimal<10, 2>("0.01")},
                                                "decimal(10,2)");
  round_trip<std::optional<ms::binary>>({std::nullopt, ms::binary("")}, "binary");
  round_trip<std::optional<std::string>>({std::nullopt, "", "x"}, "string");
  CHECK(state::spec_of<std::optional<int>>("c").nullable);
}

TEST_CASE("columns: records and maps come back with all that is inside", "[state]") {
  auto const same = [](auto const& a, auto const& b) { return ms::value(a) == ms::value(b); };
  using numbers = std::map<std::string, std::optional<std::int64_t>>;
  round_trip<sample::place>({{"Ulm", 7}, {"", std::nullopt}}, "struct<city:string,number:int>",
                            same);
  round_trip<std::optional<sample::place>>({std::nullopt, sample::place{"Ulm", std::nullopt}},
                                           "struct<city:string,number:int>", same);
  round_trip<numbers>({{}, {{"a", 1}, {"", std::nullopt}}}, "map<string,bigint>", same);
  round_trip<std::vector<std::vector<std::string>>>({{}, {{}, {"a", ""}}, {{"b"}}},
                                                    "array<array<string>>", same);
  round_trip<std::vector<sample::place>>({{{"Ulm", 7}, {"Rom", 8}}, {}},
                                         "array<struct<city:string,number:int>>", same);
}
