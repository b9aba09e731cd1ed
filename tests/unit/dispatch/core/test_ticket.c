#include "services/dispatch/core/sources_duty.h"
#include "services/dispatch/core/tickets.h"
#include "tests/unit/dispatch/core/world.h"

#define STREET "310105001"
#define HOME   "310105001001"
#define ALWAYS .from_day = EVN_DAY_NONE, .until_day = EVN_DAY_NONE

enum { NIGHT = 22 * 60, MIN_8 = 8 * 60 };

static struct world w;

static void put_unit(const char *code, const char *area, const char *parent, const char *head)
{
    struct evn_src_unit unit = {.code = ""};
    EVN_DSP_SET(unit.code, code);
    EVN_DSP_SET(unit.area, area);
    EVN_DSP_SET(unit.parent, parent);
    EVN_DSP_SET(unit.head, head);
    feed_one(&w, "registry", EVN_SRC_UNIT, &evn_src_unit_table, &unit);
}

static void put_member(const char *number, const char *unit)
{
    struct evn_src_staff staff = {.from_day = EVN_DAY_NONE, .last_day = EVN_DAY_NONE};
    EVN_DSP_SET(staff.staff, number);
    EVN_DSP_SET(staff.organisation, unit);
    feed_one(&w, "registry", EVN_SRC_STAFF, &evn_src_staff_table, &staff);
}

static void put_shift(const char *code, const char *unit, const char *member, uint32_t rank)
{
    struct evn_src_duty duty = {ALWAYS, .from_min = MIN_8, .until_min = NIGHT, .rank = rank};
    EVN_DSP_SET(duty.duty, code);
    EVN_DSP_SET(duty.organisation, unit);
    EVN_DSP_SET(duty.staff, member);
    feed_one(&w, "registry", EVN_SRC_DUTY, &evn_src_duty_table, &duty);
}

static void stand(const char *number, bool rests, bool ended)
{
    struct evn_src_rest rest = {.roles = EVN_ROLE_POINT};
    struct evn_src_standing s = {.rests = &rest, .n_rests = rests, .ended = ended};
    EVN_DSP_SET(s.staff, number);
    feed_one(&w, "registry", EVN_SRC_STANDING, &evn_src_standing_table, &s);
}

static void put_clock(const char *class_, const char *value)
{
    struct evn_src_rule rule = {.valid_from = EVN_DAY_NONE, .valid_until = EVN_DAY_NONE};
    struct evn_src_policy policy = {
        .table = "ticket_deadlines", .version = 1, .rules = &rule, .n_rules = 1};
    EVN_DSP_SET(rule.rule, class_);
    EVN_DSP_SET(rule.value, value);
    feed_one(&w, "registry", EVN_SRC_POLICY, &evn_src_policy_table, &policy);
}

/* A committee with a roster below a street without one below a district with a roster. */
static void begin(void)
{
    world_init(&w);
    put_unit("D", "310105", "", "D9");
    put_unit("S", STREET, "D", "S9");
    put_unit("C", HOME, "S", "C9");
    put_member("C1", "C");
    put_member("C2", "C");
    put_member("C9", "C");
    put_member("S9", "S");
    put_member("D1", "D");
    put_shift("SH1", "C", "C1", 1);
    put_shift("SH2", "C", "C2", 0);
    put_shift("SH3", "D", "D1", 0);
    add_community(&w, HOME, 0);
    add_item(&w, "RICE", 1, 1000);
    at(&w, 0, 9 * 60);
}

static evn_err open_one(const char *code, const char *text, const char *unit, int32_t link,
                        const char *linked)
{
    struct evn_dsp_link one = {.kind = link};
    struct evn_dsp_ticket_open open = {
        .kind = EVN_DSP_TICKET_HOTLINE, .links = &one, .n_links = link != 0};
    EVN_DSP_SET(one.code, linked);
    EVN_DSP_SET(open.ticket, code);
    EVN_DSP_SET(open.text, text);
    EVN_DSP_SET(open.unit, unit);
    EVN_DSP_SET(open.area, link == 0 ? HOME : "");
    return post(&w, (struct evn_dsp_command){.ticket_open = &open});
}

