// SPDX-License-Identifier: Apache-2.0
//
// What a function says of an argument that it does not take (MS055), for the families of this folder.
#pragma once

#include <millstream/expr/words.hpp>

namespace millstream::expr::detail {

template <fixed_string Word, fixed_string Wanted, bool Fits, class T>
using needs = std::conditional_t<
    Fits, diagnostic::none,
    diagnostic::argument_of_other_type<diagnostic::in<Word>, diagnostic::wanted<Wanted>,
                                       diagnostic::type_is<T>>>;
template <fixed_string Word, class... Ts>
using needs_number = diagnostic::first_problem<needs<Word, "a number", numeric_column<Ts>, Ts>...>;
template <fixed_string Word, class... Ts>
using needs_integer =
    diagnostic::first_problem<needs<Word, "an integer", integer_column<Ts>, Ts>...>;

}  // namespace millstream::expr::detail
