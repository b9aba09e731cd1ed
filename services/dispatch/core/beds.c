#include "services/dispatch/core/beds.h"

#include "common/service/rights.h"
#include "services/dispatch/core/decide.h"
#include "services/dispatch/core/ride_place.h"

/* As in evernormal.registry.v1. */
enum { VERDICT_POSITIVE = 2 };

/* A place that refused is asked again after so long. */
#define TRY_AGAIN_US (INT64_C(600) * EVN_US_PER_S)

/* A place's free beds of one item. */
struct bed {
    uint32_t place, item; /* the ledger's numbers */
    int64_t free;
};

/* "B.PERSON", cut to fit. */
static void owner_of(const struct evn_dsp_transfer *t, char out[EVN_CODE_MAX])
{
    char text[EVN_CODE_MAX + 2] = "B.";
    memcpy(text + 2, t->person, strlen(t->person) + 1);
    evn_refusal_text(out, EVN_CODE_MAX, text);
}

bool evn_dsp_is_bed_owner(const char *owner)
{
    return owner[0] == 'B' && owner[1] == '.';
}

/* Characters two area codes begin with alike. */
static size_t in_common(const char *a, const char *b)
{
    size_t n = 0;
    while (a[n] != '\0' && a[n] == b[n])
        n++;
    return n;
}

static bool was_tried(const struct evn_dsp_transfer *t, const char *place)
{
    for (size_t i = 0; i < t->n_tried; i++)
        if (strcmp(t->tried[i], place) == 0)
            return true;
    return false;
}

/* Beds that others were promised in this turn or whose claim the stream has not shown yet. */
static int64_t asked_there(const struct evn_dsp_decision *d, const char *place, const char *bed)
{
    int64_t n = 0;
    for (uint32_t i = 0; i < evn_dsp_count(d, EVN_DSP_TRANSFER); i++) {
        const struct evn_dsp_transfer *t = evn_dsp_view(d, EVN_DSP_TRANSFER, i);
        n += t->state == EVN_DSP_TRANSFER_ASKED && strcmp(t->place, place) == 0 &&
             strcmp(t->bed, bed) == 0;
    }
    return n;
}

/* Sum up what is free of every bed at every place that takes beds in. */
static struct bed *free_beds(const struct evn_dsp_decision *d, size_t *n)
{
    const struct evn_dsp_stock *stock = &d->state->stock;
    struct bed *beds = evn_arena_array(d->arena, stock->n + 1, sizeof *beds);
    *n = 0;
    for (size_t i = 0; i < stock->n && beds != NULL; i++) {
        const struct evn_dsp_account *a = &stock->account[i];
        const struct evn_dsp_stock_name *name = evn_dsp_stock_name(stock, EVN_DSP_OF_ITEM, a->item);
        const struct evn_dsp_item *item =
            name != NULL ? evn_dsp_look(d, EVN_DSP_ITEM, name->id) : NULL;
        size_t at = 0;
        if (item == NULL || !item->bed)
            continue;
        while (at < *n && (beds[at].place != a->place || beds[at].item != a->item))
            at++;
        if (at == *n)
            beds[(*n)++] = (struct bed){.place = a->place, .item = a->item};
        beds[at].free += evn_dsp_stock_free(stock, a, d->today);
    }
    return beds;
}

/* The bed nearest in the tree of areas; among equals where most are free, then by code. */
static bool choose(const struct evn_dsp_decision *d, struct evn_dsp_transfer *t)
{
    size_t n, near = 0;
    int64_t most = 0;
    struct bed *beds = free_beds(d, &n);
    const char *best = NULL, *item = NULL;
    for (size_t i = 0; i < n && beds != NULL; i++) {
        const struct evn_dsp_stock *stock = &d->state->stock;
        const char *place = evn_dsp_stock_name(stock, EVN_DSP_OF_PLACE, beds[i].place)->id;
        const char *bed = evn_dsp_stock_name(stock, EVN_DSP_OF_ITEM, beds[i].item)->id;
        const struct evn_dsp_place *known = evn_dsp_look(d, EVN_DSP_PLACE, place);
        int64_t left = beds[i].free - asked_there(d, place, bed);
        if (known == NULL || left <= 0 || was_tried(t, place) || !evn_dsp_takes(known, t->severity))
            continue;
        size_t common = in_common(known->area, t->area);
        if (best == NULL || common > near || (common == near && left > most) ||
            (common == near && left == most && strcmp(place, best) < 0)) {
            near = common;
            most = left;
            best = place;
            item = bed;
        }
    }
    if (best == NULL)
        return false;
    EVN_DSP_SET(t->place, best);
    EVN_DSP_SET(t->bed, item);
    return true;
}

