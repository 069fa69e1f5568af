// SPDX-License-Identifier: Apache-2.0
//
// The words as Spark writes them, `stream.where(...)`: each says by itself where it belongs (MS080). Every
// method is written out, so that the message stands one step from the user's line.
#pragma once

#include <millstream/base/diagnostic.hpp>
#include <millstream/plan/node.hpp>

namespace millstream {

template <class Plan>
struct stream;

namespace detail {
template <class...>
struct nothing_more {
  using type = plan::poisoned;
};
}  // namespace detail

/// `agg` as a method; says nothing more behind an error.
template <bool Poisoned>
struct agg_as_method {
  template <class... Given>
  constexpr auto agg(Given const&...) const {
    if constexpr (!Poisoned)
      using said [[maybe_unused]] =
          typename diagnostic::word_before_stream<diagnostic::in<"agg">,
                                                  diagnostic::type_is<Given>...>::said;
    return stream<typename detail::nothing_more<Given...>::type>{};
  }
};

/// Base of what words stand behind.
template <bool Poisoned>
struct words_as_methods : agg_as_method<Poisoned> {
  template <class... Given>
  constexpr auto distinct(Given const&...) const {
    if constexpr (!Poisoned)
      using said [[maybe_unused]] =
          typename diagnostic::word_before_stream<diagnostic::in<"distinct">,
                                                  diagnostic::type_is<Given>...>::said;
    return stream<typename detail::nothing_more<Given...>::type>{};
  }
  template <class... Given>
  constexpr auto drop(Given const&...) const {
    if constexpr (!Poisoned)
      using said [[maybe_unused]] =
          typename diagnostic::word_before_stream<diagnostic::in<"drop">,
                                                  diagnostic::type_is<Given>...>::said;
    return stream<typename detail::nothing_more<Given...>::type>{};
  }
  template <class... Given>
  constexpr auto drop_duplicates(Given const&...) const {
    if constexpr (!Poisoned)
      using said [[maybe_unused]] =
          typename diagnostic::word_before_stream<diagnostic::in<"drop_duplicates">,
                                                  diagnostic::type_is<Given>...>::said;
    return stream<typename detail::nothing_more<Given...>::type>{};
  }
  template <class... Given>
  constexpr auto drop_duplicates_within_watermark(Given const&...) const {
    if constexpr (!Poisoned)
      using said [[maybe_unused]] = typename diagnostic::word_before_stream<
          diagnostic::in<"drop_duplicates_within_watermark">, diagnostic::type_is<Given>...>::said;
    return stream<typename detail::nothing_more<Given...>::type>{};
  }
  template <class... Given>
  constexpr auto filter(Given const&...) const {
    if constexpr (!Poisoned)
      using said [[maybe_unused]] =
          typename diagnostic::word_before_stream<diagnostic::in<"filter">,
                                                  diagnostic::type_is<Given>...>::said;
    return stream<typename detail::nothing_more<Given...>::type>{};
  }
  template <class... Given>
  constexpr auto group_by(Given const&...) const {
    if constexpr (!Poisoned)
      using said [[maybe_unused]] =
          typename diagnostic::word_before_stream<diagnostic::in<"group_by">,
                                                  diagnostic::type_is<Given>...>::said;
    return stream<typename detail::nothing_more<Given...>::type>{};
  }
  template <class... Given>
  constexpr auto join(Given const&...) const {
    if constexpr (!Poisoned)
      using said [[maybe_unused]] =
          typename diagnostic::word_before_stream<diagnostic::in<"join">,
                                                  diagnostic::type_is<Given>...>::said;
    return stream<typename detail::nothing_more<Given...>::type>{};
  }
  template <class... Given>
  constexpr auto limit(Given const&...) const {
    if constexpr (!Poisoned)
      using said [[maybe_unused]] =
          typename diagnostic::word_before_stream<diagnostic::in<"limit">,
                                                  diagnostic::type_is<Given>...>::said;
    return stream<typename detail::nothing_more<Given...>::type>{};
  }
  template <class... Given>
  constexpr auto map(Given const&...) const {
    if constexpr (!Poisoned)
      using said [[maybe_unused]] =
          typename diagnostic::word_before_stream<diagnostic::in<"map">,
                                                  diagnostic::type_is<Given>...>::said;
    return stream<typename detail::nothing_more<Given...>::type>{};
  }
  template <class... Given>
  constexpr auto order_by(Given const&...) const {
    if constexpr (!Poisoned)
      using said [[maybe_unused]] =
          typename diagnostic::word_before_stream<diagnostic::in<"order_by">,
                                                  diagnostic::type_is<Given>...>::said;
    return stream<typename detail::nothing_more<Given...>::type>{};
  }
  template <class... Given>
  constexpr auto select(Given const&...) const {
    if constexpr (!Poisoned)
      using said [[maybe_unused]] =
          typename diagnostic::word_before_stream<diagnostic::in<"select">,
                                                  diagnostic::type_is<Given>...>::said;
    return stream<typename detail::nothing_more<Given...>::type>{};
  }
  template <class... Given>
  constexpr auto union_(Given const&...) const {
    if constexpr (!Poisoned)
      using said [[maybe_unused]] =
          typename diagnostic::word_before_stream<diagnostic::in<"union_">,
                                                  diagnostic::type_is<Given>...>::said;
    return stream<typename detail::nothing_more<Given...>::type>{};
  }
  template <class... Given>
  constexpr auto where(Given const&...) const {
    if constexpr (!Poisoned)
      using said [[maybe_unused]] =
          typename diagnostic::word_before_stream<diagnostic::in<"where">,
                                                  diagnostic::type_is<Given>...>::said;
    return stream<typename detail::nothing_more<Given...>::type>{};
  }
  template <class... Given>
  constexpr auto with_column(Given const&...) const {
    if constexpr (!Poisoned)
      using said [[maybe_unused]] =
          typename diagnostic::word_before_stream<diagnostic::in<"with_column">,
                                                  diagnostic::type_is<Given>...>::said;
    return stream<typename detail::nothing_more<Given...>::type>{};
  }
  template <class... Given>
  constexpr auto with_watermark(Given const&...) const {
    if constexpr (!Poisoned)
      using said [[maybe_unused]] =
          typename diagnostic::word_before_stream<diagnostic::in<"with_watermark">,
                                                  diagnostic::type_is<Given>...>::said;
    return stream<typename detail::nothing_more<Given...>::type>{};
  }
  template <class... Given>
  constexpr auto write_stream(Given const&...) const {
    if constexpr (!Poisoned)
      using said [[maybe_unused]] =
          typename diagnostic::write_stream_without_both<diagnostic::type_is<Given>...>::said;
    return stream<typename detail::nothing_more<Given...>::type>{};
  }
};

/// The same of a grouped stream.
template <bool Poisoned>
struct grouped_words_as_methods : agg_as_method<Poisoned> {
  template <class... Given>
  constexpr auto count(Given const&...) const {
    if constexpr (!Poisoned)
      using said [[maybe_unused]] =
          typename diagnostic::word_before_stream<diagnostic::in<"count">,
                                                  diagnostic::type_is<Given>...>::said;
    return stream<typename detail::nothing_more<Given...>::type>{};
  }
};

}  // namespace millstream
