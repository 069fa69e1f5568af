// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <millstream/expr/functions/digest.hpp>

#include "golden_functions.hpp"

namespace ms = millstream;
using namespace ms::literals;

TEST_CASE("digest: digests are Spark's", "[expr][functions]") {
  CHECK_GOLDEN("digest", "md5", ms::md5("s"_c));
  CHECK_GOLDEN("digest", "md5_of_binary", ms::md5("x"_c));
  CHECK_GOLDEN("digest", "sha2_of_binary", ms::sha2("x"_c, 224));
  CHECK_GOLDEN("digest", "sha1", ms::sha1("s"_c));
  CHECK_GOLDEN("digest", "sha2_256", ms::sha2("s"_c, 256));
  CHECK_GOLDEN("digest", "sha2", ms::sha2("s"_c, "i"_c));
}
