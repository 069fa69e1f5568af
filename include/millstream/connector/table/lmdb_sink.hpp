// SPDX-License-Identifier: Apache-2.0
//
// What lives here: the live LMDB sink (rule 91): the rows of a batch and the fence of the query are written in one
// transaction. Three tables in the environment:
//   rows    key bytes (lmdb_key.hpp) -> the row as JSON text        latest  key bytes -> the greatest latest_by value
//   fence   query id/sink name -> {"batch":12,"run_epoch":3,"mode":"update","key":"carrier",
//           "latest_by":"day timestamp"}
// What does not: the description (lmdb.hpp), reading (lmdb_reader.hpp).
#pragma once

#include <millstream/connector/table/lmdb_environment.hpp>
#include <millstream/connector/table/lmdb_key.hpp>
#include <millstream/io/json_value.hpp>
#include <millstream/io/partition_path.hpp>
#include <millstream/io/sink.hpp>

namespace millstream::connector {

namespace detail {

/// A change of one key, in the order in which a lane got it.
struct lmdb_change {
  std::string key;
  std::string order;                ///< bytes of the latest_by value; empty without one
  std::optional<std::string> text;  ///< the row; empty: erase
};

/// What a query remembers of itself in the environment.
struct lmdb_fence {
  std::int64_t batch = -1;
  std::int64_t run_epoch = -1;
  std::string mode = {};
  std::string key_columns = {};
  /// Column and type by which the newest row of a key is told; empty without one. Not known: of a version that did not
  /// write it.
  std::optional<std::string> latest_by = {};

  std::string text() const {
    std::string out = "{\"batch\":" + std::to_string(batch) +
                      ",\"run_epoch\":" + std::to_string(run_epoch) + ",\"mode\":";
    io::append_json_string(out, mode);
    io::append_json_string(out += ",\"key\":", key_columns);
    if (latest_by) io::append_json_string(out += ",\"latest_by\":", *latest_by);
    return out += '}';
  }
  static lmdb_fence parse(std::string_view text) {
    auto const value = io::parse_json(text).value_or(io::json_value{});
    auto const batch = value["batch"].integer(), epoch = value["run_epoch"].integer();
    if (!batch || !epoch)
      throw error(errc::sink_failed,
                  "the fence in the LMDB table can't be read: " + std::string(text),
                  {.operator_name = "lmdb"}, "write to a new folder with a new checkpoint");
    return {*batch, *epoch, value["mode"].text().value_or(""), value["key"].text().value_or(""),
            std::optional<std::string>(value["latest_by"].text())};
  }
};

/// The tables, whatever the rows are.
class lmdb_table {
 public:
  lmdb_table(io::sink_context context, std::filesystem::path folder, lmdb_environment::options with,
             lmdb_fence self)
      : context_(std::move(context)),
        folder_(std::move(folder)),
        with_(with),
        self_(std::move(self)) {}

  std::filesystem::path const& path() const noexcept { return folder_; }
  std::int64_t fence() const noexcept { return fence_; }

  /// Opens the tables and registers this run, so that an older one can't write any more.
  void recover() {
    environment_ = lmdb_environment::open(folder_, with_);
    rows_ = environment_->make_table("rows");
    latest_ = environment_->make_table("latest");
    fences_ = environment_->make_table("fence");
    environment_->write([&](MDB_txn* txn) {
      check_neighbours(txn);
      auto stored = read_fence(txn);
      fence_ = stored.batch;
      write_fence(txn, fence_);
      return true;
    });
  }

  /// Applies changes of a batch that goes on: the fence stays. Nothing where the batch was committed before.
  template <class Changes>
  bool apply_now(std::int64_t batch, Changes&& changes) {
    if (!environment_) throw error(errc::internal, "hand_on was called before recover", place());
    if (fence_ >= batch) return false;
    context_.door.step("sink.before_rows", batch);
    bool done = false;
    environment_->write([&](MDB_txn* txn) {
      if (read_fence(txn).batch >= batch) return false;
      changes([&](lmdb_change const& change) { apply(txn, change); });
      return done = true;
    });
    context_.door.step("sink.after_rows", batch);
    return done;
  }

  /// Applies the changes and moves the fence, all or nothing; `replace_all` empties the table first.
  /// `changes(f)` calls f(change) for each change, as often as the transaction is tried.
  template <class Changes>
  bool commit(std::int64_t batch, bool replace_all, Changes&& changes) {
    if (!environment_) throw error(errc::internal, "commit was called before recover", place());
    context_.door.step("sink.before_transaction", batch);
    bool done = false;
    environment_->write([&](MDB_txn* txn) {
      if (read_fence(txn).batch >= batch) return false;
      if (replace_all) {
        lmdb_environment::check(::mdb_drop(txn, rows_, 0));
        lmdb_environment::check(::mdb_drop(txn, latest_, 0));
      }
      changes([&](lmdb_change const& change) { apply(txn, change); });
      write_fence(txn, batch);
      return done = true;
    });
    fence_ = std::max(fence_, batch);
    context_.door.step("sink.after_transaction", batch);
    return done;
  }

