// SPDX-License-Identifier: Apache-2.0
#include <set>

#include <catch2/catch.hpp>

#include <millstream/expr/words.hpp>
#include <millstream/physical/stream_join.hpp>

namespace ms = millstream;
namespace physical = millstream::physical;
namespace plan = millstream::plan;
using namespace ms::literals;
using namespace std::chrono_literals;

namespace stream_join_test {
struct view {
  ms::timestamp ts;
  std::optional<std::string> k;
  std::int64_t v;
};
struct click {
  ms::timestamp rt;
  std::optional<std::string> k;
  std::int64_t w;
};
struct click_by_time {
  ms::timestamp ts;
  std::optional<std::string> k;
  std::int64_t w;
};
}  // namespace stream_join_test
BOOST_HANA_ADAPT_STRUCT(stream_join_test::view, ts, k, v);
BOOST_HANA_ADAPT_STRUCT(stream_join_test::click, rt, k, w);
BOOST_HANA_ADAPT_STRUCT(stream_join_test::click_by_time, ts, k, w);

namespace {

using namespace stream_join_test;

struct views {
  using schema_type = ms::schema_of<view>;
  static constexpr std::string_view event_time = "ts";
};
struct clicks {
  using schema_type = ms::schema_of<click>;
  static constexpr std::string_view event_time = "rt";
};
struct clicks_by_time {
  using schema_type = ms::schema_of<click_by_time>;
  static constexpr std::string_view event_time = "ts";
};
struct all_columns {
  static constexpr bool keep(std::string_view) { return true; }
};
template <class Right>
struct flow {
  struct node_type {
    using child_type = views;
  };
  using read_columns = all_columns;
  using right_columns = all_columns;
  using right_schema = typename Right::schema_type;
  static constexpr std::string_view event_time = views::event_time;
  static constexpr std::string_view right_event_time = Right::event_time;
};

auto within_ten() {
  return "rt"_c >= "ts"_c && "rt"_c <= "ts"_c + 10s;
}
template <class Kind>
using step_of = plan::stream_join<Kind, clicks, decltype(within_ten()), "k">;
template <class Kind>
using operator_of = physical::stream_join<step_of<Kind>, views::schema_type, flow<clicks>>;
template <class Kind>
operator_of<Kind> new_operator(std::size_t partitions = 2) {
  return {step_of<Kind>{{}, within_ten()}, partitions};
}

ms::timestamp at(std::int64_t seconds) {
  return ms::timestamp(std::chrono::seconds(seconds));
}
view seen(std::int64_t seconds, char const* k, std::int64_t v) {
  return {at(seconds), k, v};
}
click clicked(std::int64_t seconds, char const* k, std::int64_t w) {
  return {at(seconds), k, w};
}

using texts = std::multiset<std::string>;

/// One batch, a lane for each list of left and of right rows; gives back `v-w` of what is handed on.
template <class Operator, class Right>
texts batch(Operator& op, std::int64_t watermark_seconds,
            std::vector<std::vector<view>> const& left,
            std::vector<std::vector<Right>> const& right) {
  op.begin_batch();
  std::vector<typename Operator::lane_type> lanes(left.size() + right.size());
  std::vector<typename Operator::lane_type*> all;
  for (auto& lane : lanes)
    all.push_back(&lane);
  auto const fill = [&]<bool OfLeft>(std::bool_constant<OfLeft>, auto const& rows,
                                     std::size_t first) {
    for (std::size_t i = 0; i < rows.size(); ++i)
      op.template accumulate<OfLeft>(
          lanes[first + i], physical::batch_watermarks::none,
          ms::struct_block<typename std::remove_cvref_t<decltype(rows[i])>::value_type>{
              rows[i].data(), rows[i].size()},
          physical::all_rows{rows[i].size()});
  };
  fill(std::true_type(), left, 0);
  fill(std::false_type(), right, left.size());
  texts out;
  auto const number = [](auto const& v) {
    if constexpr (ms::is_optional<std::remove_cvref_t<decltype(v)>>)
      return v ? std::to_string(*v) : std::string();
    else
      return std::to_string(v);
  };
  for (std::size_t p = 0; p < op.partitions(); ++p) {
    op.merge_partition(p, all, watermark_seconds * 1'000'000);
    op.each_block(p, [&](auto const& block) {
      for (std::size_t i = 0; i < block.size(); ++i) {
        auto const row = block.row(i);
        auto text = number(row.template get<"v">());
        if constexpr (Operator::output_schema::has("w"))
          text += "-" + number(row.template get<"w">());
        out.insert(text);
      }
    });
    op.evict_partition(p, watermark_seconds * 1'000'000);
  }
  return out;
}
template <class Operator>
texts batch(Operator& op, std::int64_t watermark_seconds, std::vector<view> const& left,
            std::vector<click> const& right) {
  return batch(op, watermark_seconds, std::vector<std::vector<view>>{left},
               std::vector<std::vector<click>>{right});
}
std::int64_t kept(auto const& op) {
  std::int64_t out = 0;
  for (std::size_t p = 0; p < op.partitions(); ++p)
    out += op.counts(p).rows_total;
  return out;
}
std::int64_t removed(auto const& op) {
  std::int64_t out = 0;
  for (std::size_t p = 0; p < op.partitions(); ++p)
    out += op.counts(p).rows_removed;
  return out;
}

}  // namespace

