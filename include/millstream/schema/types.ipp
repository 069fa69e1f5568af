// SPDX-License-Identifier: Apache-2.0
//
// What of types.hpp can be compiled once.
#pragma once

#include <millstream/schema/types.hpp>

namespace millstream {

MILLSTREAM_CORE data_type::data_type() = default;
MILLSTREAM_CORE data_type::data_type(data_type const&) = default;
MILLSTREAM_CORE data_type::data_type(data_type&&) noexcept = default;
MILLSTREAM_CORE data_type& data_type::operator=(data_type const&) = default;
MILLSTREAM_CORE data_type& data_type::operator=(data_type&&) noexcept = default;
MILLSTREAM_CORE data_type::~data_type() = default;

MILLSTREAM_CORE bool data_type::operator==(data_type const& other) const {
  return kind == other.kind && nullable == other.nullable && members == other.members &&
         precision == other.precision && scale == other.scale;
}

MILLSTREAM_CORE data_type detail::record_type(std::span<std::string_view const> names,
                                              std::span<data_type (*const)()> types) {
  data_type out;
  out.kind = type_kind::record;
  out.members.reserve(names.size());
  for (std::size_t i = 0; i < names.size(); ++i)
    out.members.push_back({std::string(names[i]), types[i]()});
  return out;
}

MILLSTREAM_CORE std::string data_type::to_string() const {
  switch (kind) {
    case type_kind::boolean:
      return "boolean";
    case type_kind::int8:
      return "tinyint";
    case type_kind::int16:
      return "smallint";
    case type_kind::int32:
      return "int";
    case type_kind::int64:
      return "bigint";
    case type_kind::float32:
      return "float";
    case type_kind::float64:
      return "double";
    case type_kind::string:
      return "string";
    case type_kind::timestamp:
      return "timestamp";
    case type_kind::date:
      return "date";
    case type_kind::duration:
      return "interval day to second";
    case type_kind::array:
      return "array<" + members.front().type.to_string() + ">";
    case type_kind::decimal:
      return "decimal(" + std::to_string(precision) + ',' + std::to_string(scale) + ')';
    case type_kind::binary:
      return "binary";
    case type_kind::map:
      return "map<" + members[0].type.to_string() + ',' + members[1].type.to_string() + '>';
    case type_kind::record:
      break;
  }
  std::string out = "struct<";
  for (auto const& m : members) {
    if (out.back() != '<') out += ',';
    out += m.name + ':' + m.type.to_string();
  }
  return out + '>';
}

}  // namespace millstream
