// SPDX-License-Identifier: Apache-2.0
//
// Regular expressions in time linear in the text, by RE2, under Spark's names: link with -lre2 (CMake:
// millstream::regex). A pattern given as a plain string is compiled once, when the query is built. What
// Java's patterns have and RE2's have not (looking around, references to groups, possessive quantifiers)
// is errc::invalid_argument there. Other than in Java, `$` is the very end of the text only, `.` is every
// character but "\n", and no match lies inside a character beyond U+FFFF.
#pragma once

#include <re2/re2.h>

#include <array>

#include <millstream/expr/functions/text_search.hpp>

namespace millstream::expr {

/// A compiled pattern.
class regex {
 public:
  /// Beginning and end of a match and of its groups; a group that took no part has no data.
  static constexpr int groups_kept = 16;
  using groups = std::array<re2::StringPiece, groups_kept>;

  explicit regex(std::string_view pattern) : compiled_(piece(pattern), options()) {
    if (!compiled_.ok())
      throw error(
          errc::invalid_argument,
          "\"" + std::string(pattern) + "\" is no regular expression: " + compiled_.error(), {},
          "patterns are RE2's, which match in linear time: without lookahead, lookbehind and "
          "references to groups");
  }

  int group_count() const { return compiled_.NumberOfCapturingGroups(); }
  bool is_empty() const { return compiled_.pattern().empty(); }
  RE2 const& compiled() const { return compiled_; }

  /// Is there a match in the text?
  bool found_in(std::string_view text) const {
    return compiled_.Match(piece(text), 0, text.size(), RE2::UNANCHORED, nullptr, 0);
  }
  /// The first match at or behind `from`; `count` groups of it, the whole match included.
  bool find(std::string_view text, std::size_t from, groups& out, int count) const {
    return from <= text.size() &&
           compiled_.Match(piece(text), from, text.size(), RE2::UNANCHORED, out.data(), count);
  }
  /// Calls `visit(groups)` for each match until it says false; behind an empty one it goes on a character
  /// further, as in Java.
  void each(std::string_view text, int count, auto const& visit) const {
    groups found;
    for (std::size_t from = 0; find(text, from, found, count);) {
      if (!visit(found)) return;
      from = static_cast<std::size_t>(found[0].data() - text.data()) + found[0].size();
      if (found[0].empty()) from += from < text.size() ? detail::width_of(text[from]) : 1;
    }
  }
  /// How many groups to ask for when `group` is wanted, as far as the pattern has it.
  int count_up_to(std::int64_t group) const { return has(group) ? static_cast<int>(group) + 1 : 1; }
  bool has(std::int64_t group) const {
    return group >= 0 && group <= group_count() && group < groups_kept;
  }
  /// **Errors** errc::invalid_argument for a group that the pattern has not.
  void check(std::int64_t group) const {
    if (!has(group))
      throw error(
          errc::invalid_argument,
          "the pattern \"" + compiled_.pattern() + "\" has no group " + std::to_string(group), {},
          "it has " + std::to_string(group_count()) + ", 0 is the whole match");
  }

  static re2::StringPiece piece(std::string_view text) { return {text.data(), text.size()}; }
  static std::string_view view(re2::StringPiece text) { return {text.data(), text.size()}; }

 private:
  static RE2::Options options() {
    RE2::Options out;
    out.set_log_errors(false);
    return out;
  }
  RE2 compiled_;
};

/// What is put in the place of a match: `$1` and `${name}` are groups, `\` takes the meaning of the next
/// character, as in Java.
class regex_replacement {
 public:
  explicit regex_replacement(std::string_view text) {
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (text[i] == '\\' || text[i] == '$') {
        if (i + 1 == text.size()) throw_wrong(text);
        if (text[i] == '$') {
          i += take_group(text, text.substr(i + 1));
          continue;
        }
        ++i;
      }
      if (parts_.empty() || parts_.back().is_group) parts_.push_back({false, {}});
      parts_.back().text += text[i];
    }
  }

