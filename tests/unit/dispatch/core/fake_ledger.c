#include "tests/unit/dispatch/core/fake_ledger.h"

#include "common/base/pbw.h"
#include "common/journal/frame.h"

#define ANY UINT32_MAX

void fake_init(struct fake_ledger *ledger)
{
    memset(ledger, 0, sizeof *ledger);
    evn_buf_init(&ledger->stream, 4 << 20);
}

void fake_fini(struct fake_ledger *ledger)
{
    evn_buf_fini(&ledger->stream);
}

static void add_frame(struct fake_ledger *l, uint32_t kind, struct evn_bytes body)
{
    struct evn_frame frame = {.kind = kind, .version = 1, .count = 1, .body = body};
    evn_err err = evn_frame_append(&l->stream, &frame);
    EVN_ASSERT(err == EVN_OK);
}

static void add_known(struct fake_ledger *l, uint32_t kind, uint32_t number, const char *id,
                      const uint32_t more[3])
{
    uint8_t room[256];
    struct evn_buf buf = {.at = room, .cap = sizeof room, .max = sizeof room};
    struct evn_pbw w = {.buf = &buf};
    evn_pbw_u64(&w, 1, number);
    evn_pbw_bytes(&w, 2, evn_bytes_text(id));
    for (uint32_t i = 0; i < 3; i++)
        evn_pbw_u64(&w, 3 + i, more[i]);
    add_frame(l, kind, evn_bytes_of(buf.at, buf.len));
}

static int find(char list[][EVN_CODE_MAX], int *n, const char *id)
{
    for (int i = 0; i < *n; i++)
        if (strcmp(list[i], id) == 0)
            return i;
    evn_refusal_text(list[*n], EVN_CODE_MAX, id);
    return (*n)++;
}

int fake_item(struct fake_ledger *l, const char *item)
{
    int n = l->n_items, i = find(l->item, &l->n_items, item);
    if (n != l->n_items) {
        add_known(l, 17, (uint32_t)i + 1, item, (uint32_t[3]){0});
        if (l->expiry_day > 0)
            add_known(l, 19, (uint32_t)i + 1, "LOT",
                      (uint32_t[3]){(uint32_t)i + 1, l->expiry_day, 0});
    }
    return i;
}

int fake_place(struct fake_ledger *l, const char *place)
{
    int n = l->n_places, i = find(l->place, &l->n_places, place);
    if (n != l->n_places)
        add_known(l, 18, (uint32_t)i + 1, place, (uint32_t[3]){0});
    return i;
}

/* Number of the account of stock, or of claims (any). */
static uint32_t account(struct fake_ledger *l, int place, int item, bool any)
{
    for (int i = 0; i < l->n_accounts; i++)
        if (l->account[i].place == place && l->account[i].item == item && l->account[i].any == any)
            return (uint32_t)i + 1;
    l->account[l->n_accounts].place = place;
    l->account[l->n_accounts].item = item;
    l->account[l->n_accounts++].any = any;
    uint32_t lot = any ? ANY : l->expiry_day > 0 ? (uint32_t)item + 1 : 0;
    add_known(l, 22, (uint32_t)l->n_accounts, "",
              (uint32_t[3]){(uint32_t)place + 1, (uint32_t)item + 1, lot});
    return (uint32_t)l->n_accounts;
}

static void record(struct fake_ledger *l, uint16_t kind, uint8_t flags, const uint32_t accounts[2],
                   const int64_t figures[3])
{
    uint8_t r[128] = {0};
    struct evn_frame frame = {
        .kind = 16, .version = 1, .count = 1, .body = evn_bytes_of(r, sizeof r)};
    evn_put_u16(r, kind);
    r[2] = 1;
    r[3] = flags;
    evn_put_u32(r + 8, accounts[0]);
    evn_put_u32(r + 12, accounts[1]);
    evn_put_i64(r + 16, figures[0]);
    evn_put_i64(r + 24, figures[1]);
    evn_put_i64(r + 32, figures[2]);
    evn_err err = evn_frame_append(&l->stream, &frame);
    EVN_ASSERT(err == EVN_OK);
}

/* Stock from a place (-1: outside) to a place (-1: outside). */
static void move(struct fake_ledger *l, uint16_t kind, const int place[2], int item, int64_t qty)
{
    uint32_t accounts[2] = {0};
    int64_t figures[3] = {qty, 0, 0};
    uint8_t flags = 0;
    for (int i = 0; i < 2; i++) {
        if (place[i] < 0)
            continue;
        accounts[i] = account(l, place[i], item, false);
        l->balance[place[i]][item] += i == 0 ? -qty : qty;
        figures[1 + i] = l->balance[place[i]][item];
        flags = (uint8_t)(flags | (i == 0 ? 1 : 2));
    }
    record(l, kind, flags, accounts, figures);
}

void fake_receive(struct fake_ledger *l, const char *place, const char *item, int64_t qty)
{
    int p = fake_place(l, place), i = fake_item(l, item);
    l->received[i] += qty;
    move(l, 1, (int[2]){-1, p}, i, qty);
}

