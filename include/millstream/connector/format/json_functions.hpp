// SPDX-License-Identifier: Apache-2.0
//
// Functions of JSON texts under Spark's names: `from_json<T>`, `to_json`, `get_json_object` and others.
// They stand here and not in expr/, as they read with what the JSON source reads with: link
// millstream::json. Text that is not valid JSON gives null, as in Spark; single quotes around text and
// control characters inside it are not valid here.
#pragma once

#include <millstream/connector/format/json_values.hpp>
#include <millstream/expr/functions/text.hpp>
#include <millstream/io/row_text.hpp>

namespace millstream::connector {

namespace detail {

/// The tokens of one JSON text, of this thread; good until the next one.
class json_text {
 public:
  /// A cursor on the first token; false if the text has none or can't be tokens.
  bool open(std::string_view text, json_cursor& out) {
    padded_.assign(text);
    padded_ += '\n';
    auto const size = padded_.size();
    padded_.append(json_tokens::padding, ' ');
    if (tokens_.find(padded_.data(), size) != json_tokens::outcome::good) return false;
    // what has an escape is copied, and becomes shorter
    unescaped_.resize(size);
    out = {.text = padded_.data(),
           .at = tokens_.begin(),
           .limit = static_cast<std::uint32_t>(size - 1),
           .escapes = text.find('\\') != std::string_view::npos,
           .arena = unescaped_.data()};
    return *out.at < out.limit;
  }
  static json_text& of_thread() {
    thread_local json_text one;
    return one;
  }

 private:
  json_tokens tokens_;
  std::string padded_, unescaped_;
};

/// Goes through an object: `visit(key)` must take the value; false for what is no object, or a fault.
bool each_member(json_cursor& c, auto const& visit) {
  if (c.token() != '{' || *c.at >= c.limit || c.depth == json_max_depth) return false;
  ++c.depth;
  ++c.at;
  bool more = c.token() != '}';
  if (!more) ++c.at;
  while (more) {
    std::string_view key;
    if (*c.at >= c.limit || c.token() != '"' || !take_string(c, key) || c.token() != ':')
      return false;
    ++c.at;
    if (*c.at >= c.limit || !visit(key)) return false;
    char const next = c.token();
    if (*c.at >= c.limit || (next != ',' && next != '}')) return false;
    ++c.at;
    more = next == ',';
  }
  --c.depth;
  return true;
}
/// The same of an array: `visit()` must take the element.
bool each_element(json_cursor& c, auto const& visit) {
  if (c.token() != '[' || *c.at >= c.limit || c.depth == json_max_depth) return false;
  ++c.depth;
  ++c.at;
  bool more = c.token() != ']';
  if (!more) ++c.at;
  while (more) {
    if (*c.at >= c.limit || !visit()) return false;
    char const next = c.token();
    if (*c.at >= c.limit || (next != ',' && next != ']')) return false;
    ++c.at;
    more = next == ',';
  }
  --c.depth;
  return true;
}

// ---- from JSON ----

/// The value at the cursor as Jackson would write it again: without blanks, doubles as Java has them.
inline bool copy_json(json_cursor& c, std::string& out) {
  char const first = c.token();
  if (first == '{') {
    out += '{';
    bool more = false;
    bool const whole = each_member(c, [&](std::string_view key) {
      if (std::exchange(more, true)) out += ',';
      io::append_json_string(out, key);
      out += ':';
      return copy_json(c, out);
    });
    out += '}';
    return whole;
  }
  if (first == '[') {
    out += '[';
    bool more = false;
    bool const whole = each_element(c, [&] {
      if (std::exchange(more, true)) out += ',';
      return copy_json(c, out);
    });
    out += ']';
    return whole;
  }
  if (first == '"') {
    std::string_view text;
    if (!take_string(c, text)) return false;
    io::append_json_string(out, text);
    return true;
  }
  char const* const begin = c.place();
  if (!skip_scalar(c)) return false;
  char const* end = begin;
  while (!ends_token(*end))
    ++end;
  std::string_view const text(begin, static_cast<std::size_t>(end - begin));
  double number = 0;
  if ((first == '-' || is_digit(first)) && text.find_first_of(".eE") != std::string_view::npos &&
      expr::detail::from_text(text, number)) {
    block_text::scope const made;
    bool const quoted = !std::isfinite(number);
    if (quoted) out += '"';
    out += expr::detail::to_sql_text(number);
    if (quoted) out += '"';
  } else {
    out += text == "-0" ? "0" : text;
  }
  return true;
}

/// What of a value there was: all of it, a part (the rest is null), nothing.
enum class json_part : std::uint8_t { all, none, broken };

template <class T>
json_part read_permissive(json_cursor& c, T& out);

template <class T>
json_part read_record(json_cursor& c, T& out) {
  using fields = schema_of<T>;
  out = T{};
  if (c.token() != '{') return skip_value(c) ? json_part::none : json_part::broken;
  bool missing = false;
  std::array<bool, fields::size + 1> seen{};
  bool const whole = each_member(c, [&](std::string_view key) {
    auto const column = fields::index_of(key);
    if (column == no_column) return skip_value(c);
    seen[column] = true;
    auto part = json_part::all;
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      ((column == I ? void(part = read_permissive(c, nested_slot<I>(out))) : void()), ...);
    }(std::make_index_sequence<fields::size>{});
    missing = missing || part == json_part::none;
    return part != json_part::broken;
  });
  if (!whole) return json_part::broken;
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    ((missing = missing || (!seen[I] && !is_optional<typename fields::template type_at<I>>)), ...);
  }(std::make_index_sequence<fields::size>{});
  return missing ? json_part::none : json_part::all;
}

