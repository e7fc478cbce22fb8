// SPDX-License-Identifier: MIT
#include "autograder/runner/channel_reader.h"

#include <cxxabi.h>
#include <cstdlib>
#include <sstream>

#include "autograder/harness/channel.h"

namespace lockstep {
namespace {

std::string unescaped(const std::string& text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\' || i + 1 == text.size()) {
      out += text[i];
      continue;
    }
    const char c = text[++i];
    out += c == 'n' ? '\n' : c == 't' ? '\t' : c;
  }
  return out;
}

constexpr std::size_t kMostWords = 500;

std::string shortened(const std::string& words) {
  return words.size() <= kMostWords ? words : words.substr(0, kMostWords) + "...";
}

// "St12out_of_range\nwhat" -> "an exception of type std::out_of_range was not caught: what"
std::string uncaught_words(const std::string& text) {
  const auto end = text.find('\n');
  if (end == std::string::npos) return shortened(text);
  int status = -1;
  char* const type = abi::__cxa_demangle(text.substr(0, end).c_str(), nullptr, nullptr, &status);
  const std::string words = std::string("an exception of type ") +
                            (status == 0 ? type : "std::exception") +
                            " was not caught: " + shortened(text.substr(end + 1));
  std::free(type);
  return words;
}

Evidence plain(Verdict verdict, const std::string& words) {
  return {verdict, words, "", "", true, ""};
}

// A schedule belongs to everything that was seen under it, also to what was told before the run
// ended.
void give_schedule(std::vector<Evidence>& evidence, const std::string& schedule) {
  for (Evidence& e : evidence) {
    if (e.schedule.empty()) e.schedule = schedule;
  }
}

void understand(Told& told, const std::string& word, const std::string& text,
                const std::string& claim) {
  namespace line = harness;
  Evidence* const last = told.evidence.empty() ? nullptr : &told.evidence.back();
  if (word == line::kCompleted && text == claim) {
    told.completed = true;
  } else if (word == line::kNotImplemented) {
    told.evidence.push_back(plain(Verdict::kNotImplemented, "not implemented yet: " + text));
  } else if (word == line::kFailed) {
    told.evidence.push_back(plain(Verdict::kWrongResult, text));
  } else if (word == line::kUncaught) {
    told.evidence.push_back(plain(Verdict::kCrash, uncaught_words(text)));
    told.aborted_on_purpose = true;
  } else if (const auto verdict = verdict_named(text); word == line::kOutcome && verdict) {
    told.evidence.push_back(plain(*verdict, ""));
  } else if (word == line::kCanary) {
    told.canaries.push_back(text);
  } else if (word == line::kReport) {
    told.reports += text + "\n";
  } else if (word == line::kSchedule) {
    give_schedule(told.evidence, text);
  } else if (word == line::kDetail && last) {
    last->detail += text;
  } else if (word == line::kMessage && last) {
    last->words = text;
  } else if (word == line::kTrace) {
    for (Evidence& e : told.evidence) e.trace = text;
  } else {
    ++told.foreign_lines;
  }
}

}  // namespace

Told read_channel(const std::string& text, const std::string& secret, const std::string& claim) {
  Told told;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    const auto tab = line.find('\t');
    if (!line.starts_with(secret) || tab == std::string::npos) {
      ++told.foreign_lines;
      continue;
    }
    understand(told, line.substr(secret.size(), tab - secret.size()),
               unescaped(line.substr(tab + 1)), claim);
  }
  return told;
}

}  // namespace lockstep
