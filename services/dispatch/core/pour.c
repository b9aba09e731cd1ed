#include "services/dispatch/alloc/alloc.h"
#include "services/dispatch/alloc/explain.h"
#include "services/dispatch/core/cover.h"
#include "services/dispatch/core/fair.h"
#include "services/dispatch/core/instead.h"

#include <stdlib.h>

/* One item being shared. */
struct sharing {
    struct evn_dsp_round_work *work;
    const struct evn_dsp_item *item;
    const struct evn_dsp_demand *demand; /* of this item */
    size_t n_demand;
    size_t *first; /* community i has demand[first[i] .. first[i + 1]) */
    struct evn_alloc_community *community;
    struct evn_dsp_wanted *wanted; /* of community i */
    size_t n;
    struct evn_alloc_problem problem;
    struct evn_alloc_result result;
    int64_t *packs;                    /* what community i was given */
    struct evn_dsp_stand_in *stand_in; /* of substitutes, by whoever got them */
    size_t n_stand_in;
};

static const struct evn_dsp_line *line_of(const struct sharing *s, size_t i)
{
    return evn_dsp_view(s->work->d, EVN_DSP_LINE, s->demand[i].line);
}

/* What of its standing lines is on its way to the community. */
static int64_t on_way(const struct sharing *s, const char *community)
{
    char id[EVN_CODE_MAX + 16] = "STANDING-", key[EVN_DSP_KEY_MAX];
    int64_t sum = 0;
    memcpy(id + strlen(id), community, strlen(community) + 1);
    const struct evn_dsp_request *request = evn_dsp_look(s->work->d, EVN_DSP_REQUEST, id);
    for (uint32_t i = 1; request != NULL && i <= request->lines; i++) {
        evn_dsp_key_line(request->request, i, key);
        const struct evn_dsp_line *l = evn_dsp_look(s->work->d, EVN_DSP_LINE, key);
        if (l != NULL && strcmp(l->item, s->item->item) == 0)
            sum += l->allocated + l->reserved + l->aboard + l->instead_coming;
    }
    return sum;
}

/* Campuses go first among equals of a tier. */
static bool is_campus(const struct evn_dsp_round_work *work, const char *community)
{
    size_t len = strlen(community);
    for (size_t i = 0; i < work->n_campus; i++)
        if (strncmp(work->campus[i], community, len) == 0)
            return true;
    return false;
}

/* The community's claim: what it wants for the target days in each tier, and what it has of it.
 * An ad hoc line is wanted on top: it counts as so much a day over the target days. */
static void set_community(struct sharing *s, size_t i)
{
    struct evn_dsp_decision *d = s->work->d;
    int64_t days = evn_dsp_parameters_of(d->state)->target_days, want[3] = {0};
    const char *code = s->demand[s->first[i]].community;
    struct evn_dsp_cover cover = evn_dsp_cover_of(d->state, code, s->item->item, d->today);
    for (size_t k = s->first[i]; k < s->first[i + 1]; k++)
        want[line_of(s, k)->tier - 1] += line_of(s, k)->open;
    /* What is open is what is missing, so what it has is wanted too: in the lowest tier. */
    bool needs = cover.use > 0 || cover.daily > 0;
    int64_t has = needs ? evn_dsp_cover_has(&cover) + on_way(s, code) : 0;
    int lowest = want[0] > 0 ? 0 : want[1] > 0 ? 1 : 2;
    want[lowest] += has;
    int64_t sum = want[0] + want[1] + want[2];
    EVN_ASSERT(s->work->n_warehouses > 0);
    s->wanted[i] = evn_dsp_wanted_of(d, code, s->item->item, has);
    for (size_t k = s->first[i]; k < s->first[i + 1]; k++)
        if (strncmp(line_of(s, k)->request, "STANDING-", 9) != 0)
            s->wanted[i].want[line_of(s, k)->tier - 1] += line_of(s, k)->open;
    s->community[i] = (struct evn_alloc_community){
        .id = i + 1,
        .reach = UINT64_MAX >> (EVN_DSP_DEPOTS_MAX - s->work->n_warehouses),
        .on_hand = has,
        .need_milli = sum * 1000 / days,
        .floor = {want[0], want[1]},
        .target_days = (int32_t)days,
        .rank = is_campus(s->work, code) ? 0 : 1,
        .carried_micro = cover.carried_micro,
        .served_round = cover.served_round,
    };
}

