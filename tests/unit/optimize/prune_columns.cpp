// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "chain_text.hpp"

namespace ms = millstream;
using namespace ms::literals;
using namespace std::chrono_literals;
using sample::only;

TEST_CASE("prune_columns: the source gives what is read or wanted, and no more", "[optimize]") {
  auto c = sample::chain(sample::stream() | ms::where("v"_c > 1) |
                         ms::select("k"_c, ("d"_c / 2.0).as("half"_c)));
  CHECK(ms::optimize::prune_columns(c));
  CHECK(sample::names(c.needed) == "k v d ");
}

TEST_CASE("prune_columns: a computed column that nobody reads is not computed", "[optimize]") {
  auto c = sample::chain<only<"k">>(sample::stream() | ms::with_column("w"_c, "v"_c + 1) |
                                    ms::with_column("u"_c, "w"_c + "n"_c));
  CHECK(ms::optimize::prune_columns(c));
  CHECK(c.count == 0);
  CHECK(sample::names(c.needed) == "k ");
  // what is checked is still what the plan as written reads (rule 97a)
  CHECK(sample::names(c.checked) == "k v n ");
}

TEST_CASE("prune_columns: a chain of computed columns is followed to the source", "[optimize]") {
  auto c = sample::chain<only<"u">>(sample::stream() | ms::with_column("w"_c, "v"_c + 1) |
                                    ms::with_column("u"_c, "w"_c + "n"_c));
  CHECK(ms::optimize::prune_columns(c));
  CHECK(c.count == 2);
  CHECK(sample::names(c.needed) == "v n ");
}

TEST_CASE("prune_columns: a watermark, a join and a function keep their columns", "[optimize]") {
  auto c = sample::chain<only<"d">>(
      sample::stream() | ms::with_watermark("ts"_c, 1s) | ms::join(sample::colours(), "k"_c) |
      ms::where([](sample::colour const& c) { return c.k == c.colour; }));
  CHECK(ms::optimize::prune_columns(c));
  CHECK(sample::letters(c) == "tjF");
  CHECK(sample::names(c.needed) == "ts k d ");
}

TEST_CASE("prune_columns: it does not fire when everything is wanted", "[optimize]") {
  auto c = sample::chain(sample::stream() | ms::where("b"_c));
  CHECK_FALSE(ms::optimize::prune_columns(c));
}

TEST_CASE("prune_columns: of a record only the members that are read", "[optimize]") {
  auto c = sample::chain(sample::stream() | ms::where("site.city"_c == "Ulm") |
                         ms::select("v"_c, "home.number"_c));
  CHECK(ms::optimize::prune_columns(c));
  CHECK(sample::names(c.needed) == "v site.city home.number ");
}
