// SPDX-License-Identifier: Apache-2.0
//
// Columns that are computed once a row, however often they are read.
//
// Where a chain goes by row, a value is computed when it is first asked for. Where it goes by block, the
// values of a block are computed before anybody asks and read from the lane's memory; so where one of them
// is an error, that row and those behind it are computed when they are asked for, once each. Either way a
// row that nobody looks at is no error.
#pragma once

#include <bitset>
#include <memory>

#include <millstream/base/pack.hpp>
#include <millstream/expr/kept.hpp>
#include <millstream/physical/block_steps.hpp>

namespace millstream::physical {

namespace detail {

/// A row of which only the types are known.
template <class Schema>
struct typed_row {
  using schema_type = Schema;
  template <fixed_string Name>
  view_of<typename Schema::template type_of<Name>> get() const;
};

}  // namespace detail

/// The values of one expression over `In` for the rows of a block, by position.
template <class In, class E>
class kept_values {
 public:
  using value_type = std::remove_cvref_t<decltype(expr::evaluate(
      std::declval<E const&>(), std::declval<detail::typed_row<In> const&>()))>;

  template <class Rows, class Selection>
  MILLSTREAM_INLINE void compute(E const& e, Rows const& rows, Selection const selection) {
    if (!held_) held_ = std::make_unique<value_type[]>(block_rows);
    std::size_t q = 0;
    try {
      for (; q < selection.size(); ++q) {
        auto const at = selection[q];
        held_[at] = static_cast<value_type>(expr::evaluate(e, rows.row(at)));
      }
      whole_ = true;
    } catch (...) {
      // whatever it is, whoever asks for the row gets it
      whole_ = false;
      known_.reset();
      while (q > 0)
        known_.set(selection[--q]);
    }
  }
  template <class Row>
  MILLSTREAM_INLINE decltype(auto) get(E const& e, Row const& row, std::size_t at) const {
    if (!whole_) [[unlikely]]
      look_up(e, row, at);
    if constexpr (nested_column<without_optional_t<value_type>>)
      return std::as_const(held_[at]);
    else
      return as_view(held_[at]);
  }

 private:
  /// Of a block in which a row is an error. What was handed out stays where it is.
  template <class Row>
  [[gnu::noinline]] void look_up(E const& e, Row const& row, std::size_t at) const {
    if (known_.test(at)) return;
    held_[at] = static_cast<value_type>(expr::evaluate(e, row));
    known_.set(at);
  }

  std::unique_ptr<value_type[]> held_;
  mutable std::bitset<block_rows> known_;
  bool whole_ = false;
};

/// The value of one expression over `In` for a single row.
template <class In, class E>
class kept_value {
 public:
  using value_type = typename kept_values<In, E>::value_type;

  template <class Row>
  MILLSTREAM_INLINE decltype(auto) get(E const& e, Row const& row, std::size_t) const {
    if (!held_) held_.emplace(static_cast<value_type>(expr::evaluate(e, row)));
    if constexpr (nested_column<without_optional_t<value_type>>)
      return std::as_const(*held_);
    else
      return as_view(*held_);
  }

 private:
  mutable std::optional<value_type> held_;
};

/// Nothing to keep for an expression that is computed when it is asked for.
struct nothing_kept {
  void compute(auto const&, auto const&, auto const&) {}
};
template <class In, class E>
using kept_values_of =
    typename std::conditional_t<expr::is_kept<E>, type_identity<kept_values<In, E>>,
                                type_identity<nothing_kept>>::type;
template <class In, class E>
using kept_value_of =
    typename std::conditional_t<expr::is_kept<E>, type_identity<kept_value<In, E>>,
                                type_identity<nothing_kept>>::type;

template <class Base, fixed_string Name, class E, class Memory, class Schema>
struct row_with_kept_column {
  using schema_type = Schema;
  Base base;
  E const* value;
  Memory const* memory;
  std::size_t at;

  template <fixed_string Wanted>
  MILLSTREAM_INLINE constexpr decltype(auto) get() const {
    if constexpr (Wanted == Name)
      return memory->get(*value, base, at);
    else
      return base.template get<Wanted>();
  }
};

/// `with_column` of a kept value.
template <class In, class Schema, fixed_string Name, class E>
struct kept_column {
  using lane_type = kept_values<In, E>;
  static constexpr bool by_row = true;
  E value;

  template <class Rows, class Memory>
  struct rows_type {
    Rows const* rows;
    E const* value;
    Memory const* memory;
    constexpr std::size_t size() const { return rows->size(); }
    MILLSTREAM_INLINE constexpr auto row(std::size_t i) const {
      using base = std::remove_cvref_t<decltype(rows->row(i))>;
      return row_with_kept_column<base, Name, E, Memory, Schema>{rows->row(i), value, memory, i};
    }
  };

  template <class Rows, class Selection, class Next>
  MILLSTREAM_INLINE void process(lane_type& lane, Rows const& rows, Selection const selection,
                                 Next&& next) const {
    lane.compute(value, rows, selection);
    next(rows_type<Rows, lane_type>{&rows, &value, &lane}, selection);
  }
  template <class Rows, class Next>
  MILLSTREAM_INLINE void take(lane_type&, Rows const& rows, std::size_t at, Next&& next) const {
    kept_value<In, E> const kept;
    next.take(rows_type<Rows, kept_value<In, E>>{&rows, &value, &kept}, at);
  }
};

template <class Base, class Schema, class Memory, class... Es>
struct row_of_kept_projection {
  using schema_type = Schema;
  Base base;
  pack<Es...> const* values;
  Memory const* memory;
  std::size_t at;

  template <fixed_string Wanted>
  MILLSTREAM_INLINE constexpr decltype(auto) get() const {
    constexpr auto column = Schema::index_of(Wanted.view());
    if constexpr (expr::is_kept<nth_type<column, Es...>>)
      return nth<column>(*memory).get(nth<column>(*values), base, at);
    else
      return expr::evaluate(nth<column>(*values), base);
  }
};

/// `select` with kept values among its columns.
template <class In, class Schema, class... Es>
struct kept_projection {
  using lane_type = pack<kept_values_of<In, Es>...>;
  static constexpr bool by_row = true;
  pack<Es...> values;

  template <class Rows, class Memory>
  struct rows_type {
    Rows const* rows;
    pack<Es...> const* values;
    Memory const* memory;
    constexpr std::size_t size() const { return rows->size(); }
    MILLSTREAM_INLINE constexpr auto row(std::size_t i) const {
      using base = std::remove_cvref_t<decltype(rows->row(i))>;
      return row_of_kept_projection<base, Schema, Memory, Es...>{rows->row(i), values, memory, i};
    }
  };

  template <class Rows, class Selection, class Next>
  MILLSTREAM_INLINE void process(lane_type& lane, Rows const& rows, Selection const selection,
                                 Next&& next) const {
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      (nth<I>(lane).compute(nth<I>(values), rows, selection), ...);
    }(std::index_sequence_for<Es...>{});
    next(rows_type<Rows, lane_type>{&rows, &values, &lane}, selection);
  }
  template <class Rows, class Next>
  MILLSTREAM_INLINE void take(lane_type&, Rows const& rows, std::size_t at, Next&& next) const {
    using memory = pack<kept_value_of<In, Es>...>;
    memory const kept;
    next.take(rows_type<Rows, memory>{&rows, &values, &kept}, at);
  }
};

}  // namespace millstream::physical
