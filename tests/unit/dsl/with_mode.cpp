// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <millstream/dsl/with_mode.hpp>
#include <millstream/testing/memory_sink.hpp>

#include "support/all_words.hpp"

namespace ms = millstream;
using namespace ms::literals;
using namespace std::chrono_literals;
using Catch::Matchers::Contains;

namespace {

struct append_only_sink {
  template <class Mode>
  static constexpr bool supports = std::is_same_v<Mode, ms::append_mode>;
  std::string to_string() const { return "files"; }
};

/// The mode that `f` was called with.
auto const name_of_mode = [](auto const& query) {
  return std::string(std::remove_cvref_t<decltype(query)>::mode_type::name);
};
/// The same, and no program with it compiles for a query in mode `Not`.
template <class Not>
auto const never_in = [](auto const& query) {
  using mode = typename std::remove_cvref_t<decltype(query)>::mode_type;
  static_assert(!std::is_same_v<mode, Not>, "an illegal mode was instantiated");
  return std::string(mode::name);
};

}  // namespace

TEST_CASE("with_mode: a name says the mode, in letters of either case", "[dsl]") {
  CHECK(ms::parse_output_mode("append") == ms::output_mode_value::append);
  CHECK(ms::parse_output_mode("Update") == ms::output_mode_value::update);
  CHECK(ms::parse_output_mode("COMPLETE") == ms::output_mode_value::complete);
  for (auto const text : {"", "appended", "app", "overwrite"})
    CHECK_THROWS_WITH(ms::parse_output_mode(text),
                      Contains("\"" + std::string(text) + "\" is no output mode") &&
                          Contains("append, update and complete"));
}

TEST_CASE("with_mode: the function gets the query in that mode", "[dsl]") {
  auto const counts = sample::stream() | ms::with_watermark("ts"_c, 10s) | ms::group_by("ts"_c) |
                      ms::agg(ms::count());
  auto const query = ms::write_stream(counts, ms::testing::memory_sink()).query_name("n");
  for (auto const mode : {"append", "update", "complete"})
    CHECK((query | ms::with_mode(mode, name_of_mode)) == mode);
  CHECK((query | ms::with_mode(ms::output_mode_value::update,
                               [](auto const& q) { return q.options.name; })) == "n");
  int calls = 0;
  query | ms::with_mode("append", [&](auto const&) { ++calls; });
  CHECK(calls == 1);
}

TEST_CASE("with_mode: a mode that the plan cannot run in is refused with the compiler's id",
          "[dsl]") {
  auto const by_key = ms::write_stream(
      sample::stream() | ms::group_by("k"_c) | ms::agg(ms::count()), ms::testing::memory_sink());
  CHECK((by_key | ms::with_mode("complete", never_in<ms::append_mode>)) == "complete");
  CHECK_THROWS_WITH(by_key | ms::with_mode("append", never_in<ms::append_mode>),
                    Contains("MS-R150") && Contains("MS006: append mode on an aggregation") &&
                        Contains("runs in: update, complete (docs/errors/MS006.md)"));
  auto const plain = ms::write_stream(sample::stream(), ms::testing::memory_sink());
  CHECK_THROWS_WITH(
      plain | ms::with_mode("complete", never_in<ms::complete_mode>),
      Contains("MS007: complete mode needs an aggregation") && Contains("runs in: append, update"));
}

TEST_CASE("with_mode: a mode that the sink cannot take is refused", "[dsl]") {
  auto const query = ms::write_stream(sample::stream(), append_only_sink());
  CHECK((query | ms::with_mode("append", never_in<ms::update_mode>)) == "append");
  CHECK_THROWS_WITH(query | ms::with_mode("update", never_in<ms::update_mode>),
                    Contains("MS018: the sink files cannot take the output mode update") &&
                        Contains("runs in: append ("));
}
