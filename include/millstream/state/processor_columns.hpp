// SPDX-License-Identifier: Apache-2.0
//
// The state of a processor in and out of the columns in which it is kept on disk: a row a key. A value is a
// column that may be null, a list or map a column that is an array, a struct a column a member; beside each
// stands when it ends, where it has a time to live.
#pragma once

#include <millstream/plan/processor.hpp>
#include <millstream/state/columns.hpp>

namespace millstream::state {

namespace detail {

/// Calls `visit.operator()<Type>(name)` for each column that a value takes.
template <plan::state_value T>
void each_column_of(std::string const& name, auto&& visit) {
  if constexpr (plan::storable<T>)
    visit.template operator()<T>(name);
  else
    schema_of<T>::for_each([&]<class Field>() {
      visit.template operator()<typename Field::type>(name + "." + std::string(Field::name));
    });
}
/// Calls `visit(part)` for the part of a value that each of these columns holds.
void each_part_of(plan::state_value auto& value, auto&& visit) {
  using T = std::remove_cvref_t<decltype(value)>;
  if constexpr (plan::storable<T>)
    visit(value);
  else
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      (visit(member_at<I>(value)), ...);
    }(std::make_index_sequence<schema_of<T>::size>{});
}

/// Reads and writes columns one behind the other.
struct column_writer {
  std::vector<column_data>& columns;
  std::size_t next = 0;
  void operator()(auto const& value) { append_value(columns[next++], value); }
};
struct column_reader {
  std::vector<column_data> const& columns;
  std::size_t row;
  std::size_t next = 0;
  template <class T>
  T read() {
    T out{};
    read_value(columns[next++], row, out);
    return out;
  }
};

/// A value state: its parts may be null, because it may be missing.
template <class Member>
struct member_columns;
template <class T>
struct member_columns<value_state<T>> {
  static void add_specs(std::string const& name, std::vector<column_spec>& out) {
    out.push_back(spec_of<bool>(name + ".exists"));
    each_column_of<T>(name,
                      [&]<class C>(std::string of) { out.push_back(spec_of<C>(std::move(of))); });
    out.push_back(spec_of<timestamp>(name + ".ends_at"));
  }
  static void write(value_state<T> const& member, column_writer& to) {
    T value{};
    auto end = plan::for_ever;
    member.each([&](T const& v, timestamp e) { value = v, end = e; });
    to(member.exists());
    each_part_of(value, to);
    to(end);
  }
  static void read(column_reader& from, value_state<T>& into) {
    bool const exists = from.read<bool>();
    T value{};
    each_part_of(value, [&]<class C>(C& part) { part = from.read<C>(); });
    auto const end = from.read<timestamp>();
    if (exists) into.put_back(std::move(value), end);
  }
};

/// Arrays of one length, one a column of an element.
template <class Element>
struct element_columns {
  static void add_specs(std::string const& name, std::vector<column_spec>& out) {
    each_column_of<Element>(name, [&]<class C>(std::string of) {
      out.push_back(spec_of<std::vector<C>>(std::move(of)));
    });
  }
  /// `each(visit)` calls `visit(element)`.
  static void write(auto&& each, column_writer& to) {
    if constexpr (plan::storable<Element>) {
      std::vector<Element> values;
      each([&](Element const& e) { values.push_back(e); });
      to(values);
    } else {
      [&]<std::size_t... I>(std::index_sequence<I...>) {
        (write_part<I>(each, to), ...);
      }(std::make_index_sequence<schema_of<Element>::size>{});
    }
  }
  static std::vector<Element> read(column_reader& from) {
    if constexpr (plan::storable<Element>) {
      return from.read<std::vector<Element>>();
    } else {
      std::vector<Element> out;
      [&]<std::size_t... I>(std::index_sequence<I...>) {
        (read_part<I>(from, out), ...);
      }(std::make_index_sequence<schema_of<Element>::size>{});
      return out;
    }
  }

