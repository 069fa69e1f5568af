// SPDX-License-Identifier: Apache-2.0
//
// What lives here: `ms::noop()`, the sink that keeps nothing: it counts rows and, so that a benchmark's work can't be
// optimised away, folds every column of every row into a checksum which does not depend on the order of rows.
// What does not: anything durable.
#pragma once

#include <bit>
#include <cstring>
#include <memory>
#include <mutex>

#include <millstream/io/sink.hpp>
#include <millstream/schema/record.hpp>

namespace millstream {

/// What noop sinks saw in all committed batches.
struct noop_totals {
  std::int64_t batches = 0;
  std::int64_t rows = 0;
  std::uint64_t checksum = 0;

  friend bool operator==(noop_totals const&, noop_totals const&) = default;
};

namespace connector {

namespace detail {

constexpr std::uint64_t fold(std::uint64_t sum, std::uint64_t word) {
  return (std::rotl(sum, 23) ^ word) * 0x9E3779B97F4A7C15U;
}

/// Reads every byte of a value, cheaply.
template <class T>
std::uint64_t fold_value(std::uint64_t sum, T const& value) {
  if constexpr (is_optional<T>) {
    return value ? fold_value(sum, *value) : fold(sum, 1);
  } else if constexpr (bytes_column<T>) {
    std::string_view text(value.data(), value.size());
    sum = fold(sum, text.size());
    for (; text.size() >= 8; text.remove_prefix(8)) {
      std::uint64_t word;
      std::memcpy(&word, text.data(), 8);
      sum = fold(sum, word);
    }
    std::uint64_t word = 0;
    if (!text.empty()) std::memcpy(&word, text.data(), text.size());
    return fold(sum, word);
  } else if constexpr (std::is_floating_point_v<T>) {
    return fold(sum, std::bit_cast<std::uint64_t>(static_cast<double>(value)));
  } else if constexpr (std::is_integral_v<T>) {
    return fold(sum, static_cast<std::uint64_t>(value));
  } else if constexpr (std::is_same_v<T, duration>) {
    return fold(sum, static_cast<std::uint64_t>(value.count()));
  } else if constexpr (time_column<T>) {
    return fold(sum, static_cast<std::uint64_t>(value.time_since_epoch().count()));
  } else if constexpr (decimal_column<T>) {
    return fold(fold(sum, static_cast<std::uint64_t>(value.unscaled())),
                static_cast<std::uint64_t>(value.unscaled() >> 64));
  } else if constexpr (is_map<T>) {
    for (auto const& [key, mapped] : value)
      sum = fold_value(fold_value(sum, key), mapped);
    return sum;
  } else if constexpr (is_array<T>) {
    for (typename T::value_type const& element : value)
      sum = fold_value(sum, element);
    return sum;
  } else {
    auto const from = as_row(value);
    schema_of<T>::for_each([&]<class Field>() {
      auto const& member = from.template get<Field::name>();
      sum = fold_value(sum, member);
    });
    return sum;
  }
}

}  // namespace detail

/// One lane's count and checksum.
template <class Schema>
class noop_lane {
 public:
  template <row Row>
  void append(Row const& row) {
    std::uint64_t sum = 0;
    Schema::for_each([&]<class Field>() {
      auto const& value = row.template get<Field::name>();
      sum = detail::fold_value(sum, value);
    });
    checksum_ += sum;
    ++rows_;
  }

 private:
  template <class>
  friend class noop_sink;
  std::int64_t rows_ = 0;
  std::uint64_t checksum_ = 0;
};

/// The totals of a sink, which its description shares.
struct shared_noop_totals {
  std::mutex guard;
  noop_totals totals;
};

template <class Schema>
class noop_sink {
 public:
  using schema_type = Schema;
  using lane_type = noop_lane<Schema>;

  explicit noop_sink(std::shared_ptr<shared_noop_totals> totals) : totals_(std::move(totals)) {}

  std::string description() const { return "noop"; }
  void recover(std::int64_t /*last_planned*/) {}
  std::int64_t fence() const { return -1; }
  lane_type make_lane(std::int64_t /*batch*/, std::size_t /*lane*/) { return {}; }

  std::int64_t hand_on(std::int64_t /*batch*/, lane_type& lane) {
    std::lock_guard lock(totals_->guard);
    totals_->totals.checksum += lane.checksum_;
    totals_->totals.rows += lane.rows_;
    return std::exchange(lane, {}).rows_;
  }
  io::commit_result commit(std::int64_t /*batch*/, std::vector<lane_type>& lanes) {
    io::commit_result result;
    std::lock_guard lock(totals_->guard);
    for (auto const& lane : lanes) {
      result.rows += lane.rows_;
      totals_->totals.checksum += lane.checksum_;
    }
    totals_->totals.rows += result.rows;
    ++totals_->totals.batches;
    return result;
  }

 private:
  std::shared_ptr<shared_noop_totals> totals_;
};

/// What the user writes. Copies share their totals.
struct noop_description {
  std::string to_string() const { return "noop"; }
  std::shared_ptr<shared_noop_totals> shared = std::make_shared<shared_noop_totals>();

  template <class Mode>
  static constexpr bool supports = true;
  static constexpr auto delivery_at_once = io::delivery::at_least_once;

  /// What has been committed so far.
  noop_totals totals() const {
    std::lock_guard lock(shared->guard);
    return shared->totals;
  }

  template <class Schema, class Mode>
  noop_sink<Schema> open_sink(io::sink_context) const {
    return noop_sink<Schema>(shared);
  }
};

}  // namespace connector

/// Keeps nothing and counts; `totals()` of the description says what was seen. **Cost** a few instructions a column.
inline connector::noop_description noop() {
  return {};
}

}  // namespace millstream
