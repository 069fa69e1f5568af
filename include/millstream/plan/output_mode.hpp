// SPDX-License-Identifier: Apache-2.0
//
// The output modes: which rows of a result are handed on in a batch. As types, so that the compiler
// knows what is legal, and as a value, for a mode that is chosen at run time. What is legal is in
// legality_table.hpp.
#pragma once

#include <cstdint>
#include <string_view>

namespace millstream {

/// An output mode as a value; `ms::with_mode` leads back to the types.
enum class output_mode_value : std::uint8_t { append, update, complete };

/// Output modes are types, so that what is legal is known to the compiler.
struct append_mode {
  static constexpr auto value = output_mode_value::append;
  static constexpr std::string_view name = "append";
};
struct update_mode {
  static constexpr auto value = output_mode_value::update;
  static constexpr std::string_view name = "update";
};
struct complete_mode {
  static constexpr auto value = output_mode_value::complete;
  static constexpr std::string_view name = "complete";
};
/// Rows are handed on once, when they will not change any more.
inline constexpr append_mode append{};
/// Rows that changed in the batch are handed on.
inline constexpr update_mode update{};
/// The whole result is handed on in every batch.
inline constexpr complete_mode complete{};

}  // namespace millstream
