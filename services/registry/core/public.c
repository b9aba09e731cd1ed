#include "common/base/pbw.h"
#include "services/registry/core/model_place.h"
#include "services/registry/core/model_zone.h"
#include "services/registry/core/reader.h"

/* An answer on the interactive door holds 64 KiB. */
enum { PAGE_BYTES = 48 * 1024, VERSIONS_A_PAGE = 1000 };

/* As evernormal.registry.v1.ListChange. */
enum { SAME, ADDED, REMOVED };

/* A version of a day's list, and the one before it. */
struct edition {
    const struct evn_publish *publish;
    struct evn_day day;
    uint32_t version, last;        /* from 1; the latest there is */
    struct evn_edition at, before; /* it, and the one before; of the first: it again */
};

static int change_of(const struct edition *e, const struct evn_zone_fact *fact, bool *listed)
{
    bool now = evn_publish_on(fact, e->day, e->at.number);
    bool before = evn_publish_on(fact, e->day, e->before.number);
    *listed = now || before;
    return now == before ? SAME : now ? ADDED : REMOVED;
}

/* A list is of a day that has begun, and of a version that there is. */
static evn_err find_edition(const struct evn_reader *r, const struct evn_query_public *query,
                            struct edition *e)
{
    struct evn_day today = evn_day_at(r->ask->business_us, EVN_OFFSET_CHINA_MIN);
    size_t n;
    *e = (struct edition){.publish = &r->state->publish,
                          .day = evn_day_valid(query->day) ? query->day : today};
    if (e->day.n > today.n)
        return evn_reader_refuse(r, EVN_E_TIME_IN_FUTURE, "public_zones.day", "");
    const struct evn_edition *at = evn_publish_editions(e->publish, e->day, r->ask->arena, &n);
    if (at == NULL)
        return evn_reader_refuse(r, EVN_E_TOO_LARGE, "", "");
    e->last = (uint32_t)n;
    e->version = query->version > 0 ? query->version : e->last;
    if (e->version > e->last) {
        evn_reader_refuse(r, EVN_E_OUT_OF_RANGE, "public_zones.version", "");
        r->why->have = e->version;
        r->why->want = e->last;
        return EVN_E_OUT_OF_RANGE;
    }
    e->at = at[e->version - 1];
    e->before = at[e->version > 1 ? e->version - 2 : 0];
    return EVN_OK;
}

static evn_err put_edition(const struct evn_reader *r, const struct edition *e)
{
    uint8_t room[96];
    char day[11];
    uint64_t n = 0, added = 0, removed = 0;
    bool listed;
    struct evn_buf buf = {.at = room, .cap = sizeof room, .max = sizeof room};
    struct evn_pbw w = {.buf = &buf, .err = EVN_OK};
    for (size_t i = 0; i < e->publish->n; i++) {
        int change = change_of(e, &e->publish->fact[i], &listed);
        n += listed && change != REMOVED;
        added += change == ADDED;
        removed += change == REMOVED;
    }
    int64_t end_us = evn_day_start_us((struct evn_day){e->day.n + 1}, EVN_OFFSET_CHINA_MIN);
    evn_day_format(e->day, day);
    evn_pbw_bytes(&w, 1, evn_bytes_text(day));
    evn_pbw_u64(&w, 2, e->version);
    evn_pbw_i64(&w, 3, e->at.made_at_us);
    evn_pbw_u64(&w, 4, e->at.made_at_us >= end_us);
    evn_pbw_u64(&w, 5, e->last);
    evn_pbw_u64(&w, 6, n);
    evn_pbw_u64(&w, 7, added);
    evn_pbw_u64(&w, 8, removed);
    return w.err != EVN_OK
               ? evn_reader_refuse(r, w.err, "", "result")
               : evn_reader_put(r, EVN_RESULT_PUBLIC_LIST, evn_bytes_of(buf.at, buf.len));
}

