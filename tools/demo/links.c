#include "tools/demo/links.h"

#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

enum { TOKEN_MAX = 64, PORT_MAX = 6 };

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

/* In the child: standard output is the pipe. Does not return. */
static void exec_token(const struct evn_cli *cli, const char *programs, size_t i, const char *scope,
                       int out)
{
    char program[EVN_PATH_MAX + 16];
    snprintf(program, sizeof program, "%s/evn-gateway", programs);
    if (dup2(out, STDOUT_FILENO) >= 0)
        execl(program, program, "--data", cli->site.data, "--run", cli->site.run, "token",
              people[i].name, people[i].role, scope, (char *)NULL);
    _exit(127);
}

/* The one line the program prints; EVN_E_IO when it fails. */
static evn_err make_token(struct evn_cli *cli, const char *programs, size_t i, const char *scope,
                          char out[TOKEN_MAX])
{
    int fd[2], status = 0;
    if (pipe(fd) != 0)
        return evn_cli_fail(cli, EVN_E_IO, "pipe");
    fflush(NULL);
    pid_t pid = fork();
    if (pid == 0)
        exec_token(cli, programs, i, scope, fd[1]);
    close(fd[1]);
    FILE *f = fdopen(fd[0], "r");
    bool ok = pid > 0 && f != NULL && fgets(out, TOKEN_MAX, f) != NULL;
    if (f != NULL)
        fclose(f);
    else
        close(fd[0]);
    ok = pid > 0 && waitpid(pid, &status, 0) == pid && status == 0 && ok;
    if (!ok)
        return evn_cli_fail(cli, EVN_E_IO, "evn-gateway token");
    out[strcspn(out, "\n")] = '\0';
    return EVN_OK;
}

static evn_err read_port(struct evn_cli *cli, char port[PORT_MAX])
{
    char path[EVN_PATH_MAX + 16];
    snprintf(path, sizeof path, "%s/gateway/port", cli->site.data);
    FILE *f = fopen(path, "re");
    bool ok = f != NULL && fscanf(f, "%5[0-9]", port) == 1;
    if (f != NULL)
        fclose(f);
    return ok ? EVN_OK : evn_cli_fail(cli, EVN_E_IO, path);
}

evn_err evn_links_print(struct evn_cli *cli, const struct evn_exercise *ex, const char *programs)
{
    static const struct evn_column columns[] = {{"role", EVN_T_COL_ROLE, EVN_CELL_TEXT},
                                                {"does", EVN_T_COL_DOES, EVN_CELL_TEXT},
                                                {"link", EVN_T_COL_LINK, EVN_CELL_TEXT}};
    struct evn_table table;
    char token[TOKEN_MAX], link[160];
    char port[PORT_MAX] = "";
    evn_err err = read_port(cli, port);
    if (err != EVN_OK)
        return err;
    evn_cli_table(cli, &table, columns, sizeof columns / sizeof columns[0]);
    for (size_t i = 0; i < sizeof people / sizeof people[0] && err == EVN_OK; i++) {
        err = make_token(cli, programs, i, people[i].here ? ex->first_served : "", token);
        if (err != EVN_OK)
            break;
        snprintf(link, sizeof link, "http://127.0.0.1:%s/login?token=%s", port, token);
        evn_table_text(&table, people[i].role);
        evn_table_text(&table, evn_text(people[i].does, cli->lang));
        evn_table_text(&table, link);
    }
    return evn_table_end(&table, err);
}
