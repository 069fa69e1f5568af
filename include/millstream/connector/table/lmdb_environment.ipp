// SPDX-License-Identifier: Apache-2.0
//
// What of lmdb_environment.hpp can be compiled once.
#pragma once

#include <millstream/connector/table/lmdb_environment.hpp>

namespace millstream::connector::detail {

MILLSTREAM_CORE std::shared_ptr<lmdb_environment> lmdb_environment::open(
    std::filesystem::path const& folder, options const& with) {
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

MILLSTREAM_CORE std::size_t lmdb_environment::map_bytes() const {
  MDB_envinfo info{};
  ::mdb_env_info(env_, &info);
  return info.me_mapsize;
}

MILLSTREAM_CORE lmdb_environment::lmdb_environment(std::filesystem::path folder,
                                                   options const& with)
    : folder_(std::move(folder)),
      process_(::getpid()) {
  int code = ::mdb_env_create(&env_);
  if (code != MDB_SUCCESS) throw failed(code);
  ::mdb_env_set_maxdbs(env_, 16);
  ::mdb_env_set_maxreaders(env_, 1024);
  ::mdb_env_set_mapsize(env_,
                        with.map_bytes);  // smaller than the data: LMDB takes the size of the data
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

MILLSTREAM_CORE error lmdb_environment::failed(int code) const {
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

MILLSTREAM_CORE void lmdb_environment::change_map_size(bool grow) {
  std::unique_lock alone(map_);
  if (int const code = ::mdb_env_set_mapsize(env_, grow ? map_bytes() * 2 : 0); code != MDB_SUCCESS)
    throw failed(code);
}

MILLSTREAM_CORE std::optional<MDB_dbi> lmdb_environment::table(std::string const& name,
                                                               bool create) {
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

}  // namespace millstream::connector::detail
