// SPDX-License-Identifier: Apache-2.0
//
// Queries over single rows: no state, append mode.
#pragma once

#include <millstream/expr/functions/regex.hpp>
#include <millstream/millstream.hpp>

#include "records.hpp"

namespace nexmark {

using namespace ms::literals;

/// Pass through: what it costs to move a row.
inline auto q0(auto bids) {
  return bids | ms::select("auction"_c, "bidder"_c, "price"_c, "date_time"_c, "extra"_c);
}

/// Currency conversion: the price in euros.
inline auto q1(auto bids) {
  constexpr auto euros_a_dollar = *ms::decimal<3, 3>::parse("0.908");
  return bids | ms::select("auction"_c, "bidder"_c, (euros_a_dollar * "price"_c).as("price"_c),
                           "date_time"_c, "extra"_c);
}

/// Selection: bids for some auctions.
inline auto q2(auto bids) {
  return bids | ms::where("auction"_c % 123 == 0) | ms::select("auction"_c, "price"_c);
}

/// Log to files: day and minute, for a sink that has them as folders.
inline auto q10(auto bids) {
  return bids | ms::select("auction"_c, "bidder"_c, "price"_c, "date_time"_c, "extra"_c,
                           ms::date_format("date_time"_c, "yyyy-MM-dd").as("day"_c),
                           ms::date_format("date_time"_c, "HH:mm").as("minute"_c));
}

/// The table that q13 joins.
struct side_input {
  std::int64_t key;
  std::string value;
};

/// Bounded side input: a join with a table that does not change.
inline auto q13(auto bids, auto side_inputs) {
  return bids | ms::with_column("key"_c, "auction"_c % 10'000) | ms::join(side_inputs, "key"_c) |
         ms::select("auction"_c, "bidder"_c, "price"_c, "date_time"_c, "value"_c);
}

/// Calculation: a conversion, a case, a count of letters.
inline auto q14(auto bids) {
  constexpr auto euros_a_dollar = *ms::decimal<3, 3>::parse("0.908");
  auto const hour = ms::hour("date_time"_c);
  return bids | ms::with_column("price"_c, euros_a_dollar * "price"_c) |
         ms::where("price"_c > 1'000'000 && "price"_c < 50'000'000) |
         ms::select(
             "auction"_c, "bidder"_c, "price"_c,
             ms::when(hour >= 8 && hour <= 18, "dayTime")
                 .when(hour <= 6 || hour >= 20, "nightTime")
                 .otherwise("otherTime")
                 .as("bid_time_type"_c),
             "date_time"_c, "extra"_c,
             (ms::length("extra"_c) - ms::length(ms::replace("extra"_c, "c"))).as("c_counts"_c));
}

/// Channel id: known channels by name, others from their URL. Spark's regexp_extract gives an empty text where Flink's
/// gives null.
inline auto q21(auto bids) {
  auto const in_url = ms::regexp_extract("url"_c, "(&|^)channel_id=([^&]*)", 2);
  auto const known = ms::lower("channel"_c);
  return bids | ms::where(in_url != "" || known.is_in("apple", "google", "facebook", "baidu")) |
         ms::select("auction"_c, "bidder"_c, "price"_c, "channel"_c,
                    ms::when(known == "apple", "0")
                        .when(known == "google", "1")
                        .when(known == "facebook", "2")
                        .when(known == "baidu", "3")
                        .otherwise(in_url)
                        .as("channel_id"_c));
}

/// URL directories.
inline auto q22(auto bids) {
  return bids | ms::select("auction"_c, "bidder"_c, "price"_c, "channel"_c,
                           ms::split_part("url"_c, "/", 4).as("dir1"_c),
                           ms::split_part("url"_c, "/", 5).as("dir2"_c),
                           ms::split_part("url"_c, "/", 6).as("dir3"_c));
}

}  // namespace nexmark

BOOST_HANA_ADAPT_STRUCT(nexmark::side_input, key, value);
