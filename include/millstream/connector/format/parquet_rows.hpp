// SPDX-License-Identifier: Apache-2.0
//
// What lives here: row groups of Parquet files to blocks of rows: which columns are read, checked or taken from the
// names of folders, what is malformed, and blocks handed on.
// What does not: which files and row groups make a batch and a lane (parquet_source.hpp).
#pragma once

#include <millstream/connector/format/parquet_reading.hpp>
#include <millstream/io/source.hpp>

namespace millstream::connector::detail {

/// Rows that Arrow decodes at a time: enough to make its fixed cost small, few enough for the caches.
inline constexpr std::int64_t rows_a_batch = 16 * static_cast<std::int64_t>(block_rows);

/// What a query wants of a source of Parquet files, worked out once.
template <class Declared>
struct parquet_plan {
  io::malformed_policy policy = io::malformed_policy::fail;
  std::array<bool, Declared::size + 1> checked{};  ///< columns whose types and nulls are checked
  std::filesystem::path root;                      ///< folders below it may be columns
  std::uint64_t lane_bytes = 0;
};

/// A file of a batch: what its footer says, or why it has none that can be read.
struct parquet_batch_file {
  file_slice slice;
  std::shared_ptr<::parquet::FileMetaData> metadata = {};
  std::string damage = {};
  std::vector<io::partition_value> folders = {};

  io::partition_value const* folder(std::string_view column) const {
    for (auto at = folders.rbegin(); at != folders.rend(); ++at)
      if (at->name == column) return &*at;
    return nullptr;
  }
};

/// The unit of work: one row group; of a damaged file the whole.
struct parquet_unit {
  std::size_t file = 0;
  int row_group = -1;
  std::int64_t first_row = 0;
  std::int64_t rows = 0;
  std::uint64_t bytes = 0;
  std::uint64_t begins = 0;  ///< bytes of the batch before it
};

[[noreturn]] inline void throw_damage(std::string const& what, std::string const& file) {
  throw error(errc::source_unreadable, "the Parquet file cannot be read: " + what, {.file = file},
              "put a good copy in its place before the batch is planned; to go on without what is "
              "damaged choose .on_malformed(drop or dead_letter), which counts it");
}

/// Does `read`; what it found to be no Parquet comes back as text. Arrow throws from what only looks at a footer, too.
template <class Read>
std::optional<std::string> find_damage(Read&& read) {
  try {
    read();
    return std::nullopt;
  } catch (error const&) {
    throw;
  } catch (parquet_damage const& damage) {
    return damage.what;
  } catch (std::exception const& e) {
    return e.what();
  }
}

/// Decodes the row groups of one lane into blocks of `view_block<Needed>`.
///
/// A row is malformed if a *checked* column has a null where its type allows none; a row group (or a
/// file whose footer is damaged) that Arrow cannot decode is one malformed record as far as its rows
/// were not handed on before. Bytes of columns that are not read are not looked at.
template <class Declared, class Needed>
class parquet_rows {
 public:
  explicit parquet_rows(parquet_plan<Declared> const& plan) : plan_(plan) {}

  io::lane_counts const& counts() const { return counts_; }

  template <class Consume, class Reject>
  void read(parquet_unit const& unit, parquet_batch_file const& file, Consume& consume,
            Reject& reject) {
    unit_ = &unit;
    file_ = &file;
    counts_.bytes += static_cast<std::int64_t>(unit.bytes);
    if (!file.damage.empty()) return damaged(file.damage, 0, reject);
    std::int64_t done = 0;
    // Only the reading is guarded: what the query does with a row is not the file's fault.
    auto damage = find_damage([&] { open(); });
    while (!damage) {
      std::shared_ptr<arrow::RecordBatch> rows;
      damage = find_damage([&] {
        rows = input_->next();
        if (rows) look_at(*rows);
        if (rows ? rows->num_rows() > unit.rows - done : done != unit.rows)
          throw parquet_damage{"there are not as many rows as the footer says"};
      });
      if (damage) break;
      if (!rows) return;
      hand_on(done, static_cast<std::size_t>(rows->num_rows()), consume, reject);
      done += rows->num_rows();
    }
    input_.reset();
    damaged(*damage, done, reject);
  }

 private:
  static constexpr std::size_t columns = Declared::size;
  template <std::size_t I>
  static constexpr bool is_needed = Needed::has(Declared::names[I]);
  template <class F>
  static void for_each_column(F&& f) {
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      (f.template operator()<I>(), ...);
    }(std::make_index_sequence<columns>{});
  }
  /// Where a column comes from: not from this file, from the name of a folder, or read.
  enum class origin : std::uint8_t { nowhere, folder, file };

  void open() {
    if (!input_ || opened_ != file_) {
      input_.emplace(file_->slice, rows_a_batch, file_->metadata);
      opened_ = file_;
      repeated_.clear();
      for_each_column([&]<std::size_t I>() {
        from_[I] = origin::nowhere;
        auto const* const folder = file_->folder(Declared::names[I]);
        if (!folder || !is_needed<I>) return;
        from_[I] = origin::folder;
        std::get<I>(views_) = {};
        if (folder->text) repeat_value(*folder->text, std::get<I>(views_), repeated_);
      });
    }
    input_->start(unit_->row_group, leaves());
  }

