// SPDX-License-Identifier: Apache-2.0
//
// `tee`: one query with several outputs. A source that they share is read once a batch, and all outputs are
// committed with the batch: what one has, the others have after a restart.
#pragma once

#include <array>

#include <millstream/base/pack.hpp>
#include <millstream/dsl/write_stream.hpp>

namespace millstream {

/// Several outputs as one query.
template <class Queries, class DeadLetter = detail::no_sink>
struct tee_description;
template <class... Queries, class DeadLetter>
struct tee_description<type_list<Queries...>, DeadLetter>
    : query_words<tee_description<type_list<Queries...>, DeadLetter>> {
  using plan_type = std::conditional_t<(plan::is_poisoned<typename Queries::plan_type> || ...),
                                       plan::poisoned, type_list<typename Queries::plan_type...>>;
  using dead_letter_type = DeadLetter;
  using problem = diagnostic::first_problem<typename Queries::problem...>;

  pack<Queries...> queries;
  std::array<std::string, sizeof...(Queries)> names;
  DeadLetter dead;
  query_options options;

  /// Where malformed records of all sources go, with the reason and their place.
  template <class S>
  auto dead_letter(S s) const {
    return tee_description<type_list<Queries...>, S>{{}, queries, names, std::move(s), options};
  }
  /// Each output has late rows of its own (MS074).
  template <class S>
  auto late_rows(S const&) const {
    using said [[maybe_unused]] =
        typename diagnostic::late_rows_of_a_tee<diagnostic::type_is<S>>::said;
    return *this;
  }
  /// Switches rules of the optimizer off in every output, as query_description's word does.
  auto without_rules(auto... rules) const {
    return unpack(
        [&](auto const&... outputs) {
          return tee_description<type_list<decltype(outputs.without_rules(rules...))...>,
                                 DeadLetter>{
              {}, {outputs.without_rules(rules...)...}, names, dead, options};
        },
        queries);
  }
};

/// One query with several outputs:
///
///     ms::tee(ms::write_stream(clean, ms::parquet("clean/")).query_name("clean"),
///             ms::write_stream(counts, ms::lmdb("counts").key("k"_c)).output_mode(ms::update)
///                 .query_name("counts"))
///         .checkpoint("checkpoint/").trigger(ms::available_now)
///
/// Each output has its own plan, mode and sink, and its query_name tells it from the others in the
/// checkpoint; the first may do without. What is said of the checkpoint, the trigger, threads and dead
/// letters is said of the tee. **Errors** errc::invalid_argument for two outputs of one name, or for an output
/// with a checkpoint or dead letters of its own. **Order and time** one watermark over all outputs, as of one query (rule 31).
/// **Cost** each source is read and decoded once a batch, with the columns that any output needs.
template <class... Queries>
auto tee(Queries const&... queries) {
  tee_description<type_list<Queries...>> out{{}, {queries...}, {queries.options.name...}, {}, {}};
  for (std::size_t k = 0; k < sizeof...(Queries); ++k) {
    if (out.names[k].empty()) out.names[k] = k == 0 ? "main" : "";
    for (std::size_t before = 0; before < k; ++before)
      if (out.names[before] == out.names[k] || out.names[k].empty())
        throw error(errc::invalid_argument,
                    out.names[k].empty() ? "an output of a tee has no name"
                                         : "two outputs of a tee are called " + out.names[k],
                    {}, "give each output behind the first a .query_name(...) of its own");
  }
  auto const alone = [](auto const& query) {
    if (!query.options.checkpoint.empty())
      throw error(errc::invalid_argument, "an output of a tee has a checkpoint of its own", {},
                  "say .checkpoint(...) behind ms::tee(...): the outputs are committed together");
    if (!std::is_same_v<typename std::remove_cvref_t<decltype(query)>::dead_letter_type,
                        detail::no_sink>)
      throw error(errc::invalid_argument, "an output of a tee has dead letters of its own", {},
                  "say .dead_letter(...) behind ms::tee(...): records are malformed in the source, "
                  "which all outputs share");
  };
  (alone(queries), ...);
  return out;
}

}  // namespace millstream
