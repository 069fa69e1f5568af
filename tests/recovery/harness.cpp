// SPDX-License-Identifier: Apache-2.0
//
// The harness has its own test: engines that are wrong on purpose must be caught by the same comparison.
#include "recovery/disturbed_run.hpp"

using namespace recovery;

namespace {

/// Loses what is written between the offsets' steps of a batch, and dies after its sinks committed: as if the sink were
/// committed before the offsets are logged.
struct sink_before_offsets final : testing::killing_hook {
  testing::lose_writes_between losing;
  bool loses;
  explicit sink_before_offsets(bool lost)
      : losing("offsets.before", "offsets.after", 1),
        loses(lost) {}
  millstream::io::write_fault admit(fs::path const& path, std::uint64_t at,
                                    std::span<std::byte const> bytes) override {
    return loses ? losing.admit(path, at, bytes) : millstream::io::write_fault{};
  }
  void step(std::string_view name, std::int64_t batch) override {
    losing.step(name, batch);
    if (name == "sink.after" && batch == 1) kill_process();
  }
};

}  // namespace

TEST_CASE("harness: a sink without a fence is caught", "[recovery][harness]") {
  undisturbed const reference(kind::careless_rows, 3);
  auto const after_sink = std::find(reference.steps().begin(), reference.steps().end(),
                                    std::pair(std::string("sink.after"), std::int64_t(1)));
  REQUIRE(after_sink != reference.steps().end());
  auto const with = reference.settings_for("killed");
  REQUIRE(run_in_child(with, [&](auto say) {
            return std::make_shared<kill_at_passing>(
                static_cast<std::size_t>(after_sink - reference.steps().begin()), say);
          }).killed);
  CHECK(run_in_child(with).done());
  auto const found = difference(reference.left(), undisturbed::remains_of(with));
  INFO(found);
  CHECK(found.find("different: out/rows.json") != std::string::npos);
}

TEST_CASE("harness: a sink that is committed before the offsets are logged is caught",
          "[recovery][harness][rule2]") {
  undisturbed const reference(kind::partitioned_parquet, 4);
  for (bool const loses : {false, true}) {
    auto with = reference.settings_for(loses ? "lost" : "kept");
    REQUIRE(run_in_child(with, [&](auto) {
              return std::make_shared<sink_before_offsets>(loses);
            }).killed);
    // with another limit, a batch that was not logged is planned otherwise
    with.files_a_batch = 2;
    auto const restarted = run_in_child(with);
    INFO(restarted.said);
    if (!loses) {
      CHECK(restarted.done());
    } else if (restarted.done()) {
      CHECK(difference(reference.left(), undisturbed::remains_of(with)) != "");
      CHECK(undisturbed::remains_of(with).at("counter rows") != "");
    } else {
      CHECK(restarted.error_code == "checkpoint_of_another_query");  // the engine itself saw it
    }
  }
}

TEST_CASE("harness: a hidden file that became visible too early, and a row too few, are caught",
          "[recovery][harness]") {
  undisturbed const reference(kind::json_append, 3);
  auto copy = reference.left();
  CHECK(difference(reference.left(), copy) == "");
  auto const file = std::find_if(copy.begin(), copy.end(),
                                 [](auto const& f) { return f.first.starts_with("out/part"); });
  REQUIRE(file != copy.end());
  file->second.erase(0, file->second.find('\n') + 1);
  CHECK(difference(reference.left(), copy).starts_with("different: out/part"));
  copy.erase(file);
  CHECK(difference(reference.left(), copy).starts_with("missing: out/part"));
}
