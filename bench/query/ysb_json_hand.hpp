// SPDX-License-Identifier: Apache-2.0
//
// The query over JSON lines as a careful hand-written loop: simdjson's on-demand parser over windows of
// whole lines, three fields read, counted into a flat table. A window in which a document errs or does
// not begin where its line begins is done again line by line: a broken line costs only itself and is
// counted.
#pragma once

#include <fcntl.h>
#include <simdjson.h>
#include <unistd.h>

#include <atomic>
#include <cstring>

#include "ysb_hand_tables.hpp"
#include "ysb_json_data.hpp"

namespace ysb {

/// Ads by their UUID: place by sixteen of its bytes, then compared.
class uuid_table {
 public:
  explicit uuid_table(std::vector<json_ad> const& ads) : slots_(std::bit_ceil(ads.size() * 2)) {
    for (auto const& ad : ads) {
      auto known = std::find(campaigns.begin(), campaigns.end(), ad.campaign_id);
      if (known == campaigns.end()) known = campaigns.insert(known, ad.campaign_id);
      auto at = place(ad.ad_id.data());
      while (slots_[at].campaign != 0)
        at = (at + 1) & (slots_.size() - 1);
      std::memcpy(slots_[at].ad, ad.ad_id.data(), 36);
      slots_[at].campaign = known - campaigns.begin() + 1;
    }
  }
  /// Number of the ad's campaign, from 1; 0: no such ad.
  std::int64_t campaign_of(std::string_view ad) const {
    if (ad.size() != 36) return 0;
    for (auto at = place(ad.data());; at = (at + 1) & (slots_.size() - 1))
      if (slots_[at].campaign == 0 || std::memcmp(slots_[at].ad, ad.data(), 36) == 0)
        return slots_[at].campaign;
  }
  std::vector<std::string> campaigns;

 private:
  struct slot {
    char ad[36];
    std::int64_t campaign = 0;
  };
  std::size_t place(char const* ad) const {
    std::uint64_t a, b;
    std::memcpy(&a, ad, 8), std::memcpy(&b, ad + 28, 8);
    return hash_two(a, b) >> (64 - std::countr_zero(slots_.size()));
  }
  std::vector<slot> slots_;
};

namespace detail {

class json_reader {
 public:
  explicit json_reader(uuid_table const& ads) : ads_(ads) {}

  count_table counts;
  std::uint64_t broken = 0;

  /// Whole lines, with room behind them.
  void window(char const* text, std::size_t size, std::size_t capacity) {
    pending_.clear();
    if (whole_window(text, size)) {
      for (auto const& [time, campaign] : pending_)
        add_views(counts, window_(time), campaign, 1);
      return;
    }
    for (std::size_t at = 0; at < size;) {
      auto const end = line_end(text, size, at);
      line(text + at, end - at, capacity - at);
      at = end + 1;
    }
  }

 private:
  static std::size_t line_end(char const* text, std::size_t size, std::size_t at) {
    auto const* const end = static_cast<char const*>(std::memchr(text + at, '\n', size - at));
    return end ? static_cast<std::size_t>(end - text) : size;
  }

  /// The view's time in microseconds and its campaign (0: not counted); false if the line is broken.
  template <class Document>
  bool fields(Document& document, std::int64_t& time, std::int64_t& campaign) {
    simdjson::ondemand::object object;
    simdjson::ondemand::raw_json_string ad, type;
    if (document.get_object().get(object) || object["ad_id"].get_raw_json_string().get(ad) ||
        object["event_type"].get_raw_json_string().get(type) ||
        object["event_time"].get_int64().get(time))
      return false;
    campaign = 0;
    if (!type.is_equal("view")) return true;
    std::uint8_t text[4096];
    std::uint8_t* to = text;
    std::string_view id;
    if (parser_.unescape(ad, to).get(id)) return false;
    campaign = ads_.campaign_of(id);
    time *= 1000;
    return true;
  }

  bool whole_window(char const* text, std::size_t size) {
    simdjson::ondemand::document_stream documents;
    if (parser_.iterate_many(text, size, std::max<std::size_t>(size, 32)).get(documents))
      return false;
    std::size_t begin = 0;
    for (auto at = documents.begin(); at != documents.end(); ++at) {
      simdjson::ondemand::document_reference document;
      std::int64_t time, campaign;
      if (at.current_index() != begin || (*at).get(document) || !fields(document, time, campaign))
        return false;
      if (campaign != 0) pending_.emplace_back(time, campaign);
      begin = line_end(text, size, begin) + 1;
    }
    return begin >= size && documents.truncated_bytes() == 0;
  }

