#include "common/service/lock.h"
#include "tools/demo/exercise.h"
#include "tools/demo/folder.h"
#include "tools/demo/links.h"
#include "tools/demo/real.h"
#include "tools/demo/story.h"
#include "tools/evn/command.h"
#include "tools/evn/up.h"
#include "tools/evn/verify.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

enum { FRESH, KEEP, SEED, DAYS, COMMUNITIES, REAL, SAMPLE, PROGRAMS };
enum { DAYS_MAX = 60, ANSWER_MS = 60000 };
static const char first_day[] = "2022-11-14";

static const struct evn_option options[] = {{"fresh", NULL, EVN_T_OPT_FRESH},
                                            {"keep", NULL, EVN_T_OPT_KEEP},
                                            {"seed", "N", EVN_T_OPT_SEED},
                                            {"days", "N", EVN_T_OPT_DAYS},
                                            {"communities", "N", EVN_T_OPT_COMMUNITIES},
                                            {"real", "DIR", EVN_T_OPT_REAL},
                                            {"sample", "DIR", EVN_T_OPT_SAMPLE},
                                            {"programs", "DIR", EVN_T_OPT_PROGRAMS},
                                            {0}};

/* What was asked for, and what runs. */
struct demo {
    struct evn_cli *cli;
    struct evn_exercise *ex;
    char sample[EVN_SAMPLE_PATH_MAX];
    char programs[EVN_PATH_MAX];
    const char *real; /* folder of a published outbreak, or NULL */
    bool fresh, keep;
    int64_t n_days, n_communities, seed;
    struct evn_tally tally;
    pid_t up;         /* of the supervisor; 0: not running */
    int64_t began_us; /* monotonic */
};

static evn_err number(struct evn_cli *cli, const char *text, const char *name, int64_t min,
                      int64_t max, int64_t usual, int64_t *out)
{
    *out = usual;
    if (text == NULL)
        return EVN_OK;
    evn_err err = evn_command_number(cli, text, name, min, out);
    if (err == EVN_OK && *out > max)
        err = evn_cli_usage(cli, EVN_T_BAD_OPTION, (struct evn_fill){.a = text, .b = name});
    return err;
}

static evn_err read_options(struct demo *d, const struct evn_input *input)
{
    const char *const *option = input->option;
    d->fresh = option[FRESH] != NULL;
    d->keep = option[KEEP] != NULL;
    d->real = option[REAL];
    evn_err err = number(d->cli, option[SEED], "seed", 0, INT64_MAX, 1, &d->seed);
    if (err == EVN_OK)
        err = number(d->cli, option[DAYS], "days", 1, DAYS_MAX, 14, &d->n_days);
    if (err == EVN_OK)
        err = number(d->cli, option[COMMUNITIES], "communities", 1, EVN_TOWN_COMMUNITIES_MAX, 40,
                     &d->n_communities);
    if (err != EVN_OK)
        return err;
    if (option[SAMPLE] != NULL)
        evn_refusal_text(d->sample, sizeof d->sample, option[SAMPLE]);
    else if (evn_sample_find(d->sample) != EVN_OK)
        return evn_cli_usage(d->cli, EVN_T_DEMO_NO_SAMPLE, (struct evn_fill){0});
    if (option[PROGRAMS] != NULL)
        evn_refusal_text(d->programs, sizeof d->programs, option[PROGRAMS]);
    else if (evn_up_folder(d->programs) != EVN_OK)
        return evn_cli_fail(d->cli, EVN_E_IO, "/proc/self/exe");
    return EVN_OK;
}

/* Make sure the data folder is empty, by removing an earlier exercise if that is wanted. */
static evn_err clear_folder(struct demo *d)
{
    struct evn_cli *cli = d->cli;
    bool empty;
    char other[256];
    int lock_fd;
    int64_t pid = 0;
    evn_err err = evn_folder_is_empty(cli->site.data, &empty);
    if (err != EVN_OK)
        return evn_cli_fail(cli, err, cli->site.data);
    if (empty)
        return EVN_OK;
    if (!d->fresh)
        return evn_cli_usage(cli, EVN_T_DEMO_NOT_EMPTY, (struct evn_fill){.a = cli->site.data});
    err = evn_lock_take(cli->site.data, &lock_fd, &pid);
    if (err != EVN_OK) {
        (void)evn_cli_fail(cli, err, cli->site.data);
        cli->why.have = pid;
        return err;
    }
    err = evn_folder_clear(cli->site.data, other, sizeof other);
    close(lock_fd);
    if (err == EVN_E_EXISTS)
        return evn_cli_usage(cli, EVN_T_DEMO_NOT_OURS,
                             (struct evn_fill){.a = cli->site.data, .b = other});
    return err == EVN_OK ? EVN_OK : evn_cli_fail(cli, err, cli->site.data);
}

