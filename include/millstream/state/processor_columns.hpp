// SPDX-License-Identifier: Apache-2.0
//
// The state of a processor in and out of the columns in which it is kept on disk: a row a key. A value is a
// column with another that says whether it is there, a list is an array, a map an array of keys and one of values;
// beside each stands when it ends.
#pragma once

#include <millstream/plan/processor.hpp>
#include <millstream/state/columns.hpp>

namespace millstream::state {

namespace detail {

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

template <class Member>
struct member_columns;
template <class T>
struct member_columns<value_state<T>> {
  static void add_specs(std::string const& name, std::vector<column_spec>& out) {
    out.push_back(spec_of<bool>(name + ".exists"));
    out.push_back(spec_of<T>(name));
    out.push_back(spec_of<timestamp>(name + ".ends_at"));
  }
  static void write(value_state<T> const& member, column_writer& to) {
    T value{};
    auto end = plan::for_ever;
    member.each([&](T const& v, timestamp e) { value = v, end = e; });
    to(member.exists());
    to(value);
    to(end);
  }
  static void read(column_reader& from, value_state<T>& into) {
    bool const exists = from.read<bool>();
    auto value = from.read<T>();
    auto const end = from.read<timestamp>();
    if (exists) into.put_back(std::move(value), end);
  }
};

template <class T>
struct member_columns<list_state<T>> {
  static void add_specs(std::string const& name, std::vector<column_spec>& out) {
    out.push_back(spec_of<std::vector<T>>(name));
    out.push_back(spec_of<std::vector<timestamp>>(name + ".ends_at"));
  }
  static void write(list_state<T> const& member, column_writer& to) {
    std::vector<timestamp> ends;
    member.each([&](T const&, timestamp end) { ends.push_back(end); });
    to(member.get());
    to(ends);
  }
  static void read(column_reader& from, list_state<T>& into) {
    auto values = from.read<std::vector<T>>();
    auto const ends = from.read<std::vector<timestamp>>();
    for (std::size_t i = 0; i < values.size(); ++i)
      into.put_back(std::move(values[i]), ends.at(i));
  }
};

template <class K, class V>
struct member_columns<map_state<K, V>> {
  static void add_specs(std::string const& name, std::vector<column_spec>& out) {
    out.push_back(spec_of<std::vector<K>>(name + ".key"));
    out.push_back(spec_of<std::vector<V>>(name + ".value"));
    out.push_back(spec_of<std::vector<timestamp>>(name + ".ends_at"));
  }
  static void write(map_state<K, V> const& member, column_writer& to) {
    std::vector<K> keys;
    std::vector<V> values;
    std::vector<timestamp> ends;
    member.each([&](K const& key, V const& value, timestamp end) {
      keys.push_back(key), values.push_back(value), ends.push_back(end);
    });
    to(keys);
    to(values);
    to(ends);
  }
  static void read(column_reader& from, map_state<K, V>& into) {
    auto keys = from.read<std::vector<K>>();
    auto values = from.read<std::vector<V>>();
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
