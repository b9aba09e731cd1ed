#include "tests/lib/suite.h"

#include <CUnit/Basic.h>
#include <ftw.h>
#include <stdlib.h>
#include <unistd.h>

static unsigned n_skipped;
static char made_dir[256];

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *walk)
{
    (void)st, (void)kind, (void)walk;
    return remove(path);
}

void evn_test_remove(const char *dir)
{
    if (getenv("EVN_KEEP") == NULL)
        nftw(dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static void remove_dir(void)
{
    if (made_dir[0] != '\0')
        evn_test_remove(made_dir);
}

void evn_test_in_memory(void)
{
    if (getenv("TMPDIR") == NULL && access("/dev/shm", W_OK) == 0)
        setenv("TMPDIR", "/dev/shm", 1);
}

const char *evn_test_dir(void)
{
    static unsigned n;
    static char dir[320];
    if (made_dir[0] == '\0') {
        const char *tmp = getenv("TMPDIR");
        snprintf(made_dir, sizeof made_dir, "%s/evn-test-XXXXXX", tmp != NULL ? tmp : "/tmp");
        if (mkdtemp(made_dir) == NULL)
            abort();
        atexit(remove_dir);
    }
    snprintf(dir, sizeof dir, "%s/%u", made_dir, n++);
    if (mkdir(dir, 0700) != 0)
        abort();
    return dir;
}

uint64_t evn_test_seed(uint64_t usual)
{
    const char *text = getenv("EVN_SEED");
    uint64_t seed = text != NULL ? strtoull(text, NULL, 0) : usual;
    printf("[seed %" PRIu64 "] ", seed);
    return seed;
}

const char *evn_test_data(const char *below)
{
    static char path[512];
    const char *root = getenv("EVN_TEST_DATA");
    if (root == NULL)
        return NULL;
    snprintf(path, sizeof path, "%s/%s", root, below);
    return access(path, R_OK) == 0 ? path : NULL;
}

void evn_test_skip(const char *why)
{
    n_skipped++;
    printf("[skipped: %s] ", why);
}

int evn_test_main(int argc, char **argv, const char *suite, const struct evn_test_case *tests,
                  size_t n_tests)
{
    setvbuf(stdout, NULL, _IOLBF, 0);
    if (CU_initialize_registry() != CUE_SUCCESS)
        return 1;
    CU_pSuite s = CU_add_suite(suite, NULL, NULL);
    for (size_t i = 0; i < n_tests; i++)
        if (argc < 2 || strstr(tests[i].name, argv[1]) != NULL)
            CU_add_test(s, tests[i].name, tests[i].run);
    CU_basic_set_mode(CU_BRM_VERBOSE);
    CU_ErrorCode ran = CU_basic_run_tests();
    unsigned failed = CU_get_number_of_tests_failed();
    unsigned n = CU_get_number_of_tests_run();
    printf("%s: %u tests, %u failed, %u skipped\n", suite, n, failed, n_skipped);
    CU_cleanup_registry();
    if (ran != CUE_SUCCESS || failed > 0 || n == 0)
        return 1;
    return n_skipped == n ? 77 : 0;
}
