// SPDX-License-Identifier: Apache-2.0
// A row with two or three nullable columns of each type: what the goldens of functions are about. The
// columns are those of tests/oracle/functions/function_goldens.py, in its order.
#pragma once

#include <millstream/schema/adapt.hpp>

namespace golden {

template <class T>
using list = std::optional<std::vector<std::optional<T>>>;

struct wide_row {
  std::optional<bool> b, c;
  std::optional<std::int8_t> i8;
  std::optional<std::int16_t> i16;
  std::optional<std::int32_t> i, j;
  std::optional<std::int64_t> l, m;
  std::optional<float> f;
  std::optional<double> d, e;
  std::optional<std::string> s, t, u;
  std::optional<millstream::timestamp> ts, us;
  std::optional<millstream::date> dt, du;
  std::optional<millstream::duration> iv;
  list<std::int64_t> al, bl;
  list<double> ad;
  list<std::string> as, bs;
  std::optional<millstream::decimal<10, 2>> p;
  std::optional<millstream::decimal<38, 10>> q;
  std::optional<millstream::binary> x, y;
  std::optional<std::map<std::string, std::optional<std::int64_t>>> kv;
};

}  // namespace golden

BOOST_HANA_ADAPT_STRUCT(golden::wide_row, b, c, i8, i16, i, j, l, m, f, d, e, s, t, u, ts, us, dt,
                        du, iv, al, bl, ad, as, bs, p, q, x, y, kv);