static evn_err make_town(struct demo *d)
{
    struct evn_town_map map;
    struct evn_sample_flaw flaw;
    evn_err err = evn_sample_map(d->sample, &map, &flaw);
    if (err == EVN_OK)
        err = evn_town_make(&map, (size_t)d->n_communities, (uint64_t)d->seed, &d->ex->town);
    if (err == EVN_OK && d->real == NULL)
        err = evn_outbreak_invent(&d->ex->town, (uint64_t)d->seed, &d->ex->outbreak);
    else if (err == EVN_OK)
        err = evn_real_outbreak(d->ex, d->real, &flaw);
    if (err == EVN_OK)
        return EVN_OK;
    (void)evn_cli_fail(d->cli, err, flaw.path);
    d->cli->why.line = flaw.line;
    return err;
}

static evn_err start(struct demo *d)
{
    struct evn_cli *cli = d->cli;
    /* Nobody looks at pages of services that end with the exercise. */
    const struct evn_up up = {.folder = d->programs,
                              .without = d->keep ? NULL : "gateway",
                              .exercise = true,
                              .follow = !d->keep};
    evn_err err = evn_up_detached(cli, &up, &d->up);
    if (err == EVN_E_TIMED_OUT)
        evn_say(cli, EVN_T_DEMO_LATE, (struct evn_fill){.a = cli->site.data});
    else if (err != EVN_OK)
        return err;
    struct evn_session_config config = {.site = &cli->site,
                                        .key = cli->key,
                                        .program = "evn demo 0.1.0",
                                        .wait_ms = ANSWER_MS,
                                        .bulk = true};
    err = evn_session_open(&config, &cli->session, &cli->why);
    if (err == EVN_OK)
        evn_play_begin(&d->ex->play, cli->session);
    return err;
}

/* Which services there are; the main job needs all but the events hub. */
static void find_parts(struct demo *d)
{
    char path[EVN_PATH_MAX + 32];
    for (enum evn_part p = 0; p < EVN_N_PARTS; p++) {
        snprintf(path, sizeof path, "%s/evn-%s", d->programs, evn_play_name(p));
        d->ex->play.has[p] = access(path, X_OK) == 0;
    }
}

/* End the services and wait for that. */
static void stop(struct demo *d)
{
    int status;
    if (d->up == 0 || d->keep)
        return;
    (void)kill(d->up, SIGTERM);
    (void)waitpid(d->up, &status, 0);
}

static evn_err one_day(struct demo *d)
{
    struct evn_tally_day day;
    evn_err err = evn_exercise_day(d->ex);
    if (err == EVN_OK)
        err = evn_tally_today(d->ex, &d->tally, &day);
    if (err == EVN_OK)
        evn_story_day(d->cli, d->ex, &day);
    return err;
}

static evn_err days(struct demo *d)
{
    struct evn_exercise *ex = d->ex;
    int64_t n_lines;
    evn_story_open(d->cli, ex);
    evn_err err = evn_play_until(&ex->play, evn_exercise_at_us(ex, -12 * 60));
    if (err == EVN_OK)
        err = evn_exercise_enrol(ex, d->sample);
    if (err == EVN_OK && d->real != NULL)
        err = evn_real_history(ex, d->real, &n_lines);
    if (err == EVN_OK && d->real != NULL)
        evn_story_real(d->cli, ex, n_lines);
    for (ex->day = 1; err == EVN_OK && ex->day <= ex->n_days; ex->day++)
        err = one_day(d);
    if (err == EVN_OK)
        err = evn_tally_all(ex, &d->tally);
    if (err == EVN_OK) {
        evn_story_end(d->cli, &d->tally, (evn_client_now_us() - d->began_us) / 1000);
        return evn_verify_digests(d->cli);
    }
    d->cli->why = ex->play.why;
    return err;
}

/* Kept services are left on a morning, so that there is something to do. */
static evn_err hand_over(struct demo *d)
{
    evn_err err = evn_exercise_morning(d->ex);
    if (err != EVN_OK) {
        d->cli->why = d->ex->play.why;
        return err;
    }
    evn_story_morning(d->cli, d->ex);
    return evn_links_print(d->cli, d->ex, d->programs);
}

static evn_err play(struct demo *d)
{
    evn_err err = make_town(d);
    if (err == EVN_OK)
        err = clear_folder(d);
    if (err == EVN_OK)
        err = start(d);
    if (err == EVN_OK) {
        find_parts(d);
        err = days(d);
        if (err == EVN_OK && d->keep)
            err = hand_over(d);
        evn_play_end(&d->ex->play);
    }
    stop(d);
    return err;
}

static evn_err run(struct evn_cli *cli, const struct evn_input *input)
{
    struct demo d = {.cli = cli, .ex = calloc(1, sizeof *d.ex), .began_us = evn_client_now_us()};
    if (d.ex == NULL)
        return evn_cli_fail(cli, EVN_E_NO_MEMORY, NULL);
    evn_err err = read_options(&d, input);
    if (err == EVN_OK) {
        d.ex->n_days = (int)d.n_days;
        d.ex->seed = (uint64_t)d.seed;
        d.ex->day = 1;
        err = evn_day_parse(d.real != NULL ? EVN_REAL_FIRST : first_day, &d.ex->first);
        EVN_ASSERT(err == EVN_OK);
        err = play(&d);
        evn_outbreak_free(&d.ex->outbreak);
    }
    free(d.ex);
    return err;
}

const struct evn_command evn_command_demo = {
    .name = "demo", .about = EVN_T_DEMO, .options = options, .run = run};
