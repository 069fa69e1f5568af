// SPDX-License-Identifier: Apache-2.0
// Values as the golden files write them: times as whole numbers, NaN and the infinities as words.
#pragma once

#include <algorithm>
#include <limits>
#include <stdexcept>

#include <nlohmann/json.hpp>

#include <millstream/schema/binary_text.hpp>
#include <millstream/schema/value.hpp>

namespace golden {

namespace ms = millstream;
using nlohmann::json;

inline double number_of(json const& j) {
  if (!j.is_string()) return j.get<double>();
  auto const word = j.get<std::string>();
  if (word == "NaN") return std::numeric_limits<double>::quiet_NaN();
  return word.front() == '-' ? -std::numeric_limits<double>::infinity()
                             : std::numeric_limits<double>::infinity();
}

/// A value of a golden file, by its type.
inline ms::value value_of(json const& j, ms::data_type const& type) {
  if (j.is_null()) return {};
  switch (type.kind) {
    case ms::type_kind::boolean:
      return j.get<bool>();
    case ms::type_kind::int8:
    case ms::type_kind::int16:
    case ms::type_kind::int32:
    case ms::type_kind::int64:
      return j.get<std::int64_t>();
    case ms::type_kind::float32:
      return static_cast<float>(number_of(j));
    case ms::type_kind::float64:
      return number_of(j);
    case ms::type_kind::string:
      return j.get<std::string>();
    case ms::type_kind::timestamp:
      return ms::timestamp(ms::duration(j.get<std::int64_t>()));
    case ms::type_kind::date:
      return ms::date(std::chrono::days(j.get<std::int64_t>()));
    case ms::type_kind::duration:
      return ms::duration(j.get<std::int64_t>());
    case ms::type_kind::decimal: {
      auto const exact = ms::detail::parse_exact(j.get<std::string>());
      return ms::decimal_value{
          ms::detail::rounded_to(exact.value(), type.precision, type.scale).value(), type.scale};
    }
    case ms::type_kind::binary: {
      auto const digits = j.get<std::string>();
      std::string bytes(digits.size() / 2, '\0');
      if (!ms::read_hex(bytes.data(), digits))
        throw std::runtime_error("a golden file holds broken binary: " + digits);
      return ms::binary(std::move(bytes));
    }
    case ms::type_kind::map: {  // in the order of its keys
      ms::value_list out;
      for (auto const& entry : j)
        out.push_back(ms::value_list{value_of(entry[0], type.members[0].type),
                                     value_of(entry[1], type.members[1].type)});
      std::sort(out.begin(), out.end());
      return out;
    }
    case ms::type_kind::array: {
      ms::value_list out;
      for (auto const& element : j)
        out.push_back(value_of(element, type.members[0].type));
      return out;
    }
    case ms::type_kind::record: {
      ms::value_list out;
      for (std::size_t i = 0; i < j.size(); ++i)
        out.push_back(value_of(j[i], type.members[i].type));
      return out;
    }
  }
  throw std::runtime_error("a golden file holds no " + type.to_string());
}

}  // namespace golden
