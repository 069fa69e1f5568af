// SPDX-License-Identifier: Apache-2.0
//
// A full disk and a failing disk at every file operation of a query: it stops with an error that says so, nothing
// half-written is visible, and a restart finishes with the right output.
#include "recovery/disturbed_run.hpp"

using namespace recovery;

namespace {

void fail_at_every_operation(kind query, testing::disturbance how, std::string const& code) {
  undisturbed const reference(query, 3);
  std::size_t hits = 0;
  for (std::size_t at = 0; at < reference.operations(); ++at) {
    auto const with = reference.settings_for("failed-" + std::to_string(at));
    auto const failed = in_child([&](auto const& say) {
      auto const hook = std::make_shared<testing::disturbing_hook>();
      hook->how = how;
      hook->at = at;
      auto disturbed = with;
      disturbed.hook = hook;
      try {
        run(disturbed);
      } catch (...) {
        if (!hook->hit) say("an error without a fault");
        throw;
      }
      say(hook->hit ? "swallowed" : "no fault");
    });
    INFO(name_of(query) << ", operation " << at << ": " << failed.said);
    CHECK_FALSE(failed.killed);
    CHECK(failed.said.find("swallowed") == std::string::npos);
    CHECK(failed.said.find("without a fault") == std::string::npos);
    if (failed.exit_code != 0) {
      ++hits;
      CHECK(failed.error_code == code);
      CHECK(failed.said.find("what to do: ") != std::string::npos);
    }
    CHECK(half_written(reference, with.root) == "");
    auto const last = run_in_child(with);
    INFO(last.said);
    CHECK(last.done());
    CHECK(difference(reference.left(), undisturbed::remains_of(with)) == "");
    fs::remove_all(with.root);
  }
  CHECK(hits > 10);
}

}  // namespace

TEST_CASE("io errors: a full disk at any operation stops the query, and a restart finishes it",
          "[recovery][io_errors]") {
  auto const query = GENERATE(kind::partitioned_parquet, kind::lmdb_update);
  fail_at_every_operation(query, testing::disturbance::no_space, "no_space");
}

TEST_CASE(
    "io errors: an operation that is done and reports failure stops the query, and a restart "
    "finishes it",
    "[recovery][io_errors]") {
  auto const query = GENERATE(kind::partitioned_parquet, kind::json_append);
  fail_at_every_operation(query, testing::disturbance::io_error_after, "io_error");
}

TEST_CASE("io errors: a write that ends half-way stops the query, and a restart finishes it",
          "[recovery][io_errors]") {
  fail_at_every_operation(kind::json_append, testing::disturbance::short_write, "io_error");
}