/* Nothing of a person: neither how many live there, nor the reason, which somebody typed. */
static evn_err put_zone(const struct evn_reader *r, const struct evn_zone *zone, int change)
{
    size_t max = 2 * sizeof zone->seal + 2 * EVN_NAME_MAX, used = r->ask->arena->used;
    struct evn_buf buf = {.at = evn_arena_alloc(r->ask->arena, max), .cap = max, .max = max};
    struct evn_pbw w = {.buf = &buf, .err = EVN_OK};
    struct evn_area area = {.code = ""};
    const struct evn_row *row = evn_registry_find(r->state, EVN_REG_AREA, zone->seal.area);
    char since[11];
    if (buf.at == NULL ||
        (row != NULL && !evn_registry_read(EVN_REG_AREA, row, r->ask->arena, &area)))
        return evn_reader_refuse(r, EVN_E_TOO_LARGE, "", "");
    evn_day_format(zone->seal.start_day, since);
    evn_pbw_bytes(&w, 1, evn_bytes_text(zone->seal.zone));
    evn_pbw_bytes(&w, 2, evn_bytes_text(zone->seal.area));
    evn_pbw_bytes(&w, 3, evn_bytes_text(area.name_zh));
    evn_pbw_bytes(&w, 4, evn_bytes_text(area.name_en));
    evn_pbw_u64(&w, 5, (uint64_t)zone->seal.level);
    evn_pbw_bytes(&w, 6, evn_bytes_text(since));
    evn_pbw_bytes(&w, 7, evn_bytes_text(zone->seal.authority));
    evn_pbw_bytes(&w, 8, evn_bytes_text(zone->seal.expansion));
    evn_pbw_u64(&w, 9, (uint64_t)change);
    evn_pbw_u64(&w, 10, zone->seal.synthetic);
    evn_err err = w.err != EVN_OK
                      ? evn_reader_refuse(r, w.err, "", "result")
                      : evn_reader_put(r, EVN_RESULT_PUBLIC_ZONE, evn_bytes_of(buf.at, buf.len));
    r->ask->arena->used = used;
    return err;
}

static evn_err put_zones(const struct evn_reader *r, const struct edition *e, const char *after)
{
    const struct evn_table *zones = evn_registry_table(r->state, EVN_REG_ZONE);
    const char *last = after;
    const struct evn_row *row;
    evn_err err = EVN_OK;
    struct evn_table_walk walk = evn_table_after(zones, after, "");
    while (err == EVN_OK && (row = evn_table_next(&walk)) != NULL) {
        bool listed;
        int change = change_of(e, &e->publish->fact[row - zones->row], &listed);
        if (!listed)
            continue;
        if (r->result->len > PAGE_BYTES)
            return evn_reader_next(r, last);
        struct evn_zone zone;
        size_t used = r->ask->arena->used;
        if (!evn_registry_read(EVN_REG_ZONE, row, r->ask->arena, &zone))
            return evn_reader_refuse(r, EVN_E_TOO_LARGE, "", "");
        err = put_zone(r, &zone, change);
        r->ask->arena->used = used;
        last = row->key;
    }
    return err;
}

/* The versions themselves, without what is in them; `after` is a number. */
static evn_err put_versions(const struct evn_reader *r, const struct edition *e, const char *after)
{
    size_t n, from = 0;
    int64_t end_us = evn_day_start_us((struct evn_day){e->day.n + 1}, EVN_OFFSET_CHINA_MIN);
    const struct evn_edition *at = evn_publish_editions(e->publish, e->day, r->ask->arena, &n);
    char day[11], next[12];
    if (at == NULL)
        return evn_reader_refuse(r, EVN_E_TOO_LARGE, "", "");
    for (const char *c = after; *c >= '0' && *c <= '9' && from < n; c++)
        from = from * 10 + (size_t)(*c - '0');
    evn_day_format(e->day, day);
    for (size_t i = from; i < n; i++) {
        uint8_t room[64];
        struct evn_buf buf = {.at = room, .cap = sizeof room, .max = sizeof room};
        struct evn_pbw w = {.buf = &buf, .err = EVN_OK};
        if (i - from == VERSIONS_A_PAGE) {
            size_t len = 0;
            for (size_t v = i; v > 0; v /= 10)
                len++;
            next[len] = '\0';
            for (size_t v = i; v > 0; v /= 10)
                next[--len] = (char)('0' + v % 10);
            return evn_reader_next(r, next);
        }
        evn_pbw_bytes(&w, 1, evn_bytes_text(day));
        evn_pbw_u64(&w, 2, i + 1);
        evn_pbw_i64(&w, 3, at[i].made_at_us);
        evn_pbw_u64(&w, 4, at[i].made_at_us >= end_us);
        evn_pbw_u64(&w, 5, n);
        evn_err err = w.err != EVN_OK ? evn_reader_refuse(r, w.err, "", "result")
                                      : evn_reader_put(r, EVN_RESULT_PUBLIC_LIST,
                                                       evn_bytes_of(buf.at, buf.len));
        if (err != EVN_OK)
            return err;
    }
    return EVN_OK;
}

evn_err evn_answer_public(const struct evn_reader *r, const struct evn_query_public *query)
{
    struct edition edition;
    evn_err err = find_edition(r, query, &edition);
    if (err == EVN_OK && query->versions)
        return put_versions(r, &edition, query->after);
    if (err == EVN_OK)
        err = put_edition(r, &edition);
    return err == EVN_OK ? put_zones(r, &edition, query->after) : err;
}
