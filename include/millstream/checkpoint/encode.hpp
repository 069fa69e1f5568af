// SPDX-License-Identifier: Apache-2.0
//
// What lives here: values of records.hpp to Cap'n Proto bytes: single messages for the log, and whole files (header,
// sections with their chunks of at most 65,536 rows, footer with the CRC32C of every message). Columns are handed to
// the file without a copy where their memory is aligned.
// What does not: reading (decode.hpp), file names and publication (snapshot_files.hpp).
#pragma once

#include <bit>
#include <span>

#include <millstream/base/crc32c.hpp>
#include <millstream/checkpoint/capnp.hpp>
#include <millstream/checkpoint/records.hpp>

namespace millstream::checkpoint {

static_assert(std::endian::native == std::endian::little,
              "columns are written as little-endian memory");

inline constexpr std::size_t chunk_rows = 65'536;
inline constexpr std::size_t chunk_bytes =
    32 << 20;  // keeps a message below Cap'n Proto's traversal limit

/// Where a commit's state changes are; part of the commit's message.
enum class delta_place : std::uint8_t { none, log, file };

/// A commit as it is logged.
struct logged_commit {
  commit_record commit = {};
  delta_place delta = delta_place::none;
  std::string delta_file = {};
};

namespace detail {

using message_builder = ::capnp::MallocMessageBuilder;

inline ::capnp::Text::Reader text(std::string const& value) {
  return {value.c_str(), value.size()};
}

inline std::span<std::byte const> bytes_of(::kj::ArrayPtr<::kj::byte const> bytes) {
  return std::as_bytes(std::span(bytes.begin(), bytes.size()));
}

inline ::capnp::Data::Reader data_of(void const* bytes, std::size_t size) {
  return {static_cast<::kj::byte const*>(bytes), size};
}

inline void put_sources(::capnp::List<format::Source>::Builder out,
                        std::vector<source_entry> const& sources) {
  for (unsigned i = 0; i < out.size(); ++i) {
    out[i].setName(text(sources[i].name));
    out[i].setOffset(text(sources[i].offset));
  }
}

inline void put_offsets(format::Offsets::Builder out, offsets_record const& record) {
  out.setBatchId(record.batch_id);
  out.setWatermarkMs(record.watermark_ms);
  out.setBatchTimestampMs(record.batch_timestamp_ms);
  out.setSeed(record.seed);
  auto conf = out.initConf(static_cast<unsigned>(record.conf.size()));
  for (unsigned i = 0; i < conf.size(); ++i) {
    conf[i].setKey(text(record.conf[i].first));
    conf[i].setValue(text(record.conf[i].second));
  }
  put_sources(out.initSources(static_cast<unsigned>(record.sources.size())), record.sources);
}

inline void put_columns(::capnp::List<format::Column>::Builder out,
                        std::vector<column_spec> const& columns) {
  for (unsigned i = 0; i < out.size(); ++i) {
    auto const& spec = columns[i];
    out[i].setName(text(spec.name));
    out[i].setKind(spec.kind == column_kind::fixed ? format::Column::Kind::FIXED
                                                   : format::Column::Kind::TEXT);
    out[i].setWidth(spec.width);
    out[i].setNullable(spec.nullable);
    out[i].setTypeName(text(spec.type_name));
  }
}

template <typename Range>
unsigned count_of(Range const& range) {
  return static_cast<unsigned>(range.size());
}

inline void put_commit(format::Commit::Builder out, logged_commit const& logged) {
  auto const& commit = logged.commit;
  out.setBatchId(commit.batch_id);
  out.setNextWatermarkMs(commit.next_watermark_ms);
  auto nodes = out.initNodeWatermarksMs(count_of(commit.node_watermarks_ms));
  for (unsigned i = 0; i < nodes.size(); ++i)
    nodes.set(i, commit.node_watermarks_ms[i]);
  auto counters = out.initCounters(count_of(commit.counters));
  for (unsigned i = 0; i < counters.size(); ++i) {
    counters[i].setName(text(commit.counters[i].first));
    counters[i].setValue(commit.counters[i].second);
  }
  out.setDelta(static_cast<format::Commit::Delta>(logged.delta));
  out.setDeltaFile(text(logged.delta_file));
}

inline void put_metadata(format::Metadata::Builder out, query_metadata const& metadata) {
  out.setQueryId(text(metadata.query_id));
  out.setFormatVersion(metadata.format_version);
  out.setStatePartitions(metadata.state_partitions);
  out.setPlanFingerprint(text(metadata.plan_fingerprint));
  out.setPlanDescription(text(metadata.plan_description));
  auto operators = out.initOperators(count_of(metadata.operators));
  for (unsigned i = 0; i < operators.size(); ++i) {
    auto const& from = metadata.operators[i];
    operators[i].setOperatorId(text(from.operator_id));
    operators[i].setStore(text(from.store));
    operators[i].setDescription(text(from.description));
    put_columns(operators[i].initColumns(count_of(from.columns)), from.columns);
    operators[i].setOptional(from.optional);
  }
}

inline std::vector<std::byte> flat(message_builder& message) {
  auto const words = ::capnp::messageToFlatArray(message);
  auto const bytes = bytes_of(words.asBytes());
  return {bytes.begin(), bytes.end()};
}

/// Collects the messages of one file: passes their bytes on to `Out` (append(span)) and remembers place and CRC.
template <typename Out>
class message_writer {
 public:
  explicit message_writer(Out& out) : out_(out) {}