template <class T>
json_part read_array(json_cursor& c, std::vector<T>& out) {
  out.clear();
  if (c.token() != '[') return skip_value(c) ? json_part::none : json_part::broken;
  auto part = json_part::all;
  bool const whole = each_element(c, [&] {
    T element{};
    auto one = json_part::all;
    // null is an element; what does not fit is none, and spoils the array
    if constexpr (is_optional<T>) {
      if (c.token() == 'n')
        one = skip_value(c) ? json_part::all : json_part::broken;
      else
        one = read_permissive(c, element.emplace());
    } else {
      one = read_permissive(c, element);
    }
    if (one == json_part::none) part = one;
    out.push_back(std::move(element));
    return one != json_part::broken;
  });
  return whole ? part : json_part::broken;
}

/// A value into `out`. What does not fit is null where it can be, and makes null what holds it where not.
template <class T>
json_part read_permissive(json_cursor& c, T& out) {
  if constexpr (is_optional<T>) {
    out.reset();
    if (c.token() == 'n') return skip_value(c) ? json_part::all : json_part::broken;
    out.emplace();
    auto const part = read_permissive(c, *out);
    if (part != json_part::all) out.reset();
    return part == json_part::none ? json_part::all : part;
  } else if constexpr (is_array<T>) {
    return read_array(c, out);
  } else if constexpr (is_record<T>) {
    return read_record(c, out);
  } else if constexpr (std::is_same_v<T, std::string>) {
    // what is no text is its JSON
    std::string_view text;
    if (c.token() == 'n') return skip_value(c) ? json_part::none : json_part::broken;
    if (c.token() != '"') return copy_json(c, out) ? json_part::all : json_part::broken;
    if (!take_string(c, text)) return json_part::broken;
    out.assign(text);
    return json_part::all;
  } else if constexpr (std::is_same_v<T, date> || std::is_same_v<T, timestamp>) {
    std::string_view text;
    if (c.token() == '"') {
      if (!take_string(c, text)) return json_part::broken;
      return expr::detail::from_text(text, out) ? json_part::all : json_part::none;
    }
    auto const fit = decode(c, out);
    return fit == json_fit::good     ? json_part::all
           : fit == json_fit::broken ? json_part::broken
                                     : json_part::none;
  } else {
    switch (decode(c, out)) {
      case json_fit::good:
        return json_part::all;
      case json_fit::broken:
        return json_part::broken;
      default:
        out = T{};
        return json_part::none;
    }
  }
}

/// Can every column of a record be null?
template <class T>
inline constexpr bool all_nullable = false;
template <class T>
  requires(is_record<T>)
inline constexpr bool all_nullable<T> = []<std::size_t... I>(std::index_sequence<I...>) {
  return (is_optional<typename schema_of<T>::template type_at<I>> && ...);
}(std::make_index_sequence<schema_of<T>::size>{});

// ---- to JSON ----

