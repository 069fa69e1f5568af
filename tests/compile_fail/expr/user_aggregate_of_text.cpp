// SPDX-License-Identifier: Apache-2.0
// expect: MS058: type<> is no aggregate of these arguments
// expect: {"product"}
#include "../events.hpp"

#include <millstream/expr/aggregates/user.hpp>

struct product_state {
  double value = 1;
};
BOOST_HANA_ADAPT_STRUCT(product_state, value);
struct product {
  static constexpr std::string_view name = "product";
  using state = product_state;
  static void step(state& s, double v) { s.value *= v; }
  static void merge(state& s, state const& later) { s.value *= later.value; }
  static double finish(state const& s) { return s.value; }
};

void user() {
#if MILLSTREAM_WRONG
  auto products = events | ms::group_by("user_id"_c) | ms::agg(ms::user_aggregate<product>("event_type"_c));  // <- here
#else
  auto products = events | ms::group_by("user_id"_c) | ms::agg(ms::user_aggregate<product>("amount"_c));
#endif
}