  void write(message_builder& message) {
    auto const segments = message.getSegmentsForOutput();
    std::vector<std::uint32_t> head{static_cast<std::uint32_t>(segments.size() - 1)};
    for (auto const& segment : segments)
      head.push_back(static_cast<std::uint32_t>(segment.size()));
    if (head.size() % 2 != 0) head.push_back(0);
    std::uint32_t crc = 0;
    auto const start = at_;
    auto put = [&](std::span<std::byte const> bytes) {
      crc = base::crc32c(bytes, crc);
      out_.append(bytes);
      at_ += bytes.size();
    };
    put(std::as_bytes(std::span(head)));
    for (auto const& segment : segments)
      put(bytes_of(segment.asBytes()));
    places_.insert(places_.end(), {start, at_ - start, crc});
  }

  void write_footer(std::uint64_t rows) {
    message_builder message;
    auto footer = message.initRoot<format::Message>().initFooter();
    footer.setRows(rows);
    auto places = footer.initPlaces(static_cast<unsigned>(places_.size() / 3));
    for (unsigned i = 0; i < places.size(); ++i) {
      places[i].setOffset(places_[3 * i]);
      places[i].setBytes(places_[3 * i + 1]);
      places[i].setCrc32c(static_cast<std::uint32_t>(places_[3 * i + 2]));
    }
    auto const crc = base::crc32c(std::as_bytes(std::span(&rows, 1)));
    footer.setCrc32c(base::crc32c(std::as_bytes(std::span(places_)), crc));
    write(message);
  }

