// SPDX-License-Identifier: Apache-2.0
//
// What compile.py holds against its limits: an ETL query of ten operators over thirty columns, JSON to Parquet.
#include <cstdint>
#include <optional>
#include <string>

#include <millstream/connector/format/json.hpp>
#include <millstream/connector/format/parquet.hpp>
#include <millstream/millstream.hpp>

namespace ms = millstream;
using namespace ms::literals;

// clang-format off
struct trip {
  std::string trip_id, vehicle_id, driver_id, rider_id, city, country, currency, payment, promotion, device;
  ms::timestamp requested_at, picked_up_at, dropped_off_at;
  double pickup_lat, pickup_lon, dropoff_lat, dropoff_lon, distance_km, fare, tip, toll, tax;
  std::int64_t duration_s, surge_bp, rating_driver, rating_rider, passengers;
  std::optional<std::string> note;
  std::optional<double> refund;
  bool shared;
};
BOOST_HANA_ADAPT_STRUCT(trip, trip_id, vehicle_id, driver_id, rider_id, city, country, currency, payment, promotion,
                        device, requested_at, picked_up_at, dropped_off_at, pickup_lat, pickup_lon, dropoff_lat,
                        dropoff_lon, distance_km, fare, tip, toll, tax, duration_s, surge_bp, rating_driver,
                        rating_rider, passengers, note, refund, shared);

int main(int argc, char** argv) {
  std::string const at = argc > 1 ? argv[1] : ".";
  auto trips = ms::read_stream<trip>(ms::json(at + "/trips"))
             | ms::where("distance_km"_c > 0.0)
             | ms::where(ms::is_not_null("note"_c) || "fare"_c >= 1.0)
             | ms::with_column("city"_c, ms::lower(ms::trim("city"_c)))
             | ms::with_column("total"_c, "fare"_c + "tip"_c + "toll"_c + "tax"_c)
             | ms::with_column("net"_c, "total"_c - ms::coalesce("refund"_c, 0.0))
             | ms::with_column("km_an_hour"_c, "distance_km"_c / ("duration_s"_c / 3600.0))
             | ms::with_column("day"_c, ms::date_trunc("day", "requested_at"_c))
             | ms::where("km_an_hour"_c < 250.0)
             | ms::drop("tip"_c, "toll"_c, "tax"_c, "refund"_c)
             | ms::rename("trip_id"_c, "id"_c);
  ms::run(ms::write_stream(trips, ms::parquet(at + "/out").partition_by("country"_c))
              .output_mode(ms::append)
              .checkpoint(at + "/checkpoint")
              .trigger(ms::available_now));
}
// clang-format on
