// SPDX-License-Identifier: Apache-2.0
//
// The query over JSON lines as a careful hand-written loop: three fields read, counted into a flat table.
#pragma once

#include "json_windows_hand.hpp"
#include "ysb_json_data.hpp"
#include "ysb_uuid_table.hpp"

namespace ysb {

/// What one thread has counted.
class json_views {
 public:
  explicit json_views(uuid_table const& ads) : ads_(&ads) {}

  count_table counts;

  template <class Document>
  bool add(Document& document, simdjson::ondemand::parser& parser) {
    simdjson::ondemand::object object;
    simdjson::ondemand::raw_json_string ad, type;
    std::int64_t time;
    if (document.get_object().get(object) || object["ad_id"].get_raw_json_string().get(ad) ||
        object["event_type"].get_raw_json_string().get(type) ||
        object["event_time"].get_int64().get(time))
      return false;
    if (!type.is_equal("view")) return true;
    auto* to = text_.data();
    std::string_view id;
    if (parser.unescape(ad, to).get(id)) return false;
    auto const campaign = ads_->campaign_of(id);
    if (campaign != 0) pending_.emplace_back(time * 1000, campaign);
    return true;
  }
  void keep() {
    for (auto const& [time, campaign] : pending_)
      add_views(counts, window_(time), campaign, 1);
    pending_.clear();
  }
  void take_back() { pending_.clear(); }

 private:
  uuid_table const* ads_;
  std::vector<std::uint8_t> text_ = std::vector<std::uint8_t>(bench::longest_window);
  std::vector<std::pair<std::int64_t, std::int64_t>> pending_;
  window_of window_;
};

inline bench::outcome json_by_hand(file_workload const& w, uuid_table const& ads,
                                   unsigned threads) {
  std::vector<json_views> rows;
  for (unsigned t = 0; t < threads; ++t)
    rows.emplace_back(ads);
  if (bench::read_json_lines(w.files, rows) != 0) throw std::runtime_error("broken lines");
  std::vector<count_table> tables;
  for (auto& r : rows)
    tables.push_back(std::move(r.counts));
  return outcome_of(tables, ads);
}

}  // namespace ysb
