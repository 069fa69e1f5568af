// SPDX-License-Identifier: Apache-2.0
//
// The query over Parquet as a careful hand-written loop on Arrow's reader: row groups taken by threads as they
// come, three columns of each. Where a column is dictionary-encoded throughout, an ad is looked up once a
// dictionary and counting is two array accesses a view; else an ad's UUID is looked up for each view, where it
// lies. A null in a column that is read is an error, as it is where the columns are declared without nulls.
#pragma once

#include <arrow/array/array_binary.h>
#include <arrow/array/array_dict.h>
#include <arrow/array/array_primitive.h>
#include <arrow/record_batch.h>
#include <parquet/arrow/reader.h>
#include <parquet/column_reader.h>
#include <parquet/file_reader.h>
#include <parquet/metadata.h>

#include <array>
#include <atomic>

#include "ysb_parquet_data.hpp"
#include "ysb_uuid_table.hpp"

namespace ysb {

/// Counts by window and campaign number: the last few windows in an array, older ones in a table.
class dense_counts {
 public:
  explicit dense_counts(std::size_t campaigns)
      : campaigns_(campaigns + 1),
        recent_(windows * campaigns_) {
    std::fill(std::begin(start_), std::end(start_), INT64_MIN);
  }

  /// The counters of the window that holds `time`, by campaign; they last until the next call.
  std::int64_t* of(std::int64_t time) {
    if (static_cast<std::uint64_t>(time - last_start_) >=
        static_cast<std::uint64_t>(window_microseconds)) [[unlikely]]
      turn_to(time);
    return last_;
  }
  count_table finish() {
    for (std::size_t w = 0; w < windows; ++w)
      flush(w);
    return std::move(older_);
  }

 private:
  static constexpr std::size_t windows = 16;

  [[gnu::noinline]] void turn_to(std::int64_t time) {
    auto const start =
        time - (time % window_microseconds + window_microseconds) % window_microseconds;
    auto const slot = static_cast<std::size_t>(start / window_microseconds) % windows;
    if (start_[slot] != start) flush(slot), start_[slot] = start;
    last_start_ = start, last_ = recent_.data() + slot * campaigns_;
  }
  void flush(std::size_t slot) {
    auto* const counts = recent_.data() + slot * campaigns_;
    for (std::size_t c = 1; c < campaigns_; ++c)
      if (counts[c] != 0) add_views(older_, start_[slot], static_cast<std::int64_t>(c), counts[c]);
    std::fill_n(counts, campaigns_, 0);
  }

  std::size_t campaigns_;
  std::vector<std::int64_t> recent_;
  std::int64_t start_[windows];
  std::int64_t last_start_ = INT64_MIN / 2;
  std::int64_t* last_ = nullptr;
  count_table older_;
};

namespace detail {

struct opened_parquet {
  std::shared_ptr<arrow::io::RandomAccessFile> file;
  std::shared_ptr<parquet::FileMetaData> metadata;
};

inline bool all_pages_have_a_dictionary(parquet::FileMetaData const& file, int group, int column) {
  auto const stats = file.RowGroup(group)->ColumnChunk(column)->encoding_stats();
  bool any = false;
  for (auto const& s : stats) {
    if (s.page_type == parquet::PageType::DICTIONARY_PAGE) continue;
    if (s.encoding != parquet::Encoding::RLE_DICTIONARY &&
        s.encoding != parquet::Encoding::PLAIN_DICTIONARY)
      return false;
    any = true;
  }
  return any;
}

/// The texts of a dictionary as small numbers, made once a dictionary.
class numbered_texts {
 public:
  /// `number(text)` of each of `texts`.
  template <class Number>
  std::int32_t const* of(std::shared_ptr<arrow::Array> const& texts, Number&& number) {
    if (texts != texts_) {
      texts_ = texts;
      numbers_.clear();
      auto const& all = static_cast<arrow::StringArray const&>(*texts);
      for (std::int64_t i = 0; i < all.length(); ++i)
        numbers_.push_back(number(all.GetView(i)));
    }
    return numbers_.data();
  }

 private:
  std::shared_ptr<arrow::Array> texts_;
  std::vector<std::int32_t> numbers_;
};

class parquet_views {
 public:
  explicit parquet_views(uuid_table const& ads) : ads_(ads), counts_(ads.campaigns.size()) {}

  count_table finish() { return counts_.finish(); }

  void read(opened_parquet const& from, int group) {
    auto const column = [&](char const* name) {
      auto const at = from.metadata->schema()->ColumnIndex(name);
      if (at < 0) throw std::runtime_error(std::string("no column ") + name);
      return at;
    };
    int const ad = column("ad_id"), type = column("event_type"), time = column("event_time");
    bool const coded_ads = all_pages_have_a_dictionary(*from.metadata, group, ad);
    parquet::ArrowReaderProperties how(false);
    how.set_batch_size(64 << 10);
    how.set_pre_buffer(false);
    how.set_read_dictionary(ad, coded_ads);
    how.set_read_dictionary(type, all_pages_have_a_dictionary(*from.metadata, group, type));
    auto file = parquet::ParquetFileReader::Open(from.file, parquet::default_reader_properties(),
                                                 from.metadata);
    auto const reader =
        must(parquet::arrow::FileReader::Make(arrow::default_memory_pool(), std::move(file), how));
    std::vector<int> columns = {type, time};
    if (coded_ads) columns.push_back(ad);
    auto const batches = must(reader->GetRecordBatchReader({group}, columns));
    auto const plain_ads =
        coded_ads ? nullptr : reader->parquet_reader()->RowGroup(group)->Column(ad);
    for (std::shared_ptr<arrow::RecordBatch> b; must(batches->ReadNext(&b)), b;) {
      auto const* const times = times_of(*b->GetColumnByName("event_time"));
      select_views(*b->GetColumnByName("event_type"));
      if (coded_ads)
        count_coded(*b->GetColumnByName("ad_id"), times);
      else
        count_plain(static_cast<parquet::ByteArrayReader&>(*plain_ads), b->num_rows(), times);
    }
  }

