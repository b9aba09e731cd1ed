/* assert - assertions for programmer errors, on in every build. Pure.
 *
 * EVN_ASSERT is for what only a bug in this program can make false. What a peer, a disk or an
 * operator can cause is an evn_err (see err.h), never an assertion. */
#ifndef EVN_BASE_ASSERT_H
#define EVN_BASE_ASSERT_H

/* Stop the process at once after naming the broken rule on standard error. */
_Noreturn void evn_assert_fail(const char *what, const char *file, int line);

#define EVN_ASSERT(cond)                                                                           \
    do {                                                                                           \
        if (!(cond))                                                                               \
            evn_assert_fail(#cond, __FILE__, __LINE__);                                            \
    } while (0)

/* The result of the function must be looked at. */
#define EVN_MUST_USE __attribute__((warn_unused_result))

/* The function is for what seldom happens: branches to it are laid out of the way. */
#define EVN_COLD __attribute__((cold))

#endif
