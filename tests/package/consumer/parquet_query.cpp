// SPDX-License-Identifier: Apache-2.0
// A query from Parquet to Parquet where nothing but millstream::compiled is linked: its compiler knows no folder of
// Arrow's headers. That it compiles is the test.
#include <cstdint>
#include <optional>
#include <string>

#include <millstream/connector/format/parquet.hpp>
#include <millstream/millstream.hpp>

namespace ms = millstream;
using namespace ms::literals;

struct flight {
  std::string carrier;
  std::optional<double> delay;
};
BOOST_HANA_ADAPT_STRUCT(flight, carrier, delay);

void copy_flights() {
  auto flights = ms::read_stream<flight>(ms::parquet("in")) | ms::where("delay"_c > 0.0);
  ms::run(ms::write_stream(flights, ms::parquet("out").partition_by("carrier"_c))
              .output_mode(ms::append)
              .checkpoint("checkpoint")
              .trigger(ms::available_now));
}