TEST_CASE("stream_join: each pair is found once, in one batch and over several",
          "[physical][rule70]") {
  auto op = new_operator<plan::inner_join>();
  CHECK(batch(op, 0, {seen(10, "a", 1), seen(11, "a", 2)}, {clicked(12, "a", 10)}) ==
        texts{"1-10", "2-10"});
  CHECK(batch(op, 0, {}, {clicked(13, "a", 11), clicked(13, "b", 12)}) == texts{"1-11", "2-11"});
  CHECK(batch(op, 0, {seen(12, "a", 3), seen(13, "b", 4)}, {}) == texts{"3-10", "3-11", "4-12"});
  CHECK(kept(op) == 7);
  CHECK(batch(op, 0, {}, {}).empty());
}

TEST_CASE("stream_join: the condition decides among rows of equal keys", "[physical][rule70]") {
  auto op = new_operator<plan::inner_join>();
  CHECK(batch(op, 0, {seen(10, "a", 1)},
              {clicked(9, "a", 10), clicked(20, "a", 11), clicked(21, "a", 12)}) == texts{"1-11"});
}

TEST_CASE("stream_join: rows of all lanes meet", "[physical]") {
  auto op = new_operator<plan::inner_join>(1);
  CHECK(batch(op, 0, std::vector<std::vector<view>>{{seen(10, "a", 1)}, {seen(10, "a", 2)}},
              std::vector<std::vector<click>>{{clicked(10, "a", 10)}, {clicked(11, "a", 11)}}) ==
        texts{"1-10", "1-11", "2-10", "2-11"});
}

TEST_CASE("stream_join: rows up to the watermark are late", "[physical][rule34][rule36]") {
  auto const op = new_operator<plan::inner_join>(1);
  operator_of<plan::inner_join>::lane_type lane;
  std::vector<view> const left{seen(5, "a", 1), seen(6, "a", 2)};
  op.accumulate<true>(lane, 5'000'000, ms::struct_block<view>{left.data(), left.size()},
                      physical::all_rows{left.size()});
  std::vector<click> const right{clicked(4, "a", 1), clicked(5, "a", 2)};
  op.accumulate<false>(lane, 5'000'000, ms::struct_block<click>{right.data(), right.size()},
                       physical::all_rows{right.size()});
  CHECK(lane.late_rows == 3);
}

// a click comes at most ten seconds after its view, not before it: each is freed when that is a millisecond past
TEST_CASE("stream_join: the watermark frees what can have no partner any more",
          "[physical][rule72]") {
  auto op = new_operator<plan::inner_join>();
  batch(op, 0, {seen(10, "a", 1)}, {clicked(12, "b", 10)});
  batch(op, 12, {}, {});
  CHECK(kept(op) == 2);
  batch(op, 13, {}, {});
  CHECK(kept(op) == 1);
  CHECK(removed(op) == 1);
  batch(op, 20, {}, {});
  CHECK(kept(op) == 1);
  batch(op, 21, {}, {});
  CHECK(kept(op) == 0);
}

TEST_CASE("stream_join: a row without partner comes out once, when it is freed",
          "[physical][rule73]") {
  auto op = new_operator<plan::full_join>();
  CHECK(batch(op, 0, {seen(10, "a", 1), seen(10, "b", 2)},
              {clicked(12, "b", 10), clicked(12, "c", 11)}) == texts{"2-10"});
  CHECK(batch(op, 13, {}, {}) == texts{"-11"});
  CHECK(batch(op, 30, {}, {clicked(20, "b", 12)}) == texts{"2-12", "1-"});
  CHECK(kept(op) == 0);
  CHECK(batch(op, 40, {}, {}).empty());
}

TEST_CASE("stream_join: a partner in the last batch still counts", "[physical][rule73][rule77]") {
  auto op = new_operator<plan::left_join>();
  batch(op, 0, {seen(10, "a", 1)}, {});
  CHECK(batch(op, 25, {}, {clicked(15, "a", 10), clicked(16, "b", 11)}) == texts{"1-10"});
  CHECK(kept(op) == 0);
}

