/* route_file - instances and solutions of vehicle routing as files. Shell.
 *
 * Whatever stands in a file is read or refused with its line, never more. */
#ifndef EVN_TOOLS_ROUTE_FILE_H
#define EVN_TOOLS_ROUTE_FILE_H

#include "services/dispatch/routeio/sol.h"
#include "tools/evn/cli.h"

/* Read an instance and see that its numbers mean something; *in is the caller's to fini, also
 * after an error. `legs`: round, dimacs or exact; NULL: as the kind of file usually has it.
 * EVN_E_BAD_FILE, EVN_E_USAGE, EVN_E_IO, and those of evn_route_validate; all in cli->why. */
EVN_MUST_USE evn_err evn_route_file_read(struct evn_cli *cli, const char *path, const char *legs,
                                         struct evn_route_instance *in);

/* Read a solution of the instance; see evn_route_sol_read. */
EVN_MUST_USE evn_err evn_route_file_plan(struct evn_cli *cli, const char *path,
                                         const struct evn_route_instance *in,
                                         struct evn_route_plan *plan, double *claimed);

/* Write a plan as CVRPLIB solution, NULL as path: to standard output. */
EVN_MUST_USE evn_err evn_route_file_write(struct evn_cli *cli, const char *path,
                                          const struct evn_route_instance *in,
                                          const struct evn_route_plan *plan);

#endif