static evn_err open_at_home(const char *code)
{
    return open_one(code, "no food since Monday", "", 0, "");
}

static evn_err move_to(const char *code, int32_t verb, const char *unit, const char *text)
{
    struct evn_dsp_ticket_do what = {.verb = verb};
    EVN_DSP_SET(what.ticket, code);
    EVN_DSP_SET(what.unit, unit);
    EVN_DSP_SET(what.text, text);
    return post(&w, (struct evn_dsp_command){.ticket_do = &what});
}

static const struct evn_dsp_ticket *ticket(const char *code)
{
    const struct evn_dsp_ticket *t = evn_dsp_find(w.state, EVN_DSP_TICKET, code);
    EVN_MUST(t != NULL);
    return t;
}

static const struct evn_dsp_ticket_step *step(const char *code, uint32_t n)
{
    char key[EVN_DSP_KEY_MAX];
    evn_dsp_key_line(code, n, key);
    const struct evn_dsp_ticket_step *s = evn_dsp_find(w.state, EVN_DSP_TICKET_STEP, key);
    EVN_MUST(s != NULL);
    return s;
}

static void has(const char *code, const char *owner, const char *unit, int32_t by, int32_t passed)
{
    EVN_CHECK_TEXT(ticket(code)->o.owner, owner);
    EVN_CHECK_TEXT(ticket(code)->o.owner_unit, unit);
    EVN_CHECK_EQ(ticket(code)->o.owner_by, by);
    EVN_CHECK_EQ(ticket(code)->o.passed, passed);
}

static void says(evn_err err, evn_err want, const char *field, const char *subject)
{
    EVN_CHECK_ERR(err, want);
    EVN_CHECK_TEXT(w.h.why.field, field);
    EVN_CHECK_TEXT(w.h.why.subject, subject);
}

static void end(void)
{
    check_replay(&w);
    world_fini(&w);
}

static void the_first_owner_is_on_duty_where_it_happened(void)
{
    begin();
    EVN_CHECK_OK(open_at_home("T1"));
    has("T1", "C2", "C", EVN_DSP_BY_ROSTER, 0); /* rank 0 before rank 1 */
    EVN_CHECK_TEXT(ticket("T1")->unit, "C");
    EVN_CHECK_TEXT(ticket("T1")->ticket_class, "hotline");
    EVN_CHECK_EQ(ticket("T1")->accept_due_us - ticket("T1")->opened_at_us, 3600 * EVN_US_PER_S);
    EVN_CHECK_EQ(ticket("T1")->answer_due_us - ticket("T1")->opened_at_us, EVN_US_PER_DAY);
    EVN_CHECK_OK(open_one("T2", "for the district", "D", 0, ""));
    has("T2", "D1", "D", EVN_DSP_BY_ROSTER, 0);
    EVN_CHECK_OK(open_one("T3", "at the warehouse", "", EVN_DSP_LINK_PLACE, "W1"));
    EVN_CHECK_TEXT(ticket("T3")->area, HOME);
    end();
}

