// SPDX-License-Identifier: Apache-2.0
//
// The reference interpreter: what a streaming query means, written to be read. It runs the plan as a
// value tree over dynamic rows, one relation after the other, one micro-batch at a time, and keeps a
// sorted map a grouping. Slow on purpose; nothing of the engine is in it, so that the engine can be
// compared with it. Numbers in brackets are the rules of SEMANTICS.md.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <set>
#include <vector>

#include <millstream/testing/reference_bounds.hpp>
#include <millstream/testing/reference_columns.hpp>

namespace millstream::testing {

/// What one micro-batch did.
struct reference_batch {
  std::int64_t batch_id = 0;
  std::vector<value_list> rows;   ///< what it gave the sink; compare as a multiset
  std::int64_t watermark_ms = 0;  ///< with which this batch evicted
  std::int64_t state_rows = 0;    ///< groups and keys kept after it
  std::int64_t late_rows =
      0;  ///< rows left out as late; a row counts once for each of its closed windows
  std::int64_t late_groups =
      0;  ///< groups that had a late row, and late rows of a deduplication: Spark's numRowsDroppedByWatermark [40]
  std::int64_t null_time_rows =
      0;  ///< rows left out by a window because their time is null [54], or their gap is none [61]
  std::vector<value_list>
      late;  ///< what the lowest operator with state left out as late, each row once, if it is in no window
};

enum class reference_mode { append, update, complete };
/// Of several watermarks the one that counts [31].
enum class reference_watermark { least, greatest };

namespace reference {

/// What one aggregate knows of one group.
struct accumulator {
  wide_integer integers = 0;
  double floats = 0;
  fraction decimals;
  std::int64_t values = 0;
  value least, greatest;

  void add(value const& v) {
    if (v.is_null()) return;
    ++values;
    if (is_integer(v))
      integers += std::get<std::int64_t>(v.held);
    else if (is_decimal_value(v))
      decimals = arithmetic('+', decimals, fraction_of(v));
    else if (is_number(v))
      floats += std::get<double>(v.held);
    if (least.is_null() || order_of(v, least) < 0) least = v;
    if (greatest.is_null() || order_of(v, greatest) > 0) greatest = v;
  }

  void merge(accumulator const& other) {
    integers += other.integers;
    floats += other.floats;
    decimals = arithmetic('+', decimals, other.decimals);
    values += other.values;
    if (least.is_null() || (!other.least.is_null() && order_of(other.least, least) < 0))
      least = other.least;
    if (greatest.is_null() || (!other.greatest.is_null() && order_of(other.greatest, greatest) > 0))
      greatest = other.greatest;
  }

