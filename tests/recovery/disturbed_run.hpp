// SPDX-License-Identifier: Apache-2.0
//
// What the recovery tests share: an undisturbed run to compare with, and the comparison.
#pragma once

#include <catch2/catch.hpp>

#include <random>
#include <set>

#include <millstream/testing/fault_hooks.hpp>
#include "recovery/child_process.hpp"
#include "recovery/queries.hpp"
#include "unit/io/temporary_folder.hpp"

namespace recovery {

namespace testing = millstream::testing;

/// The input of a query and what an undisturbed run makes of it.
class undisturbed {
 public:
  explicit undisturbed(kind query, int files = 5) : query_(query) {
    write_input(folder_.path / "input", files);
    auto const with = settings_for("undisturbed");
    auto const ran = in_child([&](auto const& say) {
      auto const recorder = std::make_shared<testing::recording_hook>();
      auto recorded = with;
      recorded.hook = recorder;
      run(recorded);
      for (auto const& [name, batch] : recorder->steps())
        say("S" + name + " " + std::to_string(batch) + "\n");
      say("O" + std::to_string(recorder->operations()) + "\n");
    });
    INFO(ran.said);
    REQUIRE(ran.done());
    std::istringstream lines(ran.said);
    for (std::string line; std::getline(lines, line);) {
      if (line[0] == 'O')
        operations_ = std::stoul(line.substr(1));
      else
        steps_.emplace_back(line.substr(1, line.find(' ') - 1),
                            std::stoll(line.substr(line.find(' '))));
    }
    left_ = remains_of(with);
  }

  settings settings_for(std::string const& run_name) const {
    return {query_, folder_.path / "input", folder_.path / run_name};
  }
  /// The named steps in the order in which they were passed.
  std::vector<std::pair<std::string, std::int64_t>> const& steps() const { return steps_; }
  std::size_t operations() const { return operations_; }
  remains const& left() const { return left_; }

  static remains remains_of(settings const& with) {
    auto const looked = in_child([&](auto const& say) {
      for (auto const& [name, content] : everything(with)) {
        say(std::to_string(name.size()) + " " + std::to_string(content.size()) + "\n");
        say(name);
        say(content);
      }
    });
    if (!looked.done()) FAIL("what is left can't be read: " << looked.said);
    remains out;
    for (std::size_t at = 0; at < looked.said.size();) {
      auto const line = looked.said.find('\n', at);
      std::istringstream sizes(looked.said.substr(at, line - at));
      std::size_t name = 0, content = 0;
      sizes >> name >> content;
      out[looked.said.substr(line + 1, name)] = looked.said.substr(line + 1 + name, content);
      at = line + 1 + name + content;
    }
    return out;
  }

 private:
  temporary_folder folder_;
  kind query_;
  std::vector<std::pair<std::string, std::int64_t>> steps_;
  std::size_t operations_ = 0;
  remains left_;
};

/// Names what differs; empty if nothing does.
inline std::string difference(remains const& wanted, remains const& got) {
  std::string out;
  for (auto const& [name, content] : wanted)
    if (auto const at = got.find(name); at == got.end())
      out += "missing: " + name + "\n";
    else if (at->second != content)
      out += "different: " + name + "\n  wanted " + content.substr(0, 300) + "\n  got    " +
             at->second.substr(0, 300) + "\n";
  for (auto const& [name, content] : got)
    if (!wanted.contains(name)) out += "too much: " + name + " " + content.substr(0, 300) + "\n";
  return out;
}

/// Whatever happened: a visible file is one of the undisturbed run's, whole.
inline std::string half_written(undisturbed const& reference, fs::path const& root) {
  std::string out;
  for (auto const& [name, content] : visible_files(root)) {
    auto const at = reference.left().find(name);
    if (at == reference.left().end())
      out += "not a file of the undisturbed run: " + name + "\n";
    else if (at->second != content)
      out += "not whole: " + name + "\n";
  }
  return out;
}

/// Runs in a child; `hook` may kill it, after it said so.
inline ending run_in_child(settings with,
                           std::function<std::shared_ptr<millstream::io::fault_hook>(
                               std::function<void(std::string)> say)> const& hook = {}) {
  return in_child([&](auto const& say) {
    if (hook) with.hook = hook(say);
    run(with);
  });
}

/// Dies at the n-th passing of a step (several sinks pass the same ones).
struct kill_at_passing final : testing::killing_hook {
  std::size_t at, seen = 0;
  std::function<void(std::string)> say;
  kill_at_passing(std::size_t passing, std::function<void(std::string)> speaker)
      : at(passing),
        say(std::move(speaker)) {}
  void step(std::string_view name, std::int64_t batch) override {
    if (seen++ != at) return;
    last_words = [&] { say(std::string(name) + " " + std::to_string(batch)); };
    kill_process();
  }
};

}  // namespace recovery