static bool set_problem(struct sharing *s, const int64_t *stock)
{
    struct evn_arena *arena = s->work->d->arena;
    s->first = evn_arena_array(arena, s->n_demand + 1, sizeof *s->first);
    s->community = evn_arena_array(arena, s->n_demand, sizeof *s->community);
    s->wanted = evn_arena_array(arena, s->n_demand, sizeof *s->wanted);
    s->packs = evn_arena_array(arena, s->n_demand, sizeof *s->packs);
    if (s->first == NULL || s->community == NULL || s->wanted == NULL || s->packs == NULL)
        return false;
    for (size_t i = 0; i < s->n_demand; i++)
        if (i == 0 || strcmp(s->demand[i].community, s->demand[i - 1].community) != 0)
            s->first[s->n++] = i;
    s->first[s->n] = s->n_demand;
    for (size_t i = 0; i < s->n; i++)
        set_community(s, i);
    s->problem = (struct evn_alloc_problem){.pack = s->item->pack,
                                            .stock = stock,
                                            .n_warehouses = s->work->n_warehouses,
                                            .communities = s->community,
                                            .n_communities = s->n};
    return true;
}

int evn_dsp_alloc_order(const void *a, const void *b)
{
    const struct evn_alloc_line *x = a, *y = b;
    if (x->community != y->community)
        return x->community < y->community ? -1 : 1;
    if (x->tier != y->tier)
        return x->tier < y->tier ? -1 : 1;
    return (x->warehouse > y->warehouse) - (x->warehouse < y->warehouse);
}

/* Pour what community `i` gets into its lines, by tier and age. */
static void pour(struct sharing *s, size_t i, const struct evn_alloc_line *line, size_t n)
{
    struct evn_dsp_decision *d = s->work->d;
    size_t at = s->first[i], end = s->first[i + 1];
    for (size_t k = 0; k < n; k++) {
        const char *warehouse = s->work->warehouse[line[k].warehouse];
        int64_t rest = line[k].packs * s->item->pack;
        while (rest > 0 && !d->full) {
            while (at + 1 < end && line_of(s, at)->open == 0)
                at++;
            int64_t open = line_of(s, at)->open;
            int64_t part = rest < open || at + 1 == end ? rest : open;
            evn_dsp_share_make(d, s->work->round, s->demand[at].line, warehouse, part);
            rest -= part;
        }
    }
}

static struct evn_dsp_note note_of(const struct sharing *s, struct evn_alloc_note n)
{
    struct evn_dsp_note note = {.tier = (uint32_t)n.tier,
                                .target_days = (uint32_t)n.target_days,
                                .packs = n.packs,
                                .units = n.units,
                                .before = n.before,
                                .after = n.after,
                                .want = n.want,
                                .missing = n.missing,
                                .before_cdays = n.before_cdays,
                                .after_cdays = n.after_cdays,
                                .level_cdays = n.level_cdays,
                                .after_cperc = n.after_cperc,
                                .level_cperc = n.level_cperc,
                                .owed_micro = n.owed_micro,
                                .carried_micro = n.carried_micro};
    EVN_DSP_SET(note.code, evn_alloc_text_name(n.text));
    if (n.other != EVN_ALLOC_NONE)
        EVN_DSP_SET(note.other, s->demand[s->first[n.other]].community);
    return note;
}

/* What stands in for the item, a sentence for each substitute. */
static void explain_instead(const struct sharing *s, size_t i, struct evn_dsp_award *award)
{
    for (size_t k = 0; k < s->n_stand_in; k++) {
        const struct evn_dsp_stand_in *in = &s->stand_in[k];
        if (in->community != i)
            continue;
        struct evn_dsp_note *note = &award->notes[award->n_notes++];
        *note =
            (struct evn_dsp_note){.units = in->units, .want = in->worth, .missing = in->missing};
        EVN_DSP_SET(note->code, evn_alloc_text_name(EVN_TEXT_STOOD_IN));
        EVN_DSP_SET(note->other, in->item);
        award->instead += in->worth;
    }
}