static void nobody_on_duty_is_the_head_then_the_unit_above_then_the_dispatchers(void)
{
    begin();
    at(&w, 0, 23 * 60);
    EVN_CHECK_OK(open_at_home("T1"));
    has("T1", "C9", "C", EVN_DSP_BY_HEAD, EVN_DSP_PASSED_NOBODY);
    at(&w, 1, 9 * 60);
    stand("C2", true, false);
    EVN_CHECK_OK(open_at_home("T2"));
    has("T2", "C1", "C", EVN_DSP_BY_ROSTER, 0);
    stand("C1", true, false);
    EVN_CHECK_OK(open_at_home("T3"));
    has("T3", "C9", "C", EVN_DSP_BY_HEAD, EVN_DSP_PASSED_RESTING);
    EVN_CHECK_TEXT(ticket("T3")->o.passed_over, "C2");
    stand("C9", false, true);
    EVN_CHECK_OK(open_at_home("T4"));
    has("T4", "S9", "S", EVN_DSP_BY_HEAD, EVN_DSP_PASSED_RESTING);
    stand("S9", false, true);
    EVN_CHECK_OK(open_at_home("T5"));
    has("T5", "D1", "D", EVN_DSP_BY_ROSTER, EVN_DSP_PASSED_RESTING);
    stand("D1", false, true);
    EVN_CHECK_OK(open_at_home("T6"));
    has("T6", EVN_DSP_DISPATCHERS, "", EVN_DSP_BY_DISPATCHER, EVN_DSP_PASSED_RESTING);
    /* What those who left had is not theirs any more. */
    has("T3", EVN_DSP_DISPATCHERS, "", EVN_DSP_BY_DISPATCHER, EVN_DSP_PASSED_RESTING);
    EVN_CHECK_EQ(step("T3", ticket("T3")->steps)->verb, EVN_DSP_VERB_LEAVE);
    end();
}

static void without_any_unit_the_dispatchers_have_it_and_it_says_so(void)
{
    world_init(&w);
    EVN_CHECK_OK(open_at_home("T1"));
    has("T1", EVN_DSP_DISPATCHERS, "", EVN_DSP_BY_DISPATCHER, EVN_DSP_PASSED_NO_UNIT);
    /* The accept time and the answer time: told once of each. */
    at(&w, 0, 10 * 60);
    EVN_CHECK_EQ(ticket("T1")->escalations, 1);
    at(&w, 0, 20 * 60);
    EVN_CHECK_EQ(ticket("T1")->escalations, 1);
    at(&w, 1, 9 * 60);
    EVN_CHECK_EQ(ticket("T1")->escalations, 2);
    at(&w, 9, 9 * 60);
    EVN_CHECK_EQ(ticket("T1")->escalations, 2);
    has("T1", EVN_DSP_DISPATCHERS, "", EVN_DSP_BY_DISPATCHER, EVN_DSP_PASSED_NO_UNIT);
    end();
}

static void a_ticket_goes_through_its_life_and_every_step_stays(void)
{
    begin();
    EVN_CHECK_OK(open_at_home("T1"));
    EVN_CHECK_OK(move_to("T1", EVN_DSP_VERB_ACCEPT, "", ""));
    EVN_CHECK_EQ(ticket("T1")->o.owner_by, EVN_DSP_BY_TAKEN);
    EVN_CHECK_TEXT(ticket("T1")->o.owner, w.h.actor.name);
    EVN_CHECK_OK(move_to("T1", EVN_DSP_VERB_ACT, "", "called the point"));
    EVN_CHECK_OK(move_to("T1", EVN_DSP_VERB_REFER, "S", "needs a car"));
    has("T1", "S9", "S", EVN_DSP_BY_HEAD, EVN_DSP_PASSED_NOBODY);
    EVN_CHECK_EQ(ticket("T1")->state, EVN_DSP_TICKET_OPEN);
    EVN_CHECK_OK(move_to("T1", EVN_DSP_VERB_ACCEPT, "", ""));
    EVN_CHECK_OK(move_to("T1", EVN_DSP_VERB_ANSWER, "", "brought at noon"));
    EVN_CHECK_EQ(ticket("T1")->next_us, 0);
    EVN_CHECK_OK(move_to("T1", EVN_DSP_VERB_CLOSE, "", ""));
    EVN_CHECK_OK(move_to("T1", EVN_DSP_VERB_REOPEN, "", "it was the wrong box"));
    EVN_CHECK_EQ(ticket("T1")->reopened, 1);
    EVN_CHECK_EQ(ticket("T1")->steps, 8);
    EVN_CHECK_EQ(step("T1", 3)->verb, EVN_DSP_VERB_ACT);
    EVN_CHECK_TEXT(step("T1", 3)->text, "called the point");
    EVN_CHECK_EQ(step("T1", 8)->state, EVN_DSP_TICKET_OPEN);
    end();
}