static evn_err ask_ledger(struct evn_dsp_decision *d, const struct evn_dsp_transfer *t, bool claim)
{
    struct evn_dsp_reserve_line line = {.quantity = 1};
    struct evn_dsp_reserve ask = {.priority = claim ? 1 : 0, .lines = &line, .n_lines = 1};
    struct evn_dsp_ledger_command command = {.reserve = claim ? &ask : NULL,
                                             .release = claim ? NULL : &ask};
    owner_of(t, ask.owner);
    EVN_DSP_SET(line.place, t->place);
    EVN_DSP_SET(line.item, t->bed);
    return evn_dsp_send(d, t->place, &command);
}

static void set_state(struct evn_dsp_decision *d, struct evn_dsp_transfer *t, int32_t state)
{
    t->state = state;
    t->at_us = d->business_us;
}

/* Look for a bed and ask for it; without one the person waits. */
static evn_err seek(struct evn_dsp_decision *d, struct evn_dsp_transfer *t)
{
    t->place[0] = t->bed[0] = '\0';
    if (choose(d, t)) {
        set_state(d, t, EVN_DSP_TRANSFER_ASKED);
        return ask_ledger(d, t, true);
    }
    if (t->state != EVN_DSP_TRANSFER_NO_BED)
        set_state(d, t, EVN_DSP_TRANSFER_NO_BED);
    if (!t->has_why)
        t->why = evn_dsp_why_of(EVN_DSP_WHY_NO_BED, "", t->area);
    t->has_why = true;
    return EVN_OK;
}

/* The place is not asked again until something changes. */
static void add_tried(struct evn_dsp_decision *d, struct evn_dsp_transfer *t, const char *place)
{
    char(*own)[EVN_CODE_MAX] = evn_arena_array(d->arena, t->n_tried + 1, sizeof *own);
    if (own == NULL || t->n_tried == EVN_DSP_TRIED_MAX)
        return;
    if (t->n_tried > 0)
        memcpy(own, t->tried, t->n_tried * sizeof *own);
    memcpy(own[t->n_tried++], place, strlen(place) + 1);
    t->tried = own;
}

static bool is_over(const struct evn_dsp_transfer *t)
{
    return t->state == EVN_DSP_TRANSFER_ENDED || t->state == EVN_DSP_TRANSFER_WITHDRAWN;
}

/* Give the bed back, if one is claimed. One that is only asked for is given back with its answer.
 */
static evn_err let_go(struct evn_dsp_decision *d, struct evn_dsp_transfer *t, int32_t state)
{
    bool has = t->state == EVN_DSP_TRANSFER_CLAIMED || t->state == EVN_DSP_TRANSFER_BROUGHT;
    set_state(d, t, state);
    return has ? ask_ledger(d, t, false) : EVN_OK;
}

evn_err evn_dsp_tested(struct evn_dsp_decision *d, const struct evn_src_result *in)
{
    uint32_t number;
    bool positive = in->verdict == VERDICT_POSITIVE;
    bool was = evn_dsp_number(d, EVN_DSP_TRANSFER, in->person, &number);
    const struct evn_dsp_transfer *seen = was ? evn_dsp_view(d, EVN_DSP_TRANSFER, number) : NULL;
    bool same = was && strcmp(seen->sample, in->sample) == 0 && seen->since_us == in->at_us;
    if (was && !is_over(seen)) {
        if (positive || !same)
            return EVN_OK;
        return let_go(d, evn_dsp_edit(d, EVN_DSP_TRANSFER, number), EVN_DSP_TRANSFER_WITHDRAWN);
    }
    if (!positive || (same && seen->state == EVN_DSP_TRANSFER_ENDED))
        return EVN_OK;
    struct evn_dsp_transfer *t =
        was ? evn_dsp_edit(d, EVN_DSP_TRANSFER, number) : evn_dsp_add(d, EVN_DSP_TRANSFER);
    *t = (struct evn_dsp_transfer){.since_us = in->at_us, .severity = (uint32_t)in->severity};
    EVN_DSP_SET(t->person, in->person);
    EVN_DSP_SET(t->area, in->area);
    EVN_DSP_SET(t->sample, in->sample);
    return seek(d, t);
}

evn_err evn_dsp_place_changed(struct evn_dsp_decision *d, const char *code)
{
    const struct evn_dsp_place *place = evn_dsp_look(d, EVN_DSP_PLACE, code);
    evn_err err = EVN_OK;
    for (uint32_t i = 0; i < evn_dsp_count(d, EVN_DSP_TRANSFER) && err == EVN_OK; i++) {
        const struct evn_dsp_transfer *seen = evn_dsp_view(d, EVN_DSP_TRANSFER, i);
        if (seen->state != EVN_DSP_TRANSFER_CLAIMED || strcmp(seen->place, code) != 0 ||
            evn_dsp_takes(place, seen->severity))
            continue;
        struct evn_dsp_transfer *t = evn_dsp_edit(d, EVN_DSP_TRANSFER, i);
        t->why = evn_dsp_why_of(EVN_DSP_WHY_BLOCKED, "", code);
        t->has_why = true;
        t->n_tried = 0;
        err = ask_ledger(d, t, false);
        if (err == EVN_OK)
            err = seek(d, t);
    }
    return err;
}

