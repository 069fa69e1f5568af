// SPDX-License-Identifier: Apache-2.0
#include "recovery/queries.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <fstream>
#include <set>

#include <arrow/api.h>
#include <arrow/io/file.h>
#include <oneapi/tbb/global_control.h>
#include <parquet/arrow/writer.h>
#include <parquet/file_reader.h>

#include <millstream/checkpoint/store.hpp>
#include <millstream/connector/format/json.hpp>
#include <millstream/connector/format/parquet.hpp>
#include <millstream/connector/format/parquet_arrow.hpp>
#include <millstream/connector/table/lmdb.hpp>
#include <millstream/millstream.hpp>

namespace ms = millstream;
using namespace ms::literals;
using namespace std::chrono_literals;

namespace recovery {

struct event {
  std::string k;
  ms::timestamp ts;
  std::int64_t v;
};

}  // namespace recovery

BOOST_HANA_ADAPT_STRUCT(recovery::event, k, ts, v);

namespace recovery {

/// What the Parquet files hold: an event of which the number may be missing.
struct loose_event {
  std::string k;
  ms::timestamp ts;
  std::optional<std::int64_t> v;
};

}  // namespace recovery

BOOST_HANA_ADAPT_STRUCT(recovery::loose_event, k, ts, v);

namespace recovery {

/// What a processor reads and says.
struct number {
  ms::timestamp ts;
  std::int64_t v;
};
struct told {
  std::string k, what;
  std::int64_t numbers, sum;
};
/// Keeps what came of a key until nothing came for two seconds.
struct gathering {
  using input = number;
  using output = told;
  static constexpr auto time_mode = ms::time_mode::event_time;
  ms::value_state<ms::timestamp> last;
  ms::list_state<number> numbers;
  ms::map_state<std::int64_t, std::int64_t> by_rest;

  void handle_rows(auto const& key, std::span<number const> rows, ms::group_context<told>& group) {
    for (auto const& r : rows) {
      numbers.append(r);
      by_rest.update(r.v % 3, by_rest.get(r.v % 3).value_or(0) + r.v);
      last.update(std::max(last.get().value_or(r.ts), r.ts));
    }
    group.register_timer(*last.get() + 2s);
    group.emit(say(key, "rows"));
  }
  void handle_timer(auto const& key, ms::timestamp at, ms::group_context<told>& group) {
    group.emit(say(key, "timer"));
    if (at < *last.get() + 2s) return;
    last.clear(), numbers.clear(), by_rest.clear();
  }

 private:
  told say(auto const& key, std::string what) const {
    told out{std::string(key.template get<"k">()), std::move(what), std::ssize(numbers.get()), 0};
    by_rest.for_each([&](auto, std::int64_t sum) { out.sum += sum; });
    return out;
  }
};

}  // namespace recovery

BOOST_HANA_ADAPT_STRUCT(recovery::number, ts, v);
BOOST_HANA_ADAPT_STRUCT(recovery::told, k, what, numbers, sum);
BOOST_HANA_ADAPT_STRUCT(recovery::gathering, last, numbers, by_rest);

namespace recovery {

namespace {

/// A sink that appends to a file and keeps no fence: the harness must see through it.
struct careless_sink {
  fs::path file;

  template <class Mode>
  static constexpr bool supports = true;
  std::string to_string() const { return "careless"; }

