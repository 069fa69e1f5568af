// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <millstream/connector/format/csv.hpp>
#include <millstream/schema/value.hpp>

#include <fstream>

namespace {

namespace ms = millstream;
using ms::field;
using ms::schema;
using ms::value;
using ms::value_list;
using ms::io::malformed_policy;

struct csv_file {
  std::filesystem::path path;
  explicit csv_file(std::string const& text) {
    std::string name = (std::filesystem::temp_directory_path() / "millstream-XXXXXX").string();
    path = ::mkdtemp(name.data());
    std::ofstream(path / "a.csv", std::ios::binary) << text;
  }
  ~csv_file() {
    std::error_code ignored;
    std::filesystem::remove_all(path, ignored);
  }
};

template <class Schema>
std::vector<value_list> rows_of(ms::connector::csv_description const& csv) {
  std::vector<value_list> out;
  for (auto const& row : csv.read_all<Schema>({.door = ms::io::file_door()}))
    out.push_back(ms::to_values(row));
  return out;
}

using texts =
    schema<field<"a", std::optional<std::string>>, field<"b", std::optional<std::string>>>;
using k_v = schema<field<"k", std::string>, field<"v", std::optional<std::int64_t>>>;

/// The first field of one line whose second is "x".
value first_field(std::string const& text) {
  csv_file const file("a,b\n" + text + ",x\n");
  auto const rows = rows_of<texts>(ms::csv(file.path));
  REQUIRE(rows.size() == 1);
  CHECK(rows[0][1] == value("x"));
  return rows[0][0];
}

}  // namespace

TEST_CASE("csv: columns are found by name in the header", "[connector][csv]") {
  csv_file const file("\xEF\xBB\xBFother,v,k\r\nx,1,one\r\n\r\ny,,two\r\n,3,three");
  CHECK(rows_of<k_v>(ms::csv(file.path)) ==
        std::vector<value_list>{{"one", 1}, {"two", {}}, {"three", 3}});
}

TEST_CASE("csv: rule 101, fields follow Spark", "[connector][csv][semantics]") {
  CHECK(first_field("plain") == value("plain"));
  CHECK(first_field(" kept ") == value(" kept "));
  CHECK(first_field("").is_null());
  CHECK(first_field("\"\"") == value(""));
  CHECK(first_field("\"with, comma\"") == value("with, comma"));
  CHECK(first_field("\"a\\\"b\"") == value("a\"b"));
  CHECK(first_field("\"a\\\\\"") == value("a\\"));
  CHECK(first_field("\"q\"\"x\"") == value("\"q\"\"x\""));
  CHECK(first_field("in\"side") == value("in\"side"));
}

TEST_CASE("csv: types, the separator, a text for null and files without a header",
          "[connector][csv]") {
  using namespace std::chrono;
  using typed = schema<field<"d", double>, field<"t", ms::timestamp>, field<"day", ms::date>,
                       field<"ok", bool>, field<"n", std::optional<std::int16_t>>>;
  csv_file const file(
      "1.5;2013-01-01 "
      "10:00:00;2013-01-31;TRUE;NA\n-2e3;2013-01-01T10:00:00Z;2013-01-31;false;+7\n");
  auto const rows =
      rows_of<typed>(ms::csv(file.path).header(false).separator(';').null_value("NA"));
  ms::timestamp const ten = ms::timestamp(sys_days(2013y / 1 / 1) + 10h);
  ms::date const day = sys_days(2013y / 1 / 31);
  CHECK(rows == std::vector<value_list>{{1.5, ten, day, true, {}}, {-2000.0, ten, day, false, 7}});
}

TEST_CASE("csv: a missing column names the columns there are", "[connector][csv]") {
  csv_file const file("key,value\na,1\n");
  CHECK_THROWS_WITH(rows_of<k_v>(ms::csv(file.path)),
                    Catch::Contains("no column \"k\"") && Catch::Contains("key, value"));
}

TEST_CASE("csv: a bad line is an error with file and line, or follows the policy",
          "[connector][csv]") {
  csv_file const file("k,v\na,1\nb,x\nc,2,3\nd\n\"e,5\nf,6\n");
  try {
    rows_of<k_v>(ms::csv(file.path));
    FAIL("no error");
  } catch (ms::error const& e) {
    CHECK(e.code() == ms::errc::malformed_record);
    CHECK(e.where().file == (file.path / "a.csv").string());
    CHECK(e.where().line == 3);
    CHECK(e.what_happened() == "column \"v\" is not a bigint: x");
  }
  CHECK(rows_of<k_v>(ms::csv(file.path).on_malformed(malformed_policy::drop)) ==
        std::vector<value_list>{{"a", 1}, {"f", 6}});
  using nullable = ms::nullable_schema<k_v>;
  CHECK(rows_of<nullable>(ms::csv(file.path).on_malformed(malformed_policy::permissive)) ==
        std::vector<value_list>{{"a", 1}, {"b", {}}, {"c", 2}, {"d", {}}, {{}, {}}, {"f", 6}});
  CHECK_THROWS_WITH(rows_of<k_v>(ms::csv(file.path).on_malformed(malformed_policy::permissive)),
                    Catch::Contains("\"k\"") || Catch::Contains(": k"));
}

TEST_CASE("csv: the identity changes with the file", "[connector][csv]") {
  csv_file const file("k,v\na,1\n");
  auto const before = ms::csv(file.path).identity();
  CHECK(before == ms::csv(file.path).identity());
  std::ofstream(file.path / "a.csv", std::ios::app) << "b,2\n";
  CHECK(before != ms::csv(file.path).identity());
}

TEST_CASE("csv: a missing file is said before anything is read", "[connector][csv]") {
  CHECK_THROWS_AS(rows_of<k_v>(ms::csv("/nowhere.csv")), ms::error);
}
