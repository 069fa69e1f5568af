// SPDX-License-Identifier: Apache-2.0
// The Yahoo streaming benchmark over Parquet, with a checkpoint; `--wide`: 1 M users and pages, 100 k ads, 10 k
// campaigns, some of each far more often than others. The data is written once into build/bench-data.
#include <millstream/connector/format/parquet.hpp>

#include "ysb_files_millstream.hpp"
#include "ysb_parquet_hand.hpp"

int main(int argc, char** argv) {
  using namespace ysb;
  bench::options o(argc, argv);
  bool const is_wide = o.flag("--wide");
  auto const rows = o.number("--rows", 10'000'000);
  auto const files = o.number("--files", 25);
  std::filesystem::path const data = o.take("--data", "build/bench-data");
  o.done();
  std::string const name = is_wide ? "ysb_parquet_wide" : "ysb_parquet";
  auto const w = parquet_files(data, is_wide ? wide : canonical, rows, files);
  return bench::compare(
      name, o, rows,
      {{"hand",
        [&](unsigned threads) -> std::function<bench::outcome()> {
          return [&w, threads, ads = std::make_shared<uuid_table const>(w.ads)] {
            return parquet_by_hand(w, *ads, threads);
          };
        }},
       {"millstream", [&](unsigned threads) {
          return open_millstream_files(
              ms::parquet(w.folder).path_glob_filter("*.parquet").max_files_per_trigger(1), w,
              data / (name + "_checkpoint"), threads);
        }}});
}
