// SPDX-License-Identifier: MIT
// A karaoke room with few places and many guests: each guest waits for a place, comes in, sings,
// and leaves. A log is kept of who enters and who leaves.
//
// Blocking: karaoke() returns when all guests have left. Guests that wait for a place sleep: they
// neither spin nor look again and again.
//
// Memory ordering: what a guest did is seen by the guest that comes in on the same place later, by
// each later line of the log, and by the caller when karaoke() has returned.
//
// Not promised: an order among the guests; whether each guest is a thread of its own.
#ifndef LESSONS_SEMAPHORE_KARAOKE_H_
#define LESSONS_SEMAPHORE_KARAOKE_H_

#include <functional>

namespace lockstep {

enum class Step { kEnters, kLeaves };

// Lets `guests` guests, numbered from 0, sing in a room with `places` places. Each guest
//   1. takes a place; from here on the guest is inside;
//   2. calls log(guest, Step::kEnters);
//   3. calls sing(guest);
//   4. calls log(guest, Step::kLeaves), also when the song has thrown;
//   5. gives the place back.
// Each of the three calls is made once for each guest.
//
// Never more than `places` guests are inside. As long as guests wait, no place stays empty: whoever
// sings, a guest outside comes in as soon as another has left, and `places` guests can sing at the
// same time.
//
// `sing` is called by several threads at once. `log` is called by several threads, but never by two
// at the same time; it returns soon and must not throw. Neither may call karaoke() again.
//
// An exception thrown by a song ends only this song: the guest leaves as any other, and the others
// go on. When all have left, karaoke() throws the exception of one of the songs that threw.
//
// `log` and `sing` are called by no thread any more when karaoke() has returned or thrown. No
// guests is allowed: then nothing is called. Throws std::invalid_argument, and calls nothing, when
// places < 1 or guests < 0. There are at most 100 guests and any number of places.
void karaoke(int places, int guests, const std::function<void(int guest)>& sing,
             const std::function<void(int guest, Step step)>& log);

}  // namespace lockstep

#endif  // LESSONS_SEMAPHORE_KARAOKE_H_
