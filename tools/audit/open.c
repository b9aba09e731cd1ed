#include "tools/audit/account.h"
#include "tools/audit/run.h"

#include "common/base/hash.h"

#include "evernormal/ledger/v1/event.pb-c.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Record kinds and flags of rule 8 of proto/spec/4-ledger.md. */
enum {
    SHIP = 5,
    COUNT_ADJUST = 23, /* movements from here on take nothing that is aboard */
    CLAIM_MADE = 40,
    CLAIM_RELEASED = 42,
    CLAIM_EXPIRED = 44,
    REVERSAL = 8,
    EARMARK = 32,
    IS_CLAIM = 1,
    IS_ABOARD = 2,
    ROW_LEN = 32,
    NAMES_MAX = 100000000
};

/* What a record opened, and what is left of it. */
struct evn_audit_open {
    uint64_t seq;
    uint32_t kind, account, aux;
    bool earmark;
    int64_t left, at_us;
    char *name;    /* owner or shipment; owned */
    size_t before; /* aboard: index + 1 of what was loaded before for the same shipment; 0: none */
};

static evn_err add(struct evn_audit_opens *o, const struct evn_audit_open *open)
{
    if (o->n == o->cap) {
        size_t cap = o->cap > 0 ? o->cap * 2 : 64;
        struct evn_audit_open *more = reallocarray(o->open, cap, sizeof *more);
        if (more == NULL)
            return EVN_E_NO_MEMORY;
        o->open = more;
        o->cap = cap;
    }
    o->open[o->n++] = *open;
    return EVN_OK;
}

/* They were opened in the order of the log. */
static struct evn_audit_open *find(const struct evn_audit_opens *o, uint64_t seq)
{
    size_t low = 0, high = o->n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (o->open[middle].seq < seq)
            low = middle + 1;
        else
            high = middle;
    }
    return low < o->n && o->open[low].seq == seq ? &o->open[low] : NULL;
}

void evn_audit_open_begin(struct evn_audit_opens *o)
{
    evn_textmap_init(&o->names, NAMES_MAX);
}

/* Put what was added last at the head of its shipment's chain. */
static evn_err chain(struct evn_audit_opens *o)
{
    struct evn_audit_open *open = &o->open[o->n - 1];
    const struct evn_bytes name = evn_bytes_text(open->name);
    uint32_t number;
    if (!evn_textmap_find(&o->names, name, &number)) {
        number = (uint32_t)o->names.n;
        if (number == o->n_newest) {
            size_t n = number > 0 ? 2 * (size_t)number : 64;
            size_t *more = reallocarray(o->newest, n, sizeof *more);
            if (more == NULL)
                return EVN_E_NO_MEMORY;
            o->newest = more;
            o->n_newest = n;
        }
        o->newest[number] = 0;
        evn_err err = evn_textmap_add(&o->names, name, number);
        if (err != EVN_OK)
            return err;
    }
    open->before = o->newest[number];
    o->newest[number] = o->n;
    return EVN_OK;
}

void evn_audit_open_stop(const struct evn_audit_opens *o, uint64_t seq, uint32_t *stop)
{
    const struct evn_audit_open *open = find(o, seq);
    if (open != NULL && open->kind == IS_ABOARD)
        *stop = open->aux;
}

int64_t evn_audit_open_aboard(const struct evn_audit_run *run, const char *shipment, uint32_t stop,
                              uint32_t item, uint32_t lot)
{
    const struct evn_audit_opens *o = &run->opens;
    uint32_t number;
    int64_t sum = 0;
    if (!evn_textmap_find(&o->names, evn_bytes_text(shipment), &number))
        return 0;
    for (size_t i = o->newest[number]; i != 0; i = o->open[i - 1].before) {
        const struct evn_audit_account *a = &run->fold->account[o->open[i - 1].account];
        if (o->open[i - 1].aux == stop && a->item == item && (lot == 0 || a->lot == lot))
            sum += o->open[i - 1].left;
    }
    return sum;
}

