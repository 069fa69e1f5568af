// SPDX-License-Identifier: Apache-2.0
//
// Writes the input of a query benchmark for the competitors that are not in C++, once: the files of events, or
// the events in memory as one Parquet file, and beside them the table of ads. Prints where they are.
#include <cstdio>

#include "../query/ysb_json_data.hpp"
#include "../query/ysb_parquet_data.hpp"
#include "../runner/runner.hpp"

namespace {

using namespace ysb;

template <class Builder, class Rows, class Of>
std::shared_ptr<arrow::Array> column(Rows const& rows, Of&& of, Builder&& builder) {
  for (auto const& r : rows)
    must(builder.Append(of(r)));
  return must(builder.Finish());
}

/// Ads are told apart by numbers in memory, by texts in files.
template <class Ad>
std::shared_ptr<arrow::Table> ads_table(std::vector<Ad> const& ads) {
  using traits = arrow::CTypeTraits<decltype(Ad::ad_id)>;
  auto const of = [&](auto member) {
    return column(
        ads, [&](Ad const& a) { return a.*member; }, typename traits::BuilderType());
  };
  return arrow::Table::Make(arrow::schema({arrow::field("ad_id", traits::type_singleton()),
                                           arrow::field("campaign_id", traits::type_singleton())}),
                            {of(&Ad::ad_id), of(&Ad::campaign_id)});
}

std::shared_ptr<arrow::Table> events_table(std::vector<ad_event> const& events) {
  auto const time = arrow::timestamp(arrow::TimeUnit::MICRO, "UTC");
  auto const wide = [&](auto member) {
    return column(
        events, [&](ad_event const& e) { return e.*member; }, arrow::Int64Builder());
  };
  auto const narrow = [&](auto member) {
    return column(
        events, [&](ad_event const& e) { return e.*member; }, arrow::Int32Builder());
  };
  return arrow::Table::Make(
      arrow::schema({arrow::field("user_id", arrow::int64()),
                     arrow::field("page_id", arrow::int64()), arrow::field("ad_id", arrow::int64()),
                     arrow::field("event_time", time), arrow::field("ip_address", arrow::int64()),
                     arrow::field("ad_type", arrow::int32()),
                     arrow::field("event_type", arrow::int32())}),
      {wide(&ad_event::user_id), wide(&ad_event::page_id), wide(&ad_event::ad_id),
       column(
           events, [](ad_event const& e) { return e.event_time.time_since_epoch().count(); },
           arrow::TimestampBuilder(time, arrow::default_memory_pool())),
       wide(&ad_event::ip_address), narrow(&ad_event::ad_type), narrow(&ad_event::event_type)});
}

/// The folder's name and what the ads are called.
std::filesystem::path ads_beside(std::filesystem::path const& folder) {
  return folder.string() + ".ads.parquet";
}

std::filesystem::path make(std::string const& what, std::filesystem::path const& data,
                           std::uint64_t rows, std::uint64_t files) {
  if (what == "ysb_memory") {
    auto const folder = data / ("ysb_memory_" + std::to_string(rows));
    if (std::filesystem::exists(folder / "events.parquet")) return folder;
    std::filesystem::create_directories(folder);
    auto const w = make_workload(rows, 100, false);
    write_parquet_table(ads_beside(folder), *ads_table(w.ads));
    write_parquet_table(folder / "events.parquet", *events_table(w.events));
    return folder;
  }
  auto const w = what == "ysb_json"           ? json_files(data, rows, files)
                 : what == "ysb_parquet"      ? parquet_files(data, canonical, rows, files)
                 : what == "ysb_parquet_wide" ? parquet_files(data, wide, rows, files)
                                              : throw std::invalid_argument("no data " + what);
  write_parquet_table(ads_beside(w.folder), *ads_table(w.ads));
  return w.folder;
}

}  // namespace

int main(int argc, char** argv) try {
  bench::options o(argc, argv);
  auto const what = o.take("--what", "ysb_json");
  auto const rows = o.number("--rows", 10'000'000);
  auto const files = o.number("--files", 25);
  auto const data = o.take("--data", "build/bench-data");
  o.done();
  auto const folder = make(what, data, rows, files);
  std::printf("{\"folder\":\"%s\",\"ads\":\"%s\"}\n", folder.c_str(), ads_beside(folder).c_str());
} catch (std::exception const& problem) {
  std::fprintf(stderr, "make_data: %s\n", problem.what());
  return 1;
}
