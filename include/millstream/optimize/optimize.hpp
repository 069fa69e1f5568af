// SPDX-License-Identifier: Apache-2.0
//
// A query's plan before and after the rules: its branches, its operators with state and the steps between
// them (optimized_flow.hpp), and what looks at the rows of all lanes at once.
#pragma once

#include <millstream/base/pack.hpp>
#include <millstream/optimize/optimized_flow.hpp>
#include <millstream/optimize/printed_branches.hpp>
#include <millstream/plan/collecting.hpp>
#include <millstream/plan/explained.hpp>

namespace millstream::optimize {

/// A plan cut into branches and the flow above its lowest operator with state, each before and after the rules.
/// `WholeInput`: that operator is given all columns that it could read, since its late rows are wanted.
template <class Written, class Off, bool WholeInput = false>
class optimized_plan {
 public:
  /// The plan with conditions on grouping keys below the aggregation.
  using plan_type = decltype(filters_below_join(
      filters_below_aggregate(plan::below_collecting(std::declval<Written const&>()))));
  /// From the lowest limit or order_by up; no rule looks at it.
  using collecting_type = decltype(plan::from_collecting(std::declval<Written const&>()));

 private:
  using Plan = plan_type;
  static constexpr bool stateful = plan::is_stateful<Plan>;

  using inputs_type = decltype(plan::inputs_of(std::declval<Plan const&>()));
  static constexpr std::size_t input_count = pack_size_v<inputs_type>;
  template <std::size_t K>
  using input_at = pack_element_t<K, inputs_type>;

  static auto branches_of(Plan const& p) {
    return unpack([](auto const&... inputs) { return pack_cat(plan::branch_plans(inputs)...); },
                  plan::inputs_of(p));
  }
  using written_type = decltype(branches_of(std::declval<Plan const&>()));

  template <class P, bool>
  struct flow_of {
    using type = detail::no_flow;
  };
  template <class P>
  struct flow_of<P, true> {
    using type = detail::optimized_flow<P, Off>;
  };

 public:
  /// The operators with state and the steps above them; of a plan without one nothing.
  using flow_type = typename flow_of<Plan, stateful>::type;

 private:
  /// Of each input the first of its branches; behind the last one the number of branches.
  static constexpr auto first_branch = []<std::size_t... K>(std::index_sequence<K...>) {
    std::array<std::size_t, input_count + 1> out{};
    ((out[K + 1] = out[K] + plan::union_levels<input_at<K>>::branches), ...);
    return out;
  }(std::make_index_sequence<input_count>{});

 public:
  /// Which input a branch is of: 0 below the lowest operator with state, K the right stream of the K-th join.
  static constexpr std::size_t input_of(std::size_t branch) {
    std::size_t out = 0;
    while (first_branch[out + 1] <= branch)
      ++out;
    return out;
  }

 private:
  template <std::size_t I>
  struct unions_of {
    static constexpr std::size_t input = input_of(I);
    static constexpr std::size_t below(std::size_t step) {
      return plan::union_levels<input_at<input>>::below(I - first_branch[input], step);
    }
  };

  template <std::size_t Input, bool>
  struct top_of {
    using type = typename flow_type::template top_of_input<Input>;
  };
  template <std::size_t Input>
  struct top_of<Input, true> {
    using type = detail::everything;
  };

  template <std::size_t I>
  using chain_at =
      detail::optimized_chain<pack_element_t<I, written_type>,
                              typename top_of<input_of(I), WholeInput && input_of(I) == 0>::type,
                              Off, unions_of<I>>;

 public:
  static constexpr std::size_t branch_count = pack_size_v<written_type>;

 private:
  template <std::size_t... I>
  static auto make_branches(written_type const& written, std::index_sequence<I...>) {
    return pack<typename chain_at<I>::plan_type...>(chain_at<I>::make(nth<I>(written))...);
  }
  using indices = std::make_index_sequence<branch_count>;

  template <std::size_t I>
  using leaf_at = std::remove_cvref_t<decltype(plan::leaf_of(
      std::declval<pack_element_t<I, written_type> const&>()))>;

  /// Do the numbers of every chain stand for leaves?
  static constexpr bool nested = []<std::size_t... I>(std::index_sequence<I...>) {
    return (detail::takes_records_apart<pack_element_t<I, written_type>> && ...);
  }(indices{});

 public:
  /// May branch I's source leave members of a record out? One that can says so, and the rule is on.
  template <std::size_t I>
  static constexpr bool reads_members = !detail::off_of<Off>::has("prune_columns") && requires {
    requires leaf_at<I>::description_type::reads_members;
  };

 private:
  /// Branches over one source read it once: what any of them needs.
  template <std::size_t I, bool Needed>
  struct wanted {
    static constexpr column_set set = []<std::size_t... J>(std::index_sequence<J...>) {
      column_set out;
      (
          [&] {
            if constexpr (std::is_same_v<leaf_at<I>, leaf_at<J>>)
              out.add(Needed ? chain_at<J>::value.needed : chain_at<J>::value.checked);
          }(),
          ...);
      return out;
    }(indices{});
  };

