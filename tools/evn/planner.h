/* planner - verbs of evn planner that ask the service. Shell. */
#ifndef EVN_TOOLS_PLANNER_H
#define EVN_TOOLS_PLANNER_H

#include "common/client/planner.h"
#include "tools/evn/command.h"

/* cover, gaps and what-if; their options are the same, of the last some more. */
extern const struct evn_option evn_planner_cover_options[], evn_planner_what_if_options[];
evn_err evn_planner_cover(struct evn_cli *cli, const struct evn_input *input);
evn_err evn_planner_gaps(struct evn_cli *cli, const struct evn_input *input);
evn_err evn_planner_what_if(struct evn_cli *cli, const struct evn_input *input);

/* What the end of zones and cohorts by a policy would change: as what-if. Members NULL: not given.
 */
struct evn_planner_ends {
    const char *area, *days;             /* as the options of cover */
    const char *zones_end, *cohorts_end; /* as those of what-if */
};
EVN_MUST_USE evn_err evn_planner_show_ends(struct evn_cli *cli,
                                           const struct evn_planner_ends *ends);

/* A signal for the warning rules, and the warnings that stand. */
extern const struct evn_option evn_planner_signal_options[], evn_planner_warnings_options[];
evn_err evn_planner_signal(struct evn_cli *cli, const struct evn_input *input);
evn_err evn_planner_warnings(struct evn_cli *cli, const struct evn_input *input);

/* A counted group: roster, institution, arrivals, ... */
extern const struct evn_option evn_planner_count_options[];
evn_err evn_planner_count(struct evn_cli *cli, const struct evn_input *input);

/* Doses of a vaccination campaign, as counted groups. */
extern const struct evn_option evn_planner_campaign_options[];
evn_err evn_planner_campaign(struct evn_cli *cli, const struct evn_input *input);

/* One figure with all it comes from. */
extern const struct evn_option evn_planner_explain_options[];
evn_err evn_planner_explain(struct evn_cli *cli, const struct evn_input *input);

/* Cases by severity, as counted groups. */
extern const struct evn_option evn_planner_cases_options[];
evn_err evn_planner_cases(struct evn_cli *cli, const struct evn_input *input);

/* Tell the rows of policy tables that nothing can be made of. */
void evn_planner_tell_refused(struct evn_cli *cli, const Evernormal__Planner__V1__Result *page);

/* What might be, as the options say; `what_if` is filled in, and what it points to belongs to
 * *room. EVN_E_USAGE. To be ended with evn_planner_might_fini in any case. */
struct evn_planner_might {
    Evernormal__Planner__V1__WhatIf message;
    void *room[12]; /* owned */
    size_t n_room;
};
EVN_MUST_USE evn_err evn_planner_might(struct evn_cli *cli, const char *seal, const char *cohort,
                                       const char *close, const char *zones_end,
                                       const char *cohorts_end, struct evn_planner_might *out);
void evn_planner_might_fini(struct evn_planner_might *might);

#endif
