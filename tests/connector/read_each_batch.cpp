// SPDX-License-Identifier: Apache-2.0
//
// A static table that each batch reads again, beside one that is read once.
#include <catch2/catch.hpp>

#include <millstream/connector/format/csv.hpp>
#include <millstream/connector/format/json.hpp>
#include <millstream/millstream.hpp>
#include <millstream/testing/memory_sink.hpp>
#include <millstream/testing/memory_stream.hpp>

#include "connector/json_reading.hpp"

namespace read_each_batch_test {

struct sale {
  millstream::timestamp at;
  std::string currency;
  std::int64_t amount;
};
struct rate {
  std::string currency;
  std::int64_t cents;
};
struct priced {
  std::string currency;
  std::int64_t amount;
  std::int64_t cents;
};

}  // namespace read_each_batch_test
BOOST_HANA_ADAPT_STRUCT(read_each_batch_test::sale, at, currency, amount);
BOOST_HANA_ADAPT_STRUCT(read_each_batch_test::rate, currency, cents);
BOOST_HANA_ADAPT_STRUCT(read_each_batch_test::priced, currency, amount, cents);

namespace {

namespace ms = millstream;
using namespace ms::literals;
using namespace read_each_batch_test;
using json_reading::temporary_folder;
using rows = std::vector<ms::value_list>;

ms::timestamp at(std::int64_t second) {
  return ms::timestamp(std::chrono::seconds(second));
}

}  // namespace

TEST_CASE("read_each_batch: a batch sees the table as it is then, read as it was at start",
          "[connector][csv]") {
  temporary_folder const folder;
  folder.write("rates.csv", "currency,cents\nEUR,108\nJPY,1\n");
  auto const rates = ms::csv(folder.path);
  ms::testing::memory_stream<sale> sales;
  ms::testing::memory_sink fresh, kept;
  auto const priced_by = [&](auto const& table) {
    return ms::read_stream(sales) | ms::join(table, "currency"_c) |
           ms::select("currency"_c, "cents"_c);
  };
  auto again = ms::open_query(ms::write_stream(priced_by(ms::read_each_batch<rate>(rates)), fresh));
  auto once = ms::open_query(ms::write_stream(priced_by(ms::read<rate>(rates)), kept));

  sales.add({{at(1), "EUR", 5}, {at(1), "CHF", 7}});
  REQUIRE(again.run_next_batch());
  REQUIRE(once.run_next_batch());
  folder.write("rates.csv", "currency,cents\nEUR,110\nCHF,120\nEUR,111\n");
  sales.add({{at(2), "EUR", 5}, {at(2), "CHF", 7}});
  auto const progress = again.run_next_batch();
  REQUIRE(once.run_next_batch());

  CHECK(fresh.rows(0) == rows{{"EUR", 108}});
  CHECK(fresh.rows(1) == rows{{"CHF", 120}, {"EUR", 110}, {"EUR", 111}});
  CHECK(kept.rows(0) == rows{{"EUR", 108}});
  CHECK(kept.rows(1) == rows{{"EUR", 108}});
  REQUIRE(progress->tables.size() == 1);
  CHECK(progress->tables[0].num_rows == 3);
}

TEST_CASE(
    "read_each_batch: words on the table run each time, also for semi and anti joins and behind "
    "borders",
    "[connector][csv]") {
  temporary_folder const folder;
  folder.write("rates.csv", "currency,cents\nEUR,108\nJPY,0\n");
  auto const rates = ms::read_each_batch<rate>(ms::csv(folder.path)) | ms::where("cents"_c > 0);
  ms::testing::memory_stream<sale> sales;
  ms::testing::memory_sink known, unknown, over;
  auto const stream = ms::read_stream(sales) | ms::select("currency"_c, "amount"_c);
  ms::any_stream<priced> const erased =
      ms::erase_stream<priced>(stream | ms::join(rates, "currency"_c));
  auto a = ms::open_query(
      ms::write_stream(stream | ms::join(ms::left_semi, rates, "currency"_c), known));
  auto b = ms::open_query(
      ms::write_stream(stream | ms::join(ms::left_anti, rates, "currency"_c), unknown));
  auto c = ms::open_query(ms::write_stream(erased, over));
  auto const run = [&] {
    REQUIRE(a.run_next_batch());
    REQUIRE(b.run_next_batch());
    REQUIRE(c.run_next_batch());
  };
  sales.add({{at(1), "EUR", 5}, {at(1), "JPY", 7}});
  run();
  folder.write("rates.csv", "currency,cents\nEUR,0\nJPY,1\n");
  sales.add({{at(2), "EUR", 5}, {at(2), "JPY", 7}});
  run();
  CHECK(known.rows(0) == rows{{"EUR", 5}});
  CHECK(known.rows(1) == rows{{"JPY", 7}});
  CHECK(unknown.rows(0) == rows{{"JPY", 7}});
  CHECK(unknown.rows(1) == rows{{"EUR", 5}});
  CHECK(over.rows(0) == rows{{"EUR", 5, 108}});
  CHECK(over.rows(1) == rows{{"JPY", 7, 1}});
}

TEST_CASE("read_each_batch: above an aggregation", "[connector][csv]") {
  temporary_folder const folder;
  folder.write("rates.csv", "currency,cents\nEUR,108\n");
  ms::testing::memory_stream<sale> sales;
  ms::testing::memory_sink sink;
  auto engine = ms::open_query(
      ms::write_stream(ms::read_stream(sales) | ms::group_by("currency"_c) |
                           ms::agg(ms::sum("amount"_c).as("amount"_c)) |
                           ms::join(ms::read_each_batch<rate>(ms::csv(folder.path)), "currency"_c),
                       sink)
          .output_mode(ms::update));
  sales.add({{at(1), "EUR", 5}});
  REQUIRE(engine.run_next_batch());
  folder.write("rates.csv", "currency,cents\nEUR,110\n");
  sales.add({{at(2), "EUR", 6}});
  REQUIRE(engine.run_next_batch());
  CHECK(sink.rows(0) == rows{{"EUR", 5, 108}});
  CHECK(sink.rows(1) == rows{{"EUR", 11, 110}});
}

TEST_CASE("read_each_batch: a table that is gone fails the batch, which runs when it is back",
          "[connector][csv]") {
  temporary_folder const folder, checkpoint;
  auto const file = folder.write("rates.csv", "currency,cents\nEUR,108\n");
  ms::testing::memory_stream<sale> sales;
  ms::testing::memory_sink sink;
  auto const query =
      ms::write_stream(ms::read_stream(sales) |
                           ms::join(ms::read_each_batch<rate>(ms::csv(file)), "currency"_c) |
                           ms::select("amount"_c, "cents"_c),
                       sink)
          .checkpoint(checkpoint.path);
  sales.add({{at(1), "EUR", 5}});
  {
    auto engine = ms::open_query(query);
    std::filesystem::remove(file);
    try {
      engine.run_next_batch();
      FAIL("the table is gone");
    } catch (ms::error const& e) {
      CHECK(e.code() == ms::errc::source_missing);
    }
  }
  CHECK(sink.batches().empty());
  folder.write("rates.csv", "currency,cents\nEUR,109\n");
  auto engine = ms::open_query(query);
  REQUIRE(engine.run_next_batch());
  CHECK(sink.rows(0) == rows{{5, 109}});
}
