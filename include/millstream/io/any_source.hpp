// SPDX-License-Identifier: Apache-2.0
//
// `any_source<Row>`: a source whose type is erased, so that a program can choose among JSON, memory
// and others at run time and has one compiled query for all. One virtual call a block of rows, none a
// row. What erases a stream with steps in it is runtime/any_stream.hpp.
#pragma once

#include <memory>

#include <millstream/base/error.hpp>
#include <millstream/batch/block.hpp>
#include <millstream/io/source.hpp>

namespace millstream {

namespace io {

/// A function that somebody else keeps alive while it is called.
template <class Argument>
class function_view {
 public:
  template <class F>
    requires(!std::is_same_v<std::remove_cvref_t<F>, function_view>)
  explicit function_view(F& f)
      : to_(&f),
        call_([](void const* to, Argument const& argument) {
          (*static_cast<F*>(const_cast<void*>(to)))(argument);
        }) {}
  void operator()(Argument const& argument) const { call_(to_, argument); }

 private:
  void const* to_;
  void (*call_)(void const*, Argument const&);
};

/// One planned batch of an erased source.
template <class Schema>
struct erased_batch {
  using block_type = record_block<record_view<Schema>>;
  virtual ~erased_batch() = default;
  virtual std::size_t lanes() const = 0;
  virtual lane_counts read_lane(std::size_t lane, function_view<block_type> consume,
                                function_view<malformed_record> reject) = 0;
};

/// An opened source, as io::live_source says, behind virtual functions.
template <class Schema>
struct erased_live {
  virtual ~erased_live() = default;
  virtual std::string description() const = 0;
  virtual std::optional<std::string> plan() = 0;
  virtual void freeze() = 0;
  virtual void lift_limits() = 0;
  virtual void replay(std::string_view offset) = 0;
  virtual std::string state() const = 0;
  virtual void restore(std::string_view state) = 0;
  virtual void commit(std::string_view offset) = 0;
  virtual std::unique_ptr<erased_batch<Schema>> open_batch(std::string_view offset) = 0;
};

/// What the user wrote, erased.
template <class Schema>
struct erased_description {
  virtual ~erased_description() = default;
  virtual std::string to_string() const = 0;
  virtual std::unique_ptr<erased_live<Schema>> open(source_context const& context) const = 0;
  virtual std::vector<record<Schema>> read_all(source_context const& context) const = 0;
};

namespace detail {

/// Hands on a block of any layout as records of views, up to `block_rows` at a time.
template <class Schema, class Block>
void hand_on(Block const& block, std::vector<record_view<Schema>>& rows,
             function_view<record_block<record_view<Schema>>> const& consume) {
  if constexpr (std::is_same_v<Block, record_block<record_view<Schema>>>) {
    consume(block);
  } else {
    for (std::size_t at = 0; at < block.size(); at += block_rows) {
      auto const count = std::min(block_rows, block.size() - at);
      rows.resize(count);
      for (std::size_t i = 0; i < count; ++i)
        rows[i] = make_record<record_view<Schema>>(block.row(at + i));
      consume({rows.data(), count});
    }
  }
}

template <class Schema, class Batch>
struct batch_model final : erased_batch<Schema> {
  using typename erased_batch<Schema>::block_type;
  Batch batch;
  explicit batch_model(Batch b) : batch(std::move(b)) {}
  std::size_t lanes() const override { return batch.lanes(); }
  lane_counts read_lane(std::size_t lane, function_view<block_type> consume,
                        function_view<malformed_record> reject) override {
    std::vector<record_view<Schema>> rows;
    return batch.read_lane(
        lane, [&](auto const& block) { hand_on<Schema>(block, rows, consume); },
        [&](malformed_record const& bad) { reject(bad); });
  }
};

template <class Schema, class Live>
struct live_model final : erased_live<Schema> {
  Live live;
  explicit live_model(Live l) : live(std::move(l)) {}
  std::string description() const override { return live.description(); }
  std::optional<std::string> plan() override { return live.plan(); }
  void freeze() override { live.freeze(); }
  void lift_limits() override { io::lift_limits(live); }
  void replay(std::string_view offset) override { live.replay(offset); }
  std::string state() const override { return live.state(); }
  void restore(std::string_view state) override { live.restore(state); }
  void commit(std::string_view offset) override { live.commit(offset); }
  std::unique_ptr<erased_batch<Schema>> open_batch(std::string_view offset) override {
    using batch_type = decltype(live.open_batch(offset));
    return std::make_unique<batch_model<Schema, batch_type>>(live.open_batch(offset));
  }
};

template <class Schema, class Source>
struct description_model final : erased_description<Schema> {
  Source source;
  explicit description_model(Source s) : source(std::move(s)) {}
  std::string to_string() const override { return source.to_string(); }
  std::unique_ptr<erased_live<Schema>> open(
      [[maybe_unused]] source_context const& context) const override {
    // all columns: what the query behind the border reads is not known here
    if constexpr (requires { source.template open_source<Schema, Schema, Schema>(context); }) {
      auto live = source.template open_source<Schema, Schema, Schema>(context);
      return std::make_unique<live_model<Schema, decltype(live)>>(std::move(live));
    } else {
      throw error(errc::invalid_argument, to_string() + " cannot be read as a stream", {},
                  "read it as a table with ms::read, or choose another source");
    }
  }
  std::vector<record<Schema>> read_all(
      [[maybe_unused]] source_context const& context) const override {
    if constexpr (readable_as_table<Source, Schema>)
      return read_table<Schema>(source, context);
    else
      throw error(errc::invalid_argument, to_string() + " cannot be read as a table", {},
                  "read it with ms::read_stream, or choose another source");
  }
};

}  // namespace detail
}  // namespace io

/// A source of rows of `Row`, chosen at run time: `ms::any_source<event> s = ms::json("events/");`,
/// then `ms::read_stream(s)` or `ms::read<event>(s)`.
/// **Shape** the members of `Row`. **Errors** those of the source; errc::invalid_argument when the
/// query starts and the source cannot be read as a stream (or as a table). **Order and time** the
/// source's. **Cost** a virtual call a block; every column of `Row` is decoded and its type checked,
/// whatever the query reads; rows of a source that does not decode records are viewed one by one.
template <adapted_struct Row>
class any_source {
 public:
  using row_schema = schema_of<Row>;

