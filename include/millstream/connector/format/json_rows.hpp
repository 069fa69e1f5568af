// SPDX-License-Identifier: Apache-2.0
//
// Lines of JSON to rows. Keys are compared in the order of the last line, so that lines of one kind
// cost one comparison a key; whatever differs is looked up. Decides what is malformed (see
// `json_rows`) and hands on blocks of rows and rejected lines. Where windows of lines come from is
// line_windows.hpp.
#pragma once

#include <cstring>
#include <type_traits>

#include <millstream/batch/block.hpp>
#include <millstream/connector/format/json_description.hpp>
#include <millstream/connector/format/json_values.hpp>
#include <millstream/connector/transport/line_windows.hpp>

namespace millstream::connector {

/// The column that receives the text of a malformed line under the policy `permissive`.
inline constexpr std::string_view corrupt_record_column = "_corrupt_record";

/// Bytes that are shown of a line that is too long.
inline constexpr std::size_t long_line_shown = std::size_t(64) << 10;

/// What does not depend on the columns.
struct json_options {
  io::malformed_policy policy = io::malformed_policy::fail;
  std::uint64_t max_record = 0;
  std::size_t window = 0;
  bool line_by_line = false;  ///< for tests: never a whole window in one pass
};

/// What a query wants of a source of JSON lines, worked out once.
template <class Declared>
struct json_plan : json_options {
  static constexpr std::size_t columns = Declared::size;
  static constexpr std::size_t words = columns / 64 + 1;
  using column_set = std::array<std::uint64_t, words>;

  std::array<bool, columns + 1> checked{};  ///< columns whose types are checked
  column_set all{};                         ///< the same as bits
  std::array<time_unit, columns + 1> units{};
};

/// The memory of one lane: kept by the source from batch to batch.
struct json_workspace {
  window_buffer buffer;
  json_tokens tokens;
  std::vector<char> unescaped;

  json_workspace();
  ~json_workspace();
  /// Where the text of a window of `size` bytes is written without its escapes.
  char* room_for(std::size_t size);
};

namespace detail {

/// A key with its quotes, for comparison with the text of a line: sixteen bytes at once.
struct json_key {
  std::uint64_t bytes[2] = {1, 0};
  std::uint64_t masks[2] = {0, 0};  // no text matches before one is set
  std::string rest;
  std::int32_t column = -1;

  void set(std::string_view quoted, std::int32_t to_column) {
    char head[16] = {}, mask[16] = {};
    auto const n = std::min<std::size_t>(quoted.size(), 16);
    std::memcpy(head, quoted.data(), n);
    std::memset(mask, 0xff, n);
    std::memcpy(bytes, head, 16);
    std::memcpy(masks, mask, 16);
    rest.assign(quoted.substr(n));
    column = to_column;
  }
  bool matches(char const* text) const {
    std::uint64_t there[2];
    std::memcpy(there, text, 16);
    return (((there[0] & masks[0]) ^ bytes[0]) | ((there[1] & masks[1]) ^ bytes[1])) == 0 &&
           (rest.empty() || std::memcmp(text + 16, rest.data(), rest.size()) == 0);
  }
};

/// What is wrong with a line that begins at `begin`.
std::string reason_of_fault(json_cursor const& c, std::uint32_t begin);

/// Why the value at the front of `text` is none of its column.
std::string reason_of_column(std::string_view column, data_type const& type, json_fit fit,
                             std::string_view text);

[[noreturn]] void throw_malformed(std::string const& reason, std::string_view text,
                                  std::string const& file, std::uint64_t byte);

}  // namespace detail

/// Decodes the lines of a lane into `record_view<Needed>`.
///
/// A line is malformed if it is not one complete JSON object (grammar of RFC 8259, all of it: unused
/// values too), if it is not UTF-8, is longer than `max_record`, is nested deeper than 1,024, or if a
/// *checked* column has a value of another type, or no value where the column is not optional. `Needed`
/// has no say in it. Blank lines are no records. Of a key that comes twice the last value wins.
template <class Declared, class Needed>
class json_rows {
 public:
  using row_type = record_view<Needed>;
  using plan_type = json_plan<Declared>;

  json_rows(plan_type const& plan, json_workspace& space)
      : plan_(plan),
        space_(space),
        rows_(block_rows) {}