TEST_CASE("stream_join: a right row that is freed at once is kept only to come out alone",
          "[physical][rule77]") {
  auto inner = new_operator<plan::inner_join>();
  CHECK(batch(inner, 20, {}, {clicked(15, "a", 10)}).empty());
  CHECK(removed(inner) == 0);
  auto right = new_operator<plan::right_join>();
  CHECK(batch(right, 20, {}, {clicked(15, "a", 10)}) == texts{"-10"});
  CHECK(kept(right) == 0);
}

TEST_CASE("stream_join: a left row of a semi join comes out once and is gone",
          "[physical][rule76]") {
  auto op = new_operator<plan::semi_join>();
  CHECK(batch(op, 0, {seen(10, "a", 1), seen(10, "b", 2)},
              {clicked(12, "a", 10), clicked(13, "a", 11)}) == texts{"1"});
  CHECK(kept(op) == 3);
  CHECK(batch(op, 0, {}, {clicked(14, "b", 12), clicked(14, "b", 13), clicked(14, "a", 14)}) ==
        texts{"2"});
  CHECK(kept(op) == 5);
}

TEST_CASE("stream_join: with the event time among the keys both sides go with the watermark",
          "[physical][rule71]") {
  using step = plan::stream_join<plan::full_join, clicks_by_time, plan::no_condition, "ts", "k">;
  physical::stream_join<step, views::schema_type, flow<clicks_by_time>> op(step{}, 4);
  using left_rows = std::vector<std::vector<view>>;
  using right_rows = std::vector<std::vector<click_by_time>>;
  CHECK(batch(op, 0, left_rows{{seen(10, "a", 1), seen(11, "a", 2)}},
              right_rows{{{at(10), "a", 10}, {at(12), "a", 11}}}) == texts{"1-10"});
  CHECK(batch(op, 11, left_rows{}, right_rows{}) == texts{"2-"});
  CHECK(kept(op) == 1);
  CHECK(batch(op, 12, left_rows{}, right_rows{}) == texts{"-11"});
  CHECK(op.result_behind() == 0s);
}

TEST_CASE("stream_join: the result may be as far behind the watermark as its state reaches",
          "[physical][rule38]") {
  // a view stays while now - 10 s - 1 ms has not passed it
  CHECK(new_operator<plan::inner_join>().result_behind() == -10s - 1ms);
}

TEST_CASE("stream_join: what changed, put back over what was, is what there is", "[physical]") {
  auto op = new_operator<plan::full_join>(), again = new_operator<plan::full_join>();
  std::vector<std::vector<view>> const left{
      {seen(10, "a", 1), seen(10, "b", 2), seen(10, "c", 3)},
      {seen(21, "a",
            4)},  // in the slot that has become free, a partner for the click that is there
      {seen(22, "long enough to stand on the heap", 5), seen(1, "b", 6)},
      {},
  };
  std::vector<std::vector<click>> const right{
      {clicked(30, "a", 10)},
      {clicked(12, "b", 11)},
      {clicked(25, "b", 12), clicked(14, "z", 13)},
      {clicked(26, "a", 14)},
  };
  std::int64_t const watermarks[] = {0, 21, 22, 29};
  for (std::size_t n = 0; n < left.size(); ++n) {
    batch(op, watermarks[n], left[n], right[n]);
    for (std::size_t p = 0; p < op.partitions(); ++p) {
      again.restore_left(p, op.left(p).removed_rows(), op.left(p).changed_rows());
      again.restore_right(p, op.right(p).removed_rows(), op.right(p).changed_rows());
    }
    INFO("batch " << n);
    for (std::size_t p = 0; p < op.partitions(); ++p) {
      CHECK(again.left(p).all_rows().columns == op.left(p).all_rows().columns);
      CHECK(again.right(p).all_rows().columns == op.right(p).all_rows().columns);
    }
  }
  auto whole = new_operator<plan::full_join>();
  for (std::size_t p = 0; p < op.partitions(); ++p) {
    whole.restore_left(p, {}, op.left(p).all_rows());
    whole.restore_right(p, {}, op.right(p).all_rows());
  }
  auto const rest = batch(op, 60, {}, {clicked(31, "a", 15)});
  CHECK(rest == texts{"4-15", "5-"});
  CHECK(batch(again, 60, {}, {clicked(31, "a", 15)}) == rest);
  CHECK(batch(whole, 60, {}, {clicked(31, "a", 15)}) == rest);
}
