// SPDX-License-Identifier: Apache-2.0
//
// Functions that look for text in text, and cut or replace what they find, under Spark's names.
// Positions count code points from 1; 0 is "not there". Regular expressions are in regex.hpp.
#pragma once

#include <millstream/expr/functions/text.hpp>

namespace millstream::expr {

struct contains_text : strict<"contains", bool, takes::text, takes::text> {
  static constexpr bool total = true;
  static constexpr bool apply(std::string_view text, std::string_view wanted) {
    return text.find(wanted) != std::string_view::npos;
  }
};
struct starts_with_text : strict<"startswith", bool, takes::text, takes::text> {
  static constexpr bool total = true;
  static constexpr bool apply(std::string_view text, std::string_view wanted) {
    return text.starts_with(wanted);
  }
};
struct ends_with_text : strict<"endswith", bool, takes::text, takes::text> {
  static constexpr bool total = true;
  static constexpr bool apply(std::string_view text, std::string_view wanted) {
    return text.ends_with(wanted);
  }
};

namespace detail {
/// Position of `wanted` from the code point `from` (0 is the first) on; 0 if it is not there.
constexpr std::int32_t position_in(std::string_view text, std::string_view wanted,
                                   std::int64_t from) {
  if (wanted.empty()) return 1;
  auto const skipped = bytes_of(text, from);
  auto const found = text.find(wanted, skipped);
  return found == std::string_view::npos ? 0 : code_points(text.substr(0, found)) + 1;
}
}  // namespace detail

struct instr_text : strict<"instr", std::int32_t, takes::text, takes::text> {
  static constexpr bool total = true;
  static constexpr std::int32_t apply(std::string_view text, std::string_view wanted) {
    return detail::position_in(text, wanted, 0);
  }
};
/// Where the position from which to look is null, nothing is found.
struct locate_text {
  static constexpr bool total = true;
  static constexpr std::string_view name = "locate";
  static constexpr bool null_aware = true;
  template <class A, class B, class From>
  using problem = strict<"locate", int, takes::text, takes::text, takes::whole>::template problem<
      without_optional_t<A>, without_optional_t<B>, without_optional_t<From>>;
  template <class A, class B, class>
  using result = std::conditional_t<is_optional<A> || is_optional<B>, std::optional<std::int32_t>,
                                    std::int32_t>;
  template <class A, class B, class From>
  static constexpr result<A, B, From> apply(A const& wanted, B const& text, From const& from) {
    if (!detail::has_value(from)) return 0;
    if constexpr (is_optional<A> || is_optional<B>)
      if (!detail::has_value(wanted) || !detail::has_value(text)) return std::nullopt;
    if (detail::held_value(from) < 1) return 0;
    return detail::position_in(detail::held_value(text), detail::held_value(wanted),
                               detail::held_value(from) - 1);
  }
};

struct replace_text : strict<"replace", std::string_view, takes::text, takes::text, takes::text> {
  static constexpr bool total = true;
  static std::string_view apply(std::string_view text, std::string_view wanted,
                                std::string_view with) {
    if (wanted.empty()) return text;
    std::size_t count = 0;
    for (auto at = text.find(wanted); at != std::string_view::npos;
         at = text.find(wanted, at + wanted.size()))
      ++count;
    if (count == 0) return text;
    auto const size = text.size() - count * wanted.size() + count * with.size();
    char* const out = block_text::allocate(size);
    char* end = out;
    while (count-- > 0) {
      auto const at = text.find(wanted);
      end = std::copy_n(text.begin(), at, end);
      end = std::copy(with.begin(), with.end(), end);
      text.remove_prefix(at + wanted.size());
    }
    std::copy(text.begin(), text.end(), end);
    return {out, size};
  }
};
struct translate_text
    : strict<"translate", std::string_view, takes::text, takes::text, takes::text> {
  static constexpr bool total = true;
  static std::string_view apply(std::string_view text, std::string_view from, std::string_view to) {
    auto const room = text.size() * 4;
    char* const out = block_text::allocate(room);
    char* end = out;
    for (; !text.empty();) {
      auto piece = detail::first_of(text);
      text.remove_prefix(piece.size());
      std::string_view others = to;
      for (auto rest = from; !rest.empty();) {
        auto const wanted = detail::first_of(rest);
        auto const other = others.empty() ? others : detail::first_of(others);
        if (wanted == piece) {
          piece = other;
          break;
        }
        rest.remove_prefix(wanted.size());
        others.remove_prefix(other.size());
      }
      end = std::copy(piece.begin(), piece.end(), end);
    }
    return block_text::keep_first(out, room, static_cast<std::size_t>(end - out));
  }
};

struct substring_before
    : strict<"substring_index", std::string_view, takes::text, takes::text, takes::whole> {
  static constexpr bool total = true;
  static constexpr std::string_view apply(std::string_view text, std::string_view delimiter,
                                          std::int64_t count) {
    if (count == 0 || delimiter.empty()) return {};
    std::size_t at;
    if (count > 0) {
      for (at = text.find(delimiter); at != std::string_view::npos && --count > 0;)
        at = text.find(delimiter, at + 1);
      return text.substr(0, at);
    }
    for (at = text.rfind(delimiter); at != std::string_view::npos && ++count < 0;)
      at = at == 0 ? std::string_view::npos : text.rfind(delimiter, at - 1);
    return at == std::string_view::npos ? text : text.substr(at + delimiter.size());
  }
};
struct split_part_of
    : strict<"split_part", std::string_view, takes::text, takes::text, takes::whole> {
  static std::string_view apply(std::string_view text, std::string_view delimiter,
                                std::int64_t part) {
    if (part == 0)
      throw error(errc::invalid_argument, "split_part() counts parts from 1, or from -1 at the end",
                  {}, "part 0 does not exist");
    if (delimiter.empty()) return part == 1 || part == -1 ? text : std::string_view();
    if (part < 0) {
      std::int64_t parts = 1;
      for (auto at = text.find(delimiter); at != std::string_view::npos;
           at = text.find(delimiter, at + delimiter.size()))
        ++parts;
      part += parts + 1;
      if (part <= 0) return {};
    }
    for (;;) {
      auto const at = text.find(delimiter);
      if (--part == 0) return text.substr(0, at);
      if (at == std::string_view::npos) return {};
      text.remove_prefix(at + delimiter.size());
    }
  }
};
struct find_in_set_of : strict<"find_in_set", std::int32_t, takes::text, takes::text> {
  static constexpr std::int32_t apply(std::string_view wanted, std::string_view set) {
    if (wanted.find(',') != std::string_view::npos) return 0;
    for (std::int32_t position = 1;; ++position) {
      auto const at = set.find(',');
      if (set.substr(0, at) == wanted) return position;
      if (at == std::string_view::npos) return 0;
      set.remove_prefix(at + 1);
    }
  }
};

// ---- LIKE ----

/// A pattern of LIKE: `%` is any text, `_` one character, and the escape takes both their meaning.
class like_pattern {
 public:
  explicit like_pattern(std::string_view pattern, bool any_case = false) : any_case_(any_case) {
    block_text::scope const made;
    if (any_case) pattern = detail::to_lower(pattern);
    each_piece(pattern, U'\\', [&](std::string_view piece, bool escaped) {
      if (escaped || (piece != "%" && piece != "_")) {
        if (steps_.empty() || steps_.back().kind != step::text_piece)
          steps_.push_back({step::text_piece, {}});
        steps_.back().text += piece;
      } else if (piece == "_") {
        steps_.push_back({step::one, {}});
      } else if (steps_.empty() || steps_.back().kind != step::any_text) {
        steps_.push_back({step::any_text, {}});
      }
    });
  }

