// SPDX-License-Identifier: MIT
#include "lessons/base/byte_code.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <sstream>
#include <stdexcept>
#include <string_view>

namespace lockstep {
namespace base {
namespace {

enum class Kind { kNothing, kNumber, kTime, kVariable, kAddress };

struct Form {
  std::string_view name;
  Op op;
  Kind argument;
};

constexpr Form kForms[] = {
    {"push", Op::kPush, Kind::kNumber},     {"dup", Op::kDup, Kind::kNothing},
    {"add", Op::kAdd, Kind::kNothing},      {"load", Op::kLoad, Kind::kVariable},
    {"store", Op::kStore, Kind::kVariable}, {"increment", Op::kIncrement, Kind::kVariable},
    {"jump", Op::kJump, Kind::kAddress},    {"jump_if", Op::kJumpIf, Kind::kAddress},
    {"call", Op::kCall, Kind::kAddress},    {"return", Op::kReturn, Kind::kNothing},
    {"work", Op::kWork, Kind::kTime},       {"sleep", Op::kSleep, Kind::kTime},
};

struct Line {
  int number;
  std::string name;
  std::string argument;
};

[[noreturn]] void refuse(const Line& line, const std::string& why) {
  throw std::invalid_argument("line " + std::to_string(line.number) + ": " + why);
}

// What is left when comments and labels are taken off. Tells the labels their addresses.
std::vector<Line> read_lines(const std::string& text, std::map<std::string, int>& labels) {
  std::vector<Line> lines;
  std::istringstream stream(text);
  std::string whole;
  for (int number = 1; std::getline(stream, whole); ++number) {
    std::istringstream words(whole.substr(0, whole.find('#')));
    Line line{number, "", ""};
    while (words >> line.name && line.name.back() == ':') {
      const std::string label = line.name.substr(0, line.name.size() - 1);
      if (!labels.emplace(label, lines.size()).second) refuse(line, "a second label " + label);
      line.name.clear();
    }
    if (line.name.empty()) continue;
    words >> line.argument;
    std::string more;
    if (words >> more) refuse(line, "too much: " + more);
    lines.push_back(line);
  }
  return lines;
}

int to_number(const Line& line) {
  int number = 0;
  const char* const end = line.argument.data() + line.argument.size();
  const auto [read_to, error] = std::from_chars(line.argument.data(), end, number);
  if (error != std::errc() || read_to != end) refuse(line, "no number: " + line.argument);
  return number;
}

int to_argument(const Line& line, Kind kind, const std::map<std::string, int>& labels,
                std::size_t size) {
  switch (kind) {
    case Kind::kNothing:
      if (!line.argument.empty()) refuse(line, "too much: " + line.argument);
      return 0;
    case Kind::kNumber:
      return to_number(line);
    case Kind::kTime:
      if (to_number(line) < 0) refuse(line, "a time below zero");
      return to_number(line);
    case Kind::kVariable:
      if (line.argument.size() != 1 || line.argument[0] < 'a' || line.argument[0] > 'z') {
        refuse(line, "no variable: " + line.argument);
      }
      return line.argument[0] - 'a';
    case Kind::kAddress:
      break;
  }
  const auto label = labels.find(line.argument);
  if (label == labels.end()) refuse(line, "no label: " + line.argument);
  if (label->second >= static_cast<int>(size)) refuse(line, "nothing after " + line.argument);
  return label->second;
}

}  // namespace

Program assemble(const std::string& text) {
  std::map<std::string, int> labels;
  const std::vector<Line> lines = read_lines(text, labels);
  Program program;
  for (const Line& line : lines) {
    const auto* const form = std::ranges::find(kForms, line.name, &Form::name);
    if (form == std::end(kForms)) refuse(line, "no instruction: " + line.name);
    program.push_back({form->op, to_argument(line, form->argument, labels, lines.size())});
  }
  if (program.empty()) throw std::invalid_argument("a program has an instruction or more");
  const Op last = program.back().op;
  if (last != Op::kReturn && last != Op::kJump) refuse(lines.back(), "a jump or a return ends it");
  return program;
}

std::string to_text(const Instruction& instruction) {
  const auto* const form = std::ranges::find(kForms, instruction.op, &Form::op);
  const std::string name(form->name);
  switch (form->argument) {
    case Kind::kNothing:
      return name;
    case Kind::kVariable:
      return name + " " + static_cast<char>('a' + instruction.argument);
    case Kind::kAddress:
      return name + " -> " + std::to_string(instruction.argument);
    case Kind::kNumber:
    case Kind::kTime:
      break;
  }
  return name + " " + std::to_string(instruction.argument);
}

std::string disassemble(const Program& program) {
  std::ostringstream text;
  for (std::size_t address = 0; address < program.size(); ++address) {
    text.width(3);
    text << address << "  " << to_text(program[address]) << '\n';
  }
  return text.str();
}

}  // namespace base
}  // namespace lockstep
