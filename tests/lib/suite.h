/* suite - run a table of CUnit tests as one program. Test support.
 *
 * A test is a named function whose name is a sentence. Extra checks say more than CUnit's own
 * when they fail. EVN_SEED in the environment replaces the seed of random tests; every random
 * test prints the seed it ran with. */
#ifndef EVN_TESTS_SUITE_H
#define EVN_TESTS_SUITE_H

#include "common/base/err.h"

#include <CUnit/CUnit.h>
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct evn_test_case {
    const char *name;
    void (*run)(void);
};

#define EVN_TEST(fn)                                                                               \
    {                                                                                              \
#fn, fn                                                                                    \
    }

/* Run all tests of the suite; returns the process's exit status: 0, 1 when one failed. Call
 * from main. With arguments, runs only the tests whose name contains argv[1]. */
int evn_test_main(int argc, char **argv, const char *suite, const struct evn_test_case *tests,
                  size_t n_tests);

/* The seed of this run: EVN_SEED or `usual`; printed. */
uint64_t evn_test_seed(uint64_t usual);

/* A folder of shared real data below EVN_TEST_DATA, or NULL when it is not there. A test that
 * returns for want of it first calls evn_test_skip. */
const char *evn_test_data(const char *below);

/* Say and count that the running test was skipped. */
void evn_test_skip(const char *why);

/* From now on this program's folders lie in memory, where the machine has such a place and TMPDIR
 * says nothing else: for tests of which calls are made and in which order, not of a disk. */
void evn_test_in_memory(void);

/* A fresh empty folder below TMPDIR, removed at exit unless EVN_KEEP is set. Borrowed. */
const char *evn_test_dir(void);

/* Remove a folder of this test before its end, unless EVN_KEEP is set. */
void evn_test_remove(const char *dir);

#define EVN_CHECK_EQ(got, want)                                                                    \
    do {                                                                                           \
        int64_t got_ = (int64_t)(got), want_ = (int64_t)(want);                                    \
        if (got_ != want_)                                                                         \
            printf("\n    %s:%d: %s is %" PRId64 ", not %" PRId64 "\n", __FILE__, __LINE__, #got,  \
                   got_, want_);                                                                   \
        CU_ASSERT_EQUAL(got_, want_);                                                              \
    } while (0)

#define EVN_CHECK_ERR(got, want)                                                                   \
    do {                                                                                           \
        evn_err got_ = (got), want_ = (want);                                                      \
        if (got_ != want_)                                                                         \
            printf("\n    %s:%d: %s is %s, not %s\n", __FILE__, __LINE__, #got,                    \
                   evn_err_name(got_), evn_err_name(want_));                                       \
        CU_ASSERT_EQUAL(got_, want_);                                                              \
    } while (0)

#define EVN_CHECK_OK(got) EVN_CHECK_ERR(got, EVN_OK)

#define EVN_CHECK_TEXT(got, want)                                                                  \
    do {                                                                                           \
        const char *got_ = (got), *want_ = (want);                                                 \
        if (strcmp(got_, want_) != 0)                                                              \
            printf("\n    %s:%d: %s is \"%s\", not \"%s\"\n", __FILE__, __LINE__, #got, got_,      \
                   want_);                                                                         \
        CU_ASSERT_STRING_EQUAL(got_, want_);                                                       \
    } while (0)

#define EVN_CHECK(cond) CU_ASSERT(cond)
#define EVN_MUST(cond)                                                                             \
    do {                                                                                           \
        bool must_ = (cond);                                                                       \
        CU_assertImplementation(must_, __LINE__, #cond, __FILE__, "", CU_TRUE);                    \
        if (!must_) /* never reached: a reader, and a tool, learn what holds from here on */       \
            abort();                                                                               \
    } while (0)

#endif