  /// Nothing to sum or compare gives null; an integer sum must fit a bigint, a decimal one its type [65, 65a].
  value result(expr::description const& e) const {
    if (e.name == "count") return value(values);
    if (values == 0) return {};
    bool const of_integers = is_integer(e.args[0].type.kind);
    bool const of_decimals = e.args[0].type.kind == type_kind::decimal;
    if (of_decimals && (e.name == "sum" || e.name == "avg")) {
      auto total = e.args[0].type;
      total.precision = static_cast<std::uint8_t>(std::min(total.precision + 10, 38));
      decimal_result(decimals, total, errc::arithmetic_overflow);  // of avg too
      return decimal_result(
          {decimals.over, decimals.under * (e.name == "avg" ? values : std::int64_t(1))}, e.type,
          errc::arithmetic_overflow);
    }
    if (e.name == "sum")
      return of_integers ? fitting(integers, type_kind::int64, errc::arithmetic_overflow, "sum")
                         : value(floats);
    if (e.name == "avg")
      return value((of_integers ? static_cast<double>(integers) : floats) /
                   static_cast<double>(values));
    if (e.name == "min") return least;
    if (e.name == "max") return greatest;
    throw error(errc::internal, "the reference knows no aggregate \"" + e.name + "\"");
  }
};

using groups = std::map<value_list, std::vector<accumulator>>;

/// A grouping key as it comes out: -0.0 and 0.0 are one group, 0.0 [59]; NaN equals NaN by value's order.
inline value group_key(value v) {
  if (auto* number = std::get_if<double>(&v.held); number && *number == 0) *number = 0.0;
  if (auto* list = std::get_if<value_list>(&v.held))
    for (auto& member : *list)
      member = group_key(std::move(member));
  return v;
}

/// Is what the key holds, a time or a window's end, passed by the watermark? Inclusive [34, 35]; a null never is [30].
inline bool is_closed(value const& event_key, std::int64_t watermark_ms) {
  if (event_key.is_null()) return false;
  auto const* window = std::get_if<value_list>(&event_key.held);
  return microseconds_of(window ? window->at(1) : event_key) <= wide_integer(watermark_ms) * 1000;
}

/// The time, or the end of the window, in microseconds.
inline std::int64_t passed_at(value const& time) {
  auto const* window = std::get_if<value_list>(&time.held);
  return static_cast<std::int64_t>(microseconds_of(window ? window->at(1) : time));
}

/// Are two groups sessions of the same key, of which one begins within the other, or at its end [60]?
inline bool touches(value_list const& a, value_list const& b, std::size_t session) {
  for (std::size_t i = 0; i < a.size(); ++i)
    if (i != session && a[i] != b[i]) return false;
  auto const& x = std::get<value_list>(a[session].held);
  auto const& y = std::get<value_list>(b[session].held);
  return order_of(x[0], y[1]) <= 0 && order_of(y[0], x[1]) <= 0;
}
/// From the earlier start to the later end.
inline value spanning(value const& a, value const& b) {
  auto const& x = std::get<value_list>(a.held);
  auto const& y = std::get<value_list>(b.held);
  return value_list{order_of(x[0], y[0]) < 0 ? x[0] : y[0], order_of(x[1], y[1]) > 0 ? x[1] : y[1]};
}

inline void for_each_relation(plan::relation const& r, auto const& visit) {
  visit(r);
  for (auto const& child : r.children)
    for_each_relation(child, visit);
}

}  // namespace reference

/// A streaming query, run by the reference interpreter. A copy goes on by itself from the same state.
/// **Errors** errc::invalid_argument for a plan that the mode does not allow [41, 42, 47]; what a batch
/// throws leaves the query as it was before that batch.
class reference_query {
 public:
  using input_rows = std::map<int, std::vector<value_list>>;  ///< new rows by source identity

  reference_query(plan::relation plan, reference_mode mode,
                  reference_watermark watermark = reference_watermark::least)
      : plan_(reference::normalise(std::move(plan))),
        mode_(mode),
        watermark_(watermark) {
    std::size_t aggregates = 0;
    std::size_t watermarks = 0;
    std::size_t limits = 0;
    std::size_t deduplications = 0;
    std::size_t joins = 0;
    reference::for_each_relation(plan_, [&](plan::relation const& r) {
      if (r.kind == kind::static_source) tables_.push_back(r.static_rows());
      if (r.kind == kind::watermark) ++watermarks;
      if (r.kind == kind::limit) ++limits;
      if (r.kind == kind::deduplicate) ++deduplications;
      if (r.kind == kind::stream_join) {
        ++joins;
        join_evicts_ = freed_side(r, true) || freed_side(r, false);
      }
      if (r.kind != kind::aggregate) return;
      ++aggregates;
      if (mode == reference_mode::append && event_key_of(r) == no_key)
        throw error(errc::invalid_argument,
                    "append needs a grouping key that holds the event time");
      if (mode == reference_mode::update && session_key_of(r) != no_key)
        throw error(errc::invalid_argument, "sessions cannot be updated");  // [43]
    });
    if (mode == reference_mode::complete && aggregates == 0)
      throw error(errc::invalid_argument, "complete needs an aggregation");
    if (mode != reference_mode::append && aggregates > 1)
      throw error(errc::invalid_argument, "only append may aggregate an aggregate");
    now_.groups.resize(aggregates);
    now_.greatest_ms.resize(watermarks);
    now_.passed_limits.resize(limits);
    now_.keys.resize(deduplications);
    now_.joins.resize(joins);
  }

  /// One micro-batch with these rows, then the no-data batches that the rules ask for. With no source
  /// named there is no such batch (an idle trigger), only a no-data batch that is still owed [1].
  std::vector<reference_batch> process(input_rows const& input, bool no_data_batches = true) {
    std::vector<reference_batch> out;
    if (!input.empty()) out.push_back(run_batch(input));
    while (no_data_batches && wants_no_data_batch())
      out.push_back(run_batch({}));
    return out;
  }

  /// The watermark with which the next batch will evict.
  std::int64_t watermark_ms() const { return now_.watermark_ms; }
  /// The plan as it runs, after rule 28a.
  plan::relation const& normalised_plan() const { return plan_; }

 private:
  using kind = plan::relation::kind_type;
  using rows = std::vector<value_list>;
  static constexpr std::size_t no_key = static_cast<std::size_t>(-1);

