// Part of gems, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Changes texts so that most of them still look like kernels.
#include "gems/Fuzz/FrontDoor.h"
#include "llvm/ADT/StringExtras.h"

using namespace gems;
using namespace gems::fuzz;
using llvm::SmallVector;
using llvm::StringRef;

/// Numbers at which something may change, and some that are none.
static constexpr const char *numbers[] = {"0",
                                          "1",
                                          "-1",
                                          "2",
                                          "3",
                                          "7",
                                          "8",
                                          "127",
                                          "255",
                                          "256",
                                          "1021",
                                          "65536",
                                          "1048576",
                                          "1048577",
                                          "0x10",
                                          "1e9999",
                                          "-0.0",
                                          "1.5",
                                          "2147483647",
                                          "2147483648",
                                          "-2147483648",
                                          "4294967296",
                                          "0xFF",
                                          "1.0e-46",
                                          "1e400",
                                          "nan",
                                          "inf",
                                          "0x7FC00000",
                                          "00",
                                          "0x",
                                          "1e",
                                          "true",
                                          "false",
                                          "-false",
                                          "9223372036854775807",
                                          "9223372036854775808",
                                          "-9223372036854775808",
                                          "18446744073709551616",
                                          "340282366920938463463374607431768211456"};

/// Words, numbers and single other characters, without spaces.
static SmallVector<StringRef> splitWords(StringRef text) {
  SmallVector<StringRef> words;
  auto isWord = [](char c) { return llvm::isAlnum(c) || c == '_' || c == '.'; };
  while (!(text = text.ltrim()).empty()) {
    size_t size = std::max<size_t>(1, text.take_while(isWord).size());
    words.push_back(text.take_front(size));
    text = text.drop_front(size);
  }
  return words;
}

namespace {
/// A text that is being changed in one place.
class TextSpoiler {
public:
  TextSpoiler(StringRef text, const Corpus &corpus, Random &random)
      : text(text), words(splitWords(text)), corpus(corpus), random(random) {}

  std::string run() {
    switch (words.empty() ? 9 : random.below(12)) {
    case 0:
    case 1:
    case 2:
      return replace(pickWord(), pickForeignWord());
    case 3:
    case 4:
      return replace(pickWord(isNumber), numbers[random.below(std::size(numbers))]);
    case 5:
      return replace(pickWord(), "");
    case 6: {
      StringRef word = pickWord();
      return replace(word, (word + " " + word).str());
    }
    case 7:
      return replace(pickLines(), "");
    case 8:
      return insert(pickForeign(splitLines));
    case 9:
      return insert(pickBytes());
    case 10:
      return text.take_front(random.below(text.size() + 1)).str();
    default:
      return replace(pickWord(), pickWord());
    }
  }

private:
  using SplitFn = SmallVector<StringRef> (*)(StringRef);

  static bool isNumber(StringRef word) { return llvm::isDigit(word.front()); }
  static SmallVector<StringRef> splitLines(StringRef text) {
    SmallVector<StringRef> lines;
    text.split(lines, '\n');
    return lines;
  }

  std::string replace(StringRef part, StringRef with) {
    StringRef rest = text.drop_front(part.data() - text.data() + part.size());
    return (text.take_front(part.data() - text.data()) + with + rest).str();
  }
  std::string insert(const std::string &what) {
    size_t place = random.below(text.size() + 1);
    return (text.take_front(place) + what + text.drop_front(place)).str();
  }

  /// A word for which `accept` holds, or any.
  StringRef pickWord(bool (*accept)(StringRef) = nullptr) {
    for (int i = 0; accept && i < 30; ++i)
      if (StringRef word = random.pickFrom(words); accept(word))
        return word;
    return random.pickFrom(words);
  }
  StringRef pickLines() {
    SmallVector<StringRef> lines = splitLines(text);
    size_t first = random.below(lines.size());
    size_t last = std::min<size_t>(lines.size() - 1, first + random.below(3));
    return StringRef(lines[first].data(), lines[last].end() - lines[first].data());
  }
  std::string pickForeign(SplitFn split) {
    std::string other = corpus.texts.empty() ? text.str() : random.pickFrom(corpus.texts);
    SmallVector<StringRef> parts = split(other);
    return parts.empty() ? "" : random.pickFrom(parts).str();
  }
  std::string pickForeignWord() { return pickForeign(splitWords); }
  std::string pickBytes() {
    std::string bytes;
    for (uint64_t i = 0, count = random.between(1, 4); i < count; ++i)
      bytes += static_cast<char>(random.chance(50) ? random.below(256) : random.between(32, 126));
    return bytes;
  }

  StringRef text;
  SmallVector<StringRef> words;
  const Corpus &corpus;
  Random &random;
};
} // namespace

std::string gems::fuzz::spoilText(StringRef text, const Corpus &corpus, Random &random) {
  std::string result = text.str();
  for (int64_t i = 0, count = random.between(1, 4); i < count; ++i)
    result = TextSpoiler(result, corpus, random).run();
  return result;
}

std::string gems::fuzz::reduceLines(std::string text,
                                    llvm::function_ref<bool(const std::string &)> stillFails,
                                    unsigned maxTries) {
  SmallVector<StringRef> split;
  StringRef(text).split(split, '\n');
  std::vector<std::string> lines;
  for (StringRef line : split)
    lines.push_back(line.str());
  for (size_t size = lines.size() / 2; size && maxTries; size /= 2)
    for (size_t first = 0; first + size <= lines.size() && maxTries;) {
      std::vector<std::string> fewer = lines;
      fewer.erase(fewer.begin() + first, fewer.begin() + first + size);
      --maxTries;
      if (stillFails(llvm::join(fewer, "\n")))
        lines = std::move(fewer);
      else
        first += size;
    }
  return llvm::join(lines, "\n");
}
