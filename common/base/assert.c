#include "common/base/assert.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void say(const char *text)
{
    /* Nothing useful is left to do if standard error cannot be written. */
    ssize_t n = write(STDERR_FILENO, text, strlen(text));
    (void)n;
}

void evn_assert_fail(const char *what, const char *file, int line)
{
    char digits[12];
    size_t at = sizeof digits;
    digits[--at] = '\0';
    for (int left = line; left > 0 && at > 0; left /= 10)
        digits[--at] = (char)('0' + left % 10);
    say("evernormal: internal error: ");
    say(what);
    say(" at ");
    say(file);
    say(":");
    say(&digits[at]);
    say("\n");
    abort();
}