  void add_to(std::string& out, regex const& pattern, regex::groups const& found) const {
    for (auto const& part : parts_) {
      if (!part.is_group) {
        out += part.text;
        continue;
      }
      std::size_t used = 0;
      int const group = group_of(part.text, pattern, used);
      auto const taken = found[static_cast<std::size_t>(group)];
      out.append(taken.data() ? taken.data() : "", taken.size());
      out.append(part.text, used);
    }
  }

 private:
  struct part {
    bool is_group;
    std::string text;  ///< of a group its digits, or its name
  };
  std::vector<part> parts_;

  static bool is_digit(char c) { return c >= '0' && c <= '9'; }
  [[noreturn]] static void throw_wrong(std::string_view text) {
    throw error(errc::invalid_argument,
                "\"" + std::string(text) + "\" is no replacement of a regular expression", {},
                "$1 is a group, ${name} one with a name, \\$ a dollar sign");
  }
  std::size_t take_group(std::string_view whole, std::string_view rest) {
    if (rest.starts_with('{')) {
      auto const end = rest.find('}');
      if (end == std::string_view::npos || end == 1) throw_wrong(whole);
      parts_.push_back({true, std::string(rest.substr(1, end - 1))});
      return end + 1;
    }
    std::size_t digits = 0;
    while (digits < rest.size() && is_digit(rest[digits]))
      ++digits;
    if (digits == 0) throw_wrong(whole);
    parts_.push_back({true, std::string(rest.substr(0, digits))});
    return digits;
  }
  /// As many of the digits as give a group that there is; `used` of them.
  static int group_of(std::string const& text, regex const& pattern, std::size_t& used) {
    if (!is_digit(text[0])) {
      auto const& names = pattern.compiled().NamedCapturingGroups();
      auto const found = names.find(text);
      used = text.size();
      if (found == names.end()) throw_wrong("${" + text + "}");
      pattern.check(found->second);
      return found->second;
    }
    int group = text[0] - '0';
    pattern.check(group);
    for (used = 1; used < text.size(); ++used) {
      int const longer = group * 10 + (text[used] - '0');
      if (longer > pattern.group_count()) break;
      group = longer;
    }
    return group;
  }
};

namespace detail {
inline regex const& regex_of(regex const& pattern) {
  return pattern;
}
inline regex const& regex_of(std::string_view pattern) {
  return made_of<regex>(pattern);
}
inline regex_replacement const& replacement_of(regex_replacement const& text) {
  return text;
}
inline regex_replacement const& replacement_of(std::string_view text) {
  return made_of<regex_replacement>(text);
}
}  // namespace detail

using takes_pattern = takes::text_or<regex>;