static void a_time_that_is_over_sends_it_one_unit_up_once(void)
{
    begin();
    put_clock("hotline", "2;5");
    EVN_CHECK_OK(open_at_home("T1"));
    at(&w, 0, 10 * 60 + 59);
    EVN_CHECK_EQ(ticket("T1")->escalations, 0);
    at(&w, 0, 11 * 60);
    EVN_CHECK_EQ(ticket("T1")->escalations, 1);
    has("T1", "S9", "S", EVN_DSP_BY_HEAD, EVN_DSP_PASSED_NOBODY);
    EVN_CHECK_EQ(step("T1", 2)->verb, EVN_DSP_VERB_ESCALATE);
    EVN_CHECK_EQ(step("T1", 2)->missed, EVN_DSP_TICKET_ACCEPTED);
    EVN_CHECK_EQ(step("T1", 2)->late_us, 0);
    at(&w, 0, 11 * 60 + 30);
    EVN_CHECK_EQ(ticket("T1")->steps, 2);
    EVN_CHECK_OK(move_to("T1", EVN_DSP_VERB_ACCEPT, "", ""));
    at(&w, 0, 13 * 60 + 59);
    EVN_CHECK_EQ(ticket("T1")->escalations, 1);
    at(&w, 0, 14 * 60); /* five hours are over: no answer */
    EVN_CHECK_EQ(ticket("T1")->escalations, 2);
    EVN_CHECK_EQ(step("T1", 4)->missed, EVN_DSP_TICKET_ANSWERED);
    EVN_CHECK_EQ(ticket("T1")->state, EVN_DSP_TICKET_OPEN);
    has("T1", "D1", "D", EVN_DSP_BY_ROSTER, 0);
    EVN_CHECK_OK(move_to("T1", EVN_DSP_VERB_ACCEPT, "", ""));
    at(&w, 0, 18 * 60 + 59); /* the district has five hours of its own */
    EVN_CHECK_EQ(ticket("T1")->escalations, 2);
    EVN_CHECK_OK(move_to("T1", EVN_DSP_VERB_ANSWER, "", "done"));
    at(&w, 3, 0);
    EVN_CHECK_EQ(ticket("T1")->escalations, 2);
    end();
}

static void what_was_missed_while_the_service_was_down_is_one_step_and_as_late_as_it_is(void)
{
    begin();
    EVN_CHECK_OK(open_at_home("T1"));
    at(&w, 0, 16 * 60); /* no timer ran for seven hours */
    EVN_CHECK_EQ(ticket("T1")->escalations, 1);
    EVN_CHECK_EQ(step("T1", 2)->late_us, 6 * 3600 * EVN_US_PER_S);
    EVN_CHECK_EQ(ticket("T1")->accept_due_us, w.h.business_us + 3600 * EVN_US_PER_S);
    has("T1", "S9", "S", EVN_DSP_BY_HEAD, EVN_DSP_PASSED_NOBODY);
    end();
}

static void very_many_that_are_late_all_go_up(void)
{
    char code[EVN_CODE_MAX];
    begin();
    for (int i = 0; i < 250; i++) {
        snprintf(code, sizeof code, "T%d", i);
        EVN_CHECK_OK(open_at_home(code));
    }
    at(&w, 0, 10 * 60);
    for (int i = 0; i < 250; i++) {
        snprintf(code, sizeof code, "T%d", i);
        EVN_CHECK_EQ(ticket(code)->escalations, 1);
    }
    end();
}

static void clocks_are_those_of_the_class_or_of_all_others(void)
{
    begin();
    put_clock("medical", "1;2");
    EVN_CHECK_OK(open_at_home("T1"));
    EVN_CHECK_EQ(ticket("T1")->accept_min, 60);
    EVN_CHECK_EQ(ticket("T1")->answer_min, 24 * 60);
    put_clock("other", "8;72");
    EVN_CHECK_OK(open_at_home("T2"));
    EVN_CHECK_EQ(ticket("T2")->accept_min, 8 * 60);
    EVN_CHECK_EQ(ticket("T1")->accept_min, 60); /* as it was when it was opened */
    EVN_CHECK_OK(query(&w, &(struct evn_dsp_query){.clocks = &(struct evn_dsp_get_clocks){0}}));
    EVN_CHECK_EQ(n_in_result(&w, EVN_DSP_DEADLINES), 1);
    end();
}

