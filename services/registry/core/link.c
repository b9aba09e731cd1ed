#include "services/registry/core/decide.h"

enum { FUTURE_US_MAX = 300000000 }; /* a clock may run so far ahead */

/* The community as it is, into *out. Scope is checked when it is put. */
static evn_err read_community(const struct evn_decision *d, const char *field, const char *code,
                              struct evn_community *out)
{
    const struct evn_row *row = evn_registry_find(d->state, EVN_REG_COMMUNITY, code);
    if (row == NULL)
        return evn_refuse(d, EVN_E_UNKNOWN_REF, field, code);
    return evn_registry_read(EVN_REG_COMMUNITY, row, d->arena, out)
               ? EVN_OK
               : evn_refuse(d, EVN_E_TOO_LARGE, "", "");
}

evn_err evn_keep_links(const struct evn_decision *d, struct evn_community *community)
{
    struct evn_community old = {.n_links = 0};
    if (community->n_links > 0)
        return evn_refuse(d, EVN_E_BAD_FIELD, "community.community.links", community->code);
    if (evn_registry_find(d->state, EVN_REG_COMMUNITY, community->code) == NULL)
        return EVN_OK;
    evn_err err = read_community(d, "community.community.code", community->code, &old);
    if (err == EVN_OK) {
        community->links = old.links;
        community->n_links = old.n_links;
    }
    return err;
}

/* Of the kind's place: a hospital, a pharmacy, a vehicle. A line has a number, a car none: it would
 * be its driver's. */
static evn_err check_link(const struct evn_decision *d, const struct evn_link_put *put)
{
    static const int64_t kinds[] = {[EVN_LINK_HOSPITAL] = EVN_PLACE_HOSPITAL,
                                    [EVN_LINK_PHARMACY] = EVN_PLACE_PHARMACY,
                                    [EVN_LINK_CAR] = EVN_PLACE_VEHICLE};
    const struct evn_row *row = evn_registry_find(d->state, EVN_REG_PLACE, put->place);
    if (row == NULL)
        return evn_refuse(d, EVN_E_UNKNOWN_PLACE, "link.place", put->place);
    if (row->mark != kinds[put->kind])
        return evn_refuse(d, EVN_E_BAD_FIELD, "link.place", put->place);
    bool is_line = put->kind != EVN_LINK_CAR;
    if (is_line != (put->phone[0] != '\0'))
        return evn_refuse(d, is_line ? EVN_E_MISSING_FIELD : EVN_E_BAD_FIELD, "link.phone",
                          put->place);
    return EVN_OK;
}

static struct evn_link *find_link(const struct evn_community *community, int32_t kind)
{
    struct evn_link *found = NULL;
    for (size_t i = 0; i < community->n_links; i++)
        if (community->links[i].kind == kind)
            found = &community->links[i];
    return found;
}

/* The links with this one in its place, by kind; calls of another line are not of this one. */
static bool set_link(const struct evn_decision *d, struct evn_community *community,
                     const struct evn_link_put *put)
{
    struct evn_link *out = evn_arena_array(d->arena, EVN_LINKS_MAX, sizeof *out);
    size_t n = 0;
    if (out == NULL)
        return false;
    for (int32_t kind = EVN_LINK_HOSPITAL; kind <= EVN_LINK_CAR; kind++) {
        const struct evn_link *old = find_link(community, kind);
        if (kind != put->kind ? old == NULL : put->place[0] == '\0')
            continue;
        if (old != NULL)
            out[n] = *old;
        if (kind == put->kind) {
            if (strcmp(out[n].place, put->place) != 0 || strcmp(out[n].phone, put->phone) != 0)
                out[n] = (struct evn_link){.kind = kind};
            memcpy(out[n].place, put->place, sizeof put->place);
            memcpy(out[n].phone, put->phone, sizeof put->phone);
        }
        n++;
    }
    community->links = out;
    community->n_links = n;
    return true;
}

evn_err evn_decide_link(const struct evn_decision *d, const struct evn_link_put *put)
{
    struct evn_community community = {.n_links = 0};
    evn_err err = read_community(d, "link.community", put->community, &community);
    if (err == EVN_OK && put->place[0] != '\0')
        err = check_link(d, put);
    if (err == EVN_OK && !set_link(d, &community, put))
        err = evn_refuse(d, EVN_E_TOO_LARGE, "", "");
    return err != EVN_OK ? err : evn_decide_put(d, EVN_REG_COMMUNITY, &community, true, NULL);
}

/* The call in its place by time; the oldest falls out when there is no room. A call of the same
 * instant is replaced. */
static void add_call(struct evn_link *link, struct evn_test_call *room, struct evn_test_call call)
{
    size_t n = 0;
    bool in = false;
    for (size_t i = 0; i < link->n_calls; i++) {
        if (!in && link->calls[i].at_us >= call.at_us) {
            room[n++] = call;
            in = true;
        }
        if (link->calls[i].at_us != call.at_us)
            room[n++] = link->calls[i];
    }
    if (!in)
        room[n++] = call;
    bool full = n > EVN_TEST_CALLS_MAX;
    link->calls = room + full;
    link->n_calls = n - full;
}

evn_err evn_decide_line_test(const struct evn_decision *d, const struct evn_line_test *test)
{
    struct evn_community community = {.n_links = 0};
    struct evn_test_call call = {.at_us = test->at_us, .answered = test->answered};
    evn_err err = read_community(d, "line_test.community", test->community, &community);
    if (err != EVN_OK)
        return err;
    if (test->at_us > d->ask->business_us + FUTURE_US_MAX)
        return evn_refuse(d, EVN_E_TIME_IN_FUTURE, "line_test.at_us", test->community);
    struct evn_link *link = find_link(&community, test->kind);
    if (link == NULL)
        return evn_refuse(d, EVN_E_UNKNOWN_REF, "line_test.kind", test->community);
    struct evn_test_call *room = evn_arena_array(d->arena, EVN_TEST_CALLS_MAX + 1, sizeof *room);
    if (room == NULL)
        return evn_refuse(d, EVN_E_TOO_LARGE, "", "");
    memcpy(call.note, test->note, sizeof call.note);
    add_call(link, room, call);
    return evn_decide_put(d, EVN_REG_COMMUNITY, &community, true, NULL);
}
