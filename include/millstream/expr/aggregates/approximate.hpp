// SPDX-License-Identifier: Apache-2.0
//
// Aggregates that answer about, in a state of bounded size: approx_count_distinct (HyperLogLog) and
// approx_percentile (a Greenwald-Khanna summary). Both merge; neither depends on the number of threads.
#pragma once

#include <algorithm>
#include <bit>
#include <cmath>

#include <millstream/base/hash_bytes.hpp>
#include <millstream/expr/aggregates/choose.hpp>

namespace millstream::expr {

namespace detail {

/// How many different hashes came, from the longest runs of zeros seen: 2^9 counters, a standard error of
/// 4.6 %. The estimate is Ertl's, which needs no table of corrections.
class distinct_counter {
 public:
  static constexpr int index_bits = 9;
  static constexpr int longest = 64 - index_bits + 1;

  void add(std::uint64_t hash) {
    if (runs_.empty()) runs_.assign(std::size_t(1) << index_bits, 0);
    auto& run = runs_[hash >> (64 - index_bits)];
    auto const rest = hash << index_bits;
    auto const zeros = rest == 0 ? longest : std::countl_zero(rest) + 1;
    run = std::max<std::int8_t>(run, static_cast<std::int8_t>(zeros));
  }
  void merge(distinct_counter const& other) {
    if (other.runs_.empty()) return;
    if (runs_.empty()) return void(runs_ = other.runs_);
    for (std::size_t i = 0; i < runs_.size(); ++i)
      runs_[i] = std::max(runs_[i], other.runs_[i]);
  }
  std::int64_t estimate() const {
    if (runs_.empty()) return 0;
    double const m = static_cast<double>(runs_.size());
    double counts[longest + 1]{};
    for (auto const run : runs_)
      ++counts[run];
    double z = m * tail(1 - counts[longest] / m);
    for (int k = longest - 1; k >= 1; --k)
      z = 0.5 * (z + counts[k]);
    z += m * head(counts[0] / m);
    return std::llround(m * m / (2 * std::log(2.0) * z));
  }
  std::vector<std::int8_t>& runs() { return runs_; }

 private:
  static double head(double x) {
    if (x == 1) return std::numeric_limits<double>::infinity();
    double y = 1, z = x;
    for (double before = -1; z != before; y += y)
      x *= x, before = z, z += x * y;
    return z;
  }
  static double tail(double x) {
    if (x == 0 || x == 1) return 0;
    double y = 1, z = 1 - x;
    for (double before = -1; z != before;) {
      x = std::sqrt(x), before = z, y *= 0.5;
      z -= (1 - x) * (1 - x) * y;
    }
    return z / 3;
  }
  std::vector<std::int8_t> runs_;
};

template <class T>
std::uint64_t spread_hash(T const& v) {
  if constexpr (bytes_column<T>) {
    return hash_bytes(v.data(), v.size());
  } else if constexpr (std::is_floating_point_v<T>) {
    // equal values have one form
    double const one = v != v ? std::numeric_limits<double>::quiet_NaN() : v == 0 ? 0.0 : v;
    return hash_bytes(&one, sizeof one);
  } else {
    return hash_bytes(&v, sizeof v);
  }
}

/// Samples of ordered values with what is known of their ranks (Greenwald and Khanna, "Space-efficient online
/// computation of quantile summaries", 2001): a rank is off by `error` times the number of values at most.
template <class T>
class rank_summary {
 public:
  std::vector<T> values;             ///< ascending
  std::vector<std::int64_t> gaps;    ///< of the least rank to that of the sample before
  std::vector<std::int64_t> slacks;  ///< from the least to the greatest rank
  std::vector<T> fresh;              ///< not yet in the summary
  std::int64_t count = 0;            ///< of values in the summary

