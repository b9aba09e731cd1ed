#include "services/dispatch/core/ticket.h"

#define PROTO(name)        "evernormal.dispatch.v1." name
#define INSTANT(tag, s, m) EVN_FIELD_NUMBER(tag, I64, s, m, 0, INT64_MIN, INT64_MAX)
#define COUNT(tag, s, m)   EVN_FIELD_NUMBER(tag, U32, s, m, 0, 0, UINT32_MAX)

static const struct evn_sm_step steps[] = {
    {0, EVN_DSP_VERB_OPEN, EVN_DSP_TICKET_OPEN},
    {EVN_DSP_TICKET_OPEN, EVN_DSP_VERB_ACCEPT, EVN_DSP_TICKET_ACCEPTED},
    {EVN_DSP_TICKET_OPEN, EVN_DSP_VERB_REFER, EVN_DSP_TICKET_OPEN},
    {EVN_DSP_TICKET_OPEN, EVN_DSP_VERB_ESCALATE, EVN_DSP_TICKET_OPEN},
    {EVN_DSP_TICKET_OPEN, EVN_DSP_VERB_LEAVE, EVN_DSP_TICKET_OPEN},
    {EVN_DSP_TICKET_ACCEPTED, EVN_DSP_VERB_ACCEPT, EVN_DSP_TICKET_ACCEPTED},
    {EVN_DSP_TICKET_ACCEPTED, EVN_DSP_VERB_REFER, EVN_DSP_TICKET_OPEN},
    {EVN_DSP_TICKET_ACCEPTED, EVN_DSP_VERB_ACT, EVN_DSP_TICKET_ACCEPTED},
    {EVN_DSP_TICKET_ACCEPTED, EVN_DSP_VERB_ANSWER, EVN_DSP_TICKET_ANSWERED},
    {EVN_DSP_TICKET_ACCEPTED, EVN_DSP_VERB_ESCALATE, EVN_DSP_TICKET_OPEN},
    {EVN_DSP_TICKET_ACCEPTED, EVN_DSP_VERB_LEAVE, EVN_DSP_TICKET_OPEN},
    {EVN_DSP_TICKET_ANSWERED, EVN_DSP_VERB_CLOSE, EVN_DSP_TICKET_CLOSED},
    {EVN_DSP_TICKET_ANSWERED, EVN_DSP_VERB_REOPEN, EVN_DSP_TICKET_OPEN},
    {EVN_DSP_TICKET_CLOSED, EVN_DSP_VERB_REOPEN, EVN_DSP_TICKET_OPEN},
};
const struct evn_sm evn_dsp_ticket_sm = EVN_SM("ticket", steps);

static const struct evn_wire_field link_fields[] = {
    EVN_FIELD_NUMBER(1, ENUM, struct evn_dsp_link, kind, EVN_REQUIRED, EVN_DSP_LINK_REQUEST,
                     EVN_DSP_LINK_RIDE),
    EVN_FIELD_TEXT(2, CODE, struct evn_dsp_link, code, EVN_REQUIRED, 1),
};
const struct evn_wire_message evn_dsp_link_table =
    EVN_MESSAGE(PROTO("TicketLink"), struct evn_dsp_link, link_fields);

/* A member of the owner inside of a struct, under its own name. */
#define OWNER_CODE(tag_, s, m)                                                                     \
    {                                                                                              \
        .name = #m, .tag = tag_, .kind = EVN_WIRE_CODE, .size = EVN_CODE_MAX,                      \
        .offset = offsetof(s, o.m), .min = 1, .max = EVN_CODE_MAX - 1                              \
    }
#define OWNER_ENUM(tag_, s, m, max_)                                                               \
    {                                                                                              \
        .name = #m, .tag = tag_, .kind = EVN_WIRE_ENUM, .size = sizeof(int32_t),                   \
        .offset = offsetof(s, o.m), .max = max_                                                    \
    }
#define OWNER(tag, s)                                                                              \
    OWNER_CODE(tag, s, owner), OWNER_CODE((tag) + 1, s, owner_unit),                               \
        OWNER_ENUM((tag) + 2, s, owner_by, EVN_DSP_BY_TAKEN),                                      \
        OWNER_ENUM((tag) + 3, s, passed, EVN_DSP_PASSED_RESTING),                                  \
        OWNER_CODE((tag) + 4, s, passed_over)

