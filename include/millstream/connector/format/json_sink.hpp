// SPDX-License-Identifier: Apache-2.0
//
// What lives here: the JSON-lines sink: one JSON object a line, null fields left out (as Spark writes), through the
// exactly-once file protocol of io/. Dead letters are written by it too. It needs no JSON library.
// What does not: the description `ms::json(path)` and the reading of JSON.
#pragma once

#include <millstream/io/file_sink.hpp>

namespace millstream::connector {

struct json_sink_options {
  bool keep_nulls = false;  ///< write null fields as null
  io::file_sink_limits limits = {};
};

/// JSON lines as a file format for rows of `Schema`.
template <class Schema>
struct json_lines_format {
  io::row_text_options text;

  class buffer_type {
   public:
    explicit buffer_type(io::row_text_options options) : options_(options) {}
    template <row Row>
    void append(Row const& row) {
      io::append_row_text<Schema>(text_, row, options_);
      text_ += '\n';
      ++rows_;
    }
    std::int64_t rows() const noexcept { return rows_; }
    std::size_t bytes() const noexcept { return text_.size(); }
    std::string const& text() const noexcept { return text_; }

   private:
    io::row_text_options options_;
    std::string text_;
    std::int64_t rows_ = 0;
  };

  std::string extension() const { return ".json"; }
  buffer_type make_buffer() const { return buffer_type(text); }

  void write(std::vector<buffer_type*> const& buffers, io::durable_file& file) const {
    for (auto const* buffer : buffers)
      file.append(std::as_bytes(std::span(buffer->text())));
  }
};

template <class Schema, class Partition>
using json_sink =
    io::file_sink<Schema, json_lines_format<io::file_columns<Schema, Partition>>, Partition>;

/// Opens a sink of JSON lines for rows of `Schema`; append mode only.
template <class Schema, class Mode, class Partition = io::column_names<>>
json_sink<Schema, Partition> open_json_sink(std::filesystem::path path, json_sink_options options,
                                            io::sink_context context) {
  static_assert(std::is_same_v<Mode, append_mode>,
                "a file sink takes append mode only: a file can't be changed once read");
  return {
      std::move(context), std::move(path), {{.keep_nulls = options.keep_nulls}}, options.limits};
}
template <class Schema, class Mode, class Partition = io::column_names<>>
json_sink<Schema, Partition> open_json_sink(std::filesystem::path path, io::sink_context context) {
  return open_json_sink<Schema, Mode, Partition>(std::move(path), json_sink_options{},
                                                 std::move(context));
}

/// What `json_description::open_sink` calls.
template <class Schema, class Mode, class Description>
json_sink<Schema, io::column_names<>> json_sink_open(Description const& description,
                                                     io::sink_context context) {
  return open_json_sink<Schema, Mode>(description.path, std::move(context));
}

}  // namespace millstream::connector