static void what_cannot_be_is_refused_and_says_why(void)
{
    begin();
    EVN_CHECK_OK(open_at_home("T1"));
    says(open_at_home("T1"), EVN_E_EXISTS, "ticket", "T1");
    says(open_one("T2", "call 13800138000", "", 0, ""), EVN_E_PERSONAL_TEXT, "ticket_open.text",
         "");
    says(open_one("T2", "x", "", EVN_DSP_LINK_REQUEST, "Q9"), EVN_E_UNKNOWN_REF,
         "ticket_open.links.code", "Q9");
    EVN_CHECK_EQ(w.h.why.line, 1);
    says(open_one("T2", "x", "", EVN_DSP_LINK_PERSON, "13800138000"), EVN_E_PERSONAL_TEXT,
         "ticket_open.links.code", "");
    says(open_one("T2", "x", "", EVN_DSP_LINK_PERSON, "P1"), EVN_E_MISSING_FIELD,
         "ticket_open.area", "");
    says(open_one("T2", "x", "NO", 0, ""), EVN_E_UNKNOWN_REF, "ticket_open.unit", "NO");
    says(move_to("T9", EVN_DSP_VERB_ACCEPT, "", ""), EVN_E_UNKNOWN_REF, "ticket_do.ticket", "T9");
    says(move_to("T1", EVN_DSP_VERB_ANSWER, "", "x"), EVN_E_WRONG_STATE, "ticket_do.verb", "T1");
    EVN_CHECK_EQ(w.h.why.state, EVN_S_NOT_ACCEPTED);
    says(move_to("T1", EVN_DSP_VERB_CLOSE, "", ""), EVN_E_WRONG_STATE, "ticket_do.verb", "T1");
    says(move_to("T1", EVN_DSP_VERB_REFER, "", "x"), EVN_E_MISSING_FIELD, "ticket_do.unit", "T1");
    says(move_to("T1", EVN_DSP_VERB_REFER, "NO", "x"), EVN_E_UNKNOWN_REF, "ticket_do.unit", "NO");
    says(move_to("T1", EVN_DSP_VERB_REFER, "C", "x"), EVN_E_WRONG_STATE, "ticket_do.unit", "C");
    EVN_CHECK_EQ(w.h.why.state, EVN_S_SAME_UNIT);
    says(move_to("T1", EVN_DSP_VERB_ACCEPT, "C", ""), EVN_E_BAD_FIELD, "ticket_do.unit", "C");
    EVN_CHECK_OK(move_to("T1", EVN_DSP_VERB_ACCEPT, "", ""));
    says(move_to("T1", EVN_DSP_VERB_ACT, "", ""), EVN_E_MISSING_FIELD, "ticket_do.text", "T1");
    says(move_to("T1", EVN_DSP_VERB_ACT, "", "021-6437-1234"), EVN_E_PERSONAL_TEXT,
         "ticket_do.text", "");
    says(move_to("T1", EVN_DSP_VERB_CLOSE, "", ""), EVN_E_WRONG_STATE, "ticket_do.verb", "T1");
    EVN_CHECK_EQ(w.h.why.state, EVN_S_NOT_ANSWERED);
    EVN_CHECK_OK(move_to("T1", EVN_DSP_VERB_ANSWER, "", "brought"));
    says(move_to("T1", EVN_DSP_VERB_ACT, "", "more"), EVN_E_WRONG_STATE, "ticket_do.verb", "T1");
    EVN_CHECK_EQ(w.h.why.state, EVN_S_ANSWERED);
    says(move_to("T1", EVN_DSP_VERB_ESCALATE, "", ""), EVN_E_OUT_OF_RANGE, "ticket_do.verb", "");
    end();
}

