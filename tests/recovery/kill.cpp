// SPDX-License-Identifier: Apache-2.0
//
// kill -9 at every step of every batch, at random file operations and during recovery: after restarts, all that a query
// left behind is what an undisturbed run leaves.
#include <regex>

#include "recovery/disturbed_run.hpp"

using namespace recovery;

namespace {

auto const kinds = {kind::partitioned_parquet, kind::lmdb_update,       kind::json_append,
                    kind::parquet_append,      kind::json_deduplicated, kind::json_joined,
                    kind::json_sessions,       kind::json_processed,    kind::json_late,
                    kind::three_outputs};

ending run_until_operation(settings const& with, std::size_t operation) {
  return run_in_child(with, [&](auto say) {
    return std::make_shared<testing::kill_at_operation>(operation, [say] { say("operation"); });
  });
}

void check_finished(undisturbed const& reference, settings const& with) {
  auto const last = run_in_child(with);
  INFO(last.said);
  CHECK(last.done());
  CHECK(difference(reference.left(), undisturbed::remains_of(with)) == "");
  fs::remove_all(with.root);
}

}  // namespace

TEST_CASE(
    "recovery: a query that is killed at any step of any batch leaves what it leaves undisturbed",
    "[recovery][kill][rule2][rule6][rule7]") {
  for (auto const query : kinds) {
    DYNAMIC_SECTION(name_of(query)) {
      undisturbed const reference(query);
      std::string all;
      for (auto const& [name, content] : reference.left())
        all += content;
      if (query == kind::parquet_append) {
        CHECK(all.find("\"n\":") != std::string::npos);
        CHECK(all.find("\\\"v\\\" is null") != std::string::npos);
        CHECK(all.find("cannot be read") != std::string::npos);
      }
      if (query == kind::json_deduplicated) {
        CHECK(all.find("\"keys\":") != std::string::npos);
        for (auto const* state : {"state deduplicate-0", "state deduplicate-within-watermark-0",
                                  "state aggregate-0", "state aggregate-1"})
          CHECK(std::any_of(reference.left().begin(), reference.left().end(),
                            [&](auto const& l) { return l.first.starts_with(state); }));
      }
      if (query == kind::json_joined) {
        // pairs, and rows of either side alone; a null is left out
        CHECK(all.find("\"v\":0,\"later\":") != std::string::npos);
        CHECK(std::regex_search(all, std::regex(R"("v":[0-9]+\})")));
        CHECK(all.find("{\"k\":\"a\",\"later\":") != std::string::npos);
        for (auto const* state : {"state join-0/left", "state join-0/right"})
          CHECK(std::any_of(reference.left().begin(), reference.left().end(), [&](auto const& l) {
            return l.first.starts_with(state) && !l.second.empty();
          }));
      }
      if (query == kind::json_processed) {
        CHECK(all.find("\"what\":\"timer\"") != std::string::npos);
        CHECK(all.find("\"what\":\"rows\"") != std::string::npos);
        CHECK(all.find("numbers=") != std::string::npos);
      }
      if (query == kind::json_sessions) {
        CHECK(all.find("\"session_window\":") != std::string::npos);
        CHECK(all.find("session_window.start=") != std::string::npos);
      }
      if (query == kind::json_late) {
        std::string late;
        for (auto const& [name, content] : reference.left())
          if (name.starts_with("late/")) late += content;
        // whole rows of several batches
        CHECK(
            std::regex_search(late, std::regex(R"(\{"k":"[abc]","ts":"2024[^"]*","v":[0-9]+\})")));
        CHECK(std::count(late.begin(), late.end(), '\n') > 1);
      }
      std::set<std::string> names;
      for (std::size_t at = 0; at < reference.steps().size(); ++at) {
        auto const& [name, batch] = reference.steps()[at];
        names.insert(name);
        INFO("killed at " << name << " of batch " << batch << ", passing " << at);
        auto const with = reference.settings_for("killed-" + std::to_string(at));
        auto const died = run_in_child(
            with, [&](auto say) { return std::make_shared<kill_at_passing>(at, say); });
        CHECK(died.killed);
        CHECK(died.said == name + " " + std::to_string(batch));
        CHECK(half_written(reference, with.root) == "");
        check_finished(reference, with);
      }
      std::set<std::string> wanted{
          "offsets.before",     "offsets.after",        "run.after",
          "state.inside",       "state.after",          "sink.before",
          "sink.after",         "commit.before",        "commit.after",
          "snapshot.after",     "sink.before_manifest", "sink.after_manifest",
          "sink.after_publish", "sink.before_files"};
      if (query == kind::lmdb_update || query == kind::three_outputs)
        wanted.insert({"sink.before_transaction", "sink.after_transaction"});
      CHECK(names == wanted);
    }
  }
}

TEST_CASE(
    "recovery: a query that is killed at random file operations, again and again, leaves what it "
    "leaves undisturbed",
    "[recovery][kill][random]") {
  auto const query =
      GENERATE(kind::partitioned_parquet, kind::lmdb_update, kind::json_append,
               kind::parquet_append, kind::json_deduplicated, kind::json_joined,
               kind::json_sessions, kind::json_processed, kind::json_late, kind::three_outputs);
  undisturbed const reference(query);
  for (unsigned seed = 1; seed <= 12; ++seed) {
    INFO(name_of(query) << ", seed " << seed);
    std::mt19937 random(seed);
    auto with = reference.settings_for("random-" + std::to_string(seed));
    with.threads = seed % 2 + 1;
    for (int kills = 0; kills < 5; ++kills) {
      auto const operation =
          random() % (kills == 0 ? reference.operations() : reference.operations() / 3);
      auto const died = run_until_operation(with, operation);
      INFO("killed before operation " << operation);
      REQUIRE(died.killed != died.done());
      CHECK(half_written(reference, with.root) == "");
      if (died.done()) break;
      CHECK(died.said == "operation");
    }
    check_finished(reference, with);
  }
}

TEST_CASE(
    "recovery: a restart that is killed in its recovery leaves what an undisturbed run leaves",
    "[recovery][kill]") {
  auto const query = GENERATE(kind::partitioned_parquet, kind::lmdb_update);
  auto const step =
      GENERATE(as<std::string>{}, "state.after", "sink.after_manifest", "commit.before");
  undisturbed const reference(query, 3);
  auto const at =
      static_cast<std::size_t>(std::find(reference.steps().begin(), reference.steps().end(),
                                         std::pair(step, std::int64_t(1))) -
                               reference.steps().begin());
  REQUIRE(at < reference.steps().size());
  for (std::size_t operation = 0; operation < 40; operation += 2) {
    INFO(name_of(query) << " killed at " << step << ", then before operation " << operation
                        << " of the restart");
    auto const with = reference.settings_for("twice-" + std::to_string(operation));
    REQUIRE(run_in_child(with, [&](auto say) {
              return std::make_shared<kill_at_passing>(at, say);
            }).killed);
    CHECK(run_until_operation(with, operation).killed);
    CHECK(half_written(reference, with.root) == "");
    check_finished(reference, with);
  }
}

TEST_CASE("recovery: threads and optimizer rules may change over a restart", "[recovery][rule95]") {
  auto const query =
      GENERATE(kind::partitioned_parquet, kind::lmdb_update, kind::json_append,
               kind::parquet_append, kind::json_deduplicated, kind::json_joined, kind::json_late);
  undisturbed const reference(query);
  int run_number = 0;
  for (std::size_t at = 3; at < reference.steps().size(); at += 7) {
    INFO(name_of(query) << " killed at " << reference.steps()[at].first << " of batch "
                        << reference.steps()[at].second);
    auto with = reference.settings_for("changed-" + std::to_string(at));
    with.threads = 7;
    with.rules_off = run_number % 2 == 0;
    REQUIRE(run_in_child(with, [&](auto say) {
              return std::make_shared<kill_at_passing>(at, say);
            }).killed);
    with.threads = 2;
    with.rules_off = run_number++ % 2 == 1;
    check_finished(reference, with);
  }
}