  /// A row of one side of a join of streams: has it had a partner?
  struct joined_row {
    value_list row;
    bool matched = false;
    bool fresh = true;
  };
  struct join_sides {
    std::vector<joined_row> left, right;
  };

  /// All that one batch hands on to the next. Operators are numbered in the order in which they run.
  struct state {
    std::int64_t next_batch = 0;
    std::int64_t watermark_ms = 0;           // of the next batch; starts at the epoch [28]
    std::int64_t previous_watermark_ms = 0;  // of the batch before: what is late [36]
    std::vector<reference::groups> groups;   // an aggregate
    std::vector<std::map<value_list, std::optional<std::int64_t>>>
        keys;  // a deduplication: each key, with the watermark in microseconds that frees it
    std::vector<join_sides> joins;  // a join of streams
    std::vector<std::int64_t>
        passed_limits;  // a limit in append mode: the rows that it let through
    std::vector<std::int64_t>
        greatest_ms;  // a watermark: its greatest time less its delay; 0 until it has data [31]
  };

  /// One run of the plan.
  struct run {
    input_rows const& input;
    state& after;
    reference_batch& result;
    std::size_t aggregate = 0, watermark = 0, table = 0, limit = 0, deduplication = 0,
                join = 0;  // numbers of the operators that come next
  };

  /// An aggregation in update and append asks for a batch when the watermark moved, in complete never [21, 22];
  /// a deduplication always does [23].
  bool wants_no_data_batch() const {
    bool const asks = (mode_ != reference_mode::complete && !now_.groups.empty()) ||
                      !now_.keys.empty() || join_evicts_;  // a join only if it can forget rows [24]
    return asks && now_.next_batch > 0 && now_.watermark_ms > now_.previous_watermark_ms;
  }

  reference_batch run_batch(input_rows const& input) {
    reference_batch out;
    auto after = now_;
    out.batch_id = after.next_batch++;
    out.watermark_ms = now_.watermark_ms;
    run r{input, after, out};
    out.rows = rows_of(plan_, r);
    for (auto const& g : after.groups)
      out.state_rows += static_cast<std::int64_t>(g.size());
    for (auto const& k : after.keys)
      out.state_rows += static_cast<std::int64_t>(k.size());
    for (auto const& j : after.joins)
      out.state_rows += static_cast<std::int64_t>(j.left.size() + j.right.size());
    for (auto const passed : after.passed_limits)
      out.state_rows += passed != 0;
    // The rows of a batch move the watermark of the next one only [29]. It is the least or the greatest
    // of all watermarks in the plan [31] and never goes back [28].
    after.previous_watermark_ms = now_.watermark_ms;
    if (!after.greatest_ms.empty()) {
      auto const [least, greatest] =
          std::minmax_element(after.greatest_ms.begin(), after.greatest_ms.end());
      after.watermark_ms = std::max(now_.watermark_ms,
                                    watermark_ == reference_watermark::least ? *least : *greatest);
    }
    now_ = std::move(after);
    return out;
  }

  rows rows_of(plan::relation const& r, run& now) const {
    switch (r.kind) {
      case kind::source: {
        auto const found = now.input.find(r.source_identity);
        return found == now.input.end() ? rows() : found->second;
      }
      case kind::static_source:
        return tables_[now.table++];
      case kind::filter:
        return kept(r, now, [&](value_list const& row) {
          return reference::is_true(
              reference::evaluate(r.expressions[0], row, r.children[0].schema));
        });
      case kind::filter_rows:
        return kept(r, now,
                    [&](value_list const& row) { return reference::is_true(r.function(row)); });
      case kind::with_column:
      case kind::project:
      case kind::drop:
        return projected(r, now);
      case kind::generate:
        return generated(r, now);
      case kind::expand:
        return expanded(r, now);
      case kind::named_part:
        return rows_of(r.children[0], now);
      case kind::limit:
        return limited(r, now);
      case kind::order_by:
        return ordered(r, now);
      case kind::map_rows: {
        rows out;
        for (auto const& row : rows_of(r.children[0], now))
          out.push_back(std::get<value_list>(r.function(row).held));
        return out;
      }
      case kind::watermark:
        return watched(r, now);
      case kind::static_join:
        return joined(r, now);
      case kind::aggregate:
        return session_key_of(r) == no_key ? aggregated(r, now) : sessions(r, now);
      case kind::deduplicate:
        return deduplicated(r, now);
      case kind::stream_join:
        return paired(r, now);
      case kind::transform_with_state:
        throw error(errc::internal, "the reference calls no functions of a user's with state");
      case kind::union_of:
        return united(r, now);
    }
    return {};
  }

