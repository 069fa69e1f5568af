// SPDX-License-Identifier: Apache-2.0
//
// What lives here: what a step found out about the words of a dictionary, so that it does not ask again for every row: does
// a condition hold for a word, which row of a table has it as its key. And which rows give words.
// What does not: who hands out dictionaries (batch/column_view.hpp says what they are).
#pragma once

#include <cstdint>
#include <vector>

#include <millstream/base/inline.hpp>
#include <millstream/batch/column_view.hpp>

namespace millstream::physical {

/// Rows of a block that may know a column as words of a dictionary.
template <class Rows, fixed_string Name>
concept gives_words = requires(Rows const& rows) { rows.template words_of<Name>(); };

/// One answer a word of the dictionary in hand; a default-made `Answer` is none yet.
///
/// **State** as many answers as the dictionary has words, `most_words` at most; forgotten when another dictionary comes.
template <class Answer>
class word_memo {
 public:
  /// A dictionary with more words than this costs more than it saves.
  static constexpr std::uint32_t most_words = 1 << 16;

  /// The answers by word; null where none are kept.
  Answer* of(text_dictionary const& dictionary) {
    if (dictionary.number == 0 || dictionary.words > most_words) return nullptr;
    if (dictionary.number != number_) {
      answers_.assign(dictionary.words, Answer{});
      number_ = dictionary.number;
    }
    return answers_.data();
  }

 private:
  std::uint64_t number_ = 0;
  std::vector<Answer> answers_;
};

}  // namespace millstream::physical
