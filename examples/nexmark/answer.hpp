// SPDX-License-Identifier: Apache-2.0
//
// What a query says, in a form that another program can compute too: its rows as text, how many there are, and a digest
// that does not depend on their order.
#pragma once

#include <openssl/evp.h>

#include <algorithm>
#include <cstdio>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <millstream/io/row_text.hpp>
#include <millstream/schema/record.hpp>

namespace nexmark {

/// A value as text: doubles with 17 digits, times as `2015-07-15T00:00:00.000Z`.
template <class T>
void append_text(std::string& out, T const& v) {
  if constexpr (millstream::is_optional<T>) {
    v ? append_text(out, *v) : void(out += "null");
  } else if constexpr (std::floating_point<T>) {
    char text[40];
    out.append(text, static_cast<std::size_t>(std::snprintf(text, sizeof text, "%.17g", v)));
  } else if constexpr (std::convertible_to<T, std::string_view>) {
    out += std::string_view(v);
  } else {
    millstream::io::append_plain_text(out, v);
  }
}

/// The columns of a row with `|` between them.
template <class Schema>
std::string row_text(auto const& row, auto const& wanted) {
  std::string out;
  Schema::for_each([&]<class Field>() {
    if (!wanted(Field::name.view())) return;
    if (!out.empty()) out += '|';
    append_text(out, row.template get<Field::name>());
  });
  return out;
}

template <class Schema>
std::string column_names() {
  std::string out;
  for (auto const name : Schema::names)
    (out += out.empty() ? "" : "|") += name;
  return out;
}

/// The rows of a query. Where a query says rows anew, the last one of a key is the answer.
class answer {
 public:
  /// At most so many rows are kept, not only counted.
  answer(std::string columns, std::size_t rows_kept)
      : columns_(std::move(columns)),
        rows_kept_(rows_kept) {}

  void add(std::string row) {
    ++count_;
    digest_ += digest_of(row);
    if (rows_.size() < rows_kept_) rows_.push_back(std::move(row));
  }
  void put(std::string key, std::string row) {
    latest_.insert_or_assign(std::move(key), std::move(row));
  }
  /// No more rows come.
  void finish() {
    for (auto& [key, row] : latest_)
      add(std::move(row));
    latest_.clear();
    std::sort(rows_.begin(), rows_.end());
  }

  /// Their names, with `|` between them.
  std::string const& columns() const { return columns_; }
  std::int64_t count() const { return count_; }
  /// Sum, modulo 2^64, of the first eight bytes of each row's MD5.
  std::uint64_t digest() const { return digest_; }
  /// Ascending; the first ones that came where not all are kept.
  std::vector<std::string> const& rows() const { return rows_; }

 private:
  static std::uint64_t digest_of(std::string_view row) {
    unsigned char bytes[EVP_MAX_MD_SIZE];
    EVP_Digest(row.data(), row.size(), bytes, nullptr, EVP_md5(), nullptr);
    std::uint64_t out = 0;
    for (int i = 0; i < 8; ++i)
      out = out << 8 | bytes[i];
    return out;
  }

  std::string columns_;
  std::size_t rows_kept_;
  std::int64_t count_ = 0;
  std::uint64_t digest_ = 0;
  std::vector<std::string> rows_;
  std::map<std::string, std::string> latest_;
};

}  // namespace nexmark