  rows kept(plan::relation const& r, run& now, auto const& keep) const {
    rows out;
    for (auto& row : rows_of(r.children[0], now))
      if (keep(row)) out.push_back(std::move(row));
    return out;
  }

  /// The output columns one by one: made by an expression, else the input's of that name.
  rows projected(plan::relation const& r, run& now) const {
    auto const& in = r.children[0].schema;
    rows out;
    for (auto const& row : rows_of(r.children[0], now)) {
      value_list made;
      for (auto const& column : r.schema.members) {
        auto const e = std::find_if(r.expressions.begin(), r.expressions.end(), [&](auto const& x) {
          return reference::name_of(x) == column.name;
        });
        made.push_back(e != r.expressions.end() ? reference::evaluate(*e, row, in)
                                                : row[reference::position_of(column.name, in)]);
      }
      out.push_back(std::move(made));
    }
    return out;
  }

  /// Each row once a grouping set, the keys that the set does not group by null.
  rows expanded(plan::relation const& r, run& now) const {
    auto const keys = r.expressions.size();
    rows out;
    for (auto const& row : rows_of(r.children[0], now))
      for (std::size_t set = 0; set < (std::size_t(1) << keys); ++set) {
        // key i is left out if bit i, counted from the last key, is 1; a rollup leaves out the last ones
        auto const left_out = [&](std::size_t key) { return (set >> (keys - 1 - key)) % 2 == 1; };
        bool is_set = true;
        for (std::size_t i = 0; i + 1 < keys; ++i)
          is_set = is_set && (r.detail == "cube" || !left_out(i) || left_out(i + 1));
        if (!is_set) continue;
        auto made = row;
        for (std::size_t i = 0; i < keys; ++i)
          made.push_back(left_out(i)
                             ? value()
                             : reference::evaluate(r.expressions[i], row, r.children[0].schema));
        made.push_back(value(static_cast<std::int64_t>(set)));
        out.push_back(std::move(made));
      }
    return out;
  }

  /// The first rows: in append mode of all batches together [45].
  rows limited(plan::relation const& r, run& now) const {
    auto out = collected(r, now);
    std::int64_t of_this_batch = 0;
    auto& passed =
        mode_ == reference_mode::append ? now.after.passed_limits[now.limit++] : of_this_batch;
    auto const left = static_cast<std::size_t>(std::stoll(r.detail) - passed);
    if (out.size() > left) out.resize(left);
    passed += static_cast<std::int64_t>(out.size());
    return out;
  }

  /// Sorted by the last key, then by the one before it [44].
  rows ordered(plan::relation const& r, run& now) const {
    auto out = collected(r, now);
    for (auto key = r.expressions.rbegin(); key != r.expressions.rend(); ++key) {
      bool const descending = key->name.starts_with("desc");
      bool const nulls_first = key->name.ends_with("first");
      std::stable_sort(out.begin(), out.end(), [&](value_list const& a, value_list const& b) {
        auto const x = reference::evaluate(key->args[0], a, r.schema);
        auto const y = reference::evaluate(key->args[0], b, r.schema);
        if (x.is_null() || y.is_null())
          return nulls_first ? x.is_null() && !y.is_null() : !x.is_null() && y.is_null();
        return descending ? reference::order_of(x, y) > 0 : reference::order_of(x, y) < 0;
      });
    }
    return out;
  }

  /// Rows of a stream are in the order in which they came; groups have none, so they get their columns'.
  rows collected(plan::relation const& r, run& now) const {
    auto out = rows_of(r.children[0], now);
    auto const* below = &r.children[0];
    while (below->kind != kind::aggregate && below->kind != kind::deduplicate &&
           below->kind != kind::limit && below->kind != kind::order_by && !below->children.empty())
      below = &below->children[0];
    if (below->kind == kind::aggregate || below->kind == kind::deduplicate)
      std::sort(out.begin(), out.end());
    return out;
  }

