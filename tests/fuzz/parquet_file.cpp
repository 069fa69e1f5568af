// SPDX-License-Identifier: Apache-2.0
//
// Any bytes as a Parquet file: an error that names it, or rows; never a crash, and the same rows and rejections however
// the file is cut into lanes. Every value is looked at, so that a sanitizer sees what points nowhere.
#if __has_include(<parquet/arrow/reader.h>)
#include <arrow/io/memory.h>
#include <arrow/table.h>
#include <parquet/arrow/writer.h>

#include <millstream/connector/format/parquet.hpp>
#include <millstream/connector/format/parquet_arrow.hpp>
#include <millstream/schema/value.hpp>

#include <cstdlib>
#include <fstream>
#include <iostream>

#include "random_bytes.hpp"

namespace parquet_fuzz {

namespace ms = millstream;

struct leg {
  std::string from;
  std::optional<std::int32_t> minutes;
};
struct flight {
  std::string carrier;
  std::int64_t number;
  std::optional<double> delay;
  std::optional<bool> late;
  ms::timestamp time;
  std::optional<leg> first;
  std::vector<leg> legs;
  std::vector<std::optional<std::string>> words;
};

}  // namespace parquet_fuzz

BOOST_HANA_ADAPT_STRUCT(parquet_fuzz::leg, from, minutes);
BOOST_HANA_ADAPT_STRUCT(parquet_fuzz::flight, carrier, number, delay, late, time, first, legs,
                        words);

namespace {

using namespace parquet_fuzz;
using schema_type = ms::schema_of<flight>;

/// In memory where the system has such a folder.
std::filesystem::path input_path() {
  static auto const path = [] {
    std::filesystem::path const memory = "/dev/shm";
    auto const folder =
        std::filesystem::is_directory(memory) ? memory : std::filesystem::temp_directory_path();
    return folder / ("millstream-fuzz-" + std::to_string(::getpid()) + ".parquet");
  }();
  return path;
}

struct outcome {
  std::vector<ms::value_list> rows;
  std::vector<std::string> rejected;
  std::string error;
  bool operator==(outcome const&) const = default;
};

template <class Needed>
outcome read(std::uint64_t size, std::uint64_t lane_bytes) {
  outcome out;
  try {
    namespace detail = ms::connector::detail;
    auto plan = std::make_shared<detail::parquet_plan const>(
        detail::plan_parquet(input_path(), {.lane_bytes = lane_bytes}, /*has_dead_letter=*/true,
                             detail::schemas_of<schema_type, schema_type, Needed>()));
    ms::connector::parquet_batch<Needed> const batch(
        {std::move(plan), {{.path = input_path().string(), .size = size}}});
    for (std::size_t lane = 0; lane < batch.lanes(); ++lane)
      batch.read_lane(
          lane,
          [&](auto const& block) {
            for (std::size_t i = 0; i < block.size(); ++i) {
              auto const& row = out.rows.emplace_back(ms::to_values(block.row(i)));
              if (row.size() != Needed::size) std::abort();
            }
          },
          [&](ms::io::malformed_record const& bad) {
            out.rejected.push_back(std::string(bad.text) + ": " + std::string(bad.reason));
          });
  } catch (ms::error const& e) {
    out.error = e.what();
    if (e.where().file != input_path()) std::abort();
  }
  return out;
}

std::vector<std::byte> seed_file() {
  std::vector<flight> rows;
  for (int i = 0; i < 40; ++i) {
    flight one{.carrier = i % 3 == 0 ? "UA" : "B6", .number = i * 1'000'003};
    if (i % 4 != 0) one.delay = i * 0.5, one.late = i % 2 == 0;
    if (i % 5 != 0) one.first = leg{"JFK", i};
    one.time = ms::timestamp(std::chrono::seconds(i));
    for (int n = 0; n < i % 3; ++n)
      one.legs.push_back({"LGA", {}}), one.words.push_back(std::string(std::size_t(n), 'w'));
    one.words.push_back(std::nullopt);
    rows.push_back(std::move(one));
  }
  ms::connector::growing_rows<schema_type> columns;
  for (auto const& row : rows)
    columns.append(ms::struct_row<flight>{&row});
  auto const schema = ms::connector::arrow_schema(ms::describe_schema<schema_type>());
  auto const table =
      arrow::Table::FromRecordBatches({ms::connector::take_batch(columns, schema)}).ValueOrDie();
  auto const out = arrow::io::BufferOutputStream::Create().ValueOrDie();
  auto const how = parquet::WriterProperties::Builder().max_row_group_length(15)->build();
  if (!parquet::arrow::WriteTable(*table, arrow::default_memory_pool(), out, 15, how).ok())
    std::abort();
  auto const bytes = out->Finish().ValueOrDie();
  auto const* const data = reinterpret_cast<std::byte const*>(bytes->data());
  return {data, data + bytes->size()};
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  std::ofstream(input_path(), std::ios::binary)
      .write(reinterpret_cast<char const*>(data), static_cast<std::streamsize>(size));
  auto const whole = read<schema_type>(size, std::uint64_t(1) << 20);
  auto const cut = read<schema_type>(size, 1);
  if (whole != cut) {
    std::cerr << "one lane and several do not agree\n";
    std::abort();
  }
  using narrow =
      ms::schema<ms::field<"number", std::int64_t>, ms::field<"first", std::optional<leg>>>;
  read<narrow>(size, 1);
  return 0;
}

#ifndef MILLSTREAM_LIBFUZZER
int main() {
  auto const seed = seed_file();
  LLVMFuzzerTestOneInput(reinterpret_cast<std::uint8_t const*>(seed.data()), seed.size());
  auto const good = read<schema_type>(seed.size(), 1);
  if (good.rows.size() != 40 || !good.rejected.empty()) {
    std::cerr << "the seed is not read: " << good.error << "\n";
    return 1;
  }
  auto const result = feed_random_bytes(seed, 3'000);
  std::filesystem::remove(input_path());
  return result;
}
#endif
#else  // no Arrow, no Parquet connector: nothing to feed
int main() {
  return 0;
}
#endif
