// SPDX-License-Identifier: Apache-2.0
// Folder names of partitioned output: Spark's.
#include <catch2/catch.hpp>

#include <millstream/io/file_manifest.hpp>
#include <millstream/io/partition_path.hpp>

namespace {

namespace ms = millstream;
namespace io = millstream::io;

template <class T>
std::string folder_of(T value) {
  ms::record<ms::schema<ms::field<"x", T>>> row;
  row.template slot<0>() = std::move(value);
  std::string out = "old";
  io::set_partition_folder<io::column_names<"x">>(out, row);
  return out;
}

}  // namespace

TEST_CASE("partition_path: a value becomes a folder as in Spark", "[unit][partition_path]") {
  CHECK(folder_of(std::string("JFK")) == "x=JFK");
  CHECK(folder_of(std::optional<std::string>()) == "x=__HIVE_DEFAULT_PARTITION__");
  CHECK(folder_of(std::string()) == "x=__HIVE_DEFAULT_PARTITION__");
  CHECK(folder_of(std::int64_t{-5}) == "x=-5");
  CHECK(folder_of(true) == "x=true");
  CHECK(folder_of(1.5) == "x=1.5");
  CHECK(folder_of(ms::date(std::chrono::days(15736))) == "x=2013-01-31");
  CHECK(folder_of(ms::timestamp(std::chrono::microseconds(1'359'626'400'000'000))) ==
        "x=2013-01-31 10%3A00%3A00");
  CHECK(folder_of(ms::timestamp(std::chrono::microseconds(1'359'626'400'120'000))) ==
        "x=2013-01-31 10%3A00%3A00.12");
}

TEST_CASE(
    "partition_path: special characters are escaped, other text stays, broken text is corrected",
    "[unit][partition_path]") {
  CHECK(folder_of(std::string("a/b=c:d%e*f?g\"h'i#j\\k{l[m]n^o\x7Fp\nq")) ==
        "x=a%2Fb%3Dc%3Ad%25e%2Af%3Fg%22h%27i%23j%5Ck%7Bl%5Bm%5Dn%5Eo%7Fp%0Aq");
  CHECK(folder_of(std::string("..")) == "x=..");
  CHECK(folder_of(std::string("K\xC3\xB6ln }|<>&~,;!")) == "x=K\xC3\xB6ln }|<>&~,;!");
  CHECK(folder_of(std::string("a\xFF")) == "x=a\xEF\xBF\xBD");
}

TEST_CASE("partition_path: several columns are folders in folders, no column is the folder itself",
          "[unit][partition_path]") {
  ms::record<ms::schema<ms::field<"a:b", std::string>, ms::field<"y", std::int64_t>>> row;
  row.slot<0>() = "v";
  std::string out;
  io::set_partition_folder<io::column_names<"y", "a:b">>(out, row);
  CHECK(out == "y=0/a%3Ab=v");
  io::set_partition_folder<io::column_names<>>(out, row);
  CHECK(out.empty());
  using all = decltype(row)::schema_type;
  STATIC_REQUIRE(std::is_same_v<io::file_columns<all, io::column_names<"y">>,
                                ms::schema<ms::field<"a:b", std::string>>>);
}

TEST_CASE("file_manifest: an entry is read back, and other text is refused",
          "[unit][file_manifest]") {
  io::manifest_entry const entry{
      "q\"1",
      "out",
      3,
      12,
      {{".part-1", "origin=a%2Fb/part-00012-00000.json", 5, 123}, {".part-2", "p", 0, 0}}};
  CHECK(io::parse_manifest(io::manifest_text(entry)) == entry);
  CHECK_FALSE(io::parse_manifest("{}"));
  CHECK_FALSE(io::parse_manifest("no"));
  CHECK_FALSE(io::parse_manifest(
      R"({"query_id":"q","sink":"s","run_epoch":1,"batch":0,"files":[{"hidden":"h"}]})"));
}
