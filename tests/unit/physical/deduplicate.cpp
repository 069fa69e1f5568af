// SPDX-License-Identifier: Apache-2.0
#include <set>

#include <catch2/catch.hpp>

#include <millstream/physical/deduplicate.hpp>

#include "support/sample_rows.hpp"

namespace ms = millstream;
namespace physical = millstream::physical;
namespace plan = millstream::plan;
using namespace std::chrono_literals;

namespace {

using schema = ms::schema_of<sample::event>;
struct by_time {
  struct read_columns {
    static constexpr bool keep(std::string_view name) {
      return name == "ts" || name == "k" || name == "v";
    }
  };
  static constexpr std::string_view event_time = "ts";
};
using within = plan::kept_within_watermark<"ts">;
template <class Kept, ms::fixed_string... Keys>
using operator_by = physical::deduplicate<plan::deduplicate<Kept, Keys...>, schema, by_time>;

sample::event row(std::int64_t seconds, std::string k, std::int64_t v) {
  sample::event out{};
  out.ts = ms::timestamp(std::chrono::seconds(seconds));
  out.k = std::move(k);
  out.v = v;
  return out;
}

/// One batch with a lane for each list of rows; gives back the `v` of the rows that are handed on.
template <class Operator>
std::multiset<std::int64_t> batch(Operator& op, std::vector<std::vector<sample::event>> const& rows,
                                  std::int64_t late = physical::batch_watermarks::none) {
  op.begin_batch();
  std::vector<typename Operator::lane_type> lanes(rows.size());
  std::vector<typename Operator::lane_type*> all;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    op.accumulate(lanes[i], late, ms::struct_block<sample::event>{rows[i].data(), rows[i].size()},
                  physical::all_rows{rows[i].size()});
    all.push_back(&lanes[i]);
  }
  std::multiset<std::int64_t> out;
  for (std::size_t p = 0; p < op.partitions(); ++p) {
    op.merge_partition(p, all, 0);
    for (auto const& r : op.first_rows(p))
      out.insert(r.template get<"v">());
  }
  return out;
}
void evict(auto& op, std::int64_t seconds) {
  for (std::size_t p = 0; p < op.partitions(); ++p)
    op.evict_partition(p, seconds * 1'000'000);
}
std::int64_t kept(auto const& op) {
  std::int64_t out = 0;
  for (std::size_t p = 0; p < op.partitions(); ++p)
    out += op.counts(p).rows_total;
  return out;
}
using values = std::multiset<std::int64_t>;

}  // namespace

TEST_CASE("deduplicate: the first row of a key is that of the first lane, and of a batch before",
          "[physical][rule66]") {
  operator_by<plan::kept_by_key, "k"> op({}, 4);
  CHECK(batch(op, {{row(1, "a", 1), row(1, "b", 2), row(1, "a", 3)},
                   {row(1, "b", 4), row(1, "c", 5)}}) == values{1, 2, 5});
  CHECK(batch(op, {{row(2, "c", 6), row(2, "d", 7)}}) == values{7});
  CHECK(kept(op) == 4);
}

TEST_CASE("deduplicate: rows up to the watermark are late", "[physical][rule34][rule67]") {
  operator_by<plan::kept_by_key, "k"> op({}, 1);
  CHECK(batch(op, {{row(5, "a", 1), row(6, "b", 2)}}, 5'000'000) == values{2});
}

TEST_CASE("deduplicate: a key that holds the time goes with the watermark, another stays",
          "[physical][rule68]") {
  operator_by<plan::kept_by_key, "k", "ts"> timed({}, 4);
  operator_by<plan::kept_by_key, "k"> untimed({}, 4);
  std::vector<std::vector<sample::event>> const rows{{row(5, "a", 1), row(6, "b", 2)}};
  batch(timed, rows), batch(untimed, rows);
  evict(timed, 5), evict(untimed, 5);
  CHECK(kept(timed) == 1);
  CHECK(kept(untimed) == 2);
}

TEST_CASE("deduplicate: within the watermark a key is new again a delay after its first row",
          "[physical][rule69]") {
  operator_by<within, "k"> op({{5s}}, 2);
  CHECK(batch(op, {{row(10, "a", 1)}}) == values{1});
  evict(op, 14);
  CHECK(batch(op, {{row(14, "a", 2)}}).empty());
  evict(op, 15);
  CHECK(kept(op) == 0);
  CHECK(batch(op, {{row(16, "a", 3)}}) == values{3});
}

TEST_CASE("deduplicate: what changed, put back over what was, is what there is", "[physical]") {
  operator_by<within, "k"> op({{5s}}, 4), again({{5s}}, 4);
  for (int n = 0; n < 3; ++n) {
    batch(op, {{row(10 * n, "a", 1), row(10 * n + 1, std::string(1, char('b' + n)), 2)}});
    evict(op, 10 * n + 5);
    for (std::size_t p = 0; p < 4; ++p) {
      again.restore_removed(p, op.removed_keys(p));
      again.restore_rows(p, op.changed_rows(p, n));
    }
    for (std::size_t p = 0; p < 4; ++p)
      CHECK(again.all_rows_of(p).rows == op.all_rows_of(p).rows);
  }
  CHECK(kept(op) == 1);
  evict(again, 26);
  CHECK(kept(again) == 0);
}