static void claim(struct fake_ledger *l, const char *owner, int place, int item, int64_t qty)
{
    struct fake_claim *c = NULL;
    for (int i = 0; i < l->n_claims && c == NULL; i++)
        if (strcmp(l->claim[i].owner, owner) == 0 && l->claim[i].place == place &&
            l->claim[i].item == item)
            c = &l->claim[i];
    if (c == NULL) {
        EVN_ASSERT(l->n_claims < FAKE_CLAIMS);
        c = &l->claim[l->n_claims++];
        evn_refusal_text(c->owner, sizeof c->owner, owner);
        c->place = place;
        c->item = item;
    }
    c->qty += qty;
    EVN_ASSERT(c->qty >= 0);
    l->claimed[place][item] += qty;
    record(l, qty > 0 ? 40 : 43, 0, (uint32_t[2]){account(l, place, item, true), 0},
           (int64_t[3]){qty > 0 ? qty : -qty, l->claimed[place][item], 0});
}

static struct evn_refusal reserve(struct fake_ledger *l, const struct evn_dsp_reserve *ask)
{
    for (size_t i = 0; i < ask->n_lines; i++) {
        int p = fake_place(l, ask->lines[i].place), it = fake_item(l, ask->lines[i].item);
        struct evn_refusal why = evn_refusal_of(EVN_E_SHORT_STOCK);
        why.line = (uint32_t)i + 1;
        if (l->balance[p][it] - l->claimed[p][it] < ask->lines[i].quantity)
            return why;
    }
    for (size_t i = 0; i < ask->n_lines; i++)
        claim(l, ask->owner, fake_place(l, ask->lines[i].place), fake_item(l, ask->lines[i].item),
              ask->lines[i].quantity);
    return evn_refusal_of(EVN_OK);
}

static void release(struct fake_ledger *l, const struct evn_dsp_reserve *ask)
{
    for (size_t i = 0; i < ask->n_lines; i++)
        claim(l, ask->owner, fake_place(l, ask->lines[i].place), fake_item(l, ask->lines[i].item),
              -ask->lines[i].quantity);
}

static void ship(struct fake_ledger *l, const struct evn_dsp_ship *ask)
{
    for (size_t i = 0; i < ask->n_lines; i++) {
        int from = fake_place(l, ask->lines[i].from), item = fake_item(l, ask->lines[i].item);
        claim(l, ask->claim, from, item, -ask->lines[i].quantity);
        move(l, 5, (int[2]){from, fake_place(l, ask->vehicle)}, item, ask->lines[i].quantity);
    }
}

static void receipt(struct fake_ledger *l, const struct evn_dsp_receipt *ask)
{
    int vehicle = fake_place(l, ask->vehicle);
    for (size_t i = 0; i < ask->n_lines; i++) {
        const struct evn_dsp_receipt_line *line = &ask->lines[i];
        int item = fake_item(l, line->item);
        if (line->over > 0) { /* found and used at once */
            l->received[item] += line->over;
            l->consumed[item] += line->over;
            continue;
        }
        move(l, 2, (int[2]){vehicle, -1}, item, line->accepted + line->n_short + line->damaged);
        l->received[item] += line->wrong;
        l->consumed[item] += line->accepted + line->wrong;
        l->gone[item] += line->n_short + line->damaged;
    }
}

/* What was consumed comes back, no more than was. */
static struct evn_refusal take_back(struct fake_ledger *l, const struct evn_dsp_move *ask)
{
    struct evn_refusal why = evn_refusal_of(EVN_E_NOT_ISSUED);
    for (size_t i = 0; i < ask->n_lines; i++) {
        int item = fake_item(l, ask->lines[i].item);
        if (l->consumed[item] < ask->lines[i].quantity || l->refuse_returns)
            return why;
        l->consumed[item] -= ask->lines[i].quantity;
        move(l, 14, (int[2]){-1, fake_place(l, ask->lines[i].to)}, item, ask->lines[i].quantity);
    }
    return evn_refusal_of(EVN_OK);
}

static void transfer(struct fake_ledger *l, const struct evn_dsp_move *ask)
{
    for (size_t i = 0; i < ask->n_lines; i++)
        move(l, 3, (int[2]){fake_place(l, ask->lines[i].from), fake_place(l, ask->lines[i].to)},
             fake_item(l, ask->lines[i].item), ask->lines[i].quantity);
}

struct evn_refusal fake_execute(struct fake_ledger *l, const struct evn_dsp_ledger_command *c)
{
    if (c->reserve != NULL)
        return reserve(l, c->reserve);
    if (c->release != NULL)
        release(l, c->release);
    if (c->ship != NULL)
        ship(l, c->ship);
    if (c->receipt != NULL)
        receipt(l, c->receipt);
    if (c->document != NULL && c->document->lines[0].kind == 14)
        return take_back(l, c->document);
    if (c->document != NULL)
        transfer(l, c->document);
    return evn_refusal_of(EVN_OK);
}

bool fake_holds(const struct fake_ledger *l)
{
    for (int i = 0; i < l->n_items; i++) {
        int64_t sum = l->consumed[i] + l->gone[i];
        for (int p = 0; p < l->n_places; p++) {
            if (l->balance[p][i] < 0 || l->claimed[p][i] < 0 || l->claimed[p][i] > l->balance[p][i])
                return false;
            sum += l->balance[p][i];
        }
        if (sum != l->received[i])
            return false;
    }
    return true;
}
