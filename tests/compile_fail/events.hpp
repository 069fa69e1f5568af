// SPDX-License-Identifier: Apache-2.0
// The rows, tables and sinks of the queries that must not compile.
#pragma once

#include <millstream/dsl/aggregate.hpp>
#include <millstream/dsl/distinct.hpp>
#include <millstream/dsl/drop_duplicates.hpp>
#include <millstream/dsl/drop_null.hpp>
#include <millstream/dsl/fill_null.hpp>
#include <millstream/dsl/filter.hpp>
#include <millstream/dsl/join.hpp>
#include <millstream/dsl/limit.hpp>
#include <millstream/dsl/map.hpp>
#include <millstream/dsl/not_on_streams.hpp>
#include <millstream/dsl/order_by.hpp>
#include <millstream/dsl/pipeline.hpp>
#include <millstream/dsl/read.hpp>
#include <millstream/dsl/rename.hpp>
#include <millstream/dsl/require_bounded_state.hpp>
#include <millstream/dsl/rollup.hpp>
#include <millstream/dsl/select.hpp>
#include <millstream/dsl/stream_join.hpp>
#include <millstream/dsl/union.hpp>
#include <millstream/dsl/with_watermark.hpp>
#include <millstream/dsl/write_stream.hpp>

namespace ms = millstream;
using namespace ms::literals;
using namespace std::chrono_literals;

struct place {
  std::string city;
  ms::timestamp opened;
};
BOOST_HANA_ADAPT_STRUCT(place, city, opened);

struct event {
  std::string event_type, user_id;
  std::int64_t amount;
  std::optional<double> price;
  ms::timestamp event_time;
  place site;
};
BOOST_HANA_ADAPT_STRUCT(event, event_type, user_id, amount, price, event_time, site);

struct purchase {
  std::string user_id;
  double total;
  ms::timestamp buy_time;
};
BOOST_HANA_ADAPT_STRUCT(purchase, user_id, total, buy_time);

struct account {
  std::string user_id, country;
};
BOOST_HANA_ADAPT_STRUCT(account, user_id, country);

struct tariff {
  std::int64_t user_id;
  double fee;
};
BOOST_HANA_ADAPT_STRUCT(tariff, user_id, fee);

struct label {
  std::string user_id, event_type;
};
BOOST_HANA_ADAPT_STRUCT(label, user_id, event_type);

struct basket {
  std::string user_id;
  std::vector<std::string> items, coupons;
};
BOOST_HANA_ADAPT_STRUCT(basket, user_id, items, coupons);

inline std::vector<event> const event_rows;
inline auto const events = ms::from_range(event_rows);
inline auto const clicks = events | ms::with_watermark("event_time"_c, 10s);
inline std::vector<purchase> const purchase_rows;
inline auto const buys = ms::from_range(purchase_rows) | ms::with_watermark("buy_time"_c, 10s);
inline std::vector<basket> const basket_rows;
inline auto const baskets = ms::from_range(basket_rows);
inline auto const accounts = ms::read(std::vector<account>{});
inline auto const tariffs = ms::read(std::vector<tariff>{});
inline auto const labels = ms::read(std::vector<label>{});

/// A sink of every mode.
struct any_sink {
  template <class Mode>
  static constexpr bool supports = true;
};
/// A sink of append mode, as files are.
struct file_sink {
  template <class Mode>
  static constexpr bool supports = std::is_same_v<Mode, ms::append_mode>;
};
/// A sink that replaces rows by key, as tables do.
template <class... Columns>
struct table_sink {
  template <class Mode>
  static constexpr bool supports = true;
  static constexpr std::array<std::string_view, sizeof...(Columns)> key_names{Columns::name.view()...};
  static constexpr bool has_latest_by = false;
  template <class... Names>
  table_sink<Names...> key(Names...) const {
    return {};
  }
};
