// SPDX-License-Identifier: Apache-2.0
//
// What lives here: Cap'n Proto bytes to the values of records.hpp. The bytes may be anything: every message is held
// against the footer's CRC32C before it is read, and every count against the bytes that are there; what does not fit is
// checkpoint_corrupt with file and offset.
// What does not: writing (encode.hpp), which file is read when (store.hpp).
#pragma once

#include <algorithm>
#include <cstring>

#include <millstream/checkpoint/encode.hpp>

namespace millstream::checkpoint {

enum class file_kind : std::uint8_t { delta, snapshot, metadata };

/// The content of one whole file.
struct decoded_file {
  file_kind kind = file_kind::delta;
  std::string query_id = {};
  std::int64_t run_epoch = 0;
  snapshot content = {};  ///< a delta fills batch_id and partitions only
  query_metadata metadata = {};
};

namespace detail {

[[noreturn]] inline void throw_damaged(std::string const& file, std::uint64_t offset,
                                       std::string what) {
  throw error(errc::checkpoint_corrupt, std::move(what), {.file = file, .byte_offset = offset},
              "the disk or another program has damaged this file: restore the folder from a "
              "backup; starting over "
              "with a new checkpoint folder processes the input again");
}

inline std::string string_of(::capnp::Text::Reader text) {
  return {text.begin(), text.size()};
}

inline std::vector<source_entry> get_sources(::capnp::List<format::Source>::Reader from) {
  std::vector<source_entry> out;
  for (auto source : from)
    out.push_back({string_of(source.getName()), string_of(source.getOffset())});
  return out;
}

inline std::vector<column_spec> get_columns(::capnp::List<format::Column>::Reader from) {
  std::vector<column_spec> out;
  for (auto c : from)
    out.push_back(
        {string_of(c.getName()),
         c.getKind() == format::Column::Kind::TEXT ? column_kind::text : column_kind::fixed,
         c.getWidth(), c.getNullable(), string_of(c.getTypeName())});
  return out;
}

inline offsets_record get_offsets(format::Offsets::Reader from) {
  offsets_record out{from.getBatchId(),
                     from.getWatermarkMs(),
                     from.getBatchTimestampMs(),
                     from.getSeed(),
                     {},
                     get_sources(from.getSources())};
  for (auto pair : from.getConf())
    out.conf.emplace_back(string_of(pair.getKey()), string_of(pair.getValue()));
  return out;
}

inline logged_commit get_commit(format::Commit::Reader from) {
  logged_commit out;
  out.commit.batch_id = from.getBatchId();
  out.commit.next_watermark_ms = from.getNextWatermarkMs();
  for (auto watermark : from.getNodeWatermarksMs())
    out.commit.node_watermarks_ms.push_back(watermark);
  for (auto counter : from.getCounters())
    out.commit.counters.emplace_back(string_of(counter.getName()), counter.getValue());
  out.delta = static_cast<delta_place>(from.getDelta());
  out.delta_file = string_of(from.getDeltaFile());
  return out;
}

inline query_metadata get_metadata(format::Metadata::Reader from) {
  query_metadata out{string_of(from.getQueryId()),
                     from.getFormatVersion(),
                     from.getStatePartitions(),
                     string_of(from.getPlanFingerprint()),
                     string_of(from.getPlanDescription()),
                     {}};
  for (auto op : from.getOperators())
    out.operators.push_back({string_of(op.getOperatorId()), string_of(op.getStore()),
                             string_of(op.getDescription()), get_columns(op.getColumns()),
                             op.getOptional()});
  return out;
}

/// Runs `read` on the message in `bytes` (8-aligned); what Cap'n Proto refuses becomes checkpoint_corrupt.
template <typename Read>
auto with_message(std::span<std::byte const> bytes, std::string const& file, std::uint64_t offset,
                  Read&& read) {
  try {
    ::capnp::ReaderOptions options;  // the default limit, unless one large value needs more
    options.traversalLimitInWords =
        std::max<std::uint64_t>(options.traversalLimitInWords, bytes.size() / 2);
    ::capnp::FlatArrayMessageReader message(
        ::kj::arrayPtr(reinterpret_cast<::capnp::word const*>(bytes.data()), bytes.size() / 8),
        options);
    return read(message.getRoot<format::Message>());
  } catch (::kj::Exception const& refused) {
    throw_damaged(file, offset,
                  std::string("not a readable message: ") + refused.getDescription().cStr());
  }
}

/// Adds a chunk's rows to a table.
inline void get_chunk(format::Chunk::Reader chunk, table& out, std::string const& file,
                      std::uint64_t offset) {
  auto fail = [&](char const* what) {
    throw_damaged(file, offset, std::string("malformed chunk: ") + what);
  };
  std::size_t const rows = chunk.getRows();
  auto const columns = chunk.getColumns();
  if (columns.size() != out.schema.size()) fail("number of columns");
  for (unsigned c = 0; c < columns.size(); ++c) {
    auto const& spec = out.schema[c];
    auto& to = out.columns[c];
    auto const values = bytes_of(columns[c].getValues());
    auto const valid = columns[c].getValid();
    if (valid.size() != (spec.nullable ? rows : 0)) fail("validity");
    to.valid.insert(to.valid.end(), valid.begin(), valid.end());
    if (spec.kind == column_kind::fixed) {
      if (values.size() != rows * spec.width) fail("bytes of a fixed column");
    } else {
      auto const from = columns[c].getOffsets();
      if (from.size() != (rows + 1) * 4) fail("number of text offsets");
      std::vector<std::uint32_t> offsets(rows + 1);
      std::memcpy(offsets.data(), from.begin(), from.size());
      if (offsets.front() != 0 || offsets.back() != values.size() ||
          !std::is_sorted(offsets.begin(), offsets.end()))
        fail("text offsets");
      if (to.bytes.size() + values.size() > std::numeric_limits<std::uint32_t>::max())
        fail("text beyond 4 GiB");
      auto const start = static_cast<std::uint32_t>(to.bytes.size());
      for (std::size_t i = 1; i <= rows; ++i)
        to.offsets.push_back(start + offsets[i]);
    }
    to.bytes.insert(to.bytes.end(), values.begin(), values.end());
  }
  out.rows += rows;
}

struct message_place {
  std::uint64_t offset = 0;
  std::uint64_t bytes = 0;
};

/// Finds where the messages of a file are from their segment tables alone.
inline std::vector<message_place> places_of(std::span<std::byte const> bytes,
                                            std::string const& file) {
  std::vector<message_place> places;
  auto word32 = [&](std::uint64_t at) {
    std::uint32_t value;
    std::memcpy(&value, bytes.data() + at, 4);
    return std::uint64_t{value};
  };
  for (std::uint64_t at = 0; at < bytes.size();) {
    auto const left = bytes.size() - at;
    if (left < 8) throw_damaged(file, at, "the file ends inside a message");
    auto const segments = word32(at) + 1;
    auto const table_bytes = (segments + 2) / 2 * 8;
    if (table_bytes > left)
      throw_damaged(file, at, "the file ends inside a message's segment table");
    auto size = table_bytes;
    for (std::uint64_t s = 0; s < segments && size <= left; ++s)
      size += word32(at + 4 + 4 * s) * 8;
    if (size > left) throw_damaged(file, at, "the file ends inside a message");
    places.push_back({at, size});
    at += size;
  }
  return places;
}

/// Checks footer, sums and places; after it, every message has the bytes that were written.
inline std::vector<message_place> checked_places(std::span<std::byte const> bytes,
                                                 std::string const& file) {
  auto const places = places_of(bytes, file);
  if (places.size() < 2) throw_damaged(file, 0, "the file is empty or cut off");
  auto const last = places.back();
  with_message(
      bytes.subspan(last.offset, last.bytes), file, last.offset,
      [&](format::Message::Reader message) {
        if (!message.isFooter())
          throw_damaged(file, last.offset, "the file is cut off: it does not end with a footer");
        auto const footer = message.getFooter();
        auto const written = footer.getPlaces();
        if (written.size() != places.size() - 1)
          throw_damaged(file, last.offset, "messages are missing");
        std::uint64_t const rows = footer.getRows();
        auto crc = base::crc32c(std::as_bytes(std::span(&rows, 1)));
        for (auto place : written) {
          std::uint64_t const numbers[] = {place.getOffset(), place.getBytes(), place.getCrc32c()};
          crc = base::crc32c(std::as_bytes(std::span(numbers)), crc);
        }
        if (crc != footer.getCrc32c()) throw_damaged(file, last.offset, "the footer is damaged");
        for (unsigned i = 0; i < written.size(); ++i)
          if (written[i].getOffset() != places[i].offset ||
              written[i].getBytes() != places[i].bytes ||
              written[i].getCrc32c() !=
                  base::crc32c(bytes.subspan(places[i].offset, places[i].bytes)))
            throw_damaged(file, places[i].offset, "a message is damaged: its check sum is wrong");
      });
  return {places.begin(), places.end() - 1};
}

/// Reads the messages of a checked file one after the other.
struct file_reader {
  std::string const& file;
  std::uint64_t file_bytes =
      0;  // no column is larger; more is not reserved, whatever a section promises
  decoded_file out = {};
  table* rows = nullptr;       // where chunks go
  std::uint64_t rows_due = 0;  // of the section
  bool header_seen = false;

