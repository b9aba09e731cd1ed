#include "common/client/snapshot.h"

#include <stdlib.h>
#include <string.h>

#define LEDGER(name) EVERNORMAL__LEDGER__V1__##name

enum { PAGE_ROWS = 1000, TRIES = 3 };

typedef Evernormal__Ledger__V1__Result result_message;
typedef Evernormal__Planner__V1__Holding holding_message;
typedef Evernormal__Planner__V1__AboardFor aboard_message;

static evn_err no_memory(struct evn_refusal *why)
{
    *why = evn_refusal_of(EVN_E_NO_MEMORY);
    return EVN_E_NO_MEMORY;
}

/* Room for one element more. */
static bool grow(void **at, size_t *cap, size_t n, size_t size)
{
    if (n < *cap)
        return true;
    size_t more = *cap > 0 ? *cap * 2 : 64;
    void *grown = realloc(*at, more * size);
    if (grown == NULL)
        return false;
    *at = grown;
    *cap = more;
    return true;
}

static evn_err add_total(struct evn_stock_snapshot *s, const Evernormal__Ledger__V1__StockTotal *t,
                         struct evn_refusal *why)
{
    void *at = s->holding;
    if (!grow(&at, &s->cap_holdings, s->n_holdings, sizeof *s->holding))
        return no_memory(why);
    s->holding = at;
    holding_message *h = &s->holding[s->n_holdings];
    evernormal__planner__v1__holding__init(h);
    char *place = strdup(t->place), *item = strdup(t->item);
    if (place == NULL || item == NULL) {
        free(place);
        free(item);
        return no_memory(why);
    }
    h->place = place;
    h->item = item;
    h->quantity = t->quantity;
    h->unusable = t->expired + t->held;
    h->reserved = t->claimed;
    s->n_holdings++;
    return EVN_OK;
}

/* What is ring-fenced was among what is claimed. */
static void add_claim(struct evn_stock_snapshot *s, const Evernormal__Ledger__V1__ClaimRow *claim)
{
    for (size_t i = 0; claim->earmark && i < s->n_holdings; i++) {
        holding_message *h = &s->holding[i];
        if (strcmp(h->place, claim->place) != 0 || strcmp(h->item, claim->item) != 0)
            continue;
        h->earmarked += claim->quantity;
        h->reserved -= claim->quantity < h->reserved ? claim->quantity : h->reserved;
        return;
    }
}

static evn_err add_aboard(struct evn_stock_snapshot *s,
                          const Evernormal__Ledger__V1__AboardRow *row, struct evn_refusal *why)
{
    void *at = s->load;
    if (!grow(&at, &s->cap_loads, s->n_loads, sizeof *s->load))
        return no_memory(why);
    s->load = at;
    aboard_message *a = &s->load[s->n_loads];
    evernormal__planner__v1__aboard_for__init(a);
    char *vehicle = strdup(row->vehicle), *stop = strdup(row->stop), *item = strdup(row->item);
    if (vehicle == NULL || stop == NULL || item == NULL) {
        free(vehicle);
        free(stop);
        free(item);
        return no_memory(why);
    }
    a->vehicle = vehicle;
    a->stop = stop;
    a->item = item;
    a->quantity = row->quantity;
    s->n_loads++;
    return EVN_OK;
}

/* Take in one page; the cursor of the next, 0: there is none. */
static evn_err add_page(struct evn_stock_snapshot *s, const result_message *page, const char *item,
                        uint64_t *cursor, struct evn_refusal *why)
{
    evn_err err = EVN_OK;
    *cursor = 0;
    if (page->kind_case == LEDGER(RESULT__KIND_STOCK)) {
        *cursor = page->stock->next_cursor;
        for (size_t i = 0; err == EVN_OK && i < page->stock->n_totals; i++)
            err = add_total(s, page->stock->totals[i], why);
    } else if (page->kind_case == LEDGER(RESULT__KIND_CLAIMS)) {
        *cursor = page->claims->next_cursor;
        for (size_t i = 0; i < page->claims->n_rows; i++)
            add_claim(s, page->claims->rows[i]);
    } else if (page->kind_case == LEDGER(RESULT__KIND_ABOARD)) {
        *cursor = page->aboard->next_cursor;
        for (size_t i = 0; err == EVN_OK && i < page->aboard->n_rows; i++)
            if (item[0] == '\0' || strcmp(item, page->aboard->rows[i]->item) == 0)
                err = add_aboard(s, page->aboard->rows[i], why);
    }
    return err;
}

