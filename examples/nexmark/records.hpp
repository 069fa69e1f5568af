// SPDX-License-Identifier: Apache-2.0
//
// The three records of Nexmark, an auction house: people, the auctions that they open, and bids. The fields are the
// specification's.
#pragma once

#include <millstream/schema/record.hpp>
#include <millstream/schema/types.hpp>

namespace nexmark {

namespace ms = millstream;

struct person {
  std::int64_t id;
  std::string name, email_address, credit_card, city, state;
  ms::timestamp date_time;
  std::string extra;
};

struct auction {
  std::int64_t id;
  std::string item_name, description;
  std::int64_t initial_bid, reserve;
  ms::timestamp date_time, expires;
  std::int64_t seller, category;
  std::string extra;
};

struct bid {
  std::int64_t auction, bidder, price;
  std::string channel, url;
  ms::timestamp date_time;
  std::string extra;
};

}  // namespace nexmark

BOOST_HANA_ADAPT_STRUCT(nexmark::person, id, name, email_address, credit_card, city, state,
                        date_time, extra);
BOOST_HANA_ADAPT_STRUCT(nexmark::auction, id, item_name, description, initial_bid, reserve,
                        date_time, expires, seller, category, extra);
BOOST_HANA_ADAPT_STRUCT(nexmark::bid, auction, bidder, price, channel, url, date_time, extra);