  void read(format::Message::Reader message, std::uint64_t offset) {
    if (header_seen == message.isHeader())
      throw_damaged(file, offset, "the header is not the first message");
    switch (message.which()) {
      case format::Message::HEADER:
        return read_header(message.getHeader());
      case format::Message::SECTION:
        return read_section(message.getSection(), offset);
      case format::Message::METADATA:
        out.metadata = get_metadata(message.getMetadata());
        return;
      case format::Message::CHUNK:
        if (rows == nullptr || message.getChunk().getRows() > rows_due)
          throw_damaged(file, offset, "rows that belong to no section");
        rows_due -= message.getChunk().getRows();
        return get_chunk(message.getChunk(), *rows, file, offset);
      default:
        throw_damaged(file, offset, "a message of a kind that does not belong here");
    }
  }

 private:
  void read_header(format::Header::Reader header) {
    if (header.getFormatVersion() > current_format_version)
      throw error(
          errc::checkpoint_version,
          "format version " + std::to_string(header.getFormatVersion()) + " is newer than " +
              std::to_string(current_format_version) + ", the newest known here",
          {.file = file}, "this checkpoint was written by a newer millstream: use that version");
    header_seen = true;
    out.kind = static_cast<file_kind>(header.getKind());
    out.query_id = string_of(header.getQueryId());
    out.run_epoch = header.getRunEpoch();
    out.content.batch_id = header.getBatchId();
    if (out.kind == file_kind::snapshot) {
      out.content.commit = get_commit(header.getCommit()).commit;
      out.content.source_states = get_sources(header.getSources());
      out.content.offsets = get_offsets(header.getOffsets());
    }
  }