 private:
  Out& out_;
  std::uint64_t at_ = 0;
  std::vector<std::uint64_t> places_;  // offset, bytes, crc of each message
};

/// How many of the rows from `first` on make the next chunk: a multiple of 8 unless they are the last or too large.
inline std::size_t rows_of_chunk(table const& rows, std::size_t first) {
  auto size_of = [&](std::size_t end) {
    std::size_t bytes = 0;
    for (std::size_t c = 0; c < rows.schema.size(); ++c) {
      auto const& data = rows.columns[c];
      bytes += rows.schema[c].kind == column_kind::text
                   ? data.offsets[end] - data.offsets[first] + 4 * (end - first)
                   : rows.schema[c].width * (end - first);
    }
    return bytes;
  };
  auto count = std::min(chunk_rows, rows.rows - first);
  while (count > 1 && size_of(first + count) > chunk_bytes)
    count = count > 16 ? (count / 2 + 7) / 8 * 8 : count / 2;
  return count;
}

template <typename Out>
void write_chunk(message_writer<Out>& out, table const& rows, std::size_t first,
                 std::size_t count) {
  message_builder message;
  auto chunk = message.initRoot<format::Message>().initChunk();
  auto orphanage = message.getOrphanage();
  chunk.setRows(static_cast<std::uint32_t>(count));
  auto columns = chunk.initColumns(count_of(rows.schema));
  auto data = [&](void const* from, std::size_t size) {
    if (size >= (std::size_t{1} << 29))
      throw error(errc::invalid_argument, "one state value is larger than 512 MiB", {},
                  "keep large values outside of the state");
    auto const reader = data_of(from, size);
    bool const aligned = reinterpret_cast<std::uintptr_t>(from) % 8 == 0 && size % 8 == 0;
    // each referenced column is a segment of its own, and `capnp decode` takes no more than 512 of them
    return aligned && size >= 4096 && rows.schema.size() <= 160
               ? orphanage.referenceExternalData(reader)
               : orphanage.newOrphanCopy(reader);
  };
  for (unsigned c = 0; c < columns.size(); ++c) {
    auto const& from = rows.columns[c];
    if (rows.schema[c].nullable) columns[c].adoptValid(data(from.valid.data() + first, count));
    if (rows.schema[c].kind == column_kind::fixed) {
      auto const width = rows.schema[c].width;
      columns[c].adoptValues(data(from.bytes.data() + first * width, count * width));
      continue;
    }
    std::vector<std::uint32_t> offsets(
        from.offsets.begin() + static_cast<std::ptrdiff_t>(first),
        from.offsets.begin() + static_cast<std::ptrdiff_t>(first + count + 1));
    auto const start = offsets.front();
    columns[c].adoptValues(data(from.bytes.data() + start, offsets.back() - start));
    for (auto& offset : offsets)
      offset -= start;
    columns[c].adoptOffsets(orphanage.newOrphanCopy(data_of(offsets.data(), offsets.size() * 4)));
  }
  out.write(message);
}

/// Writes one table as a section and its chunks; returns its rows.
template <typename Out>
std::uint64_t write_section(message_writer<Out>& out, partition_delta const& delta,
                            table const& rows, format::Section::Content content) {
  rows.check(delta.operator_id);
  message_builder message;
  auto section = message.initRoot<format::Message>().initSection();
  section.setOperatorId(text(delta.operator_id));
  section.setStore(text(delta.store));
  section.setPartition(delta.partition);
  section.setContent(content);
  section.setRows(rows.rows);
  put_columns(section.initColumns(count_of(rows.schema)), rows.schema);
  out.write(message);
  for (std::size_t first = 0; first < rows.rows;) {
    auto const count = rows_of_chunk(rows, first);
    write_chunk(out, rows, first, count);
    first += count;
  }
  return rows.rows;
}

template <typename Out>
std::uint64_t write_sections(message_writer<Out>& out,
                             std::span<partition_delta const> partitions) {
  std::uint64_t rows = 0;
  for (auto const& delta : partitions) {
    rows += write_section(out, delta, delta.upserts, format::Section::Content::UPSERTS);
    if (!delta.removed_keys.schema.empty())
      rows += write_section(out, delta, delta.removed_keys, format::Section::Content::REMOVED_KEYS);
  }
  return rows;
}

template <typename Out>
void write_header(message_writer<Out>& out, std::string const& query_id, format::Header::Kind kind,
                  std::int64_t batch_id, std::int64_t run_epoch, snapshot const* whole = nullptr,
                  offsets_record const* offsets = nullptr) {
  message_builder message;
  auto header = message.initRoot<format::Message>().initHeader();
  header.setFormatVersion(current_format_version);
  header.setQueryId(text(query_id));
  header.setKind(kind);
  header.setBatchId(batch_id);
  header.setRunEpoch(run_epoch);
  if (whole != nullptr) {
    put_commit(header.initCommit(), {whole->commit, delta_place::none, {}});
    put_sources(header.initSources(count_of(whole->source_states)), whole->source_states);
    put_offsets(header.initOffsets(), *offsets);
  }
  out.write(message);
}

}  // namespace detail

/// Bytes kept in memory, where a file is expected.
struct memory_file {
  std::vector<std::byte> bytes = {};
  void append(std::span<std::byte const> more) {
    bytes.insert(bytes.end(), more.begin(), more.end());
  }
};

inline std::vector<std::byte> encode(offsets_record const& record) {
  detail::message_builder message;
  detail::put_offsets(message.initRoot<format::Message>().initOffsets(), record);
  return detail::flat(message);
}

inline std::vector<std::byte> encode(logged_commit const& record) {
  detail::message_builder message;
  detail::put_commit(message.initRoot<format::Message>().initCommit(), record);
  return detail::flat(message);
}

template <typename Out>
void write_metadata_file(Out& out, query_metadata const& metadata) {
  detail::message_writer<Out> writer(out);
  detail::write_header(writer, metadata.query_id, format::Header::Kind::METADATA, -1, 0);
  detail::message_builder message;
  detail::put_metadata(message.initRoot<format::Message>().initMetadata(), metadata);
  writer.write(message);
  writer.write_footer(0);
}

template <typename Out>
void write_delta_file(Out& out, std::string const& query_id, std::int64_t batch_id,
                      std::int64_t run_epoch, std::span<partition_delta const> deltas) {
  detail::message_writer<Out> writer(out);
  detail::write_header(writer, query_id, format::Header::Kind::DELTA, batch_id, run_epoch);
  writer.write_footer(detail::write_sections(writer, deltas));
}

/// Writes a snapshot; `offsets`, where given, stands for those of `whole`.
template <typename Out>
void write_snapshot_file(Out& out, std::string const& query_id, std::int64_t run_epoch,
                         snapshot const& whole, offsets_record const* offsets = nullptr) {
  detail::message_writer<Out> writer(out);
  detail::write_header(writer, query_id, format::Header::Kind::SNAPSHOT, whole.batch_id, run_epoch,
                       &whole, offsets != nullptr ? offsets : &whole.offsets);
  writer.write_footer(detail::write_sections(writer, whole.partitions));
}

}  // namespace millstream::checkpoint
