// SPDX-License-Identifier: Apache-2.0
//
// Digests of text and binary in hexadecimal, under Spark's names, by OpenSSL: link with -lcrypto (CMake:
// millstream::digest), before Arrow's libraries where these come from a wheel.
#pragma once

#include <openssl/evp.h>

#include <millstream/batch/block_text.hpp>
#include <millstream/expr/functions/arguments.hpp>

namespace millstream::expr {

namespace detail {
std::string_view digest_of(auto const& bytes, EVP_MD const* algorithm) {
  unsigned char held[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  if (!EVP_Digest(bytes.data(), bytes.size(), held, &size, algorithm, nullptr))
    throw error(errc::internal, "OpenSSL has no such digest");
  char* const out = block_text::allocate(size * 2);
  for (unsigned int i = 0; i < size; ++i) {
    out[i * 2] = "0123456789abcdef"[held[i] >> 4];
    out[i * 2 + 1] = "0123456789abcdef"[held[i] & 15];
  }
  return {out, size * 2};
}
}  // namespace detail

struct md5_of : strict<"md5", std::string_view, takes::bytes> {
  static std::string_view apply(auto const& bytes) { return detail::digest_of(bytes, EVP_md5()); }
};
struct sha1_of : strict<"sha1", std::string_view, takes::bytes> {
  static std::string_view apply(auto const& bytes) { return detail::digest_of(bytes, EVP_sha1()); }
};
/// Null where there is no SHA-2 of so many bits.
struct sha2_of {
  static constexpr std::string_view name = "sha2";
  static constexpr bool null_aware = true;
  template <class A, class B>
  using problem =
      strict<"sha2", int, takes::bytes, takes::whole>::template problem<without_optional_t<A>,
                                                                        without_optional_t<B>>;
  template <class, class>
  using result = std::optional<std::string_view>;
  static std::optional<std::string_view> apply(auto const& text, auto const& bits) {
    if (!detail::has_value(text) || !detail::has_value(bits)) return std::nullopt;
    auto const& held = detail::held_value(text);
    switch (detail::held_value(bits)) {
      case 224:
        return detail::digest_of(held, EVP_sha224());
      case 0:
      case 256:
        return detail::digest_of(held, EVP_sha256());
      case 384:
        return detail::digest_of(held, EVP_sha384());
      case 512:
        return detail::digest_of(held, EVP_sha512());
      default:
        return std::nullopt;
    }
  }
};

}  // namespace millstream::expr

namespace millstream {

/// The MD5 digest, 32 hexadecimal digits. **Requires** text or binary (MS055).
constexpr auto md5(expr::argument auto const& text) {
  return expr::make_call<expr::md5_of>(text);
}
/// The SHA-1 digest, 40 hexadecimal digits. **Requires** text or binary (MS055).
constexpr auto sha1(expr::argument auto const& text) {
  return expr::make_call<expr::sha1_of>(text);
}
/// The SHA-2 digest of 224, 256 (or 0), 384 or 512 bits; null for another number. **Requires** text or
/// binary, and a whole number (MS055).
constexpr auto sha2(expr::argument auto const& text, expr::argument auto const& bits) {
  return expr::make_call<expr::sha2_of>(text, bits);
}

}  // namespace millstream
