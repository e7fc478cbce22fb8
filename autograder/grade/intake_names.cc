// SPDX-License-Identifier: MIT
#include "autograder/grade/intake_names.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <vector>

namespace lockstep {
namespace {

constexpr std::string_view kSuffix = ".cc";
constexpr std::size_t kMostWrongLetters = 2;

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

bool drop_suffix(std::string& text, std::string_view suffix) {
  if (text.size() <= suffix.size() || !text.ends_with(suffix)) return false;
  text.resize(text.size() - suffix.size());
  return true;
}

// Drops ".cc", ".cpp", ".cc.txt" and the like; false when no suffix of a source file is there.
bool drop_source_suffix(std::string& text) {
  while (!text.empty() && is_space(text.back())) text.pop_back();
  drop_suffix(text, ".txt");
  constexpr std::array<std::string_view, 5> kSuffixes = {".cc", ".cpp", ".cxx", ".c++", ".c"};
  return std::any_of(kSuffixes.begin(), kSuffixes.end(),
                     [&text](std::string_view suffix) { return drop_suffix(text, suffix); });
}

// Drops what systems append to a second copy: "(1)", "copy".
void drop_copy_marks(std::string& text) {
  const std::size_t open = text.rfind('(');
  if (open != std::string::npos && open > 0 && text.back() == ')') text.resize(open);
  while (!text.empty() && is_space(text.back())) text.pop_back();
  for (const std::string_view mark : {" - copy", " copy", "_copy", "-copy"}) {
    drop_suffix(text, mark);
  }
}

// Levenshtein's distance. Both texts are short: callers compare names of nearly the same length.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t changed = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({changed, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row[b.size()];
}

// Fewer wrong letters are forgiven in a short name, or every word would be near it.
std::size_t forgiven(std::string_view exercise) {
  return exercise.size() < 6 ? 1 : kMostWrongLetters;
}

bool nearly_same_length(std::string_view a, std::string_view b) {
  return std::max(a.size(), b.size()) - std::min(a.size(), b.size()) <= kMostWrongLetters;
}

std::optional<std::string> fewest_wrong_letters(std::string_view stem,
                                                const std::set<std::string>& exercises) {
  std::optional<std::string> nearest;
  std::size_t least = kMostWrongLetters + 1;
  for (const std::string& exercise : exercises) {
    if (!nearly_same_length(stem, exercise)) continue;
    const std::size_t wrong = distance(stem, exercise);
    if (wrong <= forgiven(exercise) && wrong < least) {
      least = wrong;
      nearest = exercise;
    }
  }
  return nearest;
}

// Learning platforms put the student's name in front: "jane_1234_semaphore".
std::optional<std::string> with_words_in_front(std::string_view stem,
                                               const std::set<std::string>& exercises) {
  std::optional<std::string> longest;
  for (const std::string& exercise : exercises) {
    if (!stem.ends_with("_" + exercise)) continue;
    if (!longest || exercise.size() > longest->size()) longest = exercise;
  }
  return longest;
}

}  // namespace

std::string_view base_name(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

bool is_clutter(std::string_view path) {
  const std::string_view name = base_name(path);
  if (name.starts_with("._") || name == ".DS_Store" || name == "Thumbs.db" ||
      name == "desktop.ini" || name == "__MACOSX") {
    return true;
  }
  return path.starts_with("__MACOSX/") || path.find("/__MACOSX/") != std::string_view::npos;
}

std::optional<std::string> exercise_of(std::string_view path,
                                       const std::set<std::string>& exercises) {
  std::string stem(base_name(path));
  if (!drop_suffix(stem, kSuffix) || !exercises.contains(stem)) return std::nullopt;
  return stem;
}

std::optional<std::string> nearest_exercise(std::string_view path,
                                            const std::set<std::string>& exercises) {
  std::string stem(base_name(path));
  std::transform(stem.begin(), stem.end(), stem.begin(), lower);
  if (!drop_source_suffix(stem)) return std::nullopt;
  drop_copy_marks(stem);
  stem.erase(0, std::min(stem.find_first_not_of(" \t\n\r-"), stem.size()));
  std::replace_if(stem.begin(), stem.end(), [](char c) { return c == '-' || is_space(c); }, '_');
  if (exercises.contains(stem)) return stem;
  if (auto nearest = fewest_wrong_letters(stem, exercises)) return nearest;
  return with_words_in_front(stem, exercises);
}

}  // namespace lockstep
