#include "tools/batch/cohort_days.h"
#include "tools/evn/cmd_import.h"
#include "tools/evn/outfile.h"
#include "tools/evn/planner.h"

#include <inttypes.h>
#include <string.h>

enum { COHORTS, FROM, TO, RULES, OUT };

static const struct evn_option options[] = {[COHORTS] = {"cohorts", "FILE", EVN_T_OPT_COHORTS},
                                            [FROM] = {"from", "DATE", EVN_T_OPT_FROM_DAY},
                                            [TO] = {"to", "DATE", EVN_T_OPT_TO_DAY},
                                            [RULES] = {"rules", "FILE", EVN_T_OPT_ISOLATION_RULES},
                                            [OUT] = {"o", "FILE", EVN_T_OPT_OUT_TABLE},
                                            {0}};

static evn_err read_rules(struct evn_import_run *run, const char *path,
                          struct evn_cohort_days_file *file)
{
    const struct evn_batch_tell tell = {evn_import_flaw, run};
    struct evn_source source;
    if (path == NULL)
        return evn_courses_init(&file->courses, NULL, &tell, &run->cli->why);
    evn_err err = evn_import_open(run, &source, path);
    if (err != EVN_OK)
        return err;
    const struct evn_csv rows = evn_csv_of(source.text.at, source.text.len, source.tabs);
    err = evn_courses_init(&file->courses, &rows, &tell, &run->cli->why);
    evn_source_close(&source);
    return err;
}

static evn_err read_lines(struct evn_import_run *run, const char *path, struct evn_source *source,
                          struct evn_cohort_days_file *file)
{
    const struct evn_batch_tell tell = {evn_import_flaw, run};
    evn_err err = evn_import_open(run, source, path);
    if (err != EVN_OK)
        return err;
    return evn_cohorts_read(file, evn_csv_of(source->text.at, source->text.len, source->tabs),
                            &tell);
}

/* One line for each cohort that has any. */
static void say_cohorts(const struct evn_cli *cli, const struct evn_cohort_days_file *file,
                        enum evn_text text, const int64_t *counts)
{
    const struct evn_names *names = &file->courses.cohorts;
    for (size_t i = 0; i < names->n; i++) {
        uint32_t cohort = names->order[i];
        char name[EVN_CODE_MAX];
        snprintf(name, sizeof name, "%.*s", (int)names->text[cohort].len,
                 (const char *)names->text[cohort].at);
        if (counts[cohort] > 0)
            evn_say(cli, text, (struct evn_fill){.a = name, .n = counts[cohort]});
    }
}

static void say_summary(const struct evn_cli *cli, const struct evn_cohort_days_file *file,
                        const struct evn_cohort_summary *s)
{
    const struct {
        enum evn_text text;
        int64_t n;
    } lines[] = {{EVN_T_COHORT_SEVERAL, s->several},
                 {EVN_T_COHORT_TWICE, s->seen.twice},
                 {EVN_T_COHORT_ELSEWHERE, s->seen.elsewhere},
                 {EVN_T_COHORT_DONE, s->seen.done}};
    evn_say(cli, EVN_T_COHORT_INPUT, (struct evn_fill){.n = (int64_t)file->n, .m = s->people});
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
        if (lines[i].n > 0)
            evn_say(cli, lines[i].text, (struct evn_fill){.n = lines[i].n});
    say_cohorts(cli, file, EVN_T_COHORT_NO_RULE, s->no_rule);
    say_cohorts(cli, file, EVN_T_COHORT_ZERO, s->zero);
    say_cohorts(cli, file, EVN_T_COHORT_UNKNOWN, s->tests_unknown);
    evn_say(cli, EVN_T_COHORT_TOTAL, (struct evn_fill){.n = s->person_days, .m = s->tests});
}

static int64_t sum(const int64_t counts[EVN_RULES_MAX])
{
    int64_t all = 0;
    for (size_t i = 0; i < EVN_RULES_MAX; i++)
        all += counts[i];
    return all;
}

static void print_summary(const struct evn_cohort_days_file *file,
                          const struct evn_cohort_summary *s)
{
    printf("{\"lines\":%zu,\"people\":%" PRId64 ",\"several\":%" PRId64 ",\"twice\":%" PRId64
           ",\"elsewhere\":%" PRId64 ",\"done\":%" PRId64 ",\"noRule\":%" PRId64
           ",\"zero\":%" PRId64 ",\"testsUnknown\":%" PRId64 ",\"personDays\":%" PRId64
           ",\"tests\":%" PRId64 "}\n",
           file->n, s->people, s->several, s->seen.twice, s->seen.elsewhere, s->seen.done,
           sum(s->no_rule), sum(s->zero), sum(s->tests_unknown), s->person_days, s->tests);
}

/* With --json and no file only the figures are wanted. */
static evn_err put_nowhere(void *self, struct evn_bytes piece)
{
    (void)self;
    (void)piece;
    return EVN_OK;
}

