#include "tools/demo/links.h"

#include "tools/evn/gateway.h"

#include <inttypes.h>
#include <stdio.h>

/* Who looks at what. `here`: only the community that is served first, or its warehouse. */
static const struct {
    const char *name, *role;
    enum evn_text does;
    bool here;
} people[] = {{"dispatcher", "DISPATCHER", EVN_T_LINK_DISPATCHER, false},
              {"warehouse", "WAREHOUSE", EVN_T_LINK_WAREHOUSE, false},
              {"point", "POINT", EVN_T_LINK_POINT, true},
              {"wall", "DASHBOARD", EVN_T_LINK_WALL, false},
              {"auditor", "AUDITOR", EVN_T_LINK_AUDITOR, false},
              {"integrator", "INTEGRATOR", EVN_T_LINK_INTEGRATOR, false},
              {"authority", "AUTHORITY", EVN_T_LINK_AUTHORITY, false}};

evn_err evn_links_print(struct evn_cli *cli, const struct evn_exercise *ex, const char *programs)
{
    static const struct evn_column columns[] = {{"role", EVN_T_COL_ROLE, EVN_CELL_TEXT},
                                                {"does", EVN_T_COL_DOES, EVN_CELL_TEXT},
                                                {"link", EVN_T_COL_LINK, EVN_CELL_TEXT}};
    struct evn_table table;
    char token[EVN_GATEWAY_TOKEN_MAX], link[160];
    int64_t port = evn_gateway_port(cli);
    evn_err err = EVN_OK;
    if (port == 0)
        return evn_cli_fail(cli, EVN_E_IO, "gateway/port");
    evn_cli_table(cli, &table, columns, sizeof columns / sizeof columns[0]);
    for (size_t i = 0; i < sizeof people / sizeof people[0] && err == EVN_OK; i++) {
        err = evn_gateway_token(cli, programs, people[i].name, people[i].role,
                                people[i].here ? ex->first_served : "", token);
        if (err != EVN_OK)
            break;
        snprintf(link, sizeof link, "http://127.0.0.1:%" PRId64 "/login?token=%s", port, token);
        evn_table_text(&table, people[i].role);
        evn_table_text(&table, evn_text(people[i].does, cli->lang));
        evn_table_text(&table, link);
    }
    return evn_table_end(&table, err);
}
