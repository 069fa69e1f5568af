// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <millstream/expr/functions/hash.hpp>

#include "golden_functions.hpp"

namespace ms = millstream;
using namespace ms::literals;

TEST_CASE("hash: hashes and checksums are Spark's", "[expr][functions]") {
  CHECK_GOLDEN("digest", "hash", ms::hash("s"_c));
  CHECK_GOLDEN(
      "digest", "hash_of_all",
      ms::hash("b"_c, "i8"_c, "i16"_c, "i"_c, "l"_c, "f"_c, "d"_c, "s"_c, "ts"_c, "dt"_c, "iv"_c));
  CHECK_GOLDEN("digest", "hash_of_arrays", ms::hash("al"_c, "as"_c));
  CHECK_GOLDEN("digest", "hash_of_boolean", ms::hash("b"_c));
  CHECK_GOLDEN("digest", "hash_of_int", ms::hash("i"_c));
  CHECK_GOLDEN("digest", "hash_of_bigint", ms::hash("l"_c));
  CHECK_GOLDEN("digest", "hash_of_float", ms::hash("f"_c));
  CHECK_GOLDEN("digest", "hash_of_double", ms::hash("d"_c));
  CHECK_GOLDEN("digest", "hash_of_date", ms::hash("dt"_c));
  CHECK_GOLDEN("digest", "hash_of_timestamp", ms::hash("ts"_c));
  CHECK_GOLDEN("digest", "hash_of_binary", ms::hash("x"_c));
  CHECK_GOLDEN("digest", "hash_of_decimals", ms::hash("p"_c, "q"_c));
  CHECK_GOLDEN("digest", "crc32", ms::crc32("s"_c));
  CHECK_GOLDEN("digest", "crc32_of_binary", ms::crc32("x"_c));
}

TEST_CASE("hash: xxhash64 is Spark's", "[expr][functions]") {
  CHECK_GOLDEN("digest", "xxhash64", ms::xxhash64("s"_c));
  CHECK_GOLDEN("digest", "xxhash64_of_all",
               ms::xxhash64("b"_c, "i8"_c, "i16"_c, "i"_c, "l"_c, "f"_c, "d"_c, "s"_c, "ts"_c,
                            "dt"_c, "iv"_c));
  CHECK_GOLDEN("digest", "xxhash64_of_arrays", ms::xxhash64("al"_c, "as"_c));
  CHECK_GOLDEN("digest", "xxhash64_of_boolean", ms::xxhash64("b"_c));
  CHECK_GOLDEN("digest", "xxhash64_of_int", ms::xxhash64("i"_c));
  CHECK_GOLDEN("digest", "xxhash64_of_bigint", ms::xxhash64("l"_c));
  CHECK_GOLDEN("digest", "xxhash64_of_float", ms::xxhash64("f"_c));
  CHECK_GOLDEN("digest", "xxhash64_of_double", ms::xxhash64("d"_c));
  CHECK_GOLDEN("digest", "xxhash64_of_date", ms::xxhash64("dt"_c));
  CHECK_GOLDEN("digest", "xxhash64_of_binary", ms::xxhash64("x"_c));
  CHECK_GOLDEN("digest", "xxhash64_of_decimals", ms::xxhash64("p"_c, "q"_c));
  CHECK_GOLDEN("digest", "xxhash64_of_timestamp", ms::xxhash64("ts"_c));
}