static evn_err make(struct evn_audit_run *run, const struct evn_audit_record *r, uint64_t seq)
{
    struct evn_audit_opens *o = &run->opens;
    bool claim = r->kind == CLAIM_MADE;
    const struct evn_audit_open open = {.seq = seq,
                                        .kind = claim ? IS_CLAIM : IS_ABOARD,
                                        .account = claim ? r->from : r->to,
                                        .aux = r->aux,
                                        .earmark = claim && (r->flags & EARMARK) != 0,
                                        .left = r->qty,
                                        .at_us = claim ? r->claimed_at_us : r->at_us,
                                        .name = strdup(o->name != NULL ? o->name : "")};
    evn_err err = open.name != NULL ? add(o, &open) : EVN_E_NO_MEMORY;
    if (err != EVN_OK)
        free(open.name);
    return err == EVN_OK && !claim ? chain(o) : err;
}

/* Claims stand on items at places, or on lots there; a record of one says what all on its account
 * add up to. */
static void add_up(struct evn_audit_run *run, const struct evn_audit_record *r, uint64_t seq)
{
    struct evn_audit_fold *fold = run->fold;
    char where[EVN_AUDIT_TEXT];
    if (r->from == 0 || r->from > fold->n || !fold->account[r->from].known ||
        fold->account[r->from].lot == 0) {
        snprintf(where, sizeof where, "#%u", (unsigned)r->from);
        evn_audit_tell(run, EVN_AUDIT_OPEN, where, r->qty, 0, seq);
        return;
    }
    int64_t *claimed = &fold->account[r->from].claimed;
    uint64_t change = (uint64_t)r->qty;
    *claimed = (int64_t)((uint64_t)*claimed + (r->kind == CLAIM_MADE ? change : 0 - change));
    if (*claimed == r->from_balance)
        return;
    evn_audit_where(fold, r->from, where);
    evn_audit_tell(run, EVN_AUDIT_OPEN, where, r->from_balance, *claimed, seq);
}

/* Never more than is left, nor of what nobody opened. */
static void take(struct evn_audit_run *run, const struct evn_audit_record *r, uint64_t seq)
{
    struct evn_audit_open *open = find(&run->opens, r->ref);
    char where[EVN_AUDIT_TEXT];
    if (open != NULL && open->left >= r->qty) {
        open->left -= r->qty;
        return;
    }
    snprintf(where, sizeof where, "%s", open != NULL ? open->name : "?");
    evn_audit_tell(run, EVN_AUDIT_OPEN, where, r->qty, open != NULL ? open->left : 0, seq);
}

/* Goods loaded for a stop; what came off a vehicle and goes aboard again when that is undone. */
static bool puts_aboard(const struct evn_audit_record *r)
{
    bool reversal = (r->flags & REVERSAL) != 0;
    return r->kind > 0 && r->kind < COUNT_ADJUST && r->aux != 0 && (r->kind == SHIP) != reversal;
}

/* What names the loading it comes from; loading itself when it is undone. */
static bool takes_aboard(const struct evn_audit_record *r)
{
    if ((r->flags & REVERSAL) != 0)
        return r->kind == SHIP && r->aux != 0;
    return r->kind > 0 && r->kind < COUNT_ADJUST && r->ref != 0;
}

evn_err evn_audit_open_record(struct evn_audit_run *run, const struct evn_audit_record *r,
                              uint64_t seq)
{
    if (run->peek != NULL && seq > run->at.seq)
        return EVN_OK;
    bool ends = r->kind >= CLAIM_RELEASED && r->kind <= CLAIM_EXPIRED;
    if (ends || r->kind == CLAIM_MADE)
        add_up(run, r, seq);
    if (ends || takes_aboard(r))
        take(run, r, seq);
    else if (r->kind == CLAIM_MADE || puts_aboard(r))
        return make(run, r, seq);
    return EVN_OK;
}

evn_err evn_audit_open_document(struct evn_audit_run *run, struct evn_bytes body)
{
    Evernormal__Ledger__V1__Document *m =
        evernormal__ledger__v1__document__unpack(NULL, body.len, body.at);
    if (m == NULL)
        return EVN_E_CORRUPT;
    free(run->opens.name);
    run->opens.name = strdup(m->kind == EVERNORMAL__LEDGER__V1__DOCUMENT_KIND__DOCUMENT_KIND_CLAIM
                                 ? m->owner
                                 : m->reference);
    evernormal__ledger__v1__document__free_unpacked(m, NULL);
    return run->opens.name != NULL ? EVN_OK : EVN_E_NO_MEMORY;
}

