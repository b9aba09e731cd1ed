#include "services/dispatch/core/stock.h"

#include "common/base/pbw.h"

#include <stdlib.h>

/* The lot of an account that carries claims on the item. */
#define ANY_LOT UINT32_MAX

#define PROTO(name)       "evernormal.dispatch.v1." name
#define NUMBER(tag, s, m) EVN_FIELD_NUMBER(tag, U32, s, m, 0, 0, UINT32_MAX)

static const struct evn_wire_field name_fields[] = {
    NUMBER(1, struct evn_dsp_stock_name, what),
    NUMBER(2, struct evn_dsp_stock_name, number),
    EVN_FIELD_TEXT(3, TEXT, struct evn_dsp_stock_name, id, 0, 1),
    NUMBER(4, struct evn_dsp_stock_name, item),
    NUMBER(5, struct evn_dsp_stock_name, expiry_day),
};
static const struct evn_wire_message name_table =
    EVN_MESSAGE(PROTO("StockName"), struct evn_dsp_stock_name, name_fields);

static const struct evn_wire_field account_fields[] = {
    NUMBER(1, struct evn_dsp_stock_account, account),
    NUMBER(2, struct evn_dsp_stock_account, place),
    NUMBER(3, struct evn_dsp_stock_account, item),
    NUMBER(4, struct evn_dsp_stock_account, lot),
};
static const struct evn_wire_message account_table =
    EVN_MESSAGE(PROTO("StockAccount"), struct evn_dsp_stock_account, account_fields);

static const struct evn_wire_field balance_fields[] = {
    NUMBER(1, struct evn_dsp_stock_balance, account),
    EVN_FIELD_NUMBER(2, I64, struct evn_dsp_stock_balance, balance, 0, INT64_MIN, INT64_MAX),
    EVN_FIELD_NUMBER(3, I64, struct evn_dsp_stock_balance, claimed, 0, INT64_MIN, INT64_MAX),
};
static const struct evn_wire_message balance_table =
    EVN_MESSAGE(PROTO("StockBalance"), struct evn_dsp_stock_balance, balance_fields);

enum { BLOCK_LIST_MAX = 65536 };
static const struct evn_wire_field stock_fields[] = {
    EVN_FIELD_LIST(1, MSG, struct evn_dsp_stock_block, names, 0, 0, BLOCK_LIST_MAX, &name_table),
    EVN_FIELD_LIST(2, MSG, struct evn_dsp_stock_block, accounts, 0, 0, BLOCK_LIST_MAX,
                   &account_table),
    EVN_FIELD_LIST(3, MSG, struct evn_dsp_stock_block, balances, 0, 0, BLOCK_LIST_MAX,
                   &balance_table),
};
const struct evn_wire_message evn_dsp_stock_table =
    EVN_MESSAGE(PROTO("Stock"), struct evn_dsp_stock_block, stock_fields);

void evn_dsp_stock_fini(struct evn_dsp_stock *stock)
{
    for (int i = 0; i < 3; i++)
        free(stock->of[i].name);
    free(stock->account);
    *stock = (struct evn_dsp_stock){0};
}

/* Room for element number `n` (from 1) of an array; `*len` grows by at most one. */
static evn_err grow(void **at, size_t *cap, size_t n, size_t size, size_t max)
{
    if (n > max)
        return EVN_E_LIMIT;
    if (n <= *cap)
        return EVN_OK;
    size_t more = *cap > 0 ? *cap * 2 : 64;
    void *grown = realloc(*at, more * size);
    if (grown == NULL)
        return EVN_E_NO_MEMORY;
    *at = grown;
    *cap = more;
    return EVN_OK;
}

static evn_err put_name(struct evn_dsp_stock *stock, const struct evn_dsp_stock_name *name)
{
    if (name->what < EVN_DSP_OF_ITEM || name->what > EVN_DSP_OF_LOT)
        return EVN_E_CORRUPT;
    struct evn_dsp_names *names = &stock->of[name->what - EVN_DSP_OF_ITEM];
    if (name->number == 0 || name->number > names->n + 1)
        return EVN_E_CORRUPT;
    void *at = names->name;
    evn_err err =
        grow(&at, &names->cap, name->number, sizeof *names->name, EVN_DSP_STOCK_NAMES_MAX);
    names->name = at;
    if (err != EVN_OK)
        return err;
    names->name[name->number - 1] = *name;
    if (name->number > names->n)
        names->n = name->number;
    return EVN_OK;
}

