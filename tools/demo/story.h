/* story - an exercise told to people: a line a day, and the end in figures. Shell.
 *
 * Everything printed says that it is an exercise. As JSON each day and each figure is an object
 * with "exercise":true. */
#ifndef EVN_DEMO_STORY_H
#define EVN_DEMO_STORY_H

#include "tools/demo/tally.h"
#include "tools/evn/cli.h"

/* What is played, before it begins. */
void evn_story_open(const struct evn_cli *cli, const struct evn_exercise *ex);

/* That a real outbreak is replayed, with so many receipts of a real delivery history. */
void evn_story_real(const struct evn_cli *cli, const struct evn_exercise *ex, int64_t n_lines);

/* The day that just ended. */
void evn_story_day(const struct evn_cli *cli, const struct evn_exercise *ex,
                   const struct evn_tally_day *day);

/* That people may go on from the morning of the current day; what follows are the links. */
void evn_story_morning(const struct evn_cli *cli, const struct evn_exercise *ex);

/* The end in figures, and how long it took. */
void evn_story_end(const struct evn_cli *cli, const struct evn_tally *tally, int64_t ms);

#endif