static void who_is_out_of_scope_neither_sees_nor_moves_it(void)
{
    struct evn_dsp_list get = {.where = "T1"};
    begin();
    EVN_CHECK_OK(open_at_home("T1"));
    EVN_CHECK_OK(move_to("T1", EVN_DSP_VERB_REFER, "D", "for you"));
    w.h.actor.roles = EVN_ROLE_POINT;
    strcpy(w.h.actor.scope, HOME);
    /* It is about them, but the district has it: they see it, and do not work on it. */
    EVN_CHECK_OK(query(&w, &(struct evn_dsp_query){.ticket = &get}));
    EVN_CHECK_EQ(n_in_result(&w, EVN_DSP_TICKET_STEP), 2);
    says(move_to("T1", EVN_DSP_VERB_ACCEPT, "", ""), EVN_E_NOT_ALLOWED, "", "DISPATCHER");
    strcpy(w.h.actor.scope, "310106");
    says(move_to("T1", EVN_DSP_VERB_ACCEPT, "", ""), EVN_E_OUT_OF_SCOPE, "", HOME);
    says(open_at_home("T2"), EVN_E_OUT_OF_SCOPE, "", HOME);
    EVN_CHECK_ERR(query(&w, &(struct evn_dsp_query){.ticket = &get}), EVN_E_OUT_OF_SCOPE);
    strcpy(w.h.actor.scope, "");
    w.h.actor.roles = EVN_ROLE_DASHBOARD | EVN_ROLE_WAREHOUSE;
    EVN_CHECK_ERR(query(&w, &(struct evn_dsp_query){.ticket = &get}), EVN_E_NOT_ALLOWED);
    w.h.actor.roles = EVN_ROLE_ALL;
    end();
}

static void counselling_is_referred_answered_and_closed_by_its_own_clock(void)
{
    struct evn_dsp_link who = {.kind = EVN_DSP_LINK_PERSON, .code = "P1"};
    struct evn_dsp_ticket_open open = {.ticket = "T1",
                                       .kind = EVN_DSP_TICKET_SERVICE,
                                       .ticket_class = "counselling",
                                       .area = HOME,
                                       .text = "has not slept for a week",
                                       .links = &who,
                                       .n_links = 1};
    begin();
    put_clock("counselling", "2;72");
    EVN_CHECK_OK(post(&w, (struct evn_dsp_command){.ticket_open = &open}));
    has("T1", "C2", "C", EVN_DSP_BY_ROSTER, 0);
    EVN_CHECK_EQ(ticket("T1")->answer_due_us - ticket("T1")->opened_at_us, 3 * EVN_US_PER_DAY);
    EVN_CHECK_OK(move_to("T1", EVN_DSP_VERB_REFER, "D", "to the counsellors"));
    has("T1", "D1", "D", EVN_DSP_BY_ROSTER, 0);
    EVN_CHECK_EQ(ticket("T1")->accept_due_us - w.h.business_us, 7200 * EVN_US_PER_S);
    at(&w, 0, 10 * 60 + 59);
    EVN_CHECK_EQ(ticket("T1")->escalations, 0);
    at(&w, 0, 11 * 60); /* the district's two hours are over */
    EVN_CHECK_EQ(ticket("T1")->escalations, 1);
    EVN_CHECK_OK(move_to("T1", EVN_DSP_VERB_ACCEPT, "", ""));
    says(move_to("T1", EVN_DSP_VERB_CLOSE, "", ""), EVN_E_WRONG_STATE, "ticket_do.verb", "T1");
    EVN_CHECK_OK(move_to("T1", EVN_DSP_VERB_ANSWER, "", "spoke for an hour; again on Friday"));
    EVN_CHECK_OK(move_to("T1", EVN_DSP_VERB_CLOSE, "", ""));
    EVN_CHECK_EQ(ticket("T1")->state, EVN_DSP_TICKET_CLOSED);
    EVN_CHECK_TEXT(ticket("T1")->links[0].code, "P1");
    end();
}

