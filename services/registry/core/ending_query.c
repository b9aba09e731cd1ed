#include "services/registry/core/phases.h"
#include "services/registry/core/reader.h"

#include "common/service/rights.h"
#include "services/registry/core/decide.h"

enum { MEMBERS_A_PAGE = 5000 };

struct count {
    uint32_t zones, zones_overdue, members, key_persons;
};
static const struct evn_wire_field count_fields[] = {
    EVN_FIELD_NUMBER(1, U32, struct count, zones, 0, 0, UINT32_MAX),
    EVN_FIELD_NUMBER(2, U32, struct count, zones_overdue, 0, 0, UINT32_MAX),
    EVN_FIELD_NUMBER(3, U32, struct count, members, 0, 0, UINT32_MAX),
    EVN_FIELD_NUMBER(4, U32, struct count, key_persons, 0, 0, UINT32_MAX),
};
static const struct evn_wire_message count_table =
    EVN_MESSAGE("evernormal.registry.v1.EndingCount", struct count, count_fields);

/* Zones by their marks alone: no row is read. */
static void count_zones(const struct evn_reader *r, const char *area, struct evn_day end,
                        struct count *out)
{
    struct evn_day today = evn_day_at(r->ask->business_us, EVN_OFFSET_CHINA_MIN);
    const struct evn_row *row;
    struct evn_table_walk walk =
        evn_table_after(evn_registry_table(r->state, EVN_REG_ZONE), "", area);
    while ((row = evn_table_next(&walk)) != NULL) {
        if (row->mark == EVN_MARK_NONE)
            continue;
        out->zones_overdue += row->mark <= evn_zone_mark(true, today.n - 1, true);
        out->zones += evn_day_valid(end) && row->mark >= evn_zone_mark(true, end.n, false);
    }
}

static void count_key_persons(const struct evn_reader *r, const char *area, struct count *out)
{
    struct evn_table_walk walk =
        evn_table_after(evn_registry_table(r->state, EVN_REG_KEY_PERSON), "", area);
    while (evn_table_next(&walk) != NULL)
        out->key_persons++;
}

/* One page of people of cohorts; *next: where the following one begins, NULL: there is none. */
static evn_err count_members(const struct evn_reader *r, const struct evn_query_would_end *query,
                             const char *area, struct count *out, const char **next)
{
    const struct evn_row *row;
    struct evn_table_walk walk =
        evn_table_after(evn_registry_table(r->state, EVN_REG_MEMBER), query->after, area);
    *next = NULL;
    for (int n = 0; n < MEMBERS_A_PAGE; n++) {
        struct evn_member member;
        size_t used = r->ask->arena->used;
        if ((row = evn_table_next(&walk)) == NULL) {
            *next = NULL;
            return EVN_OK;
        }
        if (!evn_registry_read(EVN_REG_MEMBER, row, r->ask->arena, &member))
            return evn_reader_refuse(r, EVN_E_TOO_LARGE, "", "");
        out->members += evn_ending_cut(&member, query->cohorts_end);
        r->ask->arena->used = used;
        *next = row->key;
    }
    return EVN_OK;
}

evn_err evn_answer_would_end(const struct evn_reader *r, const struct evn_query_would_end *query)
{
    uint8_t room[64];
    struct evn_buf buf = {.at = room, .cap = sizeof room, .max = sizeof room};
    struct count count = {0};
    const char *next = NULL;
    if (!evn_scope_covers(r->ask->actor->scope, query->area))
        return evn_reader_refuse(r, EVN_E_OUT_OF_SCOPE, "would_end.area", query->area);
    if (query->after[0] == '\0') {
        count_zones(r, query->area, query->zones_end, &count);
        count_key_persons(r, query->area, &count);
    }
    evn_err err = EVN_OK;
    if (evn_day_valid(query->cohorts_end))
        err = count_members(r, query, query->area, &count, &next);
    if (err == EVN_OK)
        err = evn_wire_encode(&count_table, &count, &buf);
    if (err == EVN_OK)
        err = evn_reader_put(r, EVN_RESULT_WOULD_END, evn_bytes_of(buf.at, buf.len));
    return err == EVN_OK && next != NULL ? evn_reader_next(r, next) : err;
}
