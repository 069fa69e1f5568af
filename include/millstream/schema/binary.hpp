// SPDX-License-Identifier: Apache-2.0
//
// `ms::binary`, bytes without a meaning as text: owned, and as a view, which is how they travel.
#pragma once

#include <compare>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace millstream {

/// Bytes that somebody else owns. Ordered by their unsigned bytes.
class binary_view {
 public:
  constexpr binary_view() = default;
  constexpr explicit binary_view(std::string_view bytes) : bytes_(bytes) {}
  constexpr binary_view(char const* data, std::size_t size) : bytes_(data, size) {}

  constexpr char const* data() const { return bytes_.data(); }
  constexpr std::size_t size() const { return bytes_.size(); }
  constexpr bool empty() const { return bytes_.empty(); }
  /// The same bytes as characters.
  constexpr std::string_view chars() const { return bytes_; }
  std::span<std::byte const> bytes() const {
    return std::as_bytes(std::span(bytes_.data(), bytes_.size()));
  }

  friend constexpr auto operator<=>(binary_view const&, binary_view const&) = default;
  friend constexpr bool operator==(binary_view const&, binary_view const&) = default;

 private:
  std::string_view bytes_;
};

/// Bytes that it owns: the type of a binary column in a struct.
class binary {
 public:
  binary() = default;
  explicit binary(std::string bytes) : bytes_(std::move(bytes)) {}
  explicit binary(std::string_view bytes) : bytes_(bytes) {}
  explicit binary(char const* bytes) : bytes_(bytes) {}
  explicit binary(std::span<std::byte const> bytes)
      : bytes_(reinterpret_cast<char const*>(bytes.data()), bytes.size()) {}
  explicit binary(binary_view bytes) : bytes_(bytes.chars()) {}

  operator binary_view() const { return binary_view(bytes_); }

  char const* data() const { return bytes_.data(); }
  std::size_t size() const { return bytes_.size(); }
  bool empty() const { return bytes_.empty(); }
  std::string_view chars() const { return bytes_; }
  std::span<std::byte const> bytes() const { return binary_view(bytes_).bytes(); }
  void assign(char const* data, std::size_t size) { bytes_.assign(data, size); }

  friend auto operator<=>(binary const&, binary const&) = default;
  friend bool operator==(binary const&, binary const&) = default;
  friend auto operator<=>(binary const& a, binary_view b) { return binary_view(a) <=> b; }
  friend bool operator==(binary const& a, binary_view b) { return binary_view(a) == b; }

 private:
  std::string bytes_;
};

}  // namespace millstream
