// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <limits>

#include <millstream/physical/group_key.hpp>

#include "support/all_words.hpp"

namespace ms = millstream;
using namespace ms::literals;
using namespace std::chrono_literals;
namespace expr = ms::expr;

namespace {

struct tag {
  static constexpr std::string_view name = "ts";
};
template <class... Ks>
using key_of = ms::physical::group_key<ms::schema_of<sample::event>, tag, Ks...>;

/// The starts of the windows of a row, in seconds; empty where its time is null.
template <class W>
std::vector<std::int64_t> starts(W const& window, ms::timestamp time) {
  key_of<W> const keys{ms::pack(window)};
  typename key_of<W>::window_cache cache;
  sample::event e;
  e.ts = time;
  std::vector<std::int64_t> out;
  keys.for_each_key(cache, ms::duration(0), ms::struct_row<sample::event>{&e},
                    [&](auto const& key) {
                      out.push_back(std::chrono::floor<std::chrono::seconds>(key.template slot<0>())
                                        .time_since_epoch()
                                        .count());
                    });
  return out;
}
using list = std::vector<std::int64_t>;

static_assert(key_of<expr::column<"k">, expr::column<"ts">>::event_key == 1);
static_assert(key_of<expr::column<"k">>::event_key == ms::no_column);
static_assert(key_of<expr::column<"k">, expr::window_call<expr::column<"ts">>>::window_key == 1);

}  // namespace

TEST_CASE("group_key: a row is in each window that holds its time, before the epoch too",
          "[physical][53]") {
  CHECK(starts(ms::window("ts"_c, 10s), ms::timestamp(19s)) == list{10});
  CHECK(starts(ms::window("ts"_c, 10s), ms::timestamp(20s)) == list{20});
  CHECK(starts(ms::window("ts"_c, 10s), ms::timestamp(-1us)) == list{-10});
  CHECK(starts(ms::window("ts"_c, 10s, 4s), ms::timestamp(9s)) == list{8, 4, 0});
  CHECK(starts(ms::window("ts"_c, 10s, 4s, 1s), ms::timestamp(9s)) == list{9, 5, 1});
  CHECK(starts(ms::window("ts"_c, 10s, 4s), ms::timestamp(10s)) == list{8, 4});
}

TEST_CASE("group_key: the cache of the last window does not mix windows up", "[physical]") {
  using W = decltype(ms::window("ts"_c, 10s));
  key_of<W> const keys{ms::pack(ms::window("ts"_c, 10s))};
  key_of<W>::window_cache cache;
  for (auto const at : {5, 9, 10, 3, -1, 25, 0}) {
    sample::event e;
    e.ts = ms::timestamp(std::chrono::seconds(at));
    keys.for_each_key(
        cache, ms::duration(0), ms::struct_row<sample::event>{&e}, [&](auto const& key) {
          CHECK(key.template slot<0>() <= e.ts);
          CHECK(e.ts < key.template slot<0>() + 10s);
          CHECK(keys.event_end(key) == (key.template slot<0>() + 10s).time_since_epoch().count());
        });
  }
}

TEST_CASE("group_key: NaN and -0.0 are in their one form", "[physical][59]") {
  key_of<expr::column<"d">> const keys{ms::pack("d"_c)};
  key_of<expr::column<"d">>::window_cache cache;
  sample::event e;
  e.d = -0.0;
  keys.for_each_key(cache, ms::duration(0), ms::struct_row<sample::event>{&e},
                    [](auto const& key) { CHECK_FALSE(std::signbit(key.template slot<0>())); });
}
