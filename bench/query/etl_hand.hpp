// SPDX-License-Identifier: Apache-2.0
//
// The ETL query as a careful hand-written loop: simdjson's on-demand parser, Arrow's buffers filled column by column,
// Arrow's Parquet writer, a file a thread, flushed to the disk before it gets its name.
#pragma once

#include <arrow/array/array_binary.h>
#include <arrow/array/array_primitive.h>
#include <arrow/buffer_builder.h>

#include <array>

#include "json_windows_hand.hpp"
#include "ysb_parquet_data.hpp"

namespace etl {

using ysb::must;

inline std::shared_ptr<arrow::Schema> output_schema() {
  auto const text = [](char const* name) { return arrow::field(name, arrow::utf8(), false); };
  auto const time = [](char const* name) {
    return arrow::field(name, arrow::timestamp(arrow::TimeUnit::MICRO, "UTC"), false);
  };
  return arrow::schema({text("user_id"), text("page_id"), text("ad_id"), text("ad_type"),
                        text("event_type"), time("event_time"), text("ip_address"), time("minute"),
                        text("kind"), arrow::field("is_view", arrow::boolean(), false)});
}

/// What the builder holds; it begins again with as much room.
inline std::shared_ptr<arrow::Buffer> taken(arrow::BufferBuilder& from) {
  auto const room = from.capacity();
  auto out = must(from.Finish(false));
  must(from.Reserve(room));
  return out;
}

/// A column of texts of which the last ones can be taken back.
class text_column {
 public:
  void add(std::string_view text) {
    must(bytes_.Append(text.data(), static_cast<std::int64_t>(text.size())));
    must(ends_.Append(static_cast<std::int32_t>(bytes_.length())));
  }
  void add(std::string_view a, char between, std::string_view b) {
    must(bytes_.Append(a.data(), static_cast<std::int64_t>(a.size())));
    must(bytes_.Append(&between, 1));
    add(b);
  }
  void cut(std::int64_t rows) {
    ends_.bytes_builder()->Rewind((rows + 1) * std::int64_t(sizeof(std::int32_t)));
    bytes_.Rewind(ends_.data()[rows]);
  }
  std::shared_ptr<arrow::Array> finish(std::int64_t rows) {
    auto ends = taken(*ends_.bytes_builder()), bytes = taken(bytes_);
    must(ends_.Append(0));
    return std::make_shared<arrow::StringArray>(rows, std::move(ends), std::move(bytes));
  }
  text_column() { must(ends_.Append(0)); }

 private:
  arrow::BufferBuilder bytes_;
  arrow::TypedBufferBuilder<std::int32_t> ends_;
};

/// A column of numbers of which the last ones can be taken back.
template <class T>
class number_column {
 public:
  void add(T value) { must(values_.Append(value)); }
  void cut(std::int64_t rows) {
    values_.bytes_builder()->Rewind(rows * static_cast<std::int64_t>(sizeof(T)));
  }
  std::shared_ptr<arrow::Buffer> finish() { return taken(*values_.bytes_builder()); }

 private:
  arrow::TypedBufferBuilder<T> values_;
};

/// One thread's rows and the file that it writes.
class file_of_rows {
 public:
  file_of_rows(std::filesystem::path path, arrow::Compression::type codec)
      : path_(std::move(path)),
        unfinished_(path_.string() + ".tmp"),
        schema_(output_schema()) {
    out_ = must(arrow::io::FileOutputStream::Open(unfinished_.string()));
    writer_ = ysb::open_parquet(out_, schema_, codec);
  }

  template <class Document>
  bool add(Document& document, simdjson::ondemand::parser&) {
    simdjson::ondemand::object object;
    std::string_view user, page, ad, ad_type, event_type, ip;
    std::int64_t milliseconds;
    if (document.get_object().get(object) || object["user_id"].get_string().get(user) ||
        object["page_id"].get_string().get(page) || object["ad_id"].get_string().get(ad) ||
        object["ad_type"].get_string().get(ad_type) ||
        object["event_type"].get_string().get(event_type) ||
        object["event_time"].get_int64().get(milliseconds) ||
        object["ip_address"].get_string().get(ip))
      return false;
    if (ad_type == "mail") return true;
    auto const time = milliseconds * 1000;
    text_[0].add(user), text_[1].add(page), text_[2].add(ad);
    text_[3].add(ad_type), text_[4].add(event_type), text_[5].add(ip);
    text_[6].add(ad_type, '/', event_type);
    event_time_.add(time), minute_.add(time - time % 60'000'000);
    is_view_.add(event_type == "view");
    ++rows_;
    return true;
  }
  void keep() {
    kept_ = rows_;
    if (rows_ >= rows_a_group) write();
  }
  void take_back() {
    for (auto& column : text_)
      column.cut(kept_);
    event_time_.cut(kept_), minute_.cut(kept_), is_view_.cut(kept_);
    rows_ = kept_;
  }

  /// Makes the file durable and visible.
  void finish() {
    if (rows_ != 0) write();
    must(writer_->Close());
    if (::fsync(out_->file_descriptor()) != 0) throw std::runtime_error("cannot flush the file");
    must(out_->Close());
    std::filesystem::rename(unfinished_, path_);
  }

 private:
  static constexpr std::int64_t rows_a_group = 128 << 10;

  void write() {
    auto const time = schema_->field(5)->type();
    arrow::ArrayVector columns;
    for (auto& column : text_)
      columns.push_back(column.finish(rows_));
    auto const times = [&](number_column<std::int64_t>& of) {
      return std::make_shared<arrow::TimestampArray>(time, rows_, of.finish());
    };
    columns.insert(columns.begin() + 5, times(event_time_));
    columns.insert(columns.begin() + 7, times(minute_));
    columns.push_back(std::make_shared<arrow::BooleanArray>(rows_, bits(*is_view_.finish())));
    must(writer_->WriteTable(*arrow::Table::Make(schema_, columns, rows_), rows_));
    rows_ = kept_ = 0;
  }

  static std::shared_ptr<arrow::Buffer> bits(arrow::Buffer const& bytes) {
    arrow::TypedBufferBuilder<bool> out;
    must(out.Append(bytes.data(), bytes.size()));
    return must(out.Finish());
  }

  std::filesystem::path path_, unfinished_;
  std::shared_ptr<arrow::Schema> schema_;
  std::shared_ptr<arrow::io::FileOutputStream> out_;
  std::unique_ptr<parquet::arrow::FileWriter> writer_;
  std::array<text_column, 7> text_;  ///< those of the input, then `kind`
  number_column<std::int64_t> event_time_, minute_;
  number_column<std::uint8_t> is_view_;
  std::int64_t rows_ = 0, kept_ = 0;
};

/// Writes `part-<t>.parquet` into the folder.
inline void etl_by_hand(std::vector<std::filesystem::path> const& files,
                        std::filesystem::path const& to, arrow::Compression::type codec,
                        unsigned threads) {
  std::vector<file_of_rows> rows;
  for (unsigned t = 0; t < threads; ++t)
    rows.emplace_back(to / ("part-" + std::to_string(t) + ".parquet"), codec);
  if (bench::read_json_lines(files, rows) != 0) throw std::runtime_error("broken lines");
  bench::on_threads(threads, [&](unsigned t) { rows[t].finish(); });
}

}  // namespace etl
