// SPDX-License-Identifier: Apache-2.0
//
// Compares the fused engine with the reference interpreter over random rows in random batches: the same rows of each
// batch as multisets, the same watermarks, late rows and groups, and state rows. A failure prints the seed and the
// smallest input that was found by leaving out rows. More seeds: MILLSTREAM_SEEDS=1000.
#pragma once

#include <catch2/catch.hpp>

#include <cstdlib>
#include <limits>
#include <random>

#include <oneapi/tbb/global_control.h>

#include <millstream/millstream.hpp>
#include <millstream/runtime/start.hpp>
#include <millstream/testing/memory_sink.hpp>
#include <millstream/testing/memory_stream.hpp>
#include <millstream/testing/reference.hpp>
#include "unit/io/temporary_folder.hpp"

namespace ms = millstream;
using namespace ms::literals;
using namespace std::chrono_literals;

namespace fused_test {
struct row {
  std::optional<ms::timestamp> ts;
  std::optional<std::string> k;
  std::optional<std::int64_t> v;
  std::optional<double> d;
  double x;
  std::optional<ms::decimal<10, 2>> p;
  std::optional<std::vector<std::optional<std::int64_t>>> items;
};
struct colour {
  std::optional<std::string> k;
  std::string colour;
};
}  // namespace fused_test
BOOST_HANA_ADAPT_STRUCT(fused_test::row, ts, k, v, d, x, p, items);
BOOST_HANA_ADAPT_STRUCT(fused_test::colour, k, colour);