  template <class Consume, class Reject>
  void window(line_window const& w, Consume& consume, Reject& reject) {
    window_ = &w;
    counts_.bytes += static_cast<std::int64_t>(w.bytes);
    if (w.too_long != 0) {
      too_long({w.text, w.size}, 0, reject);
      return flush(consume);  // the text is gone with the window
    }
    arena_ = space_.room_for(w.size + window_padding);
    escapes_ = std::memchr(w.text, '\\', w.size) != nullptr;
    if (plan_.line_by_line || !whole_window(consume, reject)) line_by_line(consume, reject);
    flush(consume);
  }

  io::lane_counts const& counts() const { return counts_; }

 private:
  static constexpr std::size_t columns = Declared::size;
  static constexpr std::size_t layout_size = 64;
  template <std::size_t I>
  static constexpr std::size_t needed_at = Needed::index_of(Declared::names[I]);
  template <std::size_t I>
  static constexpr bool is_corrupt_record =
      Declared::names[I] == corrupt_record_column &&
      std::is_same_v<typename Declared::template type_at<I>, std::optional<std::string>>;

  template <class Consume>
  void flush(Consume& consume) {
    if (filled_ == 0) return;
    counts_.rows += static_cast<std::int64_t>(filled_);
    auto const count = std::exchange(filled_, 0);
    consume(record_block<row_type>{rows_.data(), count});
  }

  /// All tokens of the window in one pass; false if that failed, with nothing handed on.
  template <class Consume, class Reject>
  bool whole_window(Consume& consume, Reject& reject) {
    auto const& w = *window_;
    auto const found = space_.tokens.find(w.text, w.size);
    if (found != json_tokens::outcome::good && found != json_tokens::outcome::blank) return false;
    std::uint32_t const none = static_cast<std::uint32_t>(w.size);
    std::uint32_t const* at = found == json_tokens::outcome::good ? space_.tokens.begin() : &none;
    for (std::size_t begin = 0; begin < w.size;) {
      auto const end = line_end(begin);
      if (*at >= end && !longer_than_allowed(begin, end)) {
        ++counts_.blank;
      } else {
        at = line(w.text, at, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end),
                  consume, reject);
      }
      begin = end + 1;
    }
    return true;
  }

  /// Each line by itself: a broken one costs only itself.
  template <class Consume, class Reject>
  void line_by_line(Consume& consume, Reject& reject) {
    auto const& w = *window_;
    for (std::size_t begin = 0; begin < w.size;) {
      auto const end = line_end(begin);
      auto const size = end - begin;
      std::string_view const text(w.text + begin, size);
      if (longer_than_allowed(begin, end)) {
        too_long(text, begin, reject);
      } else {
        switch (space_.tokens.find(text.data(), size)) {
          case json_tokens::outcome::good:
            line(text.data(), space_.tokens.begin(), 0, static_cast<std::uint32_t>(size), consume,
                 reject);
            break;
          case json_tokens::outcome::blank:
            ++counts_.blank;
            break;
          case json_tokens::outcome::bad_utf8:
            malformed(text, begin, reject, "the line is not valid UTF-8");
            break;
          case json_tokens::outcome::open_string:
            malformed(text, begin, reject, "a string is not closed");
            break;
          case json_tokens::outcome::control_character:
            malformed(text, begin, reject, "a string holds a control character, or is not closed");
            break;
        }
      }
      if (filled_ == block_rows) flush(consume);
      begin = end + 1;
    }
  }

  std::size_t line_end(std::size_t begin) const {
    auto const* at =
        static_cast<char const*>(std::memchr(window_->text + begin, '\n', window_->size - begin));
    return at ? static_cast<std::size_t>(at - window_->text) : window_->size;
  }
  bool longer_than_allowed(std::size_t begin, std::size_t end) const {
    return end - begin > plan_.max_record;
  }

  /// One line that has tokens; returns the first token behind it.
  template <class Consume, class Reject>
  std::uint32_t const* line(char const* text, std::uint32_t const* at, std::uint32_t begin,
                            std::uint32_t end, Consume& consume, Reject& reject) {
    if (filled_ == block_rows) flush(consume);
    if (longer_than_allowed(begin, end)) [[unlikely]] {
      too_long({text + begin, end - begin}, static_cast<std::size_t>(text + begin - window_->text),
               reject);
      return skip_tokens(at, end);
    }
    json_cursor c{.text = text, .at = at, .limit = end, .escapes = escapes_, .arena = arena_};
    auto& row = rows_[filled_];
    bad_column_ = -1;
    seen_ = {};
    bool const complete = walk(c, row);
    if (complete) arena_ = c.arena;  // else it may hold other lines' text, which comes again
    if (complete && !all_seen()) missing_columns(row);
    if (complete && bad_column_ < 0) [[likely]] {
      set_corrupt_record(row, std::nullopt);
      ++filled_;
      return c.at;
    }
    malformed({text + begin, end - begin}, static_cast<std::size_t>(text + begin - window_->text),
              reject, complete ? reason_column(c) : detail::reason_of_fault(c, begin), complete);
    return skip_tokens(complete ? c.at : at, end);
  }

