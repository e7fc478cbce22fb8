// SPDX-License-Identifier: MIT
#include "autograder/report/junit.h"

#include <pugixml.hpp>
#include <sstream>

#include "autograder/base/utf8.h"
#include "autograder/report/words.h"

namespace lockstep {
namespace {

struct Counts {
  int tests = 0;
  int failures = 0;
  int errors = 0;
  int skipped = 0;

  void add(const Counts& other) {
    tests += other.tests;
    failures += other.failures;
    errors += other.errors;
    skipped += other.skipped;
  }

  void write(pugi::xml_node node) const {
    node.append_attribute("tests") = tests;
    node.append_attribute("failures") = failures;
    node.append_attribute("errors") = errors;
    node.append_attribute("skipped") = skipped;
  }
};

void set(pugi::xml_node node, const char* attribute, const std::string& value) {
  node.append_attribute(attribute) = value.c_str();
}

void set_text(pugi::xml_node node, const std::string& text) {
  if (!text.empty()) node.append_child(pugi::node_pcdata).set_value(text.c_str());
}

// The element that says why a case did not pass, and counts it.
pugi::xml_node outcome(pugi::xml_node test_case, Verdict verdict, Counts& counts) {
  if (verdict == Verdict::kNotSubmitted) {
    ++counts.skipped;
    return test_case.append_child("skipped");
  }
  const bool ours = verdict == Verdict::kGraderFault;
  ++(ours ? counts.errors : counts.failures);
  pugi::xml_node node = test_case.append_child(ours ? "error" : "failure");
  set(node, "type", std::string(name(verdict)));
  return node;
}

void write_case(pugi::xml_node suite, const ExerciseResult& exercise, const ClaimResult& claim,
                Counts& counts) {
  ++counts.tests;
  pugi::xml_node test_case = suite.append_child("testcase");
  set(test_case, "classname",
      printable_name(exercise.lesson) + "." + printable_name(exercise.exercise));
  set(test_case, "name", printable(claim.name, Lines::kEscape));
  if (claim.verdict == Verdict::kPassed) return;
  pugi::xml_node node = outcome(test_case, claim.verdict, counts);
  set(node, "message", printable(claim.sentence, Lines::kEscape));
  std::string text = finding_of(exercise, claim);
  if (!claim.schedule.empty()) {
    text += (text.empty() ? "" : "\n") + ("schedule: " + printable(claim.schedule));
  }
  if (!claim.trace.empty()) text += "\n" + printable(claim.trace);
  set_text(node, text);
}

// Our part failed, and no claim says so: the suite must not look clean.
void write_fault(pugi::xml_node suite, const ExerciseResult& exercise, Counts& counts) {
  ClaimResult fault;
  fault.name = "Grader";
  fault.sentence = "the grader itself works";
  fault.verdict = Verdict::kGraderFault;
  write_case(suite, exercise, fault, counts);
}

Counts write_suite(pugi::xml_node suite, const ExerciseResult& exercise, const std::string& notes) {
  set(suite, "name", label(exercise));
  Counts counts;
  for (const ClaimResult& claim : exercise.claims) write_case(suite, exercise, claim, counts);
  if (!exercise.graded() && counts.errors == 0) write_fault(suite, exercise, counts);
  counts.write(suite);
  std::string text = notes;
  if (!exercise.finding.empty()) text += printable(exercise.finding);
  if (!text.empty()) set_text(suite.append_child("system-out"), text);
  return counts;
}

}  // namespace

std::string junit_xml(const StudentResult& student) {
  pugi::xml_document document;
  pugi::xml_node declaration = document.append_child(pugi::node_declaration);
  set(declaration, "version", "1.0");
  set(declaration, "encoding", "UTF-8");
  pugi::xml_node suites = document.append_child("testsuites");
  set(suites, "name", printable(student.student, Lines::kEscape));
  std::string notes;
  for (const std::string& note : student.notes) notes += "Note: " + printable(note) + "\n";
  Counts all;
  for (const ExerciseResult& exercise : student.exercises) {
    all.add(write_suite(suites.append_child("testsuite"), exercise, notes));
    notes.clear();
  }
  all.write(suites);
  std::ostringstream out;
  document.save(out, "  ", pugi::format_default, pugi::encoding_utf8);
  return out.str();
}

}  // namespace lockstep
