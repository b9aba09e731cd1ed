/* decide - one decision for each command, by what it is about. Pure.
 *
 * Each takes a command that passed its field table, checks what the table cannot, and emits the
 * events or sets d->why and returns its code. What each refuses: proto/spec/8-registry.md. */
#ifndef EVN_REGISTRY_DECIDE_H
#define EVN_REGISTRY_DECIDE_H

#include "services/registry/core/command.h"
#include "services/registry/core/decision.h"

/* item.c */
evn_err evn_decide_item(const struct evn_decision *d, const struct evn_item_put *put);

/* place.c */
evn_err evn_decide_area(const struct evn_decision *d, const struct evn_area_put *put);
evn_err evn_decide_place(const struct evn_decision *d, const struct evn_place_put *put);
evn_err evn_decide_community(const struct evn_decision *d, const struct evn_community_put *put);

/* The length of an area code of a known form, and of its parent; 0: not an area code, and none.
 * A scope or an area must be such a code. */
size_t evn_area_len(const char *code, size_t *parent_len);

/* link.c */
evn_err evn_decide_link(const struct evn_decision *d, const struct evn_link_put *put);
evn_err evn_decide_line_test(const struct evn_decision *d, const struct evn_line_test *test);

/* Give the community the links it has, which a put may not say. */
evn_err evn_keep_links(const struct evn_decision *d, struct evn_community *community);

/* policy.c */
evn_err evn_decide_item_norm(const struct evn_decision *d, const struct evn_item_norm_put *put);
evn_err evn_decide_norm(const struct evn_decision *d, const struct evn_norm_put *put);
evn_err evn_decide_policy(const struct evn_decision *d, const struct evn_policy *policy);

/* The policy table in the arena, or NULL when it is not loaded. */
const struct evn_policy *evn_policy_read(const struct evn_decision *d, const char *table);

/* The value of the rule that holds on `day`, or NULL. `policy` may be NULL. */
const char *evn_policy_value(const struct evn_policy *policy, const char *rule, struct evn_day day);

/* Whether `word` is one of the words of `list`, which are parted by ';'. */
bool evn_policy_lists(const char *list, const char *word);

/* people.c */
evn_err evn_decide_member(const struct evn_decision *d, const struct evn_member_put *put);
evn_err evn_decide_key_person(const struct evn_decision *d, const struct evn_key_person_put *put);

/* Give the member the phases of its cohort and put it; checked otherwise. */
evn_err evn_put_member(const struct evn_decision *d, struct evn_member *member, bool replace);

/* Whether the course that the member would begin has been ended by a policy: nobody new is taken
 * in, and what else a command says holds. */
bool evn_member_too_late(const struct evn_decision *d, const struct evn_member *member);

/* The person as one of a cohort; false: there is none (or the arena is full). */
bool evn_member_read(const struct evn_decision *d, const char *person, struct evn_member *out);

/* The phase the member is in on the day, or NULL; whether it has one on the day or later. */
const struct evn_phase *evn_member_phase(const struct evn_member *member, struct evn_day day);
bool evn_member_looked_after(const struct evn_member *member, struct evn_day day);

/* The name is a pseudonym (BAD_FIELD) that is not used up (WRONG_STATE). */
evn_err evn_need_person(const struct evn_decision *d, const char *field, const char *person);

/* Whether a pseudonym looks like what it must not be: a telephone or identity number. */
bool evn_person_is_number(const char *person);

/* Refuse (WRONG_STATE) what is said of a person who was erased: the pseudonym does not come back.
 */
evn_err evn_need_unerased(const struct evn_decision *d, const char *field, const char *person);

/* Give members whose phases come from an older table new ones, some at a time. */
evn_err evn_members_due(const struct evn_decision *d);

/* person.c */
evn_err evn_decide_person(const struct evn_decision *d, const struct evn_person_put *put);
evn_err evn_decide_person_read(const struct evn_decision *d, const struct evn_person_read *read);
evn_err evn_decide_person_erase(const struct evn_decision *d, const struct evn_person_erase *erase);

/* Erase those whose last need is longer past than the retention, some at a time. */
evn_err evn_persons_due(const struct evn_decision *d);