template <class Time>
void add_json_time(std::string& out, Time time) {
  out += '"';
  if constexpr (std::is_same_v<Time, date>)
    io::append_plain_text(out, time);
  else
    io::append_plain_text(out, timestamp(time));
  out += '"';
}

template <class T>
void add_json(std::string& out, T const& value) {
  if constexpr (is_optional<T>) {
    if (value)
      add_json(out, *value);
    else
      out += "null";
  } else if constexpr (text_column<T>) {
    io::append_json_string(out, value);
  } else if constexpr (std::is_floating_point_v<T>) {
    bool const quoted = !std::isfinite(value);
    if (quoted) out += '"';
    out += expr::detail::to_sql_text(value);
    if (quoted) out += '"';
  } else if constexpr (std::is_same_v<T, duration>) {
    io::append_json_string(out, expr::detail::to_sql_text(value));
  } else if constexpr (std::is_same_v<T, timestamp>) {
    // Spark's pattern ends with milliseconds
    add_json_time(out, std::chrono::floor<std::chrono::milliseconds>(value));
  } else if constexpr (std::is_same_v<T, date>) {
    add_json_time(out, value);
  } else if constexpr (is_array<T>) {
    out += '[';
    bool first = true;
    for (auto&& element : value) {
      if (!std::exchange(first, false)) out += ',';
      add_json<typename T::value_type>(out, element);
    }
    out += ']';
  } else if constexpr (is_record<T>) {
    out += '{';
    bool first = true;
    auto const row = as_row(value);
    schema_of<T>::for_each([&]<class Field>() {
      auto const& member = row.template get<Field::name>();
      if constexpr (is_optional<std::remove_cvref_t<decltype(member)>>)
        if (!member) return;
      if (!std::exchange(first, false)) out += ',';
      io::append_json_string(out, Field::name.view());
      out += ':';
      add_json(out, member);
    });
    out += '}';
  } else {
    io::append_plain_text(out, value);
  }
}

}  // namespace detail

/// A path of `get_json_object`: `$`, then `.name`, `['name']`, `[0]`, `[*]`. One that is none finds nothing,
/// as in Spark.
class json_path {
 public:
  explicit json_path(std::string_view text) {
    if (!text.starts_with('$')) return;
    text.remove_prefix(1);
    while (!text.empty())
      if (!take_step(text)) return;
    good_ = true;
  }

  /// What stands there, as text: false if nothing does.
  bool find(std::string_view text, std::string& out) const {
    json_cursor c;
    if (!good_ || !detail::json_text::of_thread().open(text, c)) return false;
    writer w{out};
    bool broken = false;
    bool const found = walk(c, w, style::raw, 0, broken);
    return found && !broken;
  }

 private:
  enum class step_kind : std::uint8_t { name, index, every, any_name };
  struct step {
    step_kind kind;
    std::string name;
    std::uint64_t index = 0;
  };
  /// How a text is written: without quotes, as JSON, or an array into the one around it.
  enum class style : std::uint8_t { raw, quoted, flattened };
  /// Puts commas between the values of an array.
  struct writer {
    std::string& out;
    bool in_array = false;
    bool first = true;

    void next() {
      if (in_array && !std::exchange(first, false)) out += ',';
    }
  };

  bool take_step(std::string_view& text) {
    if (text.starts_with(".*") || text.starts_with("['*']")) {
      text.remove_prefix(text[0] == '.' ? 2 : 5);
      steps_.push_back({step_kind::any_name, {}});
      return true;
    }
    if (text.starts_with('.')) {
      auto const end = std::min(text.find_first_of(".[", 1), text.size());
      if (end == 1) return false;
      steps_.push_back({step_kind::name, std::string(text.substr(1, end - 1))});
      text.remove_prefix(end);
      return true;
    }
    if (text.starts_with("['")) {
      auto const end = text.find('\'', 2);
      if (end == std::string_view::npos || end == 2 || text.substr(end + 1, 1) != "]") return false;
      steps_.push_back({step_kind::name, std::string(text.substr(2, end - 2))});
      text.remove_prefix(end + 2);
      return true;
    }
    auto const end = text.find(']');
    if (!text.starts_with('[') || end == std::string_view::npos) return false;
    auto const inside = text.substr(1, end - 1);
    step made{inside == "*" ? step_kind::every : step_kind::index, {}};
    if (made.kind == step_kind::index) {
      auto const read = std::from_chars(inside.data(), inside.data() + inside.size(), made.index);
      if (inside.empty() || read.ec != std::errc{} || read.ptr != inside.data() + inside.size())
        return false;
    }
    steps_.push_back(std::move(made));
    text.remove_prefix(end + 1);
    return true;
  }
  bool is_every(std::size_t at) const {
    return at < steps_.size() && steps_[at].kind == step_kind::every;
  }