  /// A row for each element of the array; a null or empty one gives a row of nulls to an outer generator.
  rows generated(plan::relation const& r, run& now) const {
    auto const at = reference::position_of(r.columns.back(), r.children[0].schema);
    bool const positions = r.columns.size() == 2;
    bool const outer = r.detail.ends_with("_outer");
    rows out;
    for (auto const& row : rows_of(r.children[0], now)) {
      auto const put = [&](value const& position, value const& element) {
        value_list made(row.begin(), row.begin() + static_cast<std::ptrdiff_t>(at));
        if (positions) made.push_back(position);
        made.push_back(element);
        made.insert(made.end(), row.begin() + static_cast<std::ptrdiff_t>(at) + 1, row.end());
        out.push_back(std::move(made));
      };
      auto const* const array = std::get_if<value_list>(&row[at].held);
      if (array)
        for (std::size_t i = 0; i < array->size(); ++i)
          put(value(static_cast<std::int64_t>(i)), (*array)[i]);
      if (outer && (!array || array->empty())) put({}, {});
    }
    return out;
  }

  /// Rows pass; the greatest event time, floored to a millisecond, is noted; null counts as 0 [28, 30].
  rows watched(plan::relation const& r, run& now) const {
    auto const number = now.watermark++;
    auto const at = reference::position_of(r.columns[0], r.schema);
    auto const delay = std::chrono::floor<std::chrono::milliseconds>(r.delay).count();
    auto out = rows_of(r.children[0], now);
    for (auto const& row : out) {
      auto const time = row[at].is_null() ? timestamp() : std::get<timestamp>(row[at].held);
      auto const ms =
          std::chrono::floor<std::chrono::milliseconds>(time).time_since_epoch().count();
      now.after.greatest_ms[number] = std::max(now.after.greatest_ms[number], ms - delay);
    }
    return out;
  }

  /// Each row beside every row of the table with equal keys; a null key never matches.
  rows joined(plan::relation const& r, run& now) const {
    auto const& stream = r.children[0].schema;
    auto const& table = r.children[1].schema;
    auto const left = rows_of(r.children[0], now);
    auto const right = rows_of(r.children[1], now);
    auto const is_key = [&](std::string const& name) {
      return std::find(r.columns.begin(), r.columns.end(), name) != r.columns.end();
    };
    auto const matches = [&](value_list const& a, value_list const& b) {
      for (auto const& key : r.columns) {
        auto const& x = a[reference::position_of(key, stream)];
        auto const& y = b[reference::position_of(key, table)];
        if (x.is_null() || y.is_null() || reference::order_of(x, y) != 0) return false;
      }
      return true;
    };
    rows out;
    auto const put = [&](value_list row, value_list const* beside) {
      for (std::size_t i = 0; i < table.members.size(); ++i)
        if (!is_key(table.members[i].name)) row.push_back(beside ? (*beside)[i] : value());
      out.push_back(std::move(row));
    };
    bool const puts = r.detail != "semi" && r.detail != "anti";
    for (auto const& a : left) {
      bool any = false;
      for (auto const& b : right)
        if (matches(a, b)) {
          if (puts) put(a, &b);
          any = true;
        }
      if (!any && r.detail == "left") put(a, nullptr);
      if (any ? r.detail == "semi" : r.detail == "anti") out.push_back(a);
    }
    return out;
  }

  /// The left rows, then the right ones with their columns in the left one's order.
  rows united(plan::relation const& r, run& now) const {
    auto out = rows_of(r.children[0], now);
    for (auto const& row : rows_of(r.children[1], now)) {
      value_list same_order;
      for (auto const& column : r.schema.members)
        same_order.push_back(row[reference::position_of(column.name, r.children[1].schema)]);
      out.push_back(std::move(same_order));
    }
    return out;
  }

  /// Which grouping key holds the event time: of several a session, else the first.
  static std::size_t event_key_of(plan::relation const& r) {
    auto const tag = reference::event_time_of(r.children[0]);
    if (auto const session = session_key_of(r);
        session != no_key && reference::is_event_key(r.expressions[session], tag))
      return session;
    for (std::size_t i = 0; i < r.expressions.size(); ++i)
      if (reference::is_event_key(r.expressions[i], tag)) return i;
    return no_key;
  }

  static std::size_t session_key_of(plan::relation const& r) {
    auto const found =
        std::find_if(r.expressions.begin(), r.expressions.end(), reference::is_session);
    return found == r.expressions.end() ? no_key
                                        : static_cast<std::size_t>(found - r.expressions.begin());
  }