/* zone.c */
evn_err evn_decide_seal(const struct evn_decision *d, const struct evn_seal *seal);
evn_err evn_decide_unseal(const struct evn_decision *d, const struct evn_unseal *unseal);
evn_err evn_decide_report(const struct evn_decision *d, const struct evn_report_put *put);

/* The zone that stands on exactly this area, or on it or around it; NULL: none. */
const struct evn_row *evn_zone_at(const struct evn_decision *d, const char *area);
const struct evn_row *evn_zone_over(const struct evn_decision *d, const char *area);

/* Put the report, whose area is there, and wind the clocks of the zones that hold it. */
evn_err evn_put_report(const struct evn_decision *d, const struct evn_report *report, bool replace);

/* testing.c */
evn_err evn_decide_test(const struct evn_decision *d, const struct evn_test_put *put);
evn_err evn_decide_area_test(const struct evn_decision *d, const struct evn_area_test_put *put);

/* A whole number from a table of values: the rule's that holds on `day`, else `usual`. */
uint32_t evn_policy_number(const struct evn_policy *policy, const char *rule, struct evn_day day,
                           uint32_t usual);

/* proposal.c */
evn_err evn_decide_proposal(const struct evn_decision *d, const struct evn_proposal_decide *put);

/* What a positive result outside an isolation site means for its area: a report of the infection,
 * (unless it `is_new` no more) and a proposal where nothing stands. `contacts` are pseudonyms,
 * listed. The opposite when a correction takes it back. */
evn_err evn_positive_found(const struct evn_decision *d, const struct evn_test_result *result,
                           bool is_new, char (*contacts)[EVN_CODE_MAX], size_t n_contacts);
evn_err evn_positive_withdrawn(const struct evn_decision *d, const struct evn_test_result *result);

/* loop.c */
evn_err evn_decide_loop_stay(const struct evn_decision *d, const struct evn_loop_stay_put *put);

/* Say of each zone whose condition has come to be met that it is, some at a time. */
evn_err evn_zones_due(const struct evn_decision *d);

/* Unseal the zone, read before, as `unseal` says. */
evn_err evn_emit_unsealed(const struct evn_decision *d, struct evn_zone *zone,
                          const struct evn_unseal *unseal);

/* ending.c */
evn_err evn_decide_ending(const struct evn_decision *d, const struct evn_ending_put *put);

/* The first day on which a change of course that holds ends zones, or cohorts, of the area;
 * EVN_DAY_NONE. *id: its, if there is one. */
struct evn_day evn_ending_of(const struct evn_decision *d, const char *area, bool cohorts,
                             char id[EVN_CODE_MAX]);

/* Refuse (WRONG_STATE) what begins in an area where that day has come. */
evn_err evn_need_course(const struct evn_decision *d, const char *area, bool cohorts,
                        const char *field);

/* Nobody is in a cohort from `end` on: cut the course. False: it is over before. */
bool evn_ending_cut(struct evn_member *member, struct evn_day end);

/* End the next portion of what a day that has come ends, and say how far that is. */
evn_err evn_endings_due(const struct evn_decision *d);

/* staff.c */
evn_err evn_decide_organisation(const struct evn_decision *d,
                                const struct evn_organisation_put *put);
evn_err evn_decide_course(const struct evn_decision *d, const struct evn_course_put *put);
evn_err evn_decide_staff(const struct evn_decision *d, const struct evn_staff_put *put);
evn_err evn_decide_training(const struct evn_decision *d, const struct evn_training_put *put);

/* Work out the standings whose day came or whose rules changed, some at a time. */
evn_err evn_standings_due(const struct evn_decision *d);

/* duty.c */
evn_err evn_decide_duty(const struct evn_decision *d, const struct evn_duty_put *put);

/* keys.c */
evn_err evn_decide_key(const struct evn_decision *d, const struct evn_key_put *put);
evn_err evn_decide_key_revoke(const struct evn_decision *d, const struct evn_key_revoke *revoke);

/* Take from the staff member's keys what their grants no longer hold. */
evn_err evn_keys_follow(const struct evn_decision *d, const struct evn_staff *staff);

#endif
