// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <limits>

#include <millstream/state/hash.hpp>

namespace ms = millstream;
namespace state = millstream::state;

using owned_key =
    ms::record<ms::schema<ms::field<"s", std::string>, ms::field<"n", std::optional<std::int64_t>>,
                          ms::field<"d", double>>>;
using viewed_key = ms::record_view<
    ms::schema<ms::field<"s", std::string>, ms::field<"n", std::optional<std::int64_t>>,
               ms::field<"d", double>>>;

namespace {
template <class Key>
Key key(char const* s, std::optional<std::int64_t> n, double d) {
  Key out;
  out.template slot<0>() = s, out.template slot<1>() = n,
               out.template slot<2>() = state::canonical(d);
  return out;
}
}  // namespace

TEST_CASE("hash: owned and viewed keys are equal and hash alike", "[state]") {
  auto const a = key<owned_key>("JFK", 3, 0.5);
  auto const b = key<viewed_key>("JFK", 3, 0.5);
  CHECK(state::hash_of(a) == state::hash_of(b));
  CHECK(state::same_key(a, b));
  CHECK_FALSE(state::same_key(a, key<viewed_key>("JFK", 4, 0.5)));
  CHECK_FALSE(state::same_key(a, key<viewed_key>("JFK", std::nullopt, 0.5)));
}

TEST_CASE("hash: NaN, zeros and null are normalised", "[state]") {
  auto const nan = std::numeric_limits<double>::quiet_NaN();
  CHECK(state::hash_of(key<owned_key>("", 0, -0.0)) == state::hash_of(key<owned_key>("", 0, 0.0)));
  CHECK(state::hash_of(key<owned_key>("", 0, -nan)) == state::hash_of(key<owned_key>("", 0, nan)));
  CHECK(state::same_key(key<owned_key>("", 0, nan), key<owned_key>("", 0, -nan)));
  CHECK(state::hash_of(key<owned_key>("", 0, 0.0)) !=
        state::hash_of(key<owned_key>("", std::nullopt, 0.0)));
  CHECK(std::isnan(*state::canonical(std::optional(nan))));
}

TEST_CASE("hash: ms1 never changes, state on disk is cut by it", "[state]") {
  // a change of these numbers makes every checkpoint unreadable: it needs another name than ms1
  CHECK(state::hash_of(key<owned_key>("JFK", 3, 0.5)) == 0x7926F09035AA241Full);
  CHECK(state::hash_of(key<owned_key>("", std::nullopt, 0.0)) == 0x712C453E94313962ull);
  ms::record<
      ms::schema<ms::field<"p", std::optional<ms::decimal<10, 2>>>, ms::field<"x", ms::binary>>>
      exact;
  exact.slot<0>() = ms::decimal<10, 2>("-1.25"), exact.slot<1>() = ms::binary("ab");
  CHECK(state::hash_of(exact) == 0x4048A68A0915C089ull);
  ms::record<ms::schema<ms::field<"p", ms::decimal<38, 10>>>> wide;
  wide.slot<0>() = ms::decimal<38, 10>("9999999999999999999999999999.9999999999");
  CHECK(state::hash_of(wide) == 0x5A14A28FAF7C7851ull);
}

TEST_CASE("hash: a decimal of few digits is hashed as an integer", "[state]") {
  ms::record<ms::schema<ms::field<"p", ms::decimal<38, 10>>>> exact;
  ms::record<ms::schema<ms::field<"p", std::int64_t>>> whole;
  exact.slot<0>() = ms::decimal<38, 10>("-0.0000000007"), whole.slot<0>() = -7;
  CHECK(state::hash_of(exact) == state::hash_of(whole));
}

TEST_CASE("hash: the high bits of neighbouring numbers spread over partitions", "[state]") {
  using number_key = ms::record<ms::schema<ms::field<"n", std::int64_t>>>;
  std::array<int, 16> rows{};
  for (std::int64_t n = 0; n < 16'000; ++n) {
    number_key k;
    k.slot<0>() = n;
    ++rows[state::hash_of(k) >> 60];
  }
  for (auto const r : rows)
    CHECK((r > 500 && r < 1500));
}
