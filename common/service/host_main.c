#include "common/service/host_impl.h"

#include "common/service/options.h"
#include "common/service/prove.h"

#include <malloc.h>
#include <stdio.h>

/* All options are those of every service. */
static error_t parse(int key, char *arg, struct argp_state *state)
{
    (void)arg;
    if (key != ARGP_KEY_INIT)
        return ARGP_ERR_UNKNOWN;
    state->child_inputs[0] = state->input;
    return 0;
}

static int prove_site(const struct evn_host_service *service, const struct evn_site *site)
{
    char folder[EVN_PATH_MAX];
    evn_err err = evn_site_folder(site, service->ops->name, folder);
    return err == EVN_OK ? evn_prove(service, folder, true) : evn_err_exit_status(err);
}

/* Messages of some hundred KiB come and go all the time, from several threads: their memory is kept
 * rather than given back and faulted in again for each. */
static void keep_memory(void)
{
    enum { MESSAGE_MAX = 32 << 20, KEPT_MAX = 64 << 20 };
    (void)mallopt(M_MMAP_THRESHOLD, MESSAGE_MAX);
    (void)mallopt(M_TRIM_THRESHOLD, KEPT_MAX);
}

int evn_host_start(int argc, char **argv, const struct evn_host_service *service, bool plain)
{
    static const struct argp_child child[] = {{&evn_options_argp, 0, NULL, 0}, {0}};
    struct argp argp = {.parser = parse,
                        .doc = "Run one Evernormal service until it is told to stop.",
                        .children = child};
    struct evn_options o = {0};
    argp_parse(&argp, argc, argv, 0, NULL, &o);
    keep_memory();
    if (o.digest != NULL)
        return evn_prove(service, o.digest, false);
    int signal_fd = evn_options_signals();
    struct evn_site site;
    evn_err err = signal_fd < 0 ? EVN_E_NO_MEMORY : evn_site_find(o.data, o.run, &site);
    if (err == EVN_OK && !o.check_only && !o.views_only)
        err = evn_site_prepare(&site);
    if (err != EVN_OK || !evn_options_follow(&o)) {
        fprintf(stderr, "%s: %s\n", service->ops->name, evn_err_name(err));
        return evn_err_exit_status(err != EVN_OK ? err : EVN_E_CONFIG);
    }
    if (o.views_only)
        return prove_site(service, &site);
    if (!o.check_only)
        return evn_host_run(service, &site, o.exercise, plain, signal_fd);
    printf("%s: data %s, sockets %s\n", service->ops->name, site.data, site.run);
    return 0;
}

int evn_host_main(int argc, char **argv, const struct evn_host_service *service)
{
    return evn_host_start(argc, argv, service, false);
}
