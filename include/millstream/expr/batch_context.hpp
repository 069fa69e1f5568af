// SPDX-License-Identifier: Apache-2.0
//
// What an expression may know of the batch in which it is evaluated: its time (rule 5). The engine says
// it to each thread that works on the batch; a replayed batch has the same.
#pragma once

#include <millstream/base/error.hpp>
#include <millstream/schema/types.hpp>

namespace millstream::expr {

struct batch_context {
  timestamp now{};  ///< when the batch was planned, from the log
};

namespace detail {
inline thread_local constinit batch_context const* batch_of_thread = nullptr;
}

/// The batch that this thread works on. **Errors** errc::invalid_argument outside of a batch, such as in
/// the plan of a static table.
inline batch_context const& current_batch() {
  if (!detail::batch_of_thread)
    throw error(errc::invalid_argument, "current_timestamp() stands where there is no batch", {},
                "use it on a stream; a static table is read before the first batch");
  return *detail::batch_of_thread;
}

/// While it lives, its thread works on a batch.
class in_batch {
 public:
  explicit in_batch(batch_context const& context) : before_(detail::batch_of_thread) {
    detail::batch_of_thread = &context;
  }
  in_batch(in_batch const&) = delete;
  in_batch& operator=(in_batch const&) = delete;
  ~in_batch() { detail::batch_of_thread = before_; }

 private:
  batch_context const* before_;
};

}  // namespace millstream::expr
