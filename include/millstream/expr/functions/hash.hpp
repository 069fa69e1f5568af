// SPDX-License-Identifier: Apache-2.0
//
// Spark's hashes of columns, `hash` (Murmur3) and `xxhash64`, both with its seed 42, and the checksum
// `crc32`. They have nothing to do with the hash of state (state/hash.hpp).
#pragma once

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <array>
#include <bit>

#include <millstream/expr/functions/arguments.hpp>

namespace millstream::expr {

namespace detail {

/// Murmur3 as Spark has it: the last bytes of a text, which fill no word, are mixed in one by one.
struct murmur3 {
  using state = std::uint32_t;
  static constexpr state first = 42;

  static constexpr state mixed(state hash, std::uint32_t word) {
    word = std::rotl(word * 0xcc9e2d51u, 15) * 0x1b873593u;
    return std::rotl(hash ^ word, 13) * 5 + 0xe6546b64u;
  }
  static constexpr state finished(state hash, std::uint32_t size) {
    hash ^= size;
    hash = (hash ^ (hash >> 16)) * 0x85ebca6bu;
    hash = (hash ^ (hash >> 13)) * 0xc2b2ae35u;
    return hash ^ (hash >> 16);
  }
  static constexpr state of_int(std::uint32_t v, state seed) { return finished(mixed(seed, v), 4); }
  static constexpr state of_long(std::uint64_t v, state seed) {
    return finished(mixed(mixed(seed, std::uint32_t(v)), std::uint32_t(v >> 32)), 8);
  }
  static constexpr state of_text(std::string_view text, state seed) {
    auto const byte = [&](std::size_t i) {
      return std::uint32_t(static_cast<unsigned char>(text[i]));
    };
    std::size_t i = 0;
    for (; i + 4 <= text.size(); i += 4)
      seed = mixed(seed, byte(i) | byte(i + 1) << 8 | byte(i + 2) << 16 | byte(i + 3) << 24);
    for (; i < text.size(); ++i)
      seed =
          mixed(seed, static_cast<std::uint32_t>(std::int32_t(static_cast<signed char>(text[i]))));
    return finished(seed, static_cast<std::uint32_t>(text.size()));
  }
};
struct xxhash64 {
  using state = std::uint64_t;
  static constexpr state first = 42;

