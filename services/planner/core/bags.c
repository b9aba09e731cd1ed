#include "common/base/label.h"
#include "common/base/pbw.h"
#include "services/planner/core/query.h"
#include "services/planner/core/rhythm.h"

static const struct evn_wire_field bag_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_bag, person, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(2, CODE, struct evn_bag, bag, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(3, CODE, struct evn_bag, item, EVN_REQUIRED, 1),
    EVN_FIELD_NUMBER(4, U32, struct evn_bag, tier, EVN_REQUIRED, EVN_TIER_CRITICAL, EVN_TIER_ALL),
    EVN_FIELD_NUMBER(5, I64, struct evn_bag, quantity, 0, 0, INT64_MAX),
    EVN_FIELD_PLAIN(6, DAY, struct evn_bag, next_day, 0),
    EVN_FIELD_NUMBER(7, U32, struct evn_bag, days_left, 0, 0, UINT32_MAX),
    EVN_FIELD_PLAIN(70, BOOL, struct evn_bag, door_only, 0),
};
const struct evn_wire_message evn_bag_table =
    EVN_MESSAGE("evernormal.planner.v1.Bag", struct evn_bag, bag_fields);

/* An answer being written. */
struct packing {
    const struct evn_planner_state *state;
    const struct evn_ask *ask;
    struct evn_buf *result;
    struct evn_refusal *why;
    struct evn_day day;
};

static evn_err refuse(const struct packing *p, evn_err err, const char *field, const char *subject)
{
    *p->why = evn_refusal_of(err);
    evn_refusal_text(p->why->field, sizeof p->why->field, field);
    evn_refusal_text(p->why->subject, sizeof p->why->subject, subject);
    return err;
}

static evn_err put_bag(const struct packing *p, const struct evn_fact_person *person,
                       const struct evn_person_need *need, struct evn_due due, bool door_only)
{
    uint8_t room[512];
    struct evn_buf buf = {.at = room, .cap = sizeof room, .max = sizeof room};
    struct evn_pbw w = {.buf = p->result, .err = EVN_OK};
    struct evn_bag bag = {.tier = need->tier,
                          .quantity = due.quantity,
                          .next_day = evn_rhythm_next(need, p->day),
                          .days_left = evn_rhythm_left(need, p->day),
                          .door_only = door_only};
    if (evn_day_valid(person->last_day) && bag.next_day.n > person->last_day.n)
        bag.next_day = EVN_DAY_NONE;
    memcpy(bag.person, person->person, sizeof bag.person);
    memcpy(bag.item, need->item, sizeof bag.item);
    evn_label_of(evn_bytes_text(person->person), bag.bag);
    evn_err err = evn_wire_encode(&evn_bag_table, &bag, &buf);
    if (err == EVN_OK) {
        evn_pbw_bytes(&w, EVN_RESULT_BAG, evn_bytes_of(buf.at, buf.len));
        err = w.err;
    }
    return err == EVN_OK ? EVN_OK : refuse(p, err, "", "result");
}

/* Whether the key person is of a cohort, too, and kept at the door. The arena is left as it was. */
static bool is_door_only(const struct packing *p, const char *person)
{
    struct evn_fact_member member;
    size_t used = p->ask->arena->used;
    const struct evn_fact_row *row =
        evn_facts_find(evn_planner_facts(p->state, EVN_FACT_MEMBER), person);
    bool only = row != NULL && evn_planner_read(EVN_FACT_MEMBER, row, p->ask->arena, &member) &&
                evn_member_door_only(&member, p->day);
    p->ask->arena->used = used;
    return only;
}

static evn_err put_person(const struct packing *p, const struct evn_fact_person *person)
{
    evn_err err = EVN_OK;
    bool over = evn_day_valid(person->last_day) && person->last_day.n < p->day.n;
    bool door_only = !over && is_door_only(p, person->person);
    for (size_t i = 0; err == EVN_OK && !over && i < person->n_needs; i++)
        err = put_bag(p, person, &person->needs[i], evn_rhythm_due(&person->needs[i], p->day),
                      door_only);
    return err;
}

/* The persons of one page and one more, if there is one: by pseudonym. */
struct page {
    const struct evn_fact_row *row[EVN_PAGE_ROWS + 1];
    size_t n;
};

/* Keep the row if it is among the first; the last one falls out when there are too many. */
static void keep(struct page *page, const struct evn_fact_row *row)
{
    size_t at = page->n;
    if (at == EVN_PAGE_ROWS + 1) {
        if (strcmp(page->row[at - 1]->key, row->key) < 0)
            return;
        at--;
    } else {
        page->n++;
    }
    for (; at > 0 && strcmp(page->row[at - 1]->key, row->key) > 0; at--)
        page->row[at] = page->row[at - 1];
    page->row[at] = row;
}

/* The first persons of the chain behind `after`. The chain is walked once a page. */
static void find_page(const struct evn_facts *persons, uint32_t chain, const char *after,
                      struct page *out)
{
    out->n = 0;
    for (uint32_t at = chain; at != EVN_NO_ROW; at = persons->row[at].next)
        if (strcmp(persons->row[at].key, after) > 0)
            keep(out, &persons->row[at]);
}

/* Pseudonyms and medicines: for those who pack and hand out. */
static evn_err may_read(const struct packing *p, const char *community)
{
    enum { PACKS = EVN_ROLE_POINT | EVN_ROLE_DISPATCHER | EVN_ROLE_AUTHORITY | EVN_ROLE_WAREHOUSE };
    if ((p->ask->actor->roles & PACKS) == 0)
        return refuse(p, EVN_E_NOT_ALLOWED, "", "POINT");
    return evn_scope_covers(p->ask->actor->scope, community)
               ? EVN_OK
               : refuse(p, EVN_E_OUT_OF_SCOPE, "community", community);
}

evn_err evn_planner_bags(const struct evn_planner_state *state, const struct evn_ask *ask,
                         const struct evn_query_bags *bags, struct evn_buf *result,
                         struct evn_refusal *why)
{
    const struct packing p = {.state = state,
                              .ask = ask,
                              .result = result,
                              .why = why,
                              .day = evn_day_valid(bags->day)
                                         ? bags->day
                                         : evn_day_at(ask->business_us, EVN_OFFSET_CHINA_MIN)};
    struct page page;
    const char *last = bags->after;
    evn_err err = may_read(&p, bags->community);
    if (err != EVN_OK)
        return err;
    const struct evn_community *community = evn_planner_community(state, bags->community);
    if (community == NULL)
        return refuse(&p, EVN_E_UNKNOWN_REF, "community", bags->community);
    find_page(evn_planner_facts(state, EVN_FACT_PERSON),
              community->chain[EVN_FACT_PERSON - EVN_FACT_COMMUNITY], bags->after, &page);
    for (size_t i = 0; err == EVN_OK && i < page.n; i++) {
        struct evn_fact_person person;
        size_t used = ask->arena->used;
        if (i == EVN_PAGE_ROWS || result->len > EVN_PAGE_BYTES) {
            struct evn_pbw w = {.buf = result, .err = EVN_OK};
            evn_pbw_bytes(&w, EVN_RESULT_NEXT, evn_bytes_text(last));
            return w.err;
        }
        if (!evn_planner_read(EVN_FACT_PERSON, page.row[i], ask->arena, &person))
            return refuse(&p, EVN_E_TOO_LARGE, "", "");
        err = put_person(&p, &person);
        ask->arena->used = used;
        last = page.row[i]->key;
    }
    return err;
}
