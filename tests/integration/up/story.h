/* story - evn over all real services, step by step. Test support: one site, one run at a time.
 *
 * GOOD runs a command that must do what it says; BAD one that must end with a status and say a
 * text on standard error. What the last run said is in `story_run`. */
#ifndef EVN_TESTS_UP_STORY_H
#define EVN_TESTS_UP_STORY_H

#include "tests/lib/site.h"

extern struct evn_test_site story_site;
extern struct evn_site_run story_run;

#define STORY_ARGS(...)          ((const char *const[]){__VA_ARGS__, NULL})
#define RUN(...)                 evn_test_site_run(&story_site, &story_run, STORY_ARGS(__VA_ARGS__))
#define GOOD(...)                story_good(__LINE__, STORY_ARGS(__VA_ARGS__))
#define BAD(status_, text_, ...) story_bad(__LINE__, status_, text_, STORY_ARGS(__VA_ARGS__))
#define SAYS(text_)              story_check(__LINE__, story_run.out, text_, true)
#define SAYS_NOT(text_)          story_check(__LINE__, story_run.out, text_, false)
#define UNTIL(text_, ...)        story_until(__LINE__, text_, STORY_ARGS(__VA_ARGS__))

/* A fresh installation with two warehouses, a hospital, a shop floor of keys: wang and li
 * (WAREHOUSE), zhou (POINT), qiu (QUALITY), he (AUTHORITY); items HERB (lots; bag=100), ROOT, VAX
 * (lots; 2 to 8 degrees, 60 minutes). And its end, which must be a clean one. */
void story_begin(void);
void story_end(void);

/* What the macros above do; `line` is where the test stands. */
void story_good(int line, const char *const *args);
void story_bad(int line, int status, const char *text, const char *const *args);
void story_check(int line, const char *said, const char *text, bool want);

/* Run the command until it says `text`. */
void story_until(int line, const char *text, const char *const *args);

/* The document number in what the last run said, as a text that is valid until the next call. */
const char *story_document(void);

/* What there is of an item at a place. */
int64_t story_stock(const char *place, const char *item);

#endif
