// SPDX-License-Identifier: Apache-2.0
//
// What of parquet_rows.hpp can be compiled once.
#pragma once

#include <algorithm>

#include <millstream/connector/format/parquet_rows.hpp>

namespace millstream::connector::detail {

[[noreturn]] MILLSTREAM_CORE void throw_damage(std::string const& what, std::string const& file) {
  throw error(errc::source_unreadable, "the Parquet file cannot be read: " + what, {.file = file},
              "put a good copy in its place before the batch is planned; to go on without what is "
              "damaged choose .on_malformed(drop or dead_letter), which counts it");
}

MILLSTREAM_CORE parquet_rows::parquet_rows(parquet_plan const& plan, block_receiver& to)
    : plan_(plan),
      to_(to),
      columns_(plan.columns.size()),
      places_(plan.needed) {
  for (auto const& column : plan.columns)
    if (column.needed != no_column &&
        (column.type.kind == type_kind::string || column.type.kind == type_kind::binary))
      text_.push_back(column.name);
}

MILLSTREAM_CORE void parquet_rows::read(parquet_unit const& unit, parquet_batch_file const& file) {
  unit_ = &unit;
  file_ = &file;
  counts_.bytes += static_cast<std::int64_t>(unit.bytes);
  if (!file.damage.empty()) return damaged(file.damage, 0);
  std::int64_t done = 0;
  // Only the reading is guarded: what the query does with a row is not the file's fault.
  auto damage = find_damage([&] { open(); });
  while (!damage) {
    std::shared_ptr<arrow::RecordBatch> rows;
    damage = find_damage([&] {
      rows = input_->next();
      if (rows) look_at(*rows);
      if (rows ? rows->num_rows() > unit.rows - done : done != unit.rows)
        throw parquet_damage{"there are not as many rows as the footer says"};
    });
    if (damage) break;
    if (!rows) return;
    hand_on(done, static_cast<std::size_t>(rows->num_rows()));
    done += rows->num_rows();
  }
  input_.reset();
  damaged(*damage, done);
}

MILLSTREAM_CORE void parquet_rows::open() {
  if (!input_ || opened_ != file_) {
    input_.emplace(file_->slice, rows_a_batch, file_->metadata, text_);
    opened_ = file_;
    enter_file();
  }
  input_->start(unit_->row_group, leaves());
}

MILLSTREAM_CORE void parquet_rows::enter_file() {
  repeated_.clear();
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    auto const& declared = plan_.columns[i];
    auto const* const folder = file_->folder(declared.name);
    bool const repeats = folder && declared.needed != no_column;
    columns_[i] = {.from = repeats ? origin::folder : origin::nowhere};
    if (repeats && folder->text)
      repeat_value(*folder->text, declared.type, columns_[i].view, repeated_);
  }
}

MILLSTREAM_CORE std::vector<int> parquet_rows::leaves() {
  auto const group = file_->metadata->RowGroup(unit_->row_group);
  std::vector<int> out;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    auto const& [name, type, checked, needed] = plan_.columns[i];
    auto& column = columns_[i];
    if (column.from == origin::folder || file_->folder(name)) continue;
    column.from = origin::nowhere;
    auto const* const field = find_field(input_->fields(), name);
    if (!field) {
      column.view = {};
      continue;
    }
    if (needed == no_column && !(checked && may_lack(*field, type, *group))) continue;
    column.from = origin::file;
    add_leaves(*field, type, out);
  }
  if (out.empty()) {
    if (input_->fields().empty()) throw parquet_damage{"the file has rows but no columns"};
    out.push_back(first_leaf(input_->fields().front()).column_index);
  }
  return out;
}

MILLSTREAM_CORE void parquet_rows::look_at(arrow::RecordBatch const& rows) {
  converted_.clear();
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    auto& column = columns_[i];
    if (column.from != origin::file) continue;
    auto const& declared = plan_.columns[i];
    column.array = rows.GetColumnByName(declared.name);
    if (!column.array || column.array->length() != rows.num_rows())
      throw parquet_damage{"column \"" + declared.name + "\" is not whole"};
    view_array(*column.array, declared.type, column.view, converted_);
  }
}

MILLSTREAM_CORE void parquet_rows::hand_on(std::int64_t before, std::size_t count) {
  if (!converted_.lacking) return blocks(0, count);
  std::size_t good = 0;  // the first row of those that wait
  for (std::size_t row = 0; row < count; ++row) {
    auto const column = column_without_value(static_cast<std::int64_t>(row));
    if (column.empty()) continue;
    blocks(good, row);
    good = row + 1;
    auto const number = unit_->first_row + before + static_cast<std::int64_t>(row) + 1;
    malformed("column \"" + column + "\" is null", "row " + std::to_string(number));
  }
  blocks(good, count);
}

MILLSTREAM_CORE std::string parquet_rows::column_without_value(std::int64_t row) const {
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    auto const& declared = plan_.columns[i];
    if (columns_[i].from != origin::file || !declared.checked) continue;
    if (auto const inside = find_null(*columns_[i].array, declared.type, row))
      return declared.name + *inside;
  }
  return {};
}

MILLSTREAM_CORE void parquet_rows::blocks(std::size_t begin, std::size_t end) {
  while (begin < end) {
    auto const count = std::min(block_rows, end - begin);
    for (std::size_t i = 0; i < columns_.size(); ++i)
      if (auto const at = plan_.columns[i].needed; at != no_column)
        places_[at] = {&columns_[i].view, columns_[i].from == origin::folder ? 0 : begin};
    counts_.rows += static_cast<std::int64_t>(count);
    begin += count;
    to_.take(places_, count);
  }
}

MILLSTREAM_CORE void parquet_rows::malformed(std::string const& reason, std::string const& place) {
  ++counts_.malformed;
  if (plan_.policy == io::malformed_policy::fail)
    throw error(errc::malformed_record, reason + " in " + place + " of the file",
                {.file = file_->slice.path},
                "make the member a std::optional, or choose .on_malformed(drop or dead_letter)");
  if (plan_.policy == io::malformed_policy::dead_letter)
    to_.reject(io::malformed_record{.reason = reason, .file = file_->slice.path, .text = place});
}

MILLSTREAM_CORE void parquet_rows::damaged(std::string const& what, std::int64_t done) {
  bool const whole = unit_->row_group < 0;
  if (plan_.policy == io::malformed_policy::fail)
    throw_damage(what + (whole ? "" : " (row group " + std::to_string(unit_->row_group) + ")"),
                 file_->slice.path);
  malformed("the Parquet file cannot be read: " + what,
            whole ? "the whole file"
                  : "rows " + std::to_string(unit_->first_row + done + 1) + " to " +
                        std::to_string(unit_->first_row + unit_->rows));
}

}  // namespace millstream::connector::detail