 private:
  template <std::size_t I>
  static void write_part(auto&& each, column_writer& to) {
    using part = typename schema_of<Element>::template type_at<I>;
    std::vector<part> values;
    each([&](Element const& e) { values.push_back(member_at<I>(e)); });
    to(values);
  }
  template <std::size_t I>
  static void read_part(column_reader& from, std::vector<Element>& out) {
    using part = typename schema_of<Element>::template type_at<I>;
    auto values = from.read<std::vector<part>>();
    out.resize(values.size());
    for (std::size_t i = 0; i < values.size(); ++i)
      member_at<I>(out[i]) = std::move(values[i]);
  }
};

template <class T>
struct member_columns<list_state<T>> {
  static void add_specs(std::string const& name, std::vector<column_spec>& out) {
    element_columns<T>::add_specs(name, out);
    out.push_back(spec_of<std::vector<timestamp>>(name + ".ends_at"));
  }
  static void write(list_state<T> const& member, column_writer& to) {
    element_columns<T>::write(
        [&](auto&& visit) { member.each([&](T const& v, timestamp) { visit(v); }); }, to);
    std::vector<timestamp> ends;
    member.each([&](T const&, timestamp end) { ends.push_back(end); });
    to(ends);
  }
  static void read(column_reader& from, list_state<T>& into) {
    auto values = element_columns<T>::read(from);
    auto const ends = from.read<std::vector<timestamp>>();
    for (std::size_t i = 0; i < values.size(); ++i)
      into.put_back(std::move(values[i]), ends.at(i));
  }
};

template <class K, class V>
struct member_columns<map_state<K, V>> {
  static void add_specs(std::string const& name, std::vector<column_spec>& out) {
    element_columns<K>::add_specs(name + ".key", out);
    element_columns<V>::add_specs(name + ".value", out);
    out.push_back(spec_of<std::vector<timestamp>>(name + ".ends_at"));
  }
  static void write(map_state<K, V> const& member, column_writer& to) {
    element_columns<K>::write(
        [&](auto&& visit) { member.each([&](K const& k, V const&, timestamp) { visit(k); }); }, to);
    element_columns<V>::write(
        [&](auto&& visit) { member.each([&](K const&, V const& v, timestamp) { visit(v); }); }, to);
    std::vector<timestamp> ends;
    member.each([&](K const&, V const&, timestamp end) { ends.push_back(end); });
    to(ends);
  }
  static void read(column_reader& from, map_state<K, V>& into) {
    auto keys = element_columns<K>::read(from);
    auto values = element_columns<V>::read(from);
    auto const ends = from.read<std::vector<timestamp>>();
    for (std::size_t i = 0; i < keys.size(); ++i)
      into.put_back(std::move(keys[i]), std::move(values.at(i)), ends.at(i));
  }
};

}  // namespace detail

/// The columns of a processor's state and of its timers.
template <class P>
void add_processor_columns(std::vector<column_spec>& out) {
  [&]<class... Ms>(type_identity<type_list<Ms...>>) {
    (detail::member_columns<typename Ms::type>::add_specs(std::string(Ms::name), out), ...);
  }(type_identity<members_of<P>>{});
  out.push_back(spec_of<std::vector<timestamp>>("timers"));
}
/// Writes them from column `first` on.
template <class P>
void append_processor(table& out, std::size_t first, P const& processor,
                      std::vector<timestamp> const& timers) {
  detail::column_writer to{out.columns, first};
  plan::each_member(processor, [&]<class Member>(Member const& member) {
    detail::member_columns<Member>::write(member, to);
  });
  to(timers);
}
template <class P>
void read_processor(table const& from, std::size_t first, std::size_t row, P& processor,
                    std::vector<timestamp>& timers) {
  detail::column_reader in{from.columns, row, first};
  plan::each_member(processor, [&]<class Member>(Member& member) {
    detail::member_columns<Member>::read(in, member);
  });
  timers = in.read<std::vector<timestamp>>();
}

}  // namespace millstream::state