  void read_section(format::Section::Reader section, std::uint64_t offset) {
    if (rows_due != 0) throw_damaged(file, offset, "a section lacks rows");
    partition_delta delta{string_of(section.getOperatorId()),
                          string_of(section.getStore()),
                          section.getPartition(),
                          {},
                          {}};
    auto& partitions = out.content.partitions;
    bool const removed = section.getContent() == format::Section::Content::REMOVED_KEYS;
    if (removed) {
      if (partitions.empty() || partitions.back().operator_id != delta.operator_id ||
          partitions.back().store != delta.store || partitions.back().partition != delta.partition)
        throw_damaged(file, offset, "removed keys without their upserts");
    } else {
      partitions.push_back(std::move(delta));
    }
    rows = removed ? &partitions.back().removed_keys : &partitions.back().upserts;
    *rows = table::of(get_columns(section.getColumns()));
    rows_due = section.getRows();
    auto const expected = std::min(rows_due, file_bytes);
    for (std::size_t c = 0; c < rows->schema.size(); ++c)
      if (rows->schema[c].kind == column_kind::fixed)
        rows->columns[c].bytes.reserve(std::min(expected * rows->schema[c].width, file_bytes));
      else
        rows->columns[c].offsets.reserve(std::min(expected + 1, file_bytes / 4));
  }
};

}  // namespace detail

/// Reads a whole metadata, delta or snapshot file. `file` names it in errors. Bytes must be 8-aligned (vectors are).
/// **Errors** checkpoint_corrupt, checkpoint_version.
inline decoded_file decode_file(std::span<std::byte const> bytes, std::string const& file) {
  if (reinterpret_cast<std::uintptr_t>(bytes.data()) % 8 != 0) {
    std::vector<std::byte> const aligned(bytes.begin(), bytes.end());
    return decode_file(aligned, file);
  }
  detail::file_reader reader{file, bytes.size()};
  for (auto const& place : detail::checked_places(bytes, file))
    detail::with_message(
        bytes.subspan(place.offset, place.bytes), file, place.offset,
        [&](format::Message::Reader message) { reader.read(message, place.offset); });
  if (reader.rows_due != 0) detail::throw_damaged(file, bytes.size(), "a section lacks rows");
  return std::move(reader.out);
}

/// Reads the payload of an offsets record of the log.
inline offsets_record decode_offsets(std::span<std::byte const> bytes, std::string const& file,
                                     std::uint64_t offset) {
  return detail::with_message(bytes, file, offset, [&](format::Message::Reader message) {
    if (!message.isOffsets()) detail::throw_damaged(file, offset, "not an offsets record");
    return detail::get_offsets(message.getOffsets());
  });
}

/// Reads the payload of a commit record of the log.
inline logged_commit decode_commit(std::span<std::byte const> bytes, std::string const& file,
                                   std::uint64_t offset) {
  return detail::with_message(bytes, file, offset, [&](format::Message::Reader message) {
    if (!message.isCommit()) detail::throw_damaged(file, offset, "not a commit record");
    return detail::get_commit(message.getCommit());
  });
}

}  // namespace millstream::checkpoint