 public:
  using branches_type = decltype(make_branches(std::declval<written_type const&>(), indices{}));
  /// Columns of branch I's source that are decoded; whose types are checked.
  template <std::size_t I>
  using needed = typename detail::kept_columns<typename leaf_at<I>::schema_type, wanted<I, true>,
                                               nested, nested && reads_members<I>>::type;
  template <std::size_t I>
  using checked = typename detail::kept_columns<typename leaf_at<I>::schema_type, wanted<I, false>,
                                                nested, false>::type;

  explicit optimized_plan(Written const& p)
      : plan_(filters_below_join(filters_below_aggregate(plan::below_collecting(p)))),
        collecting_(plan::from_collecting(p)),
        written_(branches_of(plan_)),
        branches_(make_branches(written_, indices{})),
        flow_(plan_) {}

  branches_type const& branches() const { return branches_; }
  flow_type const& flow() const { return flow_; }
  Plan const& plan() const { return plan_; }
  collecting_type const& collecting() const { return collecting_; }

  /// The plan as it is meant: normalised, no rule applied.
  plan::relation logical_relation() const {
    return over_branches<true>(
        [this]<std::size_t I>() {
          return plan::describe(chain_at<I>::make_logical(nth<I>(written_)));
        },
        [this](plan::relation below, std::span<plan::relation> rights) {
          return flow_.logical_relation(std::move(below), rights);
        });
  }
  /// The plan after the rules, with the columns that are left where each source decodes fewer.
  plan::relation optimized_relation() const {
    return over_branches<false>([this]<std::size_t I>() { return branch_relation<I>(); },
                                [this](plan::relation below, std::span<plan::relation> rights) {
                                  return flow_.relation(std::move(below), rights);
                                });
  }
  /// Steps that no branch and no operator with state has: `limit`, `order_by` and what stands above them.
  static constexpr std::size_t collecting_steps = detail::depth<collecting_type>;
  /// The branches after the rules, as each runs.
  std::vector<plan::relation> branch_relations() const {
    std::vector<plan::relation> out;
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      (out.push_back(branch_relation<I>()), ...);
    }(indices{});
    return out;
  }
  /// Which input each is of.
  static std::vector<std::size_t> branch_inputs() {
    std::vector<std::size_t> out;
    for (std::size_t b = 0; b < branch_count; ++b)
      out.push_back(input_of(b));
    return out;
  }
  /// Did the rule at this position of the list change something?
  static constexpr bool fires(std::size_t rule) {
    return [rule]<std::size_t... I>(std::index_sequence<I...>) {
      return (chain_at<I>::value.fired[rule] || ...);
    }(indices{}) ||
           flow_type::fires(rule);
  }
  /// Names of the rules that changed something.
  static std::vector<std::string> fired_rules() {
    std::vector<std::string> out;
    for (std::size_t r = 0; r < plan::rules::names.size(); ++r)
      if (fires(r)) out.emplace_back(plan::rules::names[r]);
    return out;
  }

 private:
  template <std::size_t I>
  plan::relation branch_relation() const {
    auto out = plan::describe(nth<I>(branches_));
    plan::keep_decoded(out, describe_schema<needed<I>>());
    return out;
  }

  /// Where the steps of branch I are printed, `Logical` as written.
  template <std::size_t I, bool Logical>
  static constexpr auto places = [] {
    auto const& chain = Logical ? chain_at<I>::logical : chain_at<I>::value;
    std::array<printed_place, std::tuple_size_v<decltype(chain.order)>> out{};
    for (std::size_t at = 0; at < chain.count; ++at)
      out[at] = {out.size() - chain.order[at], chain.at(at).unions_below};
    return out;
  }();
  template <std::size_t I, bool Logical>
  static constexpr std::size_t place_count =
      Logical ? chain_at<I>::logical.count : chain_at<I>::value.count;

  /// The whole plan over its branches; `branch.operator()<I>()` describes one, `flow(below, rights)` what is above.
  template <bool Logical, class Branch, class Flow>
  plan::relation over_branches(Branch const& branch, Flow const& flow) const {
    printed_branches all;
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      (all.add(branch.template operator()<I>(),
               std::span(places<I, Logical>).first(place_count<I, Logical>)),
       ...);
    }(indices{});
    [&]<std::size_t... K>(std::index_sequence<K...>) {
      (all.join(plan::union_tree<input_at<K>>), ...);
    }(std::make_index_sequence<input_count>{});
    return detail::over(flow(all.left(), all.rights()), plan::describe(collecting_));
  }

  Plan plan_;
  collecting_type collecting_;
  written_type written_;
  branches_type branches_;
  flow_type flow_;
};

}  // namespace millstream::optimize
