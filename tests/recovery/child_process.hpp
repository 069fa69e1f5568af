// SPDX-License-Identifier: Apache-2.0
//
// Runs work in a child process (fork without exec) and tells how it ended. The parent must have no thread but its own,
// so all that uses threads runs in children.
#pragma once

#include <functional>
#include <string>

namespace recovery {

struct ending {
  bool killed = false;  ///< by SIGKILL
  int exit_code = -1;  ///< 0: the work returned; 3: it threw `millstream::error`; 4: something else
  std::string error_code;  ///< of the error, such as "no_space"
  std::string said;        ///< what `say` wrote, also just before a kill; of an error its text

  bool done() const { return !killed && exit_code == 0; }
};

/// Calls `work(say)` in a child; `say(text)` reaches the parent even if the child is killed next.
ending in_child(
    std::function<void(std::function<void(std::string const&)> const& say)> const& work);

}  // namespace recovery
