// SPDX-License-Identifier: MIT
// UTF-8 for library calls that depend on the locale (wcwidth, libarchive's names), whatever the
// user's locale is.
#ifndef AUTOGRADER_BASE_UTF8_LOCALE_H_
#define AUTOGRADER_BASE_UTF8_LOCALE_H_

#include <locale.h>
#include <clocale>

#include "autograder/base/check.h"

namespace lockstep {

// While it lives, the calling thread has the character set UTF-8; other threads are not touched.
// Throws std::system_error when the system has no locale C.UTF-8.
class Utf8Locale {
 public:
  Utf8Locale() : ours_(::newlocale(LC_CTYPE_MASK, "C.UTF-8", locale_t{})) {
    check("load the locale C.UTF-8", ours_ == locale_t{} ? -1 : 0);
    before_ = ::uselocale(ours_);
  }
  ~Utf8Locale() {
    ::uselocale(before_);
    ::freelocale(ours_);
  }
  Utf8Locale(const Utf8Locale&) = delete;
  Utf8Locale& operator=(const Utf8Locale&) = delete;

 private:
  locale_t ours_;
  locale_t before_;
};

}  // namespace lockstep

#endif  // AUTOGRADER_BASE_UTF8_LOCALE_H_