  /// Behind the line's end there are tokens of other lines, or the one that ends them all, at the end.
  std::uint32_t const* skip_tokens(std::uint32_t const* at, std::uint32_t end) const {
    while (*at < end)
      ++at;
    return at;
  }

  bool all_seen() const {
    std::uint64_t missing = 0;
    for (std::size_t i = 0; i < seen_.size(); ++i)
      missing |= seen_[i] ^ plan_.all[i];
    return missing == 0;
  }

  // --- one object ------------------------------------------------------------------------------

  bool walk(json_cursor& c, row_type& row) {
    char const* const text = c.text;
    if (c.token() != '{') return c.fail(json_fault::not_an_object);
    c.depth = 1;
    auto const* at = c.at + 1;  // the cursor itself is moved only where it is handed on
    if (text[*at] == '}') {
      ++at;
    } else {
      for (std::size_t i = 0;; ++i) {
        auto& key = layout_[i < layout_size ? i : layout_size];
        std::int32_t column = key.column;
        if (!key.matches(text + *at) || text[at[1]] != ':') [[unlikely]] {
          c.at = at;
          if (!look_up(c, key, column)) return false;
          at = c.at - 2;
        }
        at += 2;
        if (column < 0 && !escapes_ && text[*at] == '"') {
          ++at;
        } else {
          c.at = at;
          if (column < 0 ? !detail::skip_value(c)
                         : !take_table[static_cast<std::size_t>(column)](*this, c, row))
            return false;
          at = c.at;
        }
        char const next = text[*at++];
        if (next == ',') continue;
        if (next == '}') break;
        return c.fail(json_fault::unexpected, at[-1]);
      }
    }
    c.at = at;
    if (at[-1] >= c.limit) return c.fail(json_fault::not_closed);
    if (*at < c.limit) return c.fail(json_fault::trailing);
    return true;
  }

  /// Takes a key, and its colon, that is not the one that stood here in the last line.
  [[gnu::noinline]] bool look_up(json_cursor& c, detail::json_key& key, std::int32_t& column) {
    if (c.token() != '"' || *c.at >= c.limit) return c.fail(json_fault::unexpected);
    auto const raw = detail::raw_string(c);
    std::string_view name = raw;
    bool const escaped = detail::has_escape(c, raw);
    char* const arena = c.arena;
    if (!detail::take_string(c, name)) return false;
    column = -1;
    if (auto const i = Declared::index_of(name); i != no_column && plan_.checked[i])
      column = static_cast<std::int32_t>(i);
    c.arena = arena;  // keys are not kept
    if (!escaped) key.set({raw.data() - 1, raw.size() + 2}, column);
    if (c.token() != ':') return c.fail(json_fault::unexpected);
    ++c.at;
    return true;
  }

  using take_function = bool (*)(json_rows&, json_cursor&, row_type&);
  template <std::size_t I>
  static bool take_column(json_rows& self, json_cursor& c, row_type& row) {
    using type = typename Declared::template type_at<I>;
    auto const start = *c.at;
    self.seen_[I / 64] |= std::uint64_t(1) << (I % 64);
    if constexpr (!text_column<without_optional_t<type>> &&
                  !numeric_column<without_optional_t<type>>)
      self.set_unit(c, self.plan_.units[I]);
    json_fit fit;
    if constexpr (needed_at<I> != no_column) {
      fit = detail::decode_as<type>(c, row.template slot<needed_at<I>>());
    } else {
      view_of<type> unused{};
      fit = detail::decode(c, unused);
    }
    if (fit == json_fit::good) [[likely]]
      return true;
    if (fit == json_fit::broken) return false;
    self.bad(I, row, fit, start);
    return true;
  }
  static constexpr auto take_table = []<std::size_t... I>(std::index_sequence<I...>) {
    return std::array<take_function, columns + 1>{&json_rows::take_column<I>..., nullptr};
  }(std::make_index_sequence<columns>{});

