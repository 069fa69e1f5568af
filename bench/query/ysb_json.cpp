// SPDX-License-Identifier: Apache-2.0
// The Yahoo streaming benchmark over JSON lines, with a checkpoint. The data is written once into
// build/bench-data (2.4 GB; `--data` says elsewhere, `--rows` makes it smaller).
#include "ysb_json_hand.hpp"
#include "ysb_json_millstream.hpp"

int main(int argc, char** argv) {
  using namespace ysb;
  bench::options o(argc, argv);
  auto const rows = o.number("--rows", 10'000'000);
  auto const files = o.number("--files", 25);
  auto const data = o.take("--data", "build/bench-data");
  o.done();
  auto const w = json_files(data, rows, files);
  return bench::compare(
      "ysb_json", o, rows,
      {{"hand",
        [&](unsigned threads) -> std::function<bench::outcome()> {
          return [&w, threads, ads = std::make_shared<uuid_table const>(w.ads)] {
            return json_by_hand(w, *ads, threads);
          };
        }},
       {"millstream", [&](unsigned threads) { return open_millstream_json(w, threads, 1); }}});
}
