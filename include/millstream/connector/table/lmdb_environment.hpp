// SPDX-License-Identifier: Apache-2.0
//
// What lives here: an LMDB environment as one object a path and process, shared by every sink and reader of that path
// (opening one twice in a process breaks LMDB's locks), its transactions, and the growth of its map. Errors of LMDB become
// errors of ours.
// What does not: what is in the tables (lmdb_sink.hpp, lmdb_reader.hpp).
#pragma once

#include <lmdb.h>
#include <unistd.h>

#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <utility>

#include <millstream/base/error.hpp>

namespace millstream::connector::detail {

inline MDB_val lmdb_value(std::string_view text) {
  return {text.size(), const_cast<char*>(text.data())};
}
inline std::string_view lmdb_text(MDB_val value) {
  return {static_cast<char const*>(value.mv_data), value.mv_size};
}

/// One environment, open in this process.
class lmdb_environment {
 public:
  static constexpr unsigned largest_key = 511;

  struct options {
    std::size_t map_bytes = std::size_t{64} << 20;
    bool create = true;  ///< false: the environment must exist
    bool flush = true;   ///< a commit is on disk when it returns
  };

  /// The environment of that folder: the one that is open already, or a new one.
  static std::shared_ptr<lmdb_environment> open(std::filesystem::path const& folder,
                                                options const& with) {
    auto& known = registry::all();
    std::lock_guard lock(known.guard);
    std::error_code code;
    if (with.create && std::filesystem::create_directories(folder, code); code)
      throw error(errc::io_error, "the LMDB folder can't be made: " + code.message(),
                  {.file = folder.string()}, "name a folder that this user may write to");
    if (!with.create && !std::filesystem::exists(folder / "data.mdb", code))
      throw error(
          errc::source_missing, "there is no LMDB table here", {.file = folder.string()},
          "name the folder that a query writes to with ms::lmdb, after the query has started");
    // An environment must not be used by a child process, so the process belongs to the key.
    std::pair const key(std::filesystem::canonical(folder).string(), ::getpid());
    auto& entry = known.open[key];
    if (entry.users == 0) entry.environment.reset(new lmdb_environment(folder, with));
    ++entry.users;
    // The last user closes it under the lock, so that nobody opens the path again before it is closed.
    return {entry.environment.get(), [key](lmdb_environment*) {
              auto& all = registry::all();
              std::lock_guard closing(all.guard);
              if (auto const at = all.open.find(key); --at->second.users == 0) all.open.erase(at);
            }};
  }

  lmdb_environment(lmdb_environment const&) = delete;
  lmdb_environment& operator=(lmdb_environment const&) = delete;
  ~lmdb_environment() {
    if (::getpid() == process_) ::mdb_env_close(env_);
  }

  /// Runs `work(txn)` in one write transaction, and again with a map of twice the size while it is too small. `work` says
  /// whether to commit.
  template <class Work>
  void write(Work&& work) {
    std::lock_guard one_writer(writer_);
    for (;;) {
      int code = MDB_SUCCESS;
      {
        std::shared_lock in_use(map_);
        transaction txn(*this, 0);
        code = txn.begun;
        if (code == MDB_SUCCESS) {
          try {
            if (!work(txn.handle)) return;
            code = txn.commit();
          } catch (lmdb_failure const& failure) {
            code = failure.code;
          }
        }
      }
      if (code == MDB_SUCCESS) return;
      if (code != MDB_MAP_FULL && code != MDB_MAP_RESIZED) throw failed(code);
      change_map_size(code == MDB_MAP_FULL);
    }
  }

  /// Runs `work(txn)` in one read transaction.
  template <class Work>
  auto read(Work&& work) {
    for (;;) {
      {
        std::shared_lock in_use(map_);
        transaction txn(*this, MDB_RDONLY);
        try {
          if (txn.begun == MDB_SUCCESS) return work(txn.handle);
        } catch (lmdb_failure const& failure) {
          throw failed(failure.code);
        }
        if (txn.begun != MDB_MAP_RESIZED) throw failed(txn.begun);
      }
      change_map_size(false);
    }
  }

  /// A table by name; empty if it does not exist. The tables of one environment are few, their handles are kept.
  std::optional<MDB_dbi> find_table(std::string const& name) { return table(name, false); }
  MDB_dbi make_table(std::string const& name) { return *table(name, true); }

  std::size_t map_bytes() const {
    MDB_envinfo info{};
    ::mdb_env_info(env_, &info);
    return info.me_mapsize;
  }

  /// Throws a failure inside `work`, unless the code says success.
  static void check(int code) {
    if (code != MDB_SUCCESS) throw lmdb_failure{code};
  }

 private:
  /// What is open in this process; never destroyed, as sinks may live as long as statics.
  struct registry {
    struct entry {
      std::unique_ptr<lmdb_environment> environment;
      std::size_t users = 0;
    };
    std::mutex guard;
    std::map<std::pair<std::string, ::pid_t>, entry> open;
    static registry& all() {
      static auto& one = *new registry;
      return one;
    }
  };