  static state of_int(std::uint32_t v, state seed) { return XXH64(&v, sizeof v, seed); }
  static state of_long(std::uint64_t v, state seed) { return XXH64(&v, sizeof v, seed); }
  static state of_text(std::string_view text, state seed) {
    return XXH64(text.data(), text.size(), seed);
  }
};

/// The hash of a value, begun from that of the values before; null changes nothing.
template <class Hash, class V>
typename Hash::state hashed(V const& v, typename Hash::state seed) {
  if constexpr (is_optional<V>) {
    return v ? hashed<Hash>(*v, seed) : seed;
  } else if constexpr (bytes_column<V>) {
    return Hash::of_text({v.data(), v.size()}, seed);
  } else if constexpr (decimal_column<V>) {
    if constexpr (V::precision <= 18) {
      return Hash::of_long(static_cast<std::uint64_t>(v.unscaled()), seed);
    } else {
      // the bytes of Java's BigInteger: the fewest, the most significant first
      char bytes[16];
      auto rest = v.unscaled();
      std::size_t size = 0;
      do {
        bytes[15 - size++] = static_cast<char>(rest & 0xFF);
        rest >>= 8;
      } while (size < 16 && !(rest == 0 && bytes[16 - size] >= 0) &&
               !(rest == -1 && bytes[16 - size] < 0));
      return Hash::of_text({bytes + 16 - size, size}, seed);
    }
  } else if constexpr (std::is_same_v<V, bool>) {
    return Hash::of_int(v ? 1 : 0, seed);
  } else if constexpr (integer_column<V> && sizeof(V) <= 4) {
    return Hash::of_int(static_cast<std::uint32_t>(std::int32_t(v)), seed);
  } else if constexpr (integer_column<V>) {
    return Hash::of_long(static_cast<std::uint64_t>(v), seed);
  } else if constexpr (std::is_same_v<V, float>) {
    auto const bits = v != v ? 0x7fc00000u : std::bit_cast<std::uint32_t>(v == 0 ? 0.0f : v);
    return Hash::of_int(bits, seed);
  } else if constexpr (std::is_same_v<V, double>) {
    auto const bits = v != v ? 0x7ff8000000000000u : std::bit_cast<std::uint64_t>(v == 0 ? 0.0 : v);
    return Hash::of_long(bits, seed);
  } else if constexpr (std::is_same_v<V, date>) {
    return Hash::of_int(
        static_cast<std::uint32_t>(static_cast<std::int32_t>(v.time_since_epoch().count())), seed);
  } else if constexpr (std::is_same_v<V, timestamp>) {
    return Hash::of_long(static_cast<std::uint64_t>(v.time_since_epoch().count()), seed);
  } else if constexpr (std::is_same_v<V, duration>) {
    return Hash::of_long(static_cast<std::uint64_t>(v.count()), seed);
  } else if constexpr (is_array<V>) {
    for (auto const& element : v)
      seed = hashed<Hash>(element, seed);
    return seed;
  } else {
    auto const row = as_row(v);
    schema_of<V>::for_each(
        [&]<class Field>() { seed = hashed<Hash>(row.template get<Field::name>(), seed); });
    return seed;
  }
}

template <class T>
struct is_hashable : std::bool_constant<scalar_column<T> || is_record<T>> {};
template <class T>
struct is_hashable<std::vector<T>> : is_hashable<without_optional_t<T>> {};

}  // namespace detail

/// A hash of any number of values.
template <fixed_string Function, class Hash, class Result>
struct hash_of_values {
  static constexpr auto held_name = Function;
  static constexpr std::string_view name = held_name.view();
  static constexpr bool null_aware = true;
  template <class... Ts>
  using problem = all_problem<takes::kind<"a scalar, a record or an array", detail::is_hashable>,
                              Function, without_optional_t<Ts>...>;
  template <class...>
  using result = Result;
  static Result apply(auto const&... values) {
    auto out = Hash::first;
    ((out = detail::hashed<Hash>(values, out)), ...);
    return static_cast<Result>(out);
  }
};
using murmur3_of = hash_of_values<"hash", detail::murmur3, std::int32_t>;
using xxhash64_of = hash_of_values<"xxhash64", detail::xxhash64, std::int64_t>;

namespace detail {
inline constexpr auto crc32_table = [] {
  std::array<std::uint32_t, 256> out{};
  for (std::uint32_t i = 0; i < 256; ++i) {
    auto c = i;
    for (int bit = 0; bit < 8; ++bit)
      c = c & 1 ? 0xEDB88320u ^ (c >> 1) : c >> 1;
    out[i] = c;
  }
  return out;
}();
}  // namespace detail

struct crc32_of : strict<"crc32", std::int64_t, takes::bytes> {
  static constexpr std::int64_t apply(auto const& bytes) {
    std::uint32_t out = ~0u;
    for (char const c : std::string_view(bytes.data(), bytes.size()))
      out = detail::crc32_table[(out ^ static_cast<unsigned char>(c)) & 255] ^ (out >> 8);
    return std::int64_t(~out);
  }
};

}  // namespace millstream::expr

namespace millstream {

/// Spark's hash of the values, as `hash(...)` there gives it; nulls are skipped. **Shape** int, never null.
/// **Requires** scalars, records and arrays (MS055).
template <expr::argument... Es>
  requires(sizeof...(Es) > 0)
constexpr auto hash(Es const&... values) {
  return expr::make_call<expr::murmur3_of>(values...);
}
/// The 64-bit hash of the values, as `xxhash64(...)` in Spark gives it. **Shape** bigint, never null.
/// **Requires** scalars, records and arrays (MS055).
template <expr::argument... Es>
  requires(sizeof...(Es) > 0)
constexpr auto xxhash64(Es const&... values) {
  return expr::make_call<expr::xxhash64_of>(values...);
}
/// The checksum of zip files and Ethernet. **Shape** bigint. **Requires** text or binary (MS055).
constexpr auto crc32(expr::argument auto const& text) {
  return expr::make_call<expr::crc32_of>(text);
}

}  // namespace millstream