static const struct evn_wire_field ticket_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_dsp_ticket, ticket, EVN_REQUIRED, 1),
    EVN_FIELD_NUMBER(2, ENUM, struct evn_dsp_ticket, kind, EVN_REQUIRED, EVN_DSP_TICKET_COMPLAINT,
                     EVN_DSP_TICKET_SERVICE),
    EVN_FIELD_TEXT(3, CODE, struct evn_dsp_ticket, ticket_class, 0, 1),
    EVN_FIELD_TEXT(4, CODE, struct evn_dsp_ticket, area, 0, 1),
    EVN_FIELD_NUMBER(5, ENUM, struct evn_dsp_ticket, state, EVN_REQUIRED, EVN_DSP_TICKET_OPEN,
                     EVN_DSP_TICKET_CLOSED),
    EVN_FIELD_TEXT(6, TEXT, struct evn_dsp_ticket, text, 0, 1),
    EVN_FIELD_LIST(7, MSG, struct evn_dsp_ticket, links, 0, 0, EVN_DSP_LINKS_MAX,
                   &evn_dsp_link_table),
    EVN_FIELD_TEXT(8, CODE, struct evn_dsp_ticket, unit, 0, 1),
    OWNER(9, struct evn_dsp_ticket),
    EVN_FIELD_TEXT(14, CODE, struct evn_dsp_ticket, opened_by, 0, 1),
    INSTANT(15, struct evn_dsp_ticket, opened_at_us),
    COUNT(16, struct evn_dsp_ticket, accept_min),
    COUNT(17, struct evn_dsp_ticket, answer_min),
    INSTANT(18, struct evn_dsp_ticket, accept_due_us),
    INSTANT(19, struct evn_dsp_ticket, answer_due_us),
    INSTANT(20, struct evn_dsp_ticket, next_us),
    COUNT(21, struct evn_dsp_ticket, steps),
    COUNT(22, struct evn_dsp_ticket, escalations),
    COUNT(23, struct evn_dsp_ticket, reopened),
    INSTANT(24, struct evn_dsp_ticket, answered_at_us),
    INSTANT(25, struct evn_dsp_ticket, closed_at_us),
};
const struct evn_wire_message evn_dsp_ticket_table =
    EVN_MESSAGE(PROTO("Ticket"), struct evn_dsp_ticket, ticket_fields);

static const struct evn_wire_field step_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_dsp_ticket_step, ticket, EVN_REQUIRED, 1),
    EVN_FIELD_NUMBER(2, U32, struct evn_dsp_ticket_step, step, EVN_REQUIRED, 1, EVN_DSP_STEPS_MAX),
    EVN_FIELD_NUMBER(3, ENUM, struct evn_dsp_ticket_step, verb, EVN_REQUIRED, EVN_DSP_VERB_OPEN,
                     EVN_DSP_VERB_LEAVE),
    INSTANT(4, struct evn_dsp_ticket_step, at_us),
    EVN_FIELD_TEXT(5, CODE, struct evn_dsp_ticket_step, by, 0, 1),
    EVN_FIELD_TEXT(6, TEXT, struct evn_dsp_ticket_step, text, 0, 1),
    EVN_FIELD_NUMBER(7, ENUM, struct evn_dsp_ticket_step, state, EVN_REQUIRED, EVN_DSP_TICKET_OPEN,
                     EVN_DSP_TICKET_CLOSED),
    EVN_FIELD_TEXT(8, CODE, struct evn_dsp_ticket_step, unit, 0, 1),
    OWNER(9, struct evn_dsp_ticket_step),
    EVN_FIELD_NUMBER(14, ENUM, struct evn_dsp_ticket_step, missed, 0, 0, EVN_DSP_TICKET_CLOSED),
    INSTANT(15, struct evn_dsp_ticket_step, due_us),
    INSTANT(16, struct evn_dsp_ticket_step, late_us),
    EVN_FIELD_TEXT(17, CODE, struct evn_dsp_ticket_step, area, 0, 1),
};
const struct evn_wire_message evn_dsp_ticket_step_table =
    EVN_MESSAGE(PROTO("TicketStep"), struct evn_dsp_ticket_step, step_fields);

bool evn_dsp_ticket_lives(const struct evn_dsp_ticket *ticket)
{
    return ticket->state == EVN_DSP_TICKET_OPEN || ticket->state == EVN_DSP_TICKET_ACCEPTED;
}

bool evn_dsp_ticket_overdue(const struct evn_dsp_ticket *ticket, int64_t now_us)
{
    bool open = ticket->state == EVN_DSP_TICKET_OPEN;
    return evn_dsp_ticket_lives(ticket) &&
           (now_us >= ticket->answer_due_us ||
            (open && (now_us >= ticket->accept_due_us || ticket->escalations > 0)));
}

/* Bytes of the digit the text begins with: 1, 3 for one of full width; 0: none. */
static size_t digit(const char *at)
{
    const unsigned char *c = (const unsigned char *)at;
    if (c[0] >= '0' && c[0] <= '9')
        return 1;
    return c[0] == 0xef && c[1] == 0xbc && c[2] >= 0x90 && c[2] <= 0x99 ? 3 : 0;
}

bool evn_dsp_is_personal(const char *text)
{
    enum { IN_A_ROW = 7, IN_ALL = 11 };
    size_t row = 0, all = 0, len;
    for (const char *at = text; *at != '\0'; at += len) {
        len = digit(at);
        row = len > 0 ? row + 1 : 0;
        if (len > 0)
            all++;
        else if ((*at != ' ' && *at != '-') || digit(at + 1) == 0)
            all = 0;
        if (row == IN_A_ROW || all == IN_ALL)
            return true;
        len = len > 0 ? len : 1;
    }
    return false;
}

bool evn_dsp_is_card(const char *code)
{
    enum { PHONE_LEN = 11, CARD_LEN = 18 };
    size_t len = strlen(code), n = 0;
    while (code[n] >= '0' && code[n] <= '9')
        n++;
    return n == len && (len == PHONE_LEN || len == CARD_LEN);
}