  struct lmdb_failure {
    int code;
  };

  struct transaction {
    transaction(lmdb_environment& environment, unsigned flags)
        : begun(::mdb_txn_begin(environment.env_, nullptr, flags, &handle)) {}
    transaction(transaction const&) = delete;
    transaction& operator=(transaction const&) = delete;
    ~transaction() {
      if (begun == MDB_SUCCESS && handle) ::mdb_txn_abort(handle);
    }
    int commit() { return ::mdb_txn_commit(std::exchange(handle, nullptr)); }

    MDB_txn* handle = nullptr;
    int begun;
  };

  lmdb_environment(std::filesystem::path folder, options const& with)
      : folder_(std::move(folder)),
        process_(::getpid()) {
    int code = ::mdb_env_create(&env_);
    if (code != MDB_SUCCESS) throw failed(code);
    ::mdb_env_set_maxdbs(env_, 16);
    ::mdb_env_set_maxreaders(env_, 1024);
    ::mdb_env_set_mapsize(
        env_, with.map_bytes);  // smaller than the data: LMDB takes the size of the data
    // NOTLS: a read transaction belongs to its object, not to the thread, as task pools need it.
    unsigned const flags = MDB_NOTLS | MDB_NOMEMINIT | (with.flush ? 0U : MDB_NOSYNC);
    code = ::mdb_env_open(env_, folder_.c_str(), flags, 0644);
    if ((code == EACCES || code == EROFS) && !with.create) {
      ::mdb_env_close(env_);
      ::mdb_env_create(&env_);
      ::mdb_env_set_maxdbs(env_, 16);
      code = ::mdb_env_open(env_, folder_.c_str(), flags | MDB_RDONLY, 0644);
    }
    if (code != MDB_SUCCESS) {
      ::mdb_env_close(env_);
      throw failed(code);
    }
    int dead = 0;
    ::mdb_reader_check(env_, &dead);  // readers of killed processes would keep old pages
  }

  error failed(int code) const {
    location where{.file = folder_.string(), .operator_name = "lmdb"};
    std::string const text = ::mdb_strerror(code);
    if (code == ENOSPC || code == EDQUOT)
      return error(
          errc::no_space, "no space left while writing the LMDB table (" + text + ")",
          std::move(where),
          "free space on this file system and start the query again; the batch was not committed");
    if (code == MDB_BAD_VALSIZE)
      return error(errc::sink_failed,
                   "a key is longer than LMDB's " + std::to_string(largest_key) + " bytes",
                   std::move(where), "choose shorter key columns, or shorten them in the query");
    return error(errc::sink_failed, "LMDB reports: " + text, std::move(where),
                 "check the folder, its permissions and the disk, then start the query again");
  }

  /// Nobody may be in a transaction of this process meanwhile. Not growing: takes over the size that another process set.
  void change_map_size(bool grow) {
    std::unique_lock alone(map_);
    if (int const code = ::mdb_env_set_mapsize(env_, grow ? map_bytes() * 2 : 0);
        code != MDB_SUCCESS)
      throw failed(code);
  }

  std::optional<MDB_dbi> table(std::string const& name, bool create) {
    {
      std::lock_guard lock(tables_guard_);
      if (auto const at = tables_.find(name); at != tables_.end()) return at->second;
    }
    // Opening a handle must not run beside another transaction that does: one write transaction at a time does it.
    std::optional<MDB_dbi> found;
    MDB_dbi handle = 0;
    if (create) {
      write([&](MDB_txn* txn) {
        check(::mdb_dbi_open(txn, name.c_str(), MDB_CREATE, &handle));
        return true;
      });
      found = handle;
    } else {
      std::lock_guard one_opener(writer_);
      std::shared_lock in_use(map_);
      transaction txn(*this, MDB_RDONLY);
      int code = txn.begun;
      if (code == MDB_SUCCESS) code = ::mdb_dbi_open(txn.handle, name.c_str(), 0, &handle);
      if (code == MDB_SUCCESS) {
        code = txn.commit();  // keeps the handle
        found = handle;
      } else if (code == MDB_NOTFOUND) {
        return std::nullopt;
      }
      if (code != MDB_SUCCESS) throw failed(code);
    }
    std::lock_guard lock(tables_guard_);
    tables_[name] = *found;
    return found;
  }

  std::filesystem::path folder_;
  ::pid_t process_;
  MDB_env* env_ = nullptr;
  std::mutex writer_;  // LMDB's own write lock is not for two threads that wait with a map to grow
  std::shared_mutex map_;  // shared: in a transaction; alone: changing the map's size
  std::mutex tables_guard_;
  std::map<std::string, MDB_dbi> tables_;
};

}  // namespace millstream::connector::detail
