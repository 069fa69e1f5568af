// SPDX-License-Identifier: Apache-2.0
//
// From plan to loop: each step of a plan becomes its physical step, and a chain of them one fused
// loop, `run(chain, lanes, block, next)`: the source's block goes in at the bottom, `next` gets what
// comes out at the top, row by row if it is a `for_each_row`. Nothing is erased inside a chain.
#pragma once

#include <millstream/base/pack.hpp>
#include <millstream/io/source.hpp>
#include <millstream/physical/expand.hpp>
#include <millstream/physical/filter.hpp>
#include <millstream/physical/generate.hpp>
#include <millstream/physical/kept_values.hpp>
#include <millstream/physical/map.hpp>
#include <millstream/physical/project.hpp>
#include <millstream/physical/static_join.hpp>
#include <millstream/physical/watermark.hpp>
#include <millstream/plan/branches.hpp>

namespace millstream::physical {

/// The bottom of a chain: the block as the source gives it.
template <class Schema>
struct chain_start {
  struct lanes_type {};
};

/// A physical step above a chain.
template <class Step, class Below>
struct chain {
  struct lanes_type {
    typename Step::lane_type own;
    typename Below::lanes_type below;
  };
  Step step;
  Below below;
};

/// A chain that runs, and what is at its top: its steps side by side, each found by its number.
template <class Chain, class Top>
struct running;
template <class Schema, class Top>
struct running<chain_start<Schema>, Top> {
  static constexpr std::size_t depth = 0;
  Top& top;
  MILLSTREAM_INLINE running(chain_start<Schema> const&, typename chain_start<Schema>::lanes_type&,
                            Top& next)
      : top(next) {}
};
template <class Step, class Below, class Top>
struct running<chain<Step, Below>, Top> : running<Below, Top>,
                                          running_step<running<Below, Top>::depth, Step> {
  static constexpr std::size_t depth = running<Below, Top>::depth + 1;
  MILLSTREAM_INLINE running(chain<Step, Below> const& c,
                            typename chain<Step, Below>::lanes_type& lanes, Top& next)
      : running<Below, Top>(c.below, lanes.below, next),
        running_step<running<Below, Top>::depth, Step>{c.step, lanes.own} {}
};

template <class Chain, class Block, class Next>
MILLSTREAM_INLINE void run(Chain const& c, typename Chain::lanes_type& lanes, Block const& block,
                           Next&& next) {
  using running_type = running<Chain, std::remove_reference_t<Next>>;
  running_type const all(c, lanes, next);
  above<running_type, 0>(all)(block, all_rows{block.size()});
}

/// Watermark statistics of a chain's lanes, if it has a watermark.
template <class Schema>
void collect_event_time(chain_start<Schema> const&, typename chain_start<Schema>::lanes_type const&,
                        auto&&) {}
template <class Step, class Below>
void collect_event_time(chain<Step, Below> const& c,
                        typename chain<Step, Below>::lanes_type const& lanes, auto&& take) {
  if constexpr (std::is_same_v<typename Step::lane_type, event_time_statistics>)
    take(lanes.own, c.step.delay);
  collect_event_time(c.below, lanes.below, take);
}

template <class Plan>
auto lower(Plan const& p, io::tables_read* read = nullptr);

/// Reads a static plan into a vector: the table side of a join, or a small result. Says in `read` what it read.
template <class Plan>
auto read_static(Plan const& p, io::tables_read* read = nullptr)
    -> std::vector<record<typename Plan::schema_type>>;

/// A table that is read again at the begin of each batch: the table of the batch in hand.
template <class Table, class Plan>
class table_of_each_batch {
 public:
  /// Without a list of tables nobody would say that a batch begins: it is read now.
  table_of_each_batch(Plan const& plan, io::tables_read* tables)
      : reading_(std::make_shared<reading>(plan)) {
    if (tables)
      tables->add(reading_);
    else
      reading_->now.emplace(read_static(plan));
  }
  Table const& operator*() const { return *reading_->now; }
  Table const* operator->() const { return &*reading_->now; }