  /// The keys of the groups that a row belongs to: several when windows overlap, none when its time is null.
  static std::vector<value_list> keys_of(plan::relation const& r, value_list const& row, run& now) {
    std::vector<value_list> out{{}};
    for (auto const& key : r.expressions) {
      std::vector<value> values;
      if (key.kind != expr::description_kind::window) {
        values.push_back(reference::group_key(reference::evaluate(key, row, r.children[0].schema)));
      } else {
        auto const time = reference::evaluate(key.args[0], row, r.children[0].schema);
        if (time.is_null())
          ++now.result.null_time_rows;
        else
          values = reference::windows_of(reference::time_in_windows(time), key);
      }
      std::vector<value_list> longer;
      for (auto const& begun : out)
        for (auto const& v : values) {
          longer.push_back(begun);
          longer.back().push_back(v);
        }
      out = std::move(longer);
    }
    return out;
  }

  /// By which rows of an aggregation's input are late: the watermark of batch N-1 [36], as far behind as its input.
  std::int64_t late_ms_of(plan::relation const& r) const {
    return now_.previous_watermark_ms + behind_ms(r.children[0]);
  }

  /// Is no operator with state below?
  static bool is_lowest(plan::relation const& r) {
    std::size_t operators = 0;
    reference::for_each_relation(
        r, [&](plan::relation const& at) { operators += plan::keeps_keys(at.kind); });
    return operators == 1;
  }

  rows aggregated(plan::relation const& r, run& now) const {
    auto& groups = now.after.groups[now.aggregate++];
    auto const event_key = event_key_of(r);
    // Complete keeps late rows and all groups; so does a grouping without the event time [39].
    bool const by_time = event_key != no_key && mode_ != reference_mode::complete;
    auto const late_ms = late_ms_of(r);

    std::set<value_list> touched;
    std::set<value_list> late;
    if (r.expressions.empty())
      groups[{}].resize(r.aggregates.size()), touched.insert(value_list{});  // [58]
    for (auto const& row : rows_of(r.children[0], now)) {
      auto const keys = keys_of(r, row, now);
      std::size_t closed = 0;
      for (auto const& key : keys) {
        if (by_time && reference::is_closed(key[event_key], late_ms)) {
          ++now.result.late_rows, ++closed;
          late.insert(key);
          continue;
        }
        touched.insert(key);
        add(groups[key], r, row);
      }
      if (!keys.empty() && closed == keys.size() && is_lowest(r)) now.result.late.push_back(row);
    }
    now.result.late_groups += static_cast<std::int64_t>(late.size());
    return handed_on(r, groups, touched);
  }

  static void add(std::vector<reference::accumulator>& group, plan::relation const& r,
                  value_list const& row) {
    group.resize(r.aggregates.size());
    for (std::size_t i = 0; i < r.aggregates.size(); ++i) {
      auto const& args = r.aggregates[i].args;
      group[i].add(args.empty() ? value(true)
                                : reference::evaluate(args[0], row, r.children[0].schema));
    }
  }

  /// Each row is a session of its own, which becomes one with all that it touches [60].
  rows sessions(plan::relation const& r, run& now) const {
    auto& groups = now.after.groups[now.aggregate++];
    auto const at = session_key_of(r);
    auto const event_key = event_key_of(r);
    bool const by_time = event_key != no_key && mode_ != reference_mode::complete;
    std::set<value_list> late;
    for (auto const& row : rows_of(r.children[0], now)) {
      value_list key;
      for (auto const& e : r.expressions)
        key.push_back(reference::is_session(e) ? reference::session_of(e, row, r.children[0].schema)
                                               : reference::group_key(reference::evaluate(
                                                     e, row, r.children[0].schema)));
      if (key[at].is_null()) {
        ++now.result.null_time_rows;
        continue;
      }
      if (by_time && reference::is_closed(key[event_key], late_ms_of(r))) {
        ++now.result.late_rows;
        late.insert(key);
        if (is_lowest(r)) now.result.late.push_back(row);
        continue;
      }
      std::vector<reference::accumulator> session;
      add(session, r, row);
      for (auto it = groups.begin(); it != groups.end();) {
        if (!reference::touches(it->first, key, at)) {
          ++it;
          continue;
        }
        key[at] = reference::spanning(it->first[at], key[at]);
        for (std::size_t i = 0; i < session.size(); ++i)
          session[i].merge(it->second[i]);
        it = groups.erase(it);
      }
      groups.emplace(std::move(key), std::move(session));
    }
    now.result.late_groups += static_cast<std::int64_t>(late.size());
    return handed_on(r, groups, {});
  }

