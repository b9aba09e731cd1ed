#include "tests/unit/planner/cover_world.h"

#define INIT(name) evernormal__planner__v1__##name##__init

enum { STOCK_MAX = 400 };

struct world w;
Cover cover;
Evernormal__Planner__V1__WhatIf what_if;
static Holding holding[STOCK_MAX], *holdings[STOCK_MAX];
static Aboard aboard[STOCK_MAX], *aboards[STOCK_MAX];

/* A new question: nothing in stock. */
void question(const char *area)
{
    INIT(cover)(&cover);
    INIT(what_if)(&what_if);
    cover.area = (char *)area;
    cover.stock = holdings;
    cover.aboard = aboards;
}

Holding *have(const char *at, const char *of, int64_t quantity)
{
    EVN_MUST(cover.n_stock < STOCK_MAX);
    Holding *h = &holding[cover.n_stock];
    INIT(holding)(h);
    h->place = (char *)at;
    h->item = (char *)of;
    h->quantity = quantity;
    holdings[cover.n_stock++] = h;
    return h;
}

void carries(const char *vehicle, const char *stop, const char *of, int64_t quantity)
{
    EVN_MUST(cover.n_aboard < STOCK_MAX);
    Aboard *a = &aboard[cover.n_aboard];
    INIT(aboard_for)(a);
    a->vehicle = (char *)vehicle;
    a->stop = (char *)stop;
    a->item = (char *)of;
    a->quantity = quantity;
    aboards[cover.n_aboard++] = a;
}

evn_err answer(void)
{
    Query query = EVERNORMAL__PLANNER__V1__QUERY__INIT;
    query.kind_case = EVERNORMAL__PLANNER__V1__QUERY__KIND_COVER;
    query.cover = &cover;
    return ask(&w, &query);
}

const Row *row_of(const char *scope, const char *of)
{
    for (size_t i = 0; w.result != NULL && i < w.result->n_cover; i++)
        if (strcmp(w.result->cover[i]->scope, scope) == 0 &&
            strcmp(w.result->cover[i]->item, of) == 0)
            return w.result->cover[i];
    return NULL;
}

const Class *class_of(const char *scope, const char *of)
{
    for (size_t i = 0; w.result != NULL && i < w.result->n_category; i++)
        if (strcmp(w.result->category[i]->scope, scope) == 0 &&
            strcmp(w.result->category[i]->category, of) == 0)
            return w.result->category[i];
    return NULL;
}

/* Two communities of a district: 100 people sealed in one, 10 in the other; 2 packs each a day. */
void start(void)
{
    world_init(&w);
    class_item(&w, "PACK", "living_supply");
    class_item(&w, "WATER", "living_supply");
    class_item(&w, "SWAB", "test_consumable");
    norm(&w, "energy", "all", 2000000, "person", "day");
    norm(&w, "swab", "tested", 1000000, "test", "");
    link_norm(&w, "PACK", "energy", 1000000);
    link_norm(&w, "SWAB", "swab", 1000000);
    community(&w, C1, 1000);
    community(&w, C2, 50);
    zone(&w, "Z1", C1 "-000-001", 100, true);
    zone(&w, "Z2", C2 "-000-001", 10, true);
    place(&w, "W1", 1, "310105001", "");
    place(&w, "W2", 1, "310104", "");
    place(&w, "H1", 2, "310105002", "");
    place(&w, "H1-BIN", 13, "310105002", "H1");
    place(&w, "P1", 5, C1, "");
    place(&w, "V1", 6, "310104", "");
    place(&w, "Q1", 14, "310105001", "");
    deliver(&w);
}

/* Ask and expect a refusal about this. */
void refused(evn_err err, const char *field, const char *subject)
{
    EVN_CHECK_ERR(answer(), err);
    EVN_CHECK_TEXT(w.h.why.field, field);
    EVN_CHECK_TEXT(w.h.why.subject, subject);
}