/* Eight bytes at a time, and the length, into two numbers. */
static void mix(uint64_t sum[2], struct evn_bytes bytes)
{
    for (size_t i = 0; i < bytes.len; i += 8) {
        uint64_t word = 0;
        memcpy(&word, bytes.at + i, bytes.len - i < 8 ? bytes.len - i : 8);
        sum[0] = evn_mix64(sum[0] ^ word);
        sum[1] = evn_mix64(sum[1] + word);
    }
    sum[0] = evn_mix64(sum[0] + bytes.len);
    sum[1] = evn_mix64(sum[1] ^ bytes.len);
}

/* A row's share of row 0, which has the sums of all others. */
static void add_share(uint64_t sums[2], struct evn_bytes key, struct evn_bytes value)
{
    uint64_t row[2] = {UINT64_C(0x9e3779b97f4a7c15), UINT64_C(0xc2b2ae3d27d4eb4f)};
    mix(row, key);
    mix(row, value);
    sums[0] += row[0];
    sums[1] += row[1];
}

static evn_err compare(struct evn_audit_run *run, const struct evn_audit_open *open,
                       uint64_t sums[2])
{
    uint8_t key[8], want[ROW_LEN + EVN_AUDIT_TEXT] = {0};
    size_t len = strlen(open->name);
    bool good;
    int64_t have;
    if (len > EVN_AUDIT_TEXT)
        len = EVN_AUDIT_TEXT;
    evn_put_be64(key, open->seq);
    evn_put_u32(want, open->kind);
    evn_put_u32(want + 4, open->account);
    evn_put_u32(want + 8, open->aux);
    evn_put_u32(want + 12, open->earmark);
    evn_put_i64(want + 16, open->left);
    evn_put_i64(want + 24, open->at_us);
    memcpy(want + ROW_LEN, open->name, len);
    const struct evn_audit_expected row = {.table = "open",
                                           .key = evn_bytes_of(key, sizeof key),
                                           .value = evn_bytes_of(want, ROW_LEN + len),
                                           .told_at = 16};
    evn_err err = evn_audit_row(run, &row, &good, &have);
    if (err == EVN_OK && !good)
        evn_audit_tell(run, EVN_AUDIT_OPEN, open->name, have, open->left, open->seq);
    add_share(sums, row.key, row.value);
    return err;
}

static evn_err compare_sums(struct evn_audit_run *run, const uint64_t sums[2])
{
    uint8_t key[8] = {0}, want[16];
    bool good;
    int64_t have;
    evn_put_u64(want, sums[0]);
    evn_put_u64(want + 8, sums[1]);
    const struct evn_audit_expected row = {.table = "open",
                                           .key = evn_bytes_of(key, sizeof key),
                                           .value = evn_bytes_of(want, sizeof want)};
    evn_err err = evn_audit_row(run, &row, &good, &have);
    if (err == EVN_OK && !good)
        evn_audit_tell(run, EVN_AUDIT_OPEN, "open, sums", have, (int64_t)sums[0], 0);
    return err;
}

evn_err evn_audit_open_end(struct evn_audit_run *run)
{
    uint64_t n = 0, sums[2] = {0, 0};
    evn_err err = EVN_OK;
    if (run->peek == NULL)
        return EVN_OK;
    for (size_t i = 0; err == EVN_OK && i < run->opens.n; i++)
        if (run->opens.open[i].left > 0) {
            n++;
            err = compare(run, &run->opens.open[i], sums);
        }
    if (err == EVN_OK && run->opens.n > 0)
        err = compare_sums(run, sums);
    return err == EVN_OK ? evn_audit_rows(run, EVN_AUDIT_OPEN, "open", n + (run->opens.n > 0))
                         : err;
}

void evn_audit_open_free(struct evn_audit_opens *o)
{
    for (size_t i = 0; i < o->n; i++)
        free(o->open[i].name);
    free(o->open);
    free(o->newest);
    free(o->name);
    evn_textmap_fini(&o->names);
    *o = (struct evn_audit_opens){0};
}
