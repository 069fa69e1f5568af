// SPDX-License-Identifier: Apache-2.0
// The Yahoo streaming benchmark over JSON lines, with a checkpoint. The data is written once into
// build/bench-data (2.4 GB; `--data` says elsewhere, `--rows` makes it smaller).
#include <millstream/connector/format/json.hpp>

#include "ysb_files_millstream.hpp"
#include "ysb_json_hand.hpp"

int main(int argc, char** argv) {
  using namespace ysb;
  using namespace std::chrono_literals;
  bench::options o(argc, argv);
  auto const rows = o.number("--rows", 10'000'000);
  auto const files = o.number("--files", 25);
  std::filesystem::path const data = o.take("--data", "build/bench-data");
  o.done();
  auto const w = json_files(data, rows, files);
  auto lines = ms::json(w.folder);
  lines.max_files_per_trigger(1).path_glob_filter("*.json").timestamp_unit("event_time", 1ms);
  return bench::compare("ysb_json", o, rows,
                        {{"hand",
                          [&](unsigned threads) -> std::function<bench::outcome()> {
                            return [&w, threads, ads = std::make_shared<uuid_table const>(w.ads)] {
                              return json_by_hand(w, *ads, threads);
                            };
                          }},
                         {"millstream", [&](unsigned threads) {
                            return open_millstream_files(lines, w, data / "ysb_json_checkpoint",
                                                         threads);
                          }}});
}