  template <class Source>
    requires(!std::is_same_v<std::remove_cvref_t<Source>, any_source> &&
             requires(Source const& s) {
               { s.to_string() } -> std::convertible_to<std::string>;
             })
  any_source(Source source)
      : held_(std::make_shared<io::detail::description_model<row_schema, Source>>(
            std::move(source))) {}

  std::string to_string() const { return held_->to_string(); }

  template <class Declared, class Checked, class Needed>
  auto open_source(io::source_context const& context) const {
    static_assert(std::is_same_v<Declared, row_schema>, "the rows are those of any_source<Row>");
    return live{held_->open(context)};
  }
  template <class Schema>
  std::vector<record<Schema>> read_all(io::source_context const& context = {}) const {
    static_assert(std::is_same_v<Schema, row_schema>, "the rows are those of any_source<Row>");
    return held_->read_all(context);
  }

 private:
  struct batch {
    std::unique_ptr<io::erased_batch<row_schema>> of;
    std::size_t lanes() const { return of->lanes(); }
    io::lane_counts read_lane(std::size_t lane, auto&& consume, auto&& reject) const {
      using block_type = typename io::erased_batch<row_schema>::block_type;
      return of->read_lane(lane, io::function_view<block_type>(consume),
                           io::function_view<io::malformed_record>(reject));
    }
  };
  struct live {
    std::unique_ptr<io::erased_live<row_schema>> of;
    std::string description() const { return of->description(); }
    std::optional<std::string> plan() { return of->plan(); }
    void freeze() { of->freeze(); }
    void lift_limits() { of->lift_limits(); }
    void replay(std::string_view offset) { of->replay(offset); }
    std::string state() const { return of->state(); }
    void restore(std::string_view state) { of->restore(state); }
    void commit(std::string_view offset) { of->commit(offset); }
    batch open_batch(std::string_view offset) { return {of->open_batch(offset)}; }
  };

  std::shared_ptr<io::erased_description<row_schema> const> held_;
};

}  // namespace millstream
