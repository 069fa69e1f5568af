// SPDX-License-Identifier: Apache-2.0
//
// `with_mode`: an output mode that is chosen at run time, by a configuration file or an argument.
#pragma once

#include <millstream/dsl/write_stream.hpp>
#include <millstream/plan/verdict_text.hpp>

namespace millstream {

/// The output mode of a name: "append", "update" or "complete", in letters of either case.
/// **Errors** errc::invalid_argument for any other text; it names the three.
inline output_mode_value parse_output_mode(std::string_view text) {
  auto const is = [&](std::string_view name) {
    return std::equal(text.begin(), text.end(), name.begin(), name.end(), [](char a, char b) {
      return (a >= 'A' && a <= 'Z' ? char(a + 32) : a) == b;
    });
  };
  if (is(append_mode::name)) return output_mode_value::append;
  if (is(update_mode::name)) return output_mode_value::update;
  if (is(complete_mode::name)) return output_mode_value::complete;
  throw error(errc::invalid_argument, "\"" + std::string(text) + "\" is no output mode", {},
              "the output modes are append, update and complete");
}

namespace detail {

template <class F>
struct with_mode_word {
  output_mode_value mode;
  F f;
};

/// Can a query run in a mode, as far as the mode decides? Its other problems the compiler tells.
template <class Query, class Mode>
inline constexpr bool runs_in = is_legal<typename Query::plan_type, Mode> &&
                                (plan::is_poisoned<typename Query::plan_type> ||
                                 io::sink_accepts<typename Query::sink_type, Mode>);

/// Why not, with the id that the compiler would have said.
template <class Query, class Mode>
std::string why_not(Query const& query) {
  constexpr auto found = plan::legality<typename Query::plan_type, Mode>::found;
  if constexpr (found != plan::verdict::legal) {
    return std::string(plan::verdict_text(found));
  } else {
    std::string sink = "of this query";
    if constexpr (requires {
                    { query.sink.to_string() } -> std::convertible_to<std::string>;
                  })
      sink = query.sink.to_string();
    return "MS018: the sink " + sink + " cannot take the output mode " + std::string(Mode::name);
  }
}

template <class Query, class Mode, class F, class Result>
Result call_in_mode(Query const& query, F& f, std::string const& others) {
  if constexpr (runs_in<Query, Mode>) {
    return f(query.output_mode(Mode{}));
  } else {
    auto const why = why_not<Query, Mode>(query);
    throw error(errc::invalid_argument, why, {},
                "this query runs in: " + others + " (docs/errors/" + why.substr(0, 5) + ".md)");
  }
}

}  // namespace detail

/// Calls `f` with a query in the mode that a value says:
/// `ms::write_stream(views, sink) | ms::with_mode(mode, [](auto const& q) { ms::run(q); })`.
/// `f` is compiled for those modes only in which plan and sink can run, and returns the same type for
/// each. **Requires** one such mode at least, else the error of append mode. **Errors**
/// errc::invalid_argument for another mode, with the id that the compiler says of it (MS006, MS007,
/// MS018, MS034 and on).
template <class F>
auto with_mode(output_mode_value mode, F f) {
  return detail::with_mode_word<F>{mode, std::move(f)};
}
/// The same with the mode's name: `ms::with_mode("append", f)`.
template <class F>
auto with_mode(std::string_view mode, F f) {
  return with_mode(parse_output_mode(mode), std::move(f));
}

template <class Plan, class Sink, class Mode, class DeadLetter, class Off, class Late, class F>
auto operator|(query_description<Plan, Sink, Mode, DeadLetter, Off, Late> const& query,
               detail::with_mode_word<F> word) {
  using query_type = query_description<Plan, Sink, Mode, DeadLetter, Off, Late>;
  constexpr bool can_append = detail::runs_in<query_type, append_mode>;
  constexpr bool can_update = detail::runs_in<query_type, update_mode>;
  constexpr bool can_complete = detail::runs_in<query_type, complete_mode>;
  if constexpr (!can_append && !can_update && !can_complete) {
    query.output_mode(append);  // says why
  } else {
    using first_mode =
        std::conditional_t<can_append, append_mode,
                           std::conditional_t<can_update, update_mode, complete_mode>>;
    using result = decltype(word.f(query.output_mode(first_mode{})));
    std::string others;
    auto const add = [&](bool can, std::string_view name) {
      if (can) others.append(others.empty() ? "" : ", ").append(name);
    };
    add(can_append, append_mode::name);
    add(can_update, update_mode::name);
    add(can_complete, complete_mode::name);
    switch (word.mode) {
      case output_mode_value::append:
        return detail::call_in_mode<query_type, append_mode, F, result>(query, word.f, others);
      case output_mode_value::update:
        return detail::call_in_mode<query_type, update_mode, F, result>(query, word.f, others);
      case output_mode_value::complete:
        return detail::call_in_mode<query_type, complete_mode, F, result>(query, word.f, others);
    }
    throw error(errc::invalid_argument, "the value is no output mode");
  }
}

}  // namespace millstream
