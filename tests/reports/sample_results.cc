// SPDX-License-Identifier: MIT
#include "tests/reports/sample_results.h"

#include <algorithm>
#include <cstddef>
#include <string>

namespace lockstep {
namespace {

ClaimResult claim(const char* name, const char* sentence, int max_points) {
  ClaimResult claim;
  claim.name = name;
  claim.sentence = sentence;
  claim.max_points = max_points;
  claim.points = max_points;
  claim.verdict = Verdict::kPassed;
  return claim;
}

ExerciseResult exercise(const char* lesson, const char* name, std::vector<ClaimResult> claims) {
  ExerciseResult exercise;
  exercise.lesson = lesson;
  exercise.exercise = name;
  exercise.verdict = Verdict::kPassed;
  exercise.claims = std::move(claims);
  return exercise;
}

// A student who passed everything.
StudentResult student(const char* name) {
  return {name,
          {exercise("semaphore", "semaphore",
                    {claim("Semaphore.OnePermitLetsOneThreadIn",
                           "one permit lets one thread in at a time", 40),
                     claim("Semaphore.ReleaseLetsExactlyNWaitersGo",
                           "release(n) lets exactly n waiters go", 30),
                     claim("Semaphore.TryAcquireNeverBlocks", "try_acquire() never blocks", 30)}),
           exercise("semaphore", "bounded_semaphore",
                    {claim("BoundedSemaphore.ReleaseAboveTheBoundThrows",
                           "release() above the bound throws", 50),
                     claim("BoundedSemaphore.AThrownReleaseChangesNothing",
                           "a release() that throws changes nothing", 50)}),
           exercise("events", "event",
                    {claim("Event.SetWakesAllWaiters", "set() wakes all waiters", 100)})},
          {}};
}

void fail(StudentResult& student, std::size_t exercise, std::size_t claim, Verdict verdict,
          const char* finding, const char* schedule = "") {
  ClaimResult& failed = student.exercises[exercise].claims[claim];
  failed.verdict = verdict;
  failed.points = 0;
  failed.finding = finding;
  failed.schedule = schedule;
  student.exercises[exercise].verdict = std::min(student.exercises[exercise].verdict, verdict);
}

void fail_all(StudentResult& student, std::size_t exercise, Verdict verdict, const char* finding) {
  student.exercises[exercise].verdict = verdict;
  student.exercises[exercise].finding = finding;
  for (ClaimResult& claim : student.exercises[exercise].claims) {
    claim.verdict = verdict;
    claim.points = 0;
  }
}

StudentResult bert() {
  StudentResult bert = student("bert");
  fail(bert, 0, 0, Verdict::kDataRace,
       "Two threads use count_ without order between them:\n"
       "  thread 2 writes it in Semaphore::release(), semaphore.cc:21\n"
       "  thread 1 reads it in Semaphore::acquire(), semaphore.cc:12",
       "pct3:4711");
  bert.exercises[0].claims[0].trace =
      "    1  thread 1  locks mutex A    semaphore.cc:12 in Turnstile::acquire()\n"
      "    2  thread 2  loads atomic 1   in the claim\n";
  fail(bert, 0, 1, Verdict::kWrongResult, "three threads went after release(2)", "random:17");
  fail(bert, 1, 0, Verdict::kDeadlock, "thread 1 waits for thread 2, and thread 2 for thread 1",
       "pct2:3");
  fail(bert, 1, 1, Verdict::kLostWakeup, "thread 2 waits for a signal that nobody is left to give",
       "pct2:8");
  fail(bert, 2, 0, Verdict::kNoProgress, "20000 steps were not enough");
  return bert;
}

StudentResult clara() {
  StudentResult clara = student("clara");
  fail(clara, 0, 0, Verdict::kMisuse, "a mutex is unlocked by a thread that does not hold it");
  fail(clara, 0, 1, Verdict::kCrash, "the process died by signal 11 (segmentation fault)");
  fail(clara, 0, 2, Verdict::kOverLimit, "more than 512 MiB of memory");
  fail(clara, 1, 0, Verdict::kNotImplemented, "BoundedSemaphore::release");
  fail(clara, 1, 1, Verdict::kStarvation, "thread 1 was passed over 64 times", "fair:2");
  fail(clara, 2, 0, Verdict::kBusyWait, "the wait took 98 % of a processor");
  return clara;
}

StudentResult dan() {
  StudentResult dan = student("dan");
  fail(dan, 0, 1, Verdict::kLeftEarly, "the process ended with exit code 0 in the claim");
  fail(dan, 0, 2, Verdict::kLeak, "one thread was not joined");
  fail_all(dan, 1, Verdict::kDoesNotCompile,
           "bounded_semaphore.cc:9:3: error: use of undeclared identifier 'mutx'\n"
           "    9 |   mutx.lock();\n"
           "      |   ^~~~\n"
           "bounded_semaphore.cc:10:3: error: a very long line that goes on and on and on and on "
           "and on and on and does not fit into any terminal\n"
           "1\n2\n3\n4\n5\n6\n2 errors generated.");
  fail_all(dan, 2, Verdict::kRefused, "event.cc:3: inline assembly is not allowed");
  dan.notes = {"The file \"Event.cc\" was not taken."};
  return dan;
}

StudentResult hostile() {
  StudentResult hostile = student("=HYPERLINK(\"http://x\",\"<b>&'%n\")");
  fail(hostile, 0, 0, Verdict::kWrongResult,
       "]]><script>alert(1)</script> \x1b[2J\x07 \xff\xfe \xed\xa0\x80 \u202egnp.exe "
       "\ufffe\r\n&amp;",
       "\"}],\"score\":100,\"x\":[{\"");
  fail_all(hostile, 1, Verdict::kNotSubmitted, "");
  fail_all(hostile, 2, Verdict::kNotSubmitted, "");
  hostile.notes = {"@SUM(A1), \"quoted\"\nand a second line", "-2+3"};
  return hostile;
}

StudentResult ungraded() {
  StudentResult ungraded = student("emil");
  fail(ungraded, 0, 1, Verdict::kGraderFault, "the canary was not seen");
  ungraded.exercises[0].claims[1].points = 30;  // meaningless for a fault, and must not count
  fail(ungraded, 1, 0, Verdict::kLeak, "one descriptor was left open");
  return ungraded;
}

StudentResult wide() {
  StudentResult wide = student("\u5c0f\u6797 \u30a2\u30ad, J\u00f6rg und Re\u0301ne\u0301e aus N");
  for (std::size_t i = 0; i < 3; ++i) fail_all(wide, i, Verdict::kNotSubmitted, "");
  wide.notes = {"The submission is empty. Hand in the exercise files."};
  return wide;
}

}  // namespace

std::vector<StudentResult> sample_results() {
  return {student("anna"), bert(), clara(), dan(), hostile(), ungraded(), wide()};
}

}  // namespace lockstep
