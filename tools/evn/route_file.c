#include "tools/evn/route_file.h"

#include "services/dispatch/route/validate.h"
#include "tools/evn/infile.h"
#include "tools/evn/outfile.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FILE_MAX = 64 << 20 };

static bool find_legs(const char *name, enum evn_route_legs *out)
{
    static const struct {
        const char *name;
        enum evn_route_legs legs;
    } known[] = {{"round", EVN_ROUTE_LEGS_ROUND},
                 {"dimacs", EVN_ROUTE_LEGS_DIMACS},
                 {"exact", EVN_ROUTE_LEGS_EXACT}};
    *out = EVN_ROUTE_LEGS_AUTO;
    for (size_t i = 0; name != NULL && i < sizeof known / sizeof known[0]; i++)
        if (strcmp(name, known[i].name) == 0)
            *out = known[i].legs;
    return name == NULL || *out != EVN_ROUTE_LEGS_AUTO;
}

static evn_err keep_reason(struct evn_cli *cli, evn_err err, const char *path,
                           const struct evn_refusal *why)
{
    if (err != EVN_OK) {
        cli->why = *why;
        cli->why.err = err;
        evn_refusal_text(cli->why.subject, sizeof cli->why.subject, path);
    }
    return err;
}

evn_err evn_route_file_read(struct evn_cli *cli, const char *path, const char *legs,
                            struct evn_route_instance *in)
{
    enum evn_route_legs how;
    struct evn_refusal why = evn_refusal_of(EVN_OK);
    uint8_t *text = NULL;
    size_t len = 0;
    if (!find_legs(legs, &how))
        return evn_cli_usage(cli, EVN_T_BAD_OPTION, (struct evn_fill){.a = legs, .b = "legs"});
    evn_err err = evn_infile_read(cli, path, FILE_MAX, &text, &len);
    if (err == EVN_OK) {
        err = evn_route_read(evn_bytes_of(text, len), how, in, &why);
        if (err == EVN_OK)
            err = evn_route_validate(&in->problem, &why);
        err = keep_reason(cli, err, path, &why);
        if (in->name[0] == '\0')
            snprintf(in->name, sizeof in->name, "%s", basename(path));
    }
    free(text);
    return err;
}

evn_err evn_route_file_plan(struct evn_cli *cli, const char *path,
                            const struct evn_route_instance *in, struct evn_route_plan *plan,
                            double *claimed)
{
    struct evn_refusal why = evn_refusal_of(EVN_OK);
    uint8_t *text = NULL;
    size_t len = 0;
    evn_err err = evn_infile_read(cli, path, FILE_MAX, &text, &len);
    if (err == EVN_OK)
        err = keep_reason(cli, evn_route_sol_read(in, evn_bytes_of(text, len), plan, claimed, &why),
                          path, &why);
    free(text);
    return err;
}

evn_err evn_route_file_write(struct evn_cli *cli, const char *path,
                             const struct evn_route_instance *in, const struct evn_route_plan *plan)
{
    struct evn_buf text;
    evn_buf_init(&text, FILE_MAX);
    evn_err err = evn_route_sol_write(in, plan, &text);
    if (err == EVN_OK)
        err = evn_outfile_write(cli, path, evn_bytes_of(text.at, text.len));
    else
        (void)evn_cli_fail(cli, err, path != NULL ? path : "stdout");
    evn_buf_fini(&text);
    return err;
}
