// SPDX-License-Identifier: Apache-2.0
//
// `read_stream`, `read` and `from_range`: where rows come from.
#pragma once

#include <millstream/base/diagnostic.hpp>
#include <millstream/dsl/stream.hpp>
#include <millstream/io/each_batch.hpp>
#include <millstream/io/range_source.hpp>

namespace millstream {

namespace detail {

/// The first member of a struct that cannot be a column, or the struct itself if it is not adapted.
template <class T>
struct rows_problem {
  using type = diagnostic::struct_not_adapted<diagnostic::type_is<T>>;
};
template <adapted_struct T>
struct rows_problem<T> {
  template <class... Fs>
  static auto of(type_identity<schema<Fs...>>) -> diagnostic::first_problem<
      std::conditional_t<column_type<typename Fs::type>, diagnostic::none,
                         diagnostic::unsupported_member<diagnostic::wanted<Fs::name>,
                                                        diagnostic::type_is<typename Fs::type>,
                                                        diagnostic::in<type_text<T>>>>...>;
  using type = decltype(of(type_identity<schema_of<T>>{}));
};
template <class T>
inline constexpr bool readable = diagnostic::is_none<typename rows_problem<T>::type>;

}  // namespace detail

/// Rows of an unbounded table, read from a source: `ms::read_stream<ad_event>(ms::json("events/"))`.
/// **Shape** the members of the adapted struct `T`. **Errors** those of the source.
template <class T, class Source>
auto read_stream(Source source) {
  if constexpr (std::is_convertible_v<Source, std::string_view>) {
    using said [[maybe_unused]] =
        typename diagnostic::not_a_source<diagnostic::in<fixed_string("read_stream")>,
                                          diagnostic::type_is<Source>>::said;
    return stream<plan::poisoned>{};
  } else if constexpr (detail::readable<T>) {
    using plan_type = plan::source<schema_of<T>, Source>;
    return stream<plan_type>{{}, {std::move(source), plan::new_source_identity()}};
  } else {
    using said [[maybe_unused]] = typename detail::rows_problem<T>::type::said;
    return stream<plan::poisoned>{};
  }
}

/// Rows of a source that knows its own type (`rate_micro_batch`, a memory stream).
template <class Source>
  requires requires { typename Source::row_schema; }
auto read_stream(Source source) {
  using plan_type = plan::source<typename Source::row_schema, Source>;
  return stream<plan_type>{{}, {std::move(source), plan::new_source_identity()}};
}

/// Without a row type, of a source that knows none itself (MS073).
template <class Source>
  requires(!requires { typename Source::row_schema; })
auto read_stream(Source const&) {
  using said [[maybe_unused]] =
      typename diagnostic::rows_without_type<diagnostic::in<fixed_string("read_stream")>,
                                             diagnostic::type_is<Source>>::said;
  return stream<plan::poisoned>{};
}

/// A table that does not change while the query runs, read at start: the static side of a join.
template <class T, class Source>
auto read(Source source) {
  if constexpr (std::is_convertible_v<Source, std::string_view>) {
    using said [[maybe_unused]] =
        typename diagnostic::not_a_source<diagnostic::in<fixed_string("read")>,
                                          diagnostic::type_is<Source>>::said;
    return table_of<plan::poisoned>{};
  } else if constexpr (detail::readable<T>) {
    return table_of<plan::static_source<schema_of<T>, Source>>{{}, {std::move(source)}};
  } else {
    using said [[maybe_unused]] = typename detail::rows_problem<T>::type::said;
    return table_of<plan::poisoned>{};
  }
}

/// A table that each batch reads again: the static side of a join that changes now and then, such as a file of rates.
/// A batch sees it as it is when the batch begins; a batch that a restart runs again sees it as it is then.
/// **Errors** those of the source, by each batch. **Cost** reading and hashing the table, a batch.
/// Inside another static table it is read when that one is.
template <class T, class Source>
auto read_each_batch(Source source) {
  if constexpr (std::is_convertible_v<Source, std::string_view>)
    return read<T>(std::move(source));  // which says what is wrong
  else
    return read<T>(io::read_each_batch<Source>{std::move(source)});
}

/// Any range of adapted structs as a stream: what it holds when the query starts, then nothing more.
/// An lvalue array or vector is read in place and must outlive the query; everything else is copied.
template <class Range>
  requires ranges::input_range<Range>
auto from_range(Range&& range) {
  using element = ranges::range_value_t<std::remove_cvref_t<Range>>;
  if constexpr (detail::readable<element>) {
    return read_stream(range_source(std::forward<Range>(range)));
  } else {
    using said [[maybe_unused]] = typename detail::rows_problem<element>::type::said;
    return stream<plan::poisoned>{};
  }
}

/// Any range of adapted structs as a static table.
template <class Range>
  requires ranges::input_range<Range>
auto read(Range&& range) {
  using element = ranges::range_value_t<std::remove_cvref_t<Range>>;
  if constexpr (detail::readable<element>) {
    auto source = range_source(std::forward<Range>(range));
    using source_type = decltype(source);
    return table_of<plan::static_source<typename source_type::row_schema, source_type>>{
        {}, {std::move(source)}};
  } else {
    using said [[maybe_unused]] = typename detail::rows_problem<element>::type::said;
    return table_of<plan::poisoned>{};
  }
}

}  // namespace millstream
