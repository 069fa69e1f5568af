// SPDX-License-Identifier: Apache-2.0
//
// Pairs of rows of two streams with equal keys, and the kinds of join. The right stream's plan stands in the
// step, so that a plan is a chain of nodes here too.
#pragma once

#include <millstream/plan/join_condition.hpp>

namespace millstream::plan {

struct right_join {
  static constexpr std::string_view name = "right";
};
struct full_join {
  static constexpr std::string_view name = "full";
};

template <class Kind, class Right, class Condition, fixed_string... Keys>
struct stream_join {
  static constexpr auto kind = step_kind::stream_join;
  using join_kind = Kind;
  using right_type = Right;
  static constexpr std::array<std::string_view, sizeof...(Keys)> key_names{Keys.view()...};
  using condition_type = Condition;
  static constexpr bool semi = std::is_same_v<Kind, semi_join>;
  /// Do rows without partner come out?
  static constexpr bool keeps_left =
      std::is_same_v<Kind, left_join> || std::is_same_v<Kind, full_join>;
  static constexpr bool keeps_right =
      std::is_same_v<Kind, right_join> || std::is_same_v<Kind, full_join>;
  static constexpr bool has_condition = !std::is_same_v<Condition, no_condition>;
  using right_schema = typename Right::schema_type;
  using right_columns = keep_fields<right_schema, all_but<Keys...>>;

  Right right;
  Condition condition;

  template <class In>
  using key_schema = schema<
      field<Keys, std::conditional_t<is_optional<typename right_schema::template type_of<Keys>>,
                                     as_optional_t<typename In::template type_of<Keys>>,
                                     typename In::template type_of<Keys>>>...>;
  /// What the condition reads: both sides' columns.
  template <class In>
  using both = concat_schemas<In, right_columns>;

 private:
  /// The keys come from the side that has the row.
  template <class In>
  struct left_columns {
    template <fixed_string Name>
    static auto type_of() {
      using own = typename In::template type_of<Name>;
      if constexpr (!keeps_right)
        return type_identity<own>();
      else if constexpr (!((Name == Keys) || ...))
        return type_identity<as_optional_t<own>>();
      else if constexpr (keeps_left)
        return type_identity<typename key_schema<In>::template type_of<Name>>();
      else
        return type_identity<typename right_schema::template type_of<Name>>();
    }
    template <class... Fs>
    static auto all(type_identity<schema<Fs...>>)
        -> schema<field<Fs::name, typename decltype(type_of<Fs::name>())::type>...>;
    using type = decltype(all(type_identity<In>()));
  };
  template <class In, bool Semi>
  struct output_of {
    using type = concat_schemas<
        typename left_columns<In>::type,
        typename std::conditional_t<keeps_left, type_identity<nullable_schema<right_columns>>,
                                    type_identity<right_columns>>::type>;
  };
  template <class In>
  struct output_of<In, true> {
    using type = In;
  };

 public:
  template <class In>
  using output = typename output_of<In, semi>::type;
  template <class In>
  static constexpr void reads(auto&& visit) {
    reads_of<In>(visit);
  }
  template <class In>
  static constexpr void reads_right(auto&& visit) {
    reads_of<right_schema>(visit);
  }
  /// The left stream's, else the right one's.
  template <class In>
  static constexpr std::string_view event_time(std::string_view tag) {
    return tag.empty() && !semi ? Right::event_time : tag;
  }
  static constexpr bool has_key(std::string_view tag) {
    return !tag.empty() && ((Keys.view() == tag) || ...);
  }

 private:
  template <class Schema>
  static constexpr void reads_of(auto&& visit) {
    (visit(Keys.view()), ...);
    if constexpr (has_condition)
      expr::uses<Condition>::each([&](std::string_view path) {
        if (Schema::has(path.substr(0, millstream::detail::first_dot(path)))) visit(path);
      });
  }
};

}  // namespace millstream::plan
