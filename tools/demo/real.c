#include "tools/demo/real.h"

#include "tools/import/receive.h"
#include "tools/import/source.h"
#include "tools/import/value.h"

#include <stdio.h>

enum { FOLDER_MAX = EVN_SAMPLE_PATH_MAX };

static bool copy(struct evn_bytes from, char to[24])
{
    if (from.len == 0 || from.len >= 24)
        return false;
    memcpy(to, from.at, from.len);
    to[from.len] = '\0';
    return true;
}

static bool take_place(void *self, const struct evn_bytes cell[EVN_SAMPLE_COLUMNS_MAX])
{
    struct evn_exercise *ex = self;
    char name[24];
    return copy(cell[0], name) &&
           evn_outbreak_add(&ex->outbreak, &ex->town, name, ex->seed) == EVN_OK;
}

static bool take_infection(void *self, const struct evn_bytes cell[EVN_SAMPLE_COLUMNS_MAX])
{
    struct evn_exercise *ex = self;
    struct evn_day day;
    char name[24];
    if (!copy(cell[1], name) || !evn_value_day(cell[0], &day))
        return false;
    evn_outbreak_infect(&ex->outbreak, name, day.n - ex->first.n + 1);
    return true;
}

evn_err evn_real_outbreak(struct evn_exercise *ex, const char *folder, struct evn_sample_flaw *flaw)
{
    static const char *const places[EVN_SAMPLE_COLUMNS_MAX] = {
        "place_id", "district_code", "lon_gcj02", "lat_gcj02", "coord_plausible"};
    static const char *const days[EVN_SAMPLE_COLUMNS_MAX] = {"date", "place_id"};
    ex->outbreak = (struct evn_outbreak){0};
    evn_err err =
        evn_sample_rows(folder, "epidemic/sealed_places.tsv", places, take_place, ex, flaw);
    if (err == EVN_OK)
        err = evn_sample_rows(folder, "epidemic/place_day_infections.tsv", days, take_infection, ex,
                              flaw);
    return err == EVN_OK && ex->outbreak.n_sites == 0 ? EVN_E_BAD_FILE : err;
}

static void no_flaw(void *self, const struct evn_flaw *flaw)
{
    (void)self;
    (void)flaw;
}

static void refused(void *self, const struct evn_scms_line *line, const struct evn_refusal *why)
{
    struct evn_exercise *ex = self;
    if (ex->play.n_refused++ == 0) {
        ex->play.why = *why;
        ex->play.why.line = line->line;
    }
}

static void progress(void *self, size_t done)
{
    (void)self;
    (void)done;
}

static evn_err bring_in(struct evn_exercise *ex, const struct evn_scms *scms)
{
    struct evn_batch batch;
    struct evn_receive_counts counts = {0};
    const struct evn_receive_sink sink = {.self = ex, .refused = refused, .progress = progress};
    evn_batch_init(&batch);
    evn_err err = evn_scms_entities(scms, &batch);
    if (err != EVN_OK)
        ex->play.why = evn_refusal_of(err);
    else
        err = evn_exercise_send(ex, &batch);
    evn_batch_fini(&batch);
    if (err == EVN_OK)
        err = evn_receive_send(scms, ex->play.session, &sink, &counts, &ex->play.why);
    ex->play.n_commands += counts.posted;
    return err == EVN_OK && counts.refused > 0 ? ex->play.why.err : err;
}

evn_err evn_real_history(struct evn_exercise *ex, const char *folder, int64_t *n_lines)
{
    char path[FOLDER_MAX];
    struct evn_source source;
    struct evn_scms scms;
    *n_lines = 0;
    snprintf(path, sizeof path, "%.400s/scms/scms_2006_2013.csv", folder);
    evn_err err = evn_source_open(&source, path);
    if (err == EVN_OK) {
        err = evn_scms_read(&scms, source.text.at, source.text.len, no_flaw, NULL);
        if (err == EVN_OK) {
            *n_lines = scms.totals.lines;
            err = bring_in(ex, &scms);
            evn_scms_free(&scms);
            evn_source_close(&source);
            return err;
        }
        evn_source_close(&source);
    }
    ex->play.why = evn_refusal_of(err);
    evn_refusal_text(ex->play.why.subject, sizeof ex->play.why.subject, path);
    return err;
}
