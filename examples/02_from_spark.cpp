// SPDX-License-Identifier: Apache-2.0
//
// The queries of Spark's guide to Structured Streaming, line by line. docs/from_spark.md shows each beside its
// original; what stands between two marks here stands there.
// clang-format off
#include <iostream>

#include <millstream/connector/format/json_functions.hpp>
#include <millstream/connector/transport/console.hpp>
#include <millstream/connector/transport/for_each_batch.hpp>
#include <millstream/expr/functions/regex.hpp>
#include <millstream/millstream.hpp>
#include <millstream/testing/memory_stream.hpp>

namespace ms = millstream;
using namespace ms::literals;
using namespace std::chrono_literals;

// [rows]
struct line {
  std::string value;
  ms::timestamp time;
};
BOOST_HANA_ADAPT_STRUCT(line, value, time);

struct device_reading {
  std::string device, device_type;
  double signal;
  ms::timestamp time;
};
BOOST_HANA_ADAPT_STRUCT(device_reading, device, device_type, signal, time);
// [end]

struct device_owner {
  std::string device, owner;
};
BOOST_HANA_ADAPT_STRUCT(device_owner, device, owner);

struct message {
  std::string key, value;
};
BOOST_HANA_ADAPT_STRUCT(message, key, value);

struct order {
  std::int64_t id;
  std::optional<double> price;
  std::vector<std::string> items;
};
BOOST_HANA_ADAPT_STRUCT(order, id, price, items);

namespace {

ms::timestamp at(std::chrono::seconds since_noon) {
  return ms::timestamp(12h + since_noon);
}

/// Prints what the query makes of what is in its sources now.
void show(std::string_view title, auto const& query) {
  std::cout << "== " << title << '\n';
  ms::run(query.trigger(ms::available_now));
}

void word_count(ms::testing::memory_stream<line> const& input) {
  auto lines = input.stream();
  // [word count]
  auto words = lines | ms::select(ms::explode(ms::split("value"_c, " ")).as("word"_c));
  auto counts = words | ms::group_by("word"_c) | ms::agg(ms::count());
  auto query = ms::write_stream(counts, ms::console()).output_mode(ms::complete);
  // [end]
  show("word count", query);
}

void windowed_count(ms::testing::memory_stream<line> const& input) {
  auto lines = input.stream();
  // [windowed count]
  auto counts = lines
              | ms::select("time"_c, ms::explode(ms::split("value"_c, " ")).as("word"_c))
              | ms::with_watermark("time"_c, 10min)
              | ms::group_by(ms::window("time"_c, 10min, 5min), "word"_c)
              | ms::agg(ms::count());
  auto query = ms::write_stream(counts, ms::console()).output_mode(ms::update);
  // [end]
  show("windowed count", query);
}

void basic_operations(ms::testing::memory_stream<device_reading> const& input) {
  auto readings = input.stream();
  // [selection]
  auto strong = readings | ms::where("signal"_c > 10) | ms::select("device"_c);
  // [end]
  show("selection", ms::write_stream(strong, ms::console()));
  // [typed]
  auto strong_too = readings
                  | ms::filter([](device_reading const& r) { return r.signal > 10; })
                  | ms::map([](device_reading const& r) { return message{r.device, r.device_type}; });
  // [end]
  show("typed", ms::write_stream(strong_too, ms::console()));
  // [running count]
  auto by_type = readings | ms::group_by("device_type"_c) | ms::agg(ms::count(), ms::avg("signal"_c));
  auto query = ms::write_stream(by_type, ms::console()).output_mode(ms::update);
  // [end]
  show("running count", query);
}

void static_join(ms::testing::memory_stream<device_reading> const& input) {
  auto readings = input.stream();
  auto owners = ms::read(std::vector<device_owner>{{"a", "Ann"}});
  // [static join]
  auto owned = readings | ms::join(owners, "device"_c);
  auto owned_or_not = readings | ms::join(owners, "device"_c, ms::left_outer);
  auto of_nobody = readings | ms::join(owners, "device"_c, ms::left_anti);
  // [end]
  show("static join", ms::write_stream(owned_or_not, ms::console()));
  static_cast<void>(owned);
  static_cast<void>(of_nobody);
}

void first_readings(ms::testing::memory_stream<device_reading> const& input) {
  auto readings = input.stream();
  // [duplicates]
  auto first = readings
             | ms::with_watermark("time"_c, 10s)
             | ms::drop_duplicates_within_watermark("device"_c);
  // [end]
  show("duplicates", ms::write_stream(first, ms::console()));
}

void orders(ms::testing::memory_stream<message> const& input) {
  auto messages = input.stream();
  // [json]
  auto items = messages
             | ms::select(ms::from_json<order>("value"_c).as("o"_c))
             | ms::select("o.id"_c, ms::coalesce("o.price"_c, 0.0).as("price"_c),
                          ms::explode("o.items"_c).as("item"_c))
             | ms::with_column("item"_c, ms::upper("item"_c))
             | ms::with_column("class"_c, ms::when("price"_c > 100, "dear").otherwise("cheap"));
  // [end]
  show("json", ms::write_stream(items, ms::console()));
}

void each_batch(ms::testing::memory_stream<message> const& input) {
  auto messages = input.stream();
  // [for each batch]
  auto query = ms::write_stream(messages, ms::for_each_batch([](auto rows, std::int64_t batch) {
    for (auto const& row : rows)
      std::cout << batch << ": " << row.template get<"key">() << '\n';
  }));
  // [end]
  show("for each batch", query);
}

}  // namespace

int main() {
  ms::testing::memory_stream<line> lines;
  lines.add({{"cat dog", at(7min)}, {"dog owl", at(12min)}});
  word_count(lines);
  windowed_count(lines);

  ms::testing::memory_stream<device_reading> readings;
  readings.add(
      {{"a", "phone", 12.5, at(1s)}, {"b", "watch", 3, at(2s)}, {"a", "phone", 7.5, at(3s)}});
  basic_operations(readings);
  static_join(readings);
  first_readings(readings);

  ms::testing::memory_stream<message> messages;
  messages.add({{"k", R"({"id": 7, "items": ["pen", "ink"]})"},
                {"l", R"({"id": 8, "price": 120, "items": ["desk"]})"}});
  orders(messages);
  each_batch(messages);
}
