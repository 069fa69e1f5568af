// SPDX-License-Identifier: Apache-2.0
//
// How a mistake in a query reaches its author: a *problem* is a type whose template arguments are the
// parts of the message (what was wanted, what there is, both types) and whose one static_assert is the
// sentence; `wanted<>` in a sentence is the part of that name, printed beside it. A compiler that takes
// computed messages (C++26) puts the parts into the sentence. Rooms that check name problems without
// instantiating them; the dsl/ word at the user's line raises the first one and returns a poisoned
// stream, so that one mistake gives one error. Every id has a page, docs/errors/MSxxx.md, and a file
// in tests/compile_fail/.
#pragma once

#include <millstream/base/fixed_string.hpp>
#include <millstream/base/meta.hpp>
#include <millstream/base/type_text.hpp>

// The sentences stand in one piece each, so that they can be searched for.
// clang-format off

namespace millstream::diagnostic {

/// No problem.
struct none {
  using said = void;
};

/// The parts of a message, as the compiler prints them. `word` stands in sentences, `text()` in its place.
template <fixed_string Word>
struct in {
  static constexpr std::string_view word = "in<>";
  static constexpr auto text() { return Word; }
};
template <fixed_string Name>
struct wanted {
  static constexpr std::string_view word = "wanted<>";
  static constexpr auto text() { return concatenated<fixed_string("\""), Name, fixed_string("\"")>; }
};
template <fixed_string Name>
struct did_you_mean {
  static constexpr std::string_view word = "did_you_mean<>";
  static constexpr auto text() { return concatenated<fixed_string("\""), Name, fixed_string("\"")>; }
};
template <fixed_string Code>
struct how_to_write {
  static constexpr std::string_view word = "how_to_write<>";
  static constexpr auto text() { return Code; }
};
template <fixed_string... Names>
struct columns_there_are {
  static constexpr std::string_view word = "columns_there_are<>";
  static constexpr auto text() { return joined<Names...>; }
};
template <fixed_string... Names>
struct rules_there_are {
  static constexpr std::string_view word = "rules_there_are<>";
  static constexpr auto text() { return joined<Names...>; }
};
template <fixed_string... Names>
struct left_columns {
  static constexpr std::string_view word = "left_columns<>";
  static constexpr auto text() { return joined<Names...>; }
};
template <fixed_string... Names>
struct right_columns {
  static constexpr std::string_view word = "right_columns<>";
  static constexpr auto text() { return joined<Names...>; }
};
template <fixed_string Type>
struct left {
  static constexpr std::string_view word = "left<>";
  static constexpr auto text() { return Type; }
};
template <fixed_string Type>
struct right {
  static constexpr std::string_view word = "right<>";
  static constexpr auto text() { return Type; }
};
template <fixed_string Type>
struct type {
  static constexpr std::string_view word = "type<>";
  static constexpr auto text() { return Type; }
};
template <class T>
using left_type = left<type_text<T>>;
template <class T>
using right_type = right<type_text<T>>;
template <class T>
using type_is = type<type_text<T>>;

template <class Problem>
inline constexpr bool is_none = std::is_same_v<Problem, none>;

/// The first of `Problems` that is one.
template <class... Problems>
struct first_of {
  using type = none;
};
template <class First, class... Rest>
struct first_of<First, Rest...> {
  using type = First;
};
template <class... Rest>
struct first_of<none, Rest...> : first_of<Rest...> {};
template <class... Problems>
using first_problem = typename first_of<Problems...>::type;

/// Never true; carries the parts to where the compiler prints them.
template <class... Parts>
inline constexpr bool accepted = false;

/// A problem is raised by naming its `said`: that instantiates it, and evaluates nothing.
struct problem {
  using said = void;
};

#if defined(__cpp_static_assert) && __cpp_static_assert >= 202306L
/// A sentence with the parts put in.
template <fixed_string Sentence, class... Parts>
struct spoken {
  static constexpr auto put_in(char* to) {
    std::size_t written = 0;
    auto const put = [&](std::string_view text) {
      for (char const c : text) {
        if (to) to[written] = c;
        ++written;
      }
    };
    for (auto rest = Sentence.view(); !rest.empty();) {
      auto const here = rest;
      (void)((rest.starts_with(Parts::word) && (put(Parts::text().view()), rest.remove_prefix(Parts::word.size()), true)) || ...);
      if (rest.size() == here.size()) put(rest.substr(0, 1)), rest.remove_prefix(1);
    }
    return written;
  }
  static constexpr auto held = [] {
    std::array<char, put_in(nullptr)> out{};
    put_in(out.data());
    return out;
  }();
  constexpr std::size_t size() const { return held.size(); }
  constexpr char const* data() const { return held.data(); }
};
#define MILLSTREAM_SENTENCE(sentence) ::millstream::diagnostic::spoken<sentence, Parts...>{}
#else
#define MILLSTREAM_SENTENCE(sentence) sentence
#endif

template <class... Parts>
struct unknown_column : problem {
  static_assert(accepted<Parts...>, MILLSTREAM_SENTENCE("millstream MS001: no column wanted<>; there are columns_there_are<> (docs/errors/MS001.md)"));
};
template <class... Parts>
struct misspelt_column : problem {
  static_assert(accepted<Parts...>, MILLSTREAM_SENTENCE("millstream MS001: no column wanted<>; did you mean did_you_mean<>? There are columns_there_are<> (docs/errors/MS001.md)"));
};
template <class... Parts>
struct no_record : problem {
  static_assert(accepted<Parts...>, MILLSTREAM_SENTENCE("millstream MS001: no column wanted<>: what is before the dot is no nested record, its type is type<> (docs/errors/MS001.md)"));
};
template <class... Parts>
struct incomparable_types : problem {
  static_assert(accepted<Parts...>, MILLSTREAM_SENTENCE("millstream MS002: left<> and right<> cannot be compared. Compare values of one kind, or convert one with ms::cast<T>(...) (docs/errors/MS002.md)"));
};
template <class... Parts>
struct not_numeric : problem {
  static_assert(accepted<Parts...>, MILLSTREAM_SENTENCE("millstream MS003: arithmetic needs numbers, not left<> and right<> (docs/errors/MS003.md)"));
};
template <class... Parts>
struct not_boolean : problem {
  static_assert(accepted<Parts...>, MILLSTREAM_SENTENCE("millstream MS004: a condition must be a boolean, not type<>. Compare the value with something (docs/errors/MS004.md)"));
};
template <class... Parts>
struct aggregate_of_non_number : problem {
  static_assert(accepted<Parts...>, MILLSTREAM_SENTENCE("millstream MS005: the aggregate in<> cannot take type<>: sum and avg need a number, min and max a scalar (docs/errors/MS005.md)"));
};
template <class... Parts>
struct append_needs_watermark : problem {
  static_assert(accepted<Parts...>, MILLSTREAM_SENTENCE("millstream MS006: append mode on an aggregation needs a watermark: a group can be handed on only once it cannot change any more. Put ms::with_watermark(\"event_time\"_c, delay) before group_by and group by that column or its ms::window, or choose ms::update or ms::complete (docs/errors/MS006.md)"));
};
template <class... Parts>
struct complete_needs_aggregation : problem {
  static_assert(accepted<Parts...>, MILLSTREAM_SENTENCE("millstream MS007: complete mode needs an aggregation: without one the whole result would be every row ever read. Choose ms::append or ms::update (docs/errors/MS007.md)"));
};
template <class... Parts>
struct struct_does_not_match : problem {
  static_assert(accepted<Parts...>, MILLSTREAM_SENTENCE("millstream MS008: the member wanted<> cannot be filled from the column of its name: the column is left<>, the member right<>. Nothing is narrowed, and null needs a std::optional (docs/errors/MS008.md)"));
};
template <class... Parts>
struct struct_lacks_column : problem {
  static_assert(accepted<Parts...>, MILLSTREAM_SENTENCE("millstream MS008: the struct type<> has a member wanted<>, but there is no such column; there are columns_there_are<> (docs/errors/MS008.md)"));
};
template <class... Parts>
struct watermark_needs_timestamp : problem {
  static_assert(accepted<Parts...>, MILLSTREAM_SENTENCE("millstream MS009: a watermark needs an ms::timestamp column that is not part of a nested record: wanted<> is type<> (docs/errors/MS009.md)"));
};
template <class... Parts>
struct join_key_types_differ : problem {
  static_assert(accepted<Parts...>, MILLSTREAM_SENTENCE("millstream MS010: the join key wanted<> is left<> in the stream and right<> in the table (docs/errors/MS010.md)"));
};
template <class... Parts>
struct ambiguous_column : problem {
  static_assert(accepted<Parts...>, MILLSTREAM_SENTENCE("millstream MS011: both sides of the join have a column wanted<>, which is no key. Rename or drop it on one side before the join (docs/errors/MS011.md)"));
};
template <class... Parts>
struct union_columns_differ : problem {
  static_assert(accepted<Parts...>, MILLSTREAM_SENTENCE("millstream MS012: union_ needs the same columns in the same order on both sides: left_columns<> against right_columns<>. Put ms::select before it (docs/errors/MS012.md)"));
};
template <class... Parts>
struct union_types_differ : problem {
  static_assert(accepted<Parts...>, MILLSTREAM_SENTENCE("millstream MS012: union_ needs the same types on both sides: the column wanted<> is left<> and right<> (docs/errors/MS012.md)"));
};
template <class... Parts>
struct column_named_twice : problem {
  static_assert(accepted<Parts...>, MILLSTREAM_SENTENCE("millstream MS013: two columns of the result have the name wanted<>. Give one another name with .as(\"name\"_c) (docs/errors/MS013.md)"));
};
template <class... Parts>
struct expression_without_name : problem {
  static_assert(accepted<Parts...>, MILLSTREAM_SENTENCE("millstream MS014: an expression that becomes a column needs a name: write .as(\"name\"_c) behind it (docs/errors/MS014.md)"));
};
template <class... Parts>
struct not_an_aggregate : problem {
  static_assert(accepted<Parts...>, MILLSTREAM_SENTENCE("millstream MS015: agg takes aggregates only, such as ms::sum(\"x\"_c), and wanted<> is none. A grouping key is a column of the result already (docs/errors/MS015.md)"));
};
template <class... Parts>
struct window_needs_timestamp : problem {
  static_assert(accepted<Parts...>, MILLSTREAM_SENTENCE("millstream MS016: a window needs an ms::timestamp, not type<> (docs/errors/MS016.md)"));
};
template <class... Parts>
struct session_gap_is_no_duration : problem {
  static_assert(accepted<Parts...>, MILLSTREAM_SENTENCE("millstream MS016: the gap of ms::session_window is a duration, not type<>: such as 5min, or ms::make_dt_interval(0, 0, \"minutes\"_c, 0) (docs/errors/MS016.md)"));
};
template <class... Parts>
struct key_lacks_grouping_column : problem {
  static_assert(accepted<Parts...>, MILLSTREAM_SENTENCE("millstream MS017: rows of the result would overwrite each other: the sink's key lacks the grouping column wanted<>. Add it to .key(...), or say which row stays with .latest_by(column) (docs/errors/MS017.md)"));
};
template <class... Parts>
struct sink_cannot_take_mode : problem {
  static_assert(accepted<Parts...>, MILLSTREAM_SENTENCE("millstream MS018: the sink type<> cannot take the output mode in<>. A file sink takes ms::append only (docs/errors/MS018.md)"));
};
template <class... Parts>
struct watermark_defined_twice : problem {
  static_assert(accepted<Parts...>, MILLSTREAM_SENTENCE("millstream MS019: the stream has a watermark already, and wanted<> would be a second one (docs/errors/MS019.md)"));
};
template <class... Parts>
struct aggregate_outside_agg : problem {
  static_assert(accepted<Parts...>, MILLSTREAM_SENTENCE("millstream MS020: the aggregate in<> stands where a value of one row is needed. Aggregates go into ms::agg(...) (docs/errors/MS020.md)"));
};
template <class... Parts>
struct lambda_does_not_fit : problem {
  static_assert(accepted<Parts...>, MILLSTREAM_SENTENCE("millstream MS021: the function given to in<> cannot be called with the rows of this stream. It takes an adapted struct whose members are columns, or a row by `auto const&` (docs/errors/MS021.md)"));
};
template <class... Parts>
struct lambda_returns_other : problem {
  static_assert(accepted<Parts...>, MILLSTREAM_SENTENCE("millstream MS021: the function given to in<> returns type<>: filter and where need a bool, map a struct adapted with BOOST_HANA_ADAPT_STRUCT (docs/errors/MS021.md)"));
};
template <class... Parts>
struct cannot_cast : problem {
  static_assert(accepted<Parts...>, MILLSTREAM_SENTENCE("millstream MS022: there is no cast from left<> to right<> (docs/errors/MS022.md)"));
};
template <class... Parts>
struct groups_never_finished : problem {
  static_assert(accepted<Parts...>, MILLSTREAM_SENTENCE("millstream MS023: an aggregation stands above one whose groups are never finished: none of its keys holds the event time of a watermark, so it has no final group to hand on. Put ms::with_watermark(\"event_time\"_c, delay) before the first group_by and group by that column or its ms::window, or write the first result to a sink and read it with a second query (docs/errors/MS023.md)"));
};
template <class... Parts>
struct types_differ : problem {
  static_assert(accepted<Parts...>, MILLSTREAM_SENTENCE("millstream MS024: the arguments of in<> need one common type, not left<> and right<> (docs/errors/MS024.md)"));
};
template <class... Parts>
struct group_by_without_agg : problem {
  static_assert(accepted<Parts...>, MILLSTREAM_SENTENCE("millstream MS025: group_by must be followed by ms::agg(...), before in<> (docs/errors/MS025.md)"));
};
template <class... Parts>
struct word_of_nothing : problem {
  static_assert(accepted<Parts...>, MILLSTREAM_SENTENCE("millstream MS026: ms::in<> needs at least one argument (docs/errors/MS026.md)"));
};
template <class... Parts>
struct table_for_stream : problem {
  static_assert(accepted<Parts...>, MILLSTREAM_SENTENCE("millstream MS027: ms::in<> needs a stream, and this is a table: read it with ms::read_stream or ms::from_range, not ms::read (docs/errors/MS027.md)"));
};
template <class... Parts>
struct no_table : problem {
  static_assert(accepted<Parts...>, MILLSTREAM_SENTENCE("millstream MS028: ms::join takes a table or a stream, and type<> is none: read it with ms::read or ms::read_stream (docs/errors/MS028.md)"));
};
template <class... Parts>
struct struct_not_adapted : problem {
  static_assert(accepted<Parts...>, MILLSTREAM_SENTENCE("millstream MS029: the struct type<> is not adapted: write BOOST_HANA_ADAPT_STRUCT(type<>, member, ...); behind it, outside of any namespace (docs/errors/MS029.md)"));
};
template <class... Parts>
struct unsupported_member : problem {
  static_assert(accepted<Parts...>, MILLSTREAM_SENTENCE("millstream MS030: the member wanted<> has the type type<>, which cannot be a column. A column is a bool, a signed integer, float, double, ms::decimal, std::string, ms::binary, ms::timestamp, ms::date, ms::duration, a std::optional of one, a std::vector, a std::map with a key that is no float and never null, or an adapted struct (docs/errors/MS030.md)"));
};
template <class... Parts>
struct assignment_to_column : problem {
  static_assert(accepted<Parts...>, MILLSTREAM_SENTENCE("millstream MS031: a value is assigned to the column wanted<>: a comparison is written with ==, a new column with ms::with_column (docs/errors/MS031.md)"));
};
template <class... Parts>
struct number_for_duration : problem {
  static_assert(accepted<Parts...>, MILLSTREAM_SENTENCE("millstream MS032: ms::in<> needs a duration with its unit, such as 10s or std::chrono::minutes(5), not type<> (docs/errors/MS032.md)"));
};
template <class... Parts>
struct sink_needs_key : problem {
  static_assert(accepted<Parts...>, MILLSTREAM_SENTENCE("millstream MS033: this sink needs a key: say which columns identify a row with .key(\"column\"_c, ...) (docs/errors/MS033.md)"));
};
template <class... Parts>
struct session_window_in_update : problem {
  static_assert(accepted<Parts...>, MILLSTREAM_SENTENCE("millstream MS034: a session window cannot run in update mode: a row may join two sessions that were handed on already. Choose ms::append, or ms::complete (docs/errors/MS034.md)"));
};
template <class... Parts>
struct session_window_needs_a_key : problem {
  static_assert(accepted<Parts...>, MILLSTREAM_SENTENCE("millstream MS035: a session window needs another grouping key beside it: sessions of all rows together would be one state on one thread. Add a column to group_by, a constant one if need be (docs/errors/MS035.md)"));
};
template <class... Parts>
struct sort_needs_complete : problem {
  static_assert(accepted<Parts...>, MILLSTREAM_SENTENCE("millstream MS036: a stream can be sorted only behind an aggregation and in complete mode: elsewhere a later row might belong before one that was handed on. Choose ms::complete, or sort where the result is read (docs/errors/MS036.md)"));
};
template <class... Parts>
struct limit_in_update : problem {
  static_assert(accepted<Parts...>, MILLSTREAM_SENTENCE("millstream MS037: limit cannot run in update mode: a row that was handed on could leave the first rows again. Choose ms::append, or ms::complete behind an aggregation (docs/errors/MS037.md)"));
};
template <class... Parts>
struct offset_of_a_stream : problem {
  static_assert(accepted<Parts...>, MILLSTREAM_SENTENCE("millstream MS037: the first rows of a stream cannot be skipped: which ones they are depends on when they came. Filter by a column that says it (docs/errors/MS037.md)"));
};
template <class... Parts>
struct never_on_a_stream : problem {
  static_assert(accepted<Parts...>, MILLSTREAM_SENTENCE("millstream MS038: this operator needs all rows at once, and a stream never ends. Write the stream to a table and use it there; for distinct counts take ms::approx_count_distinct (docs/errors/MS038.md)"));
};
template <class... Parts>
struct stateful_after_updates : problem {
  static_assert(accepted<Parts...>, MILLSTREAM_SENTENCE("millstream MS039: another operator with state stands above one whose rows may be late for it: an aggregation in update or complete mode hands a group on again and again, and a timeout of event time hands on what the watermark has passed. Choose ms::append, or write the first result to a sink and read it with a second query (docs/errors/MS039.md)"));
};
template <class... Parts>
struct outer_join_needs_append : problem {
  static_assert(accepted<Parts...>, MILLSTREAM_SENTENCE("millstream MS040: an outer join of two streams runs in append mode only: a row without partner is handed on when none can come any more. Choose ms::append (docs/errors/MS040.md)"));
};
template <class... Parts>
struct stream_join_in_complete : problem {
  static_assert(accepted<Parts...>, MILLSTREAM_SENTENCE("millstream MS040: a join of two streams cannot run in complete mode: its whole result would be every pair ever found. Choose ms::append or ms::update (docs/errors/MS040.md)"));
};
template <class... Parts>
struct anti_join_of_streams : problem {
  static_assert(accepted<Parts...>, MILLSTREAM_SENTENCE("millstream MS040: an anti join of two streams is not possible in any mode. Take a left join and keep the rows whose partner is null (docs/errors/MS040.md)"));
};
template <class... Parts>
struct stream_join_needs_bound : problem {
  static_assert(accepted<Parts...>, MILLSTREAM_SENTENCE("millstream MS041: this join of two streams must know when no partner can come any more: put ms::with_watermark on the side that may lack a partner, and the event time among the keys or a range of it into the condition (docs/errors/MS041.md)"));
};
template <class... Parts>
struct stream_join_needs_equality : problem {
  static_assert(accepted<Parts...>, MILLSTREAM_SENTENCE("millstream MS042: a join of two streams needs a column that is equal on both sides: without one every row would have to meet every other (docs/errors/MS042.md)"));
};
template <class... Parts>
struct static_join_keeps_table : problem {
  static_assert(accepted<Parts...>, MILLSTREAM_SENTENCE("millstream MS043: a join of a stream with a table cannot keep rows of the table without partner: one may come as long as the stream lives. Let the join keep rows of the stream only (docs/errors/MS043.md)"));
};
template <class... Parts>
struct groups_mode_differs : problem {
  static_assert(accepted<Parts...>, MILLSTREAM_SENTENCE("millstream MS044: the output mode is not that of the function over groups with state: map_groups_with_state runs in update mode, flat_map_groups_with_state in the mode that it was given (docs/errors/MS044.md)"));
};
template <class... Parts>
struct groups_combined : problem {
  static_assert(accepted<Parts...>, MILLSTREAM_SENTENCE("millstream MS044: functions over groups with state cannot be combined so: one map_groups_with_state a query and nothing of its kind beside it; several flat_map_groups_with_state, or one with an aggregation, only where all are of append mode (docs/errors/MS044.md)"));
};
template <class... Parts>
struct real_time_needs_update : problem {
  static_assert(accepted<Parts...>, MILLSTREAM_SENTENCE("millstream MS045: a real-time trigger runs in update mode only. Choose ms::update, or another trigger (docs/errors/MS045.md)"));
};
template <class... Parts>
struct not_in_real_time : problem {
  static_assert(accepted<Parts...>, MILLSTREAM_SENTENCE("millstream MS045: an operator of this query cannot run under a real-time trigger: steps without state, the join with a table, drop_duplicates and aggregations in update mode can. Choose another trigger (docs/errors/MS045.md)"));
};
template <class... Parts>
struct sink_not_in_real_time : problem {
  static_assert(accepted<Parts...>, MILLSTREAM_SENTENCE("millstream MS045: the sink type<> takes rows only when their batch is committed, and a real-time trigger hands them on at once: ms::for_each, ms::lmdb, ms::console and ms::noop can take them. Choose one of these, or another trigger (docs/errors/MS045.md)"));
};
template <class... Parts>
struct source_not_in_real_time : problem {
  static_assert(accepted<Parts...>, MILLSTREAM_SENTENCE("millstream MS045: the source type<> cannot be asked for new rows while a batch runs, as a real-time trigger does. Choose another trigger (docs/errors/MS045.md)"));
};
template <class... Parts>
struct needs_watermark : problem {
  static_assert(accepted<Parts...>, MILLSTREAM_SENTENCE("millstream MS046: a timeout of event time, and drop_duplicates_within_watermark, need the event time: put ms::with_watermark(\"event_time\"_c, delay) before (docs/errors/MS046.md)"));
};
template <class... Parts>
struct state_grows_for_ever : problem {
  static_assert(accepted<Parts...>, MILLSTREAM_SENTENCE("millstream MS047: the state of in<> grows for ever: no key holds the event time of a watermark, so that no group and no key is ever finished. Put ms::with_watermark(\"event_time\"_c, delay) before it and group by that column or its ms::window; take duplicates out with ms::drop_duplicates_within_watermark (docs/errors/MS047.md)"));
};
template <class... Parts>
struct complete_keeps_state : problem {
  static_assert(accepted<Parts...>, MILLSTREAM_SENTENCE("millstream MS047: the state of in<> grows for ever: complete mode keeps every group. Choose ms::append or ms::update (docs/errors/MS047.md)"));
};
template <class... Parts>
struct two_windows : problem {
  static_assert(accepted<Parts...>, MILLSTREAM_SENTENCE("millstream MS048: two windows in one group_by or select: each row would belong to every pair of them. Take one window here, and the other in a second query (docs/errors/MS048.md)"));
};
template <class... Parts>
struct erased_needs_one_source : problem {
  static_assert(accepted<Parts...>, MILLSTREAM_SENTENCE("millstream MS049: ms::erase_stream takes a stream of one source and steps without state, not one with in<>. Put union_, with_watermark, group_by, limit and order_by behind it (docs/errors/MS049.md)"));
};
template <class... Parts>
struct unknown_rule : problem {
  static_assert(accepted<Parts...>, MILLSTREAM_SENTENCE("millstream MS050: the optimizer has no rule wanted<>; there are rules_there_are<>; ms::all_rules switches all of them off (docs/errors/MS050.md)"));
};
template <class... Parts>
struct argument_of_other_type : problem {
  static_assert(accepted<Parts...>, MILLSTREAM_SENTENCE("millstream MS055: ms::in<> takes wanted<> here, not type<>. Convert the argument with ms::cast<T>(...), or another function is meant (docs/errors/MS055.md)"));
};
template <class... Parts>
struct unsupported_map_key : problem {
  static_assert(accepted<Parts...>, MILLSTREAM_SENTENCE("millstream MS056: ms::in<> cannot make a map with keys of type<>: a key is a scalar that is no float, so that it equals itself (docs/errors/MS056.md)"));
};
template <class... Parts>
struct no_key_type : problem {
  static_assert(accepted<Parts...>, MILLSTREAM_SENTENCE("millstream MS057: in<> cannot take wanted<> as a key: type<> is not compared for equality. Take a part of it that is a scalar, such as ms::element_at(...) of a map (docs/errors/MS057.md)"));
};
template <class... Parts>
struct not_a_user_aggregate : problem {
  static_assert(accepted<Parts...>, MILLSTREAM_SENTENCE("millstream MS058: type<> is no aggregate of these arguments: it needs a name, an adapted struct `state`, and static functions step(state&, arguments...), merge(state&, state const&) and finish(state const&) (docs/errors/MS058.md)"));
};
template <class... Parts>
struct two_generators : problem {
  static_assert(accepted<Parts...>, MILLSTREAM_SENTENCE("millstream MS060: two generators in one select, in<> and another: how would their rows be paired? Put each into a select of its own (docs/errors/MS060.md)"));
};
template <class... Parts>
struct explode_needs_array : problem {
  static_assert(accepted<Parts...>, MILLSTREAM_SENTENCE("millstream MS061: ms::in<> needs an array or a map, not type<> (docs/errors/MS061.md)"));
};
template <class... Parts>
struct generator_inside_expression : problem {
  static_assert(accepted<Parts...>, MILLSTREAM_SENTENCE("millstream MS062: ms::in<> stands where a value of one row is needed: it makes several rows of one. Give it a select or with_column of its own, and use its column in the next word (docs/errors/MS062.md)"));
};
template <class... Parts>
struct above_limit_or_sort : problem {
  static_assert(accepted<Parts...>, MILLSTREAM_SENTENCE("millstream MS063: ms::in<> above ms::limit or ms::order_by is not there yet: they are the last that looks at more than one row. Put it before them (docs/errors/MS063.md)"));
};
template <class... Parts>
struct sample_of_a_stream : problem {
  static_assert(accepted<Parts...>, MILLSTREAM_SENTENCE("millstream MS064: a stream cannot be sampled: a batch that is run again would give other rows. Keep rows by a column that tells them apart, such as ms::where(\"id\"_c % 100 == 0) (docs/errors/MS064.md)"));
};
template <class... Parts>
struct window_in_grouping_sets : problem {
  static_assert(accepted<Parts...>, MILLSTREAM_SENTENCE("millstream MS065: a window cannot be a key of ms::in<>: its rows would never be finished. Group by the window with group_by, or by a column that is computed of the time (docs/errors/MS065.md)"));
};
template <class... Parts>
struct grouping_outside_rollup : problem {
  static_assert(accepted<Parts...>, MILLSTREAM_SENTENCE("millstream MS066: ms::in<> asks which keys a row is not grouped by: it stands in the ms::agg(...) behind ms::rollup or ms::cube, and names one of their keys (docs/errors/MS066.md)"));
};
template <class... Parts>
struct key_of_nested_type : problem {
  static_assert(accepted<Parts...>, MILLSTREAM_SENTENCE("millstream MS067: wanted<> cannot be a grouping key: it is type<>. Group by a part of it, such as \"site.city\"_c; before ms::distinct, drop it or select its parts (docs/errors/MS067.md)"));
};
template <class... Parts>
struct not_a_column : problem {
  static_assert(accepted<Parts...>, MILLSTREAM_SENTENCE("millstream MS070: in<> takes columns and expressions of them, not type<>. A column is written \"name\"_c (docs/errors/MS070.md)"));
};
template <class... Parts>
struct comparison_with_nothing : problem {
  static_assert(accepted<Parts...>, MILLSTREAM_SENTENCE("millstream MS071: a comparison with null is never true. Write ms::is_null(...) or ms::is_not_null(...) (docs/errors/MS071.md)"));
};
template <class... Parts>
struct not_a_trigger : problem {
  static_assert(accepted<Parts...>, MILLSTREAM_SENTENCE("millstream MS072: a trigger is ms::available_now, ms::once, ms::processing_time(5s) or ms::real_time(5s), not type<> (docs/errors/MS072.md)"));
};
template <class... Parts>
struct not_an_output_mode : problem {
  static_assert(accepted<Parts...>, MILLSTREAM_SENTENCE("millstream MS072: an output mode is ms::append, ms::update or ms::complete, not type<> (docs/errors/MS072.md)"));
};
template <class... Parts>
struct not_a_sink : problem {
  static_assert(accepted<Parts...>, MILLSTREAM_SENTENCE("millstream MS072: in<> takes a sink, such as ms::parquet(\"folder\") or ms::console(), not type<> (docs/errors/MS072.md)"));
};
template <class... Parts>
struct not_a_source : problem {
  static_assert(accepted<Parts...>, MILLSTREAM_SENTENCE("millstream MS072: in<> takes a source, such as ms::json(\"folder\") or ms::parquet(\"folder\"), not type<> (docs/errors/MS072.md)"));
};
template <class... Parts>
struct rows_without_type : problem {
  static_assert(accepted<Parts...>, MILLSTREAM_SENTENCE("millstream MS073: in<> has to be told what a row is: ms::in<><row>(source), where `row` is an adapted struct (docs/errors/MS073.md)"));
};
template <class... Parts>
struct nothing_is_late : problem {
  static_assert(accepted<Parts...>, MILLSTREAM_SENTENCE("millstream MS074: late_rows would get nothing: no row of this query is late. Rows are late to group_by with a key that holds the event time of a watermark, to drop_duplicates below which it is known, and to a processor in event time: put ms::with_watermark(\"event_time\"_c, delay) before the first of them, or leave late_rows out (docs/errors/MS074.md)"));
};
template <class... Parts>
struct late_rows_in_complete : problem {
  static_assert(accepted<Parts...>, MILLSTREAM_SENTENCE("millstream MS074: late_rows would get nothing: in complete mode late rows count as all others do. Choose ms::append or ms::update, or leave late_rows out (docs/errors/MS074.md)"));
};
template <class... Parts>
struct late_rows_of_a_join : problem {
  static_assert(accepted<Parts...>, MILLSTREAM_SENTENCE("millstream MS074: late_rows of a join of streams is not there yet: its two sides have late rows of two types. Leave late_rows out (docs/errors/MS074.md)"));
};
template <class... Parts>
struct late_rows_of_a_tee : problem {
  static_assert(accepted<Parts...>, MILLSTREAM_SENTENCE("millstream MS074: each output of a tee has late rows of its own: write late_rows behind its ms::write_stream, not behind ms::tee (docs/errors/MS074.md)"));
};
template <class... Parts>
struct late_by_an_unread_time : problem {
  static_assert(accepted<Parts...>, MILLSTREAM_SENTENCE("millstream MS074: late_rows would get nothing: nobody reads the event time wanted<> behind the first operator with state, and what is read decides what is late. Keep it in the result, or leave late_rows out (docs/errors/MS074.md)"));
};
template <class... Parts>
struct word_before_stream : problem {
  static_assert(accepted<Parts...>, MILLSTREAM_SENTENCE("millstream MS080: ms::in<> stands behind its stream: write stream | ms::in<>(...), neither stream.in<>(...) nor ms::in<>(stream, ...) (docs/errors/MS080.md)"));
};
template <class... Parts>
struct write_stream_without_both : problem {
  static_assert(accepted<Parts...>, MILLSTREAM_SENTENCE("millstream MS081: ms::write_stream takes the stream and the sink, in this order: ms::write_stream(stream, ms::parquet(\"folder\")) (docs/errors/MS081.md)"));
};
template <class... Parts>
struct other_arguments : problem {
  static_assert(accepted<Parts...>, MILLSTREAM_SENTENCE("millstream MS082: ms::in<> cannot be called with these arguments: write how_to_write<> (docs/errors/MS082.md)"));
};
template <class... Parts>
struct join_of_states : problem {
  static_assert(accepted<Parts...>, MILLSTREAM_SENTENCE("millstream MS083: on its right a join of streams takes a stream without an operator with state: put the one with state on the left, stream | ms::join(other, ...) (docs/errors/MS083.md)"));
};
template <class... Parts>
struct union_of_states : problem {
  static_assert(accepted<Parts...>, MILLSTREAM_SENTENCE("millstream MS083: streams below an operator with state cannot be united yet: put in<> below group_by and drop_duplicates, or write the results to one sink in two queries (docs/errors/MS083.md)"));
};
template <class... Parts>
struct no_query : problem {
  static_assert(accepted<Parts...>, MILLSTREAM_SENTENCE("millstream MS085: ms::in<> takes a query, that is, a stream with its sink: ms::in<>(ms::write_stream(stream, ms::console())), not type<> (docs/errors/MS085.md)"));
};
template <class... Parts>
struct no_function_of_a_row : problem {
  static_assert(accepted<Parts...>, MILLSTREAM_SENTENCE("millstream MS086: ms::for_each takes a function of a row: [](auto const& row) { ... }, where a column is row.get<\"name\">() (docs/errors/MS086.md)"));
};
template <class... Parts>
struct no_function_of_a_batch : problem {
  static_assert(accepted<Parts...>, MILLSTREAM_SENTENCE("millstream MS086: ms::for_each_batch takes a function of the rows and the number of a batch: [](auto rows, std::int64_t batch) { ... }, where a column of a row is rows[0].get<\"name\">() (docs/errors/MS086.md)"));
};
template <class... Parts>
struct not_a_processor : problem {
  static_assert(accepted<Parts...>, MILLSTREAM_SENTENCE("millstream MS087: type<> is no processor: it is an adapted struct whose adapted members are ms::value_state, ms::list_state or ms::map_state of scalars, text or structs of them, with `input` and `output`, adapted structs, and handle_rows(key, rows, group) (docs/errors/MS087.md)"));
};
template <class... Parts>
struct no_event_time_of_processor : problem {
  static_assert(accepted<Parts...>, MILLSTREAM_SENTENCE("millstream MS088: rows of a processor in processing time have no event time: leave wanted<> out of ms::transform_with_state, or give the processor another time mode (docs/errors/MS088.md)"));
};
template <class... Parts>
struct no_initial_state_handler : problem {
  static_assert(accepted<Parts...>, MILLSTREAM_SENTENCE("millstream MS090: the processor type<> cannot begin with a state: it has `initial`, an adapted struct of the columns that it reads of ms::initial_state, and handle_initial_state(key, row, timers) (docs/errors/MS090.md)"));
};
template <class... Parts>
struct no_initial_table : problem {
  static_assert(accepted<Parts...>, MILLSTREAM_SENTENCE("millstream MS090: ms::initial_state takes a table, and behind it at most one column, not type<>: read it with ms::read (docs/errors/MS090.md)"));
};
template <class... Parts>
struct initial_state_without_column : problem {
  static_assert(accepted<Parts...>, MILLSTREAM_SENTENCE("millstream MS090: the state type<> of a function over groups begins with a column of ms::initial_state that is named, or, where it is an adapted struct, with the columns of its members: ms::initial_state(table, \"column\"_c) or ms::initial_state(table) (docs/errors/MS090.md)"));
};
template <class... Parts>
struct initial_keys_differ : problem {
  static_assert(accepted<Parts...>, MILLSTREAM_SENTENCE("millstream MS090: the key wanted<> is left<> in the stream and right<> in the table of ms::initial_state. Convert it with ms::cast<T>(...); nulls that the stream cannot have go with ms::drop_null (docs/errors/MS090.md)"));
};
template <class... Parts>
struct session_outside_group_by : problem {
  static_assert(accepted<Parts...>, MILLSTREAM_SENTENCE("millstream MS091: ms::in<> is a key of ms::group_by: what a session is, all rows of a group say. A column of windows is made by ms::window (docs/errors/MS091.md)"));
};
template <class... Parts>
struct word_without_group_by : problem {
  static_assert(accepted<Parts...>, MILLSTREAM_SENTENCE("millstream MS089: ms::in<> works key by key: it stands behind ms::group_by(...) with the columns that are the key (docs/errors/MS089.md)"));
};

#undef MILLSTREAM_SENTENCE

}  // namespace millstream::diagnostic
