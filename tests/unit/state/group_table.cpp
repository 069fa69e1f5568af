// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <random>
#include <unordered_map>

#include <millstream/state/group_table.hpp>

namespace state = millstream::state;

namespace {

struct entry {
  std::uint64_t key = 0;
  int count = 0;
};
using table = state::group_table<entry>;

void add(table& t, std::uint64_t hash, std::uint64_t key) {
  ++t.find_or_insert(
         hash, [&](entry const& e) { return e.key == key; }, [&](entry& e) { e.key = key; })
        .count;
}

}  // namespace

TEST_CASE("group_table: it counts as a map does while it grows", "[state]") {
  auto const seed = std::random_device{}();
  INFO("seed " << seed);
  std::mt19937_64 random(seed);
  table t;
  std::unordered_map<std::uint64_t, int> wanted;
  for (int i = 0; i < 20'000; ++i) {
    auto const key = random() % 5'000;
    add(t, key * 0x9E3779B97F4A7C15ull, key);
    ++wanted[key];
  }
  CHECK(t.size() == wanted.size());
  std::size_t seen = 0;
  t.for_each([&](entry const& e) { seen += wanted.at(e.key) == e.count; });
  CHECK(seen == wanted.size());
}

TEST_CASE("group_table: equal hashes are told apart by the key, also at the end of the slots",
          "[state]") {
  table t;
  for (std::uint64_t key = 0; key < 300; ++key)
    add(t, ~0ull, key), add(t, ~0ull, key);
  CHECK(t.size() == 300);
  for (std::uint64_t key = 0; key < 300; ++key) {
    auto const* e = t.find(~0ull, [&](entry const& there) { return there.key == key; });
    REQUIRE(e);
    CHECK(e->count == 2);
  }
  CHECK(t.find(~0ull, [](entry const& there) { return there.key == 300; }) == nullptr);
  CHECK(t.find(1, [](entry const&) { return true; }) == nullptr);
}

TEST_CASE("group_table: partitions by the high bits hold each entry once", "[state]") {
  table t;
  std::mt19937_64 random(7);
  for (std::uint64_t key = 0; key < 3'000; ++key)
    add(t, random(), key);
  // pushed over the border of a partition
  for (std::uint64_t key = 5'000; key < 5'050; ++key)
    add(t, 0x0FFFFFFFFFFFFFFFull, key);
  std::size_t all = 0;
  for (std::size_t p = 0; p < 16; ++p)
    t.for_each_in_partition(4, p, [&](entry const&, std::uint64_t hash) {
      CHECK(hash >> 60 == p);
      ++all;
    });
  CHECK(all == t.size());
  std::size_t whole = 0;
  t.for_each_in_partition(0, 0, [&](entry const&) { ++whole; });
  CHECK(whole == t.size());
}

TEST_CASE("group_table: rebuild keeps what is accepted, clear nothing", "[state]") {
  table t(4);
  for (std::uint64_t key = 0; key < 1'000; ++key)
    add(t, (key * 0x9E3779B97F4A7C15ull) >> 4, key);
  t.rebuild([](entry const& e) { return e.key % 10 == 0; });
  CHECK(t.size() == 100);
  t.for_each([](entry const& e) { CHECK(e.key % 10 == 0); });
  t.clear();
  CHECK(t.empty());
  add(t, 1, 1);
  CHECK(t.size() == 1);
}

TEST_CASE("group_table: more partitions than slots still hold each entry once", "[state]") {
  table t;
  for (std::uint64_t key = 0; key < 20; ++key)
    add(t, key * 0x9E3779B97F4A7C15ull, key);
  std::size_t all = 0;
  for (std::size_t p = 0; p < 4096; ++p)
    t.for_each_in_partition(12, p, [&](entry const&) { ++all; });
  CHECK(all == 20);
}

TEST_CASE("group_table: positions hold until the generation changes", "[state]") {
  table t;
  add(t, 1, 1);
  auto const generation = t.generation();
  auto const at = t.position(*t.find(1, [](entry const&) { return true; }));
  CHECK(t.at(at).key == 1);
  for (std::uint64_t key = 2; key < 500; ++key)
    add(t, key << 50, key);
  CHECK(t.generation() != generation);
}
