// SPDX-License-Identifier: Apache-2.0
//
// What the reference interpreter does to a plan before it runs it: rule 28a, by which a condition above
// a watermark that does not read the watermark's column moves below it, through whatever stands between
// (a condition decides which rows feed the watermark). It moves only what crosses a watermark, and shares
// no code with the engine's normalisation. Also: where the event time of a relation is.
#pragma once

#include <optional>
#include <set>

#include <millstream/testing/reference_expression.hpp>

namespace millstream::testing::reference {

using relation_kind = plan::relation::kind_type;

inline std::string head_of_path(std::string const& path) {
  return path.substr(0, path.find('.'));
}

/// The name of an expression's column in the output of a project or an aggregate.
inline std::string name_of(expr::description const& e) {
  if (!e.as.empty()) return e.as;
  if (e.kind == expr::description_kind::column) return e.name.substr(e.name.rfind('.') + 1);
  return e.name;
}

/// The input columns that an expression reads.
inline void add_references(expr::description const& e, std::set<std::string>& out) {
  if (e.kind == expr::description_kind::column) out.insert(head_of_path(e.name));
  for (auto const& arg : e.args)
    add_references(arg, out);
}
inline std::set<std::string> references(expr::description const& e) {
  std::set<std::string> out;
  add_references(e, out);
  return out;
}

/// Does it give the same value whenever it is evaluated over a row?
inline bool is_deterministic(expr::description const& e) {
  if (e.kind == expr::description_kind::opaque || e.name == "rand" || e.name == "uuid")
    return false;
  for (auto const& arg : e.args)
    if (!is_deterministic(arg)) return false;
  return true;
}

// ---- the event time ----

inline bool is_plain_column(expr::description const& e, std::string const& name) {
  if (e.name == "assertnotnull") return is_plain_column(e.args[0], name);
  return !name.empty() && e.kind == expr::description_kind::column && e.name == name;
}
/// The column, the time of the window that it is [63], or the windows of such a one.
inline bool is_timed_column(expr::description const& e, std::string const& name) {
  if (is_plain_column(e, name)) return true;
  if (e.kind != expr::description_kind::call) return false;
  return (e.name == "window_time" && is_plain_column(e.args[0], name)) ||
         (e.name == "windows_of" && is_timed_column(e.args[0], name));
}
inline bool is_session(expr::description const& e) {
  return e.kind == expr::description_kind::session;
}
inline bool is_any_window(expr::description const& e) {
  return e.kind == expr::description_kind::window || is_session(e);
}

/// Does a grouping key hold the event time: the tagged column, or a window of it?
inline bool is_event_key(expr::description const& key, std::string const& tag) {
  return is_timed_column(key, tag) || (is_any_window(key) && is_timed_column(key.args[0], tag));
}

/// The name of the event-time column among a relation's columns, empty if there is none.
inline std::string event_time_of(plan::relation const& r) {
  if (r.children.empty()) return {};
  auto const tag = event_time_of(r.children[0]);
  std::string out;
  switch (r.kind) {
    case relation_kind::source:
    case relation_kind::static_source:
    case relation_kind::map_rows:
    case relation_kind::transform_with_state:
      return {};
    case relation_kind::filter:
    case relation_kind::filter_rows:
    case relation_kind::static_join:
    case relation_kind::generate:
    case relation_kind::expand:
    case relation_kind::named_part:
    case relation_kind::limit:
    case relation_kind::order_by:
    case relation_kind::deduplicate:
      return tag;
    case relation_kind::stream_join:
      return tag.empty() && r.detail != "semi" ? event_time_of(r.children[1]) : tag;
    case relation_kind::watermark:
      return r.columns[0];
    case relation_kind::with_column:
      if (is_timed_column(r.expressions[0], tag)) return r.expressions[0].as;
      return r.expressions[0].as == tag ? std::string() : tag;
    case relation_kind::project:
      for (auto const& e : r.expressions)
        if (is_timed_column(e, tag)) out = name_of(e);
      return out;
    case relation_kind::drop:
      for (auto const& name : r.columns)
        if (name == tag) return {};
      return tag;
    case relation_kind::aggregate:
      for (auto const& key : r.expressions)
        if (out.empty() && is_event_key(key, tag)) out = name_of(key);
      return out;
    case relation_kind::union_of:
      return tag;  // the left side's, for the rows of both: so Spark has it
  }
  return {};
}

// ---- rule 28a ----

inline plan::relation filtered(expr::description condition, plan::relation child) {
  plan::relation out;
  out.kind = relation_kind::filter;
  out.expressions.push_back(std::move(condition));
  out.schema = child.schema;
  out.children.push_back(std::move(child));
  return out;
}

/// A condition in terms of a step's input instead of its output; empty if it can't be said so.
inline std::optional<expr::description> in_terms_of_input(
    expr::description const& e, std::vector<expr::description> const& made, bool others_pass) {
  auto out = e;
  if (e.kind == expr::description_kind::column) {
    auto const head = head_of_path(e.name);
    for (auto const& m : made) {
      if (name_of(m) != head) continue;
      if (!is_deterministic(m) || is_any_window(m)) return std::nullopt;
      auto const rest = e.name.substr(head.size());  // "" or ".b"
      if (rest.empty()) {
        out = m;
        out.as.clear();
        return out;
      }
      if (m.kind != expr::description_kind::column) return std::nullopt;
      out.name = m.name + rest;
      return out;
    }
    return others_pass ? std::optional(out) : std::nullopt;
  }
  for (auto& arg : out.args) {
    auto made_of = in_terms_of_input(arg, made, others_pass);
    if (!made_of) return std::nullopt;
    arg = std::move(*made_of);
  }
  return out;
}

/// The input of a join of streams that has all columns that a condition above it reads and gets no nulls from the join.
/// A key is of the side whose rows all come out, else of the left one.
inline std::optional<std::size_t> side_of_condition(plan::relation const& r,
                                                    std::set<std::string> const& read) {
  auto const has = [&](std::size_t side, std::string const& name) {
    auto const& members = r.children[side].schema.members;
    return std::any_of(members.begin(), members.end(),
                       [&](auto const& m) { return m.name == name; });
  };
  auto const is_key = [&](std::string const& name) {
    return std::find(r.columns.begin(), r.columns.end(), name) != r.columns.end();
  };
  if (read.empty()) return std::nullopt;
  if (r.detail != "right" && r.detail != "full" &&
      std::all_of(read.begin(), read.end(), [&](auto const& name) { return has(0, name); }))
    return 0;
  if ((r.detail == "inner" || r.detail == "right") &&
      std::all_of(read.begin(), read.end(), [&](auto const& name) {
        return has(1, name) && (r.detail == "right" || !is_key(name));
      }))
    return 1;
  return std::nullopt;
}

/// The relation `r`, of which only rows with a true condition come out because the condition was put in
/// somewhere below a watermark of it; empty if it can reach no such place.
inline std::optional<plan::relation> with_condition_below_watermark(
    expr::description const& condition, plan::relation const& r) {
  auto const read = references(condition);
  auto const through =
      [&](std::optional<expr::description> const& inside) -> std::optional<plan::relation> {
    if (!inside) return std::nullopt;
    auto child = with_condition_below_watermark(*inside, r.children[0]);
    if (!child) return std::nullopt;
    auto out = r;
    out.children[0] = std::move(*child);
    return out;
  };
  switch (r.kind) {
    case relation_kind::source:
    case relation_kind::static_source:
    case relation_kind::filter_rows:  // opaque functions are not crossed
    case relation_kind::map_rows:
    case relation_kind::transform_with_state:
    case relation_kind::limit:
    case relation_kind::order_by:
    case relation_kind::deduplicate:
      return std::nullopt;
    case relation_kind::stream_join: {
      auto const side = side_of_condition(r, read);
      if (!side) return std::nullopt;
      auto deeper = with_condition_below_watermark(condition, r.children[*side]);
      auto out = r;
      out.children[*side] = deeper ? std::move(*deeper) : filtered(condition, r.children[*side]);
      return out;
    }
    case relation_kind::filter:
    case relation_kind::drop:
    case relation_kind::named_part:
      return through(condition);
    case relation_kind::expand:
      for (auto const& name : read)
        if (name.find('(') != std::string::npos) return std::nullopt;
      return through(condition);
    case relation_kind::generate:
      for (auto const& name : r.columns)
        if (read.contains(name)) return std::nullopt;
      return through(condition);
    case relation_kind::with_column:
      return through(in_terms_of_input(condition, r.expressions, true));
    case relation_kind::project:
      return through(in_terms_of_input(condition, r.expressions, false));
    case relation_kind::aggregate:
      if (r.expressions.empty() || read.empty()) return std::nullopt;
      return through(in_terms_of_input(condition, r.expressions, false));
    case relation_kind::static_join: {
      for (auto const& name : read) {
        bool of_stream = false;
        for (auto const& m : r.children[0].schema.members)
          of_stream = of_stream || m.name == name;
        if (!of_stream) return std::nullopt;
      }
      return through(condition);
    }
    case relation_kind::watermark: {
      if (read.contains(r.columns[0])) return std::nullopt;
      auto deeper = with_condition_below_watermark(condition, r.children[0]);
      auto out = r;
      out.children[0] = deeper ? std::move(*deeper) : filtered(condition, r.children[0]);
      return out;
    }
    case relation_kind::union_of: {
      auto left = with_condition_below_watermark(condition, r.children[0]);
      auto right = with_condition_below_watermark(condition, r.children[1]);
      if (!left && !right) return std::nullopt;
      auto out = r;
      out.children[0] = left ? std::move(*left) : filtered(condition, r.children[0]);
      out.children[1] = right ? std::move(*right) : filtered(condition, r.children[1]);
      return out;
    }
  }
  return std::nullopt;
}

inline void add_conjuncts(expr::description const& e, std::vector<expr::description>& out) {
  if (e.kind == expr::description_kind::call && e.name == "AND")
    for (auto const& arg : e.args)
      add_conjuncts(arg, out);
  else
    out.push_back(e);
}

inline expr::description is_not_null(expr::description of) {
  auto const call = [](std::string name, expr::description arg) {
    expr::description out;
    out.kind = expr::description_kind::call;
    out.name = std::move(name);
    out.type.kind = type_kind::boolean;
    out.args.push_back(std::move(arg));
    return out;
  };
  of.as.clear();
  return call("NOT", call("isnull", std::move(of)));
}

/// A span of time that is not null, and longer than none.
inline expr::description is_positive(expr::description span) {
  expr::description nothing, out;
  nothing.kind = expr::description_kind::literal;
  nothing.literal = value(duration(0));
  nothing.type.kind = type_kind::duration;
  out.kind = expr::description_kind::call;
  out.name = ">";
  out.type.kind = type_kind::boolean;
  out.type.nullable = span.type.nullable;
  out.args = {std::move(span), std::move(nothing)};
  return out;
}

/// The conditions that a step puts on its input without being a filter, as Spark's optimizer infers them:
/// a null never matches a key of an inner join, and a null time belongs to no window.
inline std::vector<expr::description> implied_conditions(plan::relation const& r) {
  std::vector<expr::description> out;
  if (r.kind == relation_kind::static_join && (r.detail == "inner" || r.detail == "semi"))
    for (auto const& key : r.columns) {
      expr::description column;
      column.name = key;
      column.type = r.children[0].schema.members[position_of(key, r.children[0].schema)].type;
      if (column.type.nullable) out.push_back(is_not_null(std::move(column)));
    }
  if (r.kind == relation_kind::aggregate)
    for (auto const& key : r.expressions) {
      if (is_any_window(key) && key.args[0].type.nullable) out.push_back(is_not_null(key.args[0]));
      if (is_session(key) && key.args.size() > 1 &&
          key.args[1].kind != expr::description_kind::literal &&
          !is_event_key(key, event_time_of(r.children[0])))
        out.push_back(is_positive(key.args[1]));
    }
  return out;
}

/// The plan with every condition that rule 28a moves at its place.
inline plan::relation normalise(plan::relation r) {
  for (auto& child : r.children)
    child = normalise(std::move(child));
  for (auto const& c : implied_conditions(r))
    if (auto moved = with_condition_below_watermark(c, r.children[0]))
      r.children[0] = std::move(*moved);
  if (r.kind != relation_kind::filter) return r;
  std::vector<expr::description> conjuncts;
  add_conjuncts(r.expressions[0], conjuncts);
  auto out = r.children[0];
  std::vector<expr::description> staying;
  for (auto const& c : conjuncts) {
    auto moved = is_deterministic(c) ? with_condition_below_watermark(c, out) : std::nullopt;
    if (moved)
      out = std::move(*moved);
    else
      staying.push_back(c);
  }
  for (auto& c : staying)
    out = filtered(std::move(c), std::move(out));
  return out;
}

}  // namespace millstream::testing::reference
