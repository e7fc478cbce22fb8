// SPDX-License-Identifier: MIT
#include "autograder/runner/trace_places.h"

#include <map>
#include <sstream>
#include <string_view>
#include <vector>

#include "autograder/runner/symbols.h"

namespace lockstep {
namespace {

// "{0x1,0x2}" at the end of a line -> {"0x1", "0x2"}; anything else -> nothing.
std::vector<std::string> offsets_of(const std::string& line) {
  const auto begin = line.rfind('{');
  if (begin == std::string::npos || !line.ends_with('}')) return {};
  std::istringstream list(line.substr(begin + 1, line.size() - begin - 2));
  std::vector<std::string> offsets;
  for (std::string offset; std::getline(list, offset, ',');) {
    // Anything that is not a number must not reach the symbolizer's command line.
    if (!offset.starts_with("0x") ||
        offset.find_first_not_of("0123456789abcdef", 2) != std::string::npos) {
      return {};
    }
    offsets.push_back(offset);
  }
  return offsets;
}

constexpr int kMostSteps = 200;

// What is known of each offset: the student's line, or "".
using Places = std::map<std::string, std::string>;

Places places_in(const std::string& trace, const std::string& binary, const std::string& source) {
  Places places;
  std::istringstream lines(trace);
  for (std::string line; std::getline(lines, line);) {
    for (const std::string& offset : offsets_of(line)) places[offset];
  }
  std::vector<std::string> offsets;
  for (const auto& [offset, place] : places) offsets.push_back(offset);
  const auto symbols = symbolize(binary, offsets);
  for (std::size_t i = 0; i < symbols.size() && i < offsets.size(); ++i) {
    places[offsets[i]] = line_in(symbols[i], source);
  }
  return places;
}

// The last kMostSteps lines: what led to the failure.
std::string end_of(const std::string& trace) {
  std::size_t begin = trace.size();
  for (int lines = 0; begin > 0; --begin) {
    if (trace[begin - 1] == '\n' && begin != trace.size() && ++lines == kMostSteps) break;
  }
  return begin == 0 ? trace : "  ... earlier steps are left out\n" + trace.substr(begin);
}

std::string place_of(const std::vector<std::string>& offsets, const Places& places) {
  for (const std::string& offset : offsets) {
    if (const std::string& place = places.at(offset); !place.empty()) return place;
  }
  return "in the claim";
}

}  // namespace

std::string with_places(const std::string& whole, const std::string& binary,
                        const std::string& source) {
  const std::string trace = end_of(whole);
  const Places places = places_in(trace, binary, source);
  std::istringstream lines(trace);
  std::string text;
  for (std::string line; std::getline(lines, line);) {
    const std::vector<std::string> offsets = offsets_of(line);
    if (!offsets.empty()) line = line.substr(0, line.rfind('{')) + place_of(offsets, places);
    text += line + "\n";
  }
  return text;
}

}  // namespace lockstep