  /// The same pattern with `\` for the escape.
  static std::string with_usual_escape(std::string_view pattern, char32_t escape) {
    std::string out;
    each_piece(pattern, escape, [&](std::string_view piece, bool escaped) {
      if (piece == "\\" || (escaped && (piece == "%" || piece == "_"))) out += '\\';
      out += piece;
    });
    return out;
  }

  /// Is the whole text such as the pattern says? Linear in the text for each `%`.
  bool matches(std::string_view text) const {
    if (any_case_) text = detail::to_lower(text);
    std::size_t at = 0;
    std::size_t retry = no_retry;  ///< the step behind the last `%`, and where it was tried
    std::string_view retry_at;
    for (;;) {
      if (at == steps_.size()) {
        if (text.empty()) return true;
      } else if (auto const& s = steps_[at]; s.kind == step::any_text) {
        if (++at == steps_.size()) return true;
        retry = at;
        retry_at = text;
        continue;
      } else if (s.kind == step::one) {
        if (!text.empty()) {
          text.remove_prefix(detail::first_of(text).size());
          ++at;
          continue;
        }
      } else if (text.starts_with(s.text)) {
        text.remove_prefix(s.text.size());
        ++at;
        continue;
      }
      if (retry == no_retry || retry_at.empty()) return false;
      retry_at.remove_prefix(detail::first_of(retry_at).size());
      text = retry_at;
      at = retry;
    }
  }

