#include "tests/integration/up/story.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

struct evn_test_site story_site;
struct evn_site_run story_run;

void story_good(int line, const char *const *args)
{
    evn_test_site_run(&story_site, &story_run, args);
    if (story_run.status != 0)
        printf("\n    line %d: %s\n", line, story_run.err);
    EVN_CHECK_EQ(story_run.status, 0);
}

void story_check(int line, const char *said, const char *text, bool want)
{
    bool is = strstr(said, text) != NULL;
    if (is != want)
        printf("\n    line %d: %s \"%s\", it says:\n%s\n", line, want ? "no" : "not wanted", text,
               said);
    EVN_CHECK(is == want);
}

void story_bad(int line, int status, const char *text, const char *const *args)
{
    evn_test_site_run(&story_site, &story_run, args);
    if (story_run.status != status)
        printf("\n    line %d: status %d\n", line, story_run.status);
    EVN_CHECK_EQ(story_run.status, status);
    story_check(line, story_run.err, text, true);
}

struct waiting {
    const char *text;
    const char *const *args;
};

static bool has_said(void *arg)
{
    const struct waiting *w = arg;
    evn_test_site_run(&story_site, &story_run, w->args);
    return story_run.status == 0 && strstr(story_run.out, w->text) != NULL;
}

void story_until(int line, const char *text, const char *const *args)
{
    struct waiting w = {text, args};
    printf("\n    line %d waits for \"%s\"", line, text);
    evn_test_wait(has_said, &w);
}

const char *story_document(void)
{
    static char text[24];
    const char *at = strstr(story_run.out, "\"document\":");
    text[0] = '\0';
    if (at != NULL)
        snprintf(text, sizeof text, "%.*s", (int)strspn(at + 11, "0123456789"), at + 11);
    return text;
}

int64_t story_stock(const char *place, const char *item)
{
    int64_t sum = 0;
    GOOD("stock", "list", "--place", place, "--item", item, "--json");
    for (const char *at = story_run.out; (at = strstr(at, "\"quantity\":")) != NULL; at++)
        sum += strtoll(at + 11, NULL, 10);
    return sum;
}

void story_begin(void)
{
    static const char *const keys[][2] = {{"wang", "WAREHOUSE"},
                                          {"li", "WAREHOUSE"},
                                          {"zhou", "POINT"},
                                          {"qiu", "QUALITY"},
                                          {"he", "AUTHORITY"}};
    evn_test_site_make(&story_site, EVN_BIN_DIR);
    evn_test_site_up(&story_site, NULL);
    GOOD("item", "put", "HERB", "--en", "Herb", "--category", "medicine", "--unit-en", "gram",
         "--tracking", "lot-expiry", "--packs", "bag=100");
    GOOD("item", "put", "ROOT", "--en", "Root", "--category", "medicine", "--unit-en", "gram");
    GOOD("item", "put", "VAX", "--en", "Vaccine", "--category", "medicine", "--unit-en", "dose",
         "--tracking", "lot-expiry", "--cold", "2..8", "--cold-budget", "60");
    GOOD("place", "put", "W1", "--kind", "warehouse", "--en", "North");
    GOOD("place", "put", "W2", "--kind", "warehouse", "--en", "South");
    GOOD("place", "put", "H1", "--kind", "hospital", "--en", "Hospital", "--min-life-days", "90");
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
        GOOD("key", "new", keys[i][0], "--role", keys[i][1]);
}

void story_end(void)
{
    RUN("verify", "--json");
    if (story_run.status != 0)
        printf("\n%s%s\n", story_run.out, story_run.err);
    EVN_CHECK_EQ(story_run.status, 0);
    EVN_CHECK_EQ(evn_test_site_stop(&story_site, SIGTERM), 0);
}