  /// Takes the value at the cursor and writes what the steps from `at` on find in it. **Source** Spark's
  /// GetJsonObjectEvaluator, Hive's odd ways with several `[*]` included.
  bool walk(json_cursor& c, writer& w, style how, std::size_t at, bool& broken) const {
    if (broken) return false;
    char const first = c.token();
    auto const failed = [&] { return broken = true, false; };
    if (at == steps_.size()) {
      if (first == '"' && how == style::raw) {
        std::string_view text;
        if (!detail::take_string(c, text)) return failed();
        w.out += text;
        return true;
      }
      if (first == '[' && how == style::flattened) {
        bool found = false;
        if (!detail::each_element(c, [&] {
              found = walk(c, w, how, at, broken) || found;
              return !broken;
            }))
          return failed();
        return found;
      }
      w.next();
      return detail::copy_json(c, w.out) || failed();
    }
    auto const& wanted = steps_[at];
    if (first == '{' && wanted.kind == step_kind::name) {
      bool found = false;
      if (!detail::each_member(c, [&](std::string_view key) {
            if (found || key != wanted.name || c.token() == 'n') return detail::skip_value(c);
            found = walk(c, w, how, at + 1, broken);
            return !broken;
          }))
        return failed();
      return found;
    }
    if (first == '[' && wanted.kind == step_kind::every) return walk_every(c, w, how, at, broken);
    if (first == '[' && wanted.kind == step_kind::index) {
      auto const inner = is_every(at + 1) ? style::quoted : how;
      bool found = false;
      std::uint64_t position = 0;
      if (!detail::each_element(c, [&] {
            if (position++ != wanted.index) return detail::skip_value(c);
            found = walk(c, w, inner, at + 1, broken);
            return !broken;
          }))
        return failed();
      return found;
    }
    return detail::skip_value(c) ? false : failed();
  }

  bool walk_every(json_cursor& c, writer& w, style how, std::size_t at, bool& broken) const {
    bool const twice = is_every(at + 1);
    auto const inner = twice || how == style::flattened ? style::flattened : style::quoted;
    std::string held;
    writer inside{held, true};
    std::size_t matches = 0;
    if (!detail::each_element(c, [&] {
          matches += walk(c, inside, inner, at + (twice ? 2 : 1), broken);
          return !broken;
        }))
      return broken = true, false;
    // of several elements an array, of one the element alone, unless the array was asked for
    bool const always = twice || how == style::quoted;
    if (matches == 0 && !always) return false;
    w.next();
    w.out += matches > 1 || always ? '[' + held + ']' : held;
    return matches > 0;
  }

  std::vector<step> steps_;
  bool good_ = false;
};

}  // namespace millstream::connector

namespace millstream::expr {

struct get_json_object_of {
  static constexpr std::string_view name = "get_json_object";
  static constexpr bool null_aware = true;
  template <class A, class B>
  using problem =
      strict<"get_json_object", int, takes::text, takes::text_or<connector::json_path>>::
          template problem<without_optional_t<A>, without_optional_t<B>>;
  template <class, class>
  using result = std::optional<std::string_view>;
  static std::optional<std::string_view> apply(auto const& text, auto const& path) {
    if (!detail::has_value(text) || !detail::has_value(path)) return std::nullopt;
    if constexpr (std::is_same_v<std::remove_cvref_t<decltype(path)>, connector::json_path>) {
      return found(detail::held_value(text), path);
    } else {
      return found(detail::held_value(text), connector::json_path(detail::held_value(path)));
    }
  }