  /// What the mode asks for of the groups; those that the watermark closes go away.
  rows handed_on(plan::relation const& r, reference::groups& groups,
                 std::set<value_list> const& touched) const {
    auto const event_key = event_key_of(r);
    bool const by_time = event_key != no_key && mode_ != reference_mode::complete;
    auto const evict_ms = now_.watermark_ms + behind_ms(r.children[0]);  // of batch N [36]
    rows out;
    for (auto it = groups.begin(); it != groups.end();) {
      bool const closed = by_time && reference::is_closed(it->first[event_key], evict_ms);
      bool const comes_out = mode_ == reference_mode::complete ||  // all [57]
                             (mode_ == reference_mode::update &&
                              touched.contains(it->first)) ||              // changed or not [56]
                             (mode_ == reference_mode::append && closed);  // once, when final [55]
      if (comes_out) {
        out.push_back(it->first);
        for (std::size_t i = 0; i < r.aggregates.size(); ++i)
          out.back().push_back(it->second[i].result(r.aggregates[i]));
      }
      it = closed ? groups.erase(it) : std::next(it);  // in update without a word [56]
    }
    return out;
  }

  /// The first row of each key [66], in order; late ones are left out where the input has an event time [67].
  rows deduplicated(plan::relation const& r, run& now) const {
    auto& keys = now.after.keys[now.deduplication++];
    auto const behind = behind_ms(r.children[0]);
    auto const& in = r.children[0].schema;
    auto const tag = reference::event_time_of(r.children[0]);
    bool const within = !r.detail.empty();
    bool const time_is_key = std::find(r.columns.begin(), r.columns.end(), tag) != r.columns.end();
    bool const has_time =
        !tag.empty() && (within || time_is_key || reference::is_read_above(plan_, r, tag));
    rows out;
    for (auto& row : rows_of(r.children[0], now)) {
      auto const time = has_time ? row[reference::position_of(tag, in)] : value();
      if (reference::is_closed(time, now_.previous_watermark_ms + behind)) {
        ++now.result.late_rows, ++now.result.late_groups;
        if (is_lowest(r)) now.result.late.push_back(row);
        continue;
      }
      value_list key;
      for (auto const& name : r.columns)
        key.push_back(reference::group_key(row[reference::position_of(name, in)]));
      std::optional<std::int64_t> end;
      if (within)  // a null time counts as 0 [30]
        end = (time.is_null() ? 0 : reference::passed_at(time)) +
              std::chrono::floor<std::chrono::milliseconds>(r.delay).count() * 1000;
      else if (time_is_key && !time.is_null())
        end = reference::passed_at(time);
      if (keys.emplace(std::move(key), end).second) out.push_back(std::move(row));
    }
    std::erase_if(keys, [&](auto const& k) {
      return k.second && *k.second <= (now_.watermark_ms + behind) * 1000;
    });
    return out;
  }

  /// What frees the rows of a side of a join: the key that holds the event time [71], or the watermark and a span
  /// in milliseconds [72]. Nothing if they are kept for ever.
  struct freed_by {
    std::string time;
    std::int64_t span = 0;
  };
  static std::optional<freed_by> freed_side(plan::relation const& r, bool left) {
    auto const mine = reference::event_time_of(r.children[left ? 0 : 1]);
    auto const other = reference::event_time_of(r.children[left ? 1 : 0]);
    for (auto const& key : r.columns)
      if (key == mine || key == other) return freed_by{key, 0};
    if (mine.empty() || other.empty() || r.expressions.empty()) return {};
    if (auto const span = reference::span_of_bound(r.expressions[0], mine, other))
      return freed_by{mine, *span};
    return {};
  }
  /// How far the watermark of a relation's rows is behind the query's, in milliseconds [38].
  static std::int64_t behind_ms(plan::relation const& r) {
    if (r.children.empty()) return 0;
    if (r.kind != kind::stream_join) return behind_ms(r.children[0]);
    auto const left = freed_side(r, true), right = freed_side(r, false);
    return std::min(behind_ms(r.children[0]), behind_ms(r.children[1])) +
           std::min({std::int64_t(0), left ? left->span : 0, right ? right->span : 0});
  }