  void line(char const* text, std::size_t size, std::size_t capacity) {
    simdjson::ondemand::document document;
    std::int64_t time, campaign;
    if (one_.iterate(text, size, capacity).get(document) || !fields(document, time, campaign))
      ++broken;
    else if (campaign != 0)
      add_views(counts, window_(time), campaign, 1);
  }

  uuid_table const& ads_;
  simdjson::ondemand::parser parser_, one_;
  std::vector<std::pair<std::int64_t, std::int64_t>> pending_;
  window_of window_;
};

/// Calls `use(text, size, capacity)` for windows of the whole lines that begin in a part of a file.
template <class Use>
void read_lines(std::filesystem::path const& path, std::size_t begin, std::size_t end,
                std::vector<char>& buffer, Use&& use) {
  constexpr std::size_t window = std::size_t(256) << 10;
  constexpr std::size_t longest = std::size_t(64) << 10;
  buffer.resize(window + longest + simdjson::SIMDJSON_PADDING);
  int const file = ::open(path.c_str(), O_RDONLY);
  if (file < 0) throw std::runtime_error("cannot open " + path.string());
  // A line belongs to the part in which the byte after the line break before it lies.
  bool whole = begin == 0;
  std::size_t at = whole ? 0 : begin - 1, have = 0;
  while (at < end) {
    auto const got =
        ::pread(file, buffer.data() + have, window + longest - have, static_cast<off_t>(at + have));
    if (got < 0) throw std::runtime_error("cannot read " + path.string());
    have += static_cast<std::size_t>(got);
    std::string_view const text(buffer.data(), have);
    std::size_t from = 0;
    if (!whole) from = text.find('\n') + 1, whole = true;
    if (at + from >= end) break;
    auto const limit = std::min(have - 1, end - at - 1);
    auto to = at + have >= end ? text.find('\n', limit) : text.rfind('\n');
    if (to == std::string_view::npos) to = got == 0 ? have : text.rfind('\n');
    auto const next = std::min(to + 1, have);
    use(buffer.data() + from, next - from, buffer.size() - from);
    std::memmove(buffer.data(), buffer.data() + next, have - next);
    at += next, have -= next;
    if (got == 0 && have == 0) break;
  }
  ::close(file);
}

}  // namespace detail

inline bench::outcome json_by_hand(json_workload const& w, uuid_table const& ads,
                                   unsigned threads) {
  constexpr std::size_t part = std::size_t(8) << 20;
  struct piece {
    std::filesystem::path const* file;
    std::size_t begin, end;
  };
  std::vector<piece> pieces;
  for (auto const& f : w.files)
    for (std::size_t size = std::filesystem::file_size(f), at = 0; at < size; at += part)
      pieces.push_back({&f, at, std::min(at + part, size)});
  std::vector<count_table> tables(threads);
  std::atomic<std::size_t> next{0};
  std::atomic<std::uint64_t> broken{0};
  bench::on_threads(threads, [&](unsigned t) {
    detail::json_reader reader(ads);
    std::vector<char> buffer;
    for (std::size_t i; (i = next++) < pieces.size();)
      detail::read_lines(*pieces[i].file, pieces[i].begin, pieces[i].end, buffer,
                         [&](char const* text, std::size_t size, std::size_t capacity) {
                           reader.window(text, size, capacity);
                         });
    broken += reader.broken;
    tables[t] = std::move(reader.counts);
  });
  if (broken != 0) throw std::runtime_error("broken lines");
  count_table all;
  for (auto const& t : tables)
    t.each(0, 0, [&](count_entry const& e) { add_views(all, e.window, e.campaign_id, e.views); });
  bench::outcome out;
  all.each(0, 0, [&](count_entry const& e) {
    ++out.groups;
    out.checksum += json_checksum(
        e.window, ads.campaigns[static_cast<std::size_t>(e.campaign_id - 1)], e.views);
  });
  return out;
}

}  // namespace ysb