  static void set_unit(json_cursor& c, time_unit unit) {
    c.unit_divisor = unit == time_unit::nanoseconds ? 1'000 : 1;
    c.unit_multiplier = unit == time_unit::seconds        ? 1'000'000
                        : unit == time_unit::milliseconds ? 1'000
                                                          : 1;
  }

  using clear_function = void (*)(row_type&);
  template <std::size_t I>
  static void clear_column(row_type& row) {
    if constexpr (needed_at<I> != no_column) row.template slot<needed_at<I>>() = {};
  }
  static constexpr auto clear_table = []<std::size_t... I>(std::index_sequence<I...>) {
    return std::array<clear_function, columns + 1>{&json_rows::clear_column<I>..., nullptr};
  }(std::make_index_sequence<columns>{});
  static constexpr auto nullable = Declared::apply([]<class... Fields>() {
    return std::array<bool, columns + 1>{is_optional<typename Fields::type>..., false};
  });

  /// Notes the first column that does not fit, and makes it null.
  [[gnu::noinline]] void bad(std::size_t column, row_type& row, json_fit fit, std::uint32_t at) {
    clear_table[column](row);
    if (bad_column_ >= 0) return;
    bad_column_ = static_cast<std::int32_t>(column);
    bad_fit_ = fit;
    bad_at_ = at;
  }

  [[gnu::noinline]] void missing_columns(row_type& row) {
    for (std::size_t column = 0; column < columns; ++column) {
      if (!plan_.checked[column] || ((seen_[column / 64] >> (column % 64)) & 1) != 0) continue;
      if (nullable[column])
        clear_table[column](row);
      else
        bad(column, row, json_fit::broken, 0);
    }
  }

  void clear(row_type& row) { row = row_type{}; }

  void set_corrupt_record(row_type& row, std::optional<std::string_view> text) {
    if constexpr (Needed::has(corrupt_record_column)) {
      constexpr auto at = Needed::index_of(corrupt_record_column);
      if constexpr (std::is_same_v<typename Needed::template type_at<at>,
                                   std::optional<std::string>>)
        row.template slot<at>() = text;
    }
    static_cast<void>(row), static_cast<void>(text);
  }

  // --- what is malformed -----------------------------------------------------------------------

  template <class Reject>
  [[gnu::noinline]] void malformed(std::string_view text, std::size_t offset, Reject& reject,
                                   std::string const& reason, bool keep_row = false) {
    if (text.ends_with('\r')) text.remove_suffix(1);
    ++counts_.malformed;
    auto const byte = window_->offset + offset;
    switch (plan_.policy) {
      case io::malformed_policy::drop:
        return;
      case io::malformed_policy::dead_letter:
        reject(io::malformed_record{reason, window_->file->path, static_cast<std::int64_t>(byte),
                                    text});
        return;
      case io::malformed_policy::permissive: {
        auto& row = rows_[filled_];
        if (!keep_row) clear(row);
        set_corrupt_record(row, text);
        ++filled_;
        return;
      }
      case io::malformed_policy::fail:
        break;
    }
    detail::throw_malformed(reason, text, window_->file->path, byte);
  }

  /// Only the beginning of such a line is shown, cut between two characters.
  template <class Reject>
  void too_long(std::string_view text, std::size_t offset, Reject& reject) {
    auto size =
        static_cast<std::size_t>(std::min<std::uint64_t>(plan_.max_record, long_line_shown));
    while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xc0) == 0x80)
      --size;
    malformed(text.substr(0, size), offset, reject, "the line is longer than max_record_bytes");
  }
  std::string reason_column(json_cursor const& c) const {
    auto const column = static_cast<std::size_t>(bad_column_);
    return detail::reason_of_column(
        Declared::names[column], millstream::detail::column_types<Declared>[column](), bad_fit_,
        { c.text + bad_at_, static_cast<std::size_t>(c.limit - bad_at_) });
  }

  plan_type const& plan_;
  json_workspace& space_;
  std::vector<row_type> rows_;
  std::size_t filled_ = 0;
  io::lane_counts counts_;

  line_window const* window_ = nullptr;
  bool escapes_ = false;
  char* arena_ = nullptr;

  std::array<detail::json_key, layout_size + 1> layout_;
  typename plan_type::column_set seen_{};
  std::int32_t bad_column_ = -1;
  json_fit bad_fit_ = json_fit::good;
  std::uint32_t bad_at_ = 0;
};

}  // namespace millstream::connector

#ifndef MILLSTREAM_COMPILED
#include <millstream/connector/format/json_rows.ipp>
#endif
