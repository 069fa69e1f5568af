// SPDX-License-Identifier: Apache-2.0
//
// What a suite of scenarios does with each of them: a section, replayed in the reference interpreter, or in the
// engine under the settings that show most in few runs.
#pragma once

#include "engine_replay.hpp"
#include "reference_replay.hpp"

namespace golden {

template <class Event = scenarios::event>
auto sections_in_reference(char const* folder) {
  return [folder]<class Name>(Name const& named, auto mode, auto const& query) {
    if constexpr (!scenarios::choosing) {
      std::string const name = named;
      DYNAMIC_SECTION(name) {
        replay_query<Event>(name, static_cast<reference_mode>(mode.value), query, folder);
      }
    }
  };
}

template <class Event = scenarios::event>
auto sections_in_engine(char const* folder) {
  return [folder]<class Name>(Name const& named, auto mode, auto const& query) {
    static setting const settings[] = {
        {"one thread, one partition", 1, 1},
        {"seven threads, sixteen partitions", 7, 16},
        {"a restart after every batch, two threads", 2, 4, true},
        {"one row a lane, three threads", 3, 2, false, 1},
    };
    if constexpr (scenarios::is_chosen<Name>) {
      many_threads const allowed;
      std::string const name = named;
      DYNAMIC_SECTION(name) {
        for (auto const& with : settings)
          replay_in_engine<Event>(
              name, mode, query, [](auto q) { return q; }, with, folder);
      }
    }
  };
}

}  // namespace golden
