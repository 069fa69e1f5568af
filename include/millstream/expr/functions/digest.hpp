// SPDX-License-Identifier: Apache-2.0
//
// Digests of text in hexadecimal, under Spark's names, by OpenSSL: link with -lcrypto (CMake:
// millstream::digest), before Arrow's libraries where these come from a wheel.
#pragma once

#include <openssl/evp.h>

#include <millstream/expr/functions/text_format.hpp>

namespace millstream::expr {

namespace detail {
inline std::string_view digest_of(std::string_view text, EVP_MD const* algorithm) {
  unsigned char held[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  if (!EVP_Digest(text.data(), text.size(), held, &size, algorithm, nullptr))
    throw error(errc::internal, "OpenSSL has no such digest");
  return hex_text({reinterpret_cast<char const*>(held), size}, "0123456789abcdef");
}
}  // namespace detail

struct md5_of : strict<"md5", std::string_view, takes::text> {
  static std::string_view apply(std::string_view text) {
    return detail::digest_of(text, EVP_md5());
  }
};
struct sha1_of : strict<"sha1", std::string_view, takes::text> {
  static std::string_view apply(std::string_view text) {
    return detail::digest_of(text, EVP_sha1());
  }
};
/// Null where there is no SHA-2 of so many bits.
struct sha2_of {
  static constexpr std::string_view name = "sha2";
  static constexpr bool null_aware = true;
  template <class A, class B>
  using problem =
      strict<"sha2", int, takes::text, takes::whole>::template problem<without_optional_t<A>,
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

/// The MD5 digest, 32 hexadecimal digits. **Requires** text (MS055).
constexpr auto md5(expr::argument auto const& text) {
  return expr::make_call<expr::md5_of>(text);
}
/// The SHA-1 digest, 40 hexadecimal digits. **Requires** text (MS055).
constexpr auto sha1(expr::argument auto const& text) {
  return expr::make_call<expr::sha1_of>(text);
}
/// The SHA-2 digest of 224, 256 (or 0), 384 or 512 bits; null for another number. **Requires** text and a
/// whole number (MS055).
constexpr auto sha2(expr::argument auto const& text, expr::argument auto const& bits) {
  return expr::make_call<expr::sha2_of>(text, bits);
}

}  // namespace millstream