static size_t listed(struct evn_dsp_list_tickets list)
{
    EVN_CHECK_OK(query(&w, &(struct evn_dsp_query){.tickets = &list}));
    return n_in_result(&w, EVN_DSP_TICKET);
}

static void lists_are_by_owner_unit_state_kind_time_link_and_area(void)
{
    begin();
    EVN_CHECK_OK(open_at_home("T1"));
    EVN_CHECK_OK(open_one("T2", "in the store", "D", EVN_DSP_LINK_PLACE, "W1"));
    EVN_CHECK_OK(move_to("T2", EVN_DSP_VERB_ACCEPT, "", ""));
    EVN_CHECK_EQ(listed((struct evn_dsp_list_tickets){.area = ""}), 2);
    EVN_CHECK_EQ(listed((struct evn_dsp_list_tickets){.owner = "C2"}), 1);
    EVN_CHECK_EQ(listed((struct evn_dsp_list_tickets){.unit = "D"}), 1);
    EVN_CHECK_EQ(listed((struct evn_dsp_list_tickets){.state = EVN_DSP_TICKET_OPEN}), 1);
    EVN_CHECK_EQ(listed((struct evn_dsp_list_tickets){.kind = EVN_DSP_TICKET_CLUE}), 0);
    EVN_CHECK_EQ(listed((struct evn_dsp_list_tickets){.area = "310106"}), 0);
    EVN_CHECK_EQ(listed((struct evn_dsp_list_tickets){.overdue = true}), 0);
    EVN_CHECK_EQ(listed((struct evn_dsp_list_tickets){
                     .link = {.kind = EVN_DSP_LINK_PLACE, .code = "W1"}, .has_link = true}),
                 1);
    EVN_CHECK_EQ(listed((struct evn_dsp_list_tickets){.after = "T1"}), 1);
    at(&w, 0, 10 * 60);
    EVN_CHECK_EQ(listed((struct evn_dsp_list_tickets){.overdue = true}), 1);
    EVN_CHECK_OK(move_to("T1", EVN_DSP_VERB_ACCEPT, "", ""));
    EVN_CHECK_EQ(listed((struct evn_dsp_list_tickets){.overdue = true}), 0);
    end();
}

static void numbers_like_those_of_people_are_found_in_texts(void)
{
    static const char *const bad[] = {"1380013", "call 138-0013-8000 now", "138 0013 8000",
                                      "31010119800101123X", "１３８００１３８０００"};
    static const char *const good[] = {"", "2022-11-14 08:30", "12 boxes of 500", "room 1203",
                                       "310105 to 310106, 3 of 12"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        EVN_CHECK(evn_dsp_is_personal(bad[i]));
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
        EVN_CHECK(!evn_dsp_is_personal(good[i]));
}

static const struct evn_test_case tests[] = {
    EVN_TEST(the_first_owner_is_on_duty_where_it_happened),
    EVN_TEST(nobody_on_duty_is_the_head_then_the_unit_above_then_the_dispatchers),
    EVN_TEST(without_any_unit_the_dispatchers_have_it_and_it_says_so),
    EVN_TEST(a_ticket_goes_through_its_life_and_every_step_stays),
    EVN_TEST(a_time_that_is_over_sends_it_one_unit_up_once),
    EVN_TEST(what_was_missed_while_the_service_was_down_is_one_step_and_as_late_as_it_is),
    EVN_TEST(very_many_that_are_late_all_go_up),
    EVN_TEST(clocks_are_those_of_the_class_or_of_all_others),
    EVN_TEST(what_cannot_be_is_refused_and_says_why),
    EVN_TEST(who_is_out_of_scope_neither_sees_nor_moves_it),
    EVN_TEST(counselling_is_referred_answered_and_closed_by_its_own_clock),
    EVN_TEST(lists_are_by_owner_unit_state_kind_time_link_and_area),
    EVN_TEST(numbers_like_those_of_people_are_found_in_texts),
};

int main(int argc, char **argv)
{
    return evn_test_main(argc, argv, "dispatch.ticket", tests, sizeof tests / sizeof tests[0]);
}
