// SPDX-License-Identifier: Apache-2.0
//
// The output modes: which rows of a result are handed on in a batch. What is legal is in legality.hpp.
#pragma once

#include <string_view>

namespace millstream {

/// Output modes are types, so that what is legal is known to the compiler.
struct append_mode {
  static constexpr std::string_view name = "append";
};
struct update_mode {
  static constexpr std::string_view name = "update";
};
struct complete_mode {
  static constexpr std::string_view name = "complete";
};
/// Rows are handed on once, when they will not change any more.
inline constexpr append_mode append{};
/// Rows that changed in the batch are handed on.
inline constexpr update_mode update{};
/// The whole result is handed on in every batch.
inline constexpr complete_mode complete{};

}  // namespace millstream