static evn_err write_days(struct evn_cli *cli, const struct evn_input *input, struct evn_day from,
                          struct evn_day to, struct evn_cohort_days_file *file)
{
    struct evn_outfile table = {.cli = cli, .path = input->option[OUT]};
    const bool wanted = table.path != NULL || !cli->json;
    const struct evn_cohort_out out = {&table, wanted ? evn_outfile_put : put_nowhere};
    struct evn_cohort_summary summary;
    evn_err err = evn_cohorts_write(file, from, to, &out, &summary);
    if (err == EVN_E_NO_MEMORY)
        (void)evn_cli_fail(cli, err, table.path);
    err = evn_outfile_close(&table, err);
    if (err == EVN_OK && cli->json)
        print_summary(file, &summary);
    else if (err == EVN_OK)
        say_summary(cli, file, &summary);
    return err;
}

static evn_err read_day(struct evn_cli *cli, const struct evn_input *input, size_t option,
                        struct evn_day *out)
{
    if (evn_day_parse(input->option[option], out) == EVN_OK)
        return EVN_OK;
    return evn_cli_usage(cli, EVN_T_BAD_OPTION,
                         (struct evn_fill){.a = input->option[option], .b = options[option].name});
}

static evn_err run(struct evn_cli *cli, const struct evn_input *input, struct evn_day from,
                   struct evn_day to)
{
    struct evn_import_run run = {.cli = cli};
    struct evn_source source = {0};
    struct evn_cohort_days_file file = {0};
    evn_err err = read_rules(&run, input->option[RULES], &file);
    if (err == EVN_OK) {
        evn_cohorts_begin(&file);
        err = read_lines(&run, input->option[COHORTS], &source, &file);
    }
    if (err == EVN_OK)
        err = write_days(cli, input, from, to, &file);
    else if (err == EVN_E_NO_MEMORY || err == EVN_E_LIMIT)
        (void)evn_cli_fail(cli, err, run.file);
    evn_cohorts_end(&file);
    evn_source_close(&source);
    return err;
}

static evn_err cohorts(struct evn_cli *cli, const struct evn_input *input)
{
    struct evn_day from, to;
    for (size_t i = COHORTS; i <= TO; i++)
        if (input->option[i] == NULL)
            return evn_cli_usage(cli, EVN_T_OPTION_NEEDED, (struct evn_fill){.a = options[i].name});
    evn_err err = read_day(cli, input, FROM, &from);
    if (err == EVN_OK)
        err = read_day(cli, input, TO, &to);
    if (err != EVN_OK)
        return err;
    if (to.n < from.n || to.n - from.n >= EVN_COHORT_DAYS_MAX)
        return evn_cli_usage(cli, EVN_T_BAD_SPAN, (struct evn_fill){.n = EVN_COHORT_DAYS_MAX});
    return run(cli, input, from, to);
}

static const struct evn_command verbs[] = {
    {.name = "cohorts", .about = EVN_T_PLANNER_COHORTS, .options = options, .run = cohorts},
    {.name = "cover",
     .about = EVN_T_PLANNER_COVER,
     .options = evn_planner_cover_options,
     .run = evn_planner_cover},
    {.name = "gaps",
     .about = EVN_T_PLANNER_GAPS,
     .options = evn_planner_cover_options,
     .run = evn_planner_gaps},
    {.name = "what-if",
     .about = EVN_T_PLANNER_WHAT_IF,
     .options = evn_planner_what_if_options,
     .run = evn_planner_what_if},
    {.name = "count",
     .about = EVN_T_PLANNER_COUNT,
     .arguments = "NAME",
     .n_min = 1,
     .n_max = 1,
     .options = evn_planner_count_options,
     .run = evn_planner_count},
    {.name = "explain",
     .about = EVN_T_PLANNER_EXPLAIN,
     .arguments = "ITEM",
     .n_min = 1,
     .n_max = 1,
     .options = evn_planner_explain_options,
     .run = evn_planner_explain},
    {.name = "campaign",
     .about = EVN_T_PLANNER_CAMPAIGN,
     .arguments = "NAME",
     .n_min = 1,
     .n_max = 1,
     .options = evn_planner_campaign_options,
     .run = evn_planner_campaign},
    {.name = "cases",
     .about = EVN_T_PLANNER_CASES,
     .arguments = "NAME",
     .n_min = 1,
     .n_max = 1,
     .options = evn_planner_cases_options,
     .run = evn_planner_cases},
    {.name = "signal",
     .about = EVN_T_PLANNER_SIGNAL,
     .arguments = "NAME",
     .n_min = 1,
     .n_max = 1,
     .options = evn_planner_signal_options,
     .run = evn_planner_signal},
    {.name = "warnings",
     .about = EVN_T_PLANNER_WARNINGS,
     .options = evn_planner_warnings_options,
     .run = evn_planner_warnings},
    {0}};

const struct evn_command evn_command_planner = {
    .name = "planner", .about = EVN_T_PLANNER, .verb = verbs};