 private:
  static std::optional<std::string_view> found(std::string_view text,
                                               connector::json_path const& path) {
    std::string out;
    if (!path.find(text, out)) return std::nullopt;
    return block_text::copy(out);
  }
};

/// Null for what is no array.
struct json_array_length_of {
  static constexpr std::string_view name = "json_array_length";
  static constexpr bool null_aware = true;
  template <class A>
  using problem = takes::text::problem<"json_array_length", without_optional_t<A>>;
  template <class>
  using result = std::optional<std::int32_t>;
  static std::optional<std::int32_t> apply(auto const& text) {
    connector::json_cursor c;
    if (!detail::has_value(text) ||
        !connector::detail::json_text::of_thread().open(detail::held_value(text), c))
      return std::nullopt;
    std::int32_t out = 0;
    if (!connector::detail::each_element(c, [&] {
          ++out;
          return connector::detail::skip_value(c);
        }))
      return std::nullopt;
    return out;
  }
};

/// Null for what is no object.
struct json_object_keys_of {
  static constexpr std::string_view name = "json_object_keys";
  static constexpr bool null_aware = true;
  template <class A>
  using problem = takes::text::problem<"json_object_keys", without_optional_t<A>>;
  template <class>
  using result = std::optional<std::vector<std::string>>;
  static std::optional<std::vector<std::string>> apply(auto const& text) {
    connector::json_cursor c;
    if (!detail::has_value(text) ||
        !connector::detail::json_text::of_thread().open(detail::held_value(text), c))
      return std::nullopt;
    std::vector<std::string> out;
    if (!connector::detail::each_member(c, [&](std::string_view key) {
          out.emplace_back(key);
          return connector::detail::skip_value(c);
        }))
      return std::nullopt;
    return out;
  }
};

/// Null for null, and where a column that can't be null has no value.
template <class T>
struct from_json_to {
  static constexpr std::string_view name = "from_json";
  static constexpr bool null_aware = true;
  template <class A>
  using problem = takes::text::problem<"from_json", without_optional_t<A>>;
  template <class>
  using result = std::optional<T>;
  static std::optional<T> apply(auto const& text) {
    if (!detail::has_value(text) || detail::without_spaces(detail::held_value(text)).empty())
      return std::nullopt;
    T out{};
    connector::json_cursor c;
    bool const open = connector::detail::json_text::of_thread().open(detail::held_value(text), c);
    auto part = connector::detail::json_part::broken;
    if (open) part = connector::detail::read_permissive(c, out);
    if (part == connector::detail::json_part::all) return out;  // whatever stands behind it
    // a record of nothing but nulls is what Spark makes of a broken text
    if constexpr (connector::detail::all_nullable<T>)
      return T{};
    else
      return std::nullopt;
  }
};

struct to_json_of {
  static constexpr std::string_view name = "to_json";
  template <class T>
  using accepts = std::bool_constant<is_record<T> || is_array<T>>;
  template <class A>
  using problem =
      typename takes::kind<"a record or an array", accepts>::template problem<"to_json", A>;
  template <class>
  using result = std::string_view;
  static std::string_view apply(auto const& value) {
    std::string out;
    connector::detail::add_json(out, value);
    return block_text::copy(out);
  }
};

}  // namespace millstream::expr

namespace millstream {

/// What stands at a path (`$.a.b[0]`, `$.a[*].b`) of a JSON text, a text without its quotes; null where
/// nothing does, and where the text is not valid JSON. **Requires** text (MS055).
auto get_json_object(expr::argument auto const& text, expr::argument auto const& path) {
  return expr::make_call<expr::get_json_object_of>(
      text, expr::prepared_or_expression<connector::json_path>(path));
}
/// Number of elements of a JSON array; null of anything else. **Shape** int. **Requires** text (MS055).
constexpr auto json_array_length(expr::argument auto const& text) {
  return expr::make_call<expr::json_array_length_of>(text);
}
/// The keys of a JSON object; null of anything else. **Shape** array of text. **Requires** text (MS055).
constexpr auto json_object_keys(expr::argument auto const& text) {
  return expr::make_call<expr::json_object_keys_of>(text);
}
/// A JSON text as a record or an array: `ms::from_json<person>("text"_c)`. What is malformed or does not
/// fit is null: the member that can be null, else the whole. **Shape** nullable. **Requires** text (MS055).
template <column_type T>
constexpr auto from_json(expr::argument auto const& text) {
  return expr::make_call<expr::from_json_to<T>>(text);
}
/// A record or an array as JSON text; members that are null are left out. **Requires** such a column
/// (MS055).
constexpr auto to_json(expr::expression auto const& value) {
  return expr::make_call<expr::to_json_of>(value);
}

}  // namespace millstream
