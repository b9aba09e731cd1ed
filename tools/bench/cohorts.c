/* cohorts - a file of people in cohorts to a table of days, as `evn planner cohorts` does it: both
 * files on disk, the rules built in. Prints JSON.
 *
 * Made up: everybody is in one cohort, of those the rules name, from a day of the first ninety, in
 * one of so many areas; the table has 123 days. Making the file is not timed. */
#include "common/base/rng.h"
#include "tools/batch/cohort_days.h"
#include "tools/bench/bench.h"
#include "tools/import/source.h"

#include <inttypes.h>
#include <stdio.h>

enum { STARTS = 90, DAYS = 123, FOLDER_MAX = 3000 };

static struct evn_day first_day(void)
{
    struct evn_day day;
    evn_bench_need(evn_day_parse("2022-10-01", &day), "day");
    return day;
}

static void make(const char *path, const struct evn_names *cohorts, uint64_t people, uint64_t areas)
{
    struct evn_rng rng = evn_rng_of(20221001);
    FILE *f = fopen(path, "wb");
    evn_bench_must(f != NULL, path);
    fputs("person\tcohort\tstart\tarea\n", f);
    for (uint64_t i = 0; i < people; i++) {
        char day[11];
        struct evn_bytes cohort = cohorts->text[evn_rng_below(&rng, (uint32_t)cohorts->n)];
        uint32_t start = evn_rng_below(&rng, STARTS), area = evn_rng_below(&rng, (uint32_t)areas);
        evn_day_format((struct evn_day){first_day().n + (int32_t)start}, day);
        fprintf(f, "p%08" PRIu64 "\t%.*s\t%s\t310%09" PRIu32 "\n", i, (int)cohort.len,
                (const char *)cohort.at, day, area);
    }
    evn_bench_must(fclose(f) == 0, path);
}

static void flaw(void *self, const struct evn_flaw *flaw)
{
    (void)self;
    evn_bench_fail(flaw->name);
}

struct table {
    FILE *file;
    uint64_t bytes;
};

static evn_err put(void *self, struct evn_bytes piece)
{
    struct table *table = self;
    table->bytes += piece.len;
    return fwrite(piece.at, 1, piece.len, table->file) == piece.len ? EVN_OK : EVN_E_IO;
}

static void run(struct evn_cohort_days_file *file, const char *in, const char *out,
                struct table *table, struct evn_cohort_summary *summary)
{
    const struct evn_batch_tell tell = {flaw, NULL};
    const struct evn_cohort_out to = {table, put};
    struct evn_source source;
    const struct evn_day from = first_day(), until = {from.n + DAYS - 1};
    evn_bench_need(evn_source_open(&source, in), in);
    evn_bench_need(
        evn_cohorts_read(file, evn_csv_of(source.text.at, source.text.len, source.tabs), &tell),
        in);
    table->file = fopen(out, "wb");
    evn_bench_must(table->file != NULL, out);
    evn_bench_need(evn_cohorts_write(file, from, until, &to, summary), out);
    evn_bench_must(fclose(table->file) == 0, out);
    evn_source_close(&source);
}

int evn_bench_cohorts(int argc, char **argv)
{
    uint64_t people = 1000000, areas = 6509;
    const char *dir = NULL;
    char folder[FOLDER_MAX], in[FOLDER_MAX + 16], out[FOLDER_MAX + 16];
    const struct evn_bench_option options[] = {
        {"areas", .number = &areas}, {"dir", .text = &dir}, {"people", .number = &people}, {0}};
    const struct evn_batch_tell tell = {flaw, NULL};
    struct evn_cohort_days_file file = {0};
    struct evn_cohort_summary summary;
    struct evn_refusal why;
    struct table table = {0};
    evn_bench_options(argc, argv, options);
    evn_bench_must(people > 0 && people <= EVN_COHORT_LINES_MAX, "--people up to 16000000");
    evn_bench_must(areas > 0 && areas <= 1000000, "--areas up to 1000000");
    evn_bench_folder(dir, folder, sizeof folder);
    snprintf(in, sizeof in, "%s/people.tsv", folder);
    snprintf(out, sizeof out, "%s/days.tsv", folder);
    evn_bench_need(evn_courses_init(&file.courses, NULL, &tell, &why), "rules");
    evn_cohorts_begin(&file);
    make(in, &file.courses.cohorts, people, areas);
    int64_t begun_us = evn_bench_now_us(), cpu_us = evn_bench_process_cpu_us();
    run(&file, in, out, &table, &summary);
    cpu_us = evn_bench_process_cpu_us() - cpu_us;
    printf("{\"bench\":\"cohorts\",\"people\":%" PRId64 ",\"areas\":%" PRIu64
           ",\"days\":%d,\"person_days\":%" PRId64 ",\"tests\":%" PRId64 ",\"table_bytes\":%" PRIu64
           ",\"cpu_s\":%.3f,\"wall_s\":%.3f,\"peak_bytes\":%" PRIu64 "}\n",
           summary.people, areas, DAYS, summary.person_days, summary.tests, table.bytes,
           (double)cpu_us / 1e6, (double)(evn_bench_now_us() - begun_us) / 1e6,
           evn_bench_peak_bytes());
    evn_cohorts_end(&file);
    evn_bench_remove(folder);
    return 0;
}
