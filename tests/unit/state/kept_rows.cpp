// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <millstream/state/kept_rows.hpp>

namespace ms = millstream;
namespace state = millstream::state;

namespace {

using row_schema = ms::schema<ms::field<"k", std::string>, ms::field<"end", std::int64_t>,
                              ms::field<"v", std::int64_t>>;
using row = ms::record<row_schema>;
struct by_k {
  using key = ms::record_view<ms::schema<ms::field<"k", std::string>>>;
  static key of(row const& r) {
    key out;
    out.slot<0>() = r.get<"k">();
    return out;
  }
};
using rows = state::kept_rows<row, by_k, true>;

void add(rows& to, std::string k, std::int64_t end, std::int64_t v) {
  row made;
  made.slot<0>() = std::move(k), made.slot<1>() = end, made.slot<2>() = v;
  auto const hash = state::hash_of(by_k::of(made));
  to.add(hash, std::move(made), end, false);
}
std::vector<std::int64_t> values(rows const& of, std::string const& k) {
  row asked;
  asked.slot<0>() = k;
  std::vector<std::int64_t> out;
  of.for_each_of(state::hash_of(by_k::of(asked)), by_k::of(asked),
                 [&](state::slot_number s) { out.push_back(of[s].row.get<"v">()); });
  return out;
}
std::vector<std::int64_t> leave_until(rows& of, std::int64_t watermark) {
  of.leave_until(watermark);
  std::vector<std::int64_t> out;
  of.for_each_leaving([&](auto const& kept) { out.push_back(kept.row.template get<"v">()); });
  CHECK(of.remove_leaving() == out.size());
  return out;
}
std::vector<std::int64_t> slots_in(ms::table const& rows_on_disk) {
  std::vector<std::int64_t> out(rows_on_disk.rows);
  for (std::size_t r = 0; r < out.size(); ++r)
    state::read_value(rows_on_disk.columns[0], r, out[r]);
  return out;
}
using list = std::vector<std::int64_t>;

}  // namespace

TEST_CASE("kept_rows: the rows of a key are found until the watermark has passed them", "[state]") {
  rows kept(0);
  add(kept, "a", 10, 1), add(kept, "b", 30, 2), add(kept, "a", 20, 3),
      add(kept, "a", rows::never, 4);
  CHECK(values(kept, "a") == list{1, 3, 4});
  CHECK(values(kept, "c").empty());
  CHECK(leave_until(kept, 9).empty());
  CHECK(leave_until(kept, 20) == list{1, 3});
  CHECK(values(kept, "a") == list{4});
  CHECK(leave_until(kept, 1'000'000) == list{2});
  CHECK(values(kept, "b").empty());
  CHECK(kept.size() == 1);
}

TEST_CASE("kept_rows: the lowest free slot is used first, and decides the order of a key's rows",
          "[state]") {
  rows kept(0);
  add(kept, "a", 10, 1), add(kept, "a", 50, 2), add(kept, "a", 20, 3), add(kept, "a", 50, 4);
  leave_until(kept, 20);
  kept.begin_batch();
  add(kept, "a", 60, 5), add(kept, "a", 60, 6), add(kept, "a", 60, 7);
  CHECK(slots_in(kept.changed_rows()) == list{0, 2, 4});
  CHECK(values(kept, "a") == list{5, 2, 6, 4, 7});
}

TEST_CASE("kept_rows: a row that leaves early is not met again at its end", "[state]") {
  rows kept(0);
  add(kept, "a", 10, 1);
  kept.leave(0), kept.leave(0);
  CHECK(kept.remove_leaving() == 1);
  add(kept, "b", 10, 2);  // in the same slot, with the same end
  CHECK(leave_until(kept, 10) == list{2});
  add(kept, "c", 12, 3);
  kept.leave(0);
  kept.remove_leaving();
  add(kept, "d", 30, 4);
  CHECK(leave_until(kept, 12).empty());
  CHECK(kept.size() == 1);
}

TEST_CASE("kept_rows: a batch's changes leave out what came and went in it", "[state]") {
  rows kept(0);
  add(kept, "a", 10, 1), add(kept, "b", 20, 2), add(kept, "c", 30, 3);
  kept.begin_batch();
  kept.match(2), kept.match(2);
  add(kept, "d", 15, 4);
  leave_until(kept, 15);
  CHECK(slots_in(kept.changed_rows()) == list{2});
  CHECK(slots_in(kept.removed_rows()) == list{0});
  kept.begin_batch();
  CHECK(kept.changed_rows().rows == 0);
  CHECK(kept.removed_rows().rows == 0);
}

TEST_CASE("kept_rows: many keys that come and go leave no room behind", "[state]") {
  rows kept(0);
  for (std::int64_t n = 0; n < 20'000; ++n) {
    kept.begin_batch();
    add(kept, "key " + std::to_string(n), n, n);
    leave_until(kept, n - 100);
  }
  CHECK(kept.size() == 100);
  CHECK(kept.bytes() < 200'000);
}

TEST_CASE("kept_rows: a restored state gives new rows the same slots", "[state]") {
  rows kept(0), again(0);
  auto const end_of = [](row const& r) { return r.get<"end">(); };
  auto const copy = [&] {
    again.restore(kept.removed_rows(), kept.changed_rows(), end_of);
    CHECK(again.all_rows().columns == kept.all_rows().columns);
    kept.begin_batch(), again.begin_batch();
  };
  add(kept, "a", 10, 1), add(kept, "b", 20, 2), add(kept, "c", 5, 3), add(kept, "d", 30, 4);
  copy();
  kept.match(3);
  leave_until(kept, 10);
  copy();
  for (auto* of : {&kept, &again})
    add(*of, "e", 25, 5), add(*of, "f", 40, 6), add(*of, "g", 40, 7);
  CHECK(slots_in(again.changed_rows()) == slots_in(kept.changed_rows()));
  CHECK(leave_until(again, 30) == leave_until(kept, 30));
}
