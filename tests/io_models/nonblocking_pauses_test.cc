// SPDX-License-Identifier: MIT
// The claim of the exercise `nonblocking` on how long its pauses are.
#include <ctime>
#include <optional>
#include <sstream>

#include "lessons/io_models/nonblocking.h"
#include "tests/io_models/service.h"

namespace lockstep::echo {
namespace {

using std::chrono::nanoseconds;

constexpr Model kModel{.serve = serve_nonblocking, .pauses = true};

struct Pause {
  long number;         // how often the process has gone to sleep
  nanoseconds length;  // that it has asked for
};

std::string line_of_call(pid_t process) {
  std::ifstream file("/proc/" + std::to_string(process) + "/syscall");
  std::string line;
  std::getline(file, line);
  return line;
}

// The pause in which the process is; none when it is in none, or was for a part of the look only.
std::optional<Pause> pause_of(pid_t process) {
  const long number = pauses_of(process);
  const std::string line = line_of_call(process);
  std::istringstream words(line);
  long call = -1;
  unsigned long arguments[3] = {};
  words >> call >> std::hex >> arguments[0] >> arguments[1] >> arguments[2];
  if (!words || !is_pause(call)) return std::nullopt;
  const bool has_clock = call == SYS_clock_nanosleep;
  timespec time = {};
  std::ifstream memory("/proc/" + std::to_string(process) + "/mem", std::ios::binary);
  memory.seekg(static_cast<std::streamoff>(arguments[has_clock ? 2 : 0]));
  memory.read(reinterpret_cast<char*>(&time), sizeof time);
  if (!memory || line_of_call(process) != line || pauses_of(process) != number) return std::nullopt;
  nanoseconds length = std::chrono::seconds(time.tv_sec) + nanoseconds(time.tv_nsec);
  if (has_clock && (arguments[1] & TIMER_ABSTIME) != 0) {
    ::clock_gettime(static_cast<clockid_t>(arguments[0]), &time);
    length -= std::chrono::seconds(time.tv_sec) + nanoseconds(time.tv_nsec);
  }
  return Pause{number, length};
}

// Takes so many bytes and looks at each pause meanwhile and at three afterwards: whether all were
// the longest. No answer when a pause came and went between two looks.
std::optional<bool> all_are_long(const Server& server, Client& client, std::size_t size) {
  std::string got;
  Patience patience(server.process(), 60);
  long last = -1;
  for (int afterwards = 0; afterwards < 3; ::poll(nullptr, 0, 1)) {
    if (patience.over()) return std::nullopt;
    const std::optional<Pause> pause = pause_of(server.process());
    if (pause) {
      EXPECT_LE(pause->length, kLongestPause)
          << because("a pause of the server is longer than kLongestPause");
      if (pause->length < kLongestPause) return false;
      if (last >= 0 && pause->number > last + 1) return std::nullopt;
      if (pause->number != last && got.size() == size) ++afterwards;
      last = pause->number;
    }
    if (last >= 0) client.take_now(got, size - got.size());
  }
  return true;
}

CLAIM(NonBlocking, PausesAreAsLongAsSaid, 3,
      "no pause is longer than the longest, and after something was done the next is short again") {
  run_trials(
      [&] {
        Lines lines(20269);
        Server server(kModel);
        server.start();
        Client client(server);
        std::optional<bool> are_long;
        for (int i = 0; i < 5 && !are_long; ++i) {
          const std::size_t waiting = more_than_fits(server, client, lines).size();
          Patience patience(server.process(), 8);
          while (!patience.over()) ::poll(nullptr, 0, 1);
          are_long = all_are_long(server, client, waiting);
          if (!are_long) client = Client(server);
        }
        EXPECT_FALSE(are_long.value_or(false))
            << because("the server sent something, and its next pauses are not short again");
        server.stop();
      },
      seeds(0));
}

}  // namespace
}  // namespace lockstep::echo
