#include "services/ledger/core/past.h"

/* A part of the stretch that is asked about. */
struct part {
    int64_t after_us, until_us;
    int64_t base;                /* sum of the stretch before it */
    struct evn_leg_summary view; /* of the view's legs in it */
};

struct search {
    const struct evn_past *past;
    struct evn_course *course; /* of the overlay's legs */
    int64_t enough;            /* sums not below this are of no interest */
    bool first;                /* the first instant below it ends the search */
    int64_t bound;             /* the sum of some instant: the smallest is not larger */
    struct evn_leg_summary
        best; /* the smallest yet and the first instant of it; `sum` is not used */
};

static evn_err ask(const struct search *s, int64_t after_us, int64_t until_us, struct part *out)
{
    const struct evn_past *past = s->past;
    *out = (struct part){after_us, until_us, 0, {.min = INT64_MAX}};
    if (after_us >= until_us)
        return EVN_OK;
    return past->view->summary(past->view->self, past->account, after_us, until_us, &out->view);
}

static void note(struct search *s, int64_t sum, int64_t at_us)
{
    if (sum < s->bound)
        s->bound = sum;
    if (sum < s->best.min) {
        s->best.min = sum;
        s->best.min_at_us = at_us;
    }
}

static int64_t or_zero(int64_t min)
{
    return min < 0 ? min : 0;
}

/* Could an instant of the part be of interest? */
static bool may_matter(const struct search *s, const struct part *p,
                       const struct evn_leg_summary *own)
{
    int64_t least = p->base + or_zero(p->view.min) + or_zero(own->min);
    return least < s->enough && (s->first || (least <= s->bound && least < s->best.min));
}

/* The sum at the instant where the view alone is smallest. */
static void take_bound(struct search *s, const struct part *p)
{
    struct evn_leg_summary own = evn_course_summary(s->course, p->after_us, p->view.min_at_us);
    int64_t sum = p->base + p->view.min + own.sum;
    if (sum < s->bound)
        s->bound = sum;
}

/* The same where the overlay alone is smallest. */
static evn_err take_own_bound(struct search *s, const struct part *p)
{
    struct evn_leg_summary own = evn_course_summary(s->course, p->after_us, p->until_us);
    struct part before;
    if (own.min == INT64_MAX)
        return EVN_OK;
    evn_err err = ask(s, p->after_us, own.min_at_us, &before);
    int64_t sum = p->base + before.view.sum + own.min;
    if (sum < s->bound)
        s->bound = sum;
    return err;
}

/* Sums of a part in which only one of the two has legs, up to `until_us`. */
static evn_err ask_one(const struct search *s, const struct part *p, bool of_view, int64_t until_us,
                       struct evn_leg_summary *out)
{
    struct part upto = {.after_us = 0};
    if (!of_view) {
        *out = evn_course_summary(s->course, p->after_us, until_us);
        return EVN_OK;
    }
    evn_err err = ask(s, p->after_us, until_us, &upto);
    *out = upto.view;
    return err;
}

/* The first instant of such a part at which the sum is below what is asked for; `all` is the part's
 * summary, and there is one. Halves the time before a later one. */
static evn_err first_of_one(struct search *s, const struct part *p, bool of_view,
                            struct evn_leg_summary all)
{
    int64_t low_us = p->after_us, high_us = all.min_at_us;
    evn_err err = EVN_OK;
    while (err == EVN_OK && low_us < high_us - 1) {
        int64_t middle_us = (low_us & high_us) + ((low_us ^ high_us) >> 1);
        err = ask_one(s, p, of_view, middle_us, &all);
        if (all.min != INT64_MAX && p->base + all.min < s->enough)
            high_us = all.min_at_us;
        else
            low_us = middle_us;
    }
    if (err == EVN_OK)
        err = ask_one(s, p, of_view, high_us, &all);
    note(s, p->base + all.sum, high_us);
    return err;
}

