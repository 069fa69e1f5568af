// SPDX-License-Identifier: Apache-2.0
//
// A plan as a value: a tree of relations. Explain prints it, the fingerprint is of it, the reference
// interpreter runs it and a remote cluster will be sent it. Made from the type that runs.
#pragma once

#include <functional>
#include <span>

#include <millstream/base/inline.hpp>
#include <millstream/base/pack.hpp>
#include <millstream/expr/folded.hpp>
#include <millstream/expr/kept.hpp>
#include <millstream/expr/static_literal.hpp>
#include <millstream/plan/node.hpp>

namespace millstream::plan {

/// A plan as a value. Which members mean something depends on `kind`.
struct relation {
  enum class kind_type : std::uint8_t {
    source,
    static_source,
    filter,
    filter_rows,
    with_column,
    project,
    drop,
    map_rows,
    watermark,
    static_join,
    aggregate,
    union_of,
    generate,
    limit,
    order_by,
    expand,
    named_part,
    deduplicate,
    stream_join,
    transform_with_state
  };
  kind_type kind{};
  std::string
      detail;  ///< source: its description; join: inner, left, right, full or semi; generate: its function; limit: rows; expand: rollup or cube; deduplicate: empty or "within watermark"
  int source_identity = -1;                    ///< of a source
  std::vector<expr::description> expressions;  ///< condition, columns, grouping keys, order
  std::vector<expr::description> aggregates;
  std::vector<std::string> columns;  ///< drop, watermark, generate: names; join, deduplicate: keys
  duration delay{};                  ///< of a watermark, or within one
  std::size_t declared = 0;  ///< source of an optimized plan: how many columns it could read
  std::function<value(value_list const&)>
      function;  ///< of a map (a record) or a filter (a boolean)
  std::function<std::vector<value_list>()> static_rows;  ///< of a static source: its rows
  data_type schema;
  std::vector<relation> children;  ///< join: stream, then table

  relation();
  relation(relation const&);
  relation(relation&&) noexcept;
  relation& operator=(relation const&);
  relation& operator=(relation&&) noexcept;
  ~relation();

  /// One expression more, under a name where it has one of its own.
  void add(expr::description expression, std::string_view as = {});
  void add_columns(std::span<std::string_view const> names);
  void add_child(relation child);

  /// A tree, the result first, one line a relation: what the fingerprint of a plan is of.
  std::string to_string() const;
  /// What this relation does, without its children and its columns.
  std::string head() const;

