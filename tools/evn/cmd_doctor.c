#include "common/service/lock.h"
#include "tools/evn/command.h"
#include "tools/evn/gateway.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

enum { HELLO_MS = 1500, DISK_MIN_MIB = 256, DISK_LOW_MIB = 2048, CLOCK_APART_MS = 2000 };
enum { LANE_OLD_S = 60 };

static const struct evn_column columns[] = {{"check", EVN_T_COL_CHECK, EVN_CELL_TEXT},
                                            {"result", EVN_T_COL_RESULT, EVN_CELL_TEXT},
                                            {"detail", EVN_T_COL_DETAIL, EVN_CELL_TEXT},
                                            {"cure", EVN_T_COL_CURE, EVN_CELL_TEXT}};

enum result { GOOD, WARN, BAD };

struct doctor {
    struct evn_cli *cli;
    struct evn_table table;
    evn_err worst; /* of the first bad check */
};

/* One line; `cure` is shown unless the result is good. */
static void say(struct doctor *d, const char *check, enum result result, const char *detail,
                enum evn_text cure)
{
    static const char *const word[] = {"good", "look", "bad"};
    static const enum evn_text text[] = {EVN_T_GOOD, EVN_T_WARN, EVN_T_BAD};
    enum evn_lang lang = d->cli->lang;
    evn_table_text(&d->table, check);
    evn_table_text(&d->table, d->cli->json ? word[result] : evn_text(text[result], lang));
    evn_table_text(&d->table, detail);
    evn_table_text(&d->table, result == GOOD ? "" : evn_text(cure, lang));
}

static void bad(struct doctor *d, const char *check, evn_err err, const char *detail,
                enum evn_text cure)
{
    if (d->worst == EVN_OK)
        d->worst = err;
    say(d, check, BAD, detail, cure);
}

static void check_folder(struct doctor *d, const char *name, const char *path, bool *there)
{
    struct stat st;
    *there = stat(path, &st) == 0;
    if (!*there)
        bad(d, name, EVN_E_CONFIG, path, EVN_T_CURE_DATA);
    else if (st.st_uid != geteuid() || (st.st_mode & 077) != 0)
        bad(d, name, EVN_E_CONFIG, path, EVN_T_CURE_FOLDER);
    else
        say(d, name, GOOD, path, EVN_T_CURE_DATA);
}

static void check_disk(struct doctor *d)
{
    struct statvfs fs;
    char text[80];
    if (statvfs(d->cli->site.data, &fs) != 0)
        return;
    int64_t free_mib = (int64_t)(fs.f_bavail * fs.f_frsize / (1 << 20));
    evn_text_fill(EVN_T_DETAIL_DISK, d->cli->lang, (struct evn_fill){.n = free_mib}, text,
                  sizeof text);
    if (free_mib < DISK_MIN_MIB)
        bad(d, "disk", EVN_E_DISK_LOW, text, EVN_T_CURE_DISK);
    else
        say(d, "disk", free_mib < DISK_LOW_MIB ? WARN : GOOD, text, EVN_T_CURE_DISK);
}

static void check_running(struct doctor *d)
{
    int fd;
    int64_t pid;
    char text[80];
    evn_err err = evn_lock_take(d->cli->site.data, &fd, &pid);
    if (err == EVN_OK)
        close(fd);
    if (err == EVN_E_LOCKED)
        say(d, "evn up", GOOD,
            evn_text_fill(EVN_T_DETAIL_RUNNING, d->cli->lang, (struct evn_fill){.n = pid}, text,
                          sizeof text),
            EVN_T_CURE_UP);
    else
        say(d, "evn up", WARN, evn_text(EVN_T_DETAIL_NOT_RUNNING, d->cli->lang), EVN_T_CURE_UP);
}

