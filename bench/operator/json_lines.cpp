// SPDX-License-Identifier: Apache-2.0
//
// Reading 3 of 7 fields of JSON lines of about 240 bytes, one thread: our source (with its reads of the
// file, blocks and checks) against hand-written on-demand loops over the text in memory. Interleaved rounds,
// medians, equal check sums. bench_operator_json_lines [lines] [window in KiB]
#include <simdjson.h>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <iostream>

#include <millstream/connector/format/json_source.hpp>
using namespace millstream;
using D = schema<field<"user_id", std::string>, field<"page_id", std::string>,
                 field<"ad_id", std::string>, field<"ad_type", std::string>,
                 field<"event_type", std::string>, field<"event_time", timestamp>,
                 field<"ip_address", std::string>>;
using N = schema<field<"ad_id", std::string>, field<"event_type", std::string>,
                 field<"event_time", timestamp>>;
static double now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}
static std::uint64_t mix(std::uint64_t h, std::string_view s) {
  return h * 31 + s.size() + static_cast<unsigned char>(s[0]) +
         static_cast<unsigned char>(s.back());
}
int main(int argc, char** argv) {
  std::size_t lines = argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 400000;
  std::size_t window = argc > 2 ? std::strtoul(argv[2], nullptr, 10) << 10 : 256 << 10;
  auto const folder = std::filesystem::temp_directory_path() / "millstream_bench_json";
  std::filesystem::create_directories(folder);
  std::string const path = (folder / "a.json").string();
  {
    std::ofstream out(path);
    std::uint64_t r = 88172645463325252ull;
    auto rnd = [&] {
      r ^= r << 13;
      r ^= r >> 7;
      r ^= r << 17;
      return r;
    };
    auto uuid = [&] {
      char b[40];
      auto a = rnd(), c = rnd();
      std::snprintf(b, 40, "%08x-%04x-%04x-%04x-%012llx", unsigned(a), unsigned(a >> 32) & 0xffff,
                    unsigned(a >> 48) & 0xffff, unsigned(c) & 0xffff,
                    (unsigned long long)(c >> 16));
      return std::string(b);
    };
    char const* types[] = {"view", "click", "purchase"};
    char const* ads[] = {"banner", "modal", "sponsored-search", "mail", "mobile"};
    for (std::size_t i = 0; i < lines; ++i)
      out << "{\"user_id\":\"" << uuid() << "\",\"page_id\":\"" << uuid() << "\",\"ad_id\":\""
          << uuid() << "\",\"ad_type\":\"" << ads[rnd() % 5] << "\",\"event_type\":\""
          << types[rnd() % 3] << "\",\"event_time\":" << 1700000000000ull + i
          << ",\"ip_address\":\"1.2.3.4\"}\n";
  }
  connector::json_description d{.path = path};
  d.timestamp_unit("event_time", std::chrono::milliseconds(1)).window_bytes(window);
  auto source = d.open_source<D, N, N>(io::source_context{.door = io::file_door()});
  source.freeze();
  auto const batch = source.open_batch(*source.plan());
  simdjson::padded_string text = simdjson::padded_string::load(path).value();
  std::cout << simdjson::get_active_implementation()->name() << ", "
            << simdjson::builtin_implementation()->name() << ", bytes a line "
            << double(text.size()) / double(lines) << "\n";
  std::vector<double> ours, hand, hand2;
  std::uint64_t a = 0, b = 0, b2 = 0;
  for (int round = 0; round < 9; ++round) {
    double t = now();
    a = 0;
    for (std::size_t lane = 0; lane < batch.lanes(); ++lane)
      batch.read_lane(
          lane,
          [&](auto const& block) {
            for (std::size_t i = 0; i < block.size(); ++i) {
              auto r = block.row(i);
              a = mix(mix(a, r.template get<"ad_id">()), r.template get<"event_type">()) +
                  std::uint64_t(r.template get<"event_time">().time_since_epoch().count());
            }
          },
          [](auto const&) {});
    ours.push_back(now() - t);
    t = now();
    b = 0;
    {  // the document stream of simdjson
      simdjson::ondemand::parser parser;
      simdjson::ondemand::document_stream docs;
      if (parser.iterate_many(text, window).get(docs)) return 1;
      for (auto doc : docs) {
        std::string_view ad, type;
        std::int64_t time;
        simdjson::ondemand::object o;
        if (doc.get_object().get(o)) return 2;
        if (o.find_field("ad_id").get_string().get(ad) ||
            o.find_field("event_type").get_string().get(type) ||
            o.find_field("event_time").get_int64().get(time))
          return 3;
        b = mix(mix(b, ad), type) + std::uint64_t(time) * 1000;
      }
    }
    hand.push_back(now() - t);
    t = now();
    b2 = 0;
    {  // line by line
      simdjson::ondemand::parser parser;
      char const* p = text.data();
      char const* e = p + text.size();
      while (p < e) {
        auto const* nl = static_cast<char const*>(std::memchr(p, '\n', std::size_t(e - p)));
        std::string_view ad, type;
        std::int64_t time;
        simdjson::ondemand::document doc;
        if (parser.iterate(p, std::size_t(nl - p), std::size_t(e - p) + simdjson::SIMDJSON_PADDING)
                .get(doc))
          return 2;
        simdjson::ondemand::object o;
        if (doc.get_object().get(o)) return 2;
        if (o.find_field("ad_id").get_string().get(ad) ||
            o.find_field("event_type").get_string().get(type) ||
            o.find_field("event_time").get_int64().get(time))
          return 3;
        b2 = mix(mix(b2, ad), type) + std::uint64_t(time) * 1000;
        p = nl + 1;
      }
    }
    hand2.push_back(now() - t);
  }
  auto best = [](std::vector<double> v) {
    std::sort(v.begin(), v.end());
    return std::pair(v[0], v[v.size() / 2]);
  };
  auto show = [&](char const* n, std::vector<double> const& v) {
    auto [m, md] = best(v);
    std::printf("%-22s best %.2f median %.2f M lines/s\n", n, double(lines) / m / 1e6,
                double(lines) / md / 1e6);
  };
  show("millstream", ours);
  show("hand, iterate_many", hand);
  show("hand, line by line", hand2);
  std::printf("ratio (median) %.2f %.2f; sums equal: %d %d\n",
              best(hand).second / best(ours).second, best(hand2).second / best(ours).second, a == b,
              a == b2);
}
