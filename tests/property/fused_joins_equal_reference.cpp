// SPDX-License-Identifier: Apache-2.0
//
// The fused engine against the reference interpreter: joins of two streams, also with a restart after every batch.
#include "fused_comparison.hpp"

using namespace fused_test;

namespace {

auto left(auto a) {
  return a | ms::with_watermark("ts"_c, 3s) | ms::select("ts"_c, "k"_c, "v"_c, "x"_c, "d"_c);
}
auto right(auto b) {
  return b | ms::with_watermark("ts"_c, 1s) |
         ms::select("ts"_c.as("rt"_c), "k"_c, "v"_c.as("w"_c), "x"_c.as("y"_c), "d"_c.as("e"_c));
}
auto right_by_time(auto b) {
  return right(b) | ms::rename("rt"_c, "ts"_c) | ms::rename("k"_c, "l"_c);
}
auto within() {
  return "rt"_c >= "ts"_c - 2s && "rt"_c < "ts"_c + 4s;
}

template <class Words>
void check_join(std::string const& name, Words const& words) {
  check(name, words, ms::append, mode::append, {{1}, {2}, {2, true}});
}

}  // namespace

TEST_CASE("fused engine: an inner or semi join of streams is what the reference gives",
          "[property][rule70][rule72][rule76]") {
  check_join("inner, a condition on values too", [](auto a, auto b) {
    return left(a) | ms::join(right(b), "k"_c, within() && "v"_c <= "w"_c + 1);
  });
  check_join("inner, by numbers, never freed", [](auto a, auto b) {
    return left(a) | ms::join(right(b) | ms::rename("e"_c, "d"_c) | ms::drop("k"_c), "d"_c) |
           ms::where("v"_c > 0) | ms::select("d"_c, "v"_c, "w"_c);
  });
  check_join("semi", [](auto a, auto b) {
    return left(a) | ms::join(ms::left_semi, right(b), "k"_c, within());
  });
  check_join("semi, by time", [](auto a, auto b) {
    return left(a) | ms::join(ms::left_semi, right_by_time(b), "ts"_c);
  });
}

TEST_CASE("fused engine: an outer join of streams is what the reference gives",
          "[property][rule71][rule73][rule75][rule77]") {
  check_join("left, one side never freed", [](auto a, auto b) {
    return left(a) | ms::join(ms::left_outer, right(b), "k"_c, "rt"_c <= "ts"_c + 1s);
  });
  check_join("right", [](auto a, auto b) {
    return left(a) | ms::join(ms::right_outer, right(b), "k"_c, within());
  });
  check_join("full", [](auto a, auto b) {
    return left(a) | ms::join(ms::full_outer, right(b), "k"_c, within() && "x"_c < "y"_c + 2.0);
  });
  check_join("full, by time", [](auto a, auto b) {
    return left(a) | ms::join(ms::full_outer, right_by_time(b), "ts"_c);
  });
}

TEST_CASE("fused engine: what stands above a join of streams is late by what the join keeps",
          "[property][rule38][rule78]") {
  check_join("windows of pairs", [](auto a, auto b) {
    return left(a) | ms::join(right(b), "k"_c, within()) |
           ms::group_by(ms::window("ts"_c, 5s), "k"_c) | ms::agg(ms::count().as("n"_c));
  });
  check_join("first rows of an outer join", [](auto a, auto b) {
    return left(a) | ms::join(ms::left_outer, right(b), "k"_c, within()) |
           ms::drop_duplicates("ts"_c, "k"_c) | ms::select("ts"_c, "k"_c);
  });
}

TEST_CASE("fused engine: joins one above the other are what the reference gives",
          "[property][rule38][rule70]") {
  auto const third = [](auto a) {
    return a | ms::with_watermark("ts"_c, 2s) |
           ms::select("ts"_c.as("ct"_c), "k"_c, "v"_c.as("z"_c));
  };
  auto const met = [=](auto kind, auto pairs, auto a) {
    return pairs | ms::join(kind, third(a), "k"_c, "ct"_c >= "ts"_c && "ct"_c <= "ts"_c + 3s);
  };
  check_join("a stream that comes in twice, semi above inner", [=](auto a, auto b) {
    return met(ms::left_semi, left(a) | ms::join(right(b), "k"_c, within()), a) |
           ms::where("v"_c > 0);
  });
  check_join("right outer above first rows", [=](auto a, auto b) {
    return met(ms::right_outer, left(a) | ms::drop_duplicates("k"_c, "ts"_c), b);
  });
}