evn_err evn_dsp_seek_beds(struct evn_dsp_decision *d)
{
    evn_err err = EVN_OK;
    if (d->state->n_no_bed == 0)
        return EVN_OK;
    for (uint32_t i = 0; i < evn_dsp_count(d, EVN_DSP_TRANSFER) && err == EVN_OK; i++) {
        const struct evn_dsp_transfer *seen = evn_dsp_view(d, EVN_DSP_TRANSFER, i);
        bool anew = d->business_us - seen->at_us >= TRY_AGAIN_US;
        struct evn_dsp_transfer trial = *seen;
        trial.n_tried = anew ? 0 : seen->n_tried;
        if (seen->state != EVN_DSP_TRANSFER_NO_BED || !choose(d, &trial))
            continue;
        struct evn_dsp_transfer *t = evn_dsp_edit(d, EVN_DSP_TRANSFER, i);
        t->n_tried = trial.n_tried;
        err = seek(d, t);
    }
    return err;
}

/* The transfer whose claims these are. */
static bool find_owner(const struct evn_dsp_decision *d, const char *owner, uint32_t *number)
{
    char own[EVN_CODE_MAX];
    if (evn_dsp_number(d, EVN_DSP_TRANSFER, owner + 2, number))
        return true;
    for (*number = 0; *number < evn_dsp_count(d, EVN_DSP_TRANSFER); ++*number) {
        owner_of(evn_dsp_view(d, EVN_DSP_TRANSFER, *number), own);
        if (strcmp(own, owner) == 0)
            return true;
    }
    return false;
}

evn_err evn_dsp_bed_answered(struct evn_dsp_decision *d, const struct evn_dsp_reserve *asked,
                             bool accepted, struct evn_dsp_why why)
{
    uint32_t number;
    if (asked->n_lines != 1 || !find_owner(d, asked->owner, &number))
        return EVN_E_CORRUPT;
    const struct evn_dsp_transfer *seen = evn_dsp_view(d, EVN_DSP_TRANSFER, number);
    const struct evn_dsp_place *place = evn_dsp_look(d, EVN_DSP_PLACE, asked->lines[0].place);
    bool waits = seen->state == EVN_DSP_TRANSFER_ASKED &&
                 strcmp(seen->place, asked->lines[0].place) == 0 &&
                 strcmp(seen->bed, asked->lines[0].item) == 0;
    bool good = waits && place != NULL && evn_dsp_takes(place, seen->severity);
    if (accepted && !good) {
        struct evn_dsp_reserve back = *asked;
        back.priority = 0;
        evn_err err = evn_dsp_send(d, asked->lines[0].place,
                                   &(struct evn_dsp_ledger_command){.release = &back});
        if (err != EVN_OK)
            return err;
    }
    if (!waits)
        return EVN_OK;
    struct evn_dsp_transfer *t = evn_dsp_edit(d, EVN_DSP_TRANSFER, number);
    if (accepted && good) {
        set_state(d, t, EVN_DSP_TRANSFER_CLAIMED);
        t->has_why = false;
        t->n_tried = 0;
        return EVN_OK;
    }
    t->why = accepted ? evn_dsp_why_of(EVN_DSP_WHY_BLOCKED, "", t->place) : why;
    t->has_why = true;
    add_tried(d, t, asked->lines[0].place);
    return seek(d, t);
}

evn_err evn_dsp_decide_transfer(struct evn_dsp_decision *d,
                                const struct evn_dsp_transfer_step *step)
{
    uint32_t number;
    if (!evn_dsp_number(d, EVN_DSP_TRANSFER, step->person, &number))
        return evn_dsp_refuse(d, EVN_E_UNKNOWN_REF, "transfer.person", step->person);
    const struct evn_dsp_transfer *seen = evn_dsp_view(d, EVN_DSP_TRANSFER, number);
    evn_err err = evn_dsp_need_scope(d, seen->area);
    bool brought = step->step == EVN_DSP_STEP_BROUGHT;
    if (err == EVN_OK && (brought ? seen->state != EVN_DSP_TRANSFER_CLAIMED : is_over(seen)))
        err = evn_dsp_refuse(d, EVN_E_WRONG_STATE, "transfer.person", step->person);
    if (err != EVN_OK)
        return err;
    struct evn_dsp_transfer *t = evn_dsp_edit(d, EVN_DSP_TRANSFER, number);
    if (!brought)
        return let_go(d, t, EVN_DSP_TRANSFER_ENDED);
    set_state(d, t, EVN_DSP_TRANSFER_BROUGHT);
    return EVN_OK;
}
