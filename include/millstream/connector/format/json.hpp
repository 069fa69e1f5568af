// SPDX-License-Identifier: Apache-2.0
//
// `ms::json(path)`: JSON lines, as a source of a stream, as a static table and as a sink. The one
// header that a user includes for JSON; needs simdjson (CMake target millstream::json).
#pragma once

#include <millstream/connector/format/json_sink.hpp>
#include <millstream/connector/format/json_source.hpp>

namespace millstream {

/// JSON lines in a folder, a file or what a glob pattern matches. Options: `connector::json_description`.
inline connector::json_description json(std::filesystem::path path) {
  return {.path = std::move(path)};
}

namespace connector {
template <class Schema, class Mode, class... Partition>
auto json_description::open_sink(io::sink_context context) const {
  return open_json_sink<Schema, Mode, Partition...>(path, std::move(context));
}
}  // namespace connector

}  // namespace millstream