struct rlike_text : strict<"rlike", bool, takes::text, takes_pattern> {
  static constexpr bool total_when_prepared = true;
  static bool apply(std::string_view text, auto const& pattern) {
    return detail::regex_of(pattern).found_in(text);
  }
};
struct regexp_extract_of
    : strict<"regexp_extract", std::string_view, takes::text, takes_pattern, takes::whole> {
  static std::string_view apply(std::string_view text, auto const& pattern, std::int64_t group) {
    auto const& compiled = detail::regex_of(pattern);
    regex::groups found;
    // without a match nobody asks whether there is such a group, as in Spark
    if (!compiled.find(text, 0, found, compiled.count_up_to(group))) return {};
    compiled.check(group);
    return regex::view(found[static_cast<std::size_t>(group)]);
  }
};
struct regexp_extract_all_of : strict<"regexp_extract_all", std::vector<std::string>, takes::text,
                                      takes_pattern, takes::whole> {
  static std::vector<std::string> apply(std::string_view text, auto const& pattern,
                                        std::int64_t group) {
    auto const& compiled = detail::regex_of(pattern);
    std::vector<std::string> out;
    compiled.each(text, compiled.count_up_to(group), [&](regex::groups const& found) {
      compiled.check(group);
      out.emplace_back(regex::view(found[static_cast<std::size_t>(group)]));
      return true;
    });
    return out;
  }
};
struct regexp_replace_of : strict<"regexp_replace", std::string_view, takes::text, takes_pattern,
                                  takes::text_or<regex_replacement>, takes::whole> {
  static std::string_view apply(std::string_view text, auto const& pattern, auto const& with,
                                std::int64_t position) {
    auto const& compiled = detail::regex_of(pattern);
    auto const& replacement = detail::replacement_of(with);
    if (position < 1)
      throw error(errc::invalid_argument, "regexp_replace() counts positions from 1");
    auto const skipped = detail::bytes_of(text, position - 1);
    if (position > 1 && skipped == text.size()) return text;
    auto const rest = text.substr(skipped);
    std::string out(text.substr(0, skipped));
    std::size_t done = 0;
    int const count = std::min(compiled.group_count() + 1, regex::groups_kept);
    compiled.each(rest, count, [&](regex::groups const& found) {
      auto const at = static_cast<std::size_t>(found[0].data() - rest.data());
      out.append(rest, done, at - done);
      replacement.add_to(out, compiled, found);
      done = at + found[0].size();
      return true;
    });
    if (done == 0 && out.size() == skipped) return text;
    out.append(rest, done);
    return block_text::copy(out);
  }
};
struct regexp_count_of : strict<"regexp_count", std::int32_t, takes::text, takes_pattern> {
  static std::int32_t apply(std::string_view text, auto const& pattern) {
    std::int32_t out = 0;
    detail::regex_of(pattern).each(text, 1, [&](regex::groups const&) { return ++out, true; });
    return out;
  }
};
struct regexp_instr_of : strict<"regexp_instr", std::int32_t, takes::text, takes_pattern> {
  static std::int32_t apply(std::string_view text, auto const& pattern) {
    regex::groups found;
    if (!detail::regex_of(pattern).find(text, 0, found, 1)) return 0;
    return detail::utf16_units({text.data(), found[0].data()}) + 1;
  }
};
struct regexp_substr_of {
  static constexpr std::string_view name = "regexp_substr";
  static constexpr bool null_aware = true;
  template <class A, class B>
  using problem =
      strict<"regexp_substr", int, takes::text,
             takes_pattern>::template problem<without_optional_t<A>, without_optional_t<B>>;
  template <class, class>
  using result = std::optional<std::string_view>;
  static std::optional<std::string_view> apply(auto const& text, auto const& pattern) {
    if (!detail::has_value(text) || !detail::has_value(pattern)) return std::nullopt;
    regex::groups found;
    if (!detail::regex_of(detail::held_value(pattern))
             .find(detail::held_value(text), 0, found, 1) ||
        found[0].empty())
      return std::nullopt;
    return regex::view(found[0]);
  }
};

struct split_text
    : strict<"split", std::vector<std::string>, takes::text, takes_pattern, takes::whole> {
  static std::vector<std::string> apply(std::string_view text, auto const& pattern,
                                        std::int64_t limit) {
    auto const& compiled = detail::regex_of(pattern);
    std::vector<std::string> out;
    auto const is_last = [&] { return limit > 0 && std::int64_t(out.size()) == limit - 1; };
    if (compiled.is_empty() && !text.empty()) {
      while (!text.empty()) {
        auto const piece = is_last() ? text : detail::first_of(text);
        out.emplace_back(piece);
        text.remove_prefix(piece.size());
      }
      return out;
    }
    std::size_t done = 0;
    compiled.each(text, 1, [&](regex::groups const& found) {
      auto const at = static_cast<std::size_t>(found[0].data() - text.data());
      if (at == 0 && found[0].empty()) return true;  // nothing stands before the text
      if (is_last()) return false;
      out.emplace_back(text.substr(done, at - done));
      done = at + found[0].size();
      return true;
    });
    out.emplace_back(text.substr(done));
    return out;
  }
};

}  // namespace millstream::expr