 private:
  std::string fence_key() const { return context_.query_id + "/" + context_.sink_name; }
  location place() const { return {.file = folder_.string(), .operator_name = context_.sink_name}; }

  lmdb_fence read_fence(MDB_txn* txn) const {
    auto const stored = get(txn, fences_, fence_key());
    if (!stored) return {};
    auto out = lmdb_fence::parse(*stored);
    if (out.run_epoch > self_.run_epoch)
      throw error(errc::concurrent_run, "a newer run of this query has taken over the LMDB table",
                  place(),
                  "two runs of one query are alive; this older one stops and has written nothing");
    return out;
  }

  void write_fence(MDB_txn* txn, std::int64_t batch) const {
    auto next = self_;
    next.batch = batch;
    put(txn, fences_, fence_key(), next.text());
  }

  /// Queries may share the table if their keys are the same columns, none of them replaces all of it, and all tell the
  /// newest row of a key by the same column: what stands in `latest` is compared with what comes.
  void check_neighbours(MDB_txn* txn) const {
    for_each_entry(txn, fences_, [&](std::string_view owner, std::string_view text) {
      auto const other = lmdb_fence::parse(text);
      bool const same = owner == fence_key();
      std::string why;
      if (other.key_columns != self_.key_columns)
        why = "its key is (" + other.key_columns + "), here it is (" + self_.key_columns + ")";
      else if (!same && (other.mode == complete_mode::name || self_.mode == complete_mode::name))
        why = "output mode complete replaces the whole table";
      else if (other.latest_by && *other.latest_by != *self_.latest_by)
        why = "its newest rows were told " + by_text(*other.latest_by) + ", here " +
              by_text(*self_.latest_by);
      if (!why.empty() && same && other.key_columns == self_.key_columns)
        throw error(
            errc::plan_changed, "the LMDB table was written by this query, and " + why, place(),
            "say .latest_by(...) as it was, or write to a new folder with a new checkpoint");
      if (!why.empty())
        throw error(errc::sink_owned_by_another_query,
                    "the LMDB table is written by query/sink " + std::string(owner) +
                        " already, and " + why,
                    place(),
                    "give each query a folder of its own; to start over, remove the folder");
    });
  }

  static std::string by_text(std::string const& latest_by) {
    return latest_by.empty() ? std::string("without latest_by") : "by " + latest_by;
  }

  void apply(MDB_txn* txn, lmdb_change const& change) const {
    if (change.key.size() > lmdb_environment::largest_key) lmdb_environment::check(MDB_BAD_VALSIZE);
    if (!change.order.empty()) {
      auto const stored = get(txn, latest_, change.key);
      if (stored && std::string_view(change.order) < *stored)
        return;  // something later stands there
      if (change.text) put(txn, latest_, change.key, change.order);
    }
    if (change.text) {
      put(txn, rows_, change.key, *change.text);
    } else {
      erase(txn, rows_, change.key);
      erase(txn, latest_, change.key);
    }
  }

  static std::optional<std::string_view> get(MDB_txn* txn, MDB_dbi table, std::string_view key) {
    auto name = lmdb_value(key);
    MDB_val value{};
    int const code = ::mdb_get(txn, table, &name, &value);
    if (code == MDB_NOTFOUND) return std::nullopt;
    lmdb_environment::check(code);
    return lmdb_text(value);
  }
  static void put(MDB_txn* txn, MDB_dbi table, std::string_view key, std::string_view text) {
    auto name = lmdb_value(key), value = lmdb_value(text);
    lmdb_environment::check(::mdb_put(txn, table, &name, &value, 0));
  }
  static void erase(MDB_txn* txn, MDB_dbi table, std::string_view key) {
    auto name = lmdb_value(key);
    if (int const code = ::mdb_del(txn, table, &name, nullptr); code != MDB_NOTFOUND)
      lmdb_environment::check(code);
  }
  template <class F>
  static void for_each_entry(MDB_txn* txn, MDB_dbi table, F&& f) {
    MDB_cursor* cursor = nullptr;
    lmdb_environment::check(::mdb_cursor_open(txn, table, &cursor));
    std::unique_ptr<MDB_cursor, decltype([](MDB_cursor* c) { ::mdb_cursor_close(c); })> const owner(
        cursor);
    MDB_val key{}, value{};
    int code = ::mdb_cursor_get(cursor, &key, &value, MDB_FIRST);
    for (; code == MDB_SUCCESS; code = ::mdb_cursor_get(cursor, &key, &value, MDB_NEXT))
      f(lmdb_text(key), lmdb_text(value));
    if (code != MDB_NOTFOUND) lmdb_environment::check(code);
  }

