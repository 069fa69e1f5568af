// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "support/evaluate_sample.hpp"

namespace ms = millstream;
using namespace ms::literals;
using namespace std::chrono_literals;
namespace diagnostic = ms::diagnostic;
using sample::problem_of;
using sample::type_of;

namespace {

template <class Wanted>
constexpr bool has_type(auto e) {
  return std::is_same_v<type_of<decltype(e)>, Wanted>;
}
template <template <class...> class Problem>
constexpr bool has_problem(auto e) {
  return []<class... Parts>(ms::type_identity<Problem<Parts...>>) {
    return true;
  }(ms::type_identity<problem_of<decltype(e)>>{});
}

static_assert(has_type<std::string_view>("k"_c));
static_assert(has_type<std::int64_t>("tiny"_c + "v"_c));
static_assert(has_type<std::int8_t>("tiny"_c * "tiny"_c));
static_assert(has_type<double>("v"_c / "v"_c));
static_assert(has_type<double>("v"_c + "d"_c));
static_assert(has_type<std::optional<std::int64_t>>("v"_c + "n"_c));
static_assert(has_type<bool>("v"_c > 1));
static_assert(has_type<std::optional<bool>>("n"_c > 1));
static_assert(has_type<bool>(ms::is_null("n"_c)));
static_assert(has_type<std::int64_t>(ms::coalesce("n"_c, 0)));
static_assert(has_type<std::optional<std::int64_t>>(ms::nullif("v"_c, 0)));
static_assert(has_type<ms::timestamp>("ts"_c + 1s));
static_assert(has_type<ms::duration>("ts"_c - "ts"_c));
static_assert(has_type<ms::window_bounds>(ms::window("ts"_c, 1s)));
static_assert(has_type<std::string_view>("site.city"_c));
static_assert(has_type<std::optional<std::int32_t>>("site.number"_c));
static_assert(has_type<std::optional<std::string_view>>("home.city"_c));
static_assert(has_type<std::optional<std::int32_t>>("home.number"_c));

static_assert(has_problem<diagnostic::misspelt_column>("kk"_c));
static_assert(has_problem<diagnostic::unknown_column>("campaign"_c));
static_assert(has_problem<diagnostic::unknown_column>("site.town"_c));
static_assert(has_problem<diagnostic::no_record>("k.city"_c));
static_assert(has_problem<diagnostic::incomparable_types>("k"_c == 1));
static_assert(has_problem<diagnostic::incomparable_types>("ts"_c < 1s));
static_assert(has_problem<diagnostic::not_numeric>("k"_c + 1));
static_assert(has_problem<diagnostic::not_numeric>("ts"_c + "ts"_c));
static_assert(has_problem<diagnostic::not_boolean>("v"_c && "b"_c));
static_assert(has_problem<diagnostic::not_boolean>(!"v"_c));
static_assert(has_problem<diagnostic::types_differ>(ms::coalesce("k"_c, 1)));
static_assert(has_problem<diagnostic::cannot_cast>(ms::cast<bool>("ts"_c)));
static_assert(has_problem<diagnostic::window_needs_timestamp>(ms::window("v"_c, 1s)));
static_assert(has_problem<diagnostic::aggregate_outside_agg>(ms::sum("v"_c) > 1));
// the innermost mistake is the one that is told
static_assert(has_problem<diagnostic::not_numeric>(("k"_c + 1) == "k"_c));

}  // namespace

TEST_CASE("typing: the value of an expression has the type that typing says", "[expr]") {
  sample::event e;
  e.home = sample::place{"Bonn", 3};
  CHECK(sample::value_of("home.city"_c, e) == "Bonn");
  CHECK(sample::value_of("home.number"_c + 1, e) == 4);
  CHECK(sample::value_of("home.city"_c) == std::nullopt);
}