/* What the community got, sentence by sentence; what is still open gets the last as its reason. */
static void explain(struct sharing *s, size_t i)
{
    struct evn_dsp_decision *d = s->work->d;
    struct evn_dsp_award *award = evn_dsp_add(d, EVN_DSP_AWARD);
    award->round = s->work->round->round;
    award->packs = s->packs[i];
    award->quantity = s->packs[i] * s->item->pack;
    award->carried_micro = s->result.shares[i].carried_micro;
    EVN_DSP_SET(award->item, s->item->item);
    EVN_DSP_SET(award->community, s->demand[s->first[i]].community);
    award->notes = evn_arena_array(d->arena, EVN_DSP_NOTES_MAX, sizeof *award->notes);
    if (award->notes == NULL) {
        d->full = true;
        return;
    }
    for (int32_t tier = 0; tier < EVN_ALLOC_TIERS; tier++)
        if (s->result.shares[i].packs[tier] > 0)
            award->notes[award->n_notes++] =
                note_of(s, evn_explain_given(&s->problem, &s->result, i, tier));
    struct evn_alloc_note bound = evn_explain_bound(&s->problem, &s->result, i);
    award->notes[award->n_notes++] = note_of(s, bound);
    explain_instead(s, i, award);
    evn_dsp_award_figures(d, award, &s->wanted[i]);
    award->notes[award->n_notes++] = note_of(s, evn_explain_carried(&s->problem, &s->result, i));
    struct evn_dsp_why why =
        evn_dsp_why_of(EVN_DSP_WHY_SHARED, evn_alloc_text_name(bound.text), "");
    why.have = bound.after;
    why.want = bound.want;
    char round[EVN_DSP_KEY_MAX];
    evn_dsp_key_round(s->work->round->round, round);
    EVN_DSP_SET(why.subject, round);
    for (size_t k = s->first[i]; k < s->first[i + 1]; k++)
        if (line_of(s, k)->open > 0)
            evn_dsp_line_because(evn_dsp_edit(d, EVN_DSP_LINE, s->demand[k].line), why);
}

/* What was given, substitutes too, and what is then still open. */
static void sum_up(const struct sharing *s, struct evn_dsp_round_item *sum)
{
    for (size_t i = 0; i < s->n; i++) {
        int64_t open = 0;
        for (size_t k = s->first[i]; k < s->first[i + 1]; k++)
            open += line_of(s, k)->open;
        sum->given += s->packs[i] * s->item->pack;
        sum->in_want += open > 0;
    }
    for (size_t k = 0; k < s->n_stand_in; k++)
        sum->instead += s->stand_in[k].worth;
}

static evn_err hand_out(struct sharing *s, struct evn_dsp_round_item *sum)
{
    struct evn_alloc_line *line = s->result.lines;
    size_t n = s->result.n_lines, at = 0;
    if (n > 0)
        qsort(line, n, sizeof *line, evn_dsp_alloc_order);
    for (size_t i = 0; i < s->n && !s->work->d->full; i++) {
        size_t from = at;
        for (; at < n && line[at].community == i; at++)
            s->packs[i] += line[at].packs;
        pour(s, i, line + from, at - from);
    }
    const struct evn_dsp_shared shared = {.item = s->item,
                                          .problem = &s->problem,
                                          .result = &s->result,
                                          .demand = s->demand,
                                          .first = s->first,
                                          .n = s->n};
    evn_err err = evn_dsp_instead(s->work, &shared, &s->stand_in, &s->n_stand_in);
    for (size_t i = 0; i < s->n && !s->work->d->full && err == EVN_OK; i++)
        explain(s, i);
    sum_up(s, sum);
    return err;
}

evn_err evn_dsp_round_item(struct evn_dsp_round_work *work, size_t first, size_t last,
                           const int64_t *stock)
{
    struct evn_dsp_round *round = work->round;
    struct sharing s = {.work = work,
                        .demand = work->demand + first,
                        .n_demand = last - first,
                        .item =
                            evn_dsp_find(work->d->state, EVN_DSP_ITEM, work->demand[first].item)};
    struct evn_dsp_round_item *sum = &round->items[round->n_items++];
    *sum = (struct evn_dsp_round_item){0};
    EVN_DSP_SET(sum->item, s.item->item);
    for (size_t w = 0; w < work->n_warehouses; w++)
        sum->stock += stock[w];
    if (!set_problem(&s, stock))
        return EVN_E_LIMIT;
    sum->communities = (uint32_t)s.n;
    size_t at;
    const char *field;
    evn_arena_reset(&work->alloc);
    evn_err err = evn_alloc_check(&s.problem, &at, &field);
    if (err == EVN_OK)
        err = evn_alloc_solve(&s.problem, &work->alloc, &s.result);
    return err == EVN_OK ? hand_out(&s, sum) : err;
}