namespace fused_test {

using step = std::array<std::vector<row>, 2>;  // the new rows of two sources
using input = std::vector<step>;
using mode = ms::testing::reference_mode;

// ---- random input ----

inline row random_row(std::mt19937_64& random, std::int64_t now) {
  auto const one_of = [&](std::uint64_t n) { return random() % n; };
  row out;
  if (one_of(12) != 0) {
    auto const late = one_of(5) == 0 ? static_cast<std::int64_t>(one_of(40)) : 0;
    // whole seconds make ties with the watermark, odd microseconds its rounding
    out.ts =
        ms::timestamp(std::chrono::seconds(now + static_cast<std::int64_t>(one_of(12)) - late) +
                      std::chrono::microseconds(one_of(3) == 0 ? one_of(1'000'000) : 0));
  }
  constexpr char const* keys[] = {"a", "b", "c", "", "a longer key than fits in place"};
  if (one_of(8) != 0) out.k = keys[one_of(5)];
  if (one_of(6) != 0) out.v = static_cast<std::int64_t>(one_of(9)) - 3;
  double const numbers[] = {0.0, -0.0, std::numeric_limits<double>::quiet_NaN(), 1.5, -2.0};
  if (one_of(6) != 0) out.d = numbers[one_of(5)];
  out.x = static_cast<double>(one_of(16)) / 4;  // sums of these are exact in any order
  if (one_of(6) != 0)
    out.p = ms::decimal<10, 2>::unchecked(one_of(9) == 0 ? ms::int128(9'999'999'999)
                                                         : ms::int128(one_of(7)) * 25 - 75);
  if (one_of(4) != 0) {
    out.items.emplace(one_of(4));
    for (auto& item : *out.items)
      if (one_of(5) != 0) item = static_cast<std::int64_t>(one_of(7));
  }
  return out;
}

inline input random_input(std::uint64_t seed) {
  std::mt19937_64 random(seed);
  input out(1 + random() % 7);
  std::int64_t now = random() % 6 == 0 ? -30 : 0;
  for (auto& s : out) {
    for (auto& rows : s) {
      auto const count = random() % 4 == 0 ? random() % 90 : random() % 9;
      for (std::uint64_t i = 0; i < count; ++i)
        rows.push_back(random_row(random, now));
    }
    now += static_cast<std::int64_t>(random() % 15);
  }
  return out;
}

inline std::string text_of(row const& r) {
  return ms::expr::literal_text(ms::to_values(ms::struct_row<row>{&r}));
}
inline std::string text_of(input const& all) {
  std::string out;
  for (auto const& s : all)
    for (std::size_t i = 0; i < s.size(); ++i) {
      out += i == 0 ? "step, source 0:" : "      source 1:";
      for (auto const& r : s[i])
        out += "\n        " + text_of(r);
      out += "\n";
    }
  return out;
}
/// As a multiset; by text, because -0.0 and 0.0 are equal and not the same.
inline std::string text_of(std::vector<ms::value_list> const& rows) {
  std::vector<std::string> lines;
  for (auto const& r : rows)
    lines.push_back(ms::expr::literal_text(r) + "\n");
  std::sort(lines.begin(), lines.end());
  std::string out;
  for (auto const& line : lines)
    out += line;
  return out;
}

// ---- one comparison ----

struct setting {
  unsigned threads = 1;
  bool restarts = false;  ///< after every batch
};
inline std::string text_of(setting const& s) {
  return std::to_string(s.threads) + " threads" + (s.restarts ? ", restarts" : "");
}

/// What is said of a query more than its mode: nothing.
struct as_it_is {
  template <class Query>
  Query operator()(Query query, ms::testing::memory_sink const&) const {
    return query;
  }
};

/// Empty, or what is different. `finish(query, late)` may say more of the query, such as that `late` gets its late rows.
template <class Words, class Mode, class Finish = as_it_is>
std::string difference(Words const& words, Mode output_mode, mode reference_mode,
                       setting const& with, input const& all, Finish const& finish = {}) {
  ms::testing::memory_stream<row> sources[2];
  ms::testing::memory_sink const sink, late;
  auto const streams = std::array{sources[0].stream(), sources[1].stream()};
  auto const result = words(streams[0], streams[1]);
  ms::testing::reference_query reference(ms::plan::describe(result.plan), reference_mode);
  temporary_folder const folder;
  auto query = finish(ms::write_stream(result, sink).output_mode(output_mode), late)
                   .threads(with.threads)
                   .state_partitions(with.threads == 1 ? 1 : 8);
  if (with.restarts) query = query.checkpoint(folder.path).batches_per_snapshot(2);
  std::optional<ms::runtime::micro_batch> engine;
  auto const run = [&] {
    if (!engine) engine.emplace(ms::open_query(query));
    auto out = engine->run_next_batch();
    if (with.restarts) engine.reset();
    return out;
  };
  auto const plan = ms::plan::describe(result.plan).to_string();
  bool const both =
      plan.find("Union") != std::string::npos || plan.find("StreamJoin") != std::string::npos;
  for (auto const& s : all) {
    ms::testing::reference_query::input_rows given;
    for (std::size_t i = 0; i < (both ? 2u : 1u); ++i) {
      if (s[i].empty()) continue;
      sources[i].add(s[i]);
      for (auto const& r : s[i])
        given[streams[i].plan.identity].push_back(ms::to_values(ms::struct_row<row>{&r}));
    }
    for (auto const& wanted : reference.process(given)) {
      auto const got = run();
      auto const here = "batch " + std::to_string(wanted.batch_id) + ": ";
      if (!got) return here + "missing";
      std::string out;
      auto const compare = [&](std::string const& what, std::int64_t a, std::int64_t b) {
        if (a != b)
          out += here + what + " " + std::to_string(b) + ", wanted " + std::to_string(a) + "\n";
      };
      compare("number", wanted.batch_id, got->batch_id);
      compare("watermark", wanted.watermark_ms, got->watermark_ms);
      if (!got->state_operators.empty()) {
        ms::state_operator_progress all;
        for (auto const& op : got->state_operators) {
          all.num_rows_total += op.num_rows_total;
          all.num_rows_dropped_by_watermark += op.num_rows_dropped_by_watermark;
          all.num_input_rows_dropped_by_watermark += op.num_input_rows_dropped_by_watermark;
          all.num_input_rows_without_event_time += op.num_input_rows_without_event_time;
        }
        compare("state rows", wanted.state_rows, all.num_rows_total);
        compare("late groups", wanted.late_groups, all.num_rows_dropped_by_watermark);
        compare("late rows", wanted.late_rows, all.num_input_rows_dropped_by_watermark);
        compare("rows without a time", wanted.null_time_rows,
                all.num_input_rows_without_event_time);
      }
      auto const same_rows = [&](std::string const& what, auto const& rows, auto const& in) {
        auto const a = text_of(rows), b = text_of(in.rows(wanted.batch_id));
        if (a != b) out += here + what + "\n" + b + "wanted\n" + a;
      };
      same_rows("rows", wanted.rows, sink);
      if constexpr (ms::detail::takes_late_rows<decltype(query)>)
        same_rows("late rows", wanted.late, late);
      if (!out.empty()) return out;
    }
    if (run()) return "a batch too much";
  }
  return {};
}

/// Leaves out steps, then halves of rows, then single rows, as long as something stays different.
inline input shrink(input all, auto const& fails) {
  auto const without = [&](auto const& remove) {
    auto less = all;
    remove(less);
    if (!fails(less)) return false;
    all = std::move(less);
    return true;
  };
  for (bool smaller = true; smaller;) {
    smaller = false;
    for (std::size_t s = all.size(); s-- > 0;)
      smaller |= without([&](input& i) { i.erase(i.begin() + static_cast<std::ptrdiff_t>(s)); });
    for (std::size_t s = 0; s < all.size(); ++s)
      for (std::size_t source = 0; source < 2; ++source)
        for (auto part = all[s][source].size(); part > 0; part /= 2)
          for (std::size_t from = 0; from + part <= all[s][source].size();)
            if (without([&](input& i) {
                  auto& rows = i[s][source];
                  rows.erase(rows.begin() + static_cast<std::ptrdiff_t>(from),
                             rows.begin() + static_cast<std::ptrdiff_t>(from + part));
                }))
              smaller = true;
            else
              from += part;
  }
  return all;
}

inline std::uint64_t seeds() {
  auto const* const asked = std::getenv("MILLSTREAM_SEEDS");
  return asked ? std::strtoull(asked, nullptr, 10) : 25;
}

template <class Words, class Mode, class Finish = as_it_is>
void check(std::string const& name, Words const& words, Mode output_mode, mode reference_mode,
           std::vector<setting> const& settings = {{1}, {2}}, Finish const& finish = {}) {
  oneapi::tbb::global_control const allowed(oneapi::tbb::global_control::max_allowed_parallelism,
                                            4);
  for (std::uint64_t seed = 1; seed <= seeds(); ++seed) {
    for (auto const& with : settings) {
      auto const different = [&](input const& i) {
        return difference(words, output_mode, reference_mode, with, i, finish);
      };
      auto const all = random_input(seed);
      if (different(all).empty()) continue;
      auto const small = shrink(all, [&](input const& i) { return !different(i).empty(); });
      FAIL_CHECK(name << ", seed " << seed << ", " << text_of(with) << "\n"
                      << text_of(small) << different(small));
      return;
    }
  }
  SUCCEED(name);
}
template <class Words>
void check_append(std::string const& name, Words const& words) {
  check(name, words, ms::append, mode::append);
}
template <class Words>
void check_update(std::string const& name, Words const& words) {
  check(name, words, ms::update, mode::update);
}
template <class Words>
void check_complete(std::string const& name, Words const& words) {
  check(name, words, ms::complete, mode::complete);
}

inline auto colours() {
  return ms::read(std::vector<fused_test::colour>{
      {"a", "red"}, {"b", "blue"}, {"b", "green"}, {std::nullopt, "none"}});
}

}  // namespace fused_test
