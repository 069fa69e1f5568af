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
#include <millstream/base/inline.hpp>

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
                                                options const& with);

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

  std::size_t map_bytes() const;

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

  lmdb_environment(std::filesystem::path folder, options const& with);

  error failed(int code) const;

  /// Nobody may be in a transaction of this process meanwhile. Not growing: takes over the size that another process set.
  void change_map_size(bool grow);

  std::optional<MDB_dbi> table(std::string const& name, bool create);

  std::filesystem::path folder_;
  ::pid_t process_;
  MDB_env* env_ = nullptr;
  std::mutex writer_;  // LMDB's own write lock is not for two threads that wait with a map to grow
  std::shared_mutex map_;  // shared: in a transaction; alone: changing the map's size
  std::mutex tables_guard_;
  std::map<std::string, MDB_dbi> tables_;
};

}  // namespace millstream::connector::detail

#ifndef MILLSTREAM_COMPILED
#include <millstream/connector/table/lmdb_environment.ipp>
#endif
