// expect: accepted
// The containers that a student may reach for.
#include "tests/attacks/gate/task.h"

#include <algorithm>
#include <deque>
#include <list>
#include <map>
#include <numeric>
#include <queue>
#include <set>
#include <unordered_map>
#include <unordered_set>

namespace lockstep {

int sum_up_to(int n) {
  std::unordered_map<int, int> values;
  std::unordered_set<int> seen;
  std::set<int> ordered;
  std::list<int> list;
  std::deque<int> deque;
  std::priority_queue<int> queue;
  for (int i = 1; i <= n; ++i) values[i] = i, seen.insert(i), ordered.insert(-i), list.push_front(i);
  for (const auto& [key, value] : values) queue.push(value), deque.push_back(key - value);
  std::sort(deque.begin(), deque.end());
  int sum = std::accumulate(deque.begin(), deque.end(), 0) + static_cast<int>(seen.size() - ordered.size());
  for (; !queue.empty(); queue.pop()) sum += queue.top();
  return sum + std::accumulate(list.begin(), list.end(), 0) -
         std::accumulate(list.begin(), list.end(), 0);
}

}  // namespace lockstep
