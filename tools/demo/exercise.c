#include "tools/demo/exercise.h"

#include "tools/demo/enrol.h"
#include "tools/demo/sample.h"
#include "tools/import/put.h"

#include <stdio.h>

/* Minutes of the day on which people and services act. */
enum {
    MIDNIGHT_MIN = 5,
    AUTHORITY_MIN = 5 * 60 + 30,
    ROUND_MIN = 6 * 60 + 1,
    LOAD_MIN = 8 * 60,
    MORNING_MIN = 9 * 60 + 30,
    EVENING_MIN = 18 * 60
};

int64_t evn_exercise_at_us(const struct evn_exercise *ex, int minute)
{
    struct evn_day day = {ex->first.n + ex->day - 1};
    return evn_day_start_us(day, EVN_OFFSET_CHINA_MIN) + (int64_t)minute * 60 * EVN_US_PER_S;
}

void evn_exercise_date(const struct evn_exercise *ex, int plus, char out[11])
{
    evn_day_format((struct evn_day){ex->first.n + ex->day - 1 + plus}, out);
}

uint32_t evn_exercise_draw(const struct evn_exercise *ex, const char *what, int day, uint32_t n)
{
    uint64_t sum = evn_mix64(ex->seed ^ (uint64_t)(unsigned)day << 32);
    for (const char *p = what; *p != '\0'; p++)
        sum = evn_mix64(sum ^ (uint8_t)*p);
    return (uint32_t)(sum % n);
}

static void refused(void *self, const struct evn_batch *batch, size_t i,
                    const struct evn_refusal *why)
{
    struct evn_exercise *ex = self;
    (void)batch;
    (void)i;
    if (ex->play.n_refused++ == 0)
        ex->play.why = *why;
}

static void progress(void *self, size_t done)
{
    (void)self;
    (void)done;
}

evn_err evn_exercise_send(struct evn_exercise *ex, const struct evn_batch *batch)
{
    struct evn_known known;
    struct evn_put_counts counts;
    const struct evn_put_sink sink = {.self = ex, .refused = refused, .progress = progress};
    evn_known_init(&known);
    evn_err err =
        evn_put_send(batch, &known, ex->play.session, false, &sink, &counts, &ex->play.why);
    evn_known_fini(&known);
    ex->play.n_commands += counts.added;
    return err == EVN_OK && counts.refused > 0 ? ex->play.why.err : err;
}

evn_err evn_exercise_enrol(struct evn_exercise *ex, const char *folder)
{
    struct evn_batch batch;
    struct evn_sample_flaw flaw;
    evn_batch_init(&batch);
    evn_err err = evn_sample_tables(folder, &batch, &flaw);
    if (err != EVN_OK) {
        ex->play.why = evn_refusal_of(err);
        ex->play.why.line = flaw.line;
        evn_refusal_text(ex->play.why.subject, sizeof ex->play.why.subject, flaw.path);
        evn_refusal_text(ex->play.why.field, sizeof ex->play.why.field, flaw.column);
    } else if ((err = evn_enrol(&ex->town, &ex->outbreak, ex->first, &batch)) != EVN_OK) {
        ex->play.why = evn_refusal_of(err);
    } else {
        err = evn_exercise_send(ex, &batch);
    }
    evn_batch_fini(&batch);
    return err;
}

static void add_up(struct evn_exercise *ex)
{
    const struct evn_exercise_counts *t = &ex->today;
    ex->total.sealed += t->sealed;
    ex->total.unsealed += t->unsealed;
    ex->total.reports += t->reports;
    ex->total.arrivals += t->arrivals;
    ex->total.requests += t->requests;
    ex->total.trips += t->trips;
    ex->total.stops += t->stops;
}

/* From midnight to the plan of the day. On a morning that is left to people nobody unseals, and
 * points ask later, so that something is open. */
static evn_err until_planned(struct evn_exercise *ex, bool left)
{
    ex->today = (struct evn_exercise_counts){0};
    evn_err err = evn_play_until(&ex->play, evn_exercise_at_us(ex, MIDNIGHT_MIN));
    if (err == EVN_OK)
        err = evn_play_pass(&ex->play, evn_exercise_at_us(ex, AUTHORITY_MIN));
    if (err == EVN_OK && !left)
        err = evn_exercise_zones(ex);
    if (err == EVN_OK)
        err = evn_exercise_stock(ex);
    if (err == EVN_OK && !left)
        err = evn_exercise_ask(ex);
    if (err == EVN_OK)
        err = evn_play_until(&ex->play, evn_exercise_at_us(ex, ROUND_MIN));
    return err == EVN_OK ? evn_play_pass(&ex->play, evn_exercise_at_us(ex, LOAD_MIN)) : err;
}

evn_err evn_exercise_day(struct evn_exercise *ex)
{
    evn_err err = until_planned(ex, false);
    if (err == EVN_OK)
        err = evn_exercise_drive(ex);
    if (err == EVN_OK)
        err = evn_play_pass(&ex->play, evn_exercise_at_us(ex, EVENING_MIN));
    add_up(ex);
    return err;
}

evn_err evn_exercise_morning(struct evn_exercise *ex)
{
    evn_err err = until_planned(ex, true);
    if (err == EVN_OK)
        err = evn_exercise_set_out(ex);
    if (err == EVN_OK)
        err = evn_exercise_ask(ex);
    return err == EVN_OK ? evn_play_pass(&ex->play, evn_exercise_at_us(ex, MORNING_MIN)) : err;
}