  /// Pairs of rows of two streams, of which not both are old, and rows that will have no partner [70, 73, 74].
  rows paired(plan::relation const& r, run& now) const {
    auto& sides = now.after.joins[now.join++];
    auto const& in_left = r.children[0].schema;
    auto const& in_right = r.children[1].schema;
    auto const behind = std::min(behind_ms(r.children[0]), behind_ms(r.children[1]));
    bool const semi = r.detail == "semi";
    bool const left_alone = r.detail == "left" || r.detail == "full";
    bool const right_alone = r.detail == "right" || r.detail == "full";
    auto const is_key = [&](std::string const& name) {
      return std::find(r.columns.begin(), r.columns.end(), name) != r.columns.end();
    };
    rows out;
    auto const put = [&](value_list const* left, value_list const* right) {
      value_list made;
      for (std::size_t i = 0; i < in_left.members.size(); ++i) {
        auto const& name = in_left.members[i].name;
        made.push_back(left           ? (*left)[i]
                       : is_key(name) ? (*right)[reference::position_of(name, in_right)]
                                      : value());
      }
      if (!semi)
        for (std::size_t i = 0; i < in_right.members.size(); ++i)
          if (!is_key(in_right.members[i].name)) made.push_back(right ? (*right)[i] : value());
      out.push_back(std::move(made));
    };
    // what the condition asks of one stream alone: its columns, the keys being the left one's
    std::vector<expr::description> conjuncts;
    if (!r.expressions.empty()) reference::add_conjuncts(r.expressions[0], conjuncts);
    auto const is_of = [](data_type const& schema, std::string const& name) {
      return std::any_of(schema.members.begin(), schema.members.end(), [&](auto const& member) {
        return member.name == name.substr(0, name.find('.'));
      });
    };
    auto const passes = [&](value_list const& row, std::size_t child) {
      return std::all_of(conjuncts.begin(), conjuncts.end(), [&](auto const& c) {
        bool of_left = false, of_right = false;
        for (auto const& name : reference::references(c))
          (is_of(in_left, name) ? of_left : of_right) = true;
        bool const own = child == 0 ? of_left && !of_right : of_right && !of_left;
        return !own || reference::is_true(reference::evaluate(c, row, r.children[child].schema));
      });
    };
    auto const take = [&](std::vector<joined_row>& side, std::size_t child) {
      auto const& relation = r.children[child];
      auto const tag = reference::event_time_of(relation);
      bool const has_time = !tag.empty() && reference::is_read_above(plan_, relation, tag);
      for (auto& row : side)
        row.fresh = false;
      for (auto& row : rows_of(relation, now)) {
        if (has_time && reference::is_closed(row[reference::position_of(tag, relation.schema)],
                                             now_.previous_watermark_ms + behind)) {
          ++now.result.late_rows, ++now.result.late_groups;
          continue;
        }
        if (child == 0 ? left_alone && !passes(row, 0) : right_alone && !passes(row, 1))
          child == 0 ? put(&row, nullptr) : put(nullptr, &row);
        else
          side.push_back({std::move(row)});
      }
    };
    take(sides.left, 0);
    take(sides.right, 1);

    auto const fit = [&](value_list const& a, value_list const& b) {
      auto both = a;
      auto schema = in_left;
      for (auto const& key : r.columns)
        if (reference::order_of(reference::group_key(a[reference::position_of(key, in_left)]),
                                reference::group_key(b[reference::position_of(key, in_right)])) !=
            0)
          return false;
      for (std::size_t i = 0; i < in_right.members.size(); ++i)
        if (!is_key(in_right.members[i].name)) {
          both.push_back(b[i]);
          schema.members.push_back(in_right.members[i]);
        }
      return r.expressions.empty() ||
             reference::is_true(reference::evaluate(r.expressions[0], both, schema));
    };
    for (auto& a : sides.left)
      for (auto& b : sides.right) {
        if (!(a.fresh || b.fresh) || (semi && a.matched) || !fit(a.row, b.row)) continue;
        a.matched = b.matched = true;
        put(&a.row, &b.row);
      }

    auto const leave = [&](std::vector<joined_row>& side, bool left, bool alone) {
      auto const freed = freed_side(r, left);
      auto const& schema = left ? in_left : in_right;
      std::erase_if(side, [&](joined_row const& row) {
        if (semi && left && row.matched) return true;
        if (!freed) return false;
        auto const& time = row.row[reference::position_of(freed->time, schema)];
        if (!reference::is_closed(time, now_.watermark_ms + behind + freed->span)) return false;
        if (alone && !row.matched) left ? put(&row.row, nullptr) : put(nullptr, &row.row);
        return true;
      });
    };
    leave(sides.left, true, left_alone);
    leave(sides.right, false, right_alone);
    return out;
  }

  plan::relation plan_;
  reference_mode mode_;
  bool join_evicts_ = false;
  reference_watermark watermark_;
  std::vector<rows> tables_;
  state now_;
};

}  // namespace millstream::testing