static evn_err read_pages(struct evn_session *session, const Evernormal__Ledger__V1__Query *query,
                          uint64_t *cursor, const char *item, struct evn_stock_snapshot *out,
                          struct evn_refusal *why)
{
    evn_err err;
    do {
        result_message *page;
        err = evn_ledger_ask(session, query, &page, why);
        if (err != EVN_OK)
            return err;
        err = add_page(out, page, item, cursor, why);
        evernormal__ledger__v1__result__free_unpacked(page, NULL);
    } while (err == EVN_OK && *cursor != 0);
    return err;
}

static evn_err read_all(struct evn_session *session, const char *item,
                        struct evn_stock_snapshot *out, struct evn_refusal *why)
{
    Evernormal__Ledger__V1__StockQuery stock = LEDGER(STOCK_QUERY__INIT);
    Evernormal__Ledger__V1__ClaimsQuery claims = LEDGER(CLAIMS_QUERY__INIT);
    Evernormal__Ledger__V1__AboardQuery aboard = LEDGER(ABOARD_QUERY__INIT);
    Evernormal__Ledger__V1__Query query = LEDGER(QUERY__INIT);
    query.kind_case = LEDGER(QUERY__KIND_STOCK);
    query.stock = &stock;
    stock.what = LEDGER(STOCK_WHAT__STOCK_WHAT_TOTALS);
    stock.item = (char *)item;
    stock.rows_max = claims.rows_max = aboard.rows_max = PAGE_ROWS;
    claims.item = (char *)item;
    evn_err err = read_pages(session, &query, &stock.cursor, item, out, why);
    query.kind_case = LEDGER(QUERY__KIND_CLAIMS);
    query.claims = &claims;
    if (err == EVN_OK)
        err = read_pages(session, &query, &claims.cursor, item, out, why);
    query.kind_case = LEDGER(QUERY__KIND_ABOARD);
    query.aboard = &aboard;
    return err != EVN_OK ? err : read_pages(session, &query, &aboard.cursor, item, out, why);
}

/* Where the ledger is, by its answer to a question that costs nothing. */
static evn_err position_of(struct evn_session *session, uint64_t *seq, struct evn_refusal *why)
{
    Evernormal__Ledger__V1__KnownQuery known = LEDGER(KNOWN_QUERY__INIT);
    Evernormal__Ledger__V1__Query query = LEDGER(QUERY__INIT);
    struct evn_position at = {.seq = 0};
    result_message *result;
    query.kind_case = LEDGER(QUERY__KIND_KNOWN);
    query.known = &known;
    evn_err err = evn_ledger_ask(session, &query, &result, why);
    if (err != EVN_OK)
        return err;
    evernormal__ledger__v1__result__free_unpacked(result, NULL);
    *seq = evn_session_seen(session, "ledger", &at) ? at.seq : 0;
    return EVN_OK;
}

static evn_err point(struct evn_stock_snapshot *s, struct evn_refusal *why)
{
    s->holdings = calloc(s->n_holdings + 1, sizeof(holding_message *));
    s->loads = calloc(s->n_loads + 1, sizeof(aboard_message *));
    if (s->holdings == NULL || s->loads == NULL)
        return no_memory(why);
    for (size_t i = 0; i < s->n_holdings; i++)
        s->holdings[i] = &s->holding[i];
    for (size_t i = 0; i < s->n_loads; i++)
        s->loads[i] = &s->load[i];
    return EVN_OK;
}

evn_err evn_stock_snapshot_take(struct evn_session *session, const char *item,
                                struct evn_stock_snapshot *out, struct evn_refusal *why)
{
    uint64_t before = 0, after = 0;
    *out = (struct evn_stock_snapshot){0};
    evn_err err = position_of(session, &before, why);
    for (int i = 0; err == EVN_OK && i < TRIES; i++) {
        evn_stock_snapshot_fini(out);
        err = read_all(session, item, out, why);
        if (err == EVN_OK)
            err = position_of(session, &after, why);
        if (after == before)
            break;
        out->moved = i == TRIES - 1;
        before = after;
    }
    return err != EVN_OK ? err : point(out, why);
}

void evn_stock_snapshot_fini(struct evn_stock_snapshot *s)
{
    for (size_t i = 0; i < s->n_holdings; i++) {
        free(s->holding[i].place);
        free(s->holding[i].item);
    }
    for (size_t i = 0; i < s->n_loads; i++) {
        free(s->load[i].vehicle);
        free(s->load[i].stop);
        free(s->load[i].item);
    }
    free(s->holding);
    free(s->holdings);
    free(s->load);
    free(s->loads);
    *s = (struct evn_stock_snapshot){0};
}

void evn_stock_snapshot_into(const struct evn_stock_snapshot *snapshot,
                             Evernormal__Planner__V1__Cover *question)
{
    question->stock = snapshot->holdings;
    question->n_stock = snapshot->n_holdings;
    question->aboard = snapshot->loads;
    question->n_aboard = snapshot->n_loads;
}
