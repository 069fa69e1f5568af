// SPDX-License-Identifier: Apache-2.0
//
// `sample`: a word that Spark has and a stream can't have.
#pragma once

#include <millstream/base/diagnostic.hpp>
#include <millstream/dsl/stream.hpp>

namespace millstream {

/// Is never legal on a stream (MS064, rule 46): the message says what to write.
template <class... Arguments>
constexpr auto sample(Arguments...) {
  using said [[maybe_unused]] =
      typename diagnostic::sample_of_a_stream<diagnostic::in<fixed_string("sample")>,
                                              diagnostic::type_is<Arguments>...>::said;
  return poisoned_word{};
}

}  // namespace millstream