namespace millstream {

/// Does a part of the text match the pattern? **Shape** boolean. **Requires** text (MS055). **Errors**
/// errc::invalid_argument for what is no pattern: when the query is built, where it is a plain string.
auto rlike(expr::argument auto const& text, expr::argument auto const& pattern) {
  return expr::make_call<expr::rlike_text>(text,
                                           expr::prepared_or_expression<expr::regex>(pattern));
}
/// As `rlike`.
auto regexp_like(expr::argument auto const& text, expr::argument auto const& pattern) {
  return rlike(text, pattern);
}
/// The group of that number (1; 0 is the whole) of the first match; empty where there is none.
/// **Requires** text, text and a whole number (MS055). **Errors** as `rlike`, also for a group that the
/// pattern has not. **Cost** no copy.
auto regexp_extract(expr::argument auto const& text, expr::argument auto const& pattern,
                    expr::argument auto const& group) {
  return expr::make_call<expr::regexp_extract_of>(
      text, expr::prepared_or_expression<expr::regex>(pattern), group);
}
auto regexp_extract(expr::argument auto const& text, expr::argument auto const& pattern) {
  return regexp_extract(text, pattern, 1);
}
/// The group of that number (1; 0 is the whole) of every match. **Shape** array of text. **Requires**
/// text, text and a whole number (MS055). **Errors** as `regexp_extract`.
auto regexp_extract_all(expr::argument auto const& text, expr::argument auto const& pattern,
                        expr::argument auto const& group) {
  return expr::make_call<expr::regexp_extract_all_of>(
      text, expr::prepared_or_expression<expr::regex>(pattern), group);
}
auto regexp_extract_all(expr::argument auto const& text, expr::argument auto const& pattern) {
  return regexp_extract_all(text, pattern, 1);
}
/// Every match at or behind `position` (1) replaced; `$1` in `with` is a group, `\$` a dollar sign.
/// **Requires** text and a whole number (MS055). **Errors** as `rlike`, also for such a replacement.
auto regexp_replace(expr::argument auto const& text, expr::argument auto const& pattern,
                    expr::argument auto const& with, expr::argument auto const& position) {
  return expr::make_call<expr::regexp_replace_of>(
      text, expr::prepared_or_expression<expr::regex>(pattern),
      expr::prepared_or_expression<expr::regex_replacement>(with), position);
}
auto regexp_replace(expr::argument auto const& text, expr::argument auto const& pattern,
                    expr::argument auto const& with) {
  return regexp_replace(text, pattern, with, 1);
}
/// Number of matches. **Shape** int. **Requires** text (MS055). **Errors** as `rlike`.
auto regexp_count(expr::argument auto const& text, expr::argument auto const& pattern) {
  return expr::make_call<expr::regexp_count_of>(text,
                                                expr::prepared_or_expression<expr::regex>(pattern));
}
/// Position of the first match from 1, 0 without one; a character beyond U+FFFF counts as two, as in
/// Spark. **Shape** int. **Requires** text (MS055). **Errors** as `rlike`.
auto regexp_instr(expr::argument auto const& text, expr::argument auto const& pattern) {
  return expr::make_call<expr::regexp_instr_of>(text,
                                                expr::prepared_or_expression<expr::regex>(pattern));
}
/// The first match; null without one. **Requires** text (MS055). **Errors** as `rlike`.
auto regexp_substr(expr::argument auto const& text, expr::argument auto const& pattern) {
  return expr::make_call<expr::regexp_substr_of>(
      text, expr::prepared_or_expression<expr::regex>(pattern));
}
/// The pieces between matches of the pattern, `limit` at most where it is positive. **Shape** array of
/// text. **Requires** text, text and a whole number (MS055). **Errors** as `rlike`.
auto split(expr::argument auto const& text, expr::argument auto const& pattern,
           expr::argument auto const& limit) {
  return expr::make_call<expr::split_text>(text, expr::prepared_or_expression<expr::regex>(pattern),
                                           limit);
}
auto split(expr::argument auto const& text, expr::argument auto const& pattern) {
  return split(text, pattern, -1);
}

template <class Self>
template <class Pattern>
constexpr auto expr::base<Self>::rlike(Pattern const& pattern) const {
  return millstream::rlike(self(), pattern);
}

}  // namespace millstream
