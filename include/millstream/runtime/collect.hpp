// SPDX-License-Identifier: Apache-2.0
//
// `collect<T>`: what is in the sources now, run through a stream, as a vector of the user's structs.
#pragma once

#include <memory>
#include <vector>

#include <millstream/dsl/filter.hpp>
#include <millstream/runtime/start.hpp>

namespace millstream {

namespace detail {

template <class T>
struct collecting_sink {
  std::shared_ptr<std::vector<T>> into;
  template <class Mode>
  static constexpr bool supports = true;
  std::string to_string() const { return "collect"; }

  template <class Schema, class Mode>
  struct live {
    std::shared_ptr<std::vector<T>> into;
    struct lane_type {
      std::vector<T> rows;
      void append(auto const& row) { rows.push_back(to<T>(row)); }
    };
    std::string description() const { return "collect"; }
    void recover(std::int64_t) {}
    std::int64_t fence() const { return -1; }
    lane_type make_lane(std::int64_t, std::size_t) const { return {}; }
    io::commit_result commit(std::int64_t, std::vector<lane_type>& lanes) {
      if (std::is_same_v<Mode, complete_mode>) into->clear();
      std::int64_t rows = 0;
      for (auto& lane : lanes) {
        rows += static_cast<std::int64_t>(lane.rows.size());
        for (auto& r : lane.rows)
          into->push_back(std::move(r));
      }
      return {rows, false};
    }
  };
  template <class Schema, class Mode>
  live<Schema, Mode> open_sink(io::sink_context const&) const {
    return {into};
  }
};

}  // namespace detail

/// Runs a stream over what its sources hold now and returns the rows as structs; of an aggregation,
/// the result over all of it.
/// **Shape** one `T` a row of the result. **Requires** a column for every member of `T`, of a type that
/// converts without loss (MS008). **Errors** those of the sources. **Cost** everything in memory.
template <adapted_struct T, class Plan>
std::vector<T> collect(stream<Plan> const& s) {
  if constexpr (plan::is_poisoned<Plan>) {
    return {};
  } else if constexpr (!diagnostic::is_none<
                           typename detail::struct_problem<typename Plan::schema_type, T>::type>) {
    using said [[maybe_unused]] =
        typename detail::struct_problem<typename Plan::schema_type, T>::type::said;
    return {};
  } else {
    auto out = std::make_shared<std::vector<T>>();
    using mode = std::conditional_t<plan::has_aggregate<Plan>, complete_mode, append_mode>;
    run(write_stream(s, detail::collecting_sink<T>{out})
            .output_mode(mode{})
            .trigger(available_now));
    return std::move(*out);
  }
}

}  // namespace millstream