 private:
  struct step {
    enum kind_type { text_piece, one, any_text } kind;
    std::string text;
  };
  static constexpr auto no_retry = static_cast<std::size_t>(-1);

  static void each_piece(std::string_view pattern, char32_t escape, auto const& visit) {
    while (!pattern.empty()) {
      auto piece = detail::first_of(pattern);
      pattern.remove_prefix(piece.size());
      bool const escaped = detail::decode(piece) == escape;
      if (escaped) {
        if (pattern.empty()) throw_bad_escape("ends with the escape character");
        piece = detail::first_of(pattern);
        pattern.remove_prefix(piece.size());
        if (piece != "_" && piece != "%" && detail::decode(piece) != escape)
          throw_bad_escape("has the escape character before a character that needs none");
      }
      visit(piece, escaped);
    }
  }
  [[noreturn]] static void throw_bad_escape(std::string const& what) {
    throw error(errc::invalid_argument, "the pattern of like() " + what, {},
                "write the escape character twice where it is meant itself");
  }

  std::vector<step> steps_;
  bool any_case_;
};

namespace detail {
/// What is made of a text, kept as long as the next row of the thread has the same text.
template <class Made>
Made const& made_of(std::string_view text, auto const&... options) {
  thread_local std::string last;
  thread_local std::optional<Made> made;
  if (!made || last != text) {
    made.reset();
    made.emplace(text, options...);
    last = text;
  }
  return *made;
}
}  // namespace detail

/// Two types, so that each has a pattern of its own in `made_of`.
template <bool AnyCase>
struct like_pattern_of : like_pattern {
  explicit like_pattern_of(std::string_view pattern) : like_pattern(pattern, AnyCase) {}
};
template <fixed_string Function, bool AnyCase>
struct like_text_of
    : strict<Function, bool, takes::text, takes::text_or<like_pattern_of<AnyCase>>> {
  static constexpr bool total_when_prepared = true;
  static bool apply(std::string_view text, like_pattern const& pattern) {
    return pattern.matches(text);
  }
  static bool apply(std::string_view text, std::string_view pattern) {
    return detail::made_of<like_pattern_of<AnyCase>>(pattern).matches(text);
  }
};
using like_text = like_text_of<"like", false>;
using ilike_text = like_text_of<"ilike", true>;

// ---- likeness ----

namespace detail {
/// Number of insertions, deletions and replacements of code points between two texts.
inline std::int32_t edit_distance(std::string_view a, std::string_view b) {
  thread_local std::vector<std::string_view> points;
  thread_local std::vector<std::int32_t> costs;
  points.clear();
  for (auto rest = b; !rest.empty(); rest.remove_prefix(points.back().size()))
    points.push_back(first_of(rest));
  costs.resize(points.size() + 1);
  for (std::size_t j = 0; j < costs.size(); ++j)
    costs[j] = static_cast<std::int32_t>(j);
  for (std::int32_t i = 1; !a.empty(); ++i) {
    auto const piece = first_of(a);
    a.remove_prefix(piece.size());
    auto diagonal = std::exchange(costs[0], i);
    for (std::size_t j = 1; j < costs.size(); ++j) {
      auto const replaced = diagonal + (points[j - 1] == piece ? 0 : 1);
      diagonal = costs[j];
      costs[j] = std::min({replaced, costs[j] + 1, costs[j - 1] + 1});
    }
  }
  return costs.back();
}
}  // namespace detail

struct levenshtein_of : strict<"levenshtein", std::int32_t, takes::text, takes::text> {
  static std::int32_t apply(std::string_view a, std::string_view b) {
    return detail::edit_distance(a, b);
  }
};
struct levenshtein_within
    : strict<"levenshtein", std::int32_t, takes::text, takes::text, takes::whole> {
  static std::int32_t apply(std::string_view a, std::string_view b, std::int64_t most) {
    auto const out = detail::edit_distance(a, b);
    return out <= most ? out : -1;
  }
};

struct soundex_of : strict<"soundex", std::string_view, takes::text> {
  static std::string_view apply(std::string_view text) {
    // what a letter sounds like; 7 stands for H and W, which part no equal sounds, 0 for vowels
    constexpr std::string_view sounds = "01230127022455012623017202";
    auto const upper = [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; };
    if (text.empty()) return text;
    char const first = upper(text.front());
    if (first < 'A' || first > 'Z') return text;
    char* const out = block_text::allocate(4);
    std::fill_n(out, 4, '0');
    out[0] = first;
    std::size_t used = 1;
    char last = sounds[static_cast<std::size_t>(first - 'A')];
    for (std::size_t i = 1; i < text.size() && used < 4; ++i) {
      char const c = upper(text[i]);
      if (c < 'A' || c > 'Z') {
        last = '0';
        continue;
      }
      char const sound = sounds[static_cast<std::size_t>(c - 'A')];
      if (sound == '7') continue;
      if (sound != '0' && sound != last) out[used++] = sound;
      last = sound;
    }
    return {out, 4};
  }
};

}  // namespace millstream::expr

