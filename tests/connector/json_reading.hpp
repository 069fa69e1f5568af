// SPDX-License-Identifier: Apache-2.0
//
// What the tests of the JSON source share: a temporary folder, and all lanes of a batch collected into
// dynamic rows, rejections and counts.
#pragma once

#include <millstream/connector/format/json_source.hpp>
#include <millstream/schema/value.hpp>

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace json_reading {

namespace ms = millstream;
using ms::connector::json_description;

/// A folder that goes away with its owner.
struct temporary_folder {
  std::filesystem::path path;
  temporary_folder() {
    std::string name = (std::filesystem::temp_directory_path() / "millstream-XXXXXX").string();
    path = ::mkdtemp(name.data());
  }
  ~temporary_folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path, ignored);
  }
  temporary_folder(temporary_folder const&) = delete;
  temporary_folder& operator=(temporary_folder const&) = delete;

  std::filesystem::path write(std::string const& name, std::string_view bytes,
                              int seconds = -1) const {
    auto const file = path / name;
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary)
        .write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    if (seconds >= 0) set_time(file, seconds);
    return file;
  }
  static void set_time(std::filesystem::path const& file, int seconds) {
    ::timespec const times[2] = {{1'700'000'000 + seconds, 0}, {1'700'000'000 + seconds, 0}};
    ::utimensat(AT_FDCWD, file.c_str(), times, 0);
  }
};

struct rejection {
  std::string reason;
  std::int64_t offset;
  std::string text;
  bool operator==(rejection const&) const = default;
};

struct reading {
  std::vector<ms::value_list> rows;
  std::vector<rejection> rejected;
  ms::io::lane_counts counts;
};

inline ms::io::source_context context(bool dead_letter = false) {
  return {.door = ms::io::file_door(), .has_dead_letter = dead_letter};
}

/// All lanes of a batch, in order.
template <class Batch>
reading read_batch(Batch const& batch) {
  reading out;
  for (std::size_t lane = 0; lane < batch.lanes(); ++lane)
    out.counts += batch.read_lane(
        lane,
        [&](auto const& block) {
          for (std::size_t i = 0; i < block.size(); ++i) {
            ms::value_list row;
            using schema = typename std::remove_cvref_t<decltype(block)>::schema_type;
            schema::for_each(
                [&]<class Field>() { row.emplace_back(block.row(i).template get<Field::name>()); });
            out.rows.push_back(std::move(row));
          }
        },
        [&](ms::io::malformed_record const& bad) {
          out.rejected.push_back({std::string(bad.reason), bad.byte_offset, std::string(bad.text)});
        });
  return out;
}

/// Everything that there is now, as one batch.
template <class Declared, class Checked = Declared, class Needed = Checked>
reading read(json_description const& description, bool dead_letter = false) {
  auto source = description.open_source<Declared, Checked, Needed>(context(dead_letter));
  source.freeze();
  auto const offset = source.plan();
  if (!offset) return {};
  return read_batch(source.open_batch(*offset));
}

}  // namespace json_reading