  void add(T v, double error) {
    fresh.push_back(v);
    if (fresh.size() >= 10'000) take_fresh(error), compress(error);
  }

  void merge(rank_summary const& other, double error) {
    take_fresh(error);
    auto later = other;
    later.take_fresh(error);
    if (later.count == 0) return;
    if (count == 0) return void(*this = std::move(later));
    auto const own_slack = slack_of(later.count, error);
    auto const other_slack = slack_of(count, error);
    rank_summary both;
    both.count = count + later.count;
    std::size_t a = 0, b = 0;
    while (a < values.size() || b < later.values.size()) {
      bool const own = b == later.values.size() ||
                       (a < values.size() && compare(values[a], later.values[b]) < 0);
      if (own) {
        both.put(values[a], gaps[a],
                 slacks[a] + (b > 0 && b < later.values.size() ? own_slack : 0));
        ++a;
      } else {
        both.put(later.values[b], later.gaps[b],
                 later.slacks[b] + (a > 0 && a < values.size() ? other_slack : 0));
        ++b;
      }
    }
    both.compress(error);
    *this = std::move(both);
  }

  /// The value whose rank is about `share` of all; there must be one.
  T at(double share, double error) const {
    auto all = *this;
    all.take_fresh(error);
    if (share <= error) return all.values.front();
    if (share >= 1 - error) return all.values.back();
    std::int64_t widest = 0;
    for (std::size_t i = 0; i < all.values.size(); ++i)
      widest = std::max(widest, all.gaps[i] + all.slacks[i]);
    double const allowed = static_cast<double>(widest) / 2;
    auto const rank = std::ceil(share * static_cast<double>(all.count));
    std::int64_t least = 0;
    for (std::size_t i = 0; i + 1 < all.values.size(); ++i) {
      least += all.gaps[i];
      if (static_cast<double>(least + all.slacks[i]) - allowed <= rank &&
          rank <= static_cast<double>(least) + allowed)
        return all.values[i];
    }
    return all.values.back();
  }

 private:
  static std::int64_t slack_of(std::int64_t n, double error) {
    return static_cast<std::int64_t>(std::floor(2 * error * static_cast<double>(n)));
  }
  void put(T v, std::int64_t gap, std::int64_t slack) {
    values.push_back(v);
    gaps.push_back(gap);
    slacks.push_back(slack);
  }
  void take_fresh(double error) {
    if (fresh.empty()) return;
    std::sort(fresh.begin(), fresh.end(), [](T a, T b) { return compare(a, b) < 0; });
    rank_summary out;
    out.count = count;
    std::size_t old = 0;
    for (std::size_t i = 0; i < fresh.size(); ++i) {
      for (; old < values.size() && compare(values[old], fresh[i]) <= 0; ++old)
        out.put(values[old], gaps[old], slacks[old]);
      ++out.count;
      bool const at_an_end = out.values.empty() || (old == values.size() && i + 1 == fresh.size());
      out.put(fresh[i], 1, at_an_end ? 0 : slack_of(out.count, error));
    }
    for (; old < values.size(); ++old)
      out.put(values[old], gaps[old], slacks[old]);
    *this = std::move(out);
  }
  /// Leaves out samples whose ranks are close enough to those of their neighbours.
  void compress(double error) {
    if (values.size() < 2) return;
    double const limit = 2 * error * static_cast<double>(count);
    rank_summary kept;
    kept.count = count;
    auto i = values.size() - 1;
    auto value = values[i];
    auto gap = gaps[i], slack = slacks[i];
    while (i-- > 1) {
      if (static_cast<double>(gaps[i] + gap + slack) < limit) {
        gap += gaps[i];
      } else {
        kept.put(value, gap, slack);
        value = values[i], gap = gaps[i], slack = slacks[i];
      }
    }
    kept.put(value, gap, slack);
    kept.put(values[0], gaps[0], slacks[0]);
    std::reverse(kept.values.begin(), kept.values.end());
    std::reverse(kept.gaps.begin(), kept.gaps.end());
    std::reverse(kept.slacks.begin(), kept.slacks.end());
    *this = std::move(kept);
  }
};

}  // namespace detail

struct approx_distinct_of {
  static constexpr auto default_name = fixed_string("approx_count_distinct");
  static constexpr std::string_view name = "approx_count_distinct";
  template <class T>
  using problem = detail::ordered_problem<"approx_count_distinct", T>;
  template <class>
  using result = std::int64_t;
  template <class T>
  struct state {
    detail::distinct_counter counter;
    void step(auto const& v) { counter.add(detail::spread_hash(v)); }
    void merge(state const& later) { counter.merge(later.counter); }
    void each_field(auto&& f) { f("runs", counter.runs()); }
    std::int64_t finish() const { return counter.estimate(); }
  };
};

/// Which share and how exact are constants of the query: every row brings them.
struct approx_percentile_of {
  static constexpr auto default_name = fixed_string("approx_percentile");
  static constexpr std::string_view name = "approx_percentile";
  template <class T>
  using problem =
      detail::number_problem<"approx_percentile", without_optional_t<std::tuple_element_t<0, T>>>;
  template <class T>
  using result = std::optional<without_optional_t<std::tuple_element_t<0, without_optional_t<T>>>>;
  template <class T>
  struct state {
    using value_type = without_optional_t<std::tuple_element_t<0, without_optional_t<T>>>;
    detail::rank_summary<value_type> summary;
    double share = 0;
    std::int64_t accuracy = 10'000;

    void step(without_optional_t<T> const& row) {
      auto const& [v, wanted, exact] = row;
      share = wanted, accuracy = exact;
      if (detail::has_value(v)) summary.add(detail::held_value(v), error());
    }
    void merge(state const& later) {
      if (later.summary.count == 0 && later.summary.fresh.empty()) return;
      share = later.share, accuracy = later.accuracy;
      summary.merge(later.summary, error());
    }
    void each_field(auto&& f) {
      f("values", summary.values);
      f("gaps", summary.gaps);
      f("slacks", summary.slacks);
      f("fresh", summary.fresh);
      f("count", summary.count);
      f("share", share);
      f("accuracy", accuracy);
    }
    result<T> finish() const {
      if (summary.count == 0 && summary.fresh.empty()) return std::nullopt;
      return summary.at(share, error());
    }

   private:
    double error() const { return 1.0 / static_cast<double>(accuracy); }
  };
};

}  // namespace millstream::expr

namespace millstream {

/// About how many different values that are not null there are, to within a standard error of 5 %.
/// **State** 512 bytes a group. **Source** Flajolet et al., HyperLogLog; Ertl's estimator; not the same number
/// as Spark's, whose hash is another.
template <expr::expression E>
constexpr auto approx_count_distinct(E const& e) {
  return expr::aggregate_call<expr::approx_distinct_of, E>(e);
}

/// A value below which about `share` (0 to 1) of the values lie; its rank is off by 1/`accuracy` of the number
/// of values at most. **Errors** errc::invalid_argument for a share outside [0, 1] or an accuracy below 1.
/// **State** grows with the accuracy, up to some tens of thousands of values a group. **Source** Spark's
/// `approx_percentile`.
template <expr::expression E>
constexpr auto approx_percentile(E const& e, double share, std::int64_t accuracy = 10'000) {
  if (!(share >= 0 && share <= 1) || accuracy < 1)
    throw error(errc::invalid_argument,
                "approx_percentile needs a share from 0 to 1 and an accuracy of 1 at least");
  return expr::make_aggregate<expr::approx_percentile_of>(e, share, accuracy);
}

}  // namespace millstream
