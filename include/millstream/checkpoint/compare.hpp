// SPDX-License-Identifier: Apache-2.0
//
// What lives here: may this query go on with that checkpoint? What Spark allows to change over a restart (rules 95, 96)
// is allowed: filters, projections, names of columns, a column that becomes nullable. Else plan_changed, naming the
// operator and the field. Also the fitting of stored rows to the names and nullability of the query of today.
// What does not: the fingerprint, which is kept for people and decides nothing.
#pragma once

#include <algorithm>

#include <millstream/checkpoint/records.hpp>

namespace millstream::checkpoint {

namespace detail {

[[noreturn]] inline void throw_plan_changed(std::string what, std::string operator_name) {
  throw error(errc::plan_changed, std::move(what), {.operator_name = std::move(operator_name)},
              "put the query back as it was, or start this one with a new checkpoint folder (it "
              "begins anew)");
}

inline std::string name_of(stateful_operator const& op) {
  auto out = op.operator_id;
  if (!op.store.empty()) out += "/" + op.store;
  if (!op.description.empty()) out += " (" + op.description + ")";
  return out;
}

inline std::string type_of(column_spec const& column) {
  auto out = !column.type_name.empty()          ? column.type_name
             : column.kind == column_kind::text ? std::string("text")
                                                : std::to_string(column.width) + " bytes";
  return column.nullable ? "nullable " + out : out;
}

inline std::string names_of(std::vector<column_spec> const& columns) {
  std::string out;
  for (auto const& column : columns)
    out += (out.empty() ? "" : ", ") + column.name;
  return "[" + out + "]";
}

inline stateful_operator const* find_store(std::vector<stateful_operator> const& all,
                                           stateful_operator const& like) {
  auto const at = std::find_if(all.begin(), all.end(), [&](auto const& op) {
    return op.operator_id == like.operator_id && op.store == like.store;
  });
  return at == all.end() ? nullptr : &*at;
}

inline void compare_columns(stateful_operator const& stored, stateful_operator const& wanted) {
  if (stored.columns.size() != wanted.columns.size())
    throw_plan_changed("the state of this operator has changed: the checkpoint has " +
                           std::to_string(stored.columns.size()) + " fields " +
                           names_of(stored.columns) + ", the query " +
                           std::to_string(wanted.columns.size()) + " " + names_of(wanted.columns),
                       name_of(wanted));
  for (std::size_t c = 0; c < stored.columns.size(); ++c) {
    auto const& from = stored.columns[c];
    auto const& to = wanted.columns[c];
    bool const same_type = from.kind == to.kind && from.type_name == to.type_name &&
                           (from.kind == column_kind::text || from.width == to.width);
    if (same_type && (to.nullable || !from.nullable)) continue;
    throw_plan_changed(
        "the type of state field \"" + to.name + "\"" +
            (from.name == to.name ? "" : " (\"" + from.name + "\" in the checkpoint)") +
            " has changed: the checkpoint has " + type_of(from) + ", the query " + type_of(to) +
            (same_type ? " (a field may become nullable, not the other way)" : ""),
        name_of(wanted));
  }
}

inline void fit_table(table& rows, std::vector<column_spec> const& wanted) {
  for (std::size_t c = 0; c < rows.schema.size() && c < wanted.size(); ++c) {
    auto& spec = rows.schema[c];
    if (spec.kind != wanted[c].kind || spec.width != wanted[c].width) continue;
    spec.name = wanted[c].name;
    if (!spec.nullable && wanted[c].nullable) {
      spec.nullable = true;
      rows.columns[c].valid.assign(rows.rows, 1);
    }
  }
}

}  // namespace detail

/// Throws checkpoint_of_another_query or plan_changed unless `wanted` may continue `stored`.
inline void compare_queries(query_metadata const& stored, query_metadata const& wanted) {
  if (!wanted.query_id.empty() && wanted.query_id != stored.query_id)
    throw error(
        errc::checkpoint_of_another_query,
        "this checkpoint belongs to query " + stored.query_id + ", not to " + wanted.query_id, {},
        "give each query a checkpoint folder of its own");
  for (auto const& op : wanted.operators) {
    auto const* before = detail::find_store(stored.operators, op);
    if (before != nullptr)
      detail::compare_columns(*before, op);
    else if (!op.optional)
      detail::throw_plan_changed(
          "the query has a stateful operator that the checkpoint does not have",
          detail::name_of(op));
  }
  for (auto const& op : stored.operators)
    if (!op.optional && detail::find_store(wanted.operators, op) == nullptr)
      detail::throw_plan_changed(
          "the checkpoint has state of an operator that the query does not have",
          detail::name_of(op));
}

/// Gives stored rows the column names of `wanted` and fills the validity of columns that have become nullable; drops
/// the partitions of optional stores that `wanted` no longer has.
inline void fit_partitions(std::vector<partition_delta>& partitions, query_metadata const& wanted) {
  std::erase_if(partitions, [&](partition_delta& delta) {
    auto const* op =
        detail::find_store(wanted.operators, {delta.operator_id, delta.store, {}, {}, false});
    if (op == nullptr) return !wanted.operators.empty();
    detail::fit_table(delta.upserts, op->columns);
    detail::fit_table(delta.removed_keys, op->columns);
    return false;
  });
}

}  // namespace millstream::checkpoint
