#include "tools/batch/zone_replay.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

/* Days of the replay, counted. */
struct count {
    struct evn_day first; /* of the arrays below */
    size_t n_days;
    int64_t *change; /* places that turn high on a day, less those that turned low before it */
    int64_t *length; /* closed episodes by their days */
};

static evn_err begin_count(const struct evn_zone_replay *r, struct evn_day until,
                           struct count *count)
{
    count->first = until;
    for (size_t i = 0; i < r->n_days; i++)
        if (r->day[i].day.n < count->first.n)
            count->first = r->day[i].day;
    count->n_days = (size_t)(until.n - count->first.n) + 1;
    count->change = calloc(count->n_days + 1, sizeof *count->change);
    count->length = calloc(count->n_days + 1, sizeof *count->length);
    return count->change != NULL && count->length != NULL ? EVN_OK : EVN_E_NO_MEMORY;
}

static void count_episode(struct count *count, const struct evn_episode *e, struct evn_day until,
                          struct evn_zone_summary *summary)
{
    bool closed = e->lowered_on.n <= until.n;
    size_t from = (size_t)(e->high_from.n - count->first.n);
    size_t to = (size_t)((closed ? e->lowered_on.n : until.n) - count->first.n);
    count->change[from]++;
    count->change[to + 1]--;
    if (closed)
        count->length[to - from + 1]++;
    summary->episodes++;
    summary->open += !closed;
}

static void end_count(const struct count *count, struct evn_zone_summary *summary)
{
    int64_t high = 0, closed = summary->episodes - summary->open, seen = 0;
    for (size_t d = 0; d < count->n_days; d++) {
        high += count->change[d];
        if (high > summary->peak) {
            summary->peak = high;
            summary->peak_on.n = count->first.n + (int32_t)d;
        }
    }
    for (size_t n = 1; n <= count->n_days; n++) {
        if (count->length[n] == 0)
            continue;
        if (seen * 2 < closed)
            summary->median_days = (int64_t)n;
        if (seen * 10 < closed * 9)
            summary->p90_days = (int64_t)n;
        seen += count->length[n];
        summary->longest_days = (int64_t)n;
    }
}

static void count_days(const struct evn_zone_replay *r, struct evn_day until,
                       struct evn_zone_summary *summary)
{
    for (size_t i = 0; i < r->n_days; i++) {
        bool again = i > 0 && r->day[i - 1].place == r->day[i].place &&
                     r->day[i - 1].day.n == r->day[i].day.n;
        if (!again)
            *(r->day[i].day.n <= until.n ? &summary->place_days : &summary->ignored) += 1;
    }
}

static evn_err write_head(struct evn_day until, struct evn_buf *out)
{
    char day[11], head[128];
    evn_day_format(until, day);
    int n = snprintf(head, sizeof head,
                     "place_id\tepisode\thigh_from\tlast_new_infection\tdays_with_new_infection\t"
                     "lowered_on\tstate_%.4s_%.2s_%.2s\n",
                     day, day + 5, day + 8);
    return evn_buf_add(out, evn_bytes_of(head, (size_t)n));
}

static evn_err write_episode(struct evn_bytes place, const struct evn_place_episode *e,
                             struct evn_day until, struct evn_buf *out)
{
    char from[11], last[11], lowered[11] = "", line[96];
    bool closed = e->episode.lowered_on.n <= until.n;
    evn_day_format(e->episode.high_from, from);
    evn_day_format(e->episode.last, last);
    if (closed)
        evn_day_format(e->episode.lowered_on, lowered);
    int n = snprintf(line, sizeof line, "\t%" PRIu32 "\t%s\t%s\t%" PRIu32 "\t%s\t%s\n", e->number,
                     from, last, e->episode.n_days, lowered, closed ? "closed" : "open");
    evn_err err = evn_buf_add(out, place);
    return err != EVN_OK ? err : evn_buf_add(out, evn_bytes_of(line, (size_t)n));
}

evn_err evn_zone_replay_write(const struct evn_zone_replay *r, const struct evn_zone_rules *rules,
                              struct evn_day until, struct evn_buf *out,
                              struct evn_zone_summary *summary)
{
    struct evn_episodes walk = {
        .at = r->day, .n = r->n_days, .until = until, .rules = rules->rule, .n_rules = rules->n};
    struct evn_place_episode e;
    struct count count;
    *summary = (struct evn_zone_summary){.places = (int64_t)r->places.n, .peak_on = EVN_DAY_NONE};
    count_days(r, until, summary);
    evn_err err = begin_count(r, until, &count);
    if (err == EVN_OK)
        err = write_head(until, out);
    while (err == EVN_OK && evn_episodes_next(&walk, &e)) {
        count_episode(&count, &e.episode, until, summary);
        summary->by_rule[e.rule]++;
        err = write_episode(r->places.text[r->places.order[e.place]], &e, until, out);
    }
    if (err == EVN_OK)
        end_count(&count, summary);
    free(count.change);
    free(count.length);
    return err;
}