  template <class Schema>
  struct live {
    fs::path file;
    struct lane_type {
      std::vector<std::string> rows;
      void append(auto const& row) { rows.push_back(ms::io::row_text(row)); }
    };
    std::string description() const { return "careless"; }
    void recover(std::int64_t) {}
    std::int64_t fence() const { return -1; }
    lane_type make_lane(std::int64_t, std::size_t) const { return {}; }
    ms::io::commit_result commit(std::int64_t, std::vector<lane_type>& lanes) {
      std::ofstream out(file, std::ios::app);
      std::int64_t rows = 0;
      for (auto const& lane : lanes)
        for (auto const& row : lane.rows)
          out << row << '\n', ++rows;
      return {rows, false};
    }
  };
  template <class Schema, class Mode>
  live<Schema> open_sink(ms::io::sink_context const&) const {
    fs::create_directories(file.parent_path());
    return {file};
  }
};

/// Calls `use(query)` with the description that the settings say.
template <class Use>
void with_query(settings const& with, Use&& use) {
  auto const events =
      ms::read_stream<event>(ms::json(with.input).max_files_per_trigger(with.files_a_batch));
  auto const windowed = [&](auto const& from) {
    return from | ms::with_watermark("ts"_c, 5s) | ms::group_by(ms::window("ts"_c, 10s), "k"_c) |
           ms::agg(ms::count().as("n"_c), ms::sum("v"_c).as("total"_c),
                   ms::avg("v"_c).as("mean"_c));
  };
  auto const chosen = [&] {
    return events | ms::with_column("w"_c, "v"_c * 10) | ms::where("w"_c > 20);
  };
  auto const finish = [&](auto const& described) {
    auto const query = described.checkpoint(with.root / "checkpoint")
                           .batches_per_snapshot(3)
                           .state_partitions(4)
                           .threads(with.threads)
                           .dead_letter(ms::json(with.root / "dead"))
                           .file_door(ms::io::file_door(with.hook));
    if (with.rules_off)
      use(query.without_rules(ms::all_rules));
    else
      use(query);
  };
  switch (with.query) {
    case kind::partitioned_parquet:
      return finish(ms::write_stream(chosen(), ms::parquet(with.root / "out").partition_by("k"_c)));
    case kind::lmdb_update:
      return finish(ms::write_stream(
                        windowed(events),
                        ms::lmdb(with.root / "table").key("window"_c, "k"_c).flush_commits(false))
                        .output_mode(ms::update));
    case kind::json_append:
      return finish(ms::write_stream(windowed(events), ms::json(with.root / "out")));
    case kind::parquet_append:
      return finish(ms::write_stream(
          windowed(ms::read_stream<event>(ms::parquet(with.input / "parquet")
                                              .max_files_per_trigger(with.files_a_batch)
                                              .bytes_per_lane(1))),
          ms::json(with.root / "out")));
    case kind::json_deduplicated:
      return finish(ms::write_stream(
          events | ms::with_watermark("ts"_c, 5s) | ms::drop_duplicates("ts"_c, "k"_c) |
              ms::drop_duplicates_within_watermark("k"_c) |
              ms::group_by(ms::window("ts"_c, 10s), "k"_c) | ms::agg(ms::count().as("n"_c)) |
              ms::group_by("window"_c) |
              ms::agg(ms::count().as("keys"_c), ms::sum("n"_c).as("rows"_c)),
          ms::json(with.root / "out")));
    case kind::json_joined:
      return finish(ms::write_stream(
          events | ms::with_watermark("ts"_c, 5s) |
              ms::join(ms::full_outer,
                       events | ms::where("v"_c > 3) | ms::with_watermark("ts"_c, 2s) |
                           ms::select("ts"_c.as("later"_c), "k"_c, "v"_c.as("w"_c)),
                       "k"_c, "later"_c > "ts"_c && "later"_c <= "ts"_c + 9s),
          ms::json(with.root / "out")));
    case kind::json_sessions:
      return finish(ms::write_stream(
          events | ms::with_watermark("ts"_c, 20s) |
              ms::group_by(
                  "k"_c, ms::session_window("ts"_c, ms::make_dt_interval(0, 0, 0, "v"_c % 3 + 1))) |
              ms::agg(ms::count().as("n"_c), ms::max("v"_c).as("most"_c)),
          ms::json(with.root / "out")));
    case kind::json_processed:
      return finish(ms::write_stream(events | ms::with_watermark("ts"_c, 5s) | ms::group_by("k"_c) |
                                         ms::transform_with_state(gathering{}),
                                     ms::json(with.root / "out")));
    case kind::json_late:
      return finish(ms::write_stream(windowed(events), ms::json(with.root / "out"))
                        .late_rows(ms::json(with.root / "late")));
    case kind::three_outputs:
      return finish(ms::tee(
          ms::write_stream(chosen(), ms::parquet(with.root / "out").partition_by("k"_c)),
          ms::write_stream(windowed(events), ms::json(with.root / "windows")).query_name("windows"),
          ms::write_stream(events | ms::group_by("k"_c) | ms::agg(ms::max("v"_c).as("most"_c)),
                           ms::lmdb(with.root / "table").key("k"_c).flush_commits(false))
              .output_mode(ms::update)
              .query_name("most")));
    case kind::careless_rows:
      return finish(ms::write_stream(chosen(), careless_sink{with.root / "out" / "rows.json"}));
  }
}

std::string hex(auto const& bytes) {
  std::string out;
  for (auto const b : bytes) {
    static constexpr char digits[] = "0123456789abcdef";
    auto const u = static_cast<unsigned char>(b);
    out += digits[u >> 4];
    out += digits[u & 15];
  }
  return out;
}

/// A restored table, rows sorted: their order in memory is not part of what must be equal.
std::string text_of(ms::checkpoint::partition_delta const& of) {
  std::vector<std::string> rows(of.upserts.rows);
  for (std::size_t r = 0; r < rows.size(); ++r)
    for (std::size_t c = 0; c < of.upserts.columns.size(); ++c) {
      auto const& column = of.upserts.columns[c];
      auto const& spec = of.upserts.schema[c];
      bool const text = spec.kind == ms::checkpoint::column_kind::text;
      auto const first = text ? column.offsets[r] : r * spec.width;
      auto const length = text ? column.offsets[r + 1] - column.offsets[r] : spec.width;
      bool const null = !column.valid.empty() && !column.valid[r];
      rows[r] += spec.name + "=" +
                 (null ? "null" : hex(std::span(column.bytes).subspan(first, length))) + " ";
    }
  std::sort(rows.begin(), rows.end());
  std::string out;
  for (auto const& row : rows)
    out += row + "\n";
  return out;
}

std::string text_of_file(fs::path const& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

std::string name_of(kind k) {
  constexpr std::string_view names[] = {"partitioned Parquet",
                                        "LMDB in update mode",
                                        "JSON in append mode",
                                        "Parquet in append mode",
                                        "JSON without duplicates",
                                        "JSON, joined",
                                        "JSON by sessions",
                                        "JSON by a processor",
                                        "JSON, late rows too",
                                        "three outputs",
                                        "careless rows"};
  return std::string(names[static_cast<int>(k)]);
}

namespace {

void set_time(fs::path const& path, int f) {
  ::timespec const times[2] = {{1'700'000'000 + f, 0}, {1'700'000'000 + f, 0}};
  ::utimensat(AT_FDCWD, path.c_str(), times, 0);
}

/// Rows as Parquet, row groups of two, a row without its number; every other file has a damaged page.
void write_parquet_input(fs::path const& path, std::vector<loose_event> const& rows, int f) {
  using schema = ms::schema_of<loose_event>;
  ms::connector::growing_rows<schema> columns;
  for (auto const& row : rows)
    columns.append(ms::struct_row<loose_event>{&row});
  auto const table = arrow::Table::FromRecordBatches(
                         {ms::connector::take_batch(
                             columns, ms::connector::arrow_schema(ms::describe_schema<schema>()))})
                         .ValueOrDie();
  auto const out = arrow::io::FileOutputStream::Open(path.string()).ValueOrDie();
  auto const how = parquet::WriterProperties::Builder().enable_page_checksum()->build();
  if (!parquet::arrow::WriteTable(*table, arrow::default_memory_pool(), out, 2, how).ok() ||
      !out->Close().ok())
    throw std::runtime_error("the Parquet input cannot be written");
  if (f % 2 == 0) {
    auto const place = parquet::ParquetFileReader::OpenFile(path.string())
                           ->metadata()
                           ->RowGroup(1)
                           ->ColumnChunk(1);
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(place->data_page_offset() + place->total_compressed_size() - 3);
    file << "\x55\xAA\x55";
  }
  set_time(path, f);
}

}  // namespace

void write_input(fs::path const& folder, int files) {
  fs::create_directories(folder / "parquet");
  for (int f = 0; f < files; ++f) {
    auto const path = folder / ("part-" + std::to_string(1000 + f) + ".json");
    std::ofstream out(path);
    std::vector<loose_event> rows;
    for (int i = 0; i < 6; ++i) {
      // every third row is older by half a minute: late from the fourth file on
      auto const second = f * 9 + i - (i % 3 == 2 ? 30 : 0) + 40;
      char time[40];
      std::snprintf(time, sizeof time, "2024-05-01T00:%02d:%02dZ", second / 60, second % 60);
      out << "{\"k\":\""
          << "abc"[(f + i) % 3] << "\",\"ts\":\"" << time << "\",\"v\":" << (f * 7 + i * 3) % 11
          << "}\n";
      rows.push_back(
          {std::string(1, "abc"[(f + i) % 3]), *ms::parse_timestamp(time), (f * 7 + i * 3) % 11});
    }
    rows.push_back({"a", rows.back().ts, std::nullopt});
    write_parquet_input(folder / "parquet" / ("part-" + std::to_string(1000 + f)), rows, f);
    out << "{\"k\":\"broken " << f << "\n";
    if (f % 2 == 0) out << "{\"k\":\"a\",\"ts\":\"soon\",\"v\":1}\n";
    out.close();
    set_time(path, f);
  }
}

void run(settings const& with) {
  // more threads than the machine has cores
  oneapi::tbb::global_control const allowed(oneapi::tbb::global_control::max_allowed_parallelism,
                                            8);
  with_query(with, [](auto const& query) {
    auto engine = ms::open_query(query);
    engine.freeze_sources();
    while (engine.run_next_batch()) {
    }
  });
}

remains visible_files(fs::path const& root) {
  remains out;
  for (auto const* folder : {"out", "windows", "late", "dead"}) {
    if (!fs::exists(root / folder)) continue;
    for (auto const& entry : fs::recursive_directory_iterator(root / folder)) {
      auto const path = entry.path().lexically_relative(root).string();
      if (entry.is_regular_file() && path.find("_millstream") == std::string::npos)
        out[path] = text_of_file(entry.path());
    }
  }
  return out;
}

std::string rows_written(fs::path const& root) {
  std::multiset<std::string> rows;
  for (auto const& [path, content] : visible_files(root)) {
    std::istringstream lines(content);
    for (std::string line; std::getline(lines, line);)
      rows.insert(line.substr(0, line.find("\"batch_id\"")));
  }
  std::string out;
  for (auto const& row : rows)
    out += row + "\n";
  return out;
}

remains everything(settings const& with) {
  auto out = visible_files(with.root);
  ms::io::file_door const door;
  for (auto const* folder : {"out", "windows", "late", "dead"}) {
    if (!fs::exists(with.root / folder)) continue;
    auto& text = out[std::string(folder) + " manifest"];
    for (auto const& entry : ms::io::output_folder::read_manifest(door, with.root / folder)) {
      text += std::to_string(entry.batch) + ":";
      for (auto const& f : entry.files)
        text += " " + f.path + "(" + std::to_string(f.rows) + ")";
      text += "\n";
    }
    for (auto const& name : door.list(with.root / folder / "_millstream" / "pending"))
      out[std::string(folder) + " pending"] += name;
  }
  if (fs::exists(with.root / "table"))
    ms::lmdb_reader(with.root / "table").for_each([&](std::string_view key, std::string_view row) {
      out["row " + hex(key)] = row;
    });
  std::vector<ms::checkpoint::stateful_operator> operators;
  with_query({with.query, with.input, with.root}, [&](auto const& query) {
    auto engine = ms::open_query(query);
    out["last batch"] = std::to_string(engine.last_batch());
    out["watermark"] = std::to_string(engine.watermark_ms());
    for (auto const& p : engine.work().whole_state())
      out["state " + p.operator_id + "/" + p.store + " " + std::to_string(p.partition)] =
          text_of(p);
    for (auto& s : engine.work().sources())
      out["source"] += s->state();
    for (auto const& w : engine.warnings())
      out["warnings"] += w;
    operators = engine.work().stateful_operators();
  });
  {
    ms::checkpoint::query_metadata wanted;
    wanted.operators = operators;
    auto store = ms::checkpoint::store::open(with.root / "checkpoint", wanted);
    auto const found = store.take_recovered();
    if (found.uncommitted) out["uncommitted"] = std::to_string(found.uncommitted->batch_id);
    auto const& last = found.commits.empty() ? found.base->commit : found.commits.back();
    for (auto const& [name, v] : last.counters)
      out["counter " + name] = std::to_string(v);
    for (auto const v : last.node_watermarks_ms)
      out["node watermarks"] += std::to_string(v) + " ";
  }
  for (auto const& entry : fs::recursive_directory_iterator(with.root / "checkpoint"))
    if (entry.path().filename().string().find("tmp") != std::string::npos)
      out["left over"] += entry.path().filename().string() + " ";
  return out;
}

}  // namespace recovery