  io::sink_context context_;
  std::filesystem::path folder_;
  lmdb_environment::options with_;
  lmdb_fence self_;
  std::shared_ptr<lmdb_environment> environment_;
  MDB_dbi rows_ = 0, latest_ = 0, fences_ = 0;
  std::int64_t fence_ = -1;
};

}  // namespace detail

/// One lane's changes of one batch.
template <class Schema, class Keys, class Latest>
class lmdb_lane {
 public:
  template <row Row>
  void append(Row const& row) {
    auto& change = changes_.emplace_back(change_of(row));
    io::append_row_text<Schema>(change.text.emplace(), row);
    ++rows_;
  }

  /// Erases the row's key; with latest_by not if a later row than this one stands there. The row needs the key columns
  /// (and the latest_by column) only.
  template <row Row>
  void erase(Row const& row) {
    changes_.push_back(change_of(row));
  }

 private:
  template <class, class, class, class>
  friend class lmdb_sink;

  template <row Row>
  static detail::lmdb_change change_of(Row const& row) {
    detail::lmdb_change out;
    append_row_key<Keys>(out.key, row);
    Latest::for_each([&]<fixed_string Name>() {
      if constexpr (Row::schema_type::has(Name.view())) {
        auto const& value = row.template get<Name>();
        detail::append_key_part(out.order, value);
      }
    });
    return out;
  }

  std::vector<detail::lmdb_change> changes_;
  std::int64_t rows_ = 0;
};

/// A live sink that keeps the newest row of each key. Update and append mode put rows, complete mode replaces all.
template <class Schema, class Mode, class Keys, class Latest>
class lmdb_sink {
  static_assert(Keys::size > 0, "an LMDB sink needs a key: ms::lmdb(path).key(\"column\"_c)");
  static_assert(Keys::template are_in<Schema>, "key names a column that the rows do not have");
  static_assert(Latest::template are_in<Schema>,
                "latest_by names a column that the rows do not have");

 public:
  using schema_type = Schema;
  using lane_type = lmdb_lane<Schema, Keys, Latest>;
  static constexpr bool fence_is_durable = true;

  lmdb_sink(io::sink_context const& context, std::filesystem::path folder,
            detail::lmdb_environment::options with)
      : table_(context, std::move(folder), with,
               {-1, context.run_epoch, std::string(Mode::name), joined_keys(), latest_text()}) {}

  std::string description() const {
    return "LMDB table " + table_.path().string() + " by " + joined_keys();
  }
  void recover(std::int64_t /*last_planned*/) { table_.recover(); }
  std::int64_t fence() const { return table_.fence(); }
  lane_type make_lane(std::int64_t /*batch*/, std::size_t /*lane*/) { return {}; }

  std::int64_t hand_on(std::int64_t batch, lane_type& lane) {
    bool const done = lane.changes_.empty() || table_.apply_now(batch, [&](auto&& apply) {
      for (auto const& change : lane.changes_)
        apply(change);
    });
    lane.changes_.clear();
    auto const rows = std::exchange(lane.rows_, 0);
    return done ? rows : 0;
  }
  io::commit_result commit(std::int64_t batch, std::vector<lane_type>& lanes) {
    bool const done = table_.commit(batch, std::is_same_v<Mode, complete_mode>, [&](auto&& apply) {
      for (auto const& lane : lanes)
        for (auto const& change : lane.changes_)
          apply(change);
    });
    io::commit_result result{0, !done};
    if (done)
      for (auto const& lane : lanes)
        result.rows += lane.rows_;
    return result;
  }

 private:
  static std::string joined_keys() {
    std::string out;
    for (auto const name : Keys::views) {
      if (!out.empty()) out += ", ";
      out += name;
    }
    return out;
  }

  /// The column and the kind of its bytes: integers of any size are the same.
  static std::string latest_text() {
    std::string out;
    Latest::for_each([&]<fixed_string Name>() {
      using type = without_optional_t<typename Schema::template type_of<Name>>;
      out = std::string(Name.view()) + ' ';
      if constexpr (integer_column<type>)
        out += "integer";
      else if constexpr (std::is_floating_point_v<type>)
        out += "float";
      else
        out += data_type_of<type>().to_string();
    });
    return out;
  }

  detail::lmdb_table table_;
};

}  // namespace millstream::connector