/* Clock and lanes, as far as this key may ask. */
static void check_status(struct doctor *d, const char *service)
{
    char name[40], text[80];
    const struct evn_wire_operated *got;
    struct evn_wire_operate what = {.what = EVN_OPERATE_STATUS};
    enum evn_lang lang = d->cli->lang;
    snprintf(name, sizeof name, "%s status", service);
    evn_err err = evn_session_operate(d->cli->session, service, what, &got, &d->cli->why);
    if (err != EVN_OK || got->status == NULL) {
        evn_refusal_render(&d->cli->why, lang, text, sizeof text);
        say(d, name, WARN, text, EVN_T_CURE_ALLOW);
        return;
    }
    const struct evn_env *env = evn_env_real();
    int64_t now_us = env->wall_us(env->self);
    int64_t apart_ms = llabs(now_us - got->status->now_us) / 1000;
    int64_t age_s = got->status->oldest_lane_us > 0
                        ? (got->status->now_us - got->status->oldest_lane_us) / EVN_US_PER_S
                        : 0;
    struct evn_fill lanes = {.n = (int64_t)got->status->n_lanes, .m = age_s};
    snprintf(name, sizeof name, "%s clock", service);
    say(d, name, apart_ms > CLOCK_APART_MS ? WARN : GOOD,
        evn_text_fill(EVN_T_DETAIL_CLOCK, lang, (struct evn_fill){.n = apart_ms}, text,
                      sizeof text),
        EVN_T_CURE_CLOCK);
    snprintf(name, sizeof name, "%s lanes", service);
    say(d, name, age_s > LANE_OLD_S ? WARN : GOOD,
        evn_text_fill(EVN_T_DETAIL_LANES, lang, lanes, text, sizeof text), EVN_T_CURE_LANE);
}

/* A service whose folder is not there was never started here. */
static void check_service(struct doctor *d, const char *service)
{
    char text[300];
    const struct evn_welcome *welcome;
    if (!evn_site_has_service(&d->cli->site, service))
        return;
    evn_err err = evn_session_hello(d->cli->session, service, HELLO_MS, &welcome, &d->cli->why);
    if (err != EVN_OK) {
        evn_refusal_render(&d->cli->why, d->cli->lang, text, sizeof text);
        bad(d, service, err, text,
            evn_err_class_of(err) == EVN_CLASS_AUTH ? EVN_T_CURE_KEY : EVN_T_CURE_SERVICE);
        return;
    }
    char version[80];
    snprintf(version, sizeof version, "%s%s%s", welcome->version, welcome->exercise ? " " : "",
             welcome->exercise ? evn_text(EVN_T_EXERCISE, d->cli->lang) : "");
    struct evn_fill fill = {.a = version, .n = (int64_t)welcome->next_seq - 1};
    say(d, service, GOOD,
        evn_text_fill(EVN_T_DETAIL_SERVICE, d->cli->lang, fill, text, sizeof text),
        EVN_T_CURE_SERVICE);
    check_status(d, service);
}

/* The pages. The gateway keeps no log and has no hello: it is asked as a browser would. */
static void check_gateway(struct doctor *d)
{
    char text[120];
    const struct evn_fill port = {.n = evn_gateway_port(d->cli)};
    if (!evn_gateway_was_here(d->cli))
        return;
    evn_err err = evn_gateway_ask(d->cli);
    evn_text_fill(err == EVN_OK ? EVN_T_DETAIL_PAGES : EVN_T_DETAIL_NO_PAGES, d->cli->lang, port,
                  text, sizeof text);
    if (err != EVN_OK)
        bad(d, "gateway", err, text, EVN_T_CURE_GATEWAY);
    else
        say(d, "gateway", GOOD, text, EVN_T_CURE_GATEWAY);
}

static void check_services(struct doctor *d)
{
    char text[300];
    struct evn_session *session;
    evn_err err = evn_cli_session(d->cli, &session);
    if (err != EVN_OK) {
        evn_refusal_render(&d->cli->why, d->cli->lang, text, sizeof text);
        bad(d, "key", err, text, EVN_T_CURE_KEY);
        return;
    }
    say(d, "key", GOOD, d->cli->key, EVN_T_CURE_KEY);
    for (const char *const *name = evn_log_service_names; *name != NULL; name++)
        check_service(d, *name);
}

static evn_err run(struct evn_cli *cli, const struct evn_input *input)
{
    (void)input;
    struct doctor d = {.cli = cli, .worst = EVN_OK};
    bool has_data, has_run;
    evn_cli_table(cli, &d.table, columns, sizeof columns / sizeof columns[0]);
    check_folder(&d, "data", cli->site.data, &has_data);
    if (has_data) {
        check_folder(&d, "sockets", cli->site.run, &has_run);
        check_disk(&d);
        check_running(&d);
        check_services(&d);
        check_gateway(&d);
    }
    evn_table_close(&d.table);
    cli->why = evn_refusal_of(EVN_OK);
    return d.worst;
}

const struct evn_command evn_command_doctor = {.name = "doctor", .about = EVN_T_DOCTOR, .run = run};
