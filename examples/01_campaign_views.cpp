// SPDX-License-Identifier: Apache-2.0
// Views of each campaign in windows of 10 seconds, from JSON lines; broken lines are set aside.
// clang-format off
// [readme]
#include <millstream/millstream.hpp>  // the core; a connector is a header of its own
#include <millstream/connector/format/csv.hpp>
#include <millstream/connector/format/json.hpp>
#include <millstream/connector/transport/console.hpp>
namespace ms = millstream;
using namespace ms::literals;
using namespace std::chrono_literals;

struct ad_event { std::string user_id, page_id, ad_id, ad_type, event_type; ms::timestamp event_time; };
BOOST_HANA_ADAPT_STRUCT(ad_event, user_id, page_id, ad_id, ad_type, event_type, event_time);
struct campaign { std::string ad_id, campaign_id; };
BOOST_HANA_ADAPT_STRUCT(campaign, ad_id, campaign_id);

int main() {
  auto campaigns = ms::read<campaign>(ms::csv("data/campaigns.csv"));

  auto views = ms::read_stream<ad_event>(ms::json("data/events"))
             | ms::where("event_type"_c == "view")
             | ms::with_watermark("event_time"_c, 10s)
             | ms::join(campaigns, "ad_id"_c)
             | ms::group_by(ms::window("event_time"_c, 10s), "campaign_id"_c)
             | ms::agg(ms::count().as("views"_c))
             | ms::select("window.start"_c, "campaign_id"_c, "views"_c);

  auto query = ms::write_stream(views, ms::console())
                   .output_mode(ms::append)
                   .dead_letter(ms::json("dead_letters"))
                   .checkpoint("checkpoint")
                   .trigger(ms::available_now);
  std::cout << ms::explain(query);  // the logical, optimized and physical plan
  ms::run(query);                   // run it again: it goes on where it was
}
// [readme]