/* A part that needs no dividing: only one of the two has legs there, or it is one instant. */
static evn_err take_part(struct search *s, const struct part *p, const struct evn_leg_summary *own)
{
    bool of_view = p->view.min != INT64_MAX, of_own = own->min != INT64_MAX;
    struct evn_leg_summary all = of_view ? p->view : *own;
    if (of_view && of_own)
        all = (struct evn_leg_summary){.min = p->view.sum + own->sum, .min_at_us = p->until_us};
    if ((!of_view && !of_own) || p->base + all.min >= s->enough)
        return EVN_OK;
    if (s->first && of_view != of_own)
        return first_of_one(s, p, of_view, all);
    note(s, p->base + all.min, all.min_at_us);
    return EVN_OK;
}

/* Depth: the logarithm of the overlay's instants in the part. */
static evn_err search(struct search *s, const struct part *p)
{
    struct evn_leg_summary own = evn_course_summary(s->course, p->after_us, p->until_us);
    if (own.min == INT64_MAX || p->view.min == INT64_MAX || p->after_us == p->until_us - 1)
        return take_part(s, p, &own);
    if (!s->first)
        take_bound(s, p);
    if (!may_matter(s, p, &own))
        return EVN_OK;
    int64_t middle_us = evn_course_middle(s->course, p->after_us, p->until_us);
    const int64_t cuts_us[] = {p->after_us, middle_us - 1, middle_us, p->until_us};
    int64_t base = p->base;
    evn_err err = EVN_OK;
    for (int i = 0; i < 3 && err == EVN_OK; i++) {
        struct part q;
        err = ask(s, cuts_us[i], cuts_us[i + 1], &q);
        q.base = base;
        if (err == EVN_OK)
            err = search(s, &q);
        if (s->first && s->best.min < s->enough)
            break;
        base += q.view.sum + evn_course_summary(s->course, cuts_us[i], cuts_us[i + 1]).sum;
    }
    return err;
}

/* Search the whole stretch; its sum is set in s->best. */
static evn_err search_all(struct search *s, int64_t after_us, int64_t until_us)
{
    struct evn_course_small small;
    struct part all;
    const struct evn_past *past = s->past;
    s->best = (struct evn_leg_summary){.min = INT64_MAX, .min_at_us = INT64_MIN};
    s->bound = INT64_MAX;
    evn_err err = evn_overlay_course(past->overlay, past->account, past->head, &small, &s->course);
    if (err == EVN_OK)
        err = ask(s, after_us, until_us, &all);
    if (err != EVN_OK)
        return err;
    if (!s->first && all.view.min != INT64_MAX)
        err = take_own_bound(s, &all);
    if (err == EVN_OK)
        err = search(s, &all);
    s->best.sum = all.view.sum + evn_course_summary(s->course, after_us, until_us).sum;
    s->course = NULL;
    return err;
}

evn_err evn_past_sum_until(const struct evn_past *past, int64_t at_us, int64_t *out)
{
    struct evn_course_small small;
    struct evn_course *course;
    evn_err err = evn_overlay_course(past->overlay, past->account, past->head, &small, &course);
    if (err == EVN_OK)
        err = past->view->sum_until(past->view->self, past->account, at_us, out);
    if (err == EVN_OK)
        *out += evn_course_summary(course, INT64_MIN, at_us).sum;
    return err;
}

evn_err evn_past_summary(const struct evn_past *past, int64_t after_us, int64_t until_us,
                         int64_t enough, struct evn_leg_summary *out)
{
    struct search s = {.past = past, .enough = enough};
    evn_err err = search_all(&s, after_us, until_us);
    *out = s.best;
    return err;
}

evn_err evn_past_first_below(const struct evn_past *past, int64_t after_us, int64_t until_us,
                             int64_t floor, bool *found, int64_t *at_us, int64_t *sum)
{
    struct search s = {.past = past, .enough = floor, .first = true};
    evn_err err = search_all(&s, after_us, until_us);
    *found = s.best.min < floor;
    *at_us = s.best.min_at_us;
    *sum = s.best.min;
    return err;
}
