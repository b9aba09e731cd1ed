#include "tools/batch/zone_replay.h"
#include "tools/evn/cmd_import.h"
#include "tools/evn/outfile.h"
#include "tools/evn/zone.h"

#include <inttypes.h>
#include <string.h>

enum { PLACES, REPORTS, RULES, UNTIL, OUT };
enum { OUT_BYTES_MAX = 1 << 30 };

static const struct evn_option options[] = {[PLACES] = {"places", "FILE", EVN_T_OPT_PLACES},
                                            [REPORTS] = {"reports", "FILE", EVN_T_OPT_REPORTS},
                                            [RULES] = {"rules", "FILE", EVN_T_OPT_ZONE_RULES},
                                            [UNTIL] = {"until", "DATE", EVN_T_OPT_UNTIL},
                                            [OUT] = {"o", "FILE", EVN_T_OPT_OUT_TABLE},
                                            {0}};

/* One run: what was read and what it was told to do. Files stay open, for names point into them. */
struct replay {
    struct evn_cli *cli;
    struct evn_import_run run; /* says flaws */
    struct evn_source places, reports;
    struct evn_zone_replay read;
    struct evn_zone_rules rules;
    struct evn_day until;
};

/* Open one of the files; its flaws are told under its name. */
static evn_err open_file(struct replay *z, struct evn_source *source, const char *path,
                         struct evn_csv *rows)
{
    evn_err err = evn_import_open(&z->run, source, path);
    if (err == EVN_OK)
        *rows = evn_csv_of(source->text.at, source->text.len, source->tabs);
    return err;
}

static evn_err read_rules(struct replay *z, const char *path)
{
    const struct evn_batch_tell tell = {evn_import_flaw, &z->run};
    struct evn_source source;
    struct evn_csv rows;
    z->rules = evn_zone_rules_usual();
    if (path == NULL)
        return EVN_OK;
    evn_err err = open_file(z, &source, path, &rows);
    if (err != EVN_OK)
        return err;
    err = evn_zone_rules_read(&z->rules, rows, &tell);
    evn_source_close(&source);
    return err;
}

static evn_err read_files(struct replay *z, const struct evn_input *input)
{
    const struct evn_batch_tell tell = {evn_import_flaw, &z->run};
    struct evn_csv rows;
    evn_err err = read_rules(z, input->option[RULES]);
    if (err == EVN_OK)
        err = open_file(z, &z->places, input->option[PLACES], &rows);
    if (err == EVN_OK)
        err = evn_zone_places_read(&z->read, rows, &tell);
    if (err == EVN_OK)
        err = open_file(z, &z->reports, input->option[REPORTS], &rows);
    if (err == EVN_OK)
        err = evn_zone_reports_read(&z->read, rows, &tell);
    return err;
}

static const char *day_text(struct evn_day day, char out[11])
{
    out[0] = '\0';
    if (evn_day_valid(day))
        evn_day_format(day, out);
    return out;
}

static void say_rules(const struct replay *z, const char *path,
                      const struct evn_zone_summary *summary)
{
    for (size_t i = 0; i < z->rules.n; i++) {
        const struct evn_quiet_rule *rule = &z->rules.rule[i];
        char from[11], until[11], valid[32], at[EVN_SUBJECT_MAX];
        struct evn_fill with = {.a = at, .b = valid, .n = rule->days, .m = summary->by_rule[i]};
        snprintf(valid, sizeof valid, "%s..%s", day_text(rule->from, from),
                 day_text(rule->until, until));
        snprintf(at, sizeof at, "%s:%" PRIu32, path != NULL ? path : "", z->rules.line[i]);
        evn_say(z->cli, path != NULL ? EVN_T_ZONE_RULE_READ : EVN_T_ZONE_RULE_USUAL, with);
    }
}

static void say_summary(const struct replay *z, const struct evn_zone_summary *s)
{
    char until[11], peak_on[11], p90[24];
    day_text(z->until, until);
    evn_say(z->cli, EVN_T_ZONE_INPUT, (struct evn_fill){.n = s->places, .m = s->place_days});
    if (s->ignored > 0)
        evn_say(z->cli, EVN_T_ZONE_IGNORED, (struct evn_fill){.a = until, .n = s->ignored});
    evn_say(z->cli, EVN_T_ZONE_EPISODES,
            (struct evn_fill){.a = until, .n = s->episodes, .m = s->open});
    if (s->episodes > 0)
        evn_say(z->cli, EVN_T_ZONE_PEAK,
                (struct evn_fill){.a = day_text(s->peak_on, peak_on), .n = s->peak});
    snprintf(p90, sizeof p90, "%" PRId64, s->p90_days);
    if (s->episodes > s->open)
        evn_say(z->cli, EVN_T_ZONE_LENGTHS,
                (struct evn_fill){.a = p90, .n = s->median_days, .m = s->longest_days});
}