namespace millstream {

/// Does `text` hold `wanted`? **Shape** boolean. **Requires** text (MS055).
constexpr auto contains(expr::argument auto const& text, expr::argument auto const& wanted) {
  return expr::make_call<expr::contains_text>(text, wanted);
}
/// Does `text` begin with `wanted`? **Shape** boolean. **Requires** text (MS055).
constexpr auto starts_with(expr::argument auto const& text, expr::argument auto const& wanted) {
  return expr::make_call<expr::starts_with_text>(text, wanted);
}
/// Does `text` end with `wanted`? **Shape** boolean. **Requires** text (MS055).
constexpr auto ends_with(expr::argument auto const& text, expr::argument auto const& wanted) {
  return expr::make_call<expr::ends_with_text>(text, wanted);
}
/// Position of `wanted` in `text`, 0 if it is not there. **Shape** int. **Requires** text (MS055).
constexpr auto instr(expr::argument auto const& text, expr::argument auto const& wanted) {
  return expr::make_call<expr::instr_text>(text, wanted);
}
/// Position of `wanted` in `text` from the position `from` (1) on, 0 if it is not there. **Shape** int.
/// **Requires** text, text and a whole number (MS055).
constexpr auto locate(expr::argument auto const& wanted, expr::argument auto const& text,
                      expr::argument auto const& from) {
  return expr::make_call<expr::locate_text>(wanted, text, from);
}
constexpr auto locate(expr::argument auto const& wanted, expr::argument auto const& text) {
  return locate(wanted, text, 1);
}
/// As `locate`.
constexpr auto position(expr::argument auto const& wanted, expr::argument auto const& text,
                        expr::argument auto const& from) {
  return locate(wanted, text, from);
}
constexpr auto position(expr::argument auto const& wanted, expr::argument auto const& text) {
  return locate(wanted, text, 1);
}

/// With every `wanted` replaced by `with` (nothing). **Requires** text (MS055).
constexpr auto replace(expr::argument auto const& text, expr::argument auto const& wanted,
                       expr::argument auto const& with) {
  return expr::make_call<expr::replace_text>(text, wanted, with);
}
constexpr auto replace(expr::argument auto const& text, expr::argument auto const& wanted) {
  return replace(text, wanted, "");
}
/// With each character of `from` replaced by that of `to` in its place, or taken out where `to` is
/// shorter. **Requires** text (MS055).
constexpr auto translate(expr::argument auto const& text, expr::argument auto const& from,
                         expr::argument auto const& to) {
  return expr::make_call<expr::translate_text>(text, from, to);
}
/// What is before the `count`th `delimiter`, or behind it counted from the end where `count` is negative;
/// all of the text where there are fewer. **Requires** text, text and a whole number (MS055).
constexpr auto substring_index(expr::argument auto const& text,
                               expr::argument auto const& delimiter,
                               expr::argument auto const& count) {
  return expr::make_call<expr::substring_before>(text, delimiter, count);
}
/// The part of that number between delimiters, from the end where it is negative; empty where there is
/// none. **Requires** text, text and a whole number (MS055). **Errors** errc::invalid_argument for part 0.
constexpr auto split_part(expr::argument auto const& text, expr::argument auto const& delimiter,
                          expr::argument auto const& part) {
  return expr::make_call<expr::split_part_of>(text, delimiter, part);
}
/// Position of `wanted` in a list with commas between, 0 if it is not there. **Shape** int. **Requires**
/// text (MS055).
constexpr auto find_in_set(expr::argument auto const& wanted, expr::argument auto const& set) {
  return expr::make_call<expr::find_in_set_of>(wanted, set);
}

/// Is the whole text such as the pattern says: `%` is any text, `_` one character, `escape` before them
/// takes their meaning. **Shape** boolean. **Requires** text (MS055). **Errors** errc::invalid_argument
/// for an escape that escapes nothing: when the query is built, where the pattern is a plain string.
auto like(expr::argument auto const& text, expr::argument auto const& pattern) {
  return expr::make_call<expr::like_text>(
      text, expr::prepared_or_expression<expr::like_pattern_of<false>>(pattern));
}
auto like(expr::argument auto const& text, std::string_view pattern, char32_t escape) {
  return like(text, expr::like_pattern::with_usual_escape(pattern, escape));
}
/// As `like`, whether the letters are upper or lower case.
auto ilike(expr::argument auto const& text, expr::argument auto const& pattern) {
  return expr::make_call<expr::ilike_text>(
      text, expr::prepared_or_expression<expr::like_pattern_of<true>>(pattern));
}
auto ilike(expr::argument auto const& text, std::string_view pattern, char32_t escape) {
  return ilike(text, expr::like_pattern::with_usual_escape(pattern, escape));
}

/// Number of insertions, deletions and replacements of characters that make `b` of `a`; -1 where there
/// are more than `most`. **Shape** int. **Requires** text (MS055). **Cost** length of a by that of b.
constexpr auto levenshtein(expr::argument auto const& a, expr::argument auto const& b) {
  return expr::make_call<expr::levenshtein_of>(a, b);
}
constexpr auto levenshtein(expr::argument auto const& a, expr::argument auto const& b,
                           expr::argument auto const& most) {
  return expr::make_call<expr::levenshtein_within>(a, b, most);
}
/// A letter and three digits for the sound of an English word. **Requires** text (MS055).
constexpr auto soundex(expr::argument auto const& text) {
  return expr::make_call<expr::soundex_of>(text);
}

namespace expr {
template <class Self>
template <class Text>
constexpr auto base<Self>::contains(Text const& text) const {
  return millstream::contains(self(), text);
}
template <class Self>
template <class Text>
constexpr auto base<Self>::starts_with(Text const& text) const {
  return millstream::starts_with(self(), text);
}
template <class Self>
template <class Text>
constexpr auto base<Self>::ends_with(Text const& text) const {
  return millstream::ends_with(self(), text);
}
template <class Self>
template <class Pattern>
constexpr auto base<Self>::like(Pattern const& pattern) const {
  return millstream::like(self(), pattern);
}
template <class Self>
template <class Pattern>
constexpr auto base<Self>::ilike(Pattern const& pattern) const {
  return millstream::ilike(self(), pattern);
}
}  // namespace expr

}  // namespace millstream