 private:
  struct reading final : io::table_of_batches {
    Plan plan;
    std::optional<Table> now;
    explicit reading(Plan const& p) : plan(p) {}
    void read_again(io::tables_read& counts) override {
      now.reset();  // not two at a time
      now.emplace(read_static(plan, &counts));
    }
  };
  std::shared_ptr<reading> reading_;
};

namespace detail {

/// Says the source of a static plan that each batch reads it?
template <class Plan>
inline constexpr bool reads_each_batch = requires {
  requires std::remove_cvref_t<decltype(plan::leaf_of(
      std::declval<Plan const&>()))>::description_type::each_batch;
};

template <class In, class Out, class Step>
auto lower_step(Step const& step, [[maybe_unused]] io::tables_read* read) {
  using enum plan::step_kind;
  if constexpr (Step::kind == filter) {
    return physical::filter<In, std::remove_cvref_t<decltype(step.condition)>>{step.condition};
  } else if constexpr (Step::kind == filter_rows) {
    return physical::filter_rows<In, std::remove_cvref_t<decltype(step.f)>>{step.f};
  } else if constexpr (Step::kind == with_column) {
    using value_type = std::remove_cvref_t<decltype(step.value)>;
    if constexpr (expr::is_kept<value_type>)
      return physical::kept_column<In, Out, Step::name, value_type>{step.value};
    else
      return physical::with_column<Out, Step::name, value_type>{step.value};
  } else if constexpr (Step::kind == project) {
    return [&]<class... Es>(pack<Es...> const& values) {
      if constexpr ((expr::is_kept<Es> || ...))
        return physical::kept_projection<In, Out, Es...>{values};
      else
        return physical::project<Out, Es...>{values};
    }(step.values);
  } else if constexpr (Step::kind == drop) {
    return physical::narrow<Out>{};
  } else if constexpr (Step::kind == map_rows) {
    return [&]<class F, class Made>(plan::map_rows<F, Made> const& s) {
      return physical::map_rows<In, F, Made>{s.f};
    }(step);
  } else if constexpr (Step::kind == watermark) {
    return physical::watermark<In, Step::name>{step.delay};
  } else if constexpr (Step::kind == expand) {
    return physical::expand<In, Out, Step>{step};
  } else if constexpr (Step::kind == named_part) {
    return physical::named_part{};
  } else if constexpr (Step::kind == generate) {
    return physical::generate<In, Out, Step>{};
  } else {
    static_assert(Step::kind == static_join);
    return [&]<class K, class T, fixed_string... Keys>(plan::static_join<K, T, Keys...> const& s) {
      using table_type = physical::static_table<typename T::schema_type, Keys...>;
      using held_type =
          std::conditional_t<reads_each_batch<T>, physical::table_of_each_batch<table_type, T>,
                             std::shared_ptr<table_type const>>;
      using made = std::conditional_t<Step::keeps_or_drops,
                                      physical::static_membership<Step, table_type, held_type>,
                                      physical::static_join<In, Out, Step, table_type, held_type>>;
      held_type held = [&] {
        if constexpr (reads_each_batch<T>)
          return held_type(s.table, read);
        else
          return std::make_shared<table_type const>(read_static(s.table, read));
      }();
      if constexpr (Step::keeps_or_drops)
        return made{{}, std::move(held)};
      else
        return made{std::move(held)};
    }(step);
  }
}

/// All rows of a table's source, and what reading them counted.
template <class Schema, class Description>
std::vector<record<Schema>> read_leaf(Description const& description, io::tables_read* read) {
  io::lane_counts counts;
  io::source_context context;
  context.counts = &counts;
  auto rows = io::read_table<Schema>(description, context);
  if (read) read->add(description.to_string(), counts);
  return rows;
}

}  // namespace detail

/// The chain of a plan without aggregation and union. Static tables are read here.
template <class Plan>
auto lower(Plan const& p, [[maybe_unused]] io::tables_read* read) {
  if constexpr (plan::is_chain_leaf<Plan>) {
    return chain_start<typename Plan::schema_type>{};
  } else {
    using step = decltype(detail::lower_step<typename Plan::child_type::schema_type,
                                             typename Plan::schema_type>(p.step, read));
    using below = decltype(lower(p.child, read));
    return chain<step, below>{
        detail::lower_step<typename Plan::child_type::schema_type, typename Plan::schema_type>(
            p.step, read),
        lower(p.child, read)};
  }
}

template <class Plan>
auto read_static(Plan const& p, io::tables_read* read)
    -> std::vector<record<typename Plan::schema_type>> {
  auto const& leaf = plan::leaf_of(p);
  using leaf_type = std::remove_cvref_t<decltype(leaf)>;
  using read_schema = typename leaf_type::schema_type;
  auto rows = detail::read_leaf<read_schema>(leaf.description, read);
  if constexpr (plan::is_chain_leaf<Plan>) {
    return rows;
  } else {
    std::vector<record<typename Plan::schema_type>> out;
    auto const c = lower(p);
    typename std::remove_cvref_t<decltype(c)>::lanes_type lanes{};
    in_blocks<record_block<record<read_schema>>>(rows, [&](auto const& block) {
      block_text::scope const made_text;
      run(c, lanes, block, for_each_row{[&](auto const& row) {
            out.push_back(make_record<record<typename Plan::schema_type>>(row));
          }});
    });
    return out;
  }
}

}  // namespace millstream::physical
