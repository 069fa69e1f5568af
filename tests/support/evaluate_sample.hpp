// SPDX-License-Identifier: Apache-2.0
// The value and the type of an expression over a sample row.
#pragma once

#include <millstream/expr/evaluate.hpp>
#include <millstream/expr/words.hpp>

#include "support/sample_rows.hpp"

namespace sample {

namespace ms = millstream;

using event_schema = ms::schema_of<event>;

template <class E>
auto value_of(E const& e, event const& of = {}) {
  static_assert(ms::diagnostic::is_none<ms::expr::problem_of<E, event_schema>>);
  auto const out = ms::expr::evaluate(e, ms::struct_row<event>{&of});
  static_assert(
      std::is_same_v<std::remove_cvref_t<decltype(out)>, ms::expr::type_of<E, event_schema>>);
  return ms::as_owned(out);
}
template <class E>
using type_of = ms::expr::type_of<E, event_schema>;
template <class E>
using problem_of = ms::expr::problem_of<E, event_schema>;

/// The code of the error that a call throws, `errc::internal` if it throws none.
template <class F>
ms::errc code_of(F&& f) {
  try {
    f();
  } catch (ms::error const& e) {
    return e.code();
  }
  return ms::errc::internal;
}

}  // namespace sample