 private:
  static void refuse_nulls(std::int64_t nulls) {
    if (nulls != 0) throw std::runtime_error("null where there must be a value");
  }

  static std::int64_t const* times_of(arrow::Array const& time) {
    refuse_nulls(time.null_count());
    auto const unit = static_cast<arrow::TimestampType const&>(*time.type()).unit();
    if (unit != arrow::TimeUnit::MICRO)
      throw std::runtime_error("event_time isn't in microseconds");
    return static_cast<arrow::TimestampArray const&>(time).raw_values();
  }

  void count_coded(arrow::Array const& ad, std::int64_t const* times) {
    refuse_nulls(ad.null_count());
    auto const& coded = static_cast<arrow::DictionaryArray const&>(ad);
    auto const* const campaigns = campaigns_.of(coded.dictionary(), [&](std::string_view id) {
      return static_cast<std::int32_t>(ads_.campaign_of(id));
    });
    auto const* const ids = indices(coded);
    for (std::size_t q = 0; q < found_; ++q)
      ++counts_.of(times[views_[q]])[campaigns[ids[views_[q]]]];
  }

  /// Ads as they lie in the pages, not copied: those of a page last until the next page.
  void count_plain(parquet::ByteArrayReader& ads, std::int64_t rows, std::int64_t const* times) {
    constexpr std::int64_t most = 1024;
    std::array<parquet::ByteArray, most> ids;
    std::array<std::int16_t, most> levels;
    std::size_t q = 0;
    for (std::int64_t first = 0; first < rows;) {
      std::int64_t values = 0;
      auto const got =
          ads.ReadBatch(std::min(most, rows - first), levels.data(), nullptr, ids.data(), &values);
      if (got == 0) throw std::runtime_error("fewer ads than rows");
      refuse_nulls(got - values);
      auto const id_of_view = [&](std::size_t v) {
        return std::string_view(ids[static_cast<std::size_t>(views_[v] - first)]);
      };
      auto end = q;
      for (; end < found_ && views_[end] < first + got; ++end)
        ads_.prefetch(id_of_view(end));
      for (; q < end; ++q)
        ++counts_.of(times[views_[q]])[ads_.campaign_of(id_of_view(q))];
      first += got;
    }
  }

  /// Positions of views, without a branch a row.
  void select_views(arrow::Array const& type) {
    refuse_nulls(type.null_count());
    auto const rows = static_cast<std::size_t>(type.length());
    views_.resize(rows + 1);
    found_ = 0;
    auto const keep = [&](std::size_t i, bool is_view) {
      views_[found_] = static_cast<std::uint32_t>(i);
      found_ += is_view;
    };
    if (auto const* const coded = dictionary(type)) {
      auto const* const is_view = types_.of(coded->dictionary(), [](std::string_view text) {
        return static_cast<std::int32_t>(text == "view");
      });
      auto const* const ids = indices(*coded);
      for (std::size_t i = 0; i < rows; ++i)
        keep(i, is_view[ids[i]] != 0);
    } else {
      auto const& texts = static_cast<arrow::StringArray const&>(type);
      for (std::size_t i = 0; i < rows; ++i)
        keep(i, texts.GetView(static_cast<std::int64_t>(i)) == "view");
    }
  }

  static arrow::DictionaryArray const* dictionary(arrow::Array const& a) {
    return a.type_id() == arrow::Type::DICTIONARY ? static_cast<arrow::DictionaryArray const*>(&a)
                                                  : nullptr;
  }
  static std::int32_t const* indices(arrow::DictionaryArray const& a) {
    return static_cast<arrow::Int32Array const&>(*a.indices()).raw_values();
  }

  uuid_table const& ads_;
  dense_counts counts_;  ///< campaign 0: an ad that isn't in the table
  numbered_texts campaigns_, types_;
  std::vector<std::uint32_t> views_;
  std::size_t found_ = 0;
};

}  // namespace detail

inline bench::outcome parquet_by_hand(file_workload const& w, uuid_table const& ads,
                                      unsigned threads) {
  std::vector<detail::opened_parquet> files(w.files.size());
  bench::on_threads(threads, [&](unsigned t) {
    for (std::size_t f = t; f < files.size(); f += threads) {
      files[f].file = must(arrow::io::ReadableFile::Open(w.files[f].string()));
      files[f].metadata = parquet::ReadMetaData(files[f].file);
    }
  });
  std::vector<std::pair<std::size_t, int>> groups;
  for (std::size_t f = 0; f < files.size(); ++f)
    for (int g = 0; g < files[f].metadata->num_row_groups(); ++g)
      groups.emplace_back(f, g);
  std::vector<count_table> tables(threads);
  std::atomic<std::size_t> next{0};
  bench::on_threads(threads, [&](unsigned t) {
    detail::parquet_views mine(ads);
    for (std::size_t i; (i = next++) < groups.size();)
      mine.read(files[groups[i].first], groups[i].second);
    tables[t] = mine.finish();
  });
  return outcome_of(tables, ads);
}

}  // namespace ysb