 private:
  std::string lines(int depth) const;
};

namespace detail {

template <class F, class Row>
auto call_with_row(F const& f, Row const& row) {
  if constexpr (adapted_struct<argument_struct_t<F>>)
    return f(to<argument_struct_t<F>>(row));
  else
    return f(row_view<Row>{&row});
}

/// A user's function over dynamic rows, for who does not know the types.
template <class In, class F>
std::function<value(value_list const&)> dynamic_function(F const& f) {
  return [f](value_list const& values) -> value {
    auto const row = from_values<record<In>>(values);
    return value(call_with_row(f, row));
  };
}

template <class Description>
std::string source_text(Description const& d) {
  if constexpr (requires {
                  { d.to_string() } -> std::convertible_to<std::string>;
                })
    return d.to_string();
  else
    return "memory";
}

}  // namespace detail

template <class Schema, class D>
relation describe(source<Schema, D> const& p) {
  relation out;
  out.kind = relation::kind_type::source;
  out.detail = detail::source_text(p.description);
  out.source_identity = p.identity;
  out.schema = describe_schema<Schema>();
  return out;
}

template <class Schema, class D>
relation describe(static_source<Schema, D> const& p) {
  relation out;
  out.kind = relation::kind_type::static_source;
  out.detail = detail::source_text(p.description);
  out.schema = describe_schema<Schema>();
  out.static_rows = [d = p.description] {
    std::vector<value_list> rows;
    for (auto const& r : d.template read_all<Schema>())
      rows.push_back(to_values(r));
    return rows;
  };
  return out;
}

template <class L, class R>
relation describe(union_of<L, R> const& p);
template <class Step, class Child>
relation describe(node<Step, Child> const& p);

/// The part of a relation that comes from the step alone.
template <class In, class Step>
relation describe_step(Step const& step) {
  relation out;
  using enum step_kind;
  if constexpr (Step::kind == filter) {
    out.kind = relation::kind_type::filter;
    out.add(expr::described<In>(step.condition));
  } else if constexpr (Step::kind == filter_rows) {
    out.kind = relation::kind_type::filter_rows;
    out.detail = "<function>";
    out.function = detail::dynamic_function<In>(step.f);
  } else if constexpr (Step::kind == with_column) {
    out.kind = relation::kind_type::with_column;
    out.add(expr::described<In>(step.value), Step::name.view());
  } else if constexpr (Step::kind == project) {
    out.kind = relation::kind_type::project;
    unpack([&](auto const&... e) { (out.add(expr::described<In>(e)), ...); }, step.values);
  } else if constexpr (Step::kind == drop) {
    out.kind = relation::kind_type::drop;
    [&]<fixed_string... Names>(plan::drop<Names...> const&) {
      (out.columns.emplace_back(Names), ...);
    }(step);
  } else if constexpr (Step::kind == map_rows) {
    out.kind = relation::kind_type::map_rows;
    out.detail = "<function>";
    out.function = detail::dynamic_function<In>(step.f);
  } else if constexpr (Step::kind == watermark) {
    out.kind = relation::kind_type::watermark;
    out.columns.emplace_back(Step::name);
    out.delay = step.delay;
  } else if constexpr (Step::kind == static_join) {
    out.kind = relation::kind_type::static_join;
    out.detail = std::string(Step::join_kind::name);
    out.add_columns(Step::key_names);
  } else if constexpr (Step::kind == expand) {
    out.kind = relation::kind_type::expand;
    out.detail = std::string(Step::sets::name);
    unpack([&](auto const&... e) { (out.add(expr::described<In>(e)), ...); }, step.keys);
  } else if constexpr (Step::kind == named_part) {
    out.kind = relation::kind_type::named_part;
    out.detail = std::string(step.name);
  } else if constexpr (Step::kind == limit) {
    out.kind = relation::kind_type::limit;
    out.detail = std::to_string(step.rows);
  } else if constexpr (Step::kind == order_by) {
    out.kind = relation::kind_type::order_by;
    unpack([&](auto const&... e) { (out.add(expr::described<In>(e)), ...); }, step.keys);
  } else if constexpr (Step::kind == stream_join) {
    out.kind = relation::kind_type::stream_join;
    out.detail = std::string(Step::join_kind::name);
    out.add_columns(Step::key_names);
    if constexpr (Step::has_condition)
      out.add(expr::described<typename Step::template both<In>>(step.condition));
  } else if constexpr (Step::kind == transform_with_state) {
    out.kind = relation::kind_type::transform_with_state;
    if constexpr (constexpr auto word = word_of<typename Step::processor_type>;
                  word != processor_word::transform_with_state)
      out.detail = word == processor_word::map_groups_with_state ? "map_groups" : "flat_map_groups";
    out.add_columns(Step::key_names);
  } else if constexpr (Step::kind == deduplicate) {
    out.kind = relation::kind_type::deduplicate;
    out.add_columns(Step::key_names);
    if constexpr (Step::within_watermark) {
      out.detail = "within watermark";
      out.delay = step.kept.delay;
    }
  } else if constexpr (Step::kind == generate) {
    out.kind = relation::kind_type::generate;
    out.detail = std::string(Step::generator_type::name);
    if constexpr (Step::generator_type::positions) out.columns.emplace_back(Step::position_name);
    out.columns.emplace_back(Step::name);
  } else {
    static_assert(Step::kind == aggregate);
    out.kind = relation::kind_type::aggregate;
    unpack([&](auto const&... e) { (out.add(expr::described<In>(e)), ...); }, step.keys);
    unpack([&](auto const&... e) { (out.aggregates.push_back(expr::described<In>(e)), ...); },
           step.values);
    auto const name_them = [](std::vector<expr::description>& es, std::size_t from,
                              auto const& names) {
      for (std::size_t i = 0; i < es.size(); ++i)
        es[i].as = std::string(names[from + i]);
    };
    using out_schema = typename Step::template output<In>;
    name_them(out.expressions, 0, out_schema::names);
    name_them(out.aggregates, out.expressions.size(), out_schema::names);
  }
  out.schema = describe_schema<typename Step::template output<In>>();
  return out;
}

template <class Step, class Child>
relation describe(node<Step, Child> const& p) {
  auto out = describe_step<typename Child::schema_type>(p.step);
  out.add_child(describe(p.child));
  if constexpr (Step::kind == step_kind::static_join) out.add_child(describe(p.step.table));
  if constexpr (Step::kind == step_kind::stream_join) out.add_child(describe(p.step.right));
  if constexpr (requires { p.step.initial.table; }) out.add_child(describe(p.step.initial.table));
  return out;
}

template <class L, class R>
relation describe(union_of<L, R> const& p) {
  relation out;
  out.kind = relation::kind_type::union_of;
  out.schema = describe_schema<typename L::schema_type>();
  out.children.push_back(describe(p.left));
  out.children.push_back(describe(p.right));
  return out;
}

/// Does an operator keep its state in partitions by key?
constexpr bool keeps_keys(relation::kind_type kind) {
  return kind == relation::kind_type::aggregate || kind == relation::kind_type::deduplicate ||
         kind == relation::kind_type::stream_join ||
         kind == relation::kind_type::transform_with_state;
}

/// A short stable text of everything in a plan that its meaning depends on (values of literals too).
std::uint64_t fingerprint(relation const& plan);

}  // namespace millstream::plan

#ifndef MILLSTREAM_COMPILED
#include <millstream/plan/describe.ipp>
#endif
