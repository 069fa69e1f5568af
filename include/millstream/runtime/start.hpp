// SPDX-License-Identifier: Apache-2.0
//
// `start`, `run` and the handle of a running query.
#pragma once

#include <exception>
#include <functional>

#include <millstream/base/inline.hpp>
#include <millstream/runtime/execution.hpp>
#include <millstream/runtime/micro_batch.hpp>
#include <millstream/runtime/real_time.hpp>

namespace millstream {

namespace detail {

template <class T>
concept query_like = requires {
  typename T::plan_type;
  typename T::problem;
};

/// What is wrong with a query, and, where that is all right, with what runs.
template <class Query>
struct problem_of {
  using type = typename Query::problem;
};
/// Late rows of an operator above which nobody reads the event time: by then none is late.
template <class Query>
  requires(takes_late_rows<Query> && diagnostic::is_none<typename Query::problem> &&
           !plan::is_poisoned<typename Query::plan_type>)
struct problem_of<Query> {
  using flow_type =
      typename optimize::optimized_plan<typename Query::plan_type, typename Query::optimizer_off,
                                        true>::flow_type;
  static constexpr auto time = make_fixed_string<[] {
    return plan::below_lowest_state<typename Query::plan_type>::event_time;
  }>();
  using type = std::conditional_t<
      runtime::state_operator<flow_type, typename Query::mode_type>::filters_late, diagnostic::none,
      diagnostic::late_by_an_unread_time<diagnostic::wanted<time>>>;
};
template <class... Queries, class DeadLetter>
struct problem_of<tee_description<type_list<Queries...>, DeadLetter>> {
  using type = diagnostic::first_problem<typename problem_of<Queries>::type...>;
};

template <class Query>
struct problem_of<real_time_query<Query>> {
  using type = diagnostic::first_problem<typename real_time_query<Query>::problem,
                                         typename problem_of<Query>::type>;
};

/// A query that never said its output mode may be wrong still: `report` says so.
template <class Query>
inline constexpr bool startable = !plan::is_poisoned<typename Query::plan_type> &&
                                  diagnostic::is_none<typename problem_of<Query>::type>;

template <class Query>
struct mistake {
  using said = void;
};
template <class Query>
  requires(!diagnostic::is_none<typename problem_of<Query>::type>)
struct mistake<Query> {
  using said = typename problem_of<Query>::type::said;
};

template <class T>
inline constexpr bool is_poisoned_relation = false;
template <class T>
  requires requires { typename T::plan_type; }
inline constexpr bool is_poisoned_relation<T> = plan::is_poisoned<typename T::plan_type>;

/// What is wrong with something that is no query, such as a stream without a sink.
template <fixed_string Word, class Given>
using no_query =
    std::conditional_t<is_poisoned_relation<Given>, diagnostic::none,
                       diagnostic::no_query<diagnostic::in<Word>, diagnostic::type_is<Given>>>;

}  // namespace detail

/// Recovers a query and returns its engine, to be driven batch by batch by the caller; `start` does
/// the same on a thread of its own.
template <class Query>
runtime::micro_batch open_query(Query const& query, std::shared_ptr<query_clock> clock = nullptr) {
  using said [[maybe_unused]] = typename detail::mistake<Query>::said;
  if constexpr (detail::startable<Query>)
    return runtime::micro_batch(std::make_unique<runtime::execution<Query>>(query), query.options,
                                std::move(clock));
  else
    throw error(errc::internal, "the query did not compile");
}

/// The same under a real-time trigger: driven by `poll` and `end_interval`.
template <class Query>
runtime::micro_batch open_query(real_time_query<Query> const& query,
                                std::shared_ptr<query_clock> clock = nullptr) {
  using said [[maybe_unused]] = typename detail::mistake<real_time_query<Query>>::said;
  if constexpr (detail::startable<real_time_query<Query>>)
    return runtime::micro_batch(std::make_unique<runtime::real_time_execution<Query>>(query.query),
                                query.options, std::move(clock));
  else
    throw error(errc::internal, "the query did not compile");
}

/// A query that runs on a thread of its own. The destructor stops it, after the batch in hand.
class running_query {
 public:
  using listener = std::function<void(query_progress const&)>;

  running_query(runtime::micro_batch engine, listener on_progress);
  running_query(running_query const&) = delete;
  running_query& operator=(running_query const&) = delete;
  ~running_query();

  std::string const& id() const { return id_; }
  std::string const& run_id() const { return run_id_; }
  /// What the start found in the checkpoint and went on with: damage that it got round, and what the query says
  /// otherwise than the checkpoint, which counts (watermark policy, time zone). Empty where all is well.
  std::vector<std::string> const& warnings() const { return warnings_; }
  bool is_active() const;

  /// Lets the batch in hand finish and ends the query; an open interval is ended and committed. **Errors** that of the
  /// query, if it failed.
  void stop();

  /// Waits until the query ends. **Errors** that with which it ended.
  void await_termination();

  /// Waits until all that is in the sources now was processed, batches without data included (rule 18). Under a
  /// real-time trigger the open interval ends with it.
  void process_all_available();

  std::optional<query_progress> last_progress() const;
  /// The last 100 at most.
  std::vector<query_progress> recent_progress() const;
  std::exception_ptr exception() const;

 private:
  struct on_a_thread;

  std::unique_ptr<on_a_thread> running_;
  std::string id_;
  std::string run_id_;
  std::vector<std::string> warnings_;
};

namespace detail {

std::unique_ptr<running_query> start_engine(runtime::micro_batch engine,
                                            running_query::listener on_progress);
/// Until it ends.
void run_engine(runtime::micro_batch engine, running_query::listener on_progress);

}  // namespace detail

/// Starts a query on a thread of its own. **Errors** what recovery found wrong, before anything runs.
template <detail::query_like Query>
std::unique_ptr<running_query> start(Query const& query, running_query::listener on_progress = {}) {
  using said [[maybe_unused]] = typename detail::mistake<Query>::said;
  if constexpr (detail::startable<Query>)
    return detail::start_engine(open_query(query), std::move(on_progress));
  else
    return nullptr;
}

/// Something that is no query (MS085).
template <class First, class... Rest>
  requires(!detail::query_like<First>)
std::unique_ptr<running_query> start(First const&, Rest const&...) {
  using said [[maybe_unused]] = typename detail::no_query<"start", First>::said;
  return nullptr;
}

/// Starts a query and waits until it ends.
template <detail::query_like Query>
void run(Query const& query, running_query::listener on_progress = {}) {
  using said [[maybe_unused]] = typename detail::mistake<Query>::said;
  if constexpr (detail::startable<Query>)
    detail::run_engine(open_query(query), std::move(on_progress));
}
/// Something that is no query (MS085).
template <class First, class... Rest>
  requires(!detail::query_like<First>)
void run(First const&, Rest const&...) {
  using said [[maybe_unused]] = typename detail::no_query<"run", First>::said;
}

}  // namespace millstream

#ifndef MILLSTREAM_COMPILED
#include <millstream/runtime/start.ipp>
#endif
