// SPDX-License-Identifier: Apache-2.0
// JSON lines into Parquet: the events of the Yahoo streaming benchmark typed, times read, those of one kind left out,
// three columns computed. `--codec snappy|zstd`; what is written stays in `--out`/<competitor>. That the rows are
// the same is checked by bench/query/run.py, here only that there are as many.
#include <parquet/file_reader.h>
#include <parquet/metadata.h>

#include "etl_hand.hpp"
#include "etl_millstream.hpp"
#include "ysb_json_data.hpp"

namespace {

std::filesystem::path emptied(std::filesystem::path const& folder) {
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  return folder;
}

/// Rows of all Parquet files of a folder, as their ends say.
bench::outcome written(std::filesystem::path const& folder) {
  bench::outcome out;
  for (auto const& entry : std::filesystem::directory_iterator(folder))
    if (entry.path().extension() == ".parquet")
      out.groups += static_cast<std::uint64_t>(
          parquet::ReadMetaData(ysb::must(arrow::io::ReadableFile::Open(entry.path().string())))
              ->num_rows());
  return out;
}

}  // namespace

int main(int argc, char** argv) {
  namespace ms = millstream;
  bench::options o(argc, argv);
  auto const rows = o.number("--rows", 10'000'000);
  auto const files = o.number("--files", 25);
  std::filesystem::path const data = o.take("--data", "build/bench-data");
  std::filesystem::path const out = o.take("--out", (data / "etl_out").string());
  auto const codec = o.take("--codec", "snappy");
  o.done();
  if (codec != "snappy" && codec != "zstd") throw std::invalid_argument("no codec " + codec);
  bool const is_zstd = codec == "zstd";
  auto const w = ysb::json_files(data, rows, files);
  return bench::compare(
      "etl_" + codec, o, rows,
      {{"hand",
        [&](unsigned threads) -> std::function<bench::outcome()> {
          auto const to = emptied(out / "hand");
          return [&w, to, is_zstd, threads] {
            etl::etl_by_hand(w.files, to,
                             is_zstd ? arrow::Compression::ZSTD : arrow::Compression::SNAPPY,
                             threads);
            return written(to);
          };
        }},
       {"millstream", [&](unsigned threads) -> std::function<bench::outcome()> {
          auto const to = emptied(out / "millstream");
          auto const run = etl::open_millstream_etl(w.folder, to, emptied(data / "etl_checkpoint"),
                                                    is_zstd ? ms::zstd : ms::snappy, threads);
          return [to, run] {
            run();
            return written(to);
          };
        }}});
}
