// SPDX-License-Identifier: Apache-2.0
//
// The hash of a grouping or join key, named "ms1": state is partitioned by it, so it is part of the
// checkpoint's format and never changes under that name. Null, NaN and -0.0 are normalised before
// (canonical_key). Tables use its HIGH bits. Numbers are cheap and not attack-proof; text is XXH3.
#pragma once

#include <bit>
#include <cmath>

#include <millstream/base/hash_bytes.hpp>
#include <millstream/schema/record.hpp>

namespace millstream::state {

inline constexpr std::string_view hash_name = "ms1";

namespace detail {

inline constexpr std::uint64_t mix_one = 0xC2B2AE3D27D4EB4Full;
inline constexpr std::uint64_t mix_two = 0x9E3779B97F4A7C15ull;

template <class T>
inline std::uint64_t word_of(T const& v) {
  if constexpr (is_optional<T>)
    return v ? word_of(*v) * 2 + 1 : 0x51ED270B7A3F2D1Cull;
  else if constexpr (bytes_column<T>)
    return hash_bytes(v.data(), v.size());
  else if constexpr (std::is_same_v<T, float>)
    return std::bit_cast<std::uint32_t>(v);
  else if constexpr (std::is_same_v<T, double>)
    return std::bit_cast<std::uint64_t>(v);
  else if constexpr (std::is_same_v<T, timestamp> || std::is_same_v<T, date>)
    return static_cast<std::uint64_t>(v.time_since_epoch().count());
  else if constexpr (std::is_same_v<T, duration>)
    return static_cast<std::uint64_t>(v.count());
  else if constexpr (decimal_column<T>) {
    // one that fits 64 bits is hashed as an integer
    auto const low = static_cast<std::int64_t>(v.unscaled());
    auto const high = static_cast<std::uint64_t>(v.unscaled() >> 64);
    return static_cast<std::uint64_t>(low) +
           (high ^ static_cast<std::uint64_t>(low >> 63)) * mix_one;
  } else if constexpr (is_record<T>) {
    std::uint64_t out = 0;
    auto const r = as_row(v);
    schema_of<T>::for_each(
        [&]<class Field>() { out = (out + word_of(r.template get<Field::name>())) * mix_one; });
    return out;
  } else
    return static_cast<std::uint64_t>(v);
}

}  // namespace detail

/// Which of 2^`bits` partitions of the state a key is in.
constexpr std::size_t partition_of(std::uint64_t hash, unsigned bits) {
  return bits == 0 ? 0 : static_cast<std::size_t>(hash >> (64 - bits));
}

/// Hash of a key record; its high bits are good, its low bits are not.
template <class Key>
inline std::uint64_t hash_of(Key const& key) {
  constexpr auto size = Key::schema_type::size;
  return [&]<std::size_t... I>(std::index_sequence<I...>) {
    std::uint64_t out = 0;
    ((out = out * detail::mix_one + detail::word_of(key.template slot<I>())), ...);
    return (out ^ (out >> 32)) * detail::mix_two;
  }(std::make_index_sequence<size>{});
}

/// NaN and -0.0 in the one form that stands for all of their kind (rule 59).
template <class T>
constexpr T canonical(T v) {
  if constexpr (std::is_same_v<T, std::optional<double>> ||
                std::is_same_v<T, std::optional<float>>) {
    if (v) v = canonical(*v);
    return v;
  } else if constexpr (std::is_floating_point_v<T>) {
    return v != v ? std::numeric_limits<T>::quiet_NaN() : v == T(0) ? T(0) : v;
  } else {
    return v;
  }
}

namespace detail {
template <class A, class B>
constexpr bool same_key_value(A const& a, B const& b) {
  if constexpr (is_optional<A>)
    return a.has_value() == b.has_value() && (!a || same_key_value(*a, *b));
  else if constexpr (std::is_floating_point_v<A>)
    return a == b || (a != a && b != b);
  else
    return a == b;
}
}  // namespace detail

/// Are two keys (owned or viewed) equal?
template <class A, class B>
constexpr bool same_key(A const& a, B const& b) {
  return [&]<std::size_t... I>(std::index_sequence<I...>) {
    return (detail::same_key_value(a.template slot<I>(), b.template slot<I>()) && ...);
  }(std::make_index_sequence<A::schema_type::size>{});
}

}  // namespace millstream::state
