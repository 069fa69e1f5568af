// SPDX-License-Identifier: Apache-2.0
// The folders of partitioned input as values, and back again what set_partition_folder writes.
#include <catch2/catch.hpp>

#include <millstream/io/partition_values.hpp>

namespace {

namespace ms = millstream;
namespace io = millstream::io;
using pairs = std::vector<std::pair<std::string, std::string>>;

pairs values_of(std::string const& root, std::string const& file) {
  pairs out;
  for (auto const& v : io::partition_values(root, file))
    out.emplace_back(v.name, v.text.value_or("(null)"));
  return out;
}

template <class T>
void goes_and_comes_back(T const& value) {
  ms::record<ms::schema<ms::field<"x", T>>> row;
  row.template slot<0>() = value;
  std::string folder;
  io::set_partition_folder<io::column_names<"x">>(folder, row);
  auto const values = io::partition_values("/root", "/root/" + folder + "/file");
  REQUIRE(values.size() == 1);
  REQUIRE(values[0].text);
  T back{};
  INFO(folder);
  CHECK(io::parse_partition_value(*values[0].text, back));
  CHECK(back == value);
}

}  // namespace

TEST_CASE("partition_values: folders below the root or the first wildcard count",
          "[unit][partition_values]") {
  CHECK(values_of("/a=1/t", "/a=1/t/b=2/c=x=y/f=3") == pairs{{"b", "2"}, {"c", "x=y"}});
  CHECK(values_of("/t/b=*", "/t/b=2/f") == pairs{{"b", "2"}});
  CHECK(values_of("/t/b=2/f", "/t/b=2/f") == pairs{});
  CHECK(values_of("/t", "/t/plain/=x/b=/f") == pairs{{"b", ""}});
  CHECK(values_of("/t", "/t/a%20b=1%2F2%/d=__HIVE_DEFAULT_PARTITION__/f") ==
        pairs{{"a b", "1/2%"}, {"d", "(null)"}});
}

TEST_CASE("partition_values: what the sink makes a folder of comes back",
          "[unit][partition_values]") {
  using namespace std::chrono;
  goes_and_comes_back(std::string("caf\xC3\xA9 50% /=:"));
  goes_and_comes_back(std::int8_t(-128));
  goes_and_comes_back(std::int64_t(INT64_MIN));
  goes_and_comes_back(true);
  goes_and_comes_back(-0.1);
  goes_and_comes_back(ms::date(sys_days(2013y / 1 / 31)));
  goes_and_comes_back(ms::timestamp(sys_days(2013y / 1 / 31) + 10h + 7us));
  goes_and_comes_back(ms::timestamp(sys_days(1913y / 1 / 31)));
}

TEST_CASE("partition_values: text that is no value of the type is told",
          "[unit][partition_values]") {
  std::int32_t number = 0;
  CHECK(!io::parse_partition_value("12x", number));
  CHECK(!io::parse_partition_value("", number));
  CHECK(!io::parse_partition_value("4000000000", number));
  bool flag = false;
  CHECK(!io::parse_partition_value("1", flag));
  ms::date day;
  CHECK(!io::parse_partition_value("2013-02-30", day));
}