  /// The leaves of the columns that the query needs, and of those that it checks where the footer
  /// does not rule out a null; any one where that is none, because it shows whether the rows are there.
  std::vector<int> leaves() {
    auto const group = file_->metadata->RowGroup(unit_->row_group);
    std::vector<int> out;
    for_each_column([&]<std::size_t I>() {
      using type = typename Declared::template type_at<I>;
      if (from_[I] == origin::folder || file_->folder(Declared::names[I])) return;
      from_[I] = origin::nowhere;
      auto const* const field = find_field(input_->fields(), Declared::names[I]);
      if (!field) {
        if constexpr (is_needed<I>) std::get<I>(views_) = {};
        return;
      }
      if (!is_needed<I> && !(plan_.checked[I] && may_lack<type>(*field, *group))) return;
      from_[I] = origin::file;
      add_leaves<type>(*field, out);
    });
    if (out.empty()) {
      if (input_->fields().empty()) throw parquet_damage{"the file has rows but no columns"};
      out.push_back(first_leaf(input_->fields().front()).column_index);
    }
    return out;
  }

  void look_at(arrow::RecordBatch const& rows) {
    converted_.clear();
    for_each_column([&]<std::size_t I>() {
      if (from_[I] != origin::file) return;
      auto const array = rows.GetColumnByName(std::string(Declared::names[I]));
      if (!array || array->length() != rows.num_rows())
        throw parquet_damage{"column \"" + std::string(Declared::names[I]) + "\" is not whole"};
      arrays_[I] = array;
      view_array(*array, std::get<I>(views_), converted_);
    });
  }

  template <class Consume, class Reject>
  void hand_on(std::int64_t before, std::size_t count, Consume& consume, Reject& reject) {
    if (!converted_.lacking) return blocks(0, count, consume);
    std::size_t good = 0;  // the first row of those that wait
    for (std::size_t row = 0; row < count; ++row) {
      auto const column = column_without_value(static_cast<std::int64_t>(row));
      if (column.empty()) continue;
      blocks(good, row, consume);
      good = row + 1;
      auto const number = unit_->first_row + before + static_cast<std::int64_t>(row) + 1;
      malformed("column \"" + column + "\" is null", "row " + std::to_string(number), reject);
    }
    blocks(good, count, consume);
  }

  std::string column_without_value(std::int64_t row) const {
    std::string out;
    for_each_column([&]<std::size_t I>() {
      if (!out.empty() || from_[I] != origin::file || !plan_.checked[I]) return;
      if (auto const inside = find_null<typename Declared::template type_at<I>>(*arrays_[I], row))
        out = std::string(Declared::names[I]) + *inside;
    });
    return out;
  }

  template <class Consume>
  void blocks(std::size_t begin, std::size_t end, Consume& consume) {
    while (begin < end) {
      view_block<Needed> block;
      block.count = std::min(block_rows, end - begin);
      for_each_column([&]<std::size_t I>() {
        if constexpr (is_needed<I>)
          nth<Needed::index_of(Declared::names[I])>(block.columns) =
              from_[I] == origin::folder ? std::get<I>(views_)
                                         : std::get<I>(views_).from_row(begin);
      });
      counts_.rows += static_cast<std::int64_t>(block.count);
      begin += block.count;
      consume(block);
    }
  }

  template <class Reject>
  void malformed(std::string const& reason, std::string const& place, Reject& reject) {
    ++counts_.malformed;
    if (plan_.policy == io::malformed_policy::fail)
      throw error(errc::malformed_record, reason + " in " + place + " of the file",
                  {.file = file_->slice.path},
                  "make the member a std::optional, or choose .on_malformed(drop or dead_letter)");
    if (plan_.policy == io::malformed_policy::dead_letter)
      reject(io::malformed_record{.reason = reason, .file = file_->slice.path, .text = place});
  }

  template <class Reject>
  void damaged(std::string const& what, std::int64_t done, Reject& reject) {
    bool const whole = unit_->row_group < 0;
    if (plan_.policy == io::malformed_policy::fail)
      throw_damage(what + (whole ? "" : " (row group " + std::to_string(unit_->row_group) + ")"),
                   file_->slice.path);
    malformed("the Parquet file cannot be read: " + what,
              whole ? "the whole file"
                    : "rows " + std::to_string(unit_->first_row + done + 1) + " to " +
                          std::to_string(unit_->first_row + unit_->rows),
              reject);
  }

  template <class... Fs>
  static std::tuple<column_view<typename Fs::type>...> views_of(std::type_identity<schema<Fs...>>);

  parquet_plan<Declared> const& plan_;
  io::lane_counts counts_;
  parquet_unit const* unit_ = nullptr;
  parquet_batch_file const* file_ = nullptr;

  std::optional<parquet_input> input_;
  parquet_batch_file const* opened_ = nullptr;  // what `input_` reads
  array_memory converted_;                      // of the record batch
  array_memory repeated_;                       // of the file: what its folders say
  std::array<origin, columns + 1> from_{};
  std::array<std::shared_ptr<arrow::Array>, columns + 1> arrays_;
  decltype(views_of(std::type_identity<Declared>{})) views_;
};

}  // namespace millstream::connector::detail