static evn_err put_account(struct evn_dsp_stock *stock, const struct evn_dsp_stock_account *a)
{
    if (a->account != stock->n + 1 ||
        evn_dsp_stock_name(stock, EVN_DSP_OF_PLACE, a->place) == NULL ||
        evn_dsp_stock_name(stock, EVN_DSP_OF_ITEM, a->item) == NULL)
        return EVN_E_CORRUPT;
    void *at = stock->account;
    evn_err err =
        grow(&at, &stock->cap, a->account, sizeof *stock->account, EVN_DSP_STOCK_ACCOUNTS_MAX);
    stock->account = at;
    if (err != EVN_OK)
        return err;
    stock->account[stock->n++] =
        (struct evn_dsp_account){.place = a->place, .item = a->item, .lot = a->lot};
    return EVN_OK;
}

evn_err evn_dsp_stock_apply(struct evn_dsp_stock *stock, const struct evn_dsp_stock_block *block)
{
    evn_err err = EVN_OK;
    for (size_t i = 0; i < block->n_names && err == EVN_OK; i++)
        err = put_name(stock, &block->names[i]);
    for (size_t i = 0; i < block->n_accounts && err == EVN_OK; i++)
        err = put_account(stock, &block->accounts[i]);
    for (size_t i = 0; i < block->n_balances && err == EVN_OK; i++) {
        const struct evn_dsp_stock_balance *b = &block->balances[i];
        if (b->account == 0 || b->account > stock->n)
            return EVN_E_CORRUPT;
        stock->account[b->account - 1].balance = b->balance;
        stock->account[b->account - 1].claimed = b->claimed;
    }
    return err;
}

const struct evn_dsp_stock_name *evn_dsp_stock_name(const struct evn_dsp_stock *stock,
                                                    uint32_t what, uint32_t number)
{
    const struct evn_dsp_names *names = &stock->of[what - EVN_DSP_OF_ITEM];
    return number > 0 && number <= names->n ? &names->name[number - 1] : NULL;
}

uint32_t evn_dsp_stock_number(const struct evn_dsp_stock *stock, uint32_t what, const char *id)
{
    const struct evn_dsp_names *names = &stock->of[what - EVN_DSP_OF_ITEM];
    for (size_t i = 0; i < names->n; i++)
        if (strcmp(names->name[i].id, id) == 0)
            return (uint32_t)i + 1;
    return 0;
}

int64_t evn_dsp_stock_free(const struct evn_dsp_stock *stock, const struct evn_dsp_account *account,
                           struct evn_day today)
{
    const struct evn_dsp_stock_name *lot = evn_dsp_stock_name(stock, EVN_DSP_OF_LOT, account->lot);
    bool usable = lot == NULL || lot->expiry_day == 0 ||
                  (int64_t)lot->expiry_day - 1 + EVN_DAY_MIN >= today.n;
    int64_t balance = usable ? account->balance : 0;
    /* A lot that lost what is claimed of it takes nothing from the others. */
    return account->lot == ANY_LOT || balance > account->claimed ? balance - account->claimed : 0;
}

/* One line of the digest: place, item, lot, figures; in the arena's scratch buffer. */
static void add_entry(const struct evn_dsp_stock *stock, const struct evn_dsp_account *a,
                      struct evn_buf *buf, struct evn_canon *canon)
{
    struct evn_pbw w = {.buf = buf, .err = EVN_OK};
    const struct evn_dsp_stock_name *lot = evn_dsp_stock_name(stock, EVN_DSP_OF_LOT, a->lot);
    const struct evn_dsp_stock_name *place = evn_dsp_stock_name(stock, EVN_DSP_OF_PLACE, a->place);
    const struct evn_dsp_stock_name *item = evn_dsp_stock_name(stock, EVN_DSP_OF_ITEM, a->item);
    EVN_ASSERT(place != NULL && item != NULL); /* the ledger names them before their account */
    evn_buf_clear(buf);
    evn_pbw_bytes(&w, 1, evn_bytes_text(place->id));
    evn_pbw_bytes(&w, 2, evn_bytes_text(item->id));
    evn_pbw_bytes(&w, 3, evn_bytes_text(lot != NULL ? lot->id : ""));
    evn_pbw_i64(&w, 4, a->balance);
    evn_pbw_i64(&w, 5, a->claimed);
    EVN_ASSERT(w.err == EVN_OK);
    evn_canon_add(canon, "stock", evn_bytes_of(buf->at, buf->len));
}

void evn_dsp_stock_canon(const struct evn_dsp_stock *stock, struct evn_arena *arena,
                         struct evn_canon *canon)
{
    enum { ROOM = 512 };
    struct evn_buf buf = {.at = evn_arena_alloc(arena, ROOM), .cap = ROOM, .max = ROOM};
    EVN_ASSERT(buf.at != NULL);
    for (size_t i = 0; i < stock->n; i++)
        if (stock->account[i].balance != 0 || stock->account[i].claimed != 0)
            add_entry(stock, &stock->account[i], &buf, canon);
}