static void print_summary(const struct replay *z, const struct evn_zone_summary *s)
{
    char until[11], peak_on[11];
    printf("{\"until\":\"%s\",\"places\":%" PRId64 ",\"placeDays\":%" PRId64
           ",\"placeDaysAfter\":%" PRId64 ",\"episodes\":%" PRId64 ",\"open\":%" PRId64
           ",\"peak\":%" PRId64 ",\"peakOn\":\"%s\",\"medianDays\":%" PRId64 ",\"p90Days\":%" PRId64
           ",\"longestDays\":%" PRId64 ",\"quietDays\":%" PRIu32 "}\n",
           day_text(z->until, until), s->places, s->place_days, s->ignored, s->episodes, s->open,
           s->peak, day_text(s->peak_on, peak_on), s->median_days, s->p90_days, s->longest_days,
           z->rules.rule[0].days);
}

static evn_err write_episodes(struct replay *z, const struct evn_input *input)
{
    const char *out = input->option[OUT];
    struct evn_zone_summary summary;
    struct evn_buf text;
    evn_buf_init(&text, OUT_BYTES_MAX);
    evn_err err = evn_zone_replay_write(&z->read, &z->rules, z->until, &text, &summary);
    if (err != EVN_OK)
        err = evn_cli_fail(z->cli, err, out);
    else if (out != NULL || !z->cli->json)
        err = evn_outfile_write(z->cli, out, evn_bytes_of(text.at, text.len));
    evn_buf_fini(&text);
    if (err != EVN_OK)
        return err;
    say_rules(z, input->option[RULES], &summary);
    if (z->cli->json)
        print_summary(z, &summary);
    else
        say_summary(z, &summary);
    return EVN_OK;
}

static evn_err run(struct replay *z, const struct evn_input *input)
{
    struct evn_day last;
    evn_err err = read_files(z, input);
    if (err == EVN_OK)
        err = evn_zone_replay_order(&z->read, &last);
    if (err != EVN_OK)
        return err;
    if (input->option[UNTIL] == NULL && !evn_day_valid(last))
        return evn_cli_usage(z->cli, EVN_T_ZONE_NO_REPORTS, (struct evn_fill){0});
    if (input->option[UNTIL] == NULL)
        z->until = last;
    return write_episodes(z, input);
}

static evn_err replay(struct evn_cli *cli, const struct evn_input *input)
{
    struct replay z = {.cli = cli, .run = {.cli = cli}};
    for (size_t i = PLACES; i <= REPORTS; i++)
        if (input->option[i] == NULL)
            return evn_cli_usage(cli, EVN_T_OPTION_NEEDED, (struct evn_fill){.a = options[i].name});
    if (input->option[UNTIL] != NULL && evn_day_parse(input->option[UNTIL], &z.until) != EVN_OK)
        return evn_cli_usage(cli, EVN_T_BAD_OPTION,
                             (struct evn_fill){.a = input->option[UNTIL], .b = "until"});
    evn_zone_replay_init(&z.read);
    evn_err err = run(&z, input);
    evn_zone_replay_fini(&z.read);
    evn_source_close(&z.places);
    evn_source_close(&z.reports);
    if (err == EVN_E_NO_MEMORY || err == EVN_E_LIMIT)
        (void)evn_cli_fail(cli, err, z.run.file);
    return err;
}

static const struct evn_command verbs[] = {
    {.name = "replay", .about = EVN_T_ZONE_REPLAY, .options = options, .run = replay},
    {.name = "overdue",
     .about = EVN_T_ZONE_OVERDUE,
     .options = evn_zone_overdue_options,
     .run = evn_zone_overdue},
    {.name = "list",
     .about = EVN_T_ZONE_LIST,
     .options = evn_zone_list_options,
     .run = evn_zone_list},
    {.name = "report",
     .about = EVN_T_ZONE_REPORT,
     .options = evn_zone_report_options,
     .run = evn_zone_report},
    {.name = "seal",
     .about = EVN_T_ZONE_SEAL,
     .arguments = "ZONE",
     .n_min = 1,
     .n_max = 1,
     .options = evn_zone_seal_options,
     .run = evn_zone_seal},
    {.name = "unseal",
     .about = EVN_T_ZONE_UNSEAL,
     .arguments = "ZONE",
     .n_min = 1,
     .n_max = 1,
     .options = evn_zone_unseal_options,
     .run = evn_zone_unseal},
    {.name = "found",
     .about = EVN_T_ZONE_FOUND,
     .arguments = "AREA",
     .n_min = 1,
     .n_max = 1,
     .options = evn_zone_found_options,
     .run = evn_zone_found},
    {0}};

const struct evn_command evn_command_zone = {.name = "zone", .about = EVN_T_ZONE, .verb = verbs};
